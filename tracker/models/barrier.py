"""Barrier: the cause that several obstacles share; DecisionMaker: who could remove it."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.extensions import Model
from tracker.models.category import Category
from tracker.models.moment import Moment
from tracker.models.vocabulary import Level, column_of


class DecisionMaker(Model):
    """The body that could loosen or remove a barrier: a regulator, a payer, a board."""

    __tablename__ = "decision_maker"
    __table_args__ = (
        sa.UniqueConstraint("id", "programme_id"),
        sa.UniqueConstraint("programme_id", "name"),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 200", name="name_length"),
        sa.CheckConstraint("length(about) <= 1000", name="about_length"),
        sa.CheckConstraint("length(source_label) <= 300", name="source_label_length"),
        sa.CheckConstraint("length(source_url) <= 500", name="source_url_length"),
        sa.CheckConstraint("length(country) IN (0, 2)", name="country_is_a_code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    reference: Mapped[str] = mapped_column(sa.String(16), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    level: Mapped[Level | None] = mapped_column(column_of(Level))
    country: Mapped[str] = mapped_column(sa.String(2), default="")
    about: Mapped[str] = mapped_column(sa.String(1000), default="")
    source_label: Mapped[str] = mapped_column(sa.String(300), default="")
    source_url: Mapped[str] = mapped_column(sa.String(500), default="")
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads it.


class Barrier(Model):
    """The cause that several obstacles share; its text belongs to the programme, not a partner."""

    __tablename__ = "barrier"
    __table_args__ = (
        sa.UniqueConstraint("id", "programme_id"),
        sa.ForeignKeyConstraint(
            ["category_id", "programme_id"], ["category.id", "category.programme_id"]
        ),
        sa.ForeignKeyConstraint(
            ["decision_maker_id", "programme_id"],
            ["decision_maker.id", "decision_maker.programme_id"],
        ),
        sa.CheckConstraint("length(title) BETWEEN 1 AND 200", name="title_length"),
        sa.CheckConstraint("length(explanation) <= 2000", name="explanation_length"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"), index=True)
    reference: Mapped[str] = mapped_column(sa.String(16), unique=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    explanation: Mapped[str] = mapped_column(sa.Text, default="")
    level: Mapped[Level | None] = mapped_column(column_of(Level))
    category_id: Mapped[int | None] = mapped_column(index=True)
    decision_maker_id: Mapped[int | None] = mapped_column(index=True)
    created_at: Mapped[Moment]
    version: Mapped[int] = mapped_column()

    category: Mapped[Category | None] = relationship(
        primaryjoin="foreign(Barrier.category_id) == Category.id"
    )
    decision_maker: Mapped[DecisionMaker | None] = relationship(
        primaryjoin="foreign(Barrier.decision_maker_id) == DecisionMaker.id"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads it.

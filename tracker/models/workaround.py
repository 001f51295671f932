"""Workaround: what gets round, softens or removes an obstacle; Trial: one use of it."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.extensions import Model
from tracker.models.form_key import unique_form_key
from tracker.models.moment import Moment, UtcDateTime
from tracker.models.obstacle import Obstacle
from tracker.models.organisation import Organisation
from tracker.models.person import Person
from tracker.models.vocabulary import Outcome, Visibility, column_of


class Workaround(Model):
    """What gets round, softens or removes an obstacle; a record of its own, reusable everywhere."""

    __tablename__ = "workaround"
    __table_args__ = (
        sa.UniqueConstraint("id", "programme_id"),
        sa.ForeignKeyConstraint(
            ["programme_id", "organisation_id"],
            ["participation.programme_id", "participation.organisation_id"],
        ),
        sa.CheckConstraint("length(title) BETWEEN 1 AND 200", name="title_length"),
        sa.CheckConstraint("length(details) <= 5000", name="details_length"),
        sa.CheckConstraint("length(source_label) <= 300", name="source_label_length"),
        sa.CheckConstraint("length(source_url) <= 500", name="source_url_length"),
        unique_form_key("workaround"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    reference: Mapped[str] = mapped_column(sa.String(16), unique=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    details: Mapped[str] = mapped_column(sa.Text, default="")
    visibility: Mapped[Visibility] = mapped_column(column_of(Visibility))
    is_named: Mapped[bool] = mapped_column(default=True)
    source_label: Mapped[str] = mapped_column(sa.String(300), default="")
    source_url: Mapped[str] = mapped_column(sa.String(500), default="")
    logged_at: Mapped[Moment]
    changed_at: Mapped[Moment]
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it was withdrawn as added by mistake or twice; it can be restored for some days."""
    duplicate_of_id: Mapped[int | None] = mapped_column(sa.ForeignKey("workaround.id"), index=True)
    """The workaround that stays, if this one was withdrawn because it was added twice."""
    version: Mapped[int] = mapped_column()
    form_key: Mapped[UUID | None]
    """The idempotency key of the form that created it, so that a resubmission creates no other."""

    organisation: Mapped[Organisation] = relationship(
        primaryjoin="foreign(Workaround.organisation_id) == Organisation.id"
    )
    author: Mapped[Person | None] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads it.


class WorkaroundLink(Model):
    """A link from a workaround to an obstacle that it may get round."""

    __tablename__ = "workaround_link"
    __table_args__ = (
        sa.UniqueConstraint("workaround_id", "obstacle_id", "programme_id"),
        sa.ForeignKeyConstraint(
            ["workaround_id", "programme_id"],
            ["workaround.id", "workaround.programme_id"],
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["obstacle_id", "programme_id"],
            ["obstacle.id", "obstacle.programme_id"],
            ondelete="CASCADE",
        ),
    )

    workaround_id: Mapped[int] = mapped_column(primary_key=True)
    obstacle_id: Mapped[int] = mapped_column(primary_key=True, index=True)
    programme_id: Mapped[int] = mapped_column()

    workaround: Mapped[Workaround] = relationship(
        primaryjoin="foreign(WorkaroundLink.workaround_id) == Workaround.id"
    )
    obstacle: Mapped[Obstacle] = relationship(
        primaryjoin="foreign(WorkaroundLink.obstacle_id) == Obstacle.id"
    )


class Trial(Model):
    """One organisation's use of a workaround against an obstacle of its own, with the outcome."""

    __tablename__ = "trial"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["workaround_id", "obstacle_id", "programme_id"],
            [
                "workaround_link.workaround_id",
                "workaround_link.obstacle_id",
                "workaround_link.programme_id",
            ],
            ondelete="CASCADE",
        ),
        sa.CheckConstraint(
            "ended_on IS NULL OR started_on IS NULL OR ended_on >= started_on",
            name="ends_after_it_starts",
        ),
        sa.CheckConstraint("length(what_it_took) <= 2000", name="what_it_took_length"),
        sa.Index("ix_trial_pair", "workaround_id", "obstacle_id"),
        unique_form_key("trial"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(sa.String(16), unique=True)
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    workaround_id: Mapped[int] = mapped_column()
    obstacle_id: Mapped[int] = mapped_column(index=True)
    outcome: Mapped[Outcome] = mapped_column(column_of(Outcome))
    started_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    what_it_took: Mapped[str] = mapped_column(sa.Text, default="")
    visibility: Mapped[Visibility] = mapped_column(
        column_of(Visibility), server_default=Visibility.ORGANISATION.value
    )
    """Who reads `what_it_took` outside the obstacle's organisation: those who read the obstacle
    when it was written, until its visibility is increased."""
    author_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    recorded_at: Mapped[Moment]
    looked_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When its author answered or dismissed the follow-up; it is asked once."""
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it was withdrawn as recorded by mistake; it can be restored for some days."""
    version: Mapped[int] = mapped_column()
    form_key: Mapped[UUID | None]
    """The idempotency key of the form that created it, so that a resubmission creates no other."""

    workaround: Mapped[Workaround] = relationship(
        primaryjoin="foreign(Trial.workaround_id) == Workaround.id"
    )
    obstacle: Mapped[Obstacle] = relationship(
        primaryjoin="foreign(Trial.obstacle_id) == Obstacle.id"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads it.

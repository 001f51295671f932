"""Organisation: a participant in programmes; Participation: its part in one programme."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.extensions import Model
from tracker.models.programme import Programme
from tracker.models.vocabulary import Kind, OrganisationRole, Visibility, column_of


class Organisation(Model):
    """An organisation that takes part in programmes."""

    __tablename__ = "organisation"
    __table_args__ = (
        sa.CheckConstraint("length(name) BETWEEN 1 AND 200", name="name_length"),
        sa.CheckConstraint("length(short_name) BETWEEN 1 AND 40", name="short_name_length"),
        sa.CheckConstraint("length(about) <= 5000", name="about_length"),
        sa.CheckConstraint("length(source_url) <= 500", name="source_url_length"),
        sa.CheckConstraint("length(country) IN (0, 2)", name="country_is_a_code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(sa.String(60), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    short_name: Mapped[str] = mapped_column(sa.String(40))
    country: Mapped[str] = mapped_column(sa.String(2), default="")
    """ISO 3166-1 alpha-2 code, or empty if the organisation spans several countries."""
    is_group: Mapped[bool] = mapped_column(default=False)
    """Whether it is several organisations that a source names only together."""
    about: Mapped[str] = mapped_column(sa.Text, default="")
    source_url: Mapped[str] = mapped_column(sa.String(500), default="")
    default_visibility: Mapped[Visibility] = mapped_column(
        column_of(Visibility), default=Visibility.PARTNERS
    )
    is_unnamed_by_default: Mapped[bool] = mapped_column(default=False)
    widened_by: Mapped[OrganisationRole] = mapped_column(
        column_of(OrganisationRole), default=OrganisationRole.CONTRIBUTOR
    )
    """Who may increase the visibility of what is logged: any member, or only its leads."""

    participations: Mapped[list["Participation"]] = relationship(back_populates="organisation")


class Participation(Model):
    """One organisation's part in one programme."""

    __tablename__ = "participation"

    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(
        sa.ForeignKey("organisation.id"), primary_key=True, index=True
    )
    kind: Mapped[Kind] = mapped_column(column_of(Kind))
    left_on: Mapped[date | None]

    organisation: Mapped[Organisation] = relationship(back_populates="participations")
    programme: Mapped[Programme] = relationship()

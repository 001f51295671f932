"""Invitation: an offer, by mail, of a membership or a role."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.extensions import Model
from tracker.models.moment import Moment, UtcDateTime
from tracker.models.organisation import Organisation
from tracker.models.programme import Programme
from tracker.models.vocabulary import Kind, OrganisationRole, ProgrammeRole, column_of

ONE_OFFER = (
    "organisation_id IS NOT NULL AND organisation_role IS NOT NULL"
    " AND programme_id IS NULL AND programme_role IS NULL AND kind IS NULL"
    " AND NOT is_for_administrator"
    " OR programme_id IS NOT NULL AND organisation_id IS NULL AND organisation_role IS NULL"
    " AND (programme_role IS NULL) <> (kind IS NULL) AND NOT is_for_administrator"
    " OR is_for_administrator AND organisation_id IS NULL AND organisation_role IS NULL"
    " AND programme_id IS NULL AND programme_role IS NULL AND kind IS NULL"
)
"""A membership; or a role in a programme; or a participation, for an organisation that is not here
yet; or to be administrator of the installation."""


class Invitation(Model):
    """An offer to an e-mail address; its token is stored only as a hash, and is valid once."""

    __tablename__ = "invitation"
    __table_args__ = (sa.CheckConstraint(ONE_OFFER, name="offers_one_place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(sa.String(20), unique=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    email: Mapped[str] = mapped_column(sa.String(254), index=True)
    inviter_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    organisation_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("organisation.id"), index=True
    )
    organisation_role: Mapped[OrganisationRole | None] = mapped_column(column_of(OrganisationRole))
    programme_id: Mapped[int | None] = mapped_column(sa.ForeignKey("programme.id"), index=True)
    programme_role: Mapped[ProgrammeRole | None] = mapped_column(column_of(ProgrammeRole))
    kind: Mapped[Kind | None] = mapped_column(column_of(Kind))
    """The kind of participation, if an organisation is invited."""
    organisation_name: Mapped[str | None] = mapped_column(sa.String(200))
    """The name of the invited organisation; None in older invitations. Whoever accepts may edit
    it, or choose an organisation that they lead already."""
    is_for_administrator: Mapped[bool] = mapped_column(default=False)
    is_mailed: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    """Whether its link was sent to the address by mail and shown to nobody else."""
    created_at: Mapped[Moment]
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    organisation: Mapped[Organisation | None] = relationship()
    programme: Mapped[Programme | None] = relationship()

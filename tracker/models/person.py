"""Person: somebody who signs in; Membership and Assignment: their roles."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_security import UserMixin
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.extensions import Model
from tracker.models.moment import Moment, UtcDateTime
from tracker.models.organisation import Organisation
from tracker.models.programme import Programme
from tracker.models.vocabulary import OrganisationRole, ProgrammeRole, Rhythm, column_of


class Person(Model, UserMixin):
    """Somebody who signs in."""

    __tablename__ = "person"
    __table_args__ = (sa.CheckConstraint("length(name) BETWEEN 1 AND 120", name="name_length"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    password: Mapped[str | None] = mapped_column(sa.String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(sa.String(64), unique=True)
    is_administrator: Mapped[bool] = mapped_column(default=False)
    digest: Mapped[Rhythm] = mapped_column(
        column_of(Rhythm), default=Rhythm.WEEKLY, server_default=Rhythm.WEEKLY.value
    )
    """How often they want a digest by mail."""
    is_address_proven: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    """Whether the person controls the address: false if the account was opened by a link that
    others may have had, until a link mailed to the address is followed."""
    created_at: Mapped[Moment]
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When name and address were replaced by a pseudonym."""
    is_mailed_mentions: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    """Whether a mention is also sent by mail."""

    tf_primary_method: Mapped[Any] = mapped_column(sa.String(64), nullable=True)
    """The method of the second factor, or None."""
    tf_totp_secret: Mapped[Any] = mapped_column(sa.String(255), nullable=True, deferred=True)
    totp_counter: Mapped[int | None] = mapped_column(sa.BigInteger)
    """The time step of the last accepted one-time code, so that none is accepted twice."""
    mf_recovery_codes: Mapped[list[Any] | None] = mapped_column(sa.JSON, deferred=True)
    fs_webauthn_user_handle: Mapped[Any] = mapped_column(sa.String(64), nullable=True, unique=True)

    memberships: Mapped[list["Membership"]] = relationship(back_populates="person")
    assignments: Mapped[list["Assignment"]] = relationship(back_populates="person")
    webauthn: Mapped[list[Any]] = relationship("Passkey", back_populates="user")
    """The passkeys, under the name that Flask-Security requires."""

    roles: list[Any] = []  # noqa: RUF012  Flask-Security asks for it; rights live in auth/.

    @property
    def initials(self) -> str:
        """The first letters of the first and the last word of the name."""
        words = self.name.split()
        return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


class Membership(Model):
    """A person's role in an organisation; it is ended, not deleted."""

    __tablename__ = "membership"

    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    organisation_id: Mapped[int] = mapped_column(
        sa.ForeignKey("organisation.id"), primary_key=True, index=True
    )
    role: Mapped[OrganisationRole] = mapped_column(column_of(OrganisationRole))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship(back_populates="memberships")
    organisation: Mapped[Organisation] = relationship()


class Assignment(Model):
    """A person's role in a programme, independent of organisations; it is ended, not deleted."""

    __tablename__ = "assignment"

    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    programme_id: Mapped[int] = mapped_column(
        sa.ForeignKey("programme.id"), primary_key=True, index=True
    )
    role: Mapped[ProgrammeRole] = mapped_column(column_of(ProgrammeRole), primary_key=True)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship(back_populates="assignments")
    programme: Mapped[Programme] = relationship()

"""Passkey: a key on a person's device that signs them in."""

from typing import Any

import sqlalchemy as sa
from flask_security import WebAuthnMixin
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.extensions import Model
from tracker.models.moment import Moment
from tracker.models.person import Person


class Passkey(Model, WebAuthnMixin):
    """A key on a person's device that signs them in; names are Flask-Security's."""

    __tablename__ = "passkey"
    __table_args__ = (sa.UniqueConstraint("user_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    credential_id: Mapped[bytes] = mapped_column(sa.LargeBinary(1024), unique=True)
    public_key: Mapped[bytes] = mapped_column(sa.LargeBinary)
    sign_count: Mapped[int] = mapped_column(default=0)
    transports: Mapped[list[Any] | None] = mapped_column(sa.JSON)
    backup_state: Mapped[bool]
    device_type: Mapped[str] = mapped_column(sa.String(64))
    extensions: Mapped[str | None] = mapped_column(sa.String(255))
    name: Mapped[str] = mapped_column(sa.String(64))
    usage: Mapped[str] = mapped_column(sa.String(64))
    create_datetime: Mapped[Moment]
    lastuse_datetime: Mapped[Moment]

    user: Mapped[Person] = relationship(back_populates="webauthn")

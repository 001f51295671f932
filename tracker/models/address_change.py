"""AddressChange: a person's new e-mail address, until its mailbox has confirmed it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.extensions import Model
from tracker.models.moment import Moment, UtcDateTime


class AddressChange(Model):
    """A new e-mail address that is not confirmed yet; its token is stored only as a hash."""

    __tablename__ = "address_change"

    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    email: Mapped[str] = mapped_column(sa.String(254))
    created_at: Mapped[Moment]
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)

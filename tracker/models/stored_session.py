"""StoredSession: a signed-in person's session, stored on the server so that it can be ended."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.extensions import Model
from tracker.models.moment import Moment


class StoredSession(Model):
    """A signed-in person's session; its key is stored only as a hash."""

    __tablename__ = "stored_session"

    key_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), index=True
    )
    data: Mapped[str] = mapped_column(sa.Text)
    started_at: Mapped[Moment]
    seen_at: Mapped[Moment]
    browser: Mapped[str | None] = mapped_column(sa.String(20))
    system: Mapped[str | None] = mapped_column(sa.String(20))
    """Browser and system from the User-Agent header, for the person to recognise the session."""

"""DirectoryIdentity: a person's identity at an external identity provider."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.extensions import Model
from tracker.models.moment import Moment


class DirectoryIdentity(Model):
    """A subject of an OpenID Connect issuer, and the person whom it signs in."""

    __tablename__ = "directory_identity"

    issuer: Mapped[str] = mapped_column(sa.String(255), primary_key=True)
    subject: Mapped[str] = mapped_column(sa.String(255), primary_key=True)
    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), index=True
    )
    linked_at: Mapped[Moment]

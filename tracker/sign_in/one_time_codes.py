"""One-time codes: of an authenticator app (TOTP), and recovery codes."""

import hmac
import io
from base64 import b64encode
from typing import Any

import qrcode
import sqlalchemy as sa
from passlib.exc import UsedTokenError
from passlib.totp import TOTP, TotpMatch
from qrcode.image.svg import SvgFillImage

from tracker.extensions import db
from tracker.models import Person
from tracker.sessions.sign_in_library import LibraryRecoveryCodes, LibraryTotp

ROUNDS = 4
"""The cost (log2 of the rounds) of deriving the encryption key; low, because the key is random."""


class OneTimeCodes(LibraryTotp):
    """TOTP codes, each of which is accepted only once (replay protection)."""

    def __init__(self, secrets: dict[str, str], issuer: str) -> None:
        super().__init__(secrets, issuer)
        self.encrypt_by(TOTP.using(issuer=issuer, secrets=secrets, encrypt_cost=ROUNDS))

    def get_last_counter(self, user: Any) -> int | None:
        """Return the time step of the code that the person used last."""
        return user.totp_counter  # type: ignore[no-any-return]

    def set_last_counter(self, user: Any, tmatch: TotpMatch) -> None:
        """Mark the code as used; raise UsedTokenError if a concurrent request has used it."""
        unused = sa.or_(Person.totp_counter.is_(None), Person.totp_counter < tmatch.counter)
        updated = db.session.execute(
            sa.update(Person)
            .where(Person.id == user.id, unused)
            .values(totp_counter=tmatch.counter)
            .execution_options(synchronize_session=False)
        )
        if updated.rowcount != 1:  # type: ignore[attr-defined]
            raise UsedTokenError(expire_time=tmatch.expire_time)

    def generate_qrcode(self, username: str, totp: str) -> str:
        """Return the QR code as a data URI, black on white independent of the page's colours."""
        image = qrcode.make(self.get_totp_uri(username, totp), image_factory=SvgFillImage)
        with io.BytesIO() as file:
            image.save(file)
            return f"data:image/svg+xml;base64,{b64encode(file.getvalue()).decode()}"


class RecoveryCodes(LibraryRecoveryCodes):
    """Recovery codes for a lost device: shown once, stored encrypted, each accepted once."""

    def get_recovery_codes(self, user: Any) -> list[str]:  # noqa: ARG002  Flask-Security's shape.
        """Return an empty list: codes are never shown again."""
        return []

    def check_recovery_code(self, user: Any, code: str) -> bool:
        """Accept and remove the code if the person has it; locks the row against concurrent use."""
        db.session.refresh(user, ["mf_recovery_codes"], with_for_update=True)
        encrypted = list(user.mf_recovery_codes or [])
        plain = [self.decrypted(each) for each in encrypted]
        unused = [
            each
            for each, decrypted in zip(encrypted, plain, strict=True)
            if decrypted is None or not hmac.compare_digest(decrypted.encode(), code.encode())
        ]
        user.mf_recovery_codes = unused
        return len(unused) < len(encrypted)

    def delete_recovery_code(self, user: Any, code: str) -> bool:  # noqa: ARG002
        """Do nothing: the code was removed when it was checked."""
        return True

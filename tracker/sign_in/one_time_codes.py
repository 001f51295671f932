"""Codes that open a session once: those of an authenticator app, and those kept on paper."""

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
"""How often (as a power of two) the key is hashed that protects secrets; it is random already."""


class OneTimeCodes(LibraryTotp):
    """An authenticator app's codes, each of which is taken once, whoever else sends it."""

    def __init__(self, secrets: dict[str, str], issuer: str) -> None:
        super().__init__(secrets, issuer)
        self.encrypt_by(TOTP.using(issuer=issuer, secrets=secrets, encrypt_cost=ROUNDS))

    def get_last_counter(self, user: Any) -> int | None:
        """Return the time step of the code that the person used last."""
        return user.totp_counter  # type: ignore[no-any-return]

    def set_last_counter(self, user: Any, tmatch: TotpMatch) -> None:
        """Take the code; of two requests with the same one, one is told that it is used."""
        unused = sa.or_(Person.totp_counter.is_(None), Person.totp_counter < tmatch.counter)
        taken = db.session.execute(
            sa.update(Person)
            .where(Person.id == user.id, unused)
            .values(totp_counter=tmatch.counter)
            .execution_options(synchronize_session=False)
        )
        if taken.rowcount != 1:  # type: ignore[attr-defined]
            raise UsedTokenError(expire_time=tmatch.expire_time)

    def generate_qrcode(self, username: str, totp: str) -> str:
        """Return the picture for the app to scan, black on white whatever the page's colours."""
        image = qrcode.make(self.get_totp_uri(username, totp), image_factory=SvgFillImage)
        with io.BytesIO() as file:
            image.save(file)
            return f"data:image/svg+xml;base64,{b64encode(file.getvalue()).decode()}"


class RecoveryCodes(LibraryRecoveryCodes):
    """Codes for somebody whose device is gone: shown once, kept encrypted, each taken once."""

    def get_recovery_codes(self, user: Any) -> list[str]:  # noqa: ARG002  Flask-Security's shape.
        """Return none: once made and shown, they are shown to nobody again."""
        return []

    def check_recovery_code(self, user: Any, code: str) -> bool:
        """Take the code where the person has it; no other request can take it as well."""
        db.session.refresh(user, ["mf_recovery_codes"], with_for_update=True)
        kept = list(user.mf_recovery_codes or [])
        plain = [self.decrypted(each) for each in kept]
        unused = [
            each
            for each, known in zip(kept, plain, strict=True)
            if known is None or not hmac.compare_digest(known.encode(), code.encode())
        ]
        user.mf_recovery_codes = unused
        return len(unused) < len(kept)

    def delete_recovery_code(self, user: Any, code: str) -> bool:  # noqa: ARG002
        """Do nothing more: the code went when it was checked."""
        return True

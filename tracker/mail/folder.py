"""Mail backend that writes each mail into a file, for demos and tests."""

import email
import email.policy
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import time_ns
from typing import Any

from flask_mailman import EmailMessage
from flask_mailman.backends.base import BaseEmailBackend

MAX_MAILS = 100
LINK = re.compile(r"(https?://\S+)")


@dataclass(frozen=True)
class DeliveredMail:
    """A mail in the folder."""

    to: str
    subject: str
    sent_at: datetime
    text: str

    def parts(self) -> list[str]:
        """Return the text split so that every second part is a link."""
        return LINK.split(self.text)


class FolderBackend(BaseEmailBackend):
    """Mail backend that writes into MAIL_FOLDER, with files readable only for the owner."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the mails; each file is written atomically."""
        folder = Path(self.mailman.file_path)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            file = folder / f"{time_ns():020}.eml"
            part = file.with_suffix(".part")
            part.touch(mode=0o600)
            part.write_bytes(message.message().as_bytes())
            part.rename(file)
        return len(email_messages)


def mails_in(folder: Path) -> list[DeliveredMail]:
    """Return the mails in the folder, the newest first, a hundred at most."""
    files = sorted(folder.glob("*.eml"), reverse=True)[:MAX_MAILS]
    return [_read(file.read_bytes()) for file in files]


def delete_mails(folder: Path, words: Sequence[str]) -> None:
    """Delete the mails that contain one of these words or are addressed to one of them."""
    for file in folder.glob("*.eml"):
        mail = _read(file.read_bytes())
        text = f"{mail.to} {mail.subject} {mail.text}".casefold()
        if any(word.casefold() in text for word in words):
            file.unlink(missing_ok=True)


def _read(content: bytes) -> DeliveredMail:
    policy: Any = email.policy.default
    message: Any = email.message_from_bytes(content, policy=policy)
    return DeliveredMail(
        to=str(message["To"]),
        subject=str(message["Subject"]),
        sent_at=message["Date"].datetime,
        text=str(message.get_content()),
    )

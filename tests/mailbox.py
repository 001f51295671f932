"""What an app has mailed: the folder that its mail lands in."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from flask import Flask

from tracker.mail.folder import DeliveredMail, mails_in


def start_mail_thread_anew(app: Flask) -> None:
    """Let mail be made by a thread of this test: one begun while none is measured never is."""
    app.extensions["send_later"].shutdown(wait=True)
    app.extensions["send_later"] = ThreadPoolExecutor(1, thread_name_prefix="mail")


class Mailbox:
    """The mail of an app; it waits for what was posted to be sent."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.folder = Path(app.config["MAIL_FOLDER"])

    def empty(self) -> None:
        self._settle()
        for file in self.folder.glob("*"):
            file.unlink()

    def mails(self) -> list[DeliveredMail]:
        """The mails in the order of their sending."""
        self._settle()
        return mails_in(self.folder)[::-1]

    def to(self, address: str) -> list[DeliveredMail]:
        return [mail for mail in self.mails() if mail.to == address]

    def link_to(self, address: str) -> str:
        """The path of the link in the last mail to this address."""
        found = re.search(r"https?://[^/]+(/\S+\?\S+|/\S+/\S{20,})", self.to(address)[-1].text)
        assert found, self.to(address)[-1].text
        return found[1]

    def _settle(self) -> None:
        self.app.extensions["send_later"].submit(lambda: None).result(timeout=30)

"""The mail that an app has sent, read from its mail folder."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from flask import Flask

from tracker.mail.folder import DeliveredMail, mails_in


def restart_mail_thread(app: Flask) -> None:
    """Restart the mail thread within the test, because coverage never measures earlier ones."""
    app.extensions["send_later"].shutdown(wait=True)
    app.extensions["send_later"] = ThreadPoolExecutor(1, thread_name_prefix="mail")


class Mailbox:
    """The mail of an app; it waits until queued mail is sent."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.folder = Path(app.config["MAIL_FOLDER"])

    def empty(self) -> None:
        self._wait_until_sent()
        for file in self.folder.glob("*"):
            file.unlink()

    def mails(self) -> list[DeliveredMail]:
        """Return the mails in the order of sending."""
        self._wait_until_sent()
        return mails_in(self.folder)[::-1]

    def to(self, address: str) -> list[DeliveredMail]:
        return [mail for mail in self.mails() if mail.to == address]

    def link_to(self, address: str) -> str:
        """Return the path of the link in the last mail to this address."""
        found = re.search(r"https?://[^/]+(/\S+\?\S+|/\S+/\S{20,})", self.to(address)[-1].text)
        assert found, self.to(address)[-1].text
        return found[1]

    def _wait_until_sent(self) -> None:
        self.app.extensions["send_later"].submit(lambda: None).result(timeout=30)

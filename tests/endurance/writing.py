"""Clients that log numbered obstacles through the real form, and remember what was answered."""

import http.client
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.bench.measure import PLACE, Client, value_in

LOG = f"{PLACE}/obstacles/log"
CUT_OFF = (OSError, http.client.HTTPException)
"""What a client meets where the server is no more."""


@dataclass
class Sent:
    """An obstacle that was sent, by whom, and what came back."""

    title: str
    fields: dict[str, str]
    cookies: dict[str, str]
    status: int | None = None

    @property
    def key(self) -> str:
        return self.fields["form_key"]

    @property
    def is_acknowledged(self) -> bool:
        return self.status == 303


@dataclass
class Writers:
    """Several clients at work at once, each for one of the people who are signed in."""

    port: int
    people: list[Client]
    clients: int
    each: int
    called: str
    sent: list[Sent] = field(default_factory=list)
    answered: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    is_over: bool = False

    def begin(self) -> None:
        self._threads = [
            threading.Thread(target=self._work, args=(number,)) for number in range(self.clients)
        ]
        for thread in self._threads:
            thread.start()

    def wait_for(self, answers: int) -> None:
        """Return once so many obstacles are acknowledged, or nobody is at work any more."""
        for _ in range(answers):
            while not self.answered.acquire(timeout=0.2):
                if not any(thread.is_alive() for thread in self._threads):
                    return

    def join(self) -> list[Sent]:
        """Wait until all have sent what they had to send, or were cut off."""
        for thread in self._threads:
            thread.join()
        return self.sent

    def _work(self, number: int) -> None:
        place = number % len(self.people)
        client = Client(self.port)
        client.cookies = self.people[place].cookies
        try:
            for turn in range(self.each):
                if self.is_over:
                    break
                title = f"{self.called}: obstacle {turn} of client {number}"
                self._log(client, title, f"scale-{place + 1}")
        except CUT_OFF:
            pass
        finally:
            client.connection.close()

    def _log(self, client: Client, title: str, organisation: str) -> None:
        page = client.ask("GET", LOG).body.decode()
        fields = {name: value_in(page, name) for name in ("csrf_token", "form_key")}
        fields |= {"title": title, "organisation": organisation, "visibility": "partners"}
        sent = Sent(title, fields | {"act": "log"}, client.cookies)
        self.sent.append(sent)
        sent.status = client.ask("POST", LOG, sent.fields).status
        if sent.is_acknowledged:
            self.answered.release()


def send_again(port: int, sent: Iterable[Sent]) -> list[int]:
    """Send each form once more, as somebody does who saw no answer; return what came back."""
    client = Client(port)
    answers = []
    for one in sent:
        client.cookies = one.cookies
        answers.append(client.ask("POST", LOG, one.fields).status)
    client.connection.close()
    return answers

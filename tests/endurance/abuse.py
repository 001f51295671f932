"""Flood a site for a minute, and measure what a signed-in person meets meanwhile.

    .venv/bin/python tests/endurance/abuse.py --obstacles 2000

Four times fifteen seconds: quiet; wrong passwords and downloads as fast as eight clients can send;
files that are sent a kilobyte a second; and both. A bare `tracker serve`, with no proxy before it.
"""

import socket
import sys
import tempfile
import threading
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from statistics import quantiles

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.measure import PLACE, Client, machine  # noqa: E402  After the path.
from tests.endurance.serving import Server, Site, serving, signed_in  # noqa: E402
from tests.endurance.writing import CUT_OFF, LOG  # noqa: E402

SECONDS = 15.0
GUESSERS, TAKERS, DRIPPERS = 6, 2, 4
LIST = f"{PLACE}/obstacles"


class Flood:
    """Clients that go on until they are told to stop; their answers are counted by kind."""

    def __init__(self, port: int, people: list[Client]) -> None:
        self.port, self.people = port, people
        self.answers: dict[str, Counter[int]] = {}
        self.seconds: list[float] = []
        self._stop = threading.Event()

    def run(self, *kinds: tuple[Callable[[int], None], int]) -> None:
        """Let so many of each kind work for a while, beside one person who reads the list."""
        jobs = [(self.read, 0), *((kind, number) for kind, many in kinds for number in range(many))]
        threads = [threading.Thread(target=kind, args=(number,)) for kind, number in jobs]
        for thread in threads:
            thread.start()
        time.sleep(SECONDS)
        self._stop.set()
        for thread in threads:
            thread.join()

    def read(self, _number: int) -> None:
        """Open the list five times a second, as people with the site open do together."""
        while not self._stop.is_set():
            began = time.monotonic()
            self._ask("page", 0, "GET", LIST)
            self.seconds.append(time.monotonic() - began)
            self._stop.wait(0.2)

    def guess(self, number: int) -> None:
        """Send wrong passwords, for people who are there and for others."""
        client = Client(self.port)
        turn = 0
        while not self._stop.is_set():
            turn += 1
            name = f"contributor-{turn % 4 + 1}" if turn % 2 else f"nobody-{number}-{turn}"
            with suppress(*CUT_OFF, AssertionError):
                fields = {"csrf_token": client.token("/login"), "password": f"guess {turn}"}
                answer = client.ask("POST", "/login", fields | {"email": f"{name}@scale.example"})
                self._count("sign-in", answer.status)
        client.connection.close()

    def take(self, number: int) -> None:
        """Download the whole list again and again."""
        while not self._stop.is_set():
            self._ask("download", number + 1, "GET", f"{LIST}.{('csv', 'xlsx')[number % 2]}")

    def drip(self, _number: int) -> None:
        """Send a form of 60 KB, a kilobyte a second, and begin anew where it is cut off."""
        cookies = "; ".join(f"{key}={value}" for key, value in self.people[3].cookies.items())
        head = (
            f"POST {LOG} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookies}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 61440\r\n\r\n"
        )
        while not self._stop.is_set():
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 5) as slow:
                slow.sendall(head.encode())
                self._count("slow upload", 0)
                while not self._stop.wait(1):
                    slow.sendall(b"x" * 1024)

    def _ask(self, kind: str, place: int, method: str, path: str) -> None:
        client = Client(self.port)
        client.connection.timeout = SECONDS * 2
        client.cookies = self.people[place].cookies
        try:
            self._count(kind, client.ask(method, path).status)
        except CUT_OFF:
            self._count(kind, -1)
        finally:
            client.connection.close()

    def _count(self, kind: str, status: int) -> None:
        self.answers.setdefault(kind, Counter())[status] += 1


def told(name: str, flood: Flood) -> str:
    """Return what happened, as a row of a table."""
    every = sum(flood.answers.values(), Counter())
    times = flood.seconds if len(flood.seconds) > 1 else flood.seconds * 2
    p95 = quantiles(times, n=20, method="inclusive")[-1] if times else 0.0
    failed = sum(number for status, number in every.items() if status >= 500)
    counts = "; ".join(f"{kind} {dict(count)}" for kind, count in flood.answers.items())
    return (
        f"| {name} | {p95 * 1000:.0f} | {max(times) * 1000:.0f} | {len(flood.seconds)} | {failed}"
        f" | {every[429]} | {counts} |"
    )


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--obstacles", type=int, default=2000)
    asked = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory(prefix="endurance-") as folder:
        site = Site(Path(folder))
        site.seed(asked.obstacles)
        with serving(site) as server:
            abuse(server)


def abuse(server: Server) -> None:
    people = signed_in(server.port, 4)
    before = server.memory
    print(
        "| | page p95 ms | longest | pages | 5xx | 429 | answers |\n|---|---|---|---|---|---|---|"
    )
    for name, kinds in (
        ("quiet", ()),
        ("wrong passwords and downloads", (("guess", GUESSERS), ("take", TAKERS))),
        ("slow uploads", (("drip", DRIPPERS),)),
        ("all", (("guess", GUESSERS), ("take", TAKERS), ("drip", DRIPPERS))),
    ):
        flood = Flood(server.port, people)
        flood.run(*((getattr(flood, kind), many) for kind, many in kinds))
        print(told(name, flood), flush=True)
    print(f"memory of the server: {before:.0f} MB before, {server.memory:.0f} MB after")


if __name__ == "__main__":
    main()

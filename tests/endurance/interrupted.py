"""Kill `tracker backup`, `restore` and `migrate` in the middle, and look at the live data.

    .venv/bin/python tests/endurance/interrupted.py --turns 10

Each command is killed at a moment drawn by chance between its first write and its end, ten times
over. After each the live data must be as they were or as they are to be, whole, and the same
command must then come to its end. On SQLite, where these commands are ours.
"""

import hashlib
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

import alembic.command  # noqa: E402  After the path.

from tests.bench.measure import machine  # noqa: E402
from tests.endurance.agreement import looking  # noqa: E402
from tests.endurance.serving import Site, end_group  # noqa: E402
from tracker.cli.backup import checksum_file, checksum_of  # noqa: E402
from tracker.cli.check import find_faults, sqlite_faults  # noqa: E402
from tracker.cli.migrate import alembic_config  # noqa: E402

ENDINGS = ("", "-journal", "-shm", "-wal")
FIRST = "0004"
"""From which revision the migration that is killed begins: it has more to do than the last one."""
LATER = "Somebody who came later"


@dataclass
class Kill:
    """One command, killed in the middle."""

    was_alive: bool
    faults: list[str]


class Interrupted:
    """One command of a site, killed again and again; `sign` says that it has begun to write."""

    def __init__(self, site: Site, dice: Random, sign: Path, words: tuple[object, ...]) -> None:
        self._site, self._dice, self._words = site, dice, words
        self._sign = sign
        process = site.begin(*words)
        began = self._wait(process)
        said = process.communicate()[0]
        self.span = time.monotonic() - began
        assert process.returncode == 0, said

    def kill(self) -> bool:
        """Begin the command and kill it; say whether it was still at work."""
        process = self._site.begin(*self._words)
        self._wait(process)
        time.sleep(self._dice.uniform(0, self.span))
        was_alive = process.poll() is None
        end_group(process, signal.SIGKILL)
        process.communicate()
        return was_alive

    def _wait(self, process: subprocess.Popen[str]) -> float:
        while process.poll() is None and not self._sign.exists():
            time.sleep(0.001)
        return time.monotonic()


def state(file: Path) -> str:
    """Return a digest of all rows and all names of tables, indices and triggers.

    Not of what SQLite counts, nor of the order in which a migration writes a table's constraints.
    """
    digest = hashlib.sha256()
    with closing(sqlite3.connect(file)) as connection:
        names = connection.execute("SELECT type, name FROM sqlite_master ORDER BY type, name")
        rows = (line for line in connection.iterdump() if line.startswith("INSERT INTO"))
        for line in (*map(repr, names), *rows):
            if "sqlite_stat" not in line:
                digest.update(line.encode())
    return digest.hexdigest()


def put(source: Path, file: Path) -> None:
    """Put a database in place of another, of which nothing is left."""
    drop(file)
    shutil.copyfile(source, file)


def drop(file: Path) -> None:
    for ending in ENDINGS:
        file.with_name(file.name + ending).unlink(missing_ok=True)


def backups(site: Site, dice: Random, turns: int) -> Iterator[Kill]:
    """Kill backups: the live data stay, and nothing half made passes for a backup."""
    target = site.folder / "copy.db"
    part = target.with_name(target.name + ".part")
    before = state(site.file)
    command = Interrupted(site, dice, part, ("backup", target))
    for _ in range(turns):
        for one in (target, checksum_file(target)):
            one.unlink(missing_ok=True)
        drop(part)
        was_alive = command.kill()
        faults = ["The live data changed"] if state(site.file) != before else []
        if target.exists():
            line = checksum_file(target).read_text()
            faults += [] if line.startswith(checksum_of(target)) else ["A half copy passes"]
        else:
            site.run("backup", target)
        faults += [] if state(target) == before else ["The copy differs"]
        yield Kill(was_alive, faults)


def restores(site: Site, dice: Random, turns: int) -> Iterator[Kill]:
    """Kill restores: what is live is what was there or what is put back, and a next one works."""
    live, older, other = site.file, site.folder / "older.db", site.folder / "other.db"
    site.run("backup", older)
    site.run("add-person", "later@kent.example", LATER, "--password", "giraffe umbrella tin")
    site.run("backup", other)
    kept = site.folder / "kept.db"
    shutil.copyfile(other, kept)
    before = state(kept)
    put(kept, live)
    ready = live.with_name(live.name + ".restoring")
    command = Interrupted(site, dice, ready, ("restore", older))
    for _ in range(turns):
        put(kept, live)
        was_alive = command.kill()
        faults = [] if state(live) == before or _is_restored(live) else ["Neither old nor new"]
        faults += whole(site)
        site.run("restore", other)
        faults += whole(site) if LATER in _people(live) else ["The next restore did not work"]
        for left in site.folder.glob("site.db.before-*"):
            left.unlink()
        yield Kill(was_alive, faults)


def migrations(site: Site, dice: Random, turns: int) -> Iterator[Kill]:
    """Kill migrations: the tables are those of before or of after, and a next one ends."""
    live, old = site.file, site.folder / "old.db"
    with looking(site.app()):
        alembic.command.downgrade(alembic_config(), FIRST)
    _close(live)
    shutil.copyfile(live, old)
    before, people = state(live), _people(live)
    command = Interrupted(site, dice, live.with_name(live.name + "-wal"), ("migrate",))
    after = state(live)
    for _ in range(turns):
        put(old, live)
        was_alive = command.kill()
        faults = [] if state(live) in {before, after} else ["Neither old nor new"]
        with looking(site.app()):
            faults += sqlite_faults()
        site.run("migrate")
        faults += [] if state(live) == after else ["The next migration ends elsewhere"]
        faults += [] if _people(live) == people else ["People are gone"]
        yield Kill(was_alive, faults)


def _is_restored(file: Path) -> bool:
    """Say whether a restore has come to its end here: it is noted last."""
    with closing(sqlite3.connect(file)) as connection:
        noted = "SELECT count(*) FROM audit_event WHERE act = 'backup:restore'"
        return connection.execute(noted).fetchone() != (0,) and LATER not in _people(file)


def _people(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM person ORDER BY id")]


def _close(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")


def whole(site: Site) -> list[str]:
    """Return what `tracker check` would say."""
    with looking(site.app()):
        return [*find_faults()]


KINDS: dict[str, Callable[[Site, Random, int], Iterator[Kill]]] = {
    "backup": backups,
    "restore": restores,
    "migrate": migrations,
}


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=10)
    parser.add_argument("--obstacles", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    print(machine())
    found = 0
    for name, kind in KINDS.items():
        with tempfile.TemporaryDirectory(prefix="endurance-") as folder:
            site = Site(Path(folder))
            site.seed(asked.obstacles)
            kills = [*kind(site, Random(asked.seed), asked.turns)]
        alive, faults = sum(kill.was_alive for kill in kills), [f for k in kills for f in k.faults]
        print(f"{name}: {len(kills)} kills, {alive} of them in the middle; {len(faults)} faults")
        print(*(f"     {fault}" for fault in faults), sep="\n", flush=True)
        found += len(faults)
    raise SystemExit(found > 0)


if __name__ == "__main__":
    main()

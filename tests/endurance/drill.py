"""Back up while people write, restore elsewhere, compare row by row, and take the time.

    .venv/bin/python tests/endurance/drill.py --obstacles 10000

What the backup must hold is all that was there the moment before it began. A copy that is cut
short or has one bit turned must be refused, with the live data as they were.
"""

import hashlib
import shutil
import sys
import tempfile
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

import sqlalchemy as sa  # noqa: E402  After the path.

from tests.bench.measure import machine  # noqa: E402
from tests.endurance.agreement import looking, rows_by_form  # noqa: E402
from tests.endurance.serving import Site, serving, signed_in  # noqa: E402
from tests.endurance.writing import Sent, Writers  # noqa: E402
from tracker.cli.backup import checksum_file  # noqa: E402
from tracker.extensions import db  # noqa: E402

CHANGED_BY_RESTORE = {
    "audit_head": "it notes that it was restored",
    "limit_count": "counted on by every request",
    "programme": "its revision goes on, so that no browser keeps an old page",
    "stored_session": "everybody signs in anew",
}
"""Tables that are not compared, each with the reason."""
WRITERS = 4

Rows = dict[tuple[Any, ...], str]


def digests(site: Site) -> dict[str, Rows]:
    """Return a digest of each row, by table and key, as they are at one moment."""
    held: dict[str, Rows] = {}
    with looking(site.app()), db.engine.connect() as connection:
        for table in db.metadata.sorted_tables:
            keys = list(table.primary_key)
            held[table.name] = {
                tuple(row._mapping[key] for key in keys): _digest(row)
                for row in connection.execute(sa.select(table))
            }
    return held


def _digest(row: sa.Row[Any]) -> str:
    return hashlib.sha256(repr(tuple(row)).encode()).hexdigest()


def differing(before: dict[str, Rows], after: dict[str, Rows]) -> list[str]:
    """Say which rows of before are not there after, or not as they were."""
    return [
        f"{table} {key}"
        for table, rows in before.items()
        if table not in CHANGED_BY_RESTORE
        for key, digest in rows.items()
        if after[table].get(key) != digest
    ]


def back_up_under_writing(site: Site, copy: Path) -> tuple[dict[str, Rows], list[Sent], list[Sent]]:
    """Back up between writes; return what was there before, and what was sent before and since."""
    with serving(site) as server:
        people = signed_in(server.port, WRITERS)
        writers = Writers(server.port, people, WRITERS, 100_000, "During the drill")
        writers.begin()
        writers.wait_for(50)
        until_then = [one for one in writers.sent if one.is_acknowledged]
        began = time.monotonic()
        before = digests(site)
        print(f"digests of {sum(map(len, before.values()))} rows: {_since(began)}")
        began = time.monotonic()
        site.run("backup", copy)
        print(f"backup, {copy.stat().st_size / 1e6:.0f} MB: {_since(began)}")
        meanwhile = [one for one in writers.sent if one.is_acknowledged]
        writers.is_over = True
        writers.join()
    return before, until_then, [one for one in meanwhile if one not in until_then]


def restore_elsewhere(folder: Path, copy: Path) -> Site:
    folder.mkdir()
    elsewhere = Site(folder)
    began = time.monotonic()
    elsewhere.run("restore", copy)
    print(f"restore into an empty folder: {_since(began)}")
    began = time.monotonic()
    with serving(elsewhere):
        print(f"served again: {_since(began)}")
    print(f"tracker check: {elsewhere.run('check').strip()}")
    return elsewhere


def refuse_damaged(site: Site, copy: Path) -> list[str]:
    """Restore what is cut short and what has one bit turned; return what went wrong."""
    before, faults = digests(site), []
    whole = copy.read_bytes()
    turned = bytearray(whole)
    turned[len(whole) // 2] ^= 1
    for name, damaged in (("cut", whole[:-4096]), ("turned", bytes(turned))):
        bad = copy.with_name(f"{name}.db")
        bad.write_bytes(damaged)
        shutil.copyfile(checksum_file(copy), checksum_file(bad))
        code, said = site.outcome("restore", bad)
        print(f"a copy that is {name}: ends with {code}: {said.strip()}")
        if not code or digests(site) != before:
            faults.append(f"A copy that is {name} was let in")
    return faults


def _since(began: float) -> str:
    return f"{time.monotonic() - began:.1f} s"


def drill(folder: Path, obstacles: int) -> list[str]:
    site, copy = Site(folder), folder / "copy.db"
    site.seed(obstacles, 12)
    before, until_then, since = back_up_under_writing(site, copy)
    elsewhere = restore_elsewhere(folder / "elsewhere", copy)
    there = rows_by_form(elsewhere.app())
    faults = differing(before, digests(elsewhere))
    faults += [f"lost: {one.title}" for one in until_then if not there[UUID(one.key)]]
    held = sum(1 for one in since if there[UUID(one.key)])
    compared = sum(len(rows) for name, rows in before.items() if name not in CHANGED_BY_RESTORE)
    print(f"{compared} rows and {len(until_then)} acknowledged obstacles compared")
    print(f"acknowledged while it was made: {len(since)}, of which {held} are in it")
    return faults + refuse_damaged(site, copy)


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--obstacles", type=int, default=10_000)
    asked = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory(prefix="endurance-") as folder:
        faults = drill(Path(folder), asked.obstacles)
    print(f"{len(faults)} faults", *faults[:20], sep="\n     ")
    raise SystemExit(len(faults) > 0)


if __name__ == "__main__":
    main()

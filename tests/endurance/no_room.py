"""Fill the disk under a running site, then make its folder read-only; say what was answered.

    python tests/endurance/no_room.py        (as root on Linux: it mounts a small disk in memory)

Clients log obstacles until the disk is full; each answer that was no 303 is counted by its status.
What was acknowledged is then compared with what is there, on a disk with room again.
"""

import os
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.endurance.agreement import faults_after, rows_by_form  # noqa: E402  After the path.
from tests.endurance.serving import Server, Site, serving, signed_in  # noqa: E402
from tests.endurance.writing import Sent, Writers, send_again  # noqa: E402

ROOM, MORE_ROOM = "3m", "30m"
CLIENTS, EACH = 8, 60


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """Mount a disk of a few megabytes there until the block ends."""
    mount("-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", folder)
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def mount(*words: object) -> None:
    subprocess.run(["mount", *map(str, words)], check=True)


def fill(site: Site) -> list[Sent]:
    """Log until nothing more is taken, and see that it goes on once there is room."""
    with serving(site) as server:
        people = signed_in(server.port, 4)
        writers = Writers(server.port, people, CLIENTS, EACH, "Until full")
        writers.begin()
        sent = writers.join()
        print(f"answers while it filled: {dict(Counter(one.status for one in sent))}")
        print(f"room left: {os.statvfs(site.folder).f_bavail * 4} KB; {_says(server)}")
        mount("-o", f"remount,size={MORE_ROOM}", site.folder)
        refused = [one for one in sent if not one.is_acknowledged]
        again = send_again(server.port, refused)
        print(f"sent again with room, the server not started anew: {dict(Counter(again))}")
        taken = [one for one in sent if one.is_acknowledged]
        for one, status in zip(refused, again, strict=True):
            one.status = status
    faults = faults_after(site.app(), taken + refused)
    print(f"{len(faults)} faults", *faults, sep="\n     ")
    return sent


def _says(server: Server) -> str:
    lines = [line for line in server.log.read_text().splitlines() if "Error" in line]
    return f"its log says: {lines[-1] if lines else 'nothing'}"


def stay_read_only(site: Site) -> int:
    """Let nothing write to the folder; say what each command says then."""
    before = sum(rows_by_form(site.app()).values())
    mount("-o", "remount,ro", site.folder)
    try:
        for words in (("serve",), ("migrate",), ("check",), ("backup", site.folder / "copy.db")):
            code, said = site.outcome(*words)
            last = said.strip().splitlines()[-1]
            print(f"tracker {words[0]}: ends with {code}, {len(said.splitlines())} lines: {last}")
    finally:
        mount("-o", "remount,rw", site.folder)
    return before - sum(rows_by_form(site.app()).values())


def main() -> None:
    ArgumentParser(description=__doc__).parse_args()
    if sys.platform != "linux" or os.geteuid() != 0:
        print("Skipped: only root on Linux can mount a small disk.")
        return
    folder = Path(tempfile.mkdtemp(prefix="endurance-"))
    with small_disk(folder):
        site = Site(folder)
        site.seed(12)
        fill(site)
        lost = stay_read_only(site)
        print(f"obstacles lost: {lost}; tracker check: {site.run('check').strip()}")
    folder.rmdir()


if __name__ == "__main__":
    main()

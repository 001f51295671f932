"""A real `tracker serve` in a process group of its own, which can be killed as a crash would."""

import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from flask import Flask

from tests.bench.measure import PASSWORD, Client
from tests.ports import free_port
from tracker.app import create_app

TRACKER = str(Path(sys.executable).with_name("tracker"))
SECRET = secrets.token_urlsafe(48)
MOST_WAITED = 60.0
"""Seconds for which anything here is waited for, before it counts as never coming."""


def no_encoder() -> None:
    """Words alone: the encoder takes seconds to load at each start."""


class Site:
    """One installation: its database, its folder, and its commands."""

    def __init__(self, folder: Path, url: str | None = None) -> None:
        self.folder = folder
        self.file = folder / "site.db"
        self.url = url or f"sqlite:///{self.file}"

    @property
    def environment(self) -> dict[str, str]:
        settings = {
            "ATTACHMENTS": str(self.folder / "attachments"),
            "DATABASE_URL": self.url,
            "ERASURES_FILE": str(self.folder / "site.erasures"),
            "SECRET_KEY": SECRET,
            "WEB_CONCURRENCY": "2",
            "WORDS_ALONE": "yes",
        }
        return os.environ | settings

    def begin(self, *words: object, **more: str) -> subprocess.Popen[str]:
        """Start a command of `tracker` as the leader of a new process group."""
        return subprocess.Popen(
            [TRACKER, *map(str, words)],
            env=self.environment | more,
            start_new_session=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *words: object) -> str:
        """Run a command of `tracker` to its end; return what it said, or raise."""
        code, said = self.outcome(*words)
        if code:
            raise SystemExit(f"tracker {' '.join(map(str, words))}: {said}")
        return said

    def outcome(self, *words: object) -> tuple[int, str]:
        with self.begin(*words) as process:
            said, _ = process.communicate()
        return process.returncode, said

    def seed(self, obstacles: int, organisations: int = 4) -> None:
        """Add the measured programme, whose people sign in with the bench's password."""
        size = ("--obstacles", obstacles, "--organisations", organisations)
        self.run("seed-scale", *size, "--password", PASSWORD)

    def app(self) -> Flask:
        """Return an app on this database, to look at it from outside the server."""
        return create_app(
            ATTACHMENTS=str(self.folder / "attachments"),
            ENCODER=no_encoder,
            ERASURES_FILE=str(self.folder / "site.erasures"),
            SECRET_KEY=SECRET,
            SQLALCHEMY_DATABASE_URI=self.url,
        )


class Server:
    """A running `tracker serve`."""

    def __init__(self, site: Site, **more: str) -> None:
        self.port = free_port()
        self.log = site.folder / "serve.log"
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [TRACKER, "serve"],
                env=site.environment | {"PORT": str(self.port)} | more,
                start_new_session=True,
                stdout=log,
                stderr=log,
            )
        try:
            self._wait()
        except BaseException:
            self.kill()
            raise

    def _wait(self) -> None:
        until = time.monotonic() + MOST_WAITED
        while time.monotonic() < until and self.process.poll() is None:
            with suppress(OSError), closing(Client(self.port).connection) as connection:
                connection.request("GET", "/healthz")
                if connection.getresponse().status == 200:
                    return
            time.sleep(0.05)
        raise SystemExit(f"The server did not start: {self.log.read_text()[-2000:]}")

    def kill(self) -> None:
        """End the whole group at once, as a loss of power ends processes."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to end, as a site does."""
        if self.process.poll() is None:
            self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        end_group(self.process, how)

    @property
    def memory(self) -> float:
        """Megabytes that the group holds for itself and those it shares, each share once."""
        return sum(_held_by(number) for number in _members_of(self.process.pid)) / 1024


@contextmanager
def serving(site: Site, **more: str) -> Iterator[Server]:
    """Serve until the block ends."""
    server = Server(site, **more)
    try:
        yield server
    finally:
        server.stop()


def end_group(process: subprocess.Popen[str] | subprocess.Popen[bytes], how: int) -> None:
    """Send the signal to the process and all that it has begun; return once none is left."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, how)
    process.wait(MOST_WAITED)
    until = time.monotonic() + MOST_WAITED
    while [*_members_of(process.pid)] and time.monotonic() < until:
        time.sleep(0.01)


def signed_in(port: int, people: int) -> list[Client]:
    """Return clients of so many people, each with a session of its own."""
    clients = [Client(port) for _ in range(people)]
    for number, client in enumerate(clients, 1):
        client.sign_in(f"contributor-{number}@scale.example")
        client.connection.close()
    return clients


def _members_of(group: int) -> Iterator[int]:
    """Yield the processes of a group that run; one that only waits to be buried does not."""
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            said = place.joinpath("stat").read_text().rpartition(")")[2].split()
            if int(said[2]) == group and said[0] != "Z":
                yield int(place.name)


def _held_by(number: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{number}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0

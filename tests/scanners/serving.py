"""Serve what is scanned: the demo, signed in as each of its people, and the planted holes."""

import http.cookiejar
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from tests.ports import free_port

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PLANTED_COOKIE = "tracker=signed-in"
PEOPLE = [
    "contributor@kent.example",
    "lead@medway.example",
    "lead@programme.example",
    "funder@programme.example",
    "admin@tracker.example",
]


@contextmanager
def running(command: list[str], address: str) -> Iterator[None]:
    """Run a server until the block ends; it has a process of its own, ended by its own id."""
    server = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(address, timeout=2).close()
                break
            except urllib.error.HTTPError:
                break
            except OSError:
                time.sleep(0.2)
        else:
            raise SystemExit(f"Nothing answers at {address}")
        yield
    finally:
        server.terminate()
        server.wait(20)


@contextmanager
def demo(folder: Path) -> Iterator[str]:
    """Serve the demo on a new database; yield its address."""
    port = free_port()
    tracker = str(Path(sys.executable).with_name("tracker"))
    command = [tracker, "demo", "--port", str(port), "--data", str(folder / "demo")]
    address = f"http://localhost:{port}"
    with running(command, address + "/login"):
        yield address


@contextmanager
def planted() -> Iterator[str]:
    """Serve the planted holes; yield their address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with running([sys.executable, str(HERE / "planted" / "app.py"), str(port)], address):
        yield address


class Person:
    """One of the demo's people, signed in."""

    def __init__(self, address: str, name: str) -> None:
        self.address = address
        self.name = name
        self._jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar))
        self.post("/demo/sign-in", {"person": name, "csrf_token": token_in(self.get("/login"))})

    @property
    def cookie(self) -> str:
        return "; ".join(f"{one.name}={one.value}" for one in self._jar)

    def get(self, path: str) -> str:
        with self._opener.open(self.address + path, timeout=30) as answer:
            return str(answer.read().decode(errors="replace"))

    def post(self, path: str, fields: dict[str, str]) -> None:
        request = urllib.request.Request(self.address + path, urlencode(fields).encode())
        request.add_header("Referer", self.address + "/login")
        self._opener.open(request, timeout=30).close()


def token_in(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    if found is None:
        raise SystemExit("A page without a form's token")
    return found[1]

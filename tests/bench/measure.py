"""Measure the tracker as its users meet it: over HTTP, through `tracker serve`, signed in.

    .venv/bin/python tests/bench/measure.py --obstacles 10000

Prints a table of medians beside the bounds of the design, with the machine and the versions.
Data comes from `tracker seed-scale`, so it is the same at every run. Nothing is asserted here:
a figure that falls short is printed as short.
"""

import argparse
import http.client
import os
import platform
import re
import secrets
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.ports import free_port

PASSWORD = "a bench of plain oak " + secrets.token_hex(4)
PERSON = "contributor-1@scale.example"
PLACE = "/programmes/scale"
TRACKER = [str(Path(sys.executable).with_name("tracker"))]


@dataclass
class Answer:
    """What came back: status, body, headers."""

    status: int
    body: bytes
    headers: dict[str, str]


class Client:
    """One signed-in person on one kept-alive connection."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}

    def ask(
        self, method: str, path: str, fields: dict[str, str] | None = None, **headers: str
    ) -> Answer:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {
            "Cookie": cookie,
            **{name.replace("_", "-"): text for name, text in headers.items()},
        }
        body = urlencode(fields) if fields is not None else None
        if body is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, sent)
        response = self.connection.getresponse()
        answer = Answer(response.status, response.read(), dict(response.getheaders()))
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return answer

    def wait(self) -> None:
        """Wait until the server answers."""
        for _ in range(200):
            try:
                if self.ask("GET", "/healthz").status == 200:
                    return
            except OSError:
                self.connection.close()
            time.sleep(0.1)
        raise SystemExit("The server did not start.")

    def token(self, path: str) -> str:
        return value_in(self.ask("GET", path).body.decode(), "csrf_token")

    def sign_in(self, person: str = PERSON) -> None:
        fields = {"csrf_token": self.token("/login"), "email": person, "password": PASSWORD}
        answer = self.ask("POST", "/login", fields)
        assert answer.status in {302, 303}, answer.status

    def log(self, token: str) -> Answer:
        return self.ask(
            "POST",
            f"{PLACE}/obstacles/log",
            {
                "csrf_token": token,
                "title": f"The approval of {secrets.token_hex(8)} takes six weeks",
                "organisation": "scale-1",
                "visibility": "partners",
                "act": "log",
            },
        )


def value_in(page: str, name: str) -> str:
    """Return what a hidden field of a page holds."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]+)"', page)
    assert found, name
    return found[1]


@contextmanager
def served(folder: Path, obstacles: int, organisations: int) -> Iterator[int]:
    """Seed a database in `folder` and serve it; yield the port."""
    port = free_port()
    settings = {
        "DATABASE_URL": os.environ.get("BENCH_DATABASE_URL", f"sqlite:///{folder / 'bench.db'}"),
        "SECRET_KEY": secrets.token_urlsafe(48),
        "PORT": str(port),
    }
    environment = os.environ | settings
    seed = ["--obstacles", str(obstacles), "--organisations", str(organisations)]
    began = time.perf_counter()
    subprocess.run(
        [*TRACKER, "seed-scale", *seed, "--password", PASSWORD], env=environment, check=True
    )
    print(f"seeded in {time.perf_counter() - began:.0f} s", flush=True)
    server = subprocess.Popen(
        [*TRACKER, "serve"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        Client(port).wait()
        yield port
    finally:
        server.terminate()
        server.wait(20)


def timed(act: Callable[[], Answer], runs: int, *, expect: int = 200) -> tuple[list[float], Answer]:
    """Run an act some times over, after a tenth as many that do not count; milliseconds."""
    for _ in range(max(2, runs // 10)):
        act()
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        answer = act()
        times.append((time.perf_counter() - began) * 1000)
        assert answer.status == expect, (answer.status, answer.body[:300])
    return times, answer


def show(name: str, times: list[float], bound: str, answer: Answer) -> None:
    p95 = quantiles(times, n=20)[-1]
    print(
        f"| {name} | {median(times):.1f} | {p95:.1f} | {bound} | {len(answer.body) / 1024:.0f} |",
        flush=True,
    )


def measure(port: int, runs: int) -> None:
    """Measure every act of the design's table."""
    client = Client(port)
    client.sign_in()
    listed = f"{PLACE}/obstacles"
    rare = re.search(r"/obstacles/(SCL-\w+)", client.ask("GET", listed).body.decode())
    assert rare
    one = f"{listed}/{rare[1]}"
    reads = [
        ("to compare: one query, nobody signed in", "/healthz", ""),
        ("list, first page", listed, "8"),
        ("list by category and status", f"{listed}?category=kind-3&status=open", "8"),
        ("search, common word", f"{listed}?q=team", "12"),
        ("search, rare word", f"{listed}?q={rare[1]}", "6"),
        ("view one", one, "5"),
    ]
    print("| action | p50 ms | p95 ms | bound ms | KB |\n|---|---|---|---|---|", flush=True)
    for name, path, bound in reads:
        times, answer = timed(lambda path=path: client.ask("GET", path), runs)
        show(name, times, bound, answer)
    token = client.token(f"{listed}/log")
    times, answer = timed(lambda: client.log(token), runs, expect=303)
    show("create through the form", times, "6", answer)
    times, answer = timed(lambda: client.ask("GET", f"{listed}.csv"), 10)
    show("CSV of all", times, "250", answer)
    measure_network(client, token)


def measure_network(client: Client, token: str) -> None:
    """Measure the network page right after a change, and when nothing has changed."""
    times = []
    for _ in range(15):
        client.log(token)
        began = time.perf_counter()
        answer = client.ask("GET", f"{PLACE}/network")
        times.append((time.perf_counter() - began) * 1000)
    show("network page, after a change", times, "60", answer)
    etag = answer.headers["ETag"]
    times, answer = timed(
        lambda: client.ask("GET", f"{PLACE}/network", If_None_Match=etag), 50, expect=304
    )
    show("network page, unchanged (304)", times, "3", answer)
    times, answer = timed(lambda: client.ask("GET", f"{PLACE}/summary"), 10)
    show("summary page", times, "", answer)
    times, answer = timed(lambda: client.ask("GET", f"{PLACE}/summary.pdf"), 5)
    show("summary as PDF", times, "", answer)


def together(port: int, clients: int, seconds: float) -> None:
    """Let several people work at once: nineteen reads of the list to one obstacle logged."""
    done: list[int] = []
    failed: list[int] = []

    def work(number: int) -> None:
        person = Client(port)
        person.sign_in(f"contributor-{number}@scale.example")
        token = person.token(f"{PLACE}/obstacles/log")
        ready.wait()
        turn, until = 0, time.perf_counter() + seconds
        while time.perf_counter() < until:
            turn += 1
            answer = (
                person.log(token) if turn % 20 == 0 else person.ask("GET", f"{PLACE}/obstacles")
            )
            (done if answer.status in {200, 303} else failed).append(answer.status)

    ready = threading.Barrier(clients)
    workers = [threading.Thread(target=work, args=(number,)) for number in range(1, clients + 1)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    rate = len(done) / seconds
    print(f"\n{clients} clients at once: {rate:.0f} requests/s (bound 250), {len(failed)} failed")


def machine() -> str:
    names = ("flask", "sqlalchemy", "networkx", "gunicorn", "typst")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    python = platform.python_version()
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {python}, {versions}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--obstacles", type=int, default=10_000)
    parser.add_argument("--organisations", type=int, default=12)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=10)
    asked = parser.parse_args()
    print(f"{asked.obstacles} obstacles, {asked.organisations} organisations; {machine()}")
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder), asked.obstacles, asked.organisations) as port,
    ):
        measure(port, asked.runs)
        together(port, 8, asked.seconds)


if __name__ == "__main__":
    main()

"""Say how many of the mutants of sight the matrix and the two worlds find: `just kill-rate`.

Each mutant runs in a process of its own, on a database of its own; no file is changed. It counts
as found where any actor's round of the matrix goes wrong, or where any actor can tell two worlds
apart that they must not. What no mutant changes is asked once, to note which questions run what;
then a mutant is asked only what runs it. Whom none of that finds, the tests of their own features
are asked about, but for those that alike.py says change nothing. To try only some:
`just kill-rate tracker/sight/sight.py`.
"""

import importlib
import os
import pickle
import shutil
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from secrets import token_hex
from time import monotonic
from typing import Any

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(ROOT))

from tests.integration.security.alike import ALIKE  # noqa: E402  After the path.
from tests.integration.security.feature_tests import red_by  # noqa: E402
from tests.integration.security.mutants import Mutant, mutants  # noqa: E402
from tests.integration.security.planting import plant  # noqa: E402
from tests.integration.security.reach import Asks, Reach, places_of  # noqa: E402

ROUND, WORLDS, DRAFTS = "round", "worlds", "drafts"
ORDER = [
    (ROUND, "lille-contributor"),
    (WORLDS, "lille-contributor"),
    (ROUND, "tide-lead"),
    (ROUND, "kent-lead"),
    (ROUND, "left-kent-for-lille"),
    (ROUND, "gone-contributor"),
    (ROUND, "led-tide"),
    (ROUND, "administrator"),
    (ROUND, "tide-lead-by-password"),
    (ROUND, "disabled"),
    (ROUND, "half-signed-in"),
    (DRAFTS, "kent-lead"),
    (WORLDS, "tide-funder"),
    (WORLDS, "reef-funder"),
    (WORLDS, "purse-and-lead"),
    (WORLDS, "kent-and-medway"),
]
"""What is tried, by which actor; what finds most comes first."""
QUICK = [(ROUND, "lille-contributor")]
FIRST = {
    "ended_at": ["left-kent-for-lille", "led-tide"],
    "left_on": ["gone-contributor"],
    "is_draft": ["kent-lead"],
    "is_programme_lead": ["tide-lead"],
    "templates/": ["kent-lead"],
    "tracker/audit": ["kent-lead"],
    "tracker/auth/policy.py": ["tide-lead", "kent-lead", "administrator"],
    "tracker/people": ["left-kent-for-lille", "tide-lead", "administrator"],
}
"""By a part of a mutant's name: whose rounds are likely to find it, and so come first."""
AHEAD = (
    "alembic",
    "authlib",
    "flask_mailman",
    "flask_migrate",
    "flask_security",
    "flask_sqlalchemy",
    "limits",
    "networkx",
    "numpy",
    "pypdf",
    "qrcode",
    "typst",
    "webauthn",
    "xlsxwriter",
)
"""Libraries that every mutant needs, read once."""
FOUND, SURVIVED = 0, 7
IN_MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
"""Where Linux keeps files in memory: a mutant's rows need no disk."""


Order = list[tuple[str, str]]
Choosing = Callable[[Any, str], Asks | None]
"""For an app and the name of a round: says what to ask, or None where nothing is."""


def reason_found(mutant: Mutant | None, folder: Path, order: Order, choose: Choosing) -> str:
    """Return how the mutant is found, or nothing; without one, what is wrong as it is."""
    if mutant is not None:
        plant(mutant)
    try:
        return next(_faults(folder, order, choose), "")
    except Exception as error:  # noqa: BLE001  Whatever breaks by it, it is found.
        return f"it breaks: {error!r}"[:200]


def _faults(folder: Path, order: Order, choose: Choosing) -> Iterator[str]:
    from tests.integration.security.matrix.actors import ACTORS  # noqa: PLC0415  Not before.
    from tests.integration.security.matrix.drafts import told_by_draft  # noqa: PLC0415
    from tests.integration.security.matrix.rounds import faults_in_round  # noqa: PLC0415
    from tests.integration.security.matrix.rows import build, put  # noqa: PLC0415
    from tests.integration.security.matrix.world import lay_out  # noqa: PLC0415

    app, world = _app(folder), build(lay_out())
    for kind, name in order:
        asks = choose(app, f"{kind} {name}")
        if asks is None:
            continue
        put(app, world)
        if kind == ROUND:
            found = faults_in_round(app, world, ACTORS[name], is_first_enough=True, asks=asks)
        elif kind == WORLDS:
            found = [*_told_apart(app, world, ACTORS[name], asks)]
        else:
            found = [f"a draft is told at {question}" for question in told_by_draft(app, asks)]
        yield from (f"{name}: {fault}" for fault in found)


def _told_apart(app: Any, world: Any, actor: Any, asks: Asks) -> Iterator[str]:
    from tests.integration.security.matrix.comparing import (  # noqa: PLC0415
        answers_of,
        questions_of,
    )
    from tests.integration.security.matrix.other_worlds import other_world  # noqa: PLC0415

    asked = questions_of(app, world, actor)
    ones = answers_of(app, world, actor, asked, asks)
    others = answers_of(app, other_world(actor, world), actor, asked, asks)
    for question, one, other in zip(asked, ones, others, strict=True):
        if one != other:
            yield f"two worlds differ at {question}"


def _app(folder: Path) -> Any:
    from jinja2 import FileSystemBytecodeCache  # noqa: PLC0415

    from tracker.app import create_app  # noqa: PLC0415
    from tracker.cli.migrate import upgrade_database  # noqa: PLC0415

    database = folder / "tracker.db"
    is_new = not database.exists()
    app = create_app(
        SQLALCHEMY_DATABASE_URI=f"sqlite:///{database}",
        MAIL_FOLDER=folder / "mail",
        PUBLIC_URL="https://tracker.example",
        SECRET_KEY=token_hex(32),
        PROPAGATE_EXCEPTIONS=False,
        TESTING=True,
        WTF_CSRF_ENABLED=False,
        DEMO=False,
    )
    if is_new:
        with app.app_context():
            upgrade_database()
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(folder))
    return app


def likely_first(mutant: Mutant, order: Order) -> Order:
    """Return the order with those rounds first that are likely to find the mutant."""
    names = [name for part, names in FIRST.items() if part in mutant.name for name in names]
    likely = [one for name in names for one in order if one == (ROUND, name)]
    return [*dict.fromkeys([*likely, *order])]


def in_a_process(mutant: Mutant, folder: Path, order: Order, reach: Reach) -> int:
    """Start to look for the mutant's faults; return the process's number."""
    places = places_of(mutant)
    return _forked(
        folder,
        lambda: reason_found(
            mutant, folder, order, lambda _app, name: reach.asks_only(name, places)
        ),
    )


def _forked(folder: Path, find: Callable[[], str]) -> int:
    number = os.fork()
    if number:
        return number
    code = 1
    try:
        with (folder / "log").open("w") as log:
            os.dup2(log.fileno(), 1)
            os.dup2(log.fileno(), 2)
            reason = find()
            (folder / "reason").write_text(reason)
            code = FOUND if reason else SURVIVED
    finally:
        os._exit(code)


def lay_tables(folder: Path, order: Order) -> Reach:
    """Make the database that every mutant begins with, and see that nothing is wrong with it.

    Return what each question runs.
    """

    def find() -> str:
        reach = Reach()
        reason = reason_found(None, folder, order, reach.note)
        reach.noted()
        (folder / "reach").write_bytes(pickle.dumps(reach))
        return reason

    os.waitpid(_forked(folder, find), 0)
    reason = (folder / "reason").read_text()
    if reason:
        raise SystemExit(f"Something is wrong without any mutant: {reason}")
    reach = pickle.loads((folder / "reach").read_bytes())
    (folder / "reach").unlink()
    return reach


def main() -> None:
    """Run the mutants, some at a time, and print who survives and the rate."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("only", nargs="*", help="parts of the mutants' names")
    parser.add_argument("--at-once", type=int, default=os.cpu_count())
    parser.add_argument("--quick", action="store_true", help="try one actor's round alone")
    parser.add_argument("--sample", type=int, help="try so many, always the same ones")
    given = parser.parse_args()
    for library in AHEAD:
        importlib.import_module(library)
    chosen = [
        one for one in mutants() if not given.only or any(part in one.name for part in given.only)
    ]
    if given.sample is not None:
        chosen = Random(given.sample).sample(chosen, min(given.sample, len(chosen)))
    with tempfile.TemporaryDirectory(dir=IN_MEMORY) as ready:
        order = QUICK if given.quick else ORDER
        reach = lay_tables(Path(ready), order)
        survivors = [*_survivors(chosen, Path(ready), order, reach, given.at_once)]
    killed = len(chosen) - len(survivors)
    print(f"{killed} of {len(chosen)} mutants found: {killed / max(1, len(chosen)):.1%}")  # noqa: T201
    missed = survivors if given.quick else [*_missed_by_features(survivors, given.at_once)]
    raise SystemExit(len(missed) > 0)


def _missed_by_features(survivors: list[Mutant], at_once: int) -> Iterator[Mutant]:
    """Ask the features' own tests about those that change something; yield whom these miss too."""
    asked = [one for one in survivors if one.name not in ALIKE]
    print(f"{len(survivors) - len(asked)} more change nothing, see alike.py")  # noqa: T201
    missed = 0
    with ThreadPoolExecutor(at_once) as pool:
        for mutant, test in zip(asked, pool.map(red_by, asked), strict=True):
            print(f"{mutant.name}: {test or 'MISSED'}", flush=True)  # noqa: T201
            missed += not test
            if not test:
                yield mutant
    print(f"{len(asked) - missed} more found by the tests of their features, {missed} missed")  # noqa: T201


def _survivors(
    chosen: list[Mutant], ready: Path, order: Order, reach: Reach, at_once: int
) -> Iterator[Mutant]:
    waiting, running = list(chosen), {}
    while waiting or running:
        while waiting and len(running) < at_once:
            folder = Path(tempfile.mkdtemp(prefix="mutant-", dir=IN_MEMORY))
            shutil.copytree(ready, folder, dirs_exist_ok=True)
            mutant = waiting.pop(0)
            number = in_a_process(mutant, folder, likely_first(mutant, order), reach)
            running[number] = (mutant, folder, monotonic())
        number, status = os.wait()
        mutant, folder, began = running.pop(number)
        survived = os.waitstatus_to_exitcode(status) == SURVIVED
        _tell(mutant, folder, monotonic() - began, survived=survived)
        shutil.rmtree(folder)
        if survived:
            yield mutant


def _tell(mutant: Mutant, folder: Path, seconds: float, *, survived: bool) -> None:
    reason = (folder / "reason").read_text() if (folder / "reason").exists() else "it crashed"
    said = "SURVIVES" if survived else f"found by {reason[:110]}"
    print(f"{seconds:4.0f} s  {mutant.name}: {said}", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()

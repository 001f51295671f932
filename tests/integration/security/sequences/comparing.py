"""Compare what two worlds answer one viewer, byte for byte but for tokens."""

import difflib
import io
import os
import re
import zipfile
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from zlib import crc32

from werkzeug.test import TestResponse

from tests.integration.security.sequences.asking import IN_TURN, TELLING, everything, links_in
from tests.integration.security.sequences.pair import Done, Pair
from tests.integration.security.sequences.people import SLUG

TOKENS = re.compile(
    rb'((?:name="(?:csrf_token|form_key|typed)"[^>]*value|data-autosave)=)"[^"]*"|'
    rb"(/account/digest/stop/|/invitations/)[\w-]{20,}"
)
"""What opens a door once, is drawn at random for each page and mail, and says nothing."""
SECRETS = re.compile(rb"[\w+/%=-]{16,}")
NOT_COMPARED = {
    "/account/second-factor": SECRETS,
    "/account/recovery-codes": SECRETS,
    "/tf-setup": SECRETS,
}
"""Addresses that hand out a secret made at that moment: what is left of the page is compared."""
UNSTEADY = {"Content-Length", "Date", "Set-Cookie"}
"""Headers in which a token's length, the computer's clock or a session's cookie shows."""
A_WEEK = timedelta(days=7)
MOST_SHOWN = 12
LONG = "SEQUENCES" in os.environ
A_SHARE = 20
"""One in how many of all answers is compared at the end of a case in a run that is not long."""


class Differed(AssertionError):
    """The viewer could tell one world from the other."""


def compare_done(pair: Pair, done: Done) -> Done:
    """Compare what an act of the viewer's own was answered."""
    _compare(pair, pair.acts[-1], *(_plain("", answer) for answer in done.answers))
    return done


def compare_some(pair: Pair, viewer: str, pages: Iterable[str] = ()) -> None:
    """Compare the answers in which most acts show, and these pages."""
    turn = 2 * pair.steps % len(IN_TURN)
    more = IN_TURN if LONG else IN_TURN[turn : turn + 2]
    for path in dict.fromkeys([*pages, *TELLING, *more]):
        _ask_both(pair, viewer, path)


def compare_share(pair: Pair, viewer: str, pages: Iterable[str] = ()) -> None:
    """Compare what most acts show in, these pages, and a share of all else by what was done.

    Where SEQUENCES is set, all of it.
    """
    compare_some(pair, viewer, [*pages, *IN_TURN])
    compare_all(pair, viewer, share=1 if LONG else A_SHARE)


def compare_all(pair: Pair, viewer: str, share: int = 1) -> int:
    """Compare every answer, or one in so many, and what they link to, and all mails."""
    every = dict.fromkeys(everything(pair))
    turn = crc32(f"{viewer} {pair.acts}".encode()) % share
    asked = dict.fromkeys(path for path in every if crc32(path.encode()) % share == turn)
    texts = [_ask_both(pair, viewer, path) for path in asked]
    links = [links_in(text, every) for text in texts if text]
    found = dict.fromkeys(link for some in links for link in some if f"/{SLUG}" in link)
    more = [link for link in found if crc32(link.encode()) % share == turn]
    for link in more:
        _ask_both(pair, viewer, link)
    return len(asked) + len(more) + compare_mails(pair, viewer)


def compare_mails(pair: Pair, viewer: str) -> int:
    """Compare what was mailed to the viewer, digests of the week among it."""
    for world in pair.worlds:
        world.send_digests(A_WEEK)
    first, second = (_mails(world.mails_to(viewer)) for world in pair.worlds)
    _compare(pair, f"mails to {viewer}", first, second)
    return first.count(b"\0")


def _mails(mails: list[tuple[str, str]]) -> bytes:
    return b"".join(_body("", f"{subject}\n{text}\0".encode()) for subject, text in mails)


def _ask_both(pair: Pair, viewer: str, path: str) -> str:
    answers = [world.ask(viewer, path) for world in pair.worlds]
    _compare(pair, f"GET {path} by {viewer}", *(_plain(path, answer) for answer in answers))
    return answers[0].text if answers[0].mimetype == "text/html" else ""


def _plain(path: str, answer: TestResponse) -> bytes:
    headers = sorted((name, value) for name, value in answer.headers if name not in UNSTEADY)
    head = f"{answer.status}\n{headers}\n".encode()
    return head + _body(path, answer.get_data())


def _body(path: str, data: bytes) -> bytes:
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            data = b"\n".join(packed.read(name) for name in packed.namelist())
    if path in NOT_COMPARED:
        data = NOT_COMPARED[path].sub(b"", data)
    return TOKENS.sub(rb"\1\2", data)


def _compare(pair: Pair, asked: str, first: bytes, second: bytes) -> None:
    if first != second:
        raise Differed("\n".join([asked, *_differences(first, second), "After:", *pair.acts]))


def _differences(first: bytes, second: bytes) -> list[str]:
    lines = [_lines(one) for one in (first, second)]
    found: list[Any] = list(difflib.unified_diff(*lines, lineterm="", n=0))
    return [line[:300] for line in found[2 : 2 + MOST_SHOWN]]


def _lines(data: bytes) -> list[str]:
    text = data.decode(errors="replace")
    return re.sub(r"(\}, |\), )", r"\1\n", text).splitlines()

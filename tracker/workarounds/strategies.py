"""Published strategies, and the share of experts who chose each against a kind of cause.

This is expert opinion, not evidence: nothing of it was tried here. The numbers are those of the
named sources; pairs that fewer than a fifth of the experts chose are left out.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

MAX_STRATEGIES = 4
MIN_PERCENT = 20
"""The minimum share, in per cent, of a pair whose exact share is not published."""


@dataclass(frozen=True, slots=True)
class StrategySource:
    """The publication of the numbers."""

    key: str
    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Advice:
    """A published strategy that experts chose against a published kind of cause."""

    construct: str
    strategy: str
    percent: int | None
    """The share of experts who chose it, in per cent; None if the source says a fifth or more."""
    source: StrategySource

    @property
    def slug(self) -> str:
        """The slug of the strategy."""
        return "-".join(re.findall(r"[a-z0-9]+", self.strategy.casefold()))


def advice_for(constructs: Iterable[str | None]) -> tuple[Advice, ...]:
    """Return the strategies that most experts chose against these constructs, each once."""
    wanted = set(constructs)
    best: dict[str, Advice] = {}
    for advice in _all_advice():
        if advice.construct in wanted:
            best.setdefault(advice.strategy, advice)
    return tuple(best.values())[:MAX_STRATEGIES]


def find_advice(slug: str) -> Advice | None:
    """Return the strategy with this slug, with its highest share, or None."""
    return next((advice for advice in _all_advice() if advice.slug == slug), None)


@cache
def _all_advice() -> tuple[Advice, ...]:
    """Return all advice, the highest share first."""
    sources = {row["key"]: StrategySource(**row) for row in _rows("strategy_sources.csv")}
    found = [
        Advice(
            construct=row["construct"],
            strategy=row["strategy"],
            percent=int(row["percent"]) if row["percent"] else None,
            source=sources[row["source"]],
        )
        for row in _rows("strategies.csv")
    ]
    return tuple(sorted(found, key=lambda one: (-(one.percent or MIN_PERCENT), one.strategy)))


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = files("tracker.workarounds").joinpath(name).read_text("utf-8")
    yield from csv.DictReader(text.splitlines())

"""The rows of what waits for a lead: number, text, and the page on which it is dealt with."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.models import Programme
from tracker.programmes.queries_waiting import Waiting
from tracker.workarounds.queries_follow_up import FOLLOW_UP_WEEKS


@dataclass(frozen=True)
class WaitingRow:
    """One kind of thing that can wait; `reason` says why it waits, or why none does."""

    number: int
    noun: str
    reason: str
    address: str


def rows_of(counts: Mapping[Waiting, int], programme: Programme) -> list[WaitingRow]:
    """Return a row for each kind, in the same order whatever the numbers."""
    return [
        WaitingRow(number, _noun(kind, number), _reason(kind, number), _address(kind, programme))
        for kind, number in counts.items()
    ]


def _noun(kind: Waiting, number: int) -> str:
    nouns = {
        Waiting.PAIRS: ngettext("pair marked as the same", "pairs marked as the same", number),
        Waiting.BARRIERS: ngettext(
            "barrier without a decision-maker", "barriers without a decision-maker", number
        ),
        Waiting.ORGANISATIONS: ngettext(
            "organisation without a lead", "organisations without a lead", number
        ),
        Waiting.CATEGORIES: ngettext(
            "obstacle without a category", "obstacles without a category", number
        ),
        Waiting.TRIALS: ngettext("trial without an outcome", "trials without an outcome", number),
        Waiting.DATES: ngettext("obstacle to review", "obstacles to review", number),
    }
    return str(nouns[kind])


def _reason(kind: Waiting, number: int) -> str:
    trials = ngettext(
        "None that you can see is older than %(num)s week.",
        "None that you can see is older than %(num)s weeks.",
        FOLLOW_UP_WEEKS,
    )
    late = ngettext(
        "Recorded more than %(num)s week ago.",
        "Recorded more than %(num)s weeks ago.",
        FOLLOW_UP_WEEKS,
    )
    some, none = {
        Waiting.PAIRS: (_("Link each pair to one barrier."), _("None waits for a barrier.")),
        Waiting.BARRIERS: (
            _("Add the body that could remove the barrier."),
            _("Every barrier has one."),
        ),
        Waiting.ORGANISATIONS: (
            _("Nobody there can invite colleagues."),
            _("Every organisation has a lead."),
        ),
        Waiting.CATEGORIES: (
            _("People who filter by category do not find them."),
            _("All obstacles that you can edit have a category."),
        ),
        Waiting.TRIALS: (late, trials),
        Waiting.DATES: (
            _("Accepted as immovable, and the review date has come."),
            _("No review date has come."),
        ),
    }[kind]
    return str(some if number else none)


def _address(kind: Waiting, programme: Programme) -> str:
    pages = {Waiting.PAIRS: "matches.said_the_same", Waiting.CATEGORIES: "categories.queue"}
    if kind in pages:
        return url_for(pages[kind], slug=programme.slug)
    return url_for("programmes.waiting", slug=programme.slug, _anchor=kind.value)

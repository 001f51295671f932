"""The figures of pages and files: each has one definition and one label, wherever it appears."""

from dataclasses import dataclass
from typing import Literal

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from tracker.insights.queries import Network

Tone = Literal["", "in", "up"]
"""A figure is plain, about what is in the way, or about what is no longer in the way."""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number, its noun, and the definition of what it counts; `address` lists what it counts."""

    number: int
    noun: str
    definition: str = ""
    tone: Tone = ""
    address: str = ""


def organisations_with_obstacles(
    number: int, *, countries: int, groups: int, has_unnamed: bool
) -> Figure:
    """Return how many organisations have obstacles, as the network counts them.

    A group that a source names only as a group is one of them, and so are all together whose
    name is not shown.
    """
    parts = []
    if countries:
        parts.append(_("Countries: %(number)s.", number=format_decimal(countries)))
    if groups:
        parts.append(_("Groups, each counted as 1: %(number)s.", number=format_decimal(groups)))
    if has_unnamed:
        parts.append(_("All whose name is not shown count as 1."))
    return Figure(
        number=number,
        noun=ngettext("organisation with obstacles", "organisations with obstacles", number),
        definition=" ".join(parts),
    )


def shared_barriers(network: Network) -> Figure:
    """Return how many barriers two organisations or more have."""
    number = len(network.shared)
    return Figure(
        number=number,
        noun=ngettext("shared barrier", "shared barriers", number),
        definition=_(
            "2 or more organisations have them. Barriers with obstacles: %(number)s.",
            number=format_decimal(len(network.barriers)),
        ),
    )


def obstacles_in_the_way(number: int) -> Figure:
    """Return the number of obstacles that are open or being worked on."""
    return Figure(
        number=number,
        noun=ngettext("obstacle in the way", "obstacles in the way", number),
        definition=_("open or being worked on"),
        tone="in",
    )


def obstacles_no_longer_in_the_way(number: int) -> Figure:
    """Return the number of obstacles that are worked round or resolved."""
    return Figure(
        number=number,
        noun=ngettext("obstacle no longer in the way", "obstacles no longer in the way", number),
        definition=_("worked round or resolved"),
        tone="up",
    )


def obstacles_logged(number: int) -> Figure:
    """Return the number of obstacles of every status."""
    return Figure(
        number=number,
        noun=ngettext("obstacle logged", "obstacles logged", number),
        definition=_("all statuses"),
    )


def obstacles_without_a_workaround(number: int) -> Figure:
    """Return the number of obstacles in the way to which no workaround is linked."""
    return Figure(
        number=number,
        noun=_("without a workaround"),
        definition=_("still in the way, no workaround linked"),
    )

"""Texts of the pictures, for screen readers, tooltips and labels."""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from flask_babel import format_decimal, get_locale, ngettext
from flask_babel import gettext as _

from tracker.graph.folding import Remainder
from tracker.graph.legible import legible
from tracker.graph.sharing import STATES, BarrierNode, OrganisationNode
from tracker.graph.spine import Disc, SpineLink
from tracker.models.labels import label
from tracker.models.vocabulary import Status

_FALLBACK = "en_GB"


def states_in_words(states: Iterable[str]) -> str:
    """Count states in words, such as open: 3, being worked on: 2, resolved: 1."""
    counts = Counter(states)
    return _counted(str(get_locale()), tuple(counts[state] for state in STATES))


@lru_cache(maxsize=4096)
def _counted(_locale: str, counts: tuple[int, ...]) -> str:
    """Return the counts of the states as text, cached as it repeats for many barriers."""
    return ", ".join(
        _("%(label)s: %(number)s", label=label(Status(state)), number=count)
        for state, count in zip(STATES, counts, strict=True)
        if count
    )


def count_of_organisations(count: int) -> str:
    """Return the number of organisations as text."""
    return _count_of_organisations(str(get_locale()), count)


@lru_cache(maxsize=1024)
def _count_of_organisations(_locale: str, count: int) -> str:
    return str(ngettext("%(num)s organisation", "%(num)s organisations", count))


def count_of_barriers(count: int) -> str:
    """Return the number of barriers as text."""
    return str(ngettext("%(num)s barrier", "%(num)s barriers", count))


def still_in_the_way(count: int) -> str:
    """Return the number of open obstacles or those being worked on as text."""
    return str(
        ngettext(
            "%(number)s still in the way",
            "%(number)s still in the way",
            count,
            number=format_decimal(count),
        )
    )


def no_longer_in_the_way(count: int) -> str:
    """Return the number of worked round or resolved obstacles as text."""
    return str(
        ngettext(
            "%(number)s no longer in the way",
            "%(number)s no longer in the way",
            count,
            number=format_decimal(count),
        )
    )


def immovable_in_words(count: int) -> str:
    """Return the number of obstacles accepted as immovable as text."""
    return str(
        ngettext(
            "%(number)s accepted as immovable",
            "%(number)s accepted as immovable",
            count,
            number=format_decimal(count),
        )
    )


def own_in_words(count: int) -> str:
    """Return the number of an organisation's unshared barriers as text."""
    return str(ngettext("%(num)s not shared", "%(num)s not shared", count))


def name_of(thing: OrganisationNode) -> str:
    """Return the name of an organisation or a group, or a placeholder."""
    if thing.stands_for == "others":
        return str(_("All others"))
    return legible(thing.name) or str(_("not recorded"))


def title_of(thing: BarrierNode) -> str:
    """Return the title of a barrier or a category."""
    return legible(thing.title) or str(_("No category"))


def disc_in_words(disc: Disc, states: Sequence[str]) -> str:
    """Return the text of a disc: the organisation, its barriers and statuses."""
    name, thing = name_of(disc.of), disc.of
    if thing.country and thing.stands_for == "organisation":
        name = _("%(name)s, %(country)s", name=name, country=thing.country)
    parts = [
        _("%(name)s: %(barriers)s", name=name, barriers=count_of_barriers(disc.reach.barriers))
    ]
    if thing.stands_for != "organisation":
        parts.append(count_of_organisations(thing.members))
    if disc.reach.own:
        parts.append(own_in_words(disc.reach.own))
    if thing.stands_for == "organisation" and states:
        parts.append(states_in_words(states))
    return ". ".join(parts)


def barrier_in_words(thing: BarrierNode, organisations: int, states: Sequence[str]) -> str:
    """Return the text of a barrier: its title, number of organisations and statuses."""
    parts = _(
        "%(title)s: %(organisations)s",
        title=title_of(thing),
        organisations=count_of_organisations(organisations),
    )
    if thing.stands_for == "category":
        return f"{parts}. {count_of_barriers(thing.barriers)}"
    return f"{parts}. {states_in_words(states)}" if states else parts


def row_in_words(row: Remainder) -> str:
    """Return the text of a closed row: 12 more, shared by 2 or 3 organisations."""
    return str(
        ngettext(
            "%(count)s more, shared by %(range)s organisation",
            "%(count)s more, shared by %(range)s organisations",
            row.max_organisations,
            count=row.barriers,
            range=_range(row.min_organisations, row.max_organisations),
        )
    )


def link_in_words(link: SpineLink) -> str:
    """Return how many of a group meet a barrier as text: 7 of 23."""
    return str(_("%(some)s of %(all)s", some=link.organisations, all=link.disc.of.members))


def _range(fewest: int, most: int) -> str:
    """Return a range of numbers as text."""
    if fewest == most:
        return str(fewest)
    if most == fewest + 1:
        return str(_("%(fewest)s or %(most)s", fewest=fewest, most=most))
    return str(_("%(fewest)s to %(most)s", fewest=fewest, most=most))

"""Headings and lead sentences computed from the network."""

from collections.abc import Sequence

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from tracker.insights.network_graph import name_of
from tracker.insights.queries import BarrierSharing, NetworkOrganisation
from tracker.models.labels import listed

_MAX_LEADERS = 2
_MAX_NAMES = 20


def names_of(organisations: Sequence[NetworkOrganisation]) -> str:
    """Return the organisations' names as text; of very many the first, and the number of others."""
    names = [name_of(organisation) for organisation in organisations[:_MAX_NAMES]]
    if others := len(organisations) - len(names):
        names.append(ngettext("%(num)s other", "%(num)s others", others))
    return ", ".join(names)


def unknown_sentences(unknown: Sequence[tuple[str, str]]) -> list[str]:
    """Return a sentence on each (filter, value) that does not exist."""
    return [_unknown_sentence(name, value) for name, value in unknown]


def _unknown_sentence(name: str, value: str) -> str:
    if name == "category":
        return str(_("No category “%(value)s” here any more.", value=value))
    names = {
        "level": _("Level"),
        "shared-by": _("Shared by at least"),
        "country": _("Country"),
        "kind": _("Role in the programme"),
    }
    return str(
        _(
            "The filter “%(filter)s” has no choice “%(value)s”.",
            filter=names.get(name, name),
            value=value,
        )
    )


def headline(shared: Sequence[BarrierSharing]) -> str:
    """Return the numbers of shared barriers and of cleared ones as sentences."""
    if not shared:
        return str(_("No shared barriers to show yet."))
    cleared = sum(bool(barrier.cleared_by) for barrier in shared)
    sentence = ngettext(
        "%(number)s barrier is shared.",
        "%(number)s barriers are shared.",
        len(shared),
        number=format_decimal(len(shared)),
    )
    return f"{sentence} {_cleared_sentence(cleared, len(shared))}"


def _cleared_sentence(cleared: int, shared: int) -> str:
    if cleared == 0:
        return str(
            ngettext("Nobody has got past it yet.", "Nobody has got past any of them yet.", shared)
        )
    if cleared == shared:
        return str(
            ngettext(
                "At least one organisation has got past it.",
                "At least one organisation has got past each of them.",
                shared,
            )
        )
    return str(
        ngettext(
            "At least one organisation has got past %(number)s of them.",
            "At least one organisation has got past %(number)s of them.",
            cleared,
            number=format_decimal(cleared),
        )
    )


def finding(shared: Sequence[BarrierSharing]) -> str:
    """Return sentences on who shares the barriers and who has cleared most."""
    if not shared:
        return str(_("A barrier is shared when its obstacles come from two organisations or more."))
    return f"{_who_shares(shared)} {_most_cleared(shared)}".strip()


def _who_shares(shared: Sequence[BarrierSharing]) -> str:
    organisations = {entry.organisation for barrier in shared for entry in barrier.statuses}
    countries = {organisation.country for organisation in organisations if organisation.country}
    numbers = {
        "number": format_decimal(len(shared)),
        "organisations": format_decimal(len(organisations)),
    }
    if len(countries) < 2:
        return str(
            _(
                "Shared barriers: %(number)s. Organisations that share them: %(organisations)s.",
                **numbers,
            )
        )
    return str(
        _(
            "Shared barriers: %(number)s. Organisations that share them: %(organisations)s. "
            "Countries of these organisations: %(countries)s.",
            countries=format_decimal(len(countries)),
            **numbers,
        )
    )


def _most_cleared(shared: Sequence[BarrierSharing]) -> str:
    """Return a sentence on who has cleared most, or an empty string if there are many."""
    cleared: dict[NetworkOrganisation, int] = {}
    for barrier in shared:
        for organisation in barrier.cleared_by:
            if organisation.is_named:
                cleared[organisation] = cleared.get(organisation, 0) + 1
    if not cleared:
        return ""
    most = max(cleared.values())
    leaders = [
        organisation.short_name for organisation, number in cleared.items() if number == most
    ]
    if len(leaders) > _MAX_LEADERS:
        return ""
    return str(
        _(
            "Highest number of shared barriers got past: %(names)s (%(number)s).",
            names=listed(leaders),
            number=format_decimal(most),
        )
    )

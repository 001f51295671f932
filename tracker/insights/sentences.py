"""What was found, as sentences: the headings and leads that the pages compute."""

from collections.abc import Sequence

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from tracker.insights.network_graph import name_of
from tracker.insights.queries import Body, Met
from tracker.models.labels import listed

_MOST_AT_THE_HEAD = 2
_MOST_NAMES = 20


def names_of(bodies: Sequence[Body]) -> str:
    """Name organisations one after the other; of very many the first, and how many others."""
    names = [name_of(body) for body in bodies[:_MOST_NAMES]]
    if others := len(bodies) - len(names):
        names.append(ngettext("%(num)s other", "%(num)s others", others))
    return ", ".join(names)


def headline(shared: Sequence[Met]) -> str:
    """Say how many barriers are shared, and how many of them somebody is past."""
    if not shared:
        return str(_("No shared barriers to show yet."))
    past = sum(bool(barrier.past) for barrier in shared)
    said = ngettext(
        "%(number)s barrier is shared.",
        "%(number)s barriers are shared.",
        len(shared),
        number=format_decimal(len(shared)),
    )
    return f"{said} {_ways_past(past, len(shared))}"


def _ways_past(past: int, shared: int) -> str:
    if past == 0:
        return str(
            ngettext("Nobody has got past it yet.", "Nobody has got past any of them yet.", shared)
        )
    if past == shared:
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
            past,
            number=format_decimal(past),
        )
    )


def finding(shared: Sequence[Met]) -> str:
    """Say who shares the barriers, and who is past most of those it shares."""
    if not shared:
        return str(_("A barrier is shared when its obstacles come from two organisations or more."))
    return f"{_who_shares(shared)} {_furthest(shared)}".strip()


def _who_shares(shared: Sequence[Met]) -> str:
    bodies = {place.body for barrier in shared for place in barrier.places}
    countries = {body.country for body in bodies if body.country}
    told = {"number": format_decimal(len(shared)), "organisations": format_decimal(len(bodies))}
    if len(countries) < 2:
        return str(
            _(
                "Barriers: %(number)s. Organisations that share them: %(organisations)s.",
                **told,
            )
        )
    return str(
        _(
            "Barriers: %(number)s. Organisations that share them: %(organisations)s. "
            "Countries: %(countries)s.",
            countries=format_decimal(len(countries)),
            **told,
        )
    )


def _furthest(shared: Sequence[Met]) -> str:
    """Say who is past most, unless so many are that it says nothing."""
    past: dict[Body, int] = {}
    for barrier in shared:
        for body in barrier.past:
            if body.is_named:
                past[body] = past.get(body, 0) + 1
    if not past:
        return ""
    most = max(past.values())
    ahead = [body.short_name for body, number in past.items() if number == most]
    if len(ahead) > _MOST_AT_THE_HEAD:
        return ""
    return str(
        _(
            "Highest number of shared barriers got past: %(names)s (%(number)s).",
            names=listed(ahead),
            number=format_decimal(most),
        )
    )

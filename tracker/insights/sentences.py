"""What was found, as sentences: the headings and leads that the pages compute."""

from collections.abc import Sequence

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.insights.network_graph import name_of
from tracker.insights.queries import Body, Met
from tracker.models.labels import listed

_SPELT = (
    _l("one"),
    _l("two"),
    _l("three"),
    _l("four"),
    _l("five"),
    _l("six"),
    _l("seven"),
    _l("eight"),
    _l("nine"),
    _l("ten"),
    _l("eleven"),
    _l("twelve"),
)
_MOST_AT_THE_HEAD = 2
_MOST_NAMES = 20


def spelt(number: int) -> str:
    """Return a number from one to twelve as a word, any other in figures."""
    return str(_SPELT[number - 1]) if 1 <= number <= len(_SPELT) else str(format_decimal(number))


def names_of(bodies: Sequence[Body]) -> str:
    """Name organisations one after the other; of very many the first, and how many others."""
    names = [name_of(body) for body in bodies[:_MOST_NAMES]]
    if others := len(bodies) - len(names):
        names.append(ngettext("%(num)s other", "%(num)s others", others))
    return ", ".join(names)


def headline(shared: Sequence[Met]) -> str:
    """Say how many barriers are shared, and how many of them somebody is past."""
    if not shared:
        return str(_("No barrier is shared yet."))
    past = sum(bool(barrier.past) for barrier in shared)
    said = ngettext(
        "%(number)s barrier is shared.",
        "%(number)s barriers are shared.",
        len(shared),
        number=spelt(len(shared)),
    )
    return f"{_begun(said)} {_ways_past(past, len(shared))}"


def _ways_past(past: int, shared: int) -> str:
    if past == 0:
        return str(ngettext("Nobody is past it yet.", "Nobody is past any of them yet.", shared))
    if past == shared:
        return str(
            ngettext(
                "It has a way past it somewhere.",
                "All of them have a way past them somewhere.",
                shared,
            )
        )
    said = ngettext(
        "%(number)s has a way past it somewhere.",
        "%(number)s have a way past them somewhere.",
        past,
        number=spelt(past),
    )
    return _begun(said)


def finding(shared: Sequence[Met]) -> str:
    """Say who shares the barriers, and who is past most of those it shares."""
    if not shared:
        return str(
            _("A barrier is shared when the obstacles of two organisations or more come from it.")
        )
    return f"{_who_shares(shared)} {_furthest(shared)}".strip()


def _who_shares(shared: Sequence[Met]) -> str:
    bodies = {place.body for barrier in shared for place in barrier.places}
    countries = {body.country for body in bodies if body.country}
    told = {"organisations": spelt(len(bodies)), "number": spelt(len(shared))}
    if len(countries) < 2:
        said = ngettext(
            "%(organisations)s organisations share %(number)s barrier.",
            "%(organisations)s organisations share %(number)s barriers.",
            len(shared),
            **told,
        )
        return _begun(said)
    said = ngettext(
        "%(organisations)s organisations in %(countries)s countries share %(number)s barrier.",
        "%(organisations)s organisations in %(countries)s countries share %(number)s barriers.",
        len(shared),
        countries=spelt(len(countries)),
        **told,
    )
    return _begun(said)


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
    said = ngettext(
        "%(names)s is past %(number)s of those it shares, more than any other.",
        "%(names)s are each past %(number)s of those they share, more than any other.",
        len(ahead),
        names=listed(ahead),
        number=spelt(most),
    )
    return str(said)


def _begun(sentence: str) -> str:
    """Return the sentence with its first letter as sentences begin."""
    return sentence[:1].upper() + sentence[1:]

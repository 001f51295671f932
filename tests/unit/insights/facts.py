"""Barriers as a viewer's facts tell them, made by hand."""

from typing import Any

from tracker.insights.queries import Body, Met, Network, Place
from tracker.models.vocabulary import CLEARED_STATUSES, Kind, Status


def body(name: str, country: str = "GB", **given: Any) -> Body:
    """An organisation whose slug is its name in small letters."""
    values = {"slug": name.lower(), "name": name, "short_name": name, "kind": Kind.DELIVERY}
    return Body(**(values | {"country": country} | given))


def met(title: str, places: dict[Body, Status], **given: Any) -> Met:
    """A barrier that these organisations meet, with one obstacle of each unless said."""
    numbers = given.pop("numbers", {})
    values = {
        "id": 0,
        "reference": f"B-{title.upper()}",
        "title": title,
        "level": None,
        "category": "",
        "category_slug": "",
        "places": tuple(Place(one, how, numbers.get(one, 1)) for one, how in places.items()),
        "obstacles": sum(numbers.get(one, 1) for one in places),
        "cleared_obstacles": sum(how in CLEARED_STATUSES for how in places.values()),
        "shows_unnamed": True,
    }
    return Met(**(values | given))


def network(*barriers: Met) -> Network:
    """All barriers within sight."""
    return Network(barriers, digest="")

"""Barriers as a viewer's facts tell them, made by hand."""

from typing import Any

from tracker.insights.queries import (
    BarrierSharing,
    Network,
    NetworkOrganisation,
    OrganisationAtBarrier,
)
from tracker.models.vocabulary import CLEARED_STATUSES, Kind, Status


def body(name: str, country: str = "GB", **given: Any) -> NetworkOrganisation:
    """An organisation whose slug is its name in small letters."""
    values = {"slug": name.lower(), "name": name, "short_name": name, "kind": Kind.DELIVERY}
    return NetworkOrganisation(**(values | {"country": country} | given))


def met(title: str, statuses: dict[NetworkOrganisation, Status], **given: Any) -> BarrierSharing:
    """A barrier that these organisations meet, with one obstacle of each unless said."""
    numbers = given.pop("numbers", {})
    values = {
        "id": 0,
        "reference": f"B-{title.upper()}",
        "title": title,
        "level": None,
        "category": "",
        "category_slug": "",
        "statuses": tuple(
            OrganisationAtBarrier(one, how, numbers.get(one, 1)) for one, how in statuses.items()
        ),
        "obstacles": sum(numbers.get(one, 1) for one in statuses),
        "cleared_obstacles": sum(how in CLEARED_STATUSES for how in statuses.values()),
        "shows_unnamed": True,
    }
    return BarrierSharing(**(values | given))


def network(*barriers: BarrierSharing) -> Network:
    """All barriers within sight."""
    return Network(barriers, digest="")

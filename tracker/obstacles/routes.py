"""Routes of obstacles; importing the modules registers them on the blueprint."""

from collections.abc import Sequence
from typing import Any

from tracker.auth.guards import this_sight
from tracker.auth.reader_labels import readers_description, readers_label, readers_labels
from tracker.models import Organisation
from tracker.models.vocabulary import Visibility
from tracker.obstacles import (
    routes_edit,
    routes_hinder,
    routes_log,
    routes_narrow,
    routes_options,
    routes_owner,
    routes_show,
    routes_status,
)
from tracker.obstacles.blueprint import bp

ACTS = (
    routes_edit,
    routes_hinder,
    routes_log,
    routes_narrow,
    routes_options,
    routes_owner,
    routes_show,
    routes_status,
)

__all__ = ["ACTS", "bp"]


@bp.context_processor
def _reader_texts() -> dict[str, Any]:
    return {
        "readers_label": readers_label,
        "readers_explained": _readers_explained,
        "readers_labels": readers_labels,
    }


def _readers_explained(organisations: Sequence[Organisation]) -> dict[str, str]:
    """Return the description of the readers for each visibility."""
    own = organisations[0].name if len(organisations) == 1 else None
    programme = this_sight().programme.name
    return {one.value: readers_description(one, own, programme) for one in Visibility}

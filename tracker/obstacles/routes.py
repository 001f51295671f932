"""Routes of obstacles: importing them puts each act on the blueprint."""

from tracker.obstacles import (
    routes_edit,
    routes_group,
    routes_hinder,
    routes_list,
    routes_log,
    routes_show,
    routes_status,
)
from tracker.obstacles.blueprint import bp

ACTS = (
    routes_edit,
    routes_group,
    routes_hinder,
    routes_list,
    routes_log,
    routes_show,
    routes_status,
)

__all__ = ["ACTS", "bp"]

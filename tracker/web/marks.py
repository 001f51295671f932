"""SVG marks of statuses, outcomes and levels: a square blocks, a circle no longer does."""

from collections.abc import Callable, Sequence
from functools import cache
from xml.etree.ElementTree import Element

from markupsafe import Markup

from tracker.web.svg import add, drawing

STEP = 20
_LEVELS = ("team", "organisation", "local-system", "national", "european")


def draw_state(parent: Element, state: str, x: float, y: float, radius: float = 7) -> None:
    """Draw the mark of a state around a point, `radius` pixels to each side."""
    _STATES[state](parent, x, y, radius)


@cache
def state_mark(state: str) -> Markup:
    """Return the mark of a state, to be shown before its label."""
    mark = drawing(16, 16, class_="m", aria_hidden="true")
    draw_state(mark.root, state, 8, 8, 8)
    return mark.markup


@cache
def outcome_mark(outcome: str) -> Markup:
    """Return the mark of a trial's outcome, to be shown before its label."""
    mark = drawing(16, 16, class_="m", aria_hidden="true")
    _OUTCOMES[outcome](mark.root)
    return mark.markup


@cache
def level_bars(level: str) -> Markup:
    """Return five rising bars with the given level filled."""
    bars = drawing(34, 16, width=34, height=16, aria_hidden="true")
    for index, name in enumerate(_LEVELS):
        height = 5 + 2.4 * index
        class_ = "lv1" if name == level else "lv0"
        add(
            bars.root,
            "rect",
            class_=class_,
            x=7 * index,
            y=16 - height,
            width=5,
            height=height,
            rx=1,
        )
    return bars.markup


def strip(states: Sequence[str], label: str) -> Markup:
    """Return a row of marks, one for each organisation; `label` is its text alternative."""
    width = max(STEP * len(states), STEP)
    row = drawing(width, 16, width=width, height=16, class_="strip", role="img", aria_label=label)
    for index, state in enumerate(states):
        draw_state(row.root, state, STEP * index + 8, 8, 8)
    return row.markup


def _square(parent: Element, class_: str, x: float, y: float, half: float) -> None:
    side = 2 * half
    add(
        parent,
        "rect",
        class_=class_,
        x=x - half,
        y=y - half,
        width=side,
        height=side,
        rx=half / 4,
    )


def _open(parent: Element, x: float, y: float, radius: float) -> None:
    _square(parent, "g-o", x, y, radius - 1)


def _being_worked_on(parent: Element, x: float, y: float, radius: float) -> None:
    half = radius - 2
    _square(parent, "g-wl", x, y, half)
    add(parent, "rect", class_="g-o", x=x - half, y=y, width=2 * half, height=half)


def _worked_round(parent: Element, x: float, y: float, radius: float) -> None:
    add(parent, "circle", class_="g-rl", cx=x, cy=y, r=radius - 1.8)


def _resolved(parent: Element, x: float, y: float, radius: float) -> None:
    add(parent, "circle", class_="g-s", cx=x, cy=y, r=radius - 0.5)
    across, down, up = radius * 0.3, radius * 0.33, radius * 0.62
    tick = (
        f"M{x - radius * 0.42:.1f} {y:.1f} l{across:.1f} {down:.1f} l{radius * 0.52:.1f} {-up:.1f}"
    )
    add(parent, "path", class_="g-t", d=tick)


def _accepted_as_immovable(parent: Element, x: float, y: float, radius: float) -> None:
    _square(parent, "g-i", x, y, radius - 1)
    bar = f"M{x - radius * 0.4:.1f} {y:.1f} h{radius * 0.8:.1f}"
    add(parent, "path", class_="g-t", d=bar)


_STATES: dict[str, Callable[[Element, float, float, float], None]] = {
    "open": _open,
    "being-worked-on": _being_worked_on,
    "worked-round": _worked_round,
    "resolved": _resolved,
    "accepted-as-immovable": _accepted_as_immovable,
}


def _worked(parent: Element) -> None:
    _resolved(parent, 8, 8, 8)


def _partly(parent: Element) -> None:
    add(parent, "circle", class_="o-partl", cx=8, cy=8, r=6)
    add(parent, "path", class_="o-part", d="M8 2 A6 6 0 0 0 8 14 Z")


def _did_not(parent: Element) -> None:
    add(parent, "path", class_="o-x", d="M4 4 L12 12 M12 4 L4 12")


def _too_early(parent: Element) -> None:
    add(parent, "circle", class_="o-wait", cx=8, cy=8, r=6)


_OUTCOMES: dict[str, Callable[[Element], None]] = {
    "worked": _worked,
    "partly": _partly,
    "did-not": _did_not,
    "too-early": _too_early,
}

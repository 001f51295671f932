"""Bar charts of blocking, cleared and immovable obstacles, as SVG at page width."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from flask_babel import format_decimal
from flask_babel import gettext as _

from tracker.graph.lettering import widest_of, width_of, wrapped
from tracker.insights.labels import (
    immovable_in_words,
    no_longer_in_the_way,
    still_in_the_way,
)
from tracker.models.vocabulary import Status
from tracker.web.marks import draw_state
from tracker.web.svg import Drawing, add, drawing

WIDE, NARROW = 520, 358
_ROW, _THICK, _GAP, _SIZE = 32, 22, 2, 14
_MARK, _PAD = 6, 7
_MAX_LABEL_SHARE = 0.34


@dataclass(frozen=True)
class Bar:
    """One row: its label and three counts, in the order in which they are drawn."""

    label: str
    blocking: int
    cleared: int
    immovable: int

    @property
    def counts(self) -> tuple[int, int, int]:
        """All three, in this order."""
        return self.blocking, self.cleared, self.immovable

    @property
    def total(self) -> int:
        """All three together."""
        return sum(self.counts)

    @property
    def in_words(self) -> str:
        """The row as a sentence says it."""
        counts = [still_in_the_way(self.blocking), no_longer_in_the_way(self.cleared)]
        if self.immovable:
            counts.append(immovable_in_words(self.immovable))
        return str(_("%(label)s: %(counts)s", label=self.label, counts=", ".join(counts)))


_PARTS = (
    ("b-o", Status.OPEN),
    ("b-p", Status.RESOLVED),
    ("b-i", Status.ACCEPTED_AS_IMMOVABLE),
)


def bars(rows: Sequence[Bar], *, width: int) -> Drawing:
    """Draw the rows; what does not fit into its part of a bar stands after the bar."""
    chart = drawing(
        width,
        _ROW * len(rows),
        width=width,
        height=_ROW * len(rows),
        class_="chart",
        role="img",
        aria_label=". ".join(row.in_words for row in rows),
    )
    labels = [wrapped(row.label, width * _MAX_LABEL_SHARE, _SIZE, max_lines=1) for row in rows]
    left = max((widest_of("".join(line), _SIZE) for line in labels), default=0) + 16
    scale = _scale(rows, width - left)
    for index, (row, line) in enumerate(zip(rows, labels, strict=True)):
        middle = _ROW * index + _ROW / 2
        add(chart.root, "text", "".join(line), x=0, y=middle + 5)
        _bar(chart.root, row, left, middle, scale)
    return chart


def _scale(rows: Sequence[Bar], room: float) -> float:
    """Return the pixels for one, so that the longest bar and what stands after it fit."""
    room -= len(_PARTS) * 2 * _GAP
    draw_network = [row for row in rows if row.total]
    scale = min((room / row.total for row in draw_network), default=0.0)
    for _again in range(len(_PARTS) * len(draw_network) + 1):
        fitting = min(
            ((room - _after(row, scale)) / row.total for row in draw_network), default=0.0
        )
        if fitting >= scale:
            break
        scale = fitting
    return scale


def _after(row: Bar, scale: float) -> float:
    """Return how wide all that stands after a bar is, at a scale."""
    outside = [count for count in row.counts if count and not _fits(count, count * scale - _GAP)]
    return sum(width_of(_figures(count), _SIZE) + 2 * _MARK + 4 + _PAD for count in outside) + _PAD


def _fits(count: int, length: float) -> bool:
    return width_of(_figures(count), _SIZE) + 2 * _PAD <= length


def _bar(root: Element, row: Bar, x: float, middle: float, scale: float) -> None:
    after: list[tuple[Status, int]] = []
    for (class_, state), count in zip(_PARTS, row.counts, strict=True):
        if not count:
            continue
        length = max(count * scale - _GAP, 2)
        top = middle - _THICK / 2
        add(root, "rect", class_=class_, x=x, y=top, width=length, height=_THICK, rx=2)
        figures = _figures(count)
        if _fits(count, length):
            add(root, "text", figures, class_="in", x=x + _PAD, y=middle + 5)
        else:
            after.append((state, count))
        x += length + _GAP
    _after_the_bar(root, after, x, middle, is_alone=sum(map(bool, row.counts)) < 2)
    if not row.total:
        add(root, "text", _("none"), class_="q", x=x, y=middle + 5)


def _after_the_bar(
    root: Element, parts: Sequence[tuple[Status, int]], x: float, middle: float, *, is_alone: bool
) -> None:
    """Write what did not fit, each number beside its mark unless the bar has but one part."""
    x += _PAD - _GAP
    for state, count in parts:
        if not is_alone:
            draw_state(root, state, x + _MARK, middle, _MARK)
            x += 2 * _MARK + 4
        figures = _figures(count)
        add(root, "text", figures, x=x, y=middle + 5)
        x += width_of(figures, _SIZE) + _PAD


def _figures(count: int) -> str:
    return str(format_decimal(count))

"""Convert a summary to the data of the print template: sections of texts."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal
from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.editions.labels import LEVEL_ROWS, matrix_caption
from tracker.editions.matrix_print import matrix_print
from tracker.editions.notes import notes_of
from tracker.editions.summary import (
    CategoryMatrix,
    HelpfulWorkaroundLine,
    SharedBarrierLine,
    StatusCounts,
    Summary,
)
from tracker.exports.labels import LEVELS, STATUSES

Section = dict[str, Any]

MAX_SHARED = 5
MAX_WORKAROUNDS = 3
_MARKS_IN_A_STRIP = 14
_NAMES_LENGTH = 160  # Characters in one cell; the spreadsheets have every name.
_FOOTER_LENGTH = 110


def document_of(summary: Summary, language: str) -> dict[str, Any]:
    """Return the print template's data for `summary`."""
    made_on = day_in_words(summary.made_on, language)
    return {
        "language": language,
        "title": _(
            "%(programme)s: summary, %(day)s", programme=summary.programme_name, day=made_on
        ),
        "author": summary.programme_name,
        "programme": summary.programme_name,
        "made": _("Summary of %(day)s", day=made_on),
        "kicker": summary.programme_full_name,
        "headline": summary.headline,
        "lead": summary.lead,
        "footer": _footer(f"{summary.programme_name}, {made_on}. {summary.sight}"),
        "page-of": _("Page %(page)s of %(pages)s", page="{page}", pages="{pages}"),
        "figures": [
            {
                "number": format_decimal(figure.number, locale=language),
                "noun": figure.noun,
                "definition": figure.definition,
                "tone": figure.tone,
            }
            for figure in summary.figures[:4]
        ],
        "key": [[status, str(word)] for status, word in STATUSES.items()],
        "parts": list(_parts(summary)),
    }


def day_in_words(day: date, language: str) -> str:
    """Return `day` as `language` writes it, English as the British do."""
    return format_date(day, format="long", locale="en_GB" if language == "en" else language)


def _footer(words: str) -> str:
    """Return the footer, shortened to one line; the notes have the full text."""
    return words if len(words) <= _FOOTER_LENGTH else f"{words[: _FOOTER_LENGTH - 1].rstrip()}…"


def _parts(summary: Summary) -> Iterable[Section]:
    shared, helpful_workarounds = summary.shared, summary.helpful_workarounds
    yield _shared(shared[:MAX_SHARED], more=len(shared) > MAX_SHARED)
    yield _helpful_workarounds(helpful_workarounds[:MAX_WORKAROUNDS], _("What helped"))
    if len(shared) > MAX_SHARED:
        yield _shared_table(shared[MAX_SHARED:], _("The other shared barriers"))
    if len(helpful_workarounds) > MAX_WORKAROUNDS:
        yield _helpful_workarounds(helpful_workarounds[MAX_WORKAROUNDS:], _("What else helped"))
    yield _status_section(summary)
    yield _matrix(summary.matrix)
    yield _notes(summary)
    if summary.network_svg:
        yield _network(summary)


def _section(kind: str, title: str, caption: str = "", **rest: object) -> Section:
    return {"kind": kind, "title": title, "caption": caption, **rest}


def _shared(lines: Sequence[SharedBarrierLine], *, more: bool) -> Section:
    title = _("Barriers shared by most organisations") if more else _("Shared barriers")
    if not lines:
        words = _("No shared barriers in this summary yet.")
        return _section("empty", title, words=words)
    caption = _(
        "Each mark is one organisation. Square: still in the way. Round: no longer in the way."
    )
    return {**_shared_table(lines, title), "caption": caption, "key": True}


def _shared_table(lines: Sequence[SharedBarrierLine], title: str) -> Section:
    return _section(
        "shared",
        title,
        heads=[
            _("Barrier"),
            _("Organisations"),
            _("Status in each organisation"),
            _("Names"),
        ],
        rows=[_shared_row(line) for line in lines],
        **{"not-given": _("not shown")},
    )


def _shared_row(line: SharedBarrierLine) -> Section:
    tally = _tally(line.states or ())
    return {
        "title": line.title,
        "level": str(LEVELS.get(line.level, "")),
        "level-code": line.level or "",
        "organisations": "" if line.organisations is None else str(line.organisations),
        "marks": _marks(tally) if len(line.states or ()) <= _MARKS_IN_A_STRIP else [],
        "tally": [[status, count] for status, count in tally],
        "strip-words": _in_words(tally),
        "names": _names(line),
        "past": _("No longer in the way: %(names)s", names=", ".join(_some(line.cleared_by)))
        if line.cleared_by
        else "",
    }


def _tally(states: Sequence[str]) -> list[tuple[str, int]]:
    counts = [(str(status), list(states).count(str(status))) for status in STATUSES]
    return [(status, count) for status, count in counts if count]


def _marks(tally: list[tuple[str, int]]) -> list[str]:
    return [status for status, count in tally for _mark in range(count)]


def _in_words(tally: Iterable[tuple[str, int | None]]) -> str:
    return ", ".join(
        _("%(label)s: %(number)s", label=STATUSES[status], number=count) for status, count in tally
    )


def _names(line: SharedBarrierLine) -> str:
    names = _some([name for name in line.named if name not in line.cleared_by])
    if line.unnamed:
        names.append(ngettext("%(num)s without a name", "%(num)s without a name", line.unnamed))
    elif line.unnamed is None:
        names.append(_("others (names not shown)"))
    return ", ".join(names)


def _some(names: Sequence[str]) -> list[str]:
    """Return as many names as fit in a cell, and how many more there are."""
    length, shown = 0, 0
    for name in names:
        length += len(name) + 2
        if shown and length > _NAMES_LENGTH:
            break
        shown += 1
    more = len(names) - shown
    return [*names[:shown], *([ngettext("%(num)s more", "%(num)s more", more)] if more else [])]


def _helpful_workarounds(lines: Sequence[HelpfulWorkaroundLine], title: str) -> Section:
    if not lines:
        words = _("No workaround in this summary has helped with a shared barrier yet.")
        return _section("empty", title, words=words)
    rows = [{"words": line.words, "places": ", ".join(_some(line.where))} for line in lines]
    return _section("past", title, heads=[_("Workaround"), _("Organisations it helped")], rows=rows)


def _status_section(summary: Summary) -> Section:
    title = _("Obstacles by status")
    rows = [(_("All obstacles"), summary.status_counts)]
    rows += [(str(LEVEL_ROWS[level.level]), level.status_counts) for level in summary.levels]
    if not any(count is None or count for _label, one in rows for _s, count in one.by_status):
        words = _("No obstacles in this summary yet.")
        return _section("empty", title, words=words)
    return _section(
        "standing",
        title,
        _(
            "Obstacles by the level that can remove them: still in the way, no longer in the way, "
            "accepted as immovable."
        ),
        heads=[_("Level that can remove it"), _("Obstacles")],
        rows=[_bar_row(label, status_counts) for label, status_counts in rows],
        sums=[
            [status, _number(count), str(STATUSES[status])]
            for status, count in summary.status_counts.by_status
        ],
    )


def _bar_row(label: str, status_counts: StatusCounts) -> Section:
    stuck, past, stone = (
        status_counts.blocking,
        status_counts.cleared,
        status_counts.accepted_as_immovable,
    )
    if stuck is None or past is None or stone is None:
        return {"label": label, "alt": _("not shown"), "bars": []}
    if not stuck + past + stone:
        return {"label": label, "alt": _("none"), "bars": []}
    counts = {"stuck": stuck, "past": past, "stone": stone}
    return {
        "label": label,
        "alt": _(
            "still in the way: %(stuck)d; no longer in the way: %(past)d; "
            "accepted as immovable: %(stone)d",
            **counts,
        ),
        "bars": [{"tone": tone, "count": count} for tone, count in counts.items() if count],
    }


def _number(count: int | None) -> str:
    return _("not shown") if count is None else str(count)


def _matrix(matrix: CategoryMatrix) -> Section:
    title = _("Categories and organisations")
    if not matrix.categories or not matrix.organisations:
        words = _("No numbers by category to show yet.")
        return _section("empty", title, words=words)
    return _section("matrix", title, matrix_caption(matrix), **matrix_print(matrix))


def _network(summary: Summary) -> Section:
    words = summary.network_description or _("Organisations and the barriers that they share.")
    title = _("Who shares which barrier")
    return _section("network", title, words, alt=words)


def _notes(summary: Summary) -> Section:
    return _section("notes", _("How this was counted"), notes=notes_of(summary))

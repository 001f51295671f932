"""A summary as the plain document that the print template sets: its parts, in words."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal
from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.editions.matrix_print import caption_of, matrix_print
from tracker.editions.notes import notes_of
from tracker.editions.summary import (
    CategoryMatrix,
    PastLine,
    SharedBarrierLine,
    Standing,
    Summary,
)
from tracker.exports.labels import LEVELS, STATUSES

Part = dict[str, Any]

FIRST_SHARED = 5
FIRST_PAST = 3
_MARKS_IN_A_STRIP = 14
_NAMES_LENGTH = 160  # Characters in one cell; the spreadsheets have every name.
_FOOTER_LENGTH = 110


def document_of(summary: Summary, language: str) -> dict[str, Any]:
    """Return all that the print of `summary` says, in the order in which it says it."""
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
    """Return the footer in one line; the notes say the whole."""
    return words if len(words) <= _FOOTER_LENGTH else f"{words[: _FOOTER_LENGTH - 1].rstrip()}…"


def _parts(summary: Summary) -> Iterable[Part]:
    shared, got_past = summary.shared, summary.got_past
    yield _shared(shared[:FIRST_SHARED], more=len(shared) > FIRST_SHARED)
    yield _past(got_past[:FIRST_PAST], _("What helped"))
    if len(shared) > FIRST_SHARED:
        yield _shared_table(shared[FIRST_SHARED:], _("The other shared barriers"))
    if len(got_past) > FIRST_PAST:
        yield _past(got_past[FIRST_PAST:], _("What else helped"))
    yield _standing(summary)
    yield _matrix(summary.matrix)
    yield _notes(summary)
    if summary.network_svg:
        yield _network(summary)


def _section(kind: str, title: str, caption: str = "", **rest: object) -> Part:
    return {"kind": kind, "title": title, "caption": caption, **rest}


def _shared(lines: Sequence[SharedBarrierLine], *, more: bool) -> Part:
    title = _("Barriers shared by most organisations") if more else _("Shared barriers")
    if not lines:
        words = _("No shared barriers in this summary yet.")
        return _section("empty", title, words=words)
    caption = _(
        "Each mark is one organisation. Square: still in the way. Round: no longer in the way."
    )
    return {**_shared_table(lines, title), "caption": caption, "key": True}


def _shared_table(lines: Sequence[SharedBarrierLine], title: str) -> Part:
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


def _shared_row(line: SharedBarrierLine) -> Part:
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
        "past": _("No longer in the way: %(names)s", names=", ".join(_some(line.past_it)))
        if line.past_it
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
    names = _some([name for name in line.named if name not in line.past_it])
    if line.unnamed:
        names.append(ngettext("%(num)s without a name", "%(num)s without a name", line.unnamed))
    elif line.unnamed is None:
        names.append(_("others (names not shown)"))
    return ", ".join(names)


def _some(names: Sequence[str]) -> list[str]:
    """Return as many of `names` as a cell takes, and how many more there are."""
    length, shown = 0, 0
    for name in names:
        length += len(name) + 2
        if shown and length > _NAMES_LENGTH:
            break
        shown += 1
    more = len(names) - shown
    return [*names[:shown], *([ngettext("%(num)s more", "%(num)s more", more)] if more else [])]


def _past(lines: Sequence[PastLine], title: str) -> Part:
    if not lines:
        words = _("No workaround in this summary has helped with a shared barrier yet.")
        return _section("empty", title, words=words)
    rows = [{"words": line.words, "places": ", ".join(_some(line.where))} for line in lines]
    return _section("past", title, heads=[_("Workaround"), _("Organisations it helped")], rows=rows)


def _standing(summary: Summary) -> Part:
    title = _("Obstacles by status")
    standings = [(_("All obstacles"), summary.standing)]
    standings += [
        (str(LEVELS.get(level.level, _("level not recorded"))), level.standing)
        for level in summary.levels
    ]
    if not any(count is None or count for _label, one in standings for _s, count in one.by_status):
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
        rows=[_bar_row(label, standing) for label, standing in standings],
        sums=[
            [status, _number(count), str(STATUSES[status])]
            for status, count in summary.standing.by_status
        ],
    )


def _bar_row(label: str, standing: Standing) -> Part:
    stuck, past, stone = standing.in_the_way, standing.past_it, standing.accepted_as_immovable
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


def _matrix(matrix: CategoryMatrix) -> Part:
    title = _("Categories and organisations")
    if not matrix.categories or not matrix.organisations:
        words = _("No obstacles in this summary have a category yet.")
        return _section("empty", title, words=words)
    return _section("matrix", title, caption_of(matrix), **matrix_print(matrix))


def _network(summary: Summary) -> Part:
    words = summary.network_words or _("Organisations and the barriers that they share.")
    title = _("Who shares which barrier")
    return _section("network", title, words, alt=words)


def _notes(summary: Summary) -> Part:
    return _section("notes", _("How this was counted"), notes=notes_of(summary))

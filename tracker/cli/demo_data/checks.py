"""Whether the data files agree: keys once, references met, words within their bounds."""

from collections import Counter
from collections.abc import Collection, Iterable

from tracker.cli.demo_data.shapes import Demo, DemoDataDisagrees
from tracker.cli.demo_data.standing import groups_around
from tracker.models.obstacle import TITLE_LENGTH
from tracker.models.vocabulary import Status


def check(demo: Demo) -> None:
    """Raise, naming the file and the word, where two data files disagree."""
    _check_keys(demo)
    _check_organisations(demo)
    _check_barriers(demo)
    _check_rows(demo)
    _check_workarounds(demo)
    _check_people(demo)


def _check_keys(demo: Demo) -> None:
    _once("programmes", (one.slug for one in demo.programmes))
    _once("organisations", (one.slug for one in demo.organisations))
    _once("participations", ((one.programme, one.organisation) for one in demo.participations))
    _once("decision_makers", (one.key for one in demo.decision_makers))
    _once("barriers", (one.key for one in demo.barriers))
    _once("groupings", (one.row for one in demo.groupings))
    _once("workarounds", (one.key for one in demo.workarounds))
    _once("workarounds", (one.row for one in demo.workarounds))
    _once("people", (one.email for one in demo.people))
    _once("obstacles", (one.row for one in demo.rows))
    _met("obstacles", range(1, len(demo.rows) + 1), {one.row for one in demo.rows})


def _check_organisations(demo: Demo) -> None:
    organisations = {one.slug: one for one in demo.organisations}
    for one in demo.organisations:
        _met(f"organisations: {one.slug}", one.within, organisations)
    for one in demo.organisations:
        _refuse(one.slug in groups_around(one.slug, organisations), f"{one.slug} holds itself")
    _met("participations", (one.organisation for one in demo.participations), organisations)
    programmes = {one.slug for one in demo.programmes}
    _met("participations", (one.programme for one in demo.participations), programmes)


def _check_barriers(demo: Demo) -> None:
    """Raise where a barrier's category, decision-maker or rows are not of its own programme."""
    kinds = _lower_categories(demo)
    programme_of_row = {one.row: one.programme for one in demo.rows}
    for one in demo.barriers:
        place = f"barriers: {one.key}"
        makers = {maker.key for maker in demo.decision_makers if maker.programme == one.programme}
        rows = {row for row, programme in programme_of_row.items() if programme == one.programme}
        _met(place, [one.category], kinds)
        _met(place, [one.decision_maker], makers | {""})
        _met(place, (each.row for each in demo.groupings if each.barrier == one.key), rows)
    _met("groupings", (one.barrier for one in demo.groupings), {one.key for one in demo.barriers})


def _check_rows(demo: Demo) -> None:
    """Raise where a row's category, organisations, words or status cannot be logged."""
    kinds = _lower_categories(demo)
    for one in demo.rows:
        place = f"obstacles: row {one.row}"
        part = {
            each.organisation for each in demo.participations if each.programme == one.programme
        }
        _met(place, [one.category], kinds)
        _met(place, one.organisations, part)
        _refuse(not one.organisations, f"{place} is told of no organisation")
        _refuse(not 0 < len(one.words) <= TITLE_LENGTH, f"{place} has no words or too many")
        changed = one.status is not Status.OPEN
        _refuse(changed is not bool(one.status_reason), f"{place}: a status but open has a reason")


def _check_workarounds(demo: Demo) -> None:
    """Raise where a workaround or a trial is not of a row, or not of that row's organisations."""
    rows = {one.row: one for one in demo.rows}
    _met("workarounds", (one.row for one in demo.workarounds), rows)
    for one in demo.workarounds:
        programme = rows[one.row].programme
        part = {each.organisation for each in demo.participations if each.programme == programme}
        _met(f"workarounds: {one.key}", [one.organisation], part)
        _refuse(not 0 < len(one.words) <= TITLE_LENGTH, f"{one.key} has no words or too many")
    of_row = {(one.key, one.row) for one in demo.workarounds}
    _met("trials", ((one.workaround, one.row) for one in demo.trials), of_row)
    for trial in demo.trials:
        _met(f"trials: {trial.workaround}", [trial.organisation], rows[trial.row].organisations)


def _check_people(demo: Demo) -> None:
    programmes = {one.slug for one in demo.programmes}
    organisations = {one.slug for one in demo.organisations}
    for one in demo.people:
        place = f"people: {one.email}"
        _met(place, [*one.leads, *one.funds], programmes)
        _met(place, [one.organisation], organisations | {""})
        _refuse(bool(one.organisation) is not bool(one.role), f"{place}: a role in what?")


def _lower_categories(demo: Demo) -> set[str]:
    return {one.slug for one in demo.categories if one.parent}


def _once(file: str, keys: Iterable[object]) -> None:
    repeated = [key for key, times in Counter(keys).items() if times > 1]
    _refuse(bool(repeated), f"{file}: {repeated} stands more than once")


def _met(place: str, names: Iterable[object], known: Collection[object]) -> None:
    for name in names:
        _refuse(name not in known, f"{place} names {name!r}, which is not there")


def _refuse(wrong: object, message: str) -> None:
    if wrong:
        raise DemoDataDisagrees(message)

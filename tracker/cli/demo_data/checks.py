"""Validate the demo data: unique keys, existing references, lengths of texts."""

from collections import Counter
from collections.abc import Collection, Iterable

from tracker.cli.demo_data.counting import enclosing_groups
from tracker.cli.demo_data.shapes import Demo, DemoDataDisagrees
from tracker.models.obstacle import TITLE_LENGTH
from tracker.models.vocabulary import Status


def check(demo: Demo) -> None:
    """Raise DemoDataDisagrees with the file and the key if the data files are inconsistent."""
    _check_keys(demo)
    _check_organisations(demo)
    _check_barriers(demo)
    _check_rows(demo)
    _check_workarounds(demo)
    _check_people(demo)


def _check_keys(demo: Demo) -> None:
    _check_unique("programmes", (one.slug for one in demo.programmes))
    _check_unique("organisations", (one.slug for one in demo.organisations))
    _check_unique(
        "participations", ((one.programme, one.organisation) for one in demo.participations)
    )
    _check_unique("decision_makers", (one.key for one in demo.decision_makers))
    _check_unique("barriers", (one.key for one in demo.barriers))
    _check_unique("groupings", (one.row for one in demo.groupings))
    _check_unique("workarounds", (one.key for one in demo.workarounds))
    _check_unique("workarounds", (one.row for one in demo.workarounds))
    _check_unique("people", (one.email for one in demo.people))
    _check_unique("obstacles", (one.row for one in demo.rows))
    _check_references("obstacles", range(1, len(demo.rows) + 1), {one.row for one in demo.rows})


def _check_organisations(demo: Demo) -> None:
    organisations = {one.slug: one for one in demo.organisations}
    for one in demo.organisations:
        _check_references(f"organisations: {one.slug}", one.within, organisations)
    for one in demo.organisations:
        _raise_if(one.slug in enclosing_groups(one.slug, organisations), f"{one.slug} holds itself")
    _check_references(
        "participations", (one.organisation for one in demo.participations), organisations
    )
    programmes = {one.slug for one in demo.programmes}
    _check_references("participations", (one.programme for one in demo.participations), programmes)


def _check_barriers(demo: Demo) -> None:
    """Raise if a barrier's category, decision-maker or rows are not of its own programme."""
    kinds = _lower_categories(demo)
    programme_of_row = {one.row: one.programme for one in demo.rows}
    for one in demo.barriers:
        where = f"barriers: {one.key}"
        makers = {maker.key for maker in demo.decision_makers if maker.programme == one.programme}
        rows = {row for row, programme in programme_of_row.items() if programme == one.programme}
        _check_references(where, [one.category], kinds)
        _check_references(where, [one.decision_maker], makers | {""})
        _check_references(
            where, (each.row for each in demo.groupings if each.barrier == one.key), rows
        )
    _check_references(
        "groupings", (one.barrier for one in demo.groupings), {one.key for one in demo.barriers}
    )


def _check_rows(demo: Demo) -> None:
    """Raise if a row's category, organisations, text or status cannot be logged."""
    kinds = _lower_categories(demo)
    for one in demo.rows:
        where = f"obstacles: row {one.row}"
        taking_part = {
            each.organisation for each in demo.participations if each.programme == one.programme
        }
        _check_references(where, [one.category], kinds)
        _check_references(where, one.organisations, taking_part)
        _raise_if(not one.organisations, f"{where} is told of no organisation")
        _raise_if(not 0 < len(one.words) <= TITLE_LENGTH, f"{where} has no words or too many")
        changed = one.status is not Status.OPEN
        _raise_if(
            changed is not bool(one.status_reason), f"{where}: a status but open has a reason"
        )


def _check_workarounds(demo: Demo) -> None:
    """Raise if a workaround or trial belongs to no row, or not to that row's organisations."""
    rows = {one.row: one for one in demo.rows}
    _check_references("workarounds", (one.row for one in demo.workarounds), rows)
    for one in demo.workarounds:
        programme = rows[one.row].programme
        taking_part = {
            each.organisation for each in demo.participations if each.programme == programme
        }
        _check_references(f"workarounds: {one.key}", [one.organisation], taking_part)
        _raise_if(not 0 < len(one.words) <= TITLE_LENGTH, f"{one.key} has no words or too many")
    of_row = {(one.key, one.row) for one in demo.workarounds}
    _check_references("trials", ((one.workaround, one.row) for one in demo.trials), of_row)
    for trial in demo.trials:
        _check_references(
            f"trials: {trial.workaround}", [trial.organisation], rows[trial.row].organisations
        )


def _check_people(demo: Demo) -> None:
    programmes = {one.slug for one in demo.programmes}
    organisations = {one.slug for one in demo.organisations}
    for one in demo.people:
        where = f"people: {one.email}"
        _check_references(where, [*one.leads, *one.funds], programmes)
        _check_references(where, [one.organisation], organisations | {""})
        _raise_if(bool(one.organisation) is not bool(one.role), f"{where}: a role in what?")


def _lower_categories(demo: Demo) -> set[str]:
    return {one.slug for one in demo.categories if one.parent}


def _check_unique(file: str, keys: Iterable[object]) -> None:
    repeated = [key for key, times in Counter(keys).items() if times > 1]
    _raise_if(bool(repeated), f"{file}: {repeated} stands more than once")


def _check_references(where: str, names: Iterable[object], existing: Collection[object]) -> None:
    for name in names:
        _raise_if(name not in existing, f"{where} names {name!r}, which is not there")


def _raise_if(wrong: object, message: str) -> None:
    if wrong:
        raise DemoDataDisagrees(message)

"""Order and dates shown to others go by what they may read, not by what they may not."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.integration.conftest import AT
from tests.listing import titles, without_token
from tracker.models import Obstacle, Trial, Workaround
from tracker.models.moment import now
from tracker.models.vocabulary import Outcome, Visibility
from tracker.obstacles.commands import IDENTIFYING_FIELDS, PLAIN_FIELDS
from tracker.register.queries_export import _IDENTIFYING

pytestmark = pytest.mark.on_postgresql


LONG_AGO = now() - timedelta(days=400)
LATER = now() - timedelta(days=300)
READ = [
    AT,
    *(f"{AT}?sort={sort}" for sort in ("changed", "oldest", "title", "status", "widest")),
    *(f"{AT}.{kind}?sort=changed" for kind in ("csv", "json")),
    "/programmes/ticc",
    "/programmes/ticc/network",
    "/programmes/ticc/barriers",
]


@pytest.fixture
def unnamed(make, kent, programme) -> Obstacle:
    """Kent's obstacle without its name, changed long ago, and a neighbour changed later."""
    assert programme
    given = {"visibility": Visibility.FUNDERS, "is_named": False, "team": "Strood"}
    make.obstacle("Changed later", organisation=kent, changed_at=LATER, logged_at=LONG_AGO)
    return make.obstacle(
        "Changed long ago", organisation=kent, changed_at=LONG_AGO, logged_at=LONG_AGO, **given
    )


@pytest.fixture
def others(medways, leads, funders):
    """Everybody else's answers to every address that lists or counts."""

    def read(*more: str) -> dict[tuple[str, str], str]:
        browsers = {"medway": medways, "lead": leads, "funder": funders}
        return {
            (name, address): without_token(browser.get(address))
            for name, browser in browsers.items()
            for address in (*READ, *more)
        }

    return read


def edit(browser, obstacle, **changes):
    saved = {"title": obstacle.title, "visibility": obstacle.visibility.value, "version": "1"}
    unnamed = {} if obstacle.is_named else {"is_unnamed": "y"}
    path = f"{AT}/{obstacle.reference}/edit"
    answer = browser.post(path, data=saved | unnamed | {"team": obstacle.team} | changes)
    assert answer.status_code == 303, answer.text


def moments(rows, obstacle):
    [saved] = rows(sa.select(Obstacle).where(Obstacle.id == obstacle.id))
    return saved.changed_at, saved.confirmed_at


@pytest.mark.parametrize(
    "hidden", [{"team": "Rochester"}, {"team": ""}, {"budget_a_year": "1,200"}], ids=str
)
def test_what_others_may_not_read_moves_nothing_of_theirs(kents, others, unnamed, rows, hidden):
    page = f"{AT}/{unnamed.reference}"
    before = others(page)

    edit(kents, unnamed, **hidden)

    after = others(page)
    assert [one for one in before if before[one] != after[one]] == []
    changed_at, confirmed_at = moments(rows, unnamed)
    assert changed_at == LONG_AGO
    assert confirmed_at > LATER, "a reminder would ask about what was just edited"


@pytest.mark.parametrize(
    "read", [{"title": "Changed now"}, {"team": "Strood", "details": "More"}], ids=str
)
def test_what_others_may_read_moves_it(kents, medways, unnamed, read):
    edit(kents, unnamed, **read)

    first = titles(medways.get(f"{AT}?sort=changed"))[0]
    assert first == read.get("title", "Changed long ago")


def test_the_team_of_a_named_one_is_read_and_moves_it(kents, make, kent, unnamed, rows):
    named = make.obstacle(organisation=kent, changed_at=LONG_AGO, logged_at=LONG_AGO)
    assert unnamed

    edit(kents, named, team="Rochester")

    assert moments(rows, named)[0] > LATER


def test_who_may_read_it_is_shown_and_moves_it(kents, unnamed, rows):
    edit(kents, unnamed, visibility="partners")

    assert moments(rows, unnamed)[0] > LATER


def test_nothing_changed_touches_nothing(kents, unnamed, rows):
    edit(kents, unnamed)

    assert moments(rows, unnamed) == (LONG_AGO, None)


def test_a_draft_goes_by_every_edit(kents, make, nurse, rows):
    draft = make.obstacle(author=nurse, is_draft=True, is_named=False, changed_at=LONG_AGO)

    edit(kents, draft, team="Rochester")

    assert moments(rows, draft)[0] > LATER


def test_the_barrier_it_is_under_already_moves_nothing(kents, make, kent, rows):
    barrier = make.barrier()
    obstacle = make.obstacle(organisation=kent, barrier=barrier, changed_at=LONG_AGO)

    again = kents.post(f"{AT}/{obstacle.reference}/group", data={"barrier": barrier.reference})

    assert (again.status_code, moments(rows, obstacle)[0]) == (303, LONG_AGO)


def test_what_goes_with_the_name_in_a_file_is_what_moves_nothing():
    assert set(_IDENTIFYING) & set(PLAIN_FIELDS) == IDENTIFYING_FIELDS


def test_equal_titles_do_not_tell_which_was_begun_first(make, medways, kent, leads):
    begun_first = make.obstacle("Alike", organisation=kent, level="team", logged_at=LATER)
    make.obstacle("Alike", organisation=kent, level="national", logged_at=LONG_AGO)

    for browser in (medways, leads):
        lines = browser.get(f"{AT}.json?sort=title").json
        assert [one["level"] for one in lines["obstacles"]] == ["national", "team"]
        assert lines["obstacles"][1]["reference"] == begun_first.reference


@pytest.fixture
def trial(make, kent, medway) -> Trial:
    """Kent's trial of Medway's workaround, told of long ago."""
    obstacle = make.obstacle(organisation=kent, changed_at=LONG_AGO, logged_at=LONG_AGO)
    other = make.obstacle(organisation=kent)
    workaround = make.workaround(organisation=medway, against=[obstacle, other])
    make.trial(workaround, other, recorded_at=LATER)
    return make.trial(workaround, obstacle, recorded_at=LONG_AGO)


@pytest.mark.parametrize(
    ("told", "is_newer"),
    [
        ({}, False),
        ({"what_it_took": "A board"}, False),
        ({"outcome": "partly"}, True),
        ({"started_on": "2022-05-01"}, True),
    ],
    ids=str,
)
def test_a_trial_is_newer_by_what_all_its_readers_read(kents, trial, rows, told, is_newer):
    path = f"/programmes/ticc/trials/{trial.reference}/edit"
    answer = kents.post(path, data={"outcome": "worked", "version": "1"} | told)

    [saved] = rows(sa.select(Trial).where(Trial.id == trial.id))
    confirmed = rows(sa.select(Obstacle.confirmed_at).where(Obstacle.id == trial.obstacle_id))
    assert answer.status_code == 303
    assert (saved.recorded_at != LONG_AGO) is is_newer
    assert (confirmed != [None]) is ("what_it_took" in told)
    assert saved.version == (2 if told else 1)
    assert saved.outcome == Outcome(told.get("outcome", "worked"))


def test_a_workaround_saved_as_it_is_clashes_with_nobody(kents, make, kent, nurse, rows):
    workaround = make.workaround(organisation=kent, author_id=nurse.id, changed_at=LONG_AGO)
    path = f"/programmes/ticc/workarounds/{workaround.reference}/edit"

    kents.post(path, data={"title": workaround.title, "visibility": "partners", "version": "1"})

    [saved] = rows(sa.select(Workaround))
    assert (saved.version, saved.changed_at) == (1, LONG_AGO)

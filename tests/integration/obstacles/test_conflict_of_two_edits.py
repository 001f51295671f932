"""Two people edit one obstacle: the second is shown both texts, and nothing is lost."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.integration.conftest import AT
from tests.integration.security.forms_of_pages import opened_form
from tracker.models import Obstacle
from tracker.models.vocabulary import Visibility

pytestmark = pytest.mark.on_postgresql


THREADS = 10


def typed(**changes: str) -> dict[str, str]:
    plain = {"title": "Sign-off sits with managers", "visibility": "partners", "version": "1"}
    return plain | changes


@pytest.fixture
def colleagues(signed_in_as, make, kent):
    """Another browser, of a colleague in Kent."""
    return signed_in_as(make.contributor(kent))


def test_the_second_to_save_is_shown_both_texts(kents, colleagues, make, rows):
    at = f"{AT}/{make.obstacle().reference}/edit"
    kents.post(at, data=typed(details="Theirs, saved first"))

    answer = colleagues.post(at, data=typed(details="Mine, typed meanwhile"))

    assert answer.status_code == 409
    assert "Theirs, saved first" in answer.text
    assert "Mine, typed meanwhile" in answer.text
    assert rows(sa.select(Obstacle.details)) == ["Theirs, saved first"]


def test_a_conflict_with_oneself_says_so(kents, colleagues, make):
    at = f"{AT}/{make.obstacle().reference}/edit"
    kents.post(at, data=typed(details="In another window", since="2024"))

    own, others = (one.post(at, data=typed(details="Mine")) for one in (kents, colleagues))

    assert (own.status_code, others.status_code) == (409, 409)
    heading = "<h1>You saved this in another window</h1>"
    assert (heading in own.text, heading in others.text) == (True, False)


def test_only_what_differs_is_compared(kents, colleagues, make):
    at = f"{AT}/{make.obstacle().reference}/edit"
    kents.post(at, data=typed(details="Theirs"))

    page = colleagues.post(at, data=typed(details="Mine")).text

    assert "1 field was changed in both versions" in page


def test_having_seen_both_one_press_saves_mine(kents, colleagues, make, rows):
    at = f"{AT}/{make.obstacle().reference}/edit"
    kents.post(at, data=typed(details="Theirs"))
    page = colleagues.post(at, data=typed(details="Mine")).text
    version = page.partition('name="version"')[2].partition('value="')[2].partition('"')[0]

    answer = colleagues.post(at, data=typed(details="Mine", version=version))

    assert answer.status_code == 303
    assert rows(sa.select(Obstacle.details)) == ["Mine"]


def test_a_third_edit_meanwhile_is_shown_as_well(kents, colleagues, make, rows):
    at = f"{AT}/{make.obstacle().reference}/edit"
    kents.post(at, data=typed(details="First"))
    colleagues.post(at, data=typed(details="Mine"))
    kents.post(at, data=typed(details="Second", version="2"))

    answer = colleagues.post(at, data=typed(details="Mine", version="2"))

    assert answer.status_code == 409
    assert rows(sa.select(Obstacle.details)) == ["Second"]


def test_two_who_wrote_the_same_have_no_conflict(kents, colleagues, make):
    at = f"{AT}/{make.obstacle().reference}/edit"
    kents.post(at, data=typed(details="The same"))

    assert colleagues.post(at, data=typed(details="The same")).status_code == 303


@pytest.mark.parametrize("version", ["", "0", "-1", "x", "99", "9" * 40])
def test_a_forged_version_saves_nothing(kents, make, rows, version):
    at = f"{AT}/{make.obstacle('No mandate').reference}/edit"

    answer = kents.post(at, data=typed(title="Mine", version=version))

    assert answer.status_code == 409
    assert rows(sa.select(Obstacle.title)) == ["No mandate"]


def test_narrowing_is_not_undone_by_who_wrote_meanwhile(kents, colleagues, make, rows):
    at = f"{AT}/{make.obstacle().reference}/edit"
    kents.post(at, data=typed(visibility="organisation"))

    answer = colleagues.post(at, data=typed(details="Mine"))

    assert answer.status_code == 409
    assert "My organisation" in answer.text.partition("Saved version")[2].partition("</dl>")[0]
    assert rows(sa.select(Obstacle.visibility)) == [Visibility.ORGANISATION]


def test_changes_to_different_fields_are_both_kept(kents, colleagues, make, rows):
    at = f"{AT}/{make.obstacle().reference}/edit"
    opened = opened_form(colleagues.get(at).text)
    kents.post(at, data=opened_form(kents.get(at).text) | {"title": "Theirs", "team": "Nights"})

    answer = colleagues.post(at, data=opened | {"details": "Mine", "staff_hours_a_week": "40"})

    assert answer.status_code == 303
    [saved] = rows(sa.select(Obstacle))
    assert (saved.title, saved.team) == ("Theirs", "Nights")
    assert (saved.details, saved.staff_hours_a_week) == ("Mine", 40)


def test_only_what_both_changed_is_shown_with_what_it_was(kents, colleagues, make, rows):
    at = f"{AT}/{make.obstacle(details='As it was').reference}/edit"
    opened = opened_form(colleagues.get(at).text)
    theirs = {"details": "Theirs", "team": "Nights"}
    kents.post(at, data=opened_form(kents.get(at).text) | theirs)

    page = colleagues.post(at, data=opened | {"details": "Mine", "level": "national"}).text

    shown = page.partition('class="facts clash"')[2].partition("</dl>")[0]
    assert ["As it was" in shown, "Theirs" in shown, "Mine" in shown] == [True] * 3
    assert "Nights" not in shown
    assert colleagues.post(at, data=opened_form(page) | {"act": "save"}).status_code == 303
    [saved] = rows(sa.select(Obstacle))
    assert (saved.details, saved.team, saved.level) == ("Mine", "Nights", "national")


def test_narrowing_meanwhile_outlives_an_edit_of_another_field(kents, colleagues, make, rows):
    at = f"{AT}/{make.obstacle().reference}/edit"
    opened = opened_form(colleagues.get(at).text)
    kents.post(at, data=opened_form(kents.get(at).text) | {"visibility": "organisation"})

    colleagues.post(at, data=opened | {"details": "Mine"})

    [saved] = rows(sa.select(Obstacle))
    assert (saved.visibility, saved.details) == (Visibility.ORGANISATION, "Mine")


def test_what_was_typed_wrong_is_merged_once_it_is_right(kents, colleagues, make, rows):
    at = f"{AT}/{make.obstacle().reference}/edit"
    opened = opened_form(colleagues.get(at).text)
    kents.post(at, data=opened_form(kents.get(at).text) | {"team": "Nights"})

    wrong = colleagues.post(at, data=opened | {"staff_hours_a_week": "many"})
    colleagues.post(at, data=opened_form(wrong.text) | {"staff_hours_a_week": "3"})

    assert wrong.status_code == 422
    [saved] = rows(sa.select(Obstacle))
    assert (saved.team, saved.staff_hours_a_week) == ("Nights", 3)


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "{",
        "[]",
        "null",
        '{"title": 7}',
        '{"details": {}, "team": null}',
        '{"details": {"a": []}, "categories": [{}]}',
        '{"categories": {"a": []}, "visibility": [[]]}',
        "[" * 100_000,
    ],
    ids=range(9),
)
def test_without_what_it_was_opened_with_nothing_is_overwritten(
    kents, colleagues, make, rows, sent
):
    at = f"{AT}/{make.obstacle().reference}/edit"
    kents.post(at, data=opened_form(kents.get(at).text) | {"details": "Theirs"})

    answer = colleagues.post(at, data=typed(details="Mine", opened_with=sent))

    assert answer.status_code == 409
    assert rows(sa.select(Obstacle.details)) == ["Theirs"]


def test_a_new_status_does_not_disturb_who_is_writing(kents, colleagues, make, rows):
    obstacle = make.obstacle()
    colleagues.post(f"{AT}/{obstacle.reference}/status", data={"status": "resolved"})

    kents.post(f"{AT}/{obstacle.reference}/edit", data=typed(details="Mine"))

    [saved] = rows(sa.select(Obstacle))
    assert (saved.details, saved.status) == ("Mine", "resolved")


def test_a_barrier_given_meanwhile_does_not_disturb_who_is_writing(kents, leads, make, rows):
    obstacle, barrier = make.obstacle(), make.barrier()
    leads.post(f"{AT}/{obstacle.reference}/group", data={"barrier": barrier.reference})

    kents.post(f"{AT}/{obstacle.reference}/edit", data=typed(details="Mine"))

    [saved] = rows(sa.select(Obstacle))
    assert (saved.details, saved.barrier_id) == ("Mine", barrier.id)


def test_of_ten_who_save_at_once_one_is_told_so(app: Flask, make, kent, signed_in_as, rows):
    obstacle = make.obstacle(organisation=kent)
    clients = [signed_in_as(make.contributor(kent)) for _each in range(THREADS)]
    together = Barrier(THREADS)

    def save(number: int) -> int:
        together.wait()
        change = typed(details=f"Edit {number}")
        return clients[number].post(f"{AT}/{obstacle.reference}/edit", data=change).status_code

    with ThreadPoolExecutor(THREADS) as pool:
        statuses = list(pool.map(save, range(THREADS)))

    assert app
    assert sorted(statuses) == [303] + [409] * (THREADS - 1)
    assert rows(sa.select(Obstacle.details)) == [f"Edit {statuses.index(303)}"]
    assert rows(sa.select(Obstacle.version)) == [2]


def test_of_six_who_change_different_things_at_once_all_are_kept(
    app: Flask, make, kent, signed_in_as, rows
):
    obstacle = make.obstacle(organisation=kent)
    at = f"{AT}/{obstacle.reference}/edit"
    changes = {
        "budget_a_year": "100",
        "details": "Details",
        "level": "national",
        "people_supported": "7",
        "team": "Nights",
        "title": "A title",
    }
    clients = [signed_in_as(make.contributor(kent)) for _each in changes]
    forms = [opened_form(client.get(at).text) for client in clients]
    together = Barrier(len(changes))

    def save(number: int) -> int:
        together.wait()
        [change] = [list(changes.items())[number]]
        return clients[number].post(at, data=forms[number] | dict([change])).status_code

    with ThreadPoolExecutor(len(changes)) as pool:
        statuses = list(pool.map(save, range(len(changes))))

    assert app
    assert statuses == [303] * len(changes)
    [saved] = rows(sa.select(Obstacle))
    assert (saved.title, saved.team, saved.details) == ("A title", "Nights", "Details")
    assert (saved.budget_a_year, saved.people_supported, saved.level) == (100, 7, "national")

"""The day to look again at what is immovable leads somewhere: to whoever logged it."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.factories import Factory
from tracker.models import Obstacle, Organisation
from tracker.models.moment import now
from tracker.models.vocabulary import Kind, Status
from tracker.notifications import queries_reminders

TODAY = now().date()
DASHBOARD = "/programmes/ticc"


def mine(browser: FlaskClient) -> str:
    return browser.get(DASHBOARD).text.partition('id="mine"')[2].partition("</section>")[0]


def immovable(make: Factory, on: date = TODAY, **given: Any) -> Obstacle:
    values = {"status": Status.ACCEPTED_AS_IMMOVABLE, "look_again_on": on} | given
    return make.obstacle("The law says so", **values)


def test_once_the_day_has_come_it_is_ours_to_do(kents, make) -> None:
    obstacle = immovable(make, TODAY - timedelta(days=1))

    todo = mine(kents)

    assert "The law says so" in todo
    assert "Review due since" in todo
    assert f"/obstacles/{obstacle.reference}/status" in todo


def test_until_then_it_is_quiet(kents, make) -> None:
    immovable(make, TODAY + timedelta(days=1))

    assert mine(kents) == ""


def test_the_day_comes_though_nothing_changes(kents, make, monkeypatch) -> None:
    immovable(make, TODAY + timedelta(days=1))
    assert mine(kents) == ""

    monkeypatch.setattr(queries_reminders, "now", lambda: now() + timedelta(days=1))

    assert "The law says so" in mine(kents)


@pytest.mark.parametrize("given", [{"status": Status.RESOLVED}, {"is_draft": True}])
def test_what_stands_otherwise_is_quiet(kents, make, given) -> None:
    immovable(make, **given)

    assert "time for a review" not in mine(kents)


def test_a_day_put_off_is_quiet_again(kents, make) -> None:
    obstacle = immovable(make)
    assert "The law says so" in mine(kents)

    kents.post(
        f"{DASHBOARD}/obstacles/{obstacle.reference}/status",
        data={
            "status": "accepted-as-immovable",
            "reason": "Still the law",
            "look_again_on": "2199-01-31",
        },
    )

    assert mine(kents) == ""


def test_it_is_nobodys_else_to_do(medways, leads, make, kent: Organisation) -> None:
    immovable(make, organisation=kent)

    assert [mine(browser) for browser in (medways, leads)] == ["", ""]


def test_who_only_watches_is_not_asked(signed_in_as, make, programme) -> None:
    watching = make.organisation("Watch", kind=Kind.OBSERVER, programme=programme)
    immovable(make, organisation=watching)

    assert mine(signed_in_as(make.contributor(watching))) == ""


def test_the_first_five_are_told_and_the_rest_counted(kents, make) -> None:
    for days in range(7):
        immovable(make, TODAY - timedelta(days=days))

    todo = mine(kents)

    assert todo.count("Review due since") == 5
    assert "2 more questions for you." in todo

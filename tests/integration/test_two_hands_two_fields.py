"""Two people change different fields of one thing: both changes are kept, whatever the thing."""

import pytest
import sqlalchemy as sa

from tests.integration.security.forms_of_pages import opened_form
from tracker.models import (
    Barrier,
    Category,
    DecisionMaker,
    Organisation,
    Programme,
    Trial,
    Workaround,
)

AT = "/programmes/ticc"
OWN = "<h2>You saved this in another window</h2>"
pytestmark = pytest.mark.on_postgresql


def make_trial(make, obstacle):
    return make.trial(make.workaround(against=[obstacle]), obstacle)


MAKE = {
    "barriers": lambda make: make.barrier(),
    "categories": lambda make: make.category(),
    "decision-makers": lambda make: make.decision_maker(),
    "trials": lambda make: make_trial(make, make.obstacle()),
    "workarounds": lambda make: make.workaround(),
}
FIELDS = {
    "barriers": (Barrier, {"title": "Theirs"}, {"explanation": "Mine"}),
    "categories": (Category, {"name": "Theirs"}, {"definition": "Mine"}),
    "decision-makers": (DecisionMaker, {"name": "Theirs"}, {"about": "Mine"}),
    "trials": (Trial, {"outcome": "partly"}, {"what_it_took": "Mine"}),
    "workarounds": (Workaround, {"title": "Theirs"}, {"details": "Mine"}),
}


@pytest.fixture
def pair(kents, leads, signed_in_as, make, kent, programme):
    """The browsers of two people who may edit things of a kind."""

    def of(kind: str):
        if kind in {"trials", "workarounds"}:
            return kents, signed_in_as(make.contributor(kent))
        return leads, signed_in_as(make.programme_lead(programme))

    return of


def address_of(kind: str, thing: object) -> str:
    name = thing.slug if kind == "categories" else thing.reference  # type: ignore[attr-defined]
    return f"{AT}/{kind}/{name}/edit"


@pytest.mark.parametrize("kind", FIELDS)
def test_both_changes_are_kept(kind, pair, make, rows):
    model, theirs, mine = FIELDS[kind]
    at = address_of(kind, MAKE[kind](make))
    first, second = pair(kind)
    opened = opened_form(second.get(at).text)

    first.post(at, data=opened_form(first.get(at).text) | theirs)
    answer = second.post(at, data=opened | mine)

    assert answer.status_code == 303
    [saved] = rows(sa.select(model))
    assert {name: str(getattr(saved, name)) for name in theirs | mine} == theirs | mine


def test_settings_of_a_programme_are_merged(leads, signed_in_as, make, programme, rows):
    at, second = f"{AT}/settings", signed_in_as(make.programme_lead(programme))
    opened = opened_form(second.get(at).text)

    leads.post(at, data=opened_form(leads.get(at).text) | {"full_name": "Theirs"})
    answer = second.post(at, data=opened | {"about": "Mine"})
    conflict = second.post(at, data=opened | {"full_name": "Mine"})

    assert answer.status_code == 303
    [saved] = rows(sa.select(Programme))
    assert (saved.full_name, saved.about) == ("Theirs", "Mine")
    assert conflict.status_code == 409


def test_settings_of_an_organisation_are_merged(signed_in_as, make, kent, rows):
    at = f"{AT}/organisations/kent/settings"
    first, second = (signed_in_as(make.organisation_lead(kent)) for _each in range(2))
    opened = opened_form(second.get(at).text)

    first.post(at, data=opened_form(first.get(at).text) | {"widened_by": "lead"})
    answer = second.post(at, data=opened | {"default_visibility": "funders"})

    assert answer.status_code == 303
    [saved] = rows(sa.select(Organisation).where(Organisation.id == kent.id))
    assert (saved.widened_by, saved.default_visibility) == ("lead", "funders")


@pytest.mark.parametrize("kind", FIELDS)
def test_what_both_changed_is_shown_with_all_three_versions(kind, pair, make, rows):
    model, _theirs, mine = FIELDS[kind]
    [field] = mine
    at = address_of(kind, MAKE[kind](make))
    first, second = pair(kind)
    first.post(at, data=opened_form(first.get(at).text) | {field: "As it was"})
    opened = opened_form(second.get(at).text)
    first.post(at, data=opened_form(first.get(at).text) | {field: "Theirs"})

    answer = second.post(at, data=opened | mine)

    assert answer.status_code == 409
    shown = answer.text.partition('class="facts clash"')[2].partition("</dl>")[0]
    assert [text in shown for text in ("As it was", "Theirs", "Mine")] == [True] * 3
    assert second.post(at, data=opened_form(answer.text)).status_code == 303
    assert [getattr(saved, field) for saved in rows(sa.select(model))] == ["Mine"]


@pytest.mark.parametrize("kind", sorted({*FIELDS} - {"trials"}))
def test_a_conflict_with_oneself_says_so(kind, pair, make):
    _model, _theirs, mine = FIELDS[kind]
    [field] = mine
    at = address_of(kind, MAKE[kind](make))
    first, second = pair(kind)
    opened = opened_form(first.get(at).text)
    first.post(at, data=opened | {field: "In another window"})

    own, others = (one.post(at, data=opened | mine) for one in (first, second))

    assert (own.status_code, others.status_code) == (409, 409)
    assert (OWN in own.text, OWN in others.text) == (True, False)


def test_a_conflict_with_oneself_and_somebody_else_names_nobody(pair, make):
    at = address_of("workarounds", MAKE["workarounds"](make))
    first, second = pair("workarounds")
    opened = opened_form(first.get(at).text)
    second.post(at, data=opened | {"title": "Theirs"})
    first.post(at, data=opened_form(first.get(at).text) | {"details": "In another window"})

    answer = first.post(at, data=opened | {"title": "Mine", "details": "Mine"})

    assert answer.status_code == 409
    assert OWN not in answer.text


@pytest.mark.parametrize(
    ("at", "field"),
    [("settings", "full_name"), ("organisations/kent/settings", "default_visibility")],
)
def test_a_conflict_of_settings_with_oneself_says_so(leads, signed_in_as, make, kent, at, field):
    browser = leads if at == "settings" else signed_in_as(make.organisation_lead(kent))
    values = ("First", "Second") if at == "settings" else ("funders", "organisation")
    opened = opened_form(browser.get(f"{AT}/{at}").text)
    browser.post(f"{AT}/{at}", data=opened | {field: values[0]})

    answer = browser.post(f"{AT}/{at}", data=opened | {field: values[1]})

    assert answer.status_code == 409
    assert OWN in answer.text

"""A partner changes its workaround; two who write at once lose nothing."""

import pytest
import sqlalchemy as sa

from tests.listing import words_in
from tracker.models import Workaround
from tracker.models.vocabulary import Visibility

AT = "/programmes/ticc/workarounds"


@pytest.fixture
def way(make, kent, nurse):
    return make.workaround(
        "Ask the board", organisation=kent, author_id=nurse.id, details="In writing."
    )


@pytest.fixture
def path(way):
    return f"{AT}/{way.reference}/edit"


def typed(**given):
    return {"title": "Ask the board", "visibility": "partners", "version": "1"} | given


def test_it_opens_with_what_stands_there(kents, path):
    page = kents.get(path).text

    assert "Ask the board" in page
    assert "In writing." in page
    assert 'name="version" type="hidden" value="1"' in page


@pytest.mark.on_postgresql
def test_what_is_changed_is_kept(kents, path, rows, way):
    answer = kents.post(
        path, data=typed(title="Ask twice", details="", visibility="organisation", is_unnamed="y")
    )

    [kept] = rows(sa.select(Workaround))
    assert (answer.status_code, answer.location) == (303, f"{AT}/{way.reference}")
    assert (kept.title, kept.details, kept.is_named) == ("Ask twice", "", False)
    assert (kept.visibility, kept.version) == (Visibility.ORGANISATION, 2)
    assert kept.changed_at > kept.logged_at


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": ""}, "Enter a sentence about what gets round the obstacle"),
        ({"details": "x" * 5001}, "1 character too long. Shorten the text"),
        ({"visibility": "all"}, "Choose who can see it"),
        ({"organisation": "medway"}, "Choose one of your organisations"),
    ],
)
def test_what_is_wrong_gets_a_sentence(kents, path, rows, wrong, sentence):
    answer = kents.post(path, data=typed(**wrong))

    assert answer.status_code == 422
    assert sentence in answer.text
    assert rows(sa.select(Workaround.version)) == [1]


def test_another_partner_sees_it_and_may_not_edit_it(medways, path, rows):
    assert medways.get(path).status_code == 403
    assert medways.post(path, data=typed(title="Mine")).status_code == 403
    assert rows(sa.select(Workaround.title)) == ["Ask the board"]


def test_not_even_a_programme_lead_may_edit_it(leads, path):
    assert leads.get(path).status_code == 403


def test_out_of_sight_it_cannot_be_edited_because_it_is_missing(medways, make, kent):
    hidden = make.workaround(organisation=kent, visibility="organisation")

    assert medways.get(f"{AT}/{hidden.reference}/edit").status_code == 404
    assert medways.post(f"{AT}/{hidden.reference}/edit", data=typed()).status_code == 404


@pytest.fixture
def saved_meanwhile(kents, path):
    assert kents.post(path, data=typed(title="Theirs", visibility="funders")).status_code == 303


@pytest.mark.usefixtures("saved_meanwhile")
def test_who_comes_second_is_shown_both_texts(kents, path, rows):
    answer = kents.post(path, data=typed(title="Mine", details="All my words"))

    assert answer.status_code == 409
    for text in (
        "This changed while you were editing",
        "Theirs",
        "Mine",
        "All my words",
    ):
        assert text in answer.text
    assert "Funders" in answer.text
    assert rows(sa.select(Workaround.title)) == ["Theirs"]


@pytest.mark.on_postgresql
def test_both_answers_to_whether_it_is_named_are_shown(kents, path):
    kents.post(path, data=typed(is_unnamed="y"))

    clash = words_in(kents.post(path, data=typed()).text)

    assert "Do not show our organisation’s name Saved version yes Your version no" in clash


@pytest.mark.usefixtures("saved_meanwhile")
def test_the_second_can_then_save_over_it(kents, path, rows):
    clash = kents.post(path, data=typed(title="Mine")).text
    assert 'name="version" type="hidden" value="2"' in clash

    kents.post(path, data=typed(title="Mine", version="2"))

    assert rows(sa.select(Workaround.title)) == ["Mine"]


@pytest.mark.on_postgresql
@pytest.mark.usefixtures("saved_meanwhile")
def test_two_who_write_the_very_same_do_not_clash(kents, path):
    same = typed(title="Theirs", visibility="funders")

    assert kents.post(path, data=same).status_code == 303


@pytest.mark.parametrize("version", ["", "0", "-1", "one", "9" * 40, "²"])
def test_a_forged_version_saves_nothing(kents, path, rows, version):
    answer = kents.post(path, data=typed(title="Mine", version=version))

    assert answer.status_code == 409
    assert rows(sa.select(Workaround.title)) == ["Ask the board"]


def test_what_the_command_refuses_is_said_in_the_form(kents, path, rows, monkeypatch):
    monkeypatch.setattr("tracker.workarounds.commands.MAX_TITLE_LENGTH", 3)

    answer = kents.post(path, data=typed(title="Mine"))

    assert answer.status_code == 422
    assert "“What gets round it?” is 1 character too long. Shorten the text" in answer.text
    assert rows(sa.select(Workaround.title)) == ["Ask the board"]

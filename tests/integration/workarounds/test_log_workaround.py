"""A partner logs what got round an obstacle; nothing typed is lost."""

import pytest
import sqlalchemy as sa

from tracker.models import Membership, Programme, Workaround, WorkaroundLink
from tracker.models.vocabulary import Kind, OrganisationRole, Visibility

AT = "/programmes/ticc/workarounds"
EVERYTHING = {
    "title": "A new scheme of delegation",
    "details": "The board agreed.\r\nIt took nine months.",
    "visibility": "funders",
    "is_unnamed": "y",
}


def test_one_sentence_is_enough(kents, rows, nurse, kent):
    answer = kents.post(f"{AT}/log", data={"title": "  Ask \t the board "})

    [workaround] = rows(sa.select(Workaround))
    assert (answer.status_code, answer.location) == (303, f"{AT}/{workaround.reference}")
    assert (workaround.title, workaround.details) == ("Ask the board", "")
    assert (workaround.organisation_id, workaround.author_id) == (kent.id, nurse.id)
    assert (workaround.visibility, workaround.is_named) == (Visibility.PARTNERS, True)


def test_everything_that_is_said_is_kept(kents, rows):
    kents.post(f"{AT}/log", data=EVERYTHING)

    [workaround] = rows(sa.select(Workaround))
    assert workaround.details == "The board agreed.\nIt took nine months."
    assert (workaround.visibility, workaround.is_named) == (Visibility.FUNDERS, False)


def test_it_raises_the_programmes_revision(kents, rows):
    [before] = rows(sa.select(Programme.revision))

    kents.post(f"{AT}/log", data={"title": "Ask the board"})

    assert rows(sa.select(Programme.revision)) > [before]


def test_the_organisations_own_defaults_stand_in_the_form(make, signed_in_as, programme):
    careful = make.organisation(
        programme=programme,
        default_visibility=Visibility.ORGANISATION,
        is_unnamed_by_default=True,
    )

    page = signed_in_as(make.contributor(careful)).get(f"{AT}/log").text

    assert page.partition('value="organisation"')[0].rpartition("<input")[2].count("checked")
    assert page.partition('name="is_unnamed"')[0].rpartition("<input")[2].count("checked")


def test_the_organisations_own_defaults_hold_where_nothing_is_said(
    make, signed_in_as, rows, programme
):
    careful = make.organisation(
        programme=programme,
        default_visibility=Visibility.ORGANISATION,
        is_unnamed_by_default=True,
    )

    signed_in_as(make.contributor(careful)).post(f"{AT}/log", data={"title": "Ask the board"})

    [workaround] = rows(sa.select(Workaround))
    assert (workaround.visibility, workaround.is_named) == (Visibility.ORGANISATION, False)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"title": " \u200b "}, "Enter a sentence about what gets round the obstacle"),
        ({"title": "x" * 201}, "1 character too long. Shorten the text"),
        ({"details": "x" * 5002}, "2 characters too long. Shorten the text"),
        ({"visibility": "everybody"}, "Choose who can see it"),
        ({"organisation": "medway"}, "Choose one of your organisations"),
    ],
)
@pytest.mark.usefixtures("medway")
def test_what_is_wrong_gets_a_sentence_and_keeps_the_rest(kents, rows, typed, sentence):
    kept = EVERYTHING["title"] if "details" in typed else "It took nine months."

    answer = kents.post(f"{AT}/log", data=EVERYTHING | typed)

    assert answer.status_code == 422
    assert "Error:" in answer.text
    assert sentence in answer.text
    assert kept in answer.text
    assert rows(sa.select(Workaround)) == []


def test_words_that_just_fit_are_taken(kents, rows):
    kents.post(f"{AT}/log", data={"title": "x" * 200, "details": "y" * 5000})

    [workaround] = rows(sa.select(Workaround))
    assert (len(workaround.title), len(workaround.details)) == (200, 5000)


def test_from_an_obstacles_page_it_stands_beside_that_obstacle_at_once(kents, make, rows, kent):
    obstacle = make.obstacle("No mandate", organisation=kent)
    path = f"{AT}/log?obstacle={obstacle.reference.lower()}"

    form = kents.get(path).text
    kents.post(path, data={"title": "Ask the board"})

    assert "No mandate" in form
    assert rows(sa.select(WorkaroundLink.obstacle_id)) == [obstacle.id]


@pytest.mark.parametrize("is_draft", [True, False])
def test_it_is_not_put_beside_what_is_not_ones_own(kents, make, rows, medway, is_draft):
    obstacle = make.obstacle("Not yours", organisation=medway, is_draft=is_draft)
    path = f"{AT}/log?obstacle={obstacle.reference}"

    assert "Not yours" not in kents.get(path).text
    kents.post(path, data={"title": "Ask the board"})

    assert rows(sa.select(WorkaroundLink)) == []
    assert len(rows(sa.select(Workaround))) == 1


@pytest.mark.parametrize("code", ["", "%00", "TICC-2222", "%F0%9F%98%80", "x" * 3000])
def test_a_code_that_is_none_is_passed_over(kents, code):
    assert kents.get(f"{AT}/log?obstacle={code}").status_code == 200


def test_who_logs_for_several_organisations_chooses_one(make, signed_in_as, nurse, medway, rows):
    make._save(
        Membership(person_id=nurse.id, organisation_id=medway.id, role=OrganisationRole.CONTRIBUTOR)
    )
    browser = signed_in_as(nurse)

    browser.post(f"{AT}/log", data={"title": "Ask the board", "organisation": "medway"})

    assert "Which organisation adds it?" in browser.get(f"{AT}/log").text
    assert rows(sa.select(Workaround.organisation_id)) == [medway.id]


@pytest.mark.parametrize("kind", [Kind.FUNDER, Kind.OBSERVER])
def test_who_only_reads_may_not_log(make, signed_in_as, rows, programme, kind):
    browser = signed_in_as(make.contributor(make.organisation(kind=kind, programme=programme)))

    assert browser.get(f"{AT}/log").status_code == 403
    assert browser.post(f"{AT}/log", data={"title": "Ask the board"}).status_code == 403
    assert rows(sa.select(Workaround)) == []


def test_a_programme_lead_without_an_organisation_may_not_log(leads):
    assert leads.get(f"{AT}/log").status_code == 403


def test_a_stranger_is_asked_to_sign_in(client, programme, rows):
    assert client.get(f"/programmes/{programme.slug}/workarounds/log").status_code == 303
    assert client.post(f"{AT}/log", data={"title": "Ask the board"}).status_code == 401
    assert rows(sa.select(Workaround)) == []


def test_what_was_typed_when_the_session_ended_is_in_the_form_again(client, nurse):
    typed = {"title": "Ask the board", "details": "In writing"}
    page = client.post(f"{AT}/log", data=typed, headers={"Referer": f"http://localhost{AT}/log"})
    carried = page.text.partition('name="typed"')[2].partition('value="')[2].partition('"')[0]

    client.post("/demo/sign-in", data={"person": nurse.email, "typed": carried})

    form = client.get(f"{AT}/log").text
    assert "Ask the board" in form
    assert "In writing" in form


def test_markup_is_shown_as_it_was_typed(kents):
    page = kents.post(f"{AT}/log", data={"title": "<b>{{7*7}}</b>"}, follow_redirects=True).text

    assert "&lt;b&gt;{{7*7}}&lt;/b&gt;" in page
    assert "<b>{{" not in page


def test_what_the_command_refuses_is_said_in_the_form(kents, make, rows, kent, monkeypatch):
    monkeypatch.setattr("tracker.workarounds.commands.MAX_TITLE_LENGTH", 3)
    obstacle = make.obstacle("No mandate", organisation=kent)

    answer = kents.post(f"{AT}/log?obstacle={obstacle.reference}", data={"title": "Mine"})

    assert answer.status_code == 422
    assert "“What gets round it?” is 1 character too long. Shorten the text" in answer.text
    assert "No mandate" in answer.text
    assert rows(sa.select(Workaround)) == []

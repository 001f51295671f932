"""A closed programme is read as before; nothing in it is logged or changed until it is reopened."""

from datetime import timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa
from python_calamine import CalamineWorkbook

from tests.integration.conftest import AT as OBSTACLES
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.models import (
    AuditEvent,
    Comment,
    Obstacle,
    Participation,
    Programme,
    Reminder,
    StatusChange,
)
from tracker.models.moment import now
from tracker.notifications.commands_reminders import create_reminders

AT = "/programmes/ticc"
SURE = {"confirmed": "yes"}
CLOSED_ON = sa.select(Programme.closed_at)


@pytest.fixture
def close(run):
    """Close every programme, past every form."""
    return lambda: run(sa.update(Programme).values(closed_at=now()))


@pytest.mark.on_postgresql
def test_closing_is_asked_and_then_done(leads, rows) -> None:
    page = leads.post(f"{AT}/close").text

    assert "Close the programme TICC?" in page
    assert rows(CLOSED_ON) == [None]

    answer = leads.post(f"{AT}/close", data=SURE)

    assert answer.location == AT
    assert rows(CLOSED_ON) != [None]
    assert rows(sa.select(AuditEvent.act).order_by(AuditEvent.id.desc()).limit(1)) == [
        "programme:close"
    ]
    assert "Closed the programme" in leads.get(f"{AT}/log").text


@pytest.mark.on_postgresql
def test_reopening_is_asked_and_then_done(leads, rows, close) -> None:
    close()

    page = leads.post(f"{AT}/reopen").text

    assert "Reopen the programme TICC?" in page
    assert rows(CLOSED_ON) != [None]

    assert leads.post(f"{AT}/reopen", data=SURE).location == AT

    assert rows(CLOSED_ON) == [None]
    assert "Reopened the programme" in leads.get(f"{AT}/log").text
    assert leads.get(f"{AT}/settings").status_code == 200


@pytest.mark.parametrize("browser", ["kent", "medway", "funder"])
@pytest.mark.parametrize("act", ["close", "reopen"])
def test_only_its_leads_close_it(browsers, rows, browser, act) -> None:
    assert browsers[browser].post(f"{AT}/{act}", data=SURE).status_code == 403
    assert rows(CLOSED_ON) == [None]


def test_what_is_closed_already_is_said_so(leads, close, rows) -> None:
    assert "is not closed" in leads.post(f"{AT}/reopen", data=SURE, follow_redirects=True).text
    close()
    [before] = rows(CLOSED_ON)

    page = leads.post(f"{AT}/close", data=SURE, follow_redirects=True).text

    assert "is already closed" in page
    assert rows(CLOSED_ON) == [before]


def test_nothing_is_logged_and_the_page_says_why(kents, make, close, rows) -> None:
    obstacle = make.obstacle("Sign-off sits too high")
    close()
    at = f"{OBSTACLES}/{obstacle.reference}"

    answers = [
        kents.post(f"{OBSTACLES}/log", data={"title": "One more", "act": "log"}),
        kents.get(f"{OBSTACLES}/log"),
        kents.post(f"{at}/comments", data={"text": "So it is"}),
        kents.post(f"{at}/status", data={"status": "resolved", "version": "1"}),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4
    assert all("This programme is closed" in answer.text for answer in answers)
    assert rows(sa.select(Obstacle.title)) == ["Sign-off sits too high"]
    assert rows(sa.select(Comment.id)) == []


def test_in_an_open_programme_a_refusal_speaks_of_no_closing(funders) -> None:
    page = funders.get(f"{OBSTACLES}/log")

    assert page.status_code == 403
    assert "This programme is closed" not in page.text


@pytest.mark.on_postgresql
def test_fewer_people_may_still_see_an_obstacle(kents, leads, make, kent, close, rows) -> None:
    obstacle = make.obstacle("Ours", organisation=kent, visibility="public")
    at = f"{OBSTACLES}/{obstacle.reference}"
    assert "Let fewer people see this" not in kents.get(at).text
    close()

    page = kents.get(at).text
    form = kents.get(f"{at}/narrow").text
    answer = kents.post(f"{at}/narrow", data={"visibility": "organisation"})

    assert f'href="{at}/narrow"' in page
    assert form.count('type="radio"') == 4
    assert (answer.status_code, answer.location) == (303, at)
    assert rows(sa.select(Obstacle.visibility)) == ["organisation"]
    assert leads.get(at).status_code == 404
    assert f'href="{at}/narrow"' not in kents.get(at).text


@pytest.mark.parametrize("values", [{"visibility": "public"}, {"visibility": "x"}])
def test_more_people_may_not(kents, make, kent, close, rows, values) -> None:
    obstacle = make.obstacle(organisation=kent, visibility="partners", is_named=False)
    at = f"{OBSTACLES}/{obstacle.reference}/narrow"
    close()

    answers = [
        kents.post(at, data=values | {"is_unnamed": "y"}),
        kents.post(at, data={"visibility": "partners"}),
    ]

    assert kents.get(at).text.count('type="radio"') == 2
    assert [one.status_code for one in answers] == [422, 422]
    assert rows(sa.select(Obstacle.visibility)) == ["partners"]
    assert rows(sa.select(Obstacle.is_named)) == [False]


def test_a_name_is_still_hidden(kents, make, kent, close, rows) -> None:
    obstacle = make.obstacle(organisation=kent, visibility="partners")
    close()

    data = {"visibility": "partners", "is_unnamed": "y"}
    answer = kents.post(f"{OBSTACLES}/{obstacle.reference}/narrow", data=data)

    assert answer.status_code == 303
    assert rows(sa.select(Obstacle.is_named)) == [False]


@pytest.mark.on_postgresql
def test_an_obstacle_is_still_withdrawn_and_restored(kents, make, nurse, kent, close, rows) -> None:
    obstacle = make.obstacle("Ours", organisation=kent, author=nurse)
    at = f"{OBSTACLES}/{obstacle.reference}"
    close()
    assert f'href="{at}/withdraw"' in kents.get(at).text

    kents.post(f"{at}/withdraw", data={"reason": "mistake"})
    withdrawn = rows(sa.select(Obstacle.withdrawn_at))
    kents.post(f"{at}/restore")

    assert withdrawn != [None]
    assert rows(sa.select(Obstacle.withdrawn_at)) == [None]


@pytest.mark.parametrize("browser", ["medway", "funder", "lead"])
def test_nobody_else_narrows_or_withdraws_it(browsers, make, kent, close, browser) -> None:
    at = f"{OBSTACLES}/{make.obstacle(organisation=kent).reference}"
    close()

    answers = [
        browsers[browser].post(f"{at}/narrow", data={"visibility": "organisation"}),
        browsers[browser].post(f"{at}/withdraw", data={"reason": "mistake"}),
    ]

    assert {answer.status_code for answer in answers} <= {403, 404}


def test_no_workaround_is_linked(kents, make, close) -> None:
    obstacle, workaround = make.obstacle(), make.workaround()
    close()

    answer = kents.post(
        f"{AT}/workarounds/{workaround.reference}/link", data={"obstacle": obstacle.reference}
    )

    page = kents.get(f"{OBSTACLES}/{obstacle.reference}").text
    assert answer.status_code != 200
    assert workaround.title not in page


@pytest.mark.parametrize("path", ["", "/obstacles", "/network", "/people", "/summary"])
@pytest.mark.parametrize("browser", ["kent", "lead", "funder"])
def test_every_page_is_read_as_before_and_says_that_it_is_closed(
    browsers, close, browser, path
) -> None:
    client = browsers[browser]
    assert "was closed on" not in client.get(AT + path).text

    close()

    page = client.get(AT + path)
    assert page.status_code == 200
    assert "TICC was closed on" in page.text
    assert "Log an obstacle" not in page.text


def test_a_page_that_the_browser_holds_is_sent_again(kents, close) -> None:
    held = kents.get(f"{AT}/network")
    again = {"If-None-Match": held.headers["ETag"]}
    assert kents.get(f"{AT}/network", headers=again).status_code == 304

    close()

    assert kents.get(f"{AT}/network", headers=again).status_code == 200


def test_nothing_is_asked_of_those_who_cannot_answer(kents, make, nurse, programme, run) -> None:
    obstacle = make.obstacle("Sign-off sits too high", author=nurse)
    immovable = make.obstacle(
        "By law",
        author=nurse,
        status="accepted-as-immovable",
        look_again_on=now().date() - timedelta(days=1),
    )
    run(
        sa.insert(Reminder).values(
            obstacle_id=obstacle.id, programme_id=programme.id, person_id=nurse.id, asked_at=now()
        )
    )
    page = kents.get(AT).text
    assert "Is this still in the way?" in page
    assert "Review due since" in page
    assert immovable

    run(sa.update(Programme).values(closed_at=now()))

    page = kents.get(AT).text
    assert "Is this still in the way?" not in page
    assert "Review due since" not in page
    assert "Sign-off sits too high" in page


def test_the_summary_and_its_workbook_say_that_it_is_closed(funders, close) -> None:
    close()

    page = funders.get(f"{AT}/summary").text
    file = funders.get(f"{AT}/summary.xlsx").data

    assert "The programme was closed on" in page
    notes = CalamineWorkbook.from_filelike(BytesIO(file)).get_sheet_by_name("Notes").to_python()
    assert any("The programme was closed on" in str(row) for row in notes)


def test_lists_of_programmes_say_that_it_is_closed(leads, close, make, signed_in_as) -> None:
    chief = signed_in_as(make.administrator())
    close()

    assert "closed on" in leads.get("/?all=1").text
    assert "closed on" in chief.get("/administration").text


def test_the_lead_reopens_it_from_the_overview(leads, kents, close) -> None:
    close()

    assert f'action="{AT}/reopen"' in leads.get(AT).text
    assert f'action="{AT}/reopen"' not in kents.get(AT).text


def test_who_may_see_it_can_still_be_changed(leads, close) -> None:
    close()

    page = leads.get(f"{AT}/people").text
    assert "Give up role" in page
    assert "Invite an organisation" not in page
    assert leads.get(f"{AT}/people/invite-organisation").status_code == 403
    assert leads.get(f"{AT}/people/invite").status_code == 200


def test_no_organisation_joins_it(leads, mailbox, make, close, rows, signed_in_as) -> None:
    before = rows(sa.select(Participation.organisation_id))
    data = {"email": "new@partner.example", "role": "delivery", "organisation_name": "Ours"}
    leads.post(f"{AT}/people/invite-organisation", data=data)
    link = mailbox.link_to("new@partner.example")
    newcomers = signed_in_as(make.person(email="new@partner.example"))
    close()

    page = newcomers.post(link, data={"organisation_name": "Newcomers", "country": ""})

    assert page.status_code == 422
    assert "TICC is closed. No organisation can join." in page.text
    assert rows(sa.select(Participation.organisation_id)) == before


@pytest.mark.on_postgresql
@pytest.mark.parametrize(("is_closed", "reminded"), [(True, 0), (False, 1)])
def test_nobody_is_reminded_of_what_is_in_it(app, make, nurse, run, is_closed, reminded) -> None:
    long_ago = now() - timedelta(days=900)
    make.obstacle(author=nurse, logged_at=long_ago, changed_at=long_ago)
    run(sa.update(StatusChange).values(changed_at=long_ago))
    run(sa.update(Programme).values(closed_at=now() if is_closed else None))

    with app.app_context(), write_transactions():
        reminders = len(create_reminders(moment=now()))
        db.session.rollback()

    assert reminders == reminded

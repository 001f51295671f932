"""A draft is its author's alone until it is logged."""

import pytest
import sqlalchemy as sa

from tests.integration.conftest import AT
from tracker.models import Obstacle, ObstacleWord, StatusChange

TYPED = {"title": "No mandate", "visibility": "partners", "version": "1"}


@pytest.fixture
def draft(make, kent, nurse):
    return make.obstacle("No mandate", organisation=kent, author=nurse, is_draft=True)


@pytest.fixture
def colleagues(signed_in_as, make, kent):
    """The browser of Kent's own lead."""
    return signed_in_as(make.organisation_lead(kent))


def test_what_is_typed_can_be_kept_as_a_draft(kents, rows):
    answer = kents.post(f"{AT}/log", data={"title": "No mandate", "act": "draft"})

    [draft] = rows(sa.select(Obstacle))
    assert draft.is_draft
    assert answer.location == f"{AT}/{draft.reference}"
    assert "This is a draft." in kents.get(answer.location).text


def test_a_draft_has_no_status_wherever_its_author_sees_it(kents, draft):
    page = kents.get(f"{AT}/{draft.reference}").text
    others = [kents.get(one).text for one in (AT, AT.removesuffix("/obstacles"), f"{AT}/log")]

    assert "Draft for <b" in page
    assert not any('class="state is-open"' in one for one in (page, *others))


def test_a_draft_still_needs_a_sentence(kents, rows):
    answer = kents.post(f"{AT}/log", data={"title": "", "act": "draft"})

    assert answer.status_code == 422
    assert rows(sa.select(Obstacle)) == []


def test_nobody_but_its_author_sees_a_draft(draft, colleagues, medways, leads):
    answers = [
        client.get(f"{AT}/{draft.reference}{act}").status_code
        for client in (colleagues, medways, leads)
        for act in ("", "/edit")
    ]

    assert answers == [404] * 6


def test_a_draft_can_be_written_on_and_stays_a_draft(kents, draft, rows):
    data = TYPED | {"details": "Twice", "act": "draft"}

    kents.post(f"{AT}/{draft.reference}/edit", data=data)

    [saved] = rows(sa.select(Obstacle))
    assert (saved.details, saved.is_draft) == ("Twice", True)


def test_logging_a_draft_shows_it_to_those_chosen(kents, medways, draft, rows):
    answer = kents.post(f"{AT}/{draft.reference}/edit", data=TYPED | {"act": "log"})

    [logged] = rows(sa.select(Obstacle))
    assert not logged.is_draft
    assert answer.location == f"{AT}/{draft.reference}/logged"
    assert medways.get(f"{AT}/{draft.reference}").status_code == 200


def test_a_drafts_story_begins_when_it_is_logged(kents, draft, rows):
    kents.post(f"{AT}/{draft.reference}/edit", data=TYPED | {"act": "log"})

    [logged], [change] = rows(sa.select(Obstacle)), rows(sa.select(StatusChange))
    assert logged.logged_at == change.changed_at > draft.logged_at


def test_a_draft_with_a_mistake_is_not_logged(kents, draft, rows):
    kents.post(f"{AT}/{draft.reference}/edit", data=TYPED | {"title": "", "act": "log"})

    assert rows(sa.select(Obstacle.is_draft)) == [True]


def test_its_author_can_delete_a_draft(kents, draft, rows):
    answer = kents.post(f"{AT}/{draft.reference}/delete-draft", data={"confirmed": "yes"})

    assert (answer.status_code, answer.location) == (303, AT)
    assert rows(sa.select(Obstacle)) == []
    assert rows(sa.select(StatusChange)) == rows(sa.select(ObstacleWord)) == []


def test_a_draft_is_there_until_deleting_it_is_confirmed(kents, draft, rows):
    page = kents.post(f"{AT}/{draft.reference}/delete-draft").text

    assert "Delete the draft “No mandate”?" in page
    assert f'href="{AT}/{draft.reference}"' in page
    assert rows(sa.select(Obstacle.title)) == ["No mandate"]


def test_what_is_logged_cannot_be_deleted(kents, make, rows):
    obstacle = make.obstacle("No mandate")

    page = kents.post(f"{AT}/{obstacle.reference}/delete-draft", follow_redirects=True).text

    assert "You can delete only drafts." in page
    assert rows(sa.select(Obstacle.title)) == ["No mandate"]


def test_a_colleague_cannot_delete_a_draft(draft, colleagues, rows):
    assert colleagues.post(f"{AT}/{draft.reference}/delete-draft").status_code == 404
    assert len(rows(sa.select(Obstacle))) == 1


@pytest.mark.parametrize("act", ["status", "group", "hinder"])
def test_a_draft_is_logged_before_anything_else_is_done_to_it(kents, draft, act):
    data = {"status": "resolved", "barrier": "", "other": "TICC-2222", "direction": "holds-up"}

    assert kents.post(f"{AT}/{draft.reference}/{act}", data=data).status_code == 404


def test_what_to_do_next_waits_until_a_draft_is_logged(kents, draft):
    assert kents.get(f"{AT}/{draft.reference}/logged").status_code == 404

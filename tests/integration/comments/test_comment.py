"""People answer an obstacle; whoever reads it reads the answers, and nobody else."""

import re

import pytest
import sqlalchemy as sa

from tests.integration.conftest import AT
from tests.listing import words_in
from tracker.comments import commands
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Comment, Obstacle
from tracker.models.comment import COMMENT_LENGTH
from tracker.models.vocabulary import Kind, Visibility

SAID = {"text": "We had the same in May"}
COMMENTS_AT = "/programmes/ticc/comments"


@pytest.fixture
def obstacle(make, kent, nurse) -> Obstacle:
    return make.obstacle("Signed by managers", organisation=kent, author=nurse)


@pytest.fixture
def unnamed(make, kent, nurse) -> Obstacle:
    return make.obstacle("Signed by managers", organisation=kent, author=nurse, is_named=False)


def path(obstacle: Obstacle, act: str = "") -> str:
    return f"{AT}/{obstacle.reference}{act}"


def comments(page) -> str:
    """Return what is read in the part of a page that holds the comments."""
    assert page.status_code == 200, page.text
    part = page.text.partition('id="comments"')[2].partition("</ol>")[0]
    return words_in(part.partition("<form")[0])


def test_what_is_said_stands_below_the_obstacle(kents, nurse, obstacle, rows) -> None:
    answer = kents.post(path(obstacle, "/comments"), data=SAID)

    [comment] = rows(sa.select(Comment))
    assert answer.location == f"{path(obstacle)}#comments"
    assert (comment.person_id, comment.organisation_id) == (nurse.id, obstacle.organisation_id)
    assert "We had the same in May" in comments(kents.get(path(obstacle)))


def test_it_is_read_at_once_by_who_read_the_page_before(kents, medways, obstacle) -> None:
    medways.get(path(obstacle))

    kents.post(path(obstacle, "/comments"), data=SAID)

    assert "We had the same in May" in comments(medways.get(path(obstacle)))


def test_the_oldest_comes_first(make, kents, obstacle) -> None:
    make.comment(obstacle, text="The first")
    make.comment(obstacle, text="The second")

    said = comments(kents.get(path(obstacle)))

    assert said.index("The first") < said.index("The second")


def test_colleagues_read_who_wrote_it_and_others_the_organisation(
    make, kents, medways, nurse, obstacle
) -> None:
    make.comment(obstacle, nurse)

    assert "Kent Nora Nurse" in comments(kents.get(path(obstacle)))
    assert "Kent" in comments(medways.get(path(obstacle)))
    assert "Nora Nurse" not in medways.get(path(obstacle)).text


def test_an_unnamed_owner_speaks_as_whoever_logged_it(
    make, kents, medways, leads, nurse, unnamed
) -> None:
    make.comment(unnamed, nurse)

    assert "Kent Nora Nurse" in comments(kents.get(path(unnamed)))
    for browser in (medways, leads):
        page = browser.get(path(unnamed))
        assert "The organisation that logged the obstacle" in comments(page)
        assert "Kent" not in page.text


def test_taking_the_name_out_takes_it_out_of_what_was_said(
    make, medways, nurse, obstacle, run
) -> None:
    make.comment(obstacle, nurse)
    medways.get(path(obstacle))

    run(sa.update(Obstacle).values(is_named=False))

    assert "Kent" not in medways.get(path(obstacle)).text


def test_another_organisation_speaks_by_its_name(make, kents, medways, unnamed, programme):
    for name in ("Lille", "Ostend", "Ghent"):  # Else it would be asked first.
        make.organisation(name, programme=programme)

    medways.post(path(unnamed, "/comments"), data=SAID)

    assert "Medway" in comments(kents.get(path(unnamed)))


def test_another_organisation_may_leave_its_name_out(kents, medways, obstacle) -> None:
    medways.post(path(obstacle, "/comments"), data=SAID | {"is_unnamed": "y"})

    page = kents.get(path(obstacle))
    assert "A partner" in comments(page)
    assert "Medway" not in page.text
    assert "Medway" in comments(medways.get(path(obstacle)))


def test_who_leaves_its_name_out_by_default_is_offered_that(make, signed_in_as, obstacle) -> None:
    shy = make.organisation("Shy", is_unnamed_by_default=True)

    page = signed_in_as(make.contributor(shy)).get(path(obstacle)).text

    assert re.search(r'<input checked[^>]*name="is_unnamed"', page)


def test_the_owner_is_not_asked_about_its_name(kents, obstacle) -> None:
    assert 'name="is_unnamed"' not in kents.get(path(obstacle)).text


def test_a_programme_lead_speaks_as_such(leads, kents, obstacle) -> None:
    leads.post(path(obstacle, "/comments"), data=SAID)

    assert "A programme lead" in comments(kents.get(path(obstacle)))


def test_nobody_else_speaks_as_a_programme_lead(medways, medway, obstacle, rows) -> None:
    medways.post(path(obstacle, "/comments"), data=SAID | {"voice": ":lead"})

    assert rows(sa.select(Comment.organisation_id)) == [medway.id]


def test_who_belongs_to_two_speaks_for_the_owner_unless_they_say_otherwise(
    make, signed_in_as, also_in, medway, kent, obstacle, rows
) -> None:
    both = make.contributor(medway)
    also_in(both, kent)
    browser = signed_in_as(both)

    page = browser.get(path(obstacle)).text
    browser.post(path(obstacle, "/comments"), data=SAID | {"voice": "medway"})
    browser.post(path(obstacle, "/comments"), data=SAID | {"voice": "kent"})

    spoke = rows(sa.select(Comment.organisation_id).order_by(Comment.id))
    assert spoke == [medway.id, kent.id]
    assert '<option selected value="kent">' in page


def test_nobody_speaks_for_an_organisation_of_others(
    make, signed_in_as, also_in, medway, kent, obstacle, rows
) -> None:
    both = make.contributor(medway)
    also_in(both, kent)
    make.organisation("Lille", slug="lille")

    answer = signed_in_as(both).post(path(obstacle, "/comments"), data=SAID | {"voice": "lille"})

    assert answer.status_code == 422
    assert rows(sa.select(Comment)) == []


@pytest.mark.parametrize("kind", [Kind.FUNDER, Kind.OBSERVER])
def test_funders_and_observers_read_and_do_not_write(
    make, signed_in_as, kent, nurse, kind, rows
) -> None:
    obstacle = make.obstacle(organisation=kent, visibility=Visibility.FUNDERS)
    make.comment(obstacle, nurse)
    reader = signed_in_as(make.contributor(make.organisation("Purse", kind=kind)))

    page = reader.get(path(obstacle))
    answer = reader.post(path(obstacle, "/comments"), data=SAID)

    assert "So it is" in comments(page)
    assert 'name="text"' not in page.text
    assert answer.status_code == 403
    assert len(rows(sa.select(Comment))) == 1


@pytest.mark.parametrize("act", ["/comments", ""])
def test_out_of_sight_of_the_obstacle_there_are_no_comments(
    make, medways, nurse, kent, act
) -> None:
    hidden = make.obstacle(organisation=kent, visibility=Visibility.ORGANISATION)
    comment = make.comment(hidden, nurse)

    assert medways.get(path(hidden, act)).status_code == 404
    assert medways.post(path(hidden, "/comments"), data=SAID).status_code == 404
    assert medways.get(f"{COMMENTS_AT}/{comment.reference}/edit").status_code == 404


def test_narrowing_the_obstacle_narrows_its_comments_at_once(
    make, medways, medway, obstacle, run
) -> None:
    theirs = make.comment(obstacle, organisation_id=medway.id)
    medways.get(path(obstacle))

    run(sa.update(Obstacle).values(visibility=Visibility.ORGANISATION))

    assert medways.get(path(obstacle)).status_code == 404
    assert medways.get(f"{COMMENTS_AT}/{theirs.reference}/edit").status_code == 404


def test_a_draft_has_no_comments(make, kents, kent, nurse) -> None:
    draft = make.obstacle(organisation=kent, author=nurse, is_draft=True)

    assert kents.post(path(draft, "/comments"), data=SAID).status_code == 404
    assert 'id="comments"' not in kents.get(path(draft)).text


def test_what_was_said_to_a_draft_looks_missing(make, kents, kent, nurse) -> None:
    draft = make.obstacle(organisation=kent, author=nurse, is_draft=True)
    comment = make.comment(draft, nurse)

    assert kents.get(f"{COMMENTS_AT}/{comment.reference}/edit").status_code == 404


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        pytest.param("  ", "Enter a comment", id="nothing"),
        pytest.param(
            "x" * (COMMENT_LENGTH + 1), "1 character too long. Shorten the text", id="too-long"
        ),
    ],
)
def test_what_cannot_be_said_comes_back_as_it_was(kents, obstacle, rows, text, advice) -> None:
    answer = kents.post(path(obstacle, "/comments"), data={"text": text})

    assert answer.status_code == 422
    assert advice in answer.text
    assert rows(sa.select(Comment)) == []


def test_words_are_words_and_only_web_addresses_are_links(make, kents, obstacle) -> None:
    make.comment(
        obstacle,
        text="<b>See</b> https://example.org/a?b=1&c=2.\njavascript:alert(1) ftp://example.org",
    )

    page = kents.get(path(obstacle)).text

    assert "&lt;b&gt;See&lt;/b&gt;" in page
    assert 'href="https://example.org/a?b=1&amp;c=2" rel="external nofollow noreferrer"' in page
    assert 'href="javascript' not in page
    assert 'href="ftp' not in page


@pytest.fixture
def mine(make, obstacle, nurse) -> Comment:
    return make.comment(obstacle, nurse, "So it was")


def test_ones_own_comment_is_edited_and_says_so(kents, obstacle, mine) -> None:
    page = kents.get(f"{COMMENTS_AT}/{mine.reference}/edit").text

    kents.post(f"{COMMENTS_AT}/{mine.reference}/edit", data={"text": "So it is now"})

    said = comments(kents.get(path(obstacle)))
    assert "So it was" in page
    assert "So it is now" in said
    assert ", edited" in said


def test_an_edit_that_changes_nothing_says_nothing(kents, obstacle, mine) -> None:
    kents.post(f"{COMMENTS_AT}/{mine.reference}/edit", data={"text": "So it was"})

    assert "edited" not in comments(kents.get(path(obstacle)))


def test_an_edit_to_nothing_is_refused(kents, mine, rows) -> None:
    answer = kents.post(f"{COMMENTS_AT}/{mine.reference}/edit", data={"text": " "})

    assert answer.status_code == 422
    assert rows(sa.select(Comment.text)) == ["So it was"]


def test_ones_own_comment_is_deleted_once_one_is_asked(kents, mine, rows) -> None:
    asked = kents.get(f"{COMMENTS_AT}/{mine.reference}/delete").text
    still_there = rows(sa.select(Comment))
    kents.post(f"{COMMENTS_AT}/{mine.reference}/delete")

    assert "So it was" in asked
    assert len(still_there) == 1
    assert rows(sa.select(Comment)) == []


@pytest.mark.parametrize("act", ["edit", "delete"])
def test_a_colleagues_comment_is_not_ones_own(make, signed_in_as, kent, mine, act, rows) -> None:
    colleague = signed_in_as(make.contributor(kent))

    answer = colleague.post(f"{COMMENTS_AT}/{mine.reference}/{act}", data={"text": "Never"})

    assert answer.status_code == 403
    assert rows(sa.select(Comment.text)) == ["So it was"]


def test_a_lead_of_the_obstacles_organisation_removes_what_others_said(
    make, signed_in_as, kent, medway, obstacle, rows
) -> None:
    theirs = make.comment(obstacle, organisation_id=medway.id)
    lead = signed_in_as(make.organisation_lead(kent))

    edited = lead.post(f"{COMMENTS_AT}/{theirs.reference}/edit", data={"text": "Never"})
    lead.post(f"{COMMENTS_AT}/{theirs.reference}/delete")

    assert edited.status_code == 403
    assert rows(sa.select(Comment)) == []


def test_a_lead_of_another_organisation_removes_nothing(
    make, signed_in_as, medway, mine, rows
) -> None:
    lead = signed_in_as(make.organisation_lead(medway))

    answer = lead.post(f"{COMMENTS_AT}/{mine.reference}/delete")

    assert answer.status_code == 403
    assert len(rows(sa.select(Comment))) == 1


@pytest.mark.parametrize(("who", "offered"), [("kents", True), ("medways", False)])
def test_only_who_may_is_offered_to_edit_and_delete(request, obstacle, mine, who, offered) -> None:
    page = request.getfixturevalue(who).get(path(obstacle)).text

    assert (f"{mine.reference}/edit" in page) is offered
    assert (f"{mine.reference}/delete" in page) is offered


@pytest.mark.usefixtures("mine")
def test_an_obstacle_that_is_deleted_takes_its_comments_along(run, rows) -> None:
    run(sa.delete(Obstacle))

    assert rows(sa.select(Comment)) == []


@pytest.mark.usefixtures("mine")
def test_a_page_told_before_asks_for_no_comment_again(kents, obstacle, count_queries) -> None:
    kents.get(path(obstacle))

    with count_queries() as statements:
        kents.get(path(obstacle))

    assert [one for one in statements if "FROM comment" in one] == []


@pytest.mark.usefixtures("at_work")
def test_no_draft_is_answered(make, kent, nurse) -> None:
    draft = db.session.get_one(Obstacle, make.obstacle(organisation=kent, is_draft=True).id)

    with pytest.raises(DomainError, match="Log the draft first"):
        commands.write_comment(
            obstacle=draft,
            person_id=nurse.id,
            on_behalf_of=None,
            content=commands.CommentContent("So"),
        )


@pytest.mark.parametrize("text", ["", "x" * (COMMENT_LENGTH + 1)])
@pytest.mark.usefixtures("at_work")
def test_the_command_holds_the_limits_too(obstacle, nurse, text) -> None:
    kept = db.session.get_one(Obstacle, obstacle.id)

    with pytest.raises(DomainError):
        commands.write_comment(
            obstacle=kept,
            person_id=nurse.id,
            on_behalf_of=None,
            content=commands.CommentContent(text),
        )


def test_an_obstacle_takes_so_many_comments(kents, obstacle, monkeypatch) -> None:
    monkeypatch.setattr(commands, "MAX_COMMENTS", 1)
    kents.post(path(obstacle, "/comments"), data=SAID)

    answer = kents.post(path(obstacle, "/comments"), data={"text": "One more"})

    assert answer.status_code == 422
    assert "reached the limit of" in answer.text
    assert "One more" in answer.text


def test_comments_of_others_leave_room_for_ones_own(make, kents, obstacle, monkeypatch) -> None:
    monkeypatch.setattr(commands, "MAX_COMMENTS", 1)
    make.comment(obstacle, organisation=make.organisation("Medway"))

    assert kents.post(path(obstacle, "/comments"), data=SAID).status_code == 303

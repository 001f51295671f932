"""Words beside an obstacle stay with who could read them, until who wrote them widens them."""

import io
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.integration.conftest import AT
from tests.integration.obstacles.test_widen_obstacle import ASKED, TYPED, answer, fields_of
from tracker.comments import commands
from tracker.comments.commands_mentions import claim_mention_mails
from tracker.models import (
    Attachment,
    AuditEvent,
    Comment,
    Mention,
    Obstacle,
    StatusChange,
    Trial,
    Workaround,
)
from tracker.models.vocabulary import Outcome, Visibility

WORDS = {
    "comment": "Said among ourselves",
    "reason": "Because of the board",
    "trial": "Three nights without sleep",
    "file": "Letter.txt",
}
MODELS = {"comment": Comment, "reason": StatusChange, "trial": Trial, "file": Attachment}
NARROWER = pytest.mark.parametrize("readers", [Visibility.ORGANISATION, Visibility.PARTNERS])


@pytest.fixture(autouse=True)
def folder(app, tmp_path, monkeypatch) -> Path:
    monkeypatch.setitem(app.config, "ATTACHMENTS", str(tmp_path / "files"))
    return tmp_path / "files"


@pytest.fixture
def colleague(make, kent):
    return make.contributor(kent, name="Carl Colleague")


@pytest.fixture
def obstacle(make, kent, nurse) -> Obstacle:
    """An obstacle that funders read; beside it another, with words that they read too."""
    other = make.obstacle("Beside it", organisation=kent, visibility=Visibility.FUNDERS)
    make.comment(other, text="Read by all of them")
    return make.obstacle(organisation=kent, author=nurse, visibility=Visibility.FUNDERS)


@pytest.fixture
def workaround(make, kent, obstacle) -> Workaround:
    return make.workaround(organisation=kent, visibility=Visibility.PUBLIC, against=[obstacle])


@pytest.fixture
def write(make, obstacle, workaround):
    """Put words of a kind beside the obstacle, for these readers."""

    def one(kind, readers, person=None, on=obstacle):
        if kind == "comment":
            return make.comment(on, person, WORDS[kind], visibility=readers)
        if kind == "reason":
            return make.status_change(on, person, WORDS[kind], visibility=readers)
        if kind == "file":
            return make.attachment(on, person, name=WORDS[kind], visibility=readers)
        author = person.id if person else None
        given = {"what_it_took": WORDS[kind], "visibility": readers, "author_id": author}
        return make.trial(workaround, on, Outcome.WORKED, **given)

    return one


@pytest.fixture
def funders(make, signed_in_as, obstacle):
    assert obstacle
    return signed_in_as(make.funder())


def page_of(browser, obstacle) -> str:
    page = browser.get(f"{AT}/{obstacle.reference}")
    assert page.status_code == 200
    return page.text


def send(browser, obstacle, **changes):
    return browser.post(f"{AT}/{obstacle.reference}/edit", data=TYPED | changes)


@pytest.mark.parametrize("kind", WORDS)
@NARROWER
def test_words_stay_with_those_who_could_read_them(
    kents, medways, leads, funders, obstacle, write, kind, readers
) -> None:
    write(kind, readers)

    by_partners = readers is Visibility.PARTNERS
    assert WORDS[kind] in page_of(kents, obstacle)
    for browser in (medways, leads):
        assert (WORDS[kind] in page_of(browser, obstacle)) is by_partners
    assert WORDS[kind] not in page_of(funders, obstacle)


@pytest.mark.parametrize("kind", WORDS)
def test_words_as_wide_as_the_obstacle_are_read_with_it(funders, obstacle, write, kind) -> None:
    write(kind, Visibility.FUNDERS)

    assert WORDS[kind] in page_of(funders, obstacle)


def test_the_turn_and_the_outcome_stay_with_the_obstacle(funders, obstacle, write) -> None:
    write("reason", Visibility.PARTNERS)
    write("trial", Visibility.PARTNERS)

    page = page_of(funders, obstacle)
    assert page.partition('id="history"')[2].count("<li>") == 2
    assert "worked" in page.partition('id="workarounds"')[2]


@NARROWER
def test_what_a_trial_took_is_withheld_where_the_workaround_is_told(
    kents, medways, funders, workaround, write, readers
) -> None:
    write("trial", readers)
    address = f"/programmes/ticc/workarounds/{workaround.reference}"

    by_partners = readers is Visibility.PARTNERS
    assert WORDS["trial"] in kents.get(address).text
    assert (WORDS["trial"] in medways.get(address).text) is by_partners
    assert WORDS["trial"] not in funders.get(address).text
    assert "worked" in funders.get(address).text


def test_a_file_that_is_not_theirs_to_read_looks_missing(medways, funders, write) -> None:
    address = f"/programmes/ticc/attachments/{write('file', Visibility.PARTNERS).reference}"

    assert medways.get(address).status_code == 200
    assert funders.get(address).status_code == 404


def test_a_comment_that_is_not_theirs_to_read_looks_missing(medways, nurse, write) -> None:
    address = (
        f"/programmes/ticc/comments/{write('comment', Visibility.ORGANISATION, nurse).reference}"
    )

    for act in ("edit", "delete", "widen"):
        assert medways.get(f"{address}/{act}").status_code == 404
    assert medways.post(f"{address}/seen").status_code == 404


def test_the_organisation_that_wrote_a_comment_reads_it(make, medway, medways, obstacle) -> None:
    for_medway = {"organisation_id": medway.id, "visibility": Visibility.ORGANISATION}
    make.comment(obstacle, text="Medway said so", **for_medway)

    assert "Medway said so" in page_of(medways, obstacle)


def test_programme_leads_read_what_one_of_them_said(
    make, leads, medways, funders, obstacle
) -> None:
    as_lead = {"organisation_id": None, "visibility": Visibility.ORGANISATION}
    make.comment(obstacle, text="A lead said so", **as_lead)

    assert "A lead said so" in page_of(leads, obstacle)
    for browser in (medways, funders):
        assert "A lead said so" not in page_of(browser, obstacle)


@pytest.mark.parametrize(
    ("readers", "told"),
    [
        (Visibility.ORGANISATION, "Only the organisation that logged the obstacle"),
        (Visibility.PARTNERS, "Only partners and programme leads can see this comment"),
        (Visibility.FUNDERS, None),
    ],
)
def test_a_narrower_comment_says_who_reads_it(kents, obstacle, write, readers, told) -> None:
    write("comment", readers)

    page = page_of(kents, obstacle)
    assert ("Only " in page.partition('id="comments"')[2]) is bool(told)
    assert (told or "") in page


@pytest.mark.parametrize("visibility", list(Visibility))
@pytest.mark.parametrize("kind", WORDS)
def test_what_is_written_is_read_by_who_reads_the_obstacle_then(
    make, kents, kent, nurse, rows, visibility, kind
) -> None:
    obstacle = make.obstacle(organisation=kent, author=nurse, visibility=visibility)
    way = make.workaround(organisation=kent, visibility=Visibility.PUBLIC)

    at = f"{AT}/{obstacle.reference}"
    if kind == "comment":
        kents.post(f"{at}/comments", data={"text": "So"})
    elif kind == "reason":
        kents.post(f"{at}/status", data={"status": "resolved", "reason": "So"})
    elif kind == "trial":
        typed = {"obstacle": obstacle.reference, "outcome": "worked", "what_it_took": "So"}
        kents.post(f"/programmes/ticc/workarounds/{way.reference}/trials/new", data=typed)
    else:
        file = (io.BytesIO(b"So"), "Minutes.txt")
        kents.post(f"{at}/attachments", data={"file": file}, content_type="multipart/form-data")

    assert (
        rows(sa.select(MODELS[kind].visibility).order_by(MODELS[kind].id.desc()))[0] is visibility
    )


def test_what_a_trial_took_is_read_by_no_more_than_read_the_workaround_then(
    make, kents, kent, nurse, rows
) -> None:
    obstacle = make.obstacle(organisation=kent, author=nurse, visibility=Visibility.FUNDERS)
    way = make.workaround(organisation=kent, visibility=Visibility.PARTNERS)

    typed = {"obstacle": obstacle.reference, "outcome": "worked", "what_it_took": "So"}
    kents.post(f"/programmes/ticc/workarounds/{way.reference}/trials/new", data=typed)

    assert rows(sa.select(Trial.visibility)) == [Visibility.PARTNERS]


def test_a_file_of_an_unnamed_obstacle_is_its_own_organisations(
    make, kents, kent, nurse, rows
) -> None:
    obstacle = make.obstacle(organisation=kent, author=nurse, is_named=False)

    file = (io.BytesIO(b"So"), "Minutes.txt")
    kents.post(
        f"{AT}/{obstacle.reference}/attachments",
        data={"file": file},
        content_type="multipart/form-data",
    )

    assert rows(sa.select(Attachment.visibility)) == [Visibility.ORGANISATION]


@pytest.mark.on_postgresql
def test_a_draft_is_logged_with_the_readers_that_it_has_then(make, kents, kent, nurse, rows):
    draft = make.obstacle(
        organisation=kent, author=nurse, is_draft=True, visibility=Visibility.ORGANISATION
    )

    send(kents, draft, visibility="funders", act="log")

    assert rows(sa.select(StatusChange.visibility)) == [Visibility.FUNDERS]


@pytest.mark.parametrize("kind", WORDS)
def test_ones_own_words_are_widened_without_a_question(
    kents, funders, nurse, obstacle, write, run, kind
) -> None:
    run(sa.update(Obstacle).values(visibility=Visibility.ORGANISATION))
    write(kind, Visibility.ORGANISATION, nurse)

    saved = send(kents, obstacle, visibility="funders")

    assert saved.status_code == 303
    assert WORDS[kind] in page_of(funders, obstacle)


TOLD = {
    "comment": "1 comment",
    "reason": "the reason for 1 change of status",
    "trial": "what 1 trial took",
    "file": "1 file",
}


@pytest.mark.parametrize("kind", WORDS)
def test_a_colleagues_words_are_asked_about_although_one_wrote_the_obstacle(
    kents, funders, colleague, obstacle, write, run, rows, kind
) -> None:
    run(sa.update(Obstacle).values(visibility=Visibility.PARTNERS))
    write(kind, Visibility.PARTNERS, colleague)

    asked = send(kents, obstacle, visibility="funders")
    before = rows(sa.select(Obstacle.visibility).where(Obstacle.id == obstacle.id))
    answer(kents, obstacle, asked)

    assert ASKED in asked.text
    assert "Carl Colleague" in asked.text
    assert TOLD[kind] in asked.text
    assert before == [Visibility.PARTNERS]
    assert WORDS[kind] in page_of(funders, obstacle)


@pytest.mark.parametrize("kind", WORDS)
def test_naming_is_asked_about_where_colleagues_wrote(
    kents, colleague, obstacle, write, run, rows, kind
) -> None:
    run(sa.update(Obstacle).where(Obstacle.id == obstacle.id).values(is_named=False))
    write(kind, Visibility.ORGANISATION, colleague)

    asked = send(kents, obstacle, visibility="funders")
    answer(kents, obstacle, asked)

    assert "will now also see the name Kent" in asked.text
    assert TOLD[kind] in asked.text
    assert rows(sa.select(MODELS[kind].visibility).order_by(MODELS[kind].id.desc()))[0] == "funders"


@pytest.mark.on_postgresql
def test_a_file_does_not_come_along_while_the_obstacle_bears_no_name(
    kents, colleague, obstacle, write, run, rows
) -> None:
    run(sa.update(Obstacle).values(is_named=False, visibility=Visibility.PARTNERS))
    run(sa.update(Workaround).values(is_named=False))  # Or it would tell whose the obstacle is.
    write("file", Visibility.ORGANISATION, colleague)

    saved = send(kents, obstacle, visibility="funders", is_unnamed="y")

    assert saved.status_code == 303
    assert rows(sa.select(Attachment.visibility)) == [Visibility.ORGANISATION]


@pytest.mark.on_postgresql
def test_a_colleagues_edit_is_asked_about(kents, signed_in_as, colleague, obstacle) -> None:
    edited = signed_in_as(colleague)
    send(edited, obstacle, visibility="partners", title="As Carl put it")

    asked = send(kents, obstacle, visibility="funders", version="2")

    assert "Carl Colleague" in asked.text
    assert "1 later edit of the text" in asked.text


def test_an_edit_of_another_obstacle_is_not_asked_about(
    make, kents, kent, nurse, signed_in_as, colleague, obstacle
) -> None:
    other = make.obstacle(organisation=kent, author=nurse)
    send(signed_in_as(colleague), other, visibility="partners", title="As Carl put it")
    narrowed = send(kents, obstacle, visibility="partners")

    saved = send(kents, obstacle, visibility="funders", version="2")

    assert (narrowed.status_code, saved.status_code) == (303, 303)


def test_what_a_programme_lead_did_to_it_is_nobodys_edit(make, kents, leads, kent, nurse, run):
    """Nor once nobody knows any more what it was, as after its words were blanked."""
    old, new = make.category("Old"), make.category("New")
    obstacle = make.obstacle(organisation=kent, author=nurse, categories=[old])
    leads.post(f"/programmes/ticc/categories/{old.slug}/merge", data={"category": new.slug})
    run(sa.update(AuditEvent).values(payload=sa.null()))

    saved = send(kents, obstacle, visibility="funders", categories=new.slug)

    assert saved.status_code == 303


def test_what_changes_no_word_is_no_edit(make, kents, signed_in_as, colleague, obstacle) -> None:
    kind = make.category()
    narrowed = TYPED | {"title": obstacle.title, "details": ""}
    browser = signed_in_as(colleague)
    browser.post(
        f"{AT}/{obstacle.reference}/edit",
        data=narrowed | {"visibility": "partners", "categories": kind.slug},
    )

    saved = send(kents, obstacle, visibility="funders", version="2")

    assert saved.status_code == 303


@pytest.mark.usefixtures("medway")
def test_what_others_wrote_stays_with_its_readers(
    make, kents, medways, funders, obstacle, medway, run
) -> None:
    run(sa.update(Obstacle).values(visibility=Visibility.PARTNERS))
    partners = {"visibility": Visibility.PARTNERS}
    make.comment(obstacle, text="Medway said so", organisation_id=medway.id, **partners)
    make.comment(obstacle, text="A lead said so", organisation_id=None, **partners)

    saved = send(kents, obstacle, visibility="funders")

    assert saved.status_code == 303
    for said in ("Medway said so", "A lead said so"):
        assert said in page_of(medways, obstacle)
        assert said not in page_of(funders, obstacle)


def test_another_obstacles_words_stay_as_they_are(
    make, kents, kent, nurse, obstacle, write, run, rows
) -> None:
    run(sa.update(Obstacle).values(visibility=Visibility.PARTNERS))
    other = make.obstacle(organisation=kent, author=nurse)
    way = make.workaround(organisation=kent, against=[other], visibility=Visibility.PUBLIC)
    make.trial(way, other, what_it_took=WORDS["trial"], author_id=nurse.id)
    for kind in ("comment", "reason", "file"):
        write(kind, Visibility.PARTNERS, nurse, on=other)
    run(sa.update(Obstacle).where(Obstacle.id == other.id).values(visibility="public"))

    send(kents, obstacle, visibility="funders")

    for model in MODELS.values():
        there = rows(sa.select(model.visibility).where(model.obstacle_id == other.id))
        assert set(there) == {Visibility.PARTNERS}


def test_narrowing_lowers_nothing_and_asks_nothing(kents, colleague, obstacle, write, rows) -> None:
    write("comment", Visibility.FUNDERS, colleague)

    saved = send(kents, obstacle, visibility="partners")

    assert saved.status_code == 303
    found = rows(sa.select(Comment.visibility).where(Comment.obstacle_id == obstacle.id))
    assert found == [Visibility.FUNDERS]


@pytest.mark.parametrize("kind", WORDS)
def test_what_is_written_after_the_page_is_asked_about_anew(
    kents, colleague, obstacle, write, run, kind
) -> None:
    run(sa.update(Obstacle).values(visibility=Visibility.PARTNERS))
    write("comment", Visibility.PARTNERS, colleague)
    asked = send(kents, obstacle, visibility="funders")
    write(kind, Visibility.PARTNERS, colleague)

    again = answer(kents, obstacle, asked)

    assert ASKED in again.text
    assert dict(fields_of(again))["widening"] != dict(fields_of(asked))["widening"]
    assert answer(kents, obstacle, again).status_code == 303


def test_an_edit_of_what_was_shown_is_asked_about_anew(
    kents, signed_in_as, colleague, obstacle, write, run
) -> None:
    run(sa.update(Obstacle).values(visibility=Visibility.PARTNERS))
    comment = write("comment", Visibility.PARTNERS, colleague)
    asked = send(kents, obstacle, visibility="funders")
    other_words = {"text": "What nobody was shown"}
    address = f"/programmes/ticc/comments/{comment.reference}/edit"
    signed_in_as(colleague).post(address, data=other_words)

    assert ASKED in answer(kents, obstacle, asked).text


def test_new_readers_after_the_page_are_asked_about_anew(
    make, kents, colleague, obstacle, write, run, programme
) -> None:
    run(sa.update(Obstacle).values(visibility=Visibility.ORGANISATION))
    write("comment", Visibility.ORGANISATION, colleague)
    asked = send(kents, obstacle, visibility="partners")
    make.organisation("Newcomer", programme=programme)

    again = answer(kents, obstacle, asked)

    assert ASKED in again.text
    assert "Newcomer" in again.text


@pytest.mark.on_postgresql
def test_to_save_over_a_colleagues_edit_is_asked_about_too(
    kents, signed_in_as, colleague, obstacle, run, rows
) -> None:
    run(sa.update(Obstacle).values(visibility=Visibility.PARTNERS))
    send(signed_in_as(colleague), obstacle, visibility="partners", title="As Carl put it")
    conflict = send(kents, obstacle, visibility="funders")

    over = send(kents, obstacle, visibility="funders", version="2")

    assert conflict.status_code == 409
    assert ASKED in over.text
    assert "Carl Colleague" in over.text
    found = rows(sa.select(Obstacle.visibility).where(Obstacle.id == obstacle.id))
    assert found == [Visibility.PARTNERS]


@pytest.mark.on_postgresql
def test_an_edited_comment_keeps_its_readers(kents, nurse, write, rows) -> None:
    comment = write("comment", Visibility.PARTNERS, nurse)

    kents.post(f"/programmes/ticc/comments/{comment.reference}/edit", data={"text": "Otherwise"})

    [kept] = rows(sa.select(Comment).where(Comment.id == comment.id))
    assert (kept.text, kept.visibility) == ("Otherwise", Visibility.PARTNERS)


@pytest.mark.on_postgresql
def test_an_edited_trial_keeps_its_readers(kents, nurse, write, rows) -> None:
    trial = write("trial", Visibility.PARTNERS, nurse)

    typed = {"outcome": "partly", "what_it_took": "Four nights", "version": "1"}
    kents.post(f"/programmes/ticc/trials/{trial.reference}/edit", data=typed)

    [kept] = rows(sa.select(Trial))
    assert (kept.what_it_took, kept.visibility) == ("Four nights", Visibility.PARTNERS)


@pytest.mark.on_postgresql
@pytest.mark.parametrize("kind", ["comment", "trial"])
def test_words_written_anew_while_fewer_read_stay_with_those(
    kents, nurse, write, run, rows, kind
) -> None:
    """Others, or colleagues, may have narrowed what it stands beside, and widen it again."""
    words = write(kind, Visibility.FUNDERS, nurse)
    run(sa.update(Obstacle).values(visibility=Visibility.PARTNERS))

    path = {"comment": "comments", "trial": "trials"}[kind]
    typed = {"outcome": "worked", "text": "Anew", "version": "1", "what_it_took": "Anew"}
    saved = kents.post(f"/programmes/ticc/{path}/{words.reference}/edit", data=typed)

    assert saved.status_code == 303
    model = MODELS[kind]
    assert rows(sa.select(model.visibility).where(model.id == words.id)) == [Visibility.PARTNERS]


def test_an_edit_of_a_trial_is_asked_about_after_its_words_were_blanked(
    kents, signed_in_as, nurse, colleague, obstacle, write, run
) -> None:
    run(sa.update(Obstacle).values(visibility=Visibility.PARTNERS))
    trial = write("trial", Visibility.PARTNERS, nurse)
    send(kents, obstacle, visibility="organisation")
    typed = {"outcome": "partly", "version": "1", "what_it_took": WORDS["trial"]}
    edit = f"/programmes/ticc/trials/{trial.reference}/edit"
    assert signed_in_as(colleague).post(edit, data=typed).status_code == 303
    run(sa.update(AuditEvent).values(payload=sa.null()))

    asked = send(kents, obstacle, visibility="funders", version="2")

    assert "1 edit of what a trial took" in asked.text


@pytest.mark.on_postgresql
def test_a_colleagues_edit_of_ones_own_trial_is_asked_about(
    kents, signed_in_as, nurse, colleague, obstacle, write, run
) -> None:
    run(sa.update(Obstacle).values(visibility=Visibility.PARTNERS))
    trial = write("trial", Visibility.PARTNERS, nurse)
    quiet = send(kents, obstacle, visibility="organisation")
    typed = {"outcome": "worked", "version": "1", "what_it_took": "As Carl put it"}
    edit = f"/programmes/ticc/trials/{trial.reference}/edit"
    assert signed_in_as(colleague).post(edit, data=typed).status_code == 303

    asked = send(kents, obstacle, visibility="funders", version="2")

    assert quiet.status_code == 303
    assert ASKED in asked.text
    assert "1 edit of what a trial took" in asked.text
    typed |= {"version": "2", "what_it_took": "As Carl put it in the end"}
    assert signed_in_as(colleague).post(edit, data=typed).status_code == 303
    assert "2 edits of what trials took" in answer(kents, obstacle, asked).text


def test_a_mention_in_what_one_may_not_read_is_not_listed(
    make, medway, signed_in_as, write
) -> None:
    mentioned = make.contributor(medway)
    hidden, read = write("comment", "organisation"), write("comment", "partners")
    for comment in (hidden, read):
        make.mention(comment, mentioned)

    page = signed_in_as(mentioned).get("/programmes/ticc").text

    assert f"{read.reference}/seen" in page
    assert f"{hidden.reference}/seen" not in page


@pytest.mark.parametrize(("readers", "letters"), [("organisation", 0), ("partners", 1)])
def test_a_mention_in_what_one_may_not_read_is_not_mailed(
    app, make, medway, write, rows, readers, letters
) -> None:
    comment = write("comment", readers)
    make.mention(comment, make.contributor(medway))

    with app.test_request_context():
        claimed = claim_mention_mails(comment_id=comment.id)

    assert len(claimed) == letters
    assert len(rows(sa.select(Mention))) == 1


def test_the_limit_of_comments_tells_nothing_of_those_one_may_not_read(
    medways, obstacle, write, monkeypatch
) -> None:
    monkeypatch.setattr(commands, "MAX_COMMENTS", 1)
    write("comment", Visibility.ORGANISATION)

    answered = medways.post(f"{AT}/{obstacle.reference}/comments", data={"text": "So"})

    assert answered.status_code == 303


def test_colleagues_names_never_leave_the_organisation(
    kents, medways, leads, colleague, obstacle, write, run
) -> None:
    run(sa.update(Obstacle).values(visibility=Visibility.PARTNERS))
    for kind in WORDS:
        write(kind, Visibility.PARTNERS, colleague)
    answer(kents, obstacle, send(kents, obstacle, visibility="funders"))

    for browser in (medways, leads):
        assert "Carl Colleague" not in page_of(browser, obstacle)

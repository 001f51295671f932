"""A comment is brought before people who see the obstacle: on their first page, and by one mail."""

import re

import pytest
import sqlalchemy as sa

from tests.integration.conftest import AT
from tests.listing import words_in
from tracker.comments.commands_mentions import claim_mention_mails, mention_people
from tracker.comments.queries_mentions import person_handle
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.models import (
    Assignment,
    Comment,
    Membership,
    Mention,
    Obstacle,
    Participation,
    Person,
)
from tracker.models.moment import now
from tracker.models.vocabulary import Kind, Visibility

SAID = "The board meets in May"


@pytest.fixture
def colleague(make, kent) -> Person:
    return make.contributor(kent, name="Carl Colleague")


@pytest.fixture
def theirs(make, medway) -> Person:
    """Who leads Medway."""
    return make.organisation_lead(medway, name="Lea Lead")


@pytest.fixture
def obstacle(make, kent, nurse) -> Obstacle:
    return make.obstacle("Signed by managers", organisation=kent, author=nurse)


@pytest.fixture
def tell(kents, obstacle):
    """Let the nurse write a comment that is to reach these."""

    def write(*values: str, about: Obstacle = obstacle):
        data = {"text": SAID, "told": list(values)}
        return kents.post(f"{AT}/{about.reference}/comments", data=data)

    return write


def named(person: Person) -> str:
    return f"person:{person_handle(person.fs_uniquifier)}"


def offered(browser, obstacle: Obstacle) -> list[str]:
    page = browser.get(f"{AT}/{obstacle.reference}/comments").text
    boxes = page.partition('id="told"')[2].partition("</fieldset>")[0]
    return [words_in(one) for one in re.findall(r"<label.*?</label>", boxes, re.DOTALL)]


def first_page(browser) -> str:
    page = browser.get("/programmes/ticc").text
    return words_in(page.partition('id="mentions"')[2].partition("</section>")[0])


def told(rows) -> set[int]:
    return set(rows(sa.select(Mention.person_id)))


@pytest.mark.usefixtures("theirs", "colleague")
def test_colleagues_are_offered_by_name_and_others_by_their_organisation(kents, obstacle) -> None:
    assert offered(kents, obstacle) == ["Carl Colleague", "Medway", "Programme leads"]


@pytest.mark.usefixtures("theirs", "colleague")
def test_what_others_may_not_read_is_brought_before_colleagues_alone(kents, make, kent) -> None:
    own = make.obstacle(organisation=kent, visibility=Visibility.ORGANISATION)

    assert offered(kents, own) == ["Carl Colleague"]


@pytest.mark.usefixtures("colleague")
def test_of_an_unnamed_obstacle_no_organisation_is_offered(make, medways, kent, medway) -> None:
    make.contributor(make.organisation("Lille"))
    make.contributor(medway, name="Max of Medway")
    unnamed = make.obstacle(organisation=kent, is_named=False)

    assert offered(medways, unnamed) == [
        "Max of Medway",
        "The organisation that logged the obstacle",
        "Programme leads",
    ]


@pytest.mark.usefixtures("theirs")
def test_who_has_left_is_not_offered(kents, obstacle, medway, run) -> None:
    left = sa.update(Participation).where(Participation.organisation_id == medway.id)
    run(left.values(left_on=now().date()))

    assert offered(kents, obstacle) == ["Programme leads"]


@pytest.mark.usefixtures("theirs")
def test_who_is_no_longer_a_member_is_not_offered(kents, obstacle, medway, run) -> None:
    ended = sa.update(Membership).where(Membership.organisation_id == medway.id)
    run(ended.values(ended_at=now()))

    assert offered(kents, obstacle) == ["Programme leads"]


def test_who_cannot_write_is_not_offered(make, kents, obstacle) -> None:
    make.contributor(make.organisation("Purse", kind=Kind.FUNDER))
    make.funder()

    assert offered(kents, obstacle) == ["Programme leads"]


def test_a_colleague_finds_it_on_their_first_page(signed_in_as, tell, colleague) -> None:
    tell(named(colleague))

    assert "Mentions Signed by managers" in first_page(signed_in_as(colleague))
    assert SAID not in first_page(signed_in_as(colleague))


def test_an_organisation_is_reached_through_its_leads(make, tell, medway, theirs, rows) -> None:
    make.contributor(medway)

    tell("organisation:medway")

    assert told(rows) == {theirs.id}


def test_an_organisation_without_leads_is_reached_through_everybody(
    make, tell, medway, rows
) -> None:
    both = {make.contributor(medway).id, make.contributor(medway).id}

    tell("organisation:medway")

    assert told(rows) == both


def test_an_unnamed_owner_is_reached_without_being_named(
    make, signed_in_as, medway, kent, rows
) -> None:
    lead = make.organisation_lead(kent)
    unnamed = make.obstacle(organisation=kent, is_named=False)
    data = {"text": SAID, "told": ["owner", "organisation:kent"], "is_unnamed": "y"}

    signed_in_as(make.contributor(medway)).post(f"{AT}/{unnamed.reference}/comments", data=data)

    assert told(rows) == {lead.id}


def test_leads_of_the_programme_are_reached(make, programme, tell, rows) -> None:
    lead = make.programme_lead(programme)

    tell("leads")

    assert told(rows) == {lead.id}


def test_who_no_longer_leads_the_programme_is_not_reached(make, programme, tell, run, rows) -> None:
    make.programme_lead(programme)
    run(sa.update(Assignment).values(ended_at=now()))

    tell("leads")

    assert told(rows) == set()


@pytest.mark.on_postgresql
def test_who_is_not_offered_is_passed_over_without_a_word(
    make, tell, kent, nurse, theirs, rows
) -> None:
    own = make.obstacle(organisation=kent, visibility=Visibility.ORGANISATION)

    answer = tell(named(theirs), named(nurse), "organisation:medway", "nobody", about=own)

    assert answer.status_code == 303
    assert len(rows(sa.select(Comment))) == 1
    assert told(rows) == set()


def test_a_mail_says_where_and_nothing_of_what(mailbox, tell, obstacle, colleague) -> None:
    tell(named(colleague))

    [mail] = mailbox.to(colleague.email)
    assert mail.subject == f"You were mentioned in a comment on {obstacle.reference}"
    assert f"{AT}/{obstacle.reference}#comments" in mail.text
    for words in (SAID, "Signed by managers", "Kent", "Nora"):
        assert words not in mail.text + mail.subject


@pytest.mark.on_postgresql
def test_who_is_chosen_twice_gets_one_mail(make, programme, mailbox, tell, app, theirs) -> None:
    make._assigned(programme, "lead", {})
    with app.app_context(), write_transactions():
        db.session.add(Assignment(person_id=theirs.id, programme_id=programme.id, role="lead"))
        db.session.commit()

    tell("organisation:medway", "leads")

    assert len(mailbox.to(theirs.email)) == 1


@pytest.mark.on_postgresql
def test_a_letter_is_claimed_once(app, rows, make, obstacle, nurse, colleague) -> None:
    comment = make.comment(obstacle, nurse)
    make.mention(comment, colleague)
    with app.app_context(), write_transactions():
        first = claim_mention_mails(comment_id=comment.id)
        db.session.commit()
        again = claim_mention_mails(comment_id=comment.id)
        db.session.rollback()

    assert ([one.address for one in first], again) == ([colleague.email], [])
    assert rows(sa.select(Mention.mailed_at)) != [None]


@pytest.mark.on_postgresql
@pytest.mark.parametrize("mailed", [None, "yes"])
def test_who_wants_no_mail_is_mentioned_all_the_same(
    mailbox, signed_in_as, tell, colleague, mailed
) -> None:
    browser = signed_in_as(colleague)
    browser.post("/preferences/mentions", data={"mailed": mailed} if mailed else {})

    tell(named(colleague))

    assert len(mailbox.to(colleague.email)) == (1 if mailed else 0)
    assert "Signed by managers" in first_page(browser)


@pytest.mark.parametrize("wants", [True, False])
def test_the_account_says_what_was_chosen(make, signed_in_as, kent, wants) -> None:
    person = make.contributor(kent, is_mailed_mentions=wants)

    page = signed_in_as(person).get("/account").text

    box = re.search(r'<input[^>]*name="mailed"[^>]*>', page)[0]
    assert ("checked" in box) is wants


def test_nothing_goes_out_once_it_is_narrowed(
    app, make, obstacle, nurse, theirs, run, mailbox
) -> None:
    comment = make.comment(obstacle, nurse)
    make.mention(comment, theirs)
    run(sa.update(Obstacle).values(visibility=Visibility.ORGANISATION))

    with app.app_context(), write_transactions():
        letters = claim_mention_mails(comment_id=comment.id)
        db.session.rollback()

    assert letters == []
    assert mailbox.mails() == []


def test_a_mention_is_out_of_sight_with_its_obstacle(
    make, signed_in_as, obstacle, nurse, theirs, run
) -> None:
    make.mention(make.comment(obstacle, nurse), theirs)
    browser = signed_in_as(theirs)
    before = first_page(browser)

    run(sa.update(Obstacle).values(visibility=Visibility.ORGANISATION))

    assert "Signed by managers" in before
    assert first_page(browser) == ""


def test_nobody_is_brought_before_a_draft(make, signed_in_as, kent, colleague) -> None:
    draft = make.obstacle(organisation=kent, author=colleague, is_draft=True)

    make.mention(make.comment(draft), colleague)

    assert first_page(signed_in_as(colleague)) == ""


@pytest.mark.on_postgresql
def test_a_mention_is_put_aside(make, signed_in_as, obstacle, nurse, colleague, rows) -> None:
    comment = make.comment(obstacle, nurse)
    make.mention(comment, colleague)
    browser = signed_in_as(colleague)

    for _again in range(2):
        browser.post(f"/programmes/ticc/comments/{comment.reference}/seen")

    assert first_page(browser) == ""
    assert rows(sa.select(Mention.seen_at)) != [None]


def test_nobody_puts_a_mention_of_others_aside(
    make, medways, obstacle, nurse, colleague, rows
) -> None:
    comment = make.comment(obstacle, nurse)
    make.mention(comment, colleague)

    medways.post(f"/programmes/ticc/comments/{comment.reference}/seen")

    assert rows(sa.select(Mention.seen_at)) == [None]


def test_what_was_typed_is_kept_while_one_chooses(kents, obstacle, colleague, rows) -> None:
    data = {"text": SAID, "act": "choose"}

    answer = kents.post(f"{AT}/{obstacle.reference}/comments", data=data)

    assert answer.status_code == 200
    assert SAID in answer.text
    assert re.search(r'<input[^>]*type="checkbox"[^>]*value="leads"', answer.text)
    assert colleague.name in answer.text
    assert rows(sa.select(Comment)) == []


def test_a_deleted_comment_mentions_nobody(make, kents, obstacle, nurse, colleague, rows) -> None:
    comment = make.comment(obstacle, nurse)
    make.mention(comment, colleague)

    kents.post(f"/programmes/ticc/comments/{comment.reference}/delete")

    assert rows(sa.select(Mention)) == []


def test_nobody_is_mentioned_by_themselves(app, make, obstacle, nurse, rows) -> None:
    made = make.comment(obstacle, nurse)

    with app.app_context(), write_transactions():
        comment = db.session.get_one(Comment, made.id)
        mention_people(comment=comment, person_ids=[nurse.id, nurse.id])
        db.session.commit()

    assert told(rows) == set()


def test_no_number_of_a_row_names_a_person_in_the_form(kents, obstacle, colleague) -> None:
    page = kents.get(f"{AT}/{obstacle.reference}/comments").text

    assert f'value="person:{colleague.id}"' not in page
    assert colleague.fs_uniquifier not in page

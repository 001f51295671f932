"""Mentions at one obstacle wait in one mail until the first was put aside; a day has a total."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa

from tests.integration.comments.test_mention import colleague, named, obstacle, tell, theirs
from tests.integration.conftest import AT
from tracker.comments import commands_mentions
from tracker.comments.commands_mentions import claim_mention_mails
from tracker.comments.forms import MAX_MENTION_CHOICES
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.models import Comment, Mention
from tracker.models.moment import now

__all__ = ["colleague", "obstacle", "tell", "theirs"]

THREADS = 4


@pytest.fixture
def put_aside(signed_in_as, rows):
    """Let a person press the button of each of their mentions."""

    def press(person):
        browser = signed_in_as(person)
        for reference in rows(sa.select(Comment.reference)):
            browser.post(f"/programmes/ticc/comments/{reference}/seen")

    return press


def test_mentions_of_one_obstacle_wait_in_one_mail(mailbox, tell, colleague, rows) -> None:
    for _ in range(3):
        tell(named(colleague))

    assert len(mailbox.to(colleague.email)) == 1
    assert len(rows(sa.select(Mention))) == 3


def test_another_obstacle_and_another_person_get_their_own(
    mailbox, tell, make, kent, nurse, colleague
) -> None:
    other = make.contributor(kent)
    tell(named(colleague))

    tell(named(colleague), named(other))
    tell(named(colleague), about=make.obstacle("Another", organisation=kent, author=nurse))

    assert len(mailbox.to(colleague.email)) == 2
    assert len(mailbox.to(other.email)) == 1


def test_once_the_first_is_put_aside_the_next_is_mailed(
    mailbox, tell, colleague, put_aside
) -> None:
    tell(named(colleague))
    put_aside(colleague)

    tell(named(colleague))

    assert len(mailbox.to(colleague.email)) == 2


def test_somebody_elses_button_lets_no_mail_go(mailbox, tell, colleague, put_aside, theirs) -> None:
    tell(named(colleague), "organisation:medway")
    put_aside(theirs)

    tell(named(colleague))

    assert len(mailbox.to(colleague.email)) == 1


@pytest.mark.parametrize(("days", "mails"), [(6, 1), (8, 2)])
def test_after_a_week_a_mail_goes_though_no_button_was_pressed(
    mailbox, tell, colleague, run, days, mails
) -> None:
    tell(named(colleague))
    mailbox.mails()
    run(sa.update(Mention).values(mailed_at=now() - timedelta(days=days)))

    tell(named(colleague))

    assert len(mailbox.to(colleague.email)) == mails


def test_a_person_gets_so_many_mails_a_day(
    mailbox, tell, make, kent, nurse, colleague, monkeypatch
) -> None:
    monkeypatch.setattr(commands_mentions, "MAX_MAILS_PER_DAY", 2)
    other = make.contributor(kent)
    for number in range(4):
        about = make.obstacle(f"Number {number}", organisation=kent, author=nurse)
        tell(named(colleague), about=about)

    tell(named(other))

    assert len(mailbox.to(colleague.email)) == 2
    assert len(mailbox.to(other.email)) == 1


def test_deleting_comments_brings_no_further_mails(
    mailbox, tell, kents, colleague, rows, monkeypatch
) -> None:
    monkeypatch.setattr(commands_mentions, "MAX_MAILS_PER_DAY", 2)
    for _ in range(4):
        tell(named(colleague))
        mailbox.mails()
        [reference] = rows(sa.select(Comment.reference))
        kents.post(f"/programmes/ticc/comments/{reference}/delete")

    assert len(mailbox.to(colleague.email)) == 2


def test_of_comments_at_once_one_mails(app, make, obstacle, nurse, colleague) -> None:
    comments = [make.comment(obstacle, nurse) for _ in range(THREADS)]
    for comment in comments:
        make.mention(comment, colleague)
    together = Barrier(THREADS)

    def claim(number: int) -> int:
        with app.app_context(), write_transactions():
            together.wait()
            letters = claim_mention_mails(comment_id=comments[number].id)
            db.session.commit()
            return len(letters)

    with ThreadPoolExecutor(THREADS) as pool:
        claimed = list(pool.map(claim, range(THREADS)))

    assert sum(claimed) == 1


def test_a_comment_reaches_so_many_and_keeps_what_was_typed(kents, obstacle, rows) -> None:
    data = {
        "text": "To everybody",
        "told": [f"person:{one}" for one in range(MAX_MENTION_CHOICES + 1)],
    }

    answer = kents.post(f"{AT}/{obstacle.reference}/comments", data=data)

    assert answer.status_code == 422
    assert "Choose no more than 20 names" in answer.text
    assert "To everybody" in answer.text
    assert rows(sa.select(Comment)) == []

"""Each digest goes out once: whatever runs at the same time, fails, or stops in between."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa
from click import ClickException
from flask import Flask

from tests.integration.notifications.conftest import SITE, days_ago
from tracker.cli.digest import mail_all
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.models import Digest, Person
from tracker.models.moment import now
from tracker.models.vocabulary import Rhythm
from tracker.notifications.commands_digests import claim_digest, people_due, settle_claim

pytestmark = pytest.mark.on_postgresql


@pytest.fixture
def ann(make, medway) -> Person:
    """A reader in Medway; Kent logs something that is news to her."""
    return make.contributor(medway, email="ann@medway.example")


@pytest.fixture
def news(make, ann, kent):
    assert ann
    return make.obstacle("No mandate", organisation=kent)


@pytest.mark.usefixtures("news")
def test_a_second_run_sends_nothing(send, mailbox, ann, rows) -> None:
    send()
    send()

    assert len(mailbox.to(ann.email)) == 1
    [digest] = rows(sa.select(Digest))
    assert digest.sent_at is not None


@pytest.mark.usefixtures("news")
def test_the_next_one_tells_only_what_came_since(send, mailbox, make, ann, kent) -> None:
    send()
    make.obstacle("No money", organisation=kent, logged_at=now() + timedelta(days=2))

    send(days=7)

    assert len(mailbox.to(ann.email)) == 2
    assert "No money" in mailbox.to(ann.email)[1].text
    assert "No mandate" not in mailbox.to(ann.email)[1].text


@pytest.mark.usefixtures("news")
def test_nothing_new_is_no_mail(send, mailbox, ann, rows) -> None:
    send()
    send(days=8)

    assert len(mailbox.to(ann.email)) == 1
    assert len(rows(sa.select(Digest))) == 1


@pytest.mark.usefixtures("news")
@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"digest": Rhythm.NEVER}, id="never"),
        pytest.param({"active": False}, id="may not sign in"),
        pytest.param({"erased_at": now()}, id="erased"),
    ],
)
def test_who_is_not_to_be_mailed_is_not(send, mailbox, ann, run, given) -> None:
    run(sa.update(Person).where(Person.id == ann.id).values(**given))

    send()

    assert mailbox.to(ann.email) == []


@pytest.mark.usefixtures("news")
def test_who_has_no_place_is_not_mailed(send, mailbox, make) -> None:
    nobody, admin = make.person(), make.administrator()

    send()

    assert mailbox.to(nobody.email) + mailbox.to(admin.email) == []


@pytest.mark.usefixtures("news")
def test_daily_comes_daily(send, mailbox, make, ann, kent, run) -> None:
    run(sa.update(Person).values(digest=Rhythm.DAILY))
    send()
    make.obstacle("No money", organisation=kent, logged_at=now() + timedelta(hours=2))

    send(days=1)

    assert len(mailbox.to(ann.email)) == 2
    assert "at most once a day" in mailbox.to(ann.email)[1].text


@pytest.mark.usefixtures("news")
def test_what_could_not_be_sent_is_tried_again(
    app: Flask, send, mailbox, ann, rows, monkeypatch
) -> None:
    monkeypatch.setitem(app.config, "MAIL_FOLDER", None)
    with pytest.raises(ClickException, match="tried again at the next run: 1"):
        send()
    assert rows(sa.select(Digest)) == []
    monkeypatch.undo()

    send()

    assert len(mailbox.to(ann.email)) == 1


@pytest.mark.usefixtures("news")
def test_what_was_claimed_and_never_settled_is_not_sent_again(
    app: Flask, send, mailbox, ann, rows
) -> None:
    with app.app_context(), write_transactions():
        claim_digest(person_id=ann.id, moment=now())
        db.session.commit()

    send()

    assert mailbox.to(ann.email) == []
    assert rows(sa.select(Digest.sent_at)) == [None]


@pytest.mark.usefixtures("news")
def test_runs_at_the_same_time_send_one(app: Flask, mailbox, make, medway) -> None:
    people = [make.contributor(medway) for _number in range(4)]
    start, moment = Barrier(3), now() + timedelta(seconds=1)

    def run(_number: int) -> None:
        with app.app_context(), write_transactions():
            start.wait(timeout=20)
            mail_all(moment, SITE)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(run, range(3)))

    assert [len(mailbox.to(who.email)) for who in people] == [1, 1, 1, 1]


@pytest.mark.usefixtures("news")
@pytest.mark.parametrize("given", [{"digest": Rhythm.NEVER}, {"active": False}])
def test_whoever_became_undue_meanwhile_is_left_alone(app: Flask, ann, given) -> None:
    moment = now() + timedelta(seconds=1)
    with app.app_context(), write_transactions():
        due = people_due(moment)
        db.session.execute(sa.update(Person).values(**given))

        assert ann.id in due
        assert claim_digest(person_id=ann.id, moment=moment) is None


@pytest.mark.usefixtures("news")
def test_an_erasure_in_between_leaves_nothing_to_settle(app: Flask, ann, rows) -> None:
    with app.app_context(), write_transactions():
        claim = claim_digest(person_id=ann.id, moment=now())
        db.session.execute(sa.delete(Digest))
        assert claim is not None

        settle_claim(claim=claim, is_sent=True)
        db.session.commit()

    assert rows(sa.select(Digest)) == []


@pytest.mark.usefixtures("news")
def test_rows_go_once_their_link_is_dead(send, make, ann, rows) -> None:
    make._save(Digest(person_id=ann.id, stop_hash="old", told_until=days_ago(91)))
    make._save(Digest(person_id=ann.id, stop_hash="young", told_until=days_ago(89)))

    send()

    hashes = rows(sa.select(Digest.stop_hash))
    assert len(hashes) == 2
    assert "young" in hashes

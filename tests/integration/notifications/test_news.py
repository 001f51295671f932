"""What a digest tells: what others did within one's sight since the last one, and no more."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from click import ClickException

from tests.integration.conftest import everybody_sees
from tests.integration.notifications.conftest import SITE, days_ago
from tracker.barriers.commands import group_under_barrier
from tracker.models import Membership, Obstacle, Participation
from tracker.models.moment import now
from tracker.models.vocabulary import Outcome, Status, Visibility
from tracker.obstacles.commands import edit_obstacle
from tracker.obstacles.commands_status import NewStatus, change_status
from tracker.obstacles.content import ObstacleInput

TODAY = now().date()
LETTER = f"""\
What is new since DAY, in what you can see.

TICC
{SITE}/programmes/ticc

New obstacles
- Seen (Medway, open)
  {SITE}/programmes/ticc/obstacles/TICC-2222

You get this email at most once a week. Change how often in your account:
{SITE}/account#digest

To stop these emails without signing in:
{SITE}/account/digest/stop/


The obstacle tracker at {SITE} sent this email. Please do not reply: nobody reads replies.
"""
"""What a partner gets where one obstacle is new to them, and nothing else that they may see."""


@pytest.mark.parametrize("visibility", list(Visibility))
def test_a_new_obstacle_is_told_to_whoever_may_read_it(
    make, people, kent, send, mailbox, visibility
) -> None:
    make.obstacle("No mandate", organisation=kent, visibility=visibility)

    send()

    told = {name for name, who in vars(people).items() if mailbox.to(who.email)}
    assert told == everybody_sees(visibility)


def test_it_is_told_with_its_organisation_its_state_and_its_page(
    make, people, kent, digest_of
) -> None:
    obstacle = make.obstacle("No mandate", organisation=kent)

    text = digest_of(people.medway)

    assert "New obstacles\n- No mandate (Kent, open)\n" in text
    assert f"\n  {SITE}/programmes/ticc/obstacles/{obstacle.reference}\n" in text


def test_whoever_is_unnamed_stays_unnamed(make, people, kent, digest_of) -> None:
    obstacle = make.obstacle("No mandate", organisation=kent, is_named=False)
    way = make.workaround("Ask twice", organisation=kent, against=[obstacle])
    make.trial(way, obstacle)

    text = digest_of(people.medway)

    assert "No mandate (a partner, open)" in text
    assert "Ask twice (a partner: worked)" in text
    assert "Kent" not in text


@pytest.mark.parametrize("given", [{"is_draft": True}, {"logged_at": days_ago(8)}])
def test_drafts_and_what_is_older_than_a_week_are_no_news(
    before, people, kent, digest_of, given
) -> None:
    before(organisation=kent, **({"logged_at": now()} | given))

    assert [digest_of(people.medway), digest_of(people.kent)] == ["", ""]


def test_own_doings_are_no_news(make, people, kent, send, mailbox) -> None:
    mine = make.obstacle("No mandate", organisation=kent, author=people.kent)
    way = make.workaround(organisation=kent, against=[mine])
    make.trial(way, mine, author_id=people.kent.id)

    send()

    assert mailbox.to(people.kent.email) == []
    assert mailbox.to(people.medway.email) != []


def test_a_change_of_status_is_news(people, before, do, kent, digest_of) -> None:
    obstacle = before(organisation=kent)
    to = NewStatus(Status.RESOLVED)
    do(change_status, obstacle, person_id=people.kent.id, to=to)

    text = digest_of(people.medway)

    assert "Status changed\n- No mandate (Kent, resolved)\n" in text
    assert "New obstacles" not in text


def test_ones_own_change_of_status_is_not(people, before, do, kent, send, mailbox) -> None:
    do(
        change_status,
        before(organisation=kent),
        person_id=people.kent.id,
        to=NewStatus(Status.RESOLVED),
    )

    send()

    assert mailbox.to(people.kent.email) == []


def test_a_change_out_of_sight_is_told_to_nobody_else(
    people, before, do, kent, send, mailbox
) -> None:
    hidden = before(organisation=kent, visibility=Visibility.ORGANISATION)
    do(change_status, hidden, person_id=None, to=NewStatus(Status.RESOLVED))

    send()

    assert [mail.to for mail in mailbox.mails()] == [people.kent.email]


def test_a_trial_is_news_where_both_its_ends_are_seen(
    make, people, before, kent, digest_of
) -> None:
    seen = before(organisation=kent)
    hidden = before("Hidden", organisation=kent, visibility=Visibility.ORGANISATION)
    way = make.workaround("A new scheme", organisation=kent, against=[seen, hidden])
    make.trial(way, seen, Outcome.PARTLY)
    make.trial(way, hidden, Outcome.DID_NOT)

    text = digest_of(people.medway)

    assert "New trials of workarounds\n- A new scheme (Kent: partly worked)\n" in text
    assert "did not" not in text


def test_what_is_opened_to_more_readers_is_news_to_them(
    people, before, kent, do, digest_of
) -> None:
    obstacle = before(organisation=kent, visibility=Visibility.ORGANISATION)
    do(open_to, obstacle, visibility=Visibility.PARTNERS)

    assert "New obstacles\n- No mandate (Kent, open)" in digest_of(people.medway)


def test_to_its_own_people_it_is_none(people, before, kent, do, digest_of) -> None:
    obstacle = before(organisation=kent, visibility=Visibility.ORGANISATION)
    do(open_to, obstacle, visibility=Visibility.PARTNERS)

    assert digest_of(people.kent) == ""


def test_nothing_is_told_twice(people, before, kent, do, digest_of) -> None:
    obstacle = before(organisation=kent, visibility=Visibility.ORGANISATION)
    do(open_to, obstacle, visibility=Visibility.PARTNERS)
    do(change_status, obstacle, person_id=None, to=NewStatus(Status.RESOLVED))

    text = digest_of(people.medway)

    assert "New obstacles\n- No mandate (Kent, resolved)" in text
    assert text.count("No mandate") == 1


@pytest.mark.parametrize("reader", ["kent", "medway", "lead"])
def test_to_who_read_it_before_it_is_none(people, before, kent, do, digest_of, reader) -> None:
    obstacle = before(organisation=kent, visibility=Visibility.PARTNERS)
    do(open_to, obstacle, visibility=Visibility.FUNDERS)

    assert digest_of(getattr(people, reader)) == ""


def open_to(*, obstacle: Obstacle, visibility: Visibility) -> None:
    obstacle.visibility = visibility


def test_comments_of_others_are_counted_and_not_quoted(
    make, people, before, kent, medway, digest_of
) -> None:
    met = before(organisation=kent)
    for words in ("So it is with us", "And with us"):
        make.comment(met, people.medway, words, organisation_id=medway.id)
    make.comment(met, people.kent, "Thank you")
    make.comment(met, people.medway, "Long ago", written_at=days_ago(20))

    text = digest_of(people.kent)

    assert "New comments\n- No mandate (Kent, 2 comments)" in text
    assert "with us" not in text
    assert "- No mandate (Kent, 1 comment)" in digest_of(people.medway)


def test_only_comments_that_one_may_read_are_counted(make, people, before, kent, digest_of) -> None:
    met = before(organisation=kent)
    make.comment(met, people.kent)
    make.comment(met, people.kent, visibility=Visibility.ORGANISATION)
    silent = before("No time", organisation=kent)
    make.comment(silent, people.kent, visibility=Visibility.ORGANISATION)

    text = digest_of(people.medway)

    assert "- No mandate (Kent, 1 comment)" in text
    assert "No time" not in text


def test_comments_are_told_to_whoever_may_read_them(make, people, before, kent, digest_of) -> None:
    hidden = before(organisation=kent, visibility=Visibility.ORGANISATION)
    make.comment(hidden, people.lead)
    unnamed = before("Unnamed", organisation=kent, is_named=False)
    make.comment(unnamed, people.lead)

    assert "- No mandate (Kent, 1 comment)" in digest_of(people.kent)
    assert "No mandate" not in digest_of(people.medway)
    assert "- Unnamed (a partner, 1 comment)" in digest_of(people.medway)


def test_what_is_asked_is_told_once(make, people, before, kent, digest_of, send, mailbox) -> None:
    mine = before(organisation=kent, author=people.kent)
    make.reminder(mine, people.kent)

    text = digest_of(people.kent)
    send(days=8)

    assert "Are these still in the way?" in text
    assert "- No mandate (no update since" in text
    assert len(mailbox.to(people.kent.email)) == 1
    assert mailbox.to(people.medway.email) == []


def test_a_day_to_look_again_is_told_to_its_organisation(people, before, kent, digest_of) -> None:
    before(
        organisation=kent,
        status=Status.ACCEPTED_AS_IMMOVABLE,
        look_again_on=now().date() - timedelta(days=1),
    )

    assert "time for a review\n- No mandate (since" in digest_of(people.kent)
    assert digest_of(people.medway) == ""


@pytest.mark.parametrize("is_there", [True, False], ids=["hidden things", "none"])
def test_what_is_hidden_changes_no_letter(
    make, people, before, kent, medway, do, digest_of, is_there
) -> None:
    barrier = make.barrier("Sign-off sits too high", reference="B-22222")
    seen = make.obstacle("Seen", organisation=medway, barrier=barrier, reference="TICC-2222")
    if is_there:
        hide(make, before, kent, barrier, seen, do)

    letter = re.sub(r"/stop/\S+", "/stop/", digest_of(people.funder) + digest_of(people.medway))

    assert letter == LETTER.replace("DAY", f"{days_ago(7):%-d %B %Y}")


def hide(make, before, kent, barrier, seen, do) -> None:
    """Let Kent do what there is to do, for its own people alone."""
    own = {"organisation": kent, "visibility": Visibility.ORGANISATION}
    hidden = make.obstacle("Hidden", barrier=barrier, **own)
    way = make.workaround("Hidden way", against=[hidden, seen], **own)
    make.trial(way, hidden)
    make.trial(way, seen)
    make.reminder(hidden, make.contributor(kent))
    do(change_status, before("Old", **own), person_id=None, to=NewStatus(Status.RESOLVED))
    do(group_under_barrier, before("Older", **own), barrier=barrier)
    before("Looked at", **own, status=Status.ACCEPTED_AS_IMMOVABLE, look_again_on=TODAY)


def test_ten_are_told_and_the_rest_counted(make, people, kent, digest_of) -> None:
    for number in range(12):
        make.obstacle(f"Obstacle {number}", organisation=kent)

    text = digest_of(people.medway)

    assert text.count("- Obstacle ") == 10
    assert "- and 2 more" in text


def test_each_programme_has_a_part_of_its_own(
    make, people, kent, medway, elsewhere, digest_of
) -> None:
    make.participation(medway, elsewhere)
    make.obstacle("In the first", organisation=kent)
    make.obstacle("In the other", organisation=kent, programme=elsewhere)

    text = digest_of(people.medway)

    assert "- In the first (Kent" in text
    assert "- In the other (Kent" in text
    assert text.count(f"\n{SITE}/programmes/") == 2


def test_words_cannot_forge_lines_of_the_mail(make, people, kent, digest_of, mailbox) -> None:
    make.obstacle("No mandate\r\nBcc: all@a.example\n\nSigned, the tracker", organisation=kent)

    text = digest_of(people.medway)

    assert "- No mandate Bcc: all@a.example Signed, the tracker (Kent, open)" in text
    assert {mail.to for mail in mailbox.mails()} == {who.email for who in vars(people).values()} - {
        people.funder.email
    }


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param(sa.update(Obstacle).values(visibility="organisation"), id="narrowed"),
        pytest.param(sa.update(Membership).values(ended_at=now()), id="left"),
        pytest.param(sa.update(Participation).values(left_on=now().date()), id="the place left"),
    ],
)
def test_rights_are_those_at_the_moment_of_sending(
    make, people, kent, send, digest_of, app, run, statement
) -> None:
    make.obstacle("No mandate", organisation=kent)
    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(app.config, "MAIL_FOLDER", None)
        with pytest.raises(ClickException):
            send()  # It could not be sent, and waits.

    run(statement)

    assert digest_of(people.medway) == ""


def test_news_are_in_the_order_of_what_others_may_read(people, kent, before, do, digest_of):
    unnamed = before("Turned first", organisation=kent, is_named=False)
    later = before("Turned later", organisation=kent)
    for obstacle in (unnamed, later):
        do(change_status, obstacle, person_id=None, to=NewStatus(Status.RESOLVED))

    words = ObstacleInput("Turned first", Visibility.PARTNERS, is_named=False, team="Strood")
    do(edit_obstacle, unnamed, version=1, content=words)

    told = digest_of(people.medway)
    assert 0 < told.index("Turned later") < told.index("Turned first")

"""A digest tells which barriers came to be shared, as far as its reader may count."""

import pytest

from tests.factories import Factory
from tests.integration.notifications.conftest import SITE
from tracker.barriers.commands import group_under_barrier
from tracker.models import Barrier
from tracker.models.vocabulary import Visibility


@pytest.fixture
def barrier(make: Factory, kent, before) -> Barrier:
    """A barrier that Kent alone met."""
    found = make.barrier("Sign-off sits too high")
    before(organisation=kent, barrier=found)
    return found


def test_a_barrier_that_comes_to_be_shared_is_news(
    make, people, medway, barrier, digest_of
) -> None:
    make.obstacle(organisation=medway, barrier=barrier)

    text = digest_of(people.lead)

    assert "New shared barriers\n- Sign-off sits too high (shared by 2 organisations)\n" in text
    assert f"{SITE}/programmes/ticc/barriers/{barrier.reference}" in text


def test_one_that_is_grouped_later_makes_it_shared_too(
    people, medway, before, barrier, do, digest_of
) -> None:
    obstacle = before(organisation=medway)
    assert digest_of(people.lead) == ""

    do(group_under_barrier, obstacle, barrier=barrier)

    assert "New shared barriers" in digest_of(people.lead)


def test_what_was_shared_before_is_no_news(
    make, people, medway, before, barrier, digest_of
) -> None:
    before(organisation=medway, barrier=barrier)
    make.obstacle(organisation=medway, barrier=barrier)

    assert "New shared barriers" not in digest_of(people.lead)


@pytest.mark.on_postgresql
def test_what_one_made_shared_oneself_is_no_news(
    make, people, medway, barrier, send, mailbox
) -> None:
    make.obstacle(organisation=medway, barrier=barrier, author=people.medway)

    send()

    assert mailbox.to(people.medway.email) == []
    assert "New shared barriers" in mailbox.to(people.lead.email)[-1].text


def test_a_barrier_is_shared_only_as_far_as_one_sees(
    make, people, medway, barrier, digest_of
) -> None:
    make.obstacle(organisation=medway, barrier=barrier, visibility=Visibility.ORGANISATION)

    assert digest_of(people.kent) == ""


def test_two_unnamed_do_not_make_a_third(make, people, medway, barrier, digest_of) -> None:
    make.obstacle(organisation=medway, barrier=barrier, is_named=False)

    assert "New shared barriers" not in digest_of(people.kent)


def test_who_counted_for_nobody_before_did_not_share_it(
    make, people, medway, before, barrier, digest_of
) -> None:
    before(organisation=medway, barrier=barrier, is_named=False)
    make.obstacle(organisation=make.organisation("Lille"), barrier=barrier)

    assert "Sign-off sits too high (shared by 2 organisations)" in digest_of(people.lead)


@pytest.mark.parametrize("given", [{"is_named": False}, {"visibility": Visibility.ORGANISATION}])
def test_whose_obstacle_stood_there_hidden_is_not_told_by_silence(
    make, people, medway, before, barrier, digest_of, given
) -> None:
    before(organisation=medway, barrier=barrier, **given)
    make.obstacle(organisation=medway, barrier=barrier)

    assert "Sign-off sits too high (shared by 2 organisations)" in digest_of(people.lead)

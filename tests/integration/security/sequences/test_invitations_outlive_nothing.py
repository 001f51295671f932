"""An invitation lives no longer than its inviter's right, and tells nothing of its invitee."""

import pytest
import sqlalchemy as sa

from tests.factories import Factory
from tests.integration.security.sequences.acts import Acts
from tests.integration.security.sequences.comparing import compare_done, compare_share
from tests.integration.security.sequences.pair import VISITOR
from tracker.models import Assignment, Programme
from tracker.models.vocabulary import ProgrammeRole

STRANGER = "new@stranger.example"


def _ask_the_link(acts: Acts, data: dict[str, str] | None = None) -> list[int]:
    links = acts.link_mailed_to(STRANGER)
    worlds = acts.pair.worlds
    return [
        world.ask(VISITOR, link, data).status_code
        for world, link in zip(worlds, links, strict=True)
    ]


@pytest.mark.parametrize("neighbour", ["surrey-lead", "ghent-lead"])
def test_a_link_dies_with_its_inviters_right_beside_a_backed_one(
    acts: Acts, neighbour: str
) -> None:
    """The second world holds another organisation's invitation, which is nobody's concern."""
    house = neighbour.removesuffix("-lead")
    assert acts.press(
        "kent-lead",
        "/organisations/kent/members/change-role",
        {
            "email": acts.pair.worlds[0].people["kent-second"].email,
            "role": "lead",
            "confirmed": "yes",
        },
    ).is_done
    assert acts.invite("kent-second", "kent", STRANGER).is_done
    assert acts.invite(neighbour, house, "other@stranger.example", only=1).is_done
    assert acts.end_membership("kent-lead", "kent", "kent-second").is_done

    assert _ask_the_link(acts) == [410, 410]


def test_a_role_in_the_programme_that_ended_backs_no_link(acts: Acts) -> None:
    assert acts.press("lead", "/people/invite", {"email": STRANGER, "role": "observer"}).is_done
    assert acts.invite("surrey-lead", "surrey", "other@stranger.example", only=1).is_done
    _second_lead(acts)

    assert acts.press("lead", "/people/step-down", {"role": "lead"}).is_done

    assert _ask_the_link(acts) == [410, 410]


def _second_lead(acts: Acts) -> None:
    """Put a second programme lead in past every page: only then may the first one step down."""

    for world in acts.pair.worlds:
        [programme] = world.scalars(sa.select(Programme))
        person = world.people["ghent-second"]
        Factory(world.app)._save(
            Assignment(person_id=person.id, programme_id=programme.id, role=ProgrammeRole.LEAD)
        )


def test_an_invitation_does_not_follow_its_invitees_address(acts: Acts) -> None:
    """Lille invites somebody of the site; in one world they take another address meanwhile."""
    email = acts.pair.worlds[0].people["surrey-second"].email
    assert compare_done(acts.pair, acts.invite("lille-lead", "lille", email)).is_done

    _take_another_address(acts, "surrey-second")

    compare_share(acts.pair, "lille-lead")


def _take_another_address(acts: Acts, who: str) -> None:
    """Change the address as its owner confirms it by mail, in the second world."""
    world = acts.pair.worlds[1]
    given = {"email": "elsewhere@stranger.example", "proof_demo": "yes"}
    world.ask(who, "/account/address", given)
    link = world.mailbox.link_to("elsewhere@stranger.example")
    answer = world.ask(who, link, {})
    assert answer.status_code in {302, 303}, answer.text


def test_an_invitation_does_not_tell_that_its_invitee_was_erased(acts: Acts) -> None:
    email = acts.pair.worlds[0].people["surrey-second"].email
    assert compare_done(acts.pair, acts.invite("lille-lead", "lille", email)).is_done

    world = acts.pair.worlds[1]
    answer = world.ask("surrey-second", "/account/erase", {"is_meant": "y", "proof_demo": "yes"})
    assert answer.status_code in {302, 303}, answer.text

    compare_share(acts.pair, "lille-lead")


def test_a_visitor_is_answered_alike_whether_the_address_has_an_account(acts: Acts) -> None:
    """The second world's address has one: somebody came in through another invitation."""
    given = {"name": "Una New", "password": "giraffe umbrella tin"}
    given |= {"password_again": given["password"]}
    assert acts.invite("surrey-lead", "surrey", STRANGER, only=1).is_done
    acts.pair.worlds[1].ask(VISITOR, acts.pair.worlds[1].mailbox.link_to(STRANGER), given)
    assert acts.invite("lille-lead", "lille", STRANGER).is_done

    for data in (None, {}, given):
        first, second = _ask_the_link(acts, data)
        assert first == second, data

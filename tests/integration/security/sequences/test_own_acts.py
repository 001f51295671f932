"""What one did to an unnamed thing tells, in one's own data or elsewhere, no more than its page."""

from collections.abc import Callable

import pytest

from tests.integration.security.sequences.acts import CLOSED, UNNAMED, WAY, Acts
from tests.integration.security.sequences.asking import pages_of
from tests.integration.security.sequences.comparing import compare_done, compare_share
from tests.integration.security.sequences.pair import Done


def mark_as_related(acts: Acts) -> Done:
    return acts.match("lille", acts.codes[UNNAMED], acts.codes["lille"], "related")


def hold_it_up(acts: Acts) -> Done:
    return acts.hinder("lille", acts.codes["lille"], acts.codes[UNNAMED])


def comment(acts: Acts) -> Done:
    return acts.comment("lille", acts.codes[UNNAMED], "We wait too")


def try_its_way_round(acts: Acts) -> Done:
    return acts.try_it("lille", acts.codes[WAY], acts.codes["lille"], "Two mornings")


def group(acts: Acts) -> Done:
    return acts.group("lead", acts.codes[UNNAMED], acts.barrier)


def rule_out(acts: Acts) -> Done:
    return acts.rule_out("lead", acts.codes[UNNAMED], acts.barrier)


def categorise(acts: Acts) -> Done:
    return acts.categorise("lead", acts.codes[UNNAMED], "pay")


WAYS = [
    ("lille", mark_as_related),
    ("lille", hold_it_up),
    ("lille", comment),
    ("lille", try_its_way_round),
    ("lead", group),
    ("lead", rule_out),
    ("lead", categorise),
]


@pytest.mark.parametrize(("viewer", "act"), WAYS, ids=[act.__name__ for _, act in WAYS])
def test_an_act_on_what_is_unnamed_does_not_tell_its_owner(
    acts: Acts, viewer: str, act: Callable[[Acts], Done]
) -> None:
    assert compare_done(acts.pair, act(acts)).is_done

    compare_share(acts.pair, viewer, pages_of(acts.codes[UNNAMED]))


def test_merging_a_category_does_not_tell_whose_hidden_obstacles_were_in_it(acts: Acts) -> None:
    closed = acts.codes[CLOSED]
    assert acts.edit("owner", closed, {"categories": "pay"}).is_done

    compare_done(acts.pair, acts.merge("lead", "pay", "forms"))

    compare_share(acts.pair, "lead", pages_of(closed))


def test_merging_a_category_does_not_count_what_is_hidden(acts: Acts) -> None:
    for house in ("ghent", "surrey"):
        given = {"categories": "pay"}
        title = f"Hidden in {house}"
        acts.log(house, title, "organisation", is_unnamed=False, only=1, given=given)
    draft = {"categories": "pay", "act": "draft"}
    acts.log("kent", "Begun", "organisation", is_unnamed=False, only=1, given=draft)

    compare_done(acts.pair, acts.merge("lead", "pay", "forms"))

    compare_share(acts.pair, "lead")


def test_what_went_out_of_sight_is_told_without_its_owner(acts: Acts) -> None:
    """Whoever tried, matched and commented reads later only that there was something."""
    unnamed, way = acts.codes[UNNAMED], acts.codes[WAY]
    for act in (mark_as_related, hold_it_up, comment, try_its_way_round):
        assert compare_done(acts.pair, act(acts)).is_done
    assert acts.edit("owner", unnamed, {"visibility": "organisation"}).is_done
    assert acts.edit_way("owner", way, {"visibility": "organisation"}).is_done

    compare_share(acts.pair, "lille", [*pages_of(unnamed), *pages_of(way)])

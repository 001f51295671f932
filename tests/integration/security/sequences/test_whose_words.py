"""Words reach those who could read them when they were written, and nobody newly unasked."""

import pytest

from tests.integration.security.sequences.acts import AT, CLOSED, UNNAMED, Acts, hidden
from tests.integration.security.sequences.asking import pages_of
from tests.integration.security.sequences.comparing import compare_share
from tracker.models import Comment


def test_widening_takes_no_colleagues_comment_along_unasked(acts: Acts) -> None:
    closed = acts.codes[CLOSED]
    page = f"{AT}/obstacles/{closed}/comments"
    path = f"/obstacles/{closed}/comments"
    assert acts.send("owner-second", path, {}, page=page, words=hidden("comment")).is_done

    acts.edit("owner", closed, {"visibility": "partners"}, is_declined=True)

    compare_share(acts.pair, "lille", pages_of(closed))


def test_widening_takes_no_colleagues_reason_along_unasked(acts: Acts) -> None:
    closed = acts.codes[CLOSED]
    told = {"status": "resolved"}
    words = ({"reason": "hidden reason one"}, {"reason": "hidden reason two"})
    assert acts.send("owner-second", f"/obstacles/{closed}/status", told, words=words).is_done

    acts.edit("owner", closed, {"visibility": "partners"}, is_declined=True)

    compare_share(acts.pair, "lille", pages_of(closed))


def test_widening_takes_no_colleagues_file_along_unasked(acts: Acts) -> None:
    """Files of what bears no name are its organisation's alone, so this one bears Kent's."""
    closed = acts.log("kent", "Kent's closed wait", "organisation", is_unnamed=False)
    acts.attach("kent-second", closed, ("One.txt", "Two.txt"))

    acts.edit("kent", closed, {"visibility": "partners"}, is_declined=True)

    compare_share(acts.pair, "lille", pages_of(closed))


def test_widening_takes_no_colleagues_edit_along_unasked(acts: Acts) -> None:
    closed = acts.codes[CLOSED]
    words = ({"details": "hidden details one"}, {"details": "hidden details two"})
    assert acts.send("owner-second", f"/obstacles/{closed}/edit", {}, words=words).is_done

    acts.edit("owner", closed, {"visibility": "partners"}, is_declined=True)

    compare_share(acts.pair, "lille", pages_of(closed))


def test_widening_a_way_takes_no_colleagues_trial_along_unasked(acts: Acts) -> None:
    done, way = acts.log_way("owner", "A closed way", visibility="organisation", is_unnamed="y")
    assert done.is_done
    given = {"obstacle": acts.codes[UNNAMED], "outcome": "worked"}
    words = ({"what_it_took": "hidden cost one"}, {"what_it_took": "hidden cost two"})
    path = f"/workarounds/{way}/trials/new"
    assert acts.send("owner-second", path, given, words=words).is_done

    acts.edit_way("owner", way, {"visibility": "partners"}, is_declined=True)

    compare_share(acts.pair, "lille", [*pages_of(way), *pages_of(acts.codes[UNNAMED])])


def test_naming_puts_no_name_to_a_colleagues_words_unasked(acts: Acts) -> None:
    """The owner would put its name to it, is asked since a colleague's words stand there, and does
    not: so the worlds stay alike."""
    unnamed = acts.codes[UNNAMED]
    assert acts.comment("owner-second", unnamed, "We tried twice").is_done

    acts.edit("owner", unnamed, {"is_unnamed": []}, is_declined=True)

    compare_share(acts.pair, "lille", pages_of(unnamed))


@pytest.mark.parametrize("writer", ["ghent", "lead"])
def test_widening_leaves_words_of_others_with_their_readers(acts: Acts, writer: str) -> None:
    """A funder comes to read the obstacle, and not what others said while partners read it."""
    unnamed = acts.codes[UNNAMED]
    page = f"{AT}/obstacles/{unnamed}/comments"
    path = f"/obstacles/{unnamed}/comments"
    words = hidden("answer")
    assert acts.send(writer, path, {"is_unnamed": "y"}, page=page, words=words).is_done

    assert acts.edit("owner", unnamed, {"visibility": "funders"}).is_done

    compare_share(acts.pair, "funder", pages_of(unnamed))


def test_widening_leaves_a_partners_trial_with_its_readers(acts: Acts) -> None:
    """What it took Lille stays with partners when its own obstacle is for funders, and the way."""
    way = acts.codes["Ask the ward clerk first"]
    words = ({"what_it_took": "hidden cost one"}, {"what_it_took": "hidden cost two"})
    given = {"obstacle": acts.codes["surrey"], "outcome": "worked"}
    assert acts.send("surrey", f"/workarounds/{way}/trials/new", given, words=words).is_done

    assert acts.edit_way("ghent", way, {"visibility": "funders"}).is_done

    compare_share(acts.pair, "funder", [*pages_of(way), *pages_of(acts.codes["surrey"])])


@pytest.mark.parametrize("act", ["edit", "delete"])
def test_who_left_speaks_for_the_organisation_no_more(acts: Acts, act: str) -> None:
    """What somebody still could do after their membership ended would tell the worlds apart."""
    ghents = acts.codes["ghent"]
    voiced = acts.send(
        "both",
        f"/obstacles/{ghents}/comments",
        {"text": "Said for Ghent", "voice": "ghent"},
        page=f"{AT}/obstacles/{ghents}/comments",
    )
    assert voiced.is_done
    code = acts.pair.code(Comment.reference, Comment.text == "Said for Ghent")
    assert acts.end_membership("ghent-lead", "ghent", "both").is_done

    if act == "edit":
        acts.send("both", f"/comments/{code}/edit", {}, words=hidden("one"))
    else:
        acts.delete_comment("both", code, only=1)

    compare_share(acts.pair, "surrey", pages_of(ghents))

"""Names go by the part that was played; what is unnamed is tied to nothing named unasked."""

import re

import pytest

from tests.integration.security.sequences.acts import AT, OPENED, UNNAMED, WAY, Acts
from tests.integration.security.sequences.asking import pages_of
from tests.integration.security.sequences.comparing import compare_share
from tests.integration.security.sequences.pair import Done

ONCE_OURS = ("ghent-once-lille", "ghent")
OURS_TOO = ("both", "ghent")
"""Who speaks for Ghent in each world: in the first somebody who has, or had, a place in Lille."""


@pytest.mark.parametrize("who", [ONCE_OURS, OURS_TOO], ids=["once", "too"])
@pytest.mark.parametrize("query", ["", "?who=Ruth", "?who=Bo", "?what=obstacles&who=R"])
def test_an_unnamed_comment_is_not_named_after_another_place(
    acts: Acts, who: tuple[str, str], query: str
) -> None:
    lille = acts.codes["lille"]
    assert _say_for_ghent(acts, who, lille).is_done

    compare_share(acts.pair, "lille-lead", [f"{AT}/log{query}", *pages_of(lille)])


@pytest.mark.parametrize("who", [ONCE_OURS, OURS_TOO], ids=["once", "too"])
def test_an_unnamed_comment_is_not_named_in_the_owners_history(
    acts: Acts, who: tuple[str, str]
) -> None:
    lille = acts.codes["lille"]
    assert _say_for_ghent(acts, who, lille).is_done

    compare_share(acts.pair, "lille", pages_of(lille)[::-1])


def _say_for_ghent(acts: Acts, who: tuple[str, str], code: str) -> Done:
    page, given = f"{AT}/obstacles/{code}/comments", {"is_unnamed": "y", "text": "Seen here"}
    voice = {"voice": "ghent"}
    words = (voice, {}) if who is OURS_TOO else ({}, {})
    return acts.send(who, f"/obstacles/{code}/comments", given, page=page, words=words)


def test_a_workaround_from_an_unnamed_obstacle_begins_unnamed(acts: Acts) -> None:
    """The form is sent as it stands but for its title, and a page that asks is declined."""
    unnamed = acts.codes[UNNAMED]
    acts.log_way("owner", "A way from there", beside=unnamed, is_declined=True)

    compare_share(acts.pair, "lille", pages_of(unnamed))


def test_a_workaround_from_an_unnamed_obstacle_begins_no_wider(acts: Acts) -> None:
    closed = acts.codes["A closed wait"]
    path = f"/workarounds/log?obstacle={closed}"
    words = ({"title": "hidden way one"}, {"title": "hidden way two"})
    acts.send("owner", path, {"is_unnamed": "y"}, words=words, is_declined=True)

    compare_share(acts.pair, "lille", pages_of(closed))


def test_we_have_this_too_moves_nothing_unnamed_of_ones_own(acts: Acts) -> None:
    """Kent logs what it has too, of an unnamed obstacle: its own in the first world alone."""
    said = (f"barrier {acts.barrier}", f"same {acts.codes[UNNAMED]}")
    acts.log("kent", "Kent has this too", is_unnamed=False, said=said)

    compare_share(acts.pair, "lille", pages_of(acts.codes[UNNAMED]))


def test_saying_that_two_are_the_same_moves_nothing_unnamed_of_ones_own(acts: Acts) -> None:
    assert acts.group("kent", acts.codes["kent"], acts.barrier).is_done

    acts.match("kent", acts.codes["kent"], acts.codes[UNNAMED], "same")

    compare_share(acts.pair, "lille", pages_of(acts.codes[UNNAMED]))


def test_an_edit_that_others_may_not_read_moves_nothing_in_their_list(acts: Acts) -> None:
    acts.log("ghent", "Something in between", is_unnamed=False)
    assert acts.edit("owner", acts.codes[UNNAMED], {"team": "Night shift"}, only=1).is_done

    compare_share(acts.pair, "lille", pages_of(acts.codes[UNNAMED]))


def test_who_looks_after_it_moves_nothing_in_others_lists(acts: Acts) -> None:
    acts.log("ghent", "Something in between", is_unnamed=False)
    unnamed = acts.codes[UNNAMED]
    page = acts.pair.worlds[1].ask("owner", f"{AT}/obstacles/{unnamed}/owner").text
    handles = re.findall(r'<option[^>]* value="(.+?)"', page)

    done = acts.send("owner", f"/obstacles/{unnamed}/owner", {"owner": handles[-1]}, only=1)

    assert done.is_done
    compare_share(acts.pair, "lille", pages_of(unnamed))


def test_what_is_hidden_moves_nothing_that_it_is_tied_to(acts: Acts) -> None:
    """A hidden workaround beside, a hidden trial against, a hidden obstacle held up."""
    acts.log("ghent", "Something in between", is_unnamed=False)
    acts.log_way(
        "owner", "hidden way", beside=acts.codes[OPENED], visibility="organisation", only=1
    )
    acts.hinder("owner", acts.codes[UNNAMED], acts.codes["A closed wait"], only=1)
    acts.match("owner", acts.codes[UNNAMED], acts.codes["A closed wait"], "related", only=1)
    acts.link("owner", acts.codes[WAY], acts.codes["A closed wait"], only=1)

    compare_share(acts.pair, "lille", pages_of(acts.codes[UNNAMED]))


@pytest.mark.parametrize("viewer", ["lille", "lead"])
def test_signing_a_comment_asks_where_few_could_be_the_owner(acts: Acts, viewer: str) -> None:
    """Of Kent, Medway and Ghent one may own it, to Lille; signed by Ghent, of two."""
    assert acts.press("lead", "/organisations/surrey/end-part", {}).is_done

    done = acts.comment(
        "ghent", acts.codes[UNNAMED], "Seen here too", is_unnamed=False, is_declined=True
    )

    assert done.was_asked == [True, True], f"signed, and {viewer} reads it"
    compare_share(acts.pair, viewer, pages_of(acts.codes[UNNAMED]))


def test_a_mention_tells_nobody_who_wrote_it(acts: Acts) -> None:
    """The owner comments and ticks every box; whoever it reaches is mailed."""
    unnamed = acts.codes[UNNAMED]
    for who in ("owner", "owner-second"):
        words = acts.every_box(who, unnamed)
        assert acts.comment(who, unnamed, f"{who} asks", is_unnamed=False, words=words).is_done

    for viewer in ("lille-lead", "lead"):
        compare_share(acts.pair, viewer, pages_of(unnamed))
    assert "mention" in str(acts.pair.worlds[0].mails_to("lille-lead"))

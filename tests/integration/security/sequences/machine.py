"""Random acts of an owner, of partners and of a viewer, in two worlds that the viewer reads.

In the second world another organisation stands behind each unnamed thing, and what is out of the
viewer's sight has other words, or is there in one world alone. What the acts leave out:

- The owner never signs, names or invites: that shows who did it in both worlds, by its nature.
- Words that only their writer's own organisation reads differ between the worlds where a colleague
  wrote them; who widens a thing wrote the same in both, and declines where asked about others'.
- Nobody takes part or leaves during a sequence: that shows in both worlds alike to whoever is
  there, and what a right lost means is tried case by case.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tests.integration.security.sequences.acts import CLOSED, OPENED, OWN_WAY, UNNAMED, WAY, Acts
from tests.integration.security.sequences.asking import pages_of
from tests.integration.security.sequences.comparing import (
    compare_done,
    compare_share,
    compare_some,
)
from tests.integration.security.sequences.forms import Fields
from tests.integration.security.sequences.pair import Done
from tests.integration.security.sequences.people import VIEWERS
from tracker.models import Comment

Choose = st.integers(min_value=0, max_value=99)
"""Which of the things there are."""
READERS = st.sampled_from(["organisation", "partners", "funders"])
OWNERS = st.sampled_from(["owner", "owner-second", "owner-lead"])
OTHERS = st.sampled_from(["ghent", "ghent-lead", "surrey", "surrey-second", "lead"])
ANSWERS = st.sampled_from(["same", "related", "different"])
OUTCOMES = st.sampled_from(["worked", "partly", "did-not-work", "too-early"])
STATUSES = st.sampled_from(["being-worked-on", "worked-round", "resolved", "open"])
CATEGORIES = ("pay", "forms", "screens")


@dataclass
class Unnamed:
    """An unnamed thing of the owner's."""

    code: str
    readers: str
    has_colleagues_words: bool = False


class Sequences(RuleBasedStateMachine):
    """Act at random, and look at every answer that the viewer gets."""

    def __init__(self, acts: Acts) -> None:
        super().__init__()
        self.acts = acts
        acts.begin()
        self.viewer = ""
        self.has_failed = False
        self.count = 0
        codes = acts.codes
        self.things = [
            Unnamed(codes[UNNAMED], "partners"),
            Unnamed(codes[OPENED], "funders"),
            Unnamed(codes[CLOSED], "organisation"),
        ]
        self.ways = [Unnamed(codes[WAY], "partners")]
        self.comments: list[tuple[str, str]] = []
        self.categories = list(CATEGORIES)

    @initialize(viewer=st.sampled_from(VIEWERS))
    def begin(self, viewer: str) -> None:
        self.viewer = viewer
        self._try_to(compare_some)

    def teardown(self) -> None:
        if self.viewer and not self.has_failed:
            self._try_to(compare_share)

    def _try_to(self, compare: Callable[..., None], *codes: str) -> None:
        pages = [page for code in codes for page in pages_of(code)]
        try:
            compare(self.acts.pair, self.viewer, pages)
        except AssertionError:
            self.has_failed = True
            raise

    def _look(self, *codes: str) -> None:
        self._try_to(compare_some, *codes)

    def _new(self, words: str) -> str:
        self.count += 1
        return f"{words} {self.count}"

    def _thing(self, turn: int) -> Unnamed:
        return self.things[turn % len(self.things)]

    def _way(self, turn: int) -> Unnamed:
        return self.ways[turn % len(self.ways)]

    def _reads(self, thing: Unnamed) -> bool:
        wide = {"funders"} if self.viewer == "funder" else {"partners", "funders"}
        return thing.readers in wide

    def _own(self) -> str:
        """Return the code of an obstacle of the viewer's own organisation."""
        return self.acts.codes["surrey" if self.viewer == "left" else "lille"]

    def _words(self, field: str, who: str, thing: Unnamed) -> tuple[Fields, Fields]:
        """Return other words in each world where the viewer does not read them."""
        words = self._new("said")
        if self._reads(thing) or who == "owner":
            return {field: words}, {field: words}
        thing.has_colleagues_words |= who.startswith("owner")
        return {field: f"hidden {words} one"}, {field: f"hidden {words} two"}

    # What the owner does.

    @rule(readers=READERS, is_draft=st.booleans())
    def owner_logs(self, readers: str, *, is_draft: bool) -> None:
        title, act = self._new("An unnamed thing"), "draft" if is_draft else ""
        code = self.acts.log("owner", title, readers, is_unnamed=True, act=act)
        if not is_draft:
            self.things.append(Unnamed(code, readers))
        self._look(code)

    @rule(turn=Choose, said=ANSWERS, other=Choose)
    def owner_logs_with_an_answer(self, turn: int, said: str, other: int) -> None:
        near = self.acts.codes["ghent"] if other % 2 else self._thing(turn).code
        title, said_so = self._new("An unnamed thing"), (f"{said} {near}",)
        code = self.acts.log("owner", title, "partners", is_unnamed=True, said=said_so)
        self.things.append(Unnamed(code, "partners"))
        self._look(code, near)

    @rule(turn=Choose, who=OWNERS)
    def owner_edits_what_others_read(self, turn: int, who: str) -> None:
        thing = self._thing(turn)
        words = self._words("details", "owner", thing)
        self.acts.edit(who, thing.code, {}, words=words)
        self._look(thing.code)

    @rule(turn=Choose, who=OWNERS)
    def owner_edits_what_others_do_not_read(self, turn: int, who: str) -> None:
        thing = self._thing(turn)
        self.acts.edit(who, thing.code, {"team": self._new("hidden team")}, only=1)
        self._look(thing.code)

    @rule(turn=Choose, readers=READERS)
    def owner_lets_others_read(self, turn: int, readers: str) -> None:
        thing = self._thing(turn)
        is_declined = thing.has_colleagues_words
        done = self.acts.edit("owner", thing.code, {"visibility": readers}, is_declined=is_declined)
        if done.is_done:
            thing.readers = readers
        self._look(thing.code)

    @rule(turn=Choose, who=OWNERS, status=STATUSES)
    def owner_changes_the_status(self, turn: int, who: str, status: str) -> None:
        thing = self._thing(turn)
        words = self._words("reason", who, thing)
        self.acts.send(who, f"/obstacles/{thing.code}/status", {"status": status}, words=words)
        self._look(thing.code)

    @rule(turn=Choose, readers=READERS, is_beside=st.booleans())
    def owner_logs_a_way(self, turn: int, readers: str, *, is_beside: bool) -> None:
        thing, title = self._thing(turn), self._new("An unnamed way")
        done, code = self.acts.log_way(
            "owner",
            title,
            beside=thing.code if is_beside else "",
            visibility=readers,
            is_unnamed="y",
        )
        if done.is_done:
            self.ways.append(Unnamed(code, readers))
            self._look(code, thing.code)

    @rule(turn=Choose, readers=READERS)
    def owner_lets_others_read_a_way(self, turn: int, readers: str) -> None:
        way = self._way(turn)
        if self.acts.edit_way("owner", way.code, {"visibility": readers}).is_done:
            way.readers = readers
        self._look(way.code)

    @rule(turn=Choose, other=Choose, who=OWNERS, is_taken=st.booleans())
    def owner_links(self, turn: int, other: int, who: str, *, is_taken: bool) -> None:
        way, thing = self._way(turn), self._thing(other)
        act = self.acts.unlink if is_taken else self.acts.link
        act(who, way.code, thing.code)
        self._look(way.code, thing.code)

    @rule(turn=Choose, other=Choose, who=OWNERS, is_tap=st.booleans())
    def owner_tries(self, turn: int, other: int, who: str, *, is_tap: bool) -> None:
        thing = self._thing(turn)
        way = self.acts.codes[OWN_WAY] if other % 2 else self._way(other).code
        if is_tap:
            self.acts.one_tap(who, way, thing.code)
        else:
            words = self._words("what_it_took", who, thing)
            given: Fields = {"obstacle": thing.code, "outcome": "worked"}
            self.acts.send(who, f"/workarounds/{way}/trials/new", given, words=words)
        self._look(way, thing.code)

    @rule(turn=Choose, who=OWNERS, answer=ANSWERS, other=Choose)
    def owner_answers(self, turn: int, who: str, answer: str, other: int) -> None:
        thing, far = self._thing(turn), self._far(other)
        self.acts.match(who, thing.code, far, answer)
        self._look(thing.code, far)

    @rule(turn=Choose, who=OWNERS, other=Choose)
    def owner_is_held_up(self, turn: int, who: str, other: int) -> None:
        thing, far = self._thing(turn), self._far(other)
        self.acts.hinder(who, thing.code, far)
        self._look(thing.code, far)

    def _far(self, turn: int) -> str:
        near = [self.acts.codes[house] for house in ("ghent", "surrey", "lille")]
        return [*near, *(thing.code for thing in self.things)][turn % (len(self.things) + 3)]

    @rule(turn=Choose, who=st.sampled_from(["owner", "lead"]), act=st.integers(0, 3))
    def somebody_sorts(self, turn: int, who: str, act: int) -> None:
        self._sort(who, self._thing(turn).code, act, turn)
        self._look(self._thing(turn).code)

    def _sort(self, who: str, code: str, act: int, turn: int) -> Done:
        category = self.categories[turn % len(self.categories)]
        if act == 0:
            return self.acts.group(who, code, self.acts.barrier)
        if act == 1:
            return self.acts.rule_out(who, code, self.acts.barrier)
        if act == 2:
            return self.acts.group(who, code, "")
        return self.acts.categorise(who, code, category)

    # What anybody says.

    @rule(turn=Choose, who=st.one_of(OWNERS, OTHERS), is_unnamed=st.booleans())
    def somebody_comments(self, turn: int, who: str, *, is_unnamed: bool) -> None:
        thing = self._thing(turn)
        words = self._words("text", who, thing)
        given: Fields = {"is_unnamed": "y"} if is_unnamed or who.startswith("owner") else {}
        done = self.acts.comment(who, thing.code, "", is_unnamed=False, given=given, words=words)
        if done.is_done:
            self.comments.append((who, self.acts.pair.code(Comment.reference)))
        self._look(thing.code)

    @rule(
        who=OWNERS, house=st.sampled_from(["ghent", "lille", "surrey"]), is_reaching=st.booleans()
    )
    def owner_speaks_to_a_partner(self, who: str, house: str, *, is_reaching: bool) -> None:
        code = self.acts.codes[house]
        words: tuple[Fields, Fields] = ({}, {})
        if is_reaching:
            words = self.acts.every_box(who, code)
        done = self.acts.comment(who, code, self._new("An unnamed answer"), words=words)
        if done.is_done:
            self.comments.append((who, self.acts.pair.code(Comment.reference)))
        self._look(code)

    @precondition(lambda self: self.comments)
    @rule(turn=Choose, is_deleted=st.booleans())
    def somebody_thinks_again(self, turn: int, *, is_deleted: bool) -> None:
        who, code = self.comments[turn % len(self.comments)]
        if is_deleted:
            self.acts.delete_comment(who, code)
            self.comments.remove((who, code))
        else:
            self.acts.edit_comment(who, code, self._new("said otherwise"))
        self._look()

    # What is out of the viewer's sight, in one world alone.

    @rule(turn=Choose, house=st.sampled_from(["ghent", "surrey", "kent", "medway"]))
    def something_hidden_is_done(self, turn: int, house: str) -> None:
        if {"both": "ghent", "left": "surrey"}.get(self.viewer) == house:
            return
        acts, title = self.acts, self._new("hidden thing")
        acts.log(house, title, "organisation", is_unnamed=False, only=1)
        [code, *_] = acts.pair.worlds[1].scalars(acts.newest_obstacle())
        thing = self._thing(turn)
        act: dict[int, Callable[[], Any]] = {
            0: lambda: acts.hinder(house, code, thing.code, only=1),
            1: lambda: acts.match(house, code, thing.code, "same", only=1),
            2: lambda: acts.try_it(house, self._way(turn).code, code, "hidden cost", only=1),
            3: lambda: acts.group(house, code, acts.barrier, only=1),
        }
        act[turn % 4]()
        self._look(thing.code)

    @rule(turn=Choose)
    def a_category_is_merged(self, turn: int) -> None:
        if len(self.categories) < 2:
            return
        gone = self.categories.pop(turn % len(self.categories))
        who = "lead"
        done = self.acts.merge(who, gone, self.categories[0])
        if self.viewer == who:
            compare_done(self.acts.pair, done)
        self._look()

    # What the viewer does.

    @rule(turn=Choose, answer=ANSWERS)
    def viewer_answers(self, turn: int, answer: str) -> None:
        code = self._thing(turn).code
        self._saw(self.acts.match(self.viewer, code, self._own(), answer), code)

    @rule(turn=Choose)
    def viewer_is_held_up(self, turn: int) -> None:
        code = self._thing(turn).code
        self._saw(self.acts.hinder(self.viewer, self._own(), code), code)

    @rule(turn=Choose)
    def viewer_comments(self, turn: int) -> None:
        code = self._thing(turn).code
        self._saw(self.acts.comment(self.viewer, code, self._new("The viewer")), code)

    @rule(turn=Choose, is_tap=st.booleans())
    def viewer_tries(self, turn: int, *, is_tap: bool) -> None:
        acts, way, own = self.acts, self._way(turn).code, self._own()
        if is_tap:
            self._saw(acts.one_tap(self.viewer, way, own), way)
        else:
            self._saw(acts.try_it(self.viewer, way, own, self._new("It took")), way)

    @rule(turn=Choose, act=st.integers(0, 3))
    def viewer_sorts(self, turn: int, act: int) -> None:
        code = self._thing(turn).code
        self._saw(self._sort(self.viewer, code, act, turn), code)

    def _saw(self, done: Done, code: str) -> None:
        try:
            compare_done(self.acts.pair, done)
        except AssertionError:
            self.has_failed = True
            raise
        self._look(code, self._own())

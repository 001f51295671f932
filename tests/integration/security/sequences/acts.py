"""What can be done in the two worlds, each act as its form or button does it.

*owner*, *owner-second* and *owner-lead* are people of Kent in the first world and of Medway in the
second. They never put their organisation's name to anything, nor do they invite or leave: such an
act shows who did it, by its nature and to everybody who may read it, so it is the same in both
worlds or in none. Whatever else they do, in their own name's absence, must not show.
"""

import io
import re
from typing import Any

import sqlalchemy as sa

from tests.integration.security.sequences.asking import AT
from tests.integration.security.sequences.forms import Fields
from tests.integration.security.sequences.pair import Done, Pair
from tests.integration.security.sequences.people import NAMES, SLUG, Who
from tracker.models import (
    Attachment,
    Barrier,
    Comment,
    Invitation,
    Obstacle,
    Trial,
    Workaround,
)

UNNAMED, OPENED, CLOSED = "An unnamed wait", "An opened unnamed wait", "A closed wait"
WAY = "An unnamed way round"
OWN_WAY = "Ask the ward clerk first"


def hidden(words: str) -> tuple[Fields, Fields]:
    """Return other words in each world, for what is out of the viewer's sight."""
    return {"text": f"hidden {words} one"}, {"text": f"hidden {words} two"}


class Acts:
    """Do things in both worlds; each act returns what it was answered, or the new code."""

    def __init__(self, pair: Pair) -> None:
        self.pair = pair
        self.codes: dict[str, str] = {}

    def begin(self) -> None:
        """Go back to the beginning, and find what is there under its titles."""
        self.pair.begin()
        self.codes = {
            title: self.pair.code(Obstacle.reference, Obstacle.title == title)
            for title in (UNNAMED, OPENED, CLOSED)
        } | {
            slug: self.pair.code(Obstacle.reference, Obstacle.title.startswith(f"{name} waits"))
            for slug, name in NAMES.items()
        }
        for title in (WAY, OWN_WAY):
            self.codes[title] = self.pair.code(Workaround.reference, Workaround.title == title)

    def log_what_is_unnamed(self) -> None:
        """Let the owner log three obstacles, and a workaround beside the first."""
        for title, readers in ((UNNAMED, "partners"), (OPENED, "funders")):
            self.log("owner", title, readers, is_unnamed=True)
        self.log("owner", CLOSED, "organisation", is_unnamed=True)
        code = self.pair.code(Obstacle.reference, Obstacle.title == UNNAMED)
        self.log_way("owner", WAY, beside=code, is_unnamed="y", visibility="partners")

    def send(self, who: Who, path: str, given: Fields, **more: Any) -> Done:
        """Send a form of the programme's."""
        return self.pair.send(who, AT + path, given, **more)

    def press(self, who: Who, path: str, given: Fields, **more: Any) -> Done:
        """Send what a button sends, without opening its page."""
        return self.pair.send(who, AT + path, given, page=None, **more)

    def log(
        self,
        who: Who,
        title: str,
        readers: str = "partners",
        *,
        is_unnamed: bool,
        said: tuple[str, ...] = (),
        act: str = "",
        **more: Any,
    ) -> str:
        """Log an obstacle and return its code."""
        given: Fields = {"title": title, "visibility": readers}
        given |= {"said": list(said)} if said else {}
        given |= {"is_unnamed": "y"} if is_unnamed else {}
        given |= {"act": act} if act else {}
        given |= more.pop("given", {})
        done = self.send(who, "/obstacles/log", given, **more)
        assert done.is_done, done.answers[0].text
        if more.get("only") is not None:
            return ""
        return self.pair.code(Obstacle.reference, Obstacle.title == title)

    def edit(self, who: Who, code: str, given: Fields, **more: Any) -> Done:
        return self.send(who, f"/obstacles/{code}/edit", given, **more)

    def change_status(self, who: Who, code: str, status: str, reason: str, **more: Any) -> Done:
        given: Fields = {"status": status, "reason": reason}
        return self.send(who, f"/obstacles/{code}/status", given, **more)

    def comment(
        self, who: Who, code: str, text: str, *, is_unnamed: bool = True, **more: Any
    ) -> Done:
        given: Fields = {"text": text, "is_unnamed": "y" if is_unnamed else []}
        given |= more.pop("given", {})
        page = f"{AT}/obstacles/{code}/comments"
        return self.send(who, f"/obstacles/{code}/comments", given, page=page, **more)

    def every_box(self, who: Who, code: str) -> tuple[Fields, Fields]:
        """Return, for each world, everybody whom a comment on the obstacle could reach."""
        page = f"{AT}/obstacles/{code}/comments"
        found = []
        for world in self.pair.worlds:
            text = world.ask(who, page).text
            boxes = re.findall(r'<input[^>]*name="told"[^>]*value="([^"]+)"', text)
            found.append({"told": boxes})
        return found[0], found[1]

    def comment_with_code(self, who: Who, code: str, text: str, *, is_unnamed: bool = True) -> str:
        done = self.comment(who, code, text, is_unnamed=is_unnamed)
        assert done.is_done, done.answers[0].text
        return self.pair.code(Comment.reference, Comment.text == text)

    def edit_comment(self, who: Who, code: str, text: str, **more: Any) -> Done:
        return self.send(who, f"/comments/{code}/edit", {"text": text}, **more)

    def delete_comment(self, who: Who, code: str, **more: Any) -> Done:
        return self.press(who, f"/comments/{code}/delete", {}, **more)

    def attach(self, who: Who, code: str, names: tuple[str, str]) -> str:
        """Put a file beside an obstacle, in each world of its name."""
        files: Any = tuple({"file": (io.BytesIO(b"minutes"), name)} for name in names)
        done = self.press(who, f"/obstacles/{code}/attachments", {}, words=files)
        assert done.is_done, done.answers[0].text
        return self.pair.code(Attachment.reference)

    def log_way(self, who: Who, title: str, *, beside: str = "", **given: Any) -> tuple[Done, str]:
        """Log a workaround, as the form stands but for what is given, and return its code."""
        asked = {name: given.pop(name) for name in ("is_declined", "only") if name in given}
        query = f"?obstacle={beside}" if beside else ""
        done = self.send(who, f"/workarounds/log{query}", {"title": title} | given, **asked)
        if not done.is_done or asked.get("only") is not None:
            return done, ""
        return done, self.pair.code(Workaround.reference, Workaround.title == title)

    def edit_way(self, who: Who, code: str, given: Fields, **more: Any) -> Done:
        return self.send(who, f"/workarounds/{code}/edit", given, **more)

    def link(self, who: Who, way: str, code: str, **more: Any) -> Done:
        return self.press(who, f"/workarounds/{way}/link", {"obstacle": code}, **more)

    def unlink(self, who: Who, way: str, code: str, **more: Any) -> Done:
        return self.press(who, f"/obstacles/{code}/unlink", {"workaround": way}, **more)

    def try_it(self, who: Who, way: str, code: str, took: str, **more: Any) -> Done:
        given: Fields = {"obstacle": code, "outcome": "worked", "what_it_took": took}
        return self.send(who, f"/workarounds/{way}/trials/new", given, **more)

    def one_tap(self, who: Who, way: str, code: str, **more: Any) -> Done:
        return self.press(who, f"/obstacles/{code}/try", {"workaround": way}, **more)

    def tell_outcome(self, who: Who, trial: str, outcome: str, **more: Any) -> Done:
        return self.press(who, f"/trials/{trial}/outcome", {"outcome": outcome}, **more)

    def trial_of(self, way: str, code: str) -> str:
        return self.pair.code(
            Trial.reference,
            Trial.workaround.has(Workaround.reference == way),
            Trial.obstacle.has(Obstacle.reference == code),
        )

    def match(self, who: Who, code: str, other: str, answer: str, **more: Any) -> Done:
        given: Fields = {"other": other, "answer": answer}
        return self.press(who, f"/obstacles/{code}/match", given, **more)

    def hinder(self, who: Who, code: str, other: str, **more: Any) -> Done:
        given: Fields = {"other": other, "direction": "holds-up"}
        return self.press(who, f"/obstacles/{code}/hinder", given, **more)

    def group(self, who: Who, code: str, barrier: str, **more: Any) -> Done:
        return self.press(who, f"/obstacles/{code}/group", {"barrier": barrier}, **more)

    def rule_out(self, who: Who, code: str, barrier: str, **more: Any) -> Done:
        return self.press(who, f"/obstacles/{code}/rule-out", {"barrier": barrier}, **more)

    def categorise(self, who: Who, code: str, category: str, **more: Any) -> Done:
        return self.press(who, f"/obstacles/{code}/categorise", {"category": category}, **more)

    def merge(self, who: Who, category: str, into: str, **more: Any) -> Done:
        return self.press(who, f"/categories/{category}/merge", {"category": into}, **more)

    def retire(self, who: Who, category: str, **more: Any) -> Done:
        return self.press(who, f"/categories/{category}/retire", {}, **more)

    def end_membership(self, who: Who, house: str, whose: str, **more: Any) -> Done:
        email = self.pair.worlds[0].people[whose].email
        given: Fields = {"email": email}
        return self.press(who, f"/organisations/{house}/members/end", given, **more)

    def invite(self, who: Who, house: str, email: str, **more: Any) -> Done:
        given: Fields = {"email": email, "role": "contributor"}
        return self.press(who, f"/organisations/{house}/invite", given, **more)

    def withdraw(self, who: Who, email: str, **more: Any) -> Done:
        code = self.pair.code(Invitation.reference, Invitation.email == email)
        return self.press(who, f"/invitations/{code}/withdraw", {}, **more)

    def change_settings(self, who: Who, house: str, given: Fields, **more: Any) -> Done:
        return self.send(who, f"/organisations/{house}/settings", given, **more)

    def link_mailed_to(self, address: str) -> list[str]:
        """Return the path of the link last mailed to a stranger, in each world."""
        return [world.mailbox.link_to(address) for world in self.pair.worlds]

    @staticmethod
    def newest_obstacle() -> sa.Select[str]:
        return sa.select(Obstacle.reference).order_by(Obstacle.id.desc()).limit(1)

    @property
    def barrier(self) -> str:
        """The code of the barrier that everybody sees."""
        return self.pair.code(Barrier.reference, Barrier.title == "Sign-off sits too high")


__all__ = ["AT", "CLOSED", "OPENED", "SLUG", "UNNAMED", "WAY", "Acts", "hidden"]

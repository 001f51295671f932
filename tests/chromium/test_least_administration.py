"""The steps of each task are as few as docs/reports/least-administration.md reports."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Locator, Page

from tests.browsing import PASSWORD
from tracker.paths import ROOT

NORA, TICC = "contributor@kent.example", "/programmes/ticc"
PHONE = 390
OWN = "The handover takes place in a corridor"
REPORT = ROOT / "docs" / "reports" / "least-administration.md"
ROW = re.compile(r"^\| ([a-z ]+?) \| (\d+) \| (\d+) \| (\d+) \| (\d*) ?\|$", re.MULTILINE)
TOLD = {
    name: tuple(int(each) if each else None for each in counts)
    for name, *counts in ROW.findall(REPORT.read_text())
}
MOST = {"log": (1, 1, 3, 2)}
"""What was promised at most."""


@dataclass
class Walker:
    """Walks a path as a thumb does, and counts."""

    page: Page
    open_page: Callable[..., Page]
    taps: int = 0
    taps_after_typing: int | None = None
    fields: int = 0
    theirs: str = ""
    """What another organisation has logged, and this one meets too."""
    acted_on: set[tuple[str, str]] = field(default_factory=set)
    """Pages by path and title: a form may be answered by another page at its own address."""

    @property
    def counted(self) -> tuple[int, int, int, int | None]:
        """Pages with something to do but for the dashboard, fields, taps, taps after typing."""
        pages = {page for page in self.acted_on if page[0] != TICC}
        return len(pages), self.fields, self.taps, self.taps_after_typing

    def tap(self, place: Locator) -> None:
        """Tap what is on the page; a tap that could not be made by a thumb is none."""
        box = place.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 20
        self._act()
        self.taps += 1
        if self.taps_after_typing is not None:
            self.taps_after_typing += 1
        place.click()

    def type_into(self, place: Locator, words: str) -> None:
        """Tap a field and type."""
        self.tap(place)
        self.fields += 1
        place.press_sequentially(words)
        self.taps_after_typing = 0

    def arrive(self, address: str) -> None:
        self.page.wait_for_url(address)

    def _act(self) -> None:
        path = re.sub(r"^https?://[^/]+|[?#].*", "", self.page.url)
        signed_in = self.page.locator("header").inner_text()
        self.acted_on.add((path, self.page.title() + signed_in))


@pytest.fixture
def walker(page_of):
    return Walker(page_of(NORA, PHONE), page_of)


def own_obstacle(page: Page) -> Locator:
    """One's own obstacle, as the dashboard shows it."""
    return page.locator("#mine li, #new li").get_by_role("link", name=OWN).first


def log(walker: Walker) -> None:
    page = walker.page
    walker.tap(page.locator(".bar a", has_text="Log"))
    walker.arrive("**/obstacles/log")
    walker.type_into(page.get_by_label("What is in the way?"), "Nobody may open the cupboard")
    walker.tap(page.get_by_role("button", name="Log obstacle"))
    walker.arrive("**/logged")


def we_have_this_too(walker: Walker) -> None:
    page = walker.page
    walker.tap(page.locator(".bar a", has_text="Log"))
    walker.arrive("**/obstacles/log")
    walker.type_into(page.get_by_label("What is in the way?"), walker.theirs)
    answer = page.locator("[data-answer]", has_text="We have this too").first
    answer.wait_for()
    walker.tap(answer)
    walker.tap(page.get_by_role("button", name="Log obstacle"))
    walker.arrive("**/logged")
    assert page.get_by_text("Linked to a barrier").is_visible()


def say_it_is_resolved(walker: Walker) -> None:
    page = walker.page
    walker.tap(own_obstacle(page))
    walker.arrive("**/obstacles/*")
    walker.tap(page.get_by_role("button", name="Mark as resolved").first)
    page.get_by_text("Status changed to “resolved”.").wait_for()


def record_how_a_workaround_went(walker: Walker) -> None:
    page = walker.page
    walker.tap(own_obstacle(page))
    walker.arrive("**/obstacles/*")
    walker.tap(page.locator("main button", has_text="It worked").first)
    page.get_by_text("Saved. The status of the obstacle has not changed.").wait_for()


def log_one_before(walker: Walker, text: str = OWN) -> str:
    """Log an obstacle some other day, and come back; return its code."""
    page = walker.page
    page.goto(f"{TICC}/obstacles/log")
    page.get_by_label("What is in the way?").fill(text)
    page.get_by_role("button", name="Log obstacle").click()
    page.wait_for_url("**/logged")
    code = page.url.split("/")[-2]
    page.goto(TICC)
    return code


def meet_what_others_have(walker: Walker) -> None:
    """Know what another organisation has logged, under a barrier that is shared."""
    page = walker.page
    page.goto(f"{TICC}/obstacles?organisation=medway-community-healthcare&shared=yes")
    walker.theirs = page.locator("ol.rows > li .words a").first.inner_text()
    page.goto(TICC)


def begin_a_trial(walker: Walker) -> None:
    """Begin to try a workaround some other day, and come back."""
    page, code = walker.page, log_one_before(walker, f"{OWN} again")
    page.goto(f"{TICC}/workarounds")
    way = page.locator("ol.rows a").first.get_attribute("href")
    page.goto(f"{way}/trials/new?obstacle={code}")
    page.get_by_role("button", name="Save trial").click()
    page.wait_for_url(f"**/{code}*")
    page.goto(TICC)


def be_invited(walker: Walker) -> None:
    """Find the mail of Kent's lead, and open its link on a phone where nobody is signed in."""
    lead = walker.open_page("lead@kent.example")
    lead.goto(f"{TICC}/people")
    lead.get_by_role("link", name="Invite someone").first.click()
    lead.get_by_label("Email address").fill("new@kent.example")
    lead.locator("main form button[type=submit]").last.click()
    lead.get_by_text("Invitation sent").wait_for()
    lead.goto("/demo/mail")
    link = lead.locator("a[href*='/invitations/']").first.get_attribute("href")
    walker.page = walker.open_page(None, PHONE)
    walker.page.goto(link or "")


def accept_an_invitation(walker: Walker) -> None:
    page = walker.page
    walker.type_into(page.get_by_label("Your name"), "Nina New")
    walker.type_into(page.get_by_label("Choose a password"), PASSWORD)
    walker.type_into(page.get_by_label("Repeat password"), PASSWORD)
    walker.tap(page.get_by_role("button", name="Continue"))
    page.get_by_role("heading", name="Sign in", exact=True).wait_for()
    assert page.get_by_label("Email address").input_value() == "new@kent.example"
    walker.type_into(page.get_by_label("Password", exact=True), PASSWORD)
    walker.tap(page.locator("form:has(#password) button[type=submit]"))
    page.get_by_role("button", name="Accept").wait_for()
    walker.tap(page.get_by_role("button", name="Accept"))
    page.get_by_text("You have accepted the invitation").wait_for()


PATHS = {
    "accept an invitation": accept_an_invitation,
    "log": log,
    "we have this too": we_have_this_too,
    "say it is resolved": say_it_is_resolved,
    "record how a workaround went": record_how_a_workaround_went,
}
BEFORE = {
    "accept an invitation": be_invited,
    "we have this too": meet_what_others_have,
    "say it is resolved": log_one_before,
    "record how a workaround went": begin_a_trial,
}


def test_each_path_has_its_row() -> None:
    assert set(TOLD) == set(PATHS)


@pytest.mark.parametrize("path", sorted(PATHS, reverse=True))
def test_a_path_takes_what_its_row_says(walker, path) -> None:
    BEFORE.get(path, lambda walker: walker.page.goto(TICC))(walker)

    PATHS[path](walker)

    assert walker.counted == TOLD[path]


def test_no_row_says_more_than_was_promised() -> None:
    over = {
        path: (TOLD[path], most)
        for path, most in MOST.items()
        if any(told > limit for told, limit in zip(TOLD[path], most, strict=True))
    }

    assert over == {}

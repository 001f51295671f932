"""With what is withdrawn every page and file is as it would be without: only its address differs.

Compared on one database before and after rows are added that are withdrawn from the start.
"""

import pytest

from tests.integration.conftest import AT
from tests.page_comparison import without_form_keys
from tracker.models.moment import now
from tracker.models.vocabulary import Likeness, Outcome, Status

TEXT = ("text/", "application/json", "image/svg+xml", "application/xml", "application/gexf")


@pytest.fixture
def world(make, medway, nurse):
    """Two obstacles under a barrier, one with a workaround that helped."""
    category, barrier = make.category("Money"), make.barrier()
    held = make.obstacle("Budget is yearly", author=nurse, barrier=barrier, categories=[category])
    other = make.obstacle("No budget", organisation=medway, barrier=barrier)
    workaround = make.workaround("A loan", author_id=nurse.id, against=[held])
    make.trial(workaround, held, author_id=nurse.id)
    return {
        "barrier": barrier,
        "category": category,
        "held": held,
        "other": other,
        "workaround": workaround,
    }


@pytest.fixture
def add_withdrawn(make, world, nurse, medway):
    """Add an obstacle, a workaround and trials that are withdrawn, tied to all there is."""

    def add():
        gone = {"withdrawn_at": now()}
        held, other = world["held"], world["other"]
        obstacle = make.obstacle(
            "Budget is yearly, said twice",
            author=nurse,
            barrier=world["barrier"],
            categories=[world["category"]],
            status=Status.WORKED_ROUND,
            **gone,
        )
        make.obstacle("Budget too", organisation=medway, status=Status.OPEN, **gone)
        make.hindrance(obstacle, held)
        make.match(obstacle, other, Likeness.SAME)
        comment = make.comment(obstacle, nurse, "Seen twice")
        make.mention(comment, nurse)
        make.attachment(obstacle, nurse)
        make.reminder(obstacle, nurse)
        loan = world["workaround"]
        make.trial(loan, held, Outcome.PARTLY, author_id=nurse.id, what_it_took="A slip", **gone)
        make.trial(loan, held, Outcome.TOO_EARLY, author_id=nurse.id, **gone)
        make.workaround("A loan, said twice", against=[held, other], **gone)
        both = make.workaround("A grant", against=[other], **gone)
        make.trial(both, other, Outcome.WORKED)

    return add


def addresses(app, world):
    """Return the programme's addresses that need no reference, and the pages of what is there."""
    at = "/programmes/ticc"
    whole = [
        str(rule).replace("<slug:slug>", "ticc")
        for rule in app.url_map.iter_rules()
        if rule.arguments == {"slug"} and "GET" in rule.methods
        if not rule.endpoint.startswith("history.")  # The log records the downloads of this test.
    ]
    things = [
        f"{at}/{kind}/{world[name].reference}{page}"
        for kind, name, pages in (
            ("barriers", "barrier", ("",)),
            ("obstacles", "held", ("", "/edit", "/hinder", "/near", "/logged", "/history")),
            ("obstacles", "other", ("", "/near")),
            ("workarounds", "workaround", ("", "/trials/new", "/history")),
        )
        for page in pages
    ]
    searches = [
        f"{at}/obstacles?q=budget",
        f"{at}/obstacles?workaround=yes",
        f"{at}/obstacles?sort=shared",
        f"{at}/obstacles?category=uncategorised",
        f"{at}/workarounds?q=loan&sort=worked",
    ]
    return [*whole, *things, *searches]


def bodies(browser, addresses):
    """Return the text of each address that is text, without what each answer makes anew."""
    found = {}
    for address in addresses:
        answer = browser.get(address)
        if answer.mimetype.startswith(TEXT):
            found[address] = (answer.status_code, answer.text)
    return found


@pytest.mark.on_postgresql
@pytest.mark.parametrize("who", ["kent", "medway", "lead", "funder"])
def test_every_page_and_file_is_as_without_it(who, app, browsers, world, add_withdrawn):
    all_addresses = addresses(app, world)
    browsers[who].get("/programmes/ticc")  # Once, for messages.
    before = bodies(browsers[who], all_addresses)

    add_withdrawn()

    after = bodies(browsers[who], all_addresses)
    assert {one: lines for one in before if (lines := differing(before[one], after[one]))} == {}
    assert len([1 for status, _text in before.values() if status == 200]) > 15


def differing(before, after):
    """Return the lines of the second answer that the first has not, and the status that differs."""
    lines = set(without_form_keys(before[1]).splitlines())
    return [line for line in without_form_keys(after[1]).splitlines() if line not in lines] + [
        status for status in (before[0], after[0]) if before[0] != after[0]
    ]


def test_the_texts_of_what_is_withdrawn_are_in_nobodys_corpus(kents, add_withdrawn):
    add_withdrawn()

    answer = kents.post(f"{AT}/nearby", data={"title": "Budget is yearly, said twice"})

    assert "Budget is yearly" in answer.text
    assert "said twice" not in answer.text

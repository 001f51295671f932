"""No page grows without end: every address, in a programme that has many of everything."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests.browsing import Browser
from tests.factories import Factory
from tests.integration.security.every_rule import Things, make_things
from tests.integration.security.forms_of_pages import make_leader, pages
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.models import (
    Comment,
    DecisionMaker,
    Hindrance,
    Invitation,
    Membership,
    Mention,
    Obstacle,
    Organisation,
    Participation,
    Person,
    StatusChange,
    Trial,
    Workaround,
    WorkaroundLink,
)
from tracker.models.moment import now
from tracker.models.vocabulary import Kind, OrganisationRole, Outcome, Status, Visibility

pytestmark = [
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    pytest.mark.unmeasured,
]
MANY = 150
LONGEST_PAGE = 110_000
WORDS = "Rotas come too late for anybody to plan a week of visits around them. " * 4


@pytest.fixture
def things(make: Factory) -> Things:
    return make_things(make)


@pytest.fixture
def leader(things: Things, make: Factory) -> Person:
    assert things
    return make_leader(make)


@pytest.fixture
def many(served: Flask, things: Things, leader: Person) -> None:
    """Many of everything that can be added to the things there are."""
    with served.app_context(), write_transactions():
        obstacle, workaround = _one(Obstacle, things), _one(Workaround, things)
        here = {"programme_id": obstacle.programme_id}
        ours = {**here, "organisation_id": obstacle.organisation_id}
        made = [_things_of_their_own(number, ours, obstacle.barrier_id) for number in range(MANY)]
        db.session.add_all([one for each in made for one in each])
        db.session.flush()
        for number, (other, way, person, organisation) in enumerate(made):
            db.session.add_all(_ties(number, obstacle, workaround, other, way))
            db.session.add_all(_people(number, ours, person, organisation))
            comment = Comment(
                **ours,
                obstacle_id=obstacle.id,
                person_id=person.id,
                reference=f"C-{100000 + number}",
                text=WORDS,
            )
            db.session.add(comment)
        db.session.flush()
        for comment in db.session.scalars(db.select(Comment)).all():
            db.session.add(Mention(comment_id=comment.id, person_id=leader.id))
        for number in range(MANY):
            db.session.add_all(_tried(number, obstacle, workaround, made[number][0]))
        db.session.commit()


def _things_of_their_own(number: int, ours: dict[str, int], barrier_id: int) -> list[Any]:
    title = {"title": f"{number} {WORDS}"[:200], "visibility": Visibility.PARTNERS}
    code = 1000 + number
    return [
        Obstacle(
            **ours, **title, reference=f"P1-{code}", status=Status.OPEN, barrier_id=barrier_id
        ),
        Workaround(**ours, **title, reference=f"W-{code}"),
        Person(
            email=f"p{number}@many.example",
            name=f"Person {number}",
            fs_uniquifier=f"p{number}",
            active=True,
        ),
        Organisation(
            slug=f"many-{number}", name=f"Many {number}", short_name=f"M{number}", country="GB"
        ),
    ]


def _ties(number: int, obstacle: Any, workaround: Any, other: Any, way: Any) -> list[Any]:
    here = {"programme_id": obstacle.programme_id}
    return [
        WorkaroundLink(workaround_id=workaround.id, obstacle_id=other.id, **here),
        WorkaroundLink(workaround_id=way.id, obstacle_id=obstacle.id, **here),
        Hindrance(holding_id=obstacle.id, held_up_id=other.id, **here),
        Hindrance(holding_id=other.id, held_up_id=obstacle.id, **here),
        StatusChange(obstacle_id=obstacle.id, status=Status.OPEN, reason=WORDS, changed_at=now()),
        DecisionMaker(**here, reference=f"D-{1000 + number}", name=f"Board {number}"),
    ]


def _people(number: int, ours: dict[str, int], person: Any, organisation: Any) -> list[Any]:
    role, owner = OrganisationRole.CONTRIBUTOR, ours["organisation_id"]
    return [
        Participation(
            organisation_id=organisation.id,
            programme_id=ours["programme_id"],
            kind=Kind.DELIVERY,
        ),
        Membership(person_id=person.id, organisation_id=owner, role=role),
        Invitation(
            email=f"i{number}@many.example",
            organisation_id=owner,
            organisation_role=role,
            reference=f"I-{1000 + number}",
            token_hash=f"{number:064}",
            expires_at=now().replace(year=2199),
        ),
    ]


def _tried(number: int, obstacle: Any, workaround: Any, other: Any) -> list[Any]:
    told = {
        "programme_id": obstacle.programme_id,
        "workaround_id": workaround.id,
        "what_it_took": WORDS,
        "outcome": Outcome.WORKED,
    }
    return [
        Trial(**told, obstacle_id=obstacle.id, reference=f"T-{1000 + number}"),
        Trial(**told, obstacle_id=other.id, reference=f"T-{2000 + number}"),
    ]


def _one(model: Any, things: Things) -> Any:
    reference = things.names[f"{model.__tablename__}s"]
    return db.session.scalars(db.select(model).where(model.reference == reference)).one()


@pytest.mark.usefixtures("many")
def test_no_page_grows_without_end(
    leader: Person, things: Things, open_browser: Callable[..., Browser]
) -> None:
    browser = open_browser(leader)

    long = {
        path: len(answer.data)
        for path, answer in pages(browser, things)
        if answer.mimetype == "text/html" and len(answer.data) > LONGEST_PAGE
    }

    assert long == {}
    path = f"/programmes/{things.slug}/obstacles/{things.names['obstacles']}"
    assert f"C-{100000 + MANY - 1}" in browser.get(path).text  # Comments open where the newest are.
    for odd in ("0", "-1", "x", "9" * 400, ""):
        assert browser.get(f"{path}?comments={odd}&holds-up={odd}&history={odd}").status_code == 200


def rows_on(browser: Browser, path: str, name: str, mark: str) -> tuple[set[str], int]:
    """Return what all pages of one list show, and how many pages there are."""
    found: set[str] = set()
    for number in range(1, 50):
        text = browser.get(f"{path}?{name}={number}").text
        found |= set(re.findall(mark, text))
        if f"?{name}={number + 1}#{name}" not in text:
            assert f'id="{name}"' in text
            return found, number
    pytest.fail(f"{name} has no last page")


@pytest.mark.usefixtures("many")
def test_the_pages_of_a_list_show_all_of_it_at_the_cost_of_a_short_one(
    leader: Person,
    things: Things,
    open_browser: Callable[..., Browser],
    count_queries: Callable[..., Any],
    served: Flask,
) -> None:
    browser, at = open_browser(leader), f"/programmes/{things.slug}"
    obstacle = f"{at}/obstacles/{things.names['obstacles']}"
    workaround = f"{at}/workarounds/{things.names['workarounds']}"
    slug = re.findall(r'id="members-([\w-]+)"', browser.get(f"{at}/people").text)[0]

    shown = {
        "comments": rows_on(browser, obstacle, "comments", r'id="(C-\d+)"'),
        "holds-up": rows_on(browser, obstacle, "holds-up", r"/obstacles/(P1-1\d+)"),
        "trials": rows_on(browser, workaround, "trials", r"/obstacles/(P1-1\d+)"),
        "members": rows_on(browser, f"{at}/people", f"members-{slug}", r"(p\d+@many)"),
        "invitations": rows_on(browser, f"{at}/people", f"invitations-{slug}", r"(i\d+@many)"),
        "partners": rows_on(browser, f"{at}/people", "partners", r"Many (\d+)"),
    }

    assert {name: len(found) for name, (found, _) in shown.items()} == dict.fromkeys(shown, MANY)
    assert min(pages for _, pages in shown.values()) >= 6
    taken = []
    for path in (f"{at}/obstacles/P1-1001", obstacle):
        served.extensions.pop("viewer_caches", None)
        with count_queries() as statements:
            assert browser.get(f"{path}?comments=2").status_code == 200
        taken.append(len(statements))
    assert abs(taken[0] - taken[1]) <= 2

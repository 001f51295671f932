"""One factory method per model; each inserts a row with minimal defaults.

Rows are committed together, before the database is used: see `tests.deferred_commits`.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial
from itertools import count
from typing import Any, TypeVar

from flask import Flask
from flask_security import hash_password

from tests import neighbours
from tests.browsing import APP_KEY
from tests.deferred_commits import DeferredRows
from tracker.attachments.files import attachments_folder, path_of
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.models import (
    Assignment,
    Attachment,
    Barrier,
    Category,
    Comment,
    DecisionMaker,
    Hindrance,
    Invitation,
    Match,
    Membership,
    Mention,
    Obstacle,
    Organisation,
    Participation,
    Person,
    Programme,
    Reminder,
    RuledOut,
    StatusChange,
    Trial,
    Workaround,
    WorkaroundLink,
    obstacle_category,
)
from tracker.models.free_reference import new_reference as draw_reference
from tracker.models.moment import now
from tracker.models.vocabulary import (
    Kind,
    Likeness,
    OrganisationRole,
    Outcome,
    ProgrammeRole,
    Visibility,
)
from tracker.obstacles.search_words import search_word_rows
from tracker.sessions.store import hash_of
from tracker.text_index.commands import store_new_vector

T = TypeVar("T")


class Factory:
    """Make rows of an app's database, with defaults for missing values.

    The first programme and organisation are the defaults of all later rows.
    """

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._numbers = count(1)
        self._programme: Programme | None = None
        self._organisation: Organisation | None = None
        self._neighbours: neighbours.Ids = {}
        self._drawn: set[str] = set()
        self.deferred = DeferredRows(app)

    def neighbours(self) -> None:
        """Insert unrelated rows, once: see `tests.neighbours`."""
        if self._neighbours:
            return
        with self._app.app_context(), write_transactions():
            self._neighbours = neighbours.insert_neighbours()
            db.session.commit()

    def without_neighbours(self, statement: Any) -> Any:
        """Return the statement with the neighbours' rows excluded."""
        return neighbours.exclude_neighbours(statement, self._neighbours)

    def _new_reference(self, prefix: str, length: int) -> str:
        """Return a random reference that this factory has not used before."""
        while (reference := draw_reference(prefix, length)) in self._drawn:
            continue
        self._drawn.add(reference)
        return reference

    def _save(self, thing: T, *then: Callable[[T], None]) -> T:
        """Insert a row, and call `then` to insert related rows; the commit is deferred."""
        self.deferred.put(thing, *then)
        return thing

    def programme(self, slug: str | None = None, **given: Any) -> Programme:
        number = next(self._numbers)
        values = {
            "slug": slug or f"programme-{number}",
            "prefix": f"P{number}",
            "name": f"Programme {number}",
            "full_name": f"Programme number {number}",
        }
        programme = self._save(Programme(**(values | given)))
        self._programme = self._programme or programme
        return programme

    def _the_programme(self, given: dict[str, Any]) -> Programme:
        return given.pop("programme", None) or self._programme or self.programme()

    def organisation(
        self, name: str | None = None, *, kind: Kind = Kind.DELIVERY, **given: Any
    ) -> Organisation:
        """An organisation that takes part in the programme, as `kind`."""
        programme = self._the_programme(given)
        number = next(self._numbers)
        name = name or f"Organisation {number}"
        values = {
            "slug": f"organisation-{number}",
            "name": name,
            "short_name": name[:40],
            "country": "GB",
        }
        organisation = self._save(
            Organisation(**(values | given)),
            lambda put: db.session.add(_part_of(put, programme, kind)),
        )
        self._organisation = self._organisation or organisation
        return organisation

    def participation(
        self, organisation: Organisation, programme: Programme, *, kind: Kind = Kind.DELIVERY
    ) -> Participation:
        return self._save(_part_of(organisation, programme, kind))

    def _the_organisation(self, given: dict[str, Any]) -> Organisation:
        return given.pop("organisation", None) or self._organisation or self.organisation()

    def person(
        self, name: str | None = None, *, password: str | None = None, **given: Any
    ) -> Person:
        """A person without any role."""
        number = next(self._numbers)
        hashed = None
        if password:
            with self.deferred.at_work():
                hashed = hash_password(password)
        values = {
            "name": name or f"Person {number}",
            "email": f"person-{number}@example.org",
            "fs_uniquifier": f"person-{number}",
            "password": hashed,
        }
        return self._save(Person(**(values | given)))

    def contributor(self, organisation: Organisation | None = None, **given: Any) -> Person:
        """A contributor of the organisation, by default the first one."""
        return self._member(organisation, OrganisationRole.CONTRIBUTOR, given)

    def organisation_lead(self, organisation: Organisation | None = None, **given: Any) -> Person:
        return self._member(organisation, OrganisationRole.LEAD, given)

    def _member(
        self, organisation: Organisation | None, role: OrganisationRole, given: dict[str, Any]
    ) -> Person:
        organisation = organisation or self._the_organisation({})
        person = self.person(**given)
        self._save(Membership(person_id=person.id, organisation_id=organisation.id, role=role))
        return person

    def programme_lead(self, programme: Programme | None = None, **given: Any) -> Person:
        """A programme lead; one with a password has the second factor that the role requires."""
        if given.get("password"):
            given = self._authenticator_app() | given
        return self._assigned(programme, ProgrammeRole.LEAD, given)

    def _authenticator_app(self) -> dict[str, str]:
        """Return the columns of a person with an authenticator app with the tests' key."""
        codes = self._app.extensions["security"].totp_factory._totp
        secret = codes(key=APP_KEY).to_json(encrypt=True)
        return {"tf_primary_method": "authenticator", "tf_totp_secret": secret}

    def administrator(self, **given: Any) -> Person:
        """An administrator; one with a password has the second factor that the role requires."""
        if given.get("password"):
            given = self._authenticator_app() | given
        return self.person(is_administrator=True, **given)

    def funder(self, programme: Programme | None = None, **given: Any) -> Person:
        return self._assigned(programme, ProgrammeRole.FUNDER, given)

    def observer(self, programme: Programme | None = None, **given: Any) -> Person:
        return self._assigned(programme, ProgrammeRole.OBSERVER, given)

    def _assigned(
        self, programme: Programme | None, role: ProgrammeRole, given: dict[str, Any]
    ) -> Person:
        programme = programme or self._the_programme({})
        person = self.person(**given)
        self._save(Assignment(person_id=person.id, programme_id=programme.id, role=role))
        return person

    def invitation(self, token: str, **given: Any) -> Invitation:
        """A pending invitation, by default to log for the first organisation.

        The neighbours' invitations, all valid, are inserted too.
        """
        self.neighbours()
        values: dict[str, Any] = {
            "reference": self._new_reference("I", 5),
            "token_hash": hash_of(token),
            "email": "invited@example.org",
            "expires_at": now() + timedelta(days=14),
        }
        if "programme_id" not in given:
            values["organisation_id"] = self._the_organisation(given).id
            values["organisation_role"] = OrganisationRole.CONTRIBUTOR
        return self._save(Invitation(**(values | given)))

    def category(self, name: str | None = None, **given: Any) -> Category:
        number = next(self._numbers)
        values = {
            "programme_id": self._the_programme(given).id,
            "name": name or f"Category {number}",
            "slug": f"category-{number}",
            "position": number,
        }
        if "parent" in given:
            values |= {"parent_id": given.pop("parent").id, "tier": 2}
        return self._save(Category(**(values | given)))

    def barrier(self, title: str = "Sign-off sits too high", **given: Any) -> Barrier:
        values = {
            "programme_id": self._the_programme(given).id,
            "title": title,
            "reference": self._new_reference("B", 5),
        }
        return self._save(Barrier(**(values | given)), store_new_vector)

    def decision_maker(self, name: str = "The regulator", **given: Any) -> DecisionMaker:
        values = {
            "programme_id": self._the_programme(given).id,
            "name": name,
            "reference": self._new_reference("D", 5),
        }
        return self._save(DecisionMaker(**(values | given)))

    def obstacle(self, title: str = "Sign-off sits with managers", **given: Any) -> Obstacle:
        """An obstacle visible to partners, with its first status change and its search words."""
        organisation = self._the_organisation(given)
        programme = self._the_programme(given)
        categories = given.pop("categories", [])
        barrier = given.pop("barrier", None)
        author = given.pop("author", None)
        values = {
            "programme_id": programme.id,
            "organisation_id": organisation.id,
            "author_id": author.id if author else None,
            "barrier_id": barrier.id if barrier else None,
            "reference": self._new_reference(programme.prefix, 5),
            "title": title,
            "visibility": Visibility.PARTNERS,
        }
        return self._save(
            Obstacle(**(values | given)), _begin, partial(_tag, categories), store_new_vector
        )

    def reminder(self, obstacle: Obstacle, person: Person, **given: Any) -> Reminder:
        """A new reminder to a person about the obstacle."""
        values = {
            "obstacle_id": obstacle.id,
            "programme_id": obstacle.programme_id,
            "person_id": person.id,
        }
        return self._save(Reminder(**(values | given)))

    def hindrance(self, holding: Obstacle, held_up: Obstacle) -> Hindrance:
        return self._save(
            Hindrance(
                holding_id=holding.id, held_up_id=held_up.id, programme_id=holding.programme_id
            )
        )

    def comment(
        self, obstacle: Obstacle, person: Person | None = None, text: str = "So it is", **given: Any
    ) -> Comment:
        """A comment on the obstacle, by default for the organisation that logged it."""
        values = {
            "programme_id": obstacle.programme_id,
            "obstacle_id": obstacle.id,
            "organisation_id": obstacle.organisation_id,
            "person_id": person.id if person else None,
            "visibility": obstacle.visibility,
            "reference": self._new_reference("C", 6),
            "text": text,
        }
        return self._save(Comment(**(values | given)))

    def status_change(
        self, obstacle: Obstacle, person: Person | None = None, reason: str = "", **given: Any
    ) -> StatusChange:
        """A further status change; each obstacle has a first one."""
        values = {
            "obstacle_id": obstacle.id,
            "person_id": person.id if person else None,
            "status": obstacle.status,
            "reason": reason,
            "visibility": obstacle.visibility,
        }
        return self._save(StatusChange(**(values | given)))

    def mention(self, comment: Comment, person: Person) -> Mention:
        return self._save(Mention(comment_id=comment.id, person_id=person.id))

    def attachment(
        self, obstacle: Obstacle, person: Person | None = None, **given: Any
    ) -> Attachment:
        """A file attached to the obstacle; its content is its name, unless given."""
        content = given.pop("content", given.get("name", "Minutes.txt").encode())
        values = {
            "programme_id": obstacle.programme_id,
            "obstacle_id": obstacle.id,
            "person_id": person.id if person else None,
            "visibility": obstacle.visibility if obstacle.is_named else Visibility.ORGANISATION,
            "reference": self._new_reference("F", 6),
            "name": "Minutes.txt",
            "stored_as": self._new_reference("S", 20).replace("-", ""),
            "checksum": "0" * 64,
            "size": len(content),
        }
        attachment = self._save(Attachment(**(values | given)))
        with self.deferred.at_work():
            attachments_folder().mkdir(exist_ok=True)
            path_of(attachment.stored_as).write_bytes(content)
        return attachment

    def match(
        self, one: Obstacle, other: Obstacle, answer: Likeness = Likeness.SAME, **given: Any
    ) -> Match:
        low, high = sorted((one.id, other.id))
        values = {"programme_id": one.programme_id, "answer": answer}
        return self._save(Match(one_id=low, other_id=high, **(values | given)))

    def ruled_out(self, obstacle: Obstacle, barrier: Barrier, **given: Any) -> RuledOut:
        values = {"programme_id": obstacle.programme_id} | given
        return self._save(RuledOut(obstacle_id=obstacle.id, barrier_id=barrier.id, **values))

    def workaround(self, title: str = "A new scheme of delegation", **given: Any) -> Workaround:
        """A workaround visible to partners, linked to the obstacles given as `against`."""
        organisation = self._the_organisation(given)
        programme = self._the_programme(given)
        against = given.pop("against", [])
        values = {
            "programme_id": programme.id,
            "organisation_id": organisation.id,
            "reference": self._new_reference("W", 5),
            "title": title,
            "visibility": Visibility.PARTNERS,
        }
        return self._save(Workaround(**(values | given)), store_new_vector, partial(_link, against))

    def trial(
        self,
        workaround: Workaround,
        obstacle: Obstacle,
        outcome: Outcome = Outcome.WORKED,
        **given: Any,
    ) -> Trial:
        """A trial; the workaround must be linked to the obstacle already."""
        values = {
            "programme_id": obstacle.programme_id,
            "workaround_id": workaround.id,
            "obstacle_id": obstacle.id,
            "outcome": outcome,
            "visibility": obstacle.visibility,
            "reference": self._new_reference("T", 5),
        }
        return self._save(Trial(**(values | given)))


def _part_of(organisation: Organisation, programme: Programme, kind: Kind) -> Participation:
    return Participation(organisation_id=organisation.id, programme_id=programme.id, kind=kind)


def _begin(obstacle: Obstacle) -> None:
    """Insert the first status change and the search words of the obstacle."""
    first = StatusChange(
        obstacle_id=obstacle.id,
        status=obstacle.status,
        reason="As told",
        person_id=obstacle.author_id,
        visibility=obstacle.visibility,
    )
    db.session.add_all([first, *search_word_rows(obstacle)])
    db.session.flush()


def _tag(categories: Iterable[Category], obstacle: Obstacle) -> None:
    columns = {"obstacle_id": obstacle.id, "programme_id": obstacle.programme_id}
    for category in categories:
        db.session.execute(obstacle_category.insert().values(category_id=category.id, **columns))


def _link(obstacles: Iterable[Obstacle], workaround: Workaround) -> None:
    pair = {"workaround_id": workaround.id, "programme_id": workaround.programme_id}
    db.session.add_all(WorkaroundLink(obstacle_id=one.id, **pair) for one in obstacles)

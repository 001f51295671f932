"""A world's rows, ready to be inserted; each table by itself, in the order of its ids."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import sqlalchemy as sa
from flask import Flask

from tests.integration.security.matrix.actors import ACTORS, LEFT, PARTS, REEF, TIDE
from tests.integration.security.matrix.canaries import reference
from tests.integration.security.matrix.placing import filled
from tests.integration.security.matrix.world import (
    BARRIERS,
    CATEGORIES,
    MAKERS,
    Beside,
    Owned,
    World,
)
from tests.triggers import without_triggers
from tracker.attachments.files import attachments_folder
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.fold import sort_key
from tracker.models import Obstacle
from tracker.models.vocabulary import BLOCKING_STATUSES, Level, Likeness, Outcome, Status
from tracker.obstacles.search_words import search_word_rows

BEGAN = datetime(2026, 3, 1, 9, tzinfo=UTC)
PREFIXES = {TIDE: "QT", REEF: "QR"}
COUNTRIES = {"kent": "GB", "medway": "GB", "lille": "FR", "ostend": "BE", "purse": "NL"}
CURRENCIES = {"GB": "GBP", "FR": "EUR", "BE": "CHF", "": "EUR"}
HOLDS = {
    "tide-named": "tide-holder",
    "tide-unnamed": "tide-holder",
    "tide-kent": "tide-hidden",
    "reef-named": "reef-holder",
}
KEPT = {"viewer_caches", "bodies", "prefetched_tokens"}
NOW = datetime.now(UTC).replace(microsecond=0)


def key_of(person: str) -> str:
    """Return what the session's cookie of a person holds."""
    return f"session-of-{person}"


def handle_of(key: str) -> str:
    """Return what a page calls the session of this key."""
    return hashlib.sha256(f"to end {_hash_of(key)}".encode()).hexdigest()[:32]


def _hash_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def another_key_of(person: str) -> str:
    """Return what their other browser holds."""
    return f"another-{key_of(person)}"


class Builder:
    """Fill a world's rows; `ids_from` and `step` decide every primary key."""

    def __init__(
        self,
        world: World,
        ids_from: int = 1_000_000,
        step: int = 1,
        fixed: dict[tuple[str, Any], int] | None = None,
    ) -> None:
        self.world = world
        self._numbers = count(ids_from, step)
        self._ids: dict[tuple[str, Any], int] = dict(fixed or {})

    def id(self, table: str, thing: Any) -> int:
        """Return the id of a thing, a new one where it is asked for first."""
        name = (table, _name_of(thing))
        if name not in self._ids:
            self._ids[name] = next(self._numbers)
        return self._ids[name]

    def add(self, table: str, thing: Any, **given: Any) -> dict[str, Any]:
        """Add a row with canaries in its texts, which tell of the thing."""
        row, words = filled(table, _name_of(thing), **given)
        self.world.rows.setdefault(table, []).append(row)
        self.world.things.setdefault(table, []).append(thing)
        self.world.told |= {word: (name, thing) for name, word in words.items()}
        if "slug" in row:
            self.world.address[table, thing] = row["slug"]
        return row

    def add_referred(self, table: str, thing: Any, prefix: str, **given: Any) -> dict[str, Any]:
        """Add a row that has a reference."""
        code = reference(prefix, table, _name_of(thing))
        self.world.told[code] = (f"{table}.reference", thing)
        self.world.address[table, thing] = code
        given |= {"id": self.id(table, thing), "reference": code}
        return self.add(table, thing, **given)


def _name_of(thing: Any) -> str:
    return str(getattr(thing, "name", thing))


def build(world: World, **keys: Any) -> World:
    """Fill the world's rows; `keys` says which primary keys they get."""
    builder = Builder(world, **keys)
    _add_programmes(builder)
    _add_people(builder)
    _add_programmes_words(builder)
    for obstacle in world.obstacles:
        _add_obstacle(builder, obstacle)
    for workaround in world.workarounds:
        _add_workaround(builder, workaround)
    for one in world.beside:
        _add_beside(builder, one)
    _add_pairs(builder)
    _add_what_pages_never_show(builder)
    return world


def _add_programmes(builder: Builder) -> None:
    for name in (TIDE, REEF):
        builder.add(
            "programme",
            name,
            id=builder.id("programme", name),
            prefix=PREFIXES[name],
            threshold=3,
            revision=1,
        )
    for name in sorted({organisation for _programme, organisation in PARTS}):
        builder.add(
            "organisation",
            name,
            id=builder.id("organisation", name),
            country=COUNTRIES.get(name, ""),
        )
    for (programme, name), kind in PARTS.items():
        builder.add(
            "participation",
            (programme, name),
            programme_id=builder.id("programme", programme),
            organisation_id=builder.id("organisation", name),
            kind=kind,
            left_on=date(2026, 6, 1) if (programme, name) in LEFT else None,
        )


def _add_people(builder: Builder) -> None:
    for actor in ACTORS.values():
        if not actor.is_person:
            continue
        person = builder.id("person", actor.key)
        builder.add(
            "person",
            actor.key,
            id=person,
            active=actor.is_active,
            is_administrator=actor.is_administrator,
            created_at=BEGAN,
            tf_primary_method=None if actor.owes_second_factor else "authenticator",
        )
        builder.world.address["session", actor.key] = handle_of(another_key_of(actor.key))
        for places, ended in ((actor.member, None), (actor.was_member, BEGAN)):
            for organisation, role in places.items():
                builder.add(
                    "membership",
                    (actor.key, organisation),
                    person_id=person,
                    organisation_id=builder.id("organisation", organisation),
                    role=role,
                    ended_at=ended,
                )
        for places, ended in ((actor.assigned, None), (actor.was_assigned, BEGAN)):
            for programme, role in places.items():
                builder.add(
                    "assignment",
                    (actor.key, programme),
                    person_id=person,
                    programme_id=builder.id("programme", programme),
                    role=role,
                    ended_at=ended,
                )


def _add_programmes_words(builder: Builder) -> None:
    for place, (name, (programme, parent)) in enumerate(CATEGORIES.items()):
        builder.add(
            "category",
            name,
            id=builder.id("category", name),
            programme_id=builder.id("programme", programme),
            parent_id=builder.id("category", parent) if parent else None,
            parent_tier=1 if parent else None,
            tier=2 if parent else 1,
            position=place,
            retired_at=BEGAN if name == "tide-retired" else None,
        )
    for name, programme in MAKERS.items():
        builder.add_referred(
            "decision_maker", name, "QD", version=1, programme_id=builder.id("programme", programme)
        )
    for place, (name, programme) in enumerate(BARRIERS.items()):
        maker = HOLDS.get(name)
        builder.add_referred(
            "barrier",
            name,
            "QB",
            programme_id=builder.id("programme", programme),
            category_id=builder.id("category", f"{programme}-upper"),
            decision_maker_id=builder.id("decision_maker", maker) if maker else None,
            level=[*Level][place % 5],
            created_at=BEGAN,
            version=1,
        )
        _add_vector(builder, "barrier", name, builder.id("programme", programme))


def _owned(builder: Builder, thing: Owned) -> dict[str, Any]:
    moment = BEGAN + timedelta(days=thing.number % 1000)
    return {
        "programme_id": builder.id("programme", thing.programme),
        "organisation_id": builder.id("organisation", thing.organisation),
        "author_id": builder.id("person", thing.author),
        "visibility": thing.visibility,
        "is_named": thing.is_named,
        "logged_at": moment,
        "changed_at": moment,
        "version": 1,
    }


def _add_obstacle(builder: Builder, one: Owned) -> None:
    status = [*Status][0 if one.is_draft else (one.number + one.number // 5) % 5]
    immovable = status is Status.ACCEPTED_AS_IMMOVABLE
    row = builder.add_referred(
        "obstacle",
        one,
        PREFIXES[one.programme],
        **_owned(builder, one),
        is_draft=one.is_draft,
        barrier_id=builder.id("barrier", one.barrier),
        status=status,
        level=[*Level, None][one.number % 6],
        look_again_on=date(2026 + one.number % 2, 6, 1) if immovable else None,
        since_year=2000 + one.number % 20,
        since_month=None,
        people_supported=1_000 + one.number,
        staff_hours_a_week=None,
        sickness_days_a_year=None,
        budget_a_year=5_000 + one.number,
        budget_currency=CURRENCIES[COUNTRIES.get(one.organisation, "")],
    )
    row["title_key"] = sort_key(row["title"])[:80]
    words = search_word_rows(
        Obstacle(**{name: row[name] for name in ("title", "details", "reference", "team")})
    )
    for word in words:
        builder.add("obstacle_word", one, obstacle_id=row["id"], word=word.word)
    builder.add(
        "status_change",
        one,
        id=builder.id("status_change", one),
        obstacle_id=row["id"],
        status=status,
        visibility=one.readers_of_reason,
        person_id=row["author_id"],
        changed_at=row["changed_at"],
    )
    if status in BLOCKING_STATUSES and row["author_id"]:
        builder.add(
            "reminder",
            one,
            id=builder.id("reminder", one),
            obstacle_id=row["id"],
            programme_id=row["programme_id"],
            person_id=row["author_id"],
            asked_at=NOW,
        )
    if not one.is_draft:
        _add_vector(builder, "obstacle", one, row["programme_id"])
    for category in _categories_of(one):
        builder.add(
            "obstacle_category",
            one,
            obstacle_id=row["id"],
            category_id=builder.id("category", category),
            programme_id=row["programme_id"],
        )


def _add_beside(builder: Builder, one: Beside) -> None:
    given: dict[str, Any] = {
        "programme_id": builder.id("programme", one.obstacle.programme),
        "obstacle_id": builder.id("obstacle", one.obstacle),
        "person_id": builder.id("person", one.by),
        "visibility": one.readers,
    }
    if one.kind == "attachment":
        builder.add_referred("attachment", one, "QF", **given, size=20, added_at=BEGAN)
        return
    on_behalf_of = one.organisation
    builder.add_referred(
        "comment",
        one,
        "QC",
        **given,
        organisation_id=builder.id("organisation", on_behalf_of) if on_behalf_of else None,
        is_named=True,
        written_at=BEGAN,
        edited_at=None,
    )
    builder.add(
        "mention",
        one,
        comment_id=builder.id("comment", one),
        person_id=builder.id("person", f"{one.obstacle.programme}-lead"),
        mailed_at=BEGAN,
        seen_at=None,
    )


def _add_vector(builder: Builder, kind: str, thing: Any, programme_id: int) -> None:
    """Let the thing be found by its words."""
    builder.add(
        "text_vector",
        (kind, thing),
        **dict.fromkeys(["obstacle_id", "workaround_id", "barrier_id"])
        | {f"{kind}_id": builder.id(kind, thing)},
        programme_id=programme_id,
        encoder="",
        numbers=b"",
        digest=b"",
        revision=1,
    )


def _categories_of(one: Owned) -> list[str]:
    """Return its categories: a hidden obstacle has one that nothing else has."""
    if one.programme == REEF:
        return ["reef-upper"] if one.number % 2 else []
    if one.visibility == "organisation":
        return ["tide-hidden", "tide-lower"]
    return [[], ["tide-upper"], ["tide-lower"], ["tide-retired", "tide-upper"]][one.number % 4]


def _add_workaround(builder: Builder, one: Owned) -> None:
    row = builder.add_referred("workaround", one, "QW", **_owned(builder, one))
    _add_vector(builder, "workaround", one, row["programme_id"])


def _add_pairs(builder: Builder) -> None:
    for trial in builder.world.trials:
        pair = {
            "workaround_id": builder.id("workaround", trial.workaround),
            "obstacle_id": builder.id("obstacle", trial.obstacle),
            "programme_id": builder.id("programme", trial.obstacle.programme),
        }
        builder.add("workaround_link", trial, **pair)
        if trial.number % 4 != 3:  # The others stand beside the obstacle, untried.
            builder.add_referred(
                "trial",
                trial,
                "QX",
                **pair,
                outcome=[*Outcome][trial.number % 4],
                visibility=trial.readers,
                started_on=date(2026, 4, 1),
                ended_on=None,
                author_id=builder.id("person", trial.obstacle.author),
                recorded_at=BEGAN,
                version=1,
            )
    for one, other in builder.world.hindrances:
        low, high = sorted((builder.id("obstacle", one), builder.id("obstacle", other)))
        builder.add(
            "match",
            (one, other),
            one_id=low,
            other_id=high,
            programme_id=builder.id("programme", one.programme),
            answer=[*Likeness][one.number % 3],
            person_id=builder.id("person", one.author),
            said_at=BEGAN,
        )
    for one, barrier in builder.world.ruled_out:
        builder.add(
            "ruled_out",
            one,
            obstacle_id=builder.id("obstacle", one),
            barrier_id=builder.id("barrier", barrier),
            programme_id=builder.id("programme", one.programme),
            person_id=builder.id("person", one.author),
            said_at=BEGAN,
        )
    for holding, held_up in builder.world.hindrances:
        builder.add(
            "hindrance",
            (holding, held_up),
            holding_id=builder.id("obstacle", holding),
            held_up_id=builder.id("obstacle", held_up),
            programme_id=builder.id("programme", holding.programme),
        )


def _add_what_pages_never_show(builder: Builder) -> None:
    """Add what belongs to one person, or to nobody: keys, invitations, counts, events."""
    soon = NOW + timedelta(days=3)
    for name in ("kent-lead", "tide-lead"):
        person = builder.id("person", name)
        builder.add("directory_identity", name, person_id=person, linked_at=BEGAN)
        builder.add("digest", name, id=builder.id("digest", name), person_id=person, told_until=NOW)
        builder.add("address_change", name, person_id=person, created_at=NOW, expires_at=soon)
        builder.add(
            "passkey",
            name,
            id=builder.id("passkey", name),
            user_id=person,
            backup_state=True,
            transports=["internal"],
            create_datetime=BEGAN,
            lastuse_datetime=BEGAN,
        )
    _add_invitations(builder, soon)
    builder.add("limit_count", "somebody", count=1, expires_at=soon)
    _add_events(builder)


def _add_invitations(builder: Builder, soon: datetime) -> None:
    common = {"created_at": NOW, "expires_at": soon}
    for organisation in ("kent", "medway"):
        builder.add_referred(
            "invitation",
            organisation,
            "QI",
            inviter_id=builder.id("person", f"{organisation}-lead"),
            organisation_id=builder.id("organisation", organisation),
            organisation_role="contributor",
            **common,
        )
    builder.add_referred("invitation", "administrators", "QI", is_for_administrator=True, **common)
    for programme in (TIDE, REEF):
        builder.add_referred(
            "invitation",
            programme,
            "QI",
            inviter_id=builder.id("person", f"{programme}-lead"),
            programme_id=builder.id("programme", programme),
            programme_role="observer",
            **common,
        )


def _add_events(builder: Builder) -> None:
    for number, event in enumerate(builder.world.events, start=1):
        one = event.owned
        thing = (one.kind, one) if one else ("programme", event.programme)
        builder.add(
            "audit_event",
            event,
            id=number,
            at=BEGAN,
            act=event.act,
            person_id=builder.id("person", event.by),
            capacity=event.capacity,
            capacity_organisation_id=builder.id("organisation", event.organisation)
            if event.capacity and event.organisation
            else None,
            organisation_id=builder.id("organisation", one.organisation) if one else None,
            programme_id=builder.id("programme", event.programme),
            thing_kind=thing[0],
            thing_id=builder.id(*thing),
        )
    last = len(builder.world.events)
    builder.add("audit_head", "the end", id=1, last_id=last)


def sessions_of(app: Flask, world: World) -> Iterable[dict[str, Any]]:
    """Yield two running sessions for everybody, whatever became of them.

    They begin now, not with the run of the tests: a session that is a quarter of an hour old is
    asked to sign in again before some doors, and all of a round is to be asked within that time.
    """
    serializer: Any = app.session_interface
    moment = datetime.now(UTC).replace(microsecond=0)
    for name, person in zip(world.things["person"], world.rows["person"], strict=True):
        data = {
            "_user_id": person["fs_uniquifier"],
            "_fresh": True,
            "csrf_token": "the same in every world",
            "fs_cc": "set",
            "fs_paa": moment.timestamp(),
        }
        if not ACTORS[name].owes_second_factor:
            data["second_factor"] = "code"
        for key in (key_of(name), another_key_of(name)):
            yield {
                "key_hash": _hash_of(key),
                "person_id": person["id"],
                "data": serializer.serializer.dumps(data),
                "started_at": moment,
                "seen_at": moment,
                "browser": "Firefox",
                "system": "Linux",
            }


def put(app: Flask, world: World) -> None:
    """Put the world into the database, in place of all that is there."""
    with app.app_context(), write_transactions():
        with without_triggers():
            for table in reversed(db.metadata.sorted_tables):
                db.session.execute(table.delete())
        for table in db.metadata.sorted_tables:
            rows = world.rows.get(table.name, [])
            if table.name == "stored_session":
                rows = [*sessions_of(app, world)]
            for alike in _by_columns(rows):
                db.session.execute(sa.insert(table), alike)
        db.session.commit()
        _put_files(world)
    forget(app)


def _put_files(world: World) -> None:
    """Put the content of each file beside an obstacle where it lies; it holds the name's canary."""
    folder = attachments_folder()
    folder.mkdir(exist_ok=True)
    for one in folder.iterdir():
        one.unlink()
    for row in world.rows["attachment"]:
        (folder / row["stored_as"]).write_text(row["name"])


def _by_columns(rows: list[dict[str, Any]]) -> Iterable[list[dict[str, Any]]]:
    """Sort rows by the columns that they give, since one statement inserts what is alike."""
    alike: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        alike.setdefault(json.dumps(sorted(row)), []).append(row)
    return alike.values()


def forget(app: Flask) -> None:
    """Drop every answer that the app has kept."""
    for name in [name for name in app.extensions if name in KEPT or name.startswith("cached_")]:
        del app.extensions[name]

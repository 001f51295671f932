"""Each act is a sentence, each thing told has a label: what a page cannot say is found here."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_babel import Babel

from tracker.audit.acts import Act
from tracker.audit.audited_columns import UNAUDITED_COLUMNS
from tracker.audit.row_changes import EVENT_BUILDERS
from tracker.history.entries import (
    ENUMS_BY_FIELD,
    HIDDEN_FIELDS,
    KIND_BY_FIELD,
    FieldChange,
    _entry,
    _wanted,
)
from tracker.history.groups import GROUPS, Group
from tracker.history.queries_names import NamedThing
from tracker.history.sentences import GROUP_LABELS, LABELS, READERS, SENTENCES, sentence
from tracker.models.vocabulary import Visibility


@pytest.fixture(autouse=True)
def words(app: Flask):
    with app.test_request_context():
        yield


@pytest.fixture
def app() -> Flask:
    app = Flask("tracker")
    Babel(app)
    return app


def line(act: str = "obstacle:edit", told=None, names=None, **more):
    event = {"id": 7, "at": datetime(2026, 1, 2, tzinfo=UTC), "act": act, "person_id": 3}
    event |= {
        "actor": "Nora",
        "thing_kind": "obstacle",
        "thing_id": 1,
        "payload": told,
        "capacity": None,
    }
    return _entry(SimpleNamespace(**(event | more)), names or {})


def test_every_act_has_a_sentence() -> None:
    assert set(SENTENCES) == set(Act)


def test_every_act_can_be_asked_for() -> None:
    assert frozenset.union(*GROUPS.values()) == set(Act)
    assert set(GROUPS) == set(GROUP_LABELS) == set(Group)


def test_every_column_that_is_told_has_a_label() -> None:
    told = (
        {column.key for model in EVENT_BUILDERS for column in sa.inspect(model).column_attrs}
        - UNAUDITED_COLUMNS
        - HIDDEN_FIELDS
    )

    assert told - set(LABELS) <= UNTOLD_OF_KEYS


UNTOLD_OF_KEYS = {
    "backup_state",
    "create_datetime",
    "credential_id",
    "device_type",
    "extensions",
    "fs_webauthn_user_handle",
    "held_up_id",
    "holding_id",
    "issuer",
    "lastuse_datetime",
    "linked_at",
    "public_key",
    "sign_count",
    "subject",
    "transports",
    "usage",
    "user_id",
}
"""Columns of rows of which nothing but the act is told."""


def test_every_choice_of_readers_has_words() -> None:
    assert set(READERS) == {word.value for word in Visibility}


@pytest.mark.parametrize(
    ("act", "told", "said"),
    [
        pytest.param(
            "obstacle:widen",
            {"visibility": ["partners", "funders"]},
            "Changed who can see the obstacle from partners to funders",
            id="wider",
        ),
        pytest.param(
            "workaround:narrow",
            {"visibility": ["public", "organisation"]},
            "Changed who can see the workaround from public to own organisation",
            id="narrower",
        ),
        pytest.param(
            "obstacle:widen",
            {},
            "Changed who can see the obstacle from someone to someone",
            id="blanked",
        ),
        pytest.param("session:begin", {}, "Signed in", id="plain"),
    ],
)
def test_an_act_reads_as_a_sentence(act, told, said) -> None:
    assert sentence(act, told) == said


@pytest.mark.parametrize(
    ("field", "both", "before", "after"),
    [
        pytest.param("title", ["Old", "New"], "Old", "New", id="words"),
        pytest.param("status", ["open", "resolved"], "open", "resolved", id="status"),
        pytest.param("status", ["open", "gone"], "open", "gone", id="word of another time"),
        pytest.param("is_named", [True, False], "yes", "no", id="yes or no"),
        pytest.param("visibility", [None, "partners"], None, "partners", id="readers"),
        pytest.param(
            "role", ["contributor", "lead"], "contributor", "organisation lead", id="role"
        ),
        pytest.param("role", [None, "funder"], None, "funder", id="role in the programme"),
        pytest.param("left_on", [None, "2026-03-04"], None, "4 March 2026", id="day"),
        pytest.param(
            "categories",
            [[], [1, 2]],
            None,
            "Money, not visible to you",
            id="many",
        ),
        pytest.param(
            "barrier_id",
            [9, None],
            "not visible to you",
            None,
            id="out of sight",
        ),
        pytest.param("threshold", [3, 5], "3", "5", id="number"),
    ],
)
def test_what_was_told_is_said_in_words(field, both, before, after) -> None:
    told = {"salt": "0", field: both}

    (detail,) = line(told=told, names={("category", 1): NamedThing("Money")}).details

    assert (detail.before, detail.after) == (before, after)


def test_what_may_not_be_told_is_named_alone() -> None:
    assert line(told={"name": []}).details == (FieldChange("Name"),)


def test_a_field_that_nobody_labelled_is_said_all_the_same() -> None:
    assert line(told={"odd_thing": ["a", "b"]}).details == (FieldChange("odd thing", "a", "b"),)


def test_what_was_blanked_is_said_so() -> None:
    assert line(told=None).is_blanked
    assert not line(told={}).is_blanked


@pytest.mark.parametrize(
    ("given", "actor"),
    [
        pytest.param({}, "Nora", id="named"),
        pytest.param({"actor": None}, "someone from another organisation", id="not to be named"),
        pytest.param({"actor": None, "person_id": None}, "automatic (the tracker)", id="nobody"),
        pytest.param(
            {"actor": None, "person_id": None, "act": "session:refuse"},
            "someone who was not signed in",
            id="stranger",
        ),
        pytest.param(
            {"actor": None, "person_id": None, "capacity": "programme-lead"},
            "the programme",
            id="merged",
        ),
    ],
)
def test_who_it_was_is_said(given, actor) -> None:
    assert line(**given).actor == actor


def test_an_event_of_no_thing_asks_for_no_name() -> None:
    assert _wanted([SimpleNamespace(thing_kind="", thing_id=None, payload=None)]) == {}


def test_numbers_of_things_are_known_for_what_they_are() -> None:
    assert set(KIND_BY_FIELD) | set(ENUMS_BY_FIELD) <= set(LABELS)

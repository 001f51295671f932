"""The audited columns of rows, and the changes that a flush makes to them."""

from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm.attributes import get_history

from tracker.audit.naming import Operation
from tracker.audit.notes import Changes
from tracker.models import Attachment, Trial

UNAUDITED_COLUMNS = frozenset(
    {
        "added_at",
        "author_id",
        "changed_at",
        "checksum",
        "confirmed_at",
        "created_at",
        "edited_at",
        "form_key",
        "fs_uniquifier",
        "id",
        "is_mailed",
        "logged_at",
        "looked_back_at",
        "names_revision",
        "obstacle_id",
        "one_id",
        "organisation_id",
        "other_id",
        "person_id",
        "programme_id",
        "recorded_at",
        "revision",
        "said_at",
        "stored_as",
        "title_key",
        "token_hash",
        "totp_counter",
        "version",
        "workaround_id",
        "written_at",
    }
)
"""Columns that only follow another change, or that the event itself contains."""

FREE_TEXT_FIELDS = frozenset(
    {
        "about",
        "definition",
        "details",
        "examples",
        "explanation",
        "full_name",
        "name",
        "reason",
        "source_label",
        "source_url",
        "team",
        "title",
        "what_it_took",
    }
)
"""Fields of an audit event with free text, written by the person who acted."""


@cache
def audited_columns(model: Any) -> tuple[str, ...]:
    """Return the names of a model's audited columns."""
    columns: Any = sa.inspect(model).column_attrs
    unaudited = (
        UNAUDITED_COLUMNS | {"visibility"} if model in {Attachment, Trial} else UNAUDITED_COLUMNS
    )
    return tuple(column.key for column in columns if column.key not in unaudited)


def fields_of(thing: Any) -> tuple[str, ...]:
    """Return the columns of a row that are audited."""
    model: Any = type(thing)
    return audited_columns(model)


def changes_of(thing: Any, operation: Operation) -> Changes:
    """Return {field: [before, after]} for a flush's change to a row; empty for a deleted row."""
    if operation is Operation.DELETED:
        return {}
    if operation is Operation.CHANGED:
        return _changed_values(thing)
    loaded = vars(thing)
    values = {name: loaded.get(name) for name in fields_of(thing)}
    return without_bare_currency(
        {name: [None, value] for name, value in values.items() if value not in (None, "")}
    )


def without_bare_currency(changes: Changes) -> Changes:
    """Return the changes of a new row without a currency that belongs to no amount.

    >>> dict(without_bare_currency({"title": [None, "No car"], "budget_currency": [None, "EUR"]}))
    {'title': [None, 'No car']}
    >>> len(without_bare_currency({"budget_currency": ["EUR", "GBP"]}))
    1
    """
    currency = changes.get("budget_currency")
    if currency is None or "budget_a_year" in changes or (currency and currency[0] is not None):
        return changes
    return {name: values for name, values in changes.items() if name != "budget_currency"}


def _changed_values(thing: Any) -> Changes:
    changes = {}
    for name in fields_of(thing):
        history = get_history(thing, name)
        if history.has_changes():
            before, after = history.deleted or [None], history.added or [None]
            changes[name] = [before[0], after[0]]
    return changes

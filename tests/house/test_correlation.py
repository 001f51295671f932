"""No inner SELECT looks anew at a table that one around it looks at, unless it says so.

`tests.correlation` judges every statement that any test makes the app run. Here are those that
stand in the code, asked or not, and those on which sight and invitations hang.
"""

import inspect
import pkgutil
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import aliased

import tracker
from tests.correlation import UncorrelatedSubquery
from tracker.models import Comment, Invitation, Membership, Obstacle, Person, Programme
from tracker.people import queries_invitations
from tracker.sessions import second_factor_rule
from tracker.sight import sight
from tracker.sight.sight import PARTNERS_READ, Sight

SIGHT = Sight(
    person_id=1,
    programme=Programme(id=1),
    organisation_ids=frozenset({1}),
    logging_organisation_ids=frozenset({1}),
    led_organisation_ids=frozenset({1}),
    visibilities=PARTNERS_READ,
    is_programme_lead=True,
)
SIGHTS = [SIGHT, replace(SIGHT, is_programme_lead=False)]
WORDS = {"entity": Comment, "column": Comment.text}
"""Of what a rule on words is asked."""
AROUND = {sight: Obstacle, second_factor_rule: Person, queries_invitations: Invitation}
"""Modules of rules, and what a condition of theirs is asked of."""


def statements_in_the_code() -> Iterator[tuple[str, Any]]:
    for found in pkgutil.walk_packages(tracker.__path__, "tracker."):
        if not found.name.endswith("__main__"):
            for name, value in vars(import_module(found.name)).items():
                if isinstance(value, sa.Executable) and isinstance(value, sa.ClauseElement):
                    yield f"{found.name}.{name}", value


def rules(module: Any) -> Iterator[tuple[str, Any]]:
    """Yield what each function of the module returns that a statement is made of."""
    for name, function in inspect.getmembers(module, inspect.isfunction):
        returned = str(inspect.signature(function).return_annotation)
        if function.__module__ == module.__name__ and any(
            kind in returned for kind in ("Select", "ColumnElement", "Exists")
        ):
            asked = inspect.signature(function).parameters.values()
            wanted = [one.name for one in asked if one.default is one.empty]
            for sight in SIGHTS:
                given = {"sight": sight, "person": Person(id=1)} | WORDS
                yield name, function(*(given[one] for one in wanted))


def test_no_statement_in_the_code_looks_anew() -> None:
    found = dict(statements_in_the_code())

    for statement in found.values():
        str(statement)

    assert len(found) > 20


@pytest.mark.parametrize("module", AROUND, ids=lambda module: module.__name__)
def test_no_rule_looks_anew_also_one_level_further_down(module: Any) -> None:
    found = list(rules(module))

    for _name, rule in found:
        if not isinstance(rule, sa.Select):
            asked = sa.select(AROUND[module]).where(rule)
            str(asked)
            str(sa.select(aliased(Membership)).where(asked.correlate(None).exists()))
        else:
            str(rule)

    assert len(found) >= 1


def nested(*, inner: sa.Exists | None = None) -> sa.Select[Any]:
    """Return a question about an invitation's inviter, as it was once nested."""
    leads = inner if inner is not None else sa.exists().where(LEADS)
    inviter = sa.exists().where(Person.id == Invitation.inviter_id, leads)
    return sa.select(Invitation).where(inviter)


LEADS = sa.and_(
    Membership.person_id == Invitation.inviter_id,
    Membership.organisation_id == Invitation.organisation_id,
)


def test_what_looks_at_any_row_is_found_out() -> None:
    with pytest.raises(UncorrelatedSubquery, match="invitation"):
        str(nested())


def test_so_is_one_that_names_too_few() -> None:
    with pytest.raises(UncorrelatedSubquery, match="invitation"):
        str(nested(inner=sa.exists().where(LEADS).correlate(Person)))


@pytest.mark.parametrize(
    "inner",
    [
        sa.exists().where(LEADS).correlate(Invitation),
        sa.exists().where(aliased(Invitation).inviter_id == Person.id),
        sa.exists().where(Invitation.inviter_id.is_(None)).correlate(None),
    ],
    ids=["this one", "another", "any, and it says so"],
)
def test_what_says_which_row_it_means_passes(inner: sa.Exists) -> None:
    assert "EXISTS" in str(nested(inner=inner))

"""Whatever writes and every file has a rate limit; every file says which act it is noted as."""

import re

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tracker.safe_methods import SAFE_METHODS
from tracker.sign_in.library_views import DECLARATIONS
from tracker.web.rate_limits import FILES, Limit

UNLIMITED = {
    "account.type_again": "gives back what was signed, to its owner",
    "preferences.theme": "sets a cookie and asks no database",
    "security.tf_select": "answers as if it were not there",
    "security.two_factor_rescue": "answers as if it were not there",
    "security.two_factor_setup": "answers as if it were not there",
    "security.two_factor_setup_validate": "answers as if it were not there",
}
"""What can be sent and writes nothing."""


def is_sent(rule: Rule) -> bool:
    return bool((rule.methods or set()) - SAFE_METHODS)


def is_file_of_a_programme(rule: Rule) -> bool:
    return bool(re.search(r"^/programmes/.*\.\w+$", rule.rule))


@pytest.fixture
def limits(migrated_app: Flask) -> dict[str, Limit]:
    """The limit of each endpoint that declares one."""
    views = migrated_app.view_functions
    return {name: view.limit for name, view in views.items() if hasattr(view, "limit")}


def test_whatever_writes_has_a_limit(migrated_app: Flask, limits: dict[str, Limit]) -> None:
    sent = {rule.endpoint for rule in migrated_app.url_map.iter_rules() if is_sent(rule)}

    assert len(sent) >= 90
    assert sent - limits.keys() - UNLIMITED.keys() == set()


def test_the_limit_of_what_writes_counts_what_is_sent(
    migrated_app: Flask, limits: dict[str, Limit]
) -> None:
    sent = {rule.endpoint for rule in migrated_app.url_map.iter_rules() if is_sent(rule)}

    with migrated_app.test_request_context("/", method="POST"):
        assert {name for name in sent & limits.keys() if not limits[name].applies()} == set()


def test_every_file_of_a_programme_has_the_limit_of_files(
    migrated_app: Flask, limits: dict[str, Limit]
) -> None:
    files = {
        rule.endpoint for rule in migrated_app.url_map.iter_rules() if is_file_of_a_programme(rule)
    }

    assert {name for name in files if limits.get(name) is not FILES} == set()


def test_every_file_of_a_programme_declares_what_it_is_noted_as(migrated_app: Flask) -> None:
    files = {
        rule.endpoint for rule in migrated_app.url_map.iter_rules() if is_file_of_a_programme(rule)
    }

    views = migrated_app.view_functions
    assert {name for name in files if not hasattr(views[name], "exports")} == set()


def test_no_reason_is_given_for_what_has_a_limit_or_is_gone(
    migrated_app: Flask, limits: dict[str, Limit]
) -> None:
    assert UNLIMITED.keys() & limits.keys() == set()
    assert UNLIMITED.keys() <= migrated_app.view_functions.keys()


def test_what_is_counted_ahead_adds_up_to_the_limit(limits: dict[str, Limit]) -> None:
    rates = [rate for limit in limits.values() for rate in limit.rates]

    assert [rate for rate in rates if rate.amount % rate.batch_size] == []


def test_the_sign_in_librarys_table_leaves_none_of_its_views_out(migrated_app: Flask) -> None:
    own = {"security.forgot_password", "security.reset_password"}
    views = {name for name in migrated_app.view_functions if name.startswith("security.")}

    assert views - own - UNLIMITED.keys() == DECLARATIONS.keys()

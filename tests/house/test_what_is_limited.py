"""Whatever writes and every file has a rate limit."""

import re

from flask import Flask
from werkzeug.routing import Rule

from tracker.safe_methods import SAFE_METHODS
from tracker.web.rate_limits import FILES, LIMITS, Rate

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


def test_whatever_writes_has_a_limit(migrated_app: Flask) -> None:
    sent = {rule.endpoint for rule in migrated_app.url_map.iter_rules() if is_sent(rule)}

    assert len(sent) >= 90
    assert sent - LIMITS.keys() - UNLIMITED.keys() == set()


def test_the_limit_of_what_writes_counts_what_is_sent(migrated_app: Flask) -> None:
    sent = {rule.endpoint for rule in migrated_app.url_map.iter_rules() if is_sent(rule)}

    with migrated_app.test_request_context("/", method="POST"):
        assert {name for name in sent & LIMITS.keys() if not LIMITS[name].applies()} == set()


def test_every_file_of_a_programme_has_the_limit_of_files(migrated_app: Flask) -> None:
    files = {
        rule.endpoint for rule in migrated_app.url_map.iter_rules() if is_file_of_a_programme(rule)
    }

    assert {name for name in files if LIMITS.get(name) is not FILES} == set()


def test_no_reason_is_given_for_what_has_a_limit_or_is_gone(migrated_app: Flask) -> None:
    assert UNLIMITED.keys() & LIMITS.keys() == set()
    assert UNLIMITED.keys() <= migrated_app.view_functions.keys()


def test_what_is_counted_ahead_adds_up_to_the_limit() -> None:
    rates: list[Rate] = [rate for limit in LIMITS.values() for rate in limit.rates]

    assert [rate for rate in rates if rate.amount % rate.at_a_time] == []


def test_every_row_names_an_endpoint(migrated_app: Flask) -> None:
    assert LIMITS.keys() - migrated_app.view_functions.keys() == set()

"""Every form outside a programme and every file has a limit, or a reason to have none."""

import re

from flask import Flask
from werkzeug.routing import Rule

from tracker.auth.limits import FILES, LIMITS, Rate

UNLIMITED = {
    "account.name": "changes one's own name",
    "administration.close": "changes a row, for an administrator alone",
    "administration.demote": "changes a row, for an administrator alone",
    "administration.promote": "changes a row, for an administrator alone",
    "administration.reopen": "changes a row, for an administrator alone",
    "administration.withdraw": "changes a row, for an administrator alone",
    "demo_sign_in.sign_in": "exists in a demo alone, which has no passwords",
    "digests.choose": "changes a setting of one's own",
    "people.end_session": "ends a session of one's own",
    "people.sign_out_elsewhere": "ends one's own sessions and nothing else",
    "people.type_again": "gives back what was signed, to its owner",
    "preferences.mentions": "changes a choice of one's own",
    "preferences.theme": "sets a cookie and asks no database",
    "security.logout": "ends one's own session",
    "security.tf_select": "answers as if it were not there",
    "security.two_factor_rescue": "answers as if it were not there",
    "security.two_factor_setup": "answers as if it were not there",
    "security.two_factor_setup_validate": "answers as if it were not there",
}


def is_form_outside_a_programme(rule: Rule) -> bool:
    return "POST" in (rule.methods or ()) and not rule.rule.startswith("/programmes/<")


def is_file_of_a_programme(rule: Rule) -> bool:
    return bool(re.search(r"^/programmes/.*\.\w+$", rule.rule))


def test_every_form_outside_a_programme_has_a_limit_or_a_reason(migrated_app: Flask) -> None:
    forms = {
        rule.endpoint
        for rule in migrated_app.url_map.iter_rules()
        if is_form_outside_a_programme(rule)
    }

    assert forms - LIMITS.keys() - UNLIMITED.keys() == set()


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

"""To read changes nothing."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.browsing import PASSWORD, SITE, Browser
from tests.factories import Factory
from tests.integration.security.every_rule import calls, make_things

Open = Callable[..., Browser]
pytestmark = pytest.mark.unmeasured
ROLES = ["visitor", "contributor", "organisation_lead", "programme_lead", "funder", "observer"]


@pytest.mark.each_on_postgresql
@pytest.mark.parametrize("role", ROLES)
def test_no_get_and_no_head_changes_a_row(
    *,
    served: Flask,
    open_browser: Open,
    make: Factory,
    fingerprint: Callable[[], str],
    role: str,
) -> None:
    things = make_things(make)
    person = None if role == "visitor" else getattr(make, role)(password=PASSWORD)
    browser, before = open_browser(person), fingerprint()

    for call in calls(served, things, frozenset({"GET", "HEAD"})):
        browser.client.open(call.path, method=call.method, base_url=SITE).close()

    assert fingerprint() == before

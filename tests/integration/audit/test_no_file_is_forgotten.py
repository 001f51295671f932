"""Whatever route hands out a file, now or later, it is noted: no list of routes is kept."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from tests.factories import Factory
from tests.integration.security.every_rule import make_things

FILE = re.compile(r"\.[a-z]+$")


@pytest.fixture
def leading(make: Factory, signed_in_as):
    """The browser of somebody who leads the programme and an organisation in it."""
    things = make_things(make)
    person = make.organisation_lead()
    barrier = make.barrier("Shared by two")
    for owner in (None, make.organisation()):
        make.obstacle(barrier=barrier, **({"organisation": owner} if owner else {}))
    return things, signed_in_as(person)


def test_each_file_of_each_route_is_noted_once(
    app: Flask, leading, events: Callable[..., list], forget
) -> None:
    things, browser = leading
    unnoted, noted = [], []
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()):
            continue
        forget()
        answer = browser.get(things.path(rule))
        answer.close()
        is_attached = answer.headers.get("Content-Disposition", "").startswith("attachment")
        is_words = answer.status_code == 200 and (is_attached or FILE.search(rule.rule))
        count = sum(event.act.endswith(":export") for event in events())
        if bool(is_words) != (count == 1):
            unnoted.append((rule.endpoint, answer.status_code, count))
        noted += [rule.endpoint] if count else []

    assert unnoted == []
    assert len(noted) >= 10

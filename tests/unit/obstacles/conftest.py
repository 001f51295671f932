"""Forms speak a language, so they need a request; they need no database."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask_babel import Babel
from werkzeug.datastructures import MultiDict

from tracker.models import Organisation
from tracker.models.vocabulary import Visibility
from tracker.obstacles.forms import ObstacleForm, blank_form
from tracker.obstacles.queries_known import KnownCategory

CATEGORIES = [
    KnownCategory(id=7, parent_id=None, slug="leadership", name="Leadership", is_retired=False),
    KnownCategory(id=8, parent_id=7, slug="sign-off", name="Sign-off", is_retired=False),
]


@pytest.fixture
def spoken() -> Iterator[None]:
    """A request in English to an app that has no database."""
    app = Flask("tracker")
    app.config.update(WTF_CSRF_ENABLED=False, BABEL_DEFAULT_LOCALE="en_GB")
    Babel(app)
    with app.test_request_context(method="POST"):
        yield


@pytest.fixture
def kent() -> Organisation:
    return Organisation(
        id=3,
        slug="kent",
        name="Kent",
        short_name="Kent",
        country="GB",
        default_visibility=Visibility.PARTNERS,
        is_unnamed_by_default=False,
    )


@pytest.fixture
def fill(request: pytest.FixtureRequest, kent: Organisation) -> Callable[..., ObstacleForm]:
    """Fill in the form to log an obstacle: `fill(title="...", since="3 2018")`."""
    request.getfixturevalue("spoken")

    def filled(**typed: Any) -> ObstacleForm:
        pairs = [
            (name, each)
            for name, value in ({"title": "No mandate"} | typed).items()
            for each in (value if isinstance(value, list) else [value])
        ]
        return ObstacleForm(
            formdata=MultiDict(pairs),
            data=blank_form(kent),
            organisations=[kent],
            categories=CATEGORIES,
        )

    return filled

"""A browser for every actor: their session running, however it came about."""

from time import time
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.browsing import SITE
from tests.integration.security.matrix.actors import Actor
from tests.integration.security.matrix.canaries import canary
from tests.integration.security.matrix.rows import key_of
from tracker.extensions import db
from tracker.models import LimitCount

TOO_OFTEN = 429


class Visitor:
    """Send requests as one actor; who has done a thing too often waits, as it were."""

    def __init__(self, app: Flask, actor: Actor) -> None:
        self.app = app
        self.client = browser_of(app, actor)

    def ask(self, path: str, method: str = "GET", **given: Any) -> TestResponse:
        """Return the answer; the actor's count of tries begins anew where it ran out."""
        answer = self._open(path, method, given)
        if answer.status_code == TOO_OFTEN:
            with self.app.app_context(), db.engine.begin() as connection:
                connection.execute(sa.delete(LimitCount))
            answer = self._open(path, method, given)
        return answer

    def _open(self, path: str, method: str, given: dict[str, Any]) -> TestResponse:
        answer = self.client.open(path, method=method, base_url=SITE, **given)
        answer.get_data()
        answer.close()
        return answer


def browser_of(app: Flask, actor: Actor) -> FlaskClient:
    """Return a client that holds the actor's cookie, on a device that has kept a form before."""
    client = app.test_client()
    client.set_cookie("__Host-tracker-kept", "a device", **FROM_SITE)
    if actor.is_half_signed_in:
        client.set_cookie(*_cookie(app, _half_signed_in(app, actor)), **FROM_SITE)
    elif actor.is_person:
        client.set_cookie(*_cookie(app, key_of(actor.key)), **FROM_SITE)
    return client


FROM_SITE: dict[str, Any] = {"domain": SITE.partition("//")[2], "secure": True}


def _cookie(app: Flask, value: str) -> tuple[str, str]:
    return app.config["SESSION_COOKIE_NAME"], value


def _half_signed_in(app: Flask, actor: Actor) -> str:
    """Return the cookie of somebody whose password was right and who owes a code."""
    signer: Any = app.session_interface
    half = {
        "tf_state": "ready",
        "tf_user_id": canary("person", actor.key, "fs_uniquifier"),
        "owed_since": int(time()),
    }
    return str(signer.get_signing_serializer(app).dumps(half))

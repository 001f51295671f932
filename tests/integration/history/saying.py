"""Send the form of an obstacle as a person would."""

from typing import Any

from flask.testing import FlaskClient

from tracker.models import Obstacle


def saved(browser: FlaskClient, obstacle: Obstacle, version: int = 1, **said: Any) -> None:
    """Edit the obstacle; the programme is TICC."""
    fields = {
        "title": obstacle.title,
        "visibility": obstacle.visibility.value,
        "is_named": "y",
        "version": version,
    }
    at = f"/programmes/ticc/obstacles/{obstacle.reference}/edit"
    answer = browser.post(at, data=fields | said)
    assert answer.status_code == 303

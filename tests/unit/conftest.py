"""Unit tests touch no database: the session refuses."""

import pytest

from tracker.extensions import db


class NoDatabase:
    def __getattr__(self, name: str) -> None:
        raise AssertionError(f"A unit test asked the database to {name}")


@pytest.fixture(autouse=True)
def no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "session", NoDatabase())

"""Pin the clock and the random codes, so that two worlds differ in nothing but what was done."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, tzinfo
from types import SimpleNamespace
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

BEGINNING = datetime(2026, 9, 7, 9, tzinfo=ZoneInfo("UTC"))
A_STEP = timedelta(minutes=7)


class Pinned:
    """The moment and the source of codes of all worlds; a step sets both, whatever was drawn."""

    def __init__(self) -> None:
        self.moment = BEGINNING
        self.dice, self.keys = random.Random(), random.Random()
        self.begin()

    def begin(self) -> None:
        """Go back to the beginning."""
        self.moment = BEGINNING
        self.dice.seed("the beginning")

    def step(self, name: str) -> None:
        """Go on by a step; requests of the same name draw the same codes in both worlds."""
        self.moment += A_STEP
        self.dice.seed(name)
        self.keys.seed(name)

    def _form_key(self) -> UUID:
        """Return the key of a form, which its writer finds among their own data."""
        return UUID(int=self.keys.getrandbits(128))

    @contextmanager
    def holding(self) -> Iterator[None]:
        """Let the product read this clock and draw from this source, within the block."""
        pinned = self

        class Clock(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> datetime:
                return pinned.moment.astimezone(tz)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("tracker.models.moment.datetime", Clock)
            source = SimpleNamespace(choice=self.dice.choice)
            patch.setattr("tracker.models.free_reference.secrets", source)
            patch.setattr("tracker.forms.fields.uuid4", self._form_key)
            # A session's token for its forms is part of the mark of a page, its ETag.
            patch.setattr("flask_wtf.csrf.os", SimpleNamespace(urandom=bytes))
            yield

"""Keep derived answers of one process for as long as they are right for that viewer."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar, cast

from flask import current_app

from tracker.auth.sight import Sight

T = TypeVar("T")

KEPT = 256


class Answers:
    """The most recently asked answers, each under its viewer's sight and the data's revision."""

    def __init__(self, most: int = KEPT) -> None:
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()
        self._most = most

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the kept answer, or make and keep it."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return cast("T", self._kept[key])
        answer = make()
        with self._lock:
            self._kept[key] = answer
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return answer

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()


def kept_answer(sight: Sight, question: Hashable, make: Callable[[], T]) -> T:
    """Return `make()`, or what it gave for an equal sight at the same revision.

    `make` must return plain data, never a model, and depend on nothing but the question, the
    programme's rows and `sight.key`.
    """
    answers = cast("Answers", current_app.extensions.setdefault("answers", Answers()))
    key = (question, sight.key, sight.programme.revision)
    return answers.get(key, make)

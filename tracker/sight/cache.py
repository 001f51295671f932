"""Keep derived answers of one process for as long as they are right for that viewer."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar, cast

from flask import current_app
from flask_babel import get_locale

from tracker.sight.sight import Sight

T = TypeVar("T")

KEPT = 256


class ViewerCache:
    """The most recently asked answers, each under its viewer's sight and the data's revision."""

    def __init__(self, most: int = KEPT) -> None:
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()
        self._most = most

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the kept answer, or make and keep it; None is not kept."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return cast("T", self._kept[key])
        answer = make()
        if answer is None:
            return answer
        with self._lock:
            self._kept[key] = answer
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return answer

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()


def cached(sight: Sight, question: Hashable, make: Callable[[], T]) -> T:
    """Return `make()`, or what it gave for an equal sight at the same revision.

    `make` must return plain data, never a model, and depend on nothing but the question, the
    programme's rows and `sight.key`. Two modules may ask the same question: each keeps its own.
    """
    key = (make.__module__, question, sight.key, sight.programme.revision)
    return _store("answers").get(key, make)


def cached_by_names(sight: Sight, make: Callable[[], T]) -> T:
    """Return `make()`, or what it gave before an organisation or a category last changed.

    `make` depends on nothing but the programme's organisations and categories, which everybody
    with a place in it may see: so one answer serves them all.
    """
    programme = sight.programme
    return _store("names").get((make.__module__, programme.id, programme.names_revision), make)


def cached_fragment(sight: Sight, question: Hashable, make: Callable[[], T]) -> T:
    """Return what `make()` fills of a page, or what it filled for the same person; no token in it.

    It is kept for this person, their sight and language and the programme's revision: so what is
    kept of a thing says that the thing is still there and still within sight.
    """
    rights = sight.logging_organisation_ids, sight.led_organisation_ids
    shown_to = sight.person_id, *rights, str(get_locale())
    key = (make.__module__, question, sight.key, sight.programme.revision, *shown_to)
    return _store("pages").get(key, make)


def _store(name: str) -> ViewerCache:
    stores: dict[str, ViewerCache] = current_app.extensions.setdefault("answers", {})
    return stores.setdefault(name, ViewerCache())

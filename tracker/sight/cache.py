"""Per-process cache of computed results, keyed by the viewer's sight and the programme's revision.

Sight is a viewer's visibility scope in one programme.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar, cast

from flask import current_app
from flask_babel import get_locale

from tracker.sight.sight import Sight

T = TypeVar("T")

MAX_ENTRIES = 256


class ViewerCache:
    """A thread-safe LRU cache; each key holds the viewer's sight and the data's revision."""

    def __init__(self, max_entries: int = MAX_ENTRIES) -> None:
        self._entries: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()
        self._max_entries = max_entries

    def get(self, key: Hashable, compute: Callable[[], T]) -> T:
        """Return the cached value, or compute and cache it; None is not cached."""
        with self._lock:
            if key in self._entries:
                self._entries.move_to_end(key)
                return cast("T", self._entries[key])
        value = compute()
        if value is None:
            return value
        with self._lock:
            self._entries[key] = value
            while len(self._entries) > self._max_entries:
                self._entries.popitem(last=False)
        return value

    def clear(self) -> None:
        """Delete every entry."""
        with self._lock:
            self._entries.clear()


def cached(sight: Sight, name: Hashable, compute: Callable[[], T]) -> T:
    """Return the cached result for this sight and revision, or compute and cache it.

    `compute` must return plain data, never a model, and depend on nothing but the name, the
    programme's rows and `sight.key`. Two modules may use the same name: each has its own entry.
    """
    key = (compute.__module__, name, sight.key, sight.programme.revision)
    return _cache("results").get(key, compute)


def cached_by_names(sight: Sight, compute: Callable[[], T]) -> T:
    """Return the result cached since an organisation or a category last changed, or compute it.

    `compute` depends on nothing but the programme's organisations and categories, which all its
    people may see, so all viewers share one entry.
    """
    programme = sight.programme
    return _cache("names").get(
        (compute.__module__, programme.id, programme.names_revision), compute
    )


def cached_fragment(sight: Sight, name: Hashable, compute: Callable[[], T]) -> T:
    """Return the cached fragment of a page for this person, or render and cache it; no CSRF token.

    The key holds the person, their sight and language and the programme's revision. So a cached
    fragment about a thing proves that the thing still exists and is within sight.
    """
    rights = sight.logging_organisation_ids, sight.led_organisation_ids
    viewer = sight.person_id, *rights, str(get_locale())
    key = (compute.__module__, name, sight.key, sight.programme.revision, *viewer)
    return _cache("fragments").get(key, compute)


def _cache(name: str) -> ViewerCache:
    caches: dict[str, ViewerCache] = current_app.extensions.setdefault("viewer_caches", {})
    return caches.setdefault(name, ViewerCache())

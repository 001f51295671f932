"""Request sanitising: remove characters that no database driver stores from all input, once.

PostgreSQL's driver refuses NUL, and no driver encodes half of a surrogate pair. Both are removed
from query parameters, form fields, file names, cookies and JSON before anything reads them, so that
no field has to remember it. Paths need none of it: their converters let neither through.
"""

import re
from typing import Any

from flask import Request
from werkzeug.datastructures import FileStorage, ImmutableMultiDict, iter_multi_items

_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")


def storable(value: Any) -> Any:
    r"""Return the value without what cannot be stored, also inside lists, dicts and file names.

    >>> storable({"a\x00": ["b\x00", 1], "c": "d"})
    {'a': ['b', 1], 'c': 'd'}
    """
    if isinstance(value, str):
        return _UNSTORABLE.sub("", value)
    if isinstance(value, list):
        return [storable(item) for item in value]
    if isinstance(value, dict):
        return {storable(name): storable(item) for name, item in value.items()}
    if isinstance(value, FileStorage):
        value.filename = storable(value.filename)
    return value


class StorableParameters(ImmutableMultiDict[str, Any]):
    """Parameters, form fields, files or cookies of which each name and value can be stored."""

    def __init__(self, mapping: Any = None) -> None:
        pairs = iter_multi_items(mapping) if mapping is not None else ()
        super().__init__([(storable(name), storable(value)) for name, value in pairs])


class SanitisedRequest(Request):
    """A request whose input can be stored in every database."""

    parameter_storage_class = StorableParameters
    dict_storage_class = StorableParameters

    def get_json(self, *args: Any, **kwargs: Any) -> Any:
        """Return the request's JSON without characters that cannot be stored."""
        return storable(super().get_json(*args, **kwargs))

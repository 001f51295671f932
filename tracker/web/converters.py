"""URL converters: the types of path parameters, validated before a view runs."""

from werkzeug.routing import BaseConverter


class Slug(BaseConverter):
    """Lower-case words joined by hyphens, at most 60 characters."""

    regex = r"(?![a-z0-9-]{61})[a-z0-9]+(?:-[a-z0-9]+)*"


class Reference(BaseConverter):
    """A prefix and a random code in either case; converted to upper case for the view."""

    regex = r"[A-Za-z0-9]{1,8}-[A-Za-z0-9]{4,7}"

    def to_python(self, value: str) -> str:
        return value.upper()


class Token(BaseConverter):
    """A random secret of 256 bits, as used in links in mail."""

    regex = r"[A-Za-z0-9_-]{43}"

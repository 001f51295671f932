"""How the parts of an address are typed: nothing else reaches a view."""

from werkzeug.routing import BaseConverter


class Slug(BaseConverter):
    """Lower-case words joined by hyphens, at most 60 characters."""

    regex = r"(?![a-z0-9-]{61})[a-z0-9]+(?:-[a-z0-9]+)*"


class Reference(BaseConverter):
    """A prefix and a random code, in either case; the view gets it in capitals."""

    regex = r"[A-Za-z0-9]{1,8}-[A-Za-z0-9]{4,7}"

    def to_python(self, value: str) -> str:
        return value.upper()


class Token(BaseConverter):
    """A random secret of 256 bits, as a link in a mail carries it."""

    regex = r"[A-Za-z0-9_-]{43}"

"""The safe HTTP methods, as defined by RFC 9110."""

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})

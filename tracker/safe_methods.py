"""The methods of HTTP that ask and change nothing, as RFC 9110 names them."""

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})

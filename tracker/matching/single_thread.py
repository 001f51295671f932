"""Limit numpy's matrix products to one BLAS thread.

With more, each small product waits for threads that a busy machine has not woken: measured at
twice to five times the time, and all of it taken from other requests.
"""

from contextlib import AbstractContextManager
from functools import cache
from typing import Any

from threadpoolctl import ThreadpoolController


def single_thread() -> AbstractContextManager[Any]:
    """Return a context in which matrix products use one thread."""
    limited: AbstractContextManager[Any] = _controller().limit(limits=1, user_api="blas")
    return limited


@cache
def _controller() -> ThreadpoolController:
    return ThreadpoolController()

"""One shared barrier: in Kent's way, worked round in Medway."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from types import SimpleNamespace

import pytest

from tests.factories import Factory
from tracker.models import Organisation
from tracker.models.vocabulary import Level, Status

AT = "/programmes/ticc/network"
Counting = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def shared(make: Factory, kent: Organisation, medway: Organisation) -> SimpleNamespace:
    """The barrier, one obstacle of each, and what got Medway past its own."""
    category = make.category("Leadership", slug="leadership")
    barrier = make.barrier("Sign-off sits too high", level=Level.NATIONAL, category_id=category.id)
    theirs = make.obstacle(
        "Medway waits for the board",
        organisation=medway,
        barrier=barrier,
        status=Status.WORKED_ROUND,
        categories=[category],
    )
    ours = make.obstacle("Kent waits for the chief", organisation=kent, barrier=barrier)
    workaround = make.workaround("A new mandate", organisation=medway, against=[theirs])
    trial = make.trial(workaround, theirs)
    return SimpleNamespace(
        barrier=barrier,
        category=category,
        ours=ours,
        theirs=theirs,
        trial=trial,
        workaround=workaround,
    )

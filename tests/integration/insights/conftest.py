"""One shared barrier: in Kent's way, worked round in Medway."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient

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


@pytest.fixture
def queries_of(app: Flask, count_queries: Counting) -> Callable[[FlaskClient, str], int]:
    """Return how many statements an address takes when nothing is kept from before."""

    def queries(client: FlaskClient, address: str) -> int:
        app.extensions.pop("answers", None)
        with count_queries() as statements:
            assert client.get(address).status_code == 200
        return sum(statement.startswith(("SELECT", "WITH")) for statement in statements)

    return queries

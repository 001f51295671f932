"""Every rule of the URL map x every method x every actor x things of every class.

Each answer is the one that is due by the table in doors.py; it holds no word that its reader may
not read by the rule in oracle.py, and each that homes.py says it must; what is out of sight looks
the same as what is not there; and nothing is changed by whoever may not change it.
"""

import pytest
from flask import Flask

from tests.integration.security.matrix.actors import ACTORS, Actor
from tests.integration.security.matrix.calling import kind_in
from tests.integration.security.matrix.doors import WHO
from tests.integration.security.matrix.placing import (
    NEVER_SHOWN,
    SHOWN,
    WITHOUT_ROOM,
    text_columns,
)
from tests.integration.security.matrix.rounds import faults_in_round
from tests.integration.security.matrix.world import World

ON_POSTGRESQL = [
    "anonymous",
    "half-signed-in",
    "kent-lead",
    "lille-contributor",
    "purse-contributor",
    "tide-lead",
]
"""Who goes round there too: one for each sight, and for each third of the rules."""


@pytest.mark.on_postgresql(*ON_POSTGRESQL)
@pytest.mark.parametrize("actor", ACTORS.values(), ids=str)
def test_each_actor_reads_and_does_what_is_theirs_and_no_more(
    guarded_app: Flask, world: World, actor: Actor
) -> None:
    assert faults_in_round(guarded_app, world, actor)[:20] == []


def test_every_endpoint_has_its_row(guarded_app: Flask) -> None:
    endpoints = {rule.endpoint for rule in guarded_app.url_map.iter_rules()}

    assert endpoints == WHO.keys()


def test_every_gap_of_an_address_is_filled_with_real_things(guarded_app: Flask) -> None:
    kinds = {kind_in(rule) for rule in guarded_app.url_map.iter_rules()}

    assert {"obstacle", "workaround", "trial", "barrier"} <= kinds


def test_every_text_column_has_its_place() -> None:
    assert sorted(text_columns()) == sorted([*SHOWN, *NEVER_SHOWN, *WITHOUT_ROOM])


def test_every_text_column_holds_canaries(world: World) -> None:
    held = {column for column, _thing in world.told.values()}

    assert {*SHOWN, *NEVER_SHOWN} - held == {"stored_session.data", "stored_session.key_hash"}

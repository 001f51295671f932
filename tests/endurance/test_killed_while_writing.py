"""What is acknowledged outlives a server that is killed while others write."""

import sys
import tempfile
from pathlib import Path
from random import Random
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.bench.measure import PASSWORD
from tests.endurance.agreement import faults_after, looking
from tests.endurance.killed_while_writing import Ordeal
from tests.endurance.serving import Site
from tests.endurance.writing import Sent
from tests.factories import Factory
from tests.triggers import without_triggers
from tracker.cli.migrate import upgrade_database
from tracker.cli.seed_scale import fill
from tracker.database import write_transactions
from tracker.extensions import Model, db
from tracker.models import AuditEvent, Obstacle, ObstacleWord, StatusChange, TextVector

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="process groups are killed as on Linux"),
    pytest.mark.unmeasured,
]


@pytest.fixture
def site(quick_folder: Path) -> Site:
    """A site with people in it."""
    site = Site(Path(tempfile.mkdtemp(dir=quick_folder)))
    with looking(site.app()), write_transactions():
        upgrade_database()
        fill(obstacles=3, organisations=4, seed=1, password=PASSWORD)
        db.session.commit()
    return site


def test_what_is_acknowledged_outlives_a_kill(site: Site) -> None:
    done = [*Ordeal(site, clients=20, each=3, dice=Random(1)).rounds(2)]

    assert [one.faults for one in done] == [[], []]
    assert all(0 < one.acknowledged < 20 * 3 for one in done)


@pytest.fixture
def sent(
    app: Flask, make: Factory, signed_in_as, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Sent:
    """An obstacle that was logged and acknowledged."""
    # What other tests left in the folders of the run is none of this site's.
    monkeypatch.setitem(app.config, "ATTACHMENTS", tmp_path / "attachments")
    monkeypatch.setitem(app.config, "ERASURES_FILE", str(tmp_path / "erasures"))
    kent = make.organisation("Kent", slug="kent", programme=make.programme("ticc"))
    fields = {"title": "The lift is out", "organisation": "kent", "form_key": str(uuid4())}
    browser = signed_in_as(make.contributor(kent))
    answer = browser.post(
        "/programmes/ticc/obstacles/log", data=fields | {"visibility": "partners", "act": "log"}
    )
    return Sent(fields["title"], fields, {}, answer.status_code)


@pytest.mark.on_postgresql
def test_what_is_whole_has_no_faults(app: Flask, sent: Sent) -> None:
    assert sent.is_acknowledged
    assert faults_after(app, [sent]) == []


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        pytest.param(Obstacle, "Acknowledged and lost", id="obstacle"),
        pytest.param(StatusChange, "its status disagree", id="status"),
        pytest.param(ObstacleWord, "its words disagree", id="words"),
        pytest.param(TextVector, "its vector disagree", id="vector"),
        pytest.param(AuditEvent, "its line in the audit disagree", id="audit"),
    ],
)
def test_what_is_lost_is_seen(app: Flask, sent: Sent, gone: type[Model], said: str) -> None:
    with looking(app), write_transactions(), without_triggers():
        db.session.execute(sa.delete(gone))
        db.session.commit()

    assert any(said in fault for fault in faults_after(app, [sent]))

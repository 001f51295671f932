"""The log as a file is read a piece at a time, as it is sent, and holds nothing open meanwhile."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tracker.audit.notes import record_event
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.history import routes
from tracker.models import AuditEvent, Organisation

FILE = "/programmes/ticc/log.csv"
NEW = 12


@pytest.fixture
def lead(make, kent: Organisation, signed_in_as) -> FlaskClient:
    """The browser of Kent's lead, whose organisation was changed a dozen times."""
    return signed_in_as(make.organisation_lead(kent, name="Olga Overseer"))


@pytest.fixture
def changed(app: Flask, kent: Organisation, lead: FlaskClient, forget, monkeypatch) -> None:
    """A log of a dozen changes, read five at a time and sent five at a time."""
    assert lead
    forget()
    with app.app_context(), write_transactions():
        for number in range(NEW):
            of = db.session.get_one(Organisation, kent.id)
            record_event(
                "organisation:add", thing=of, changes={"about": [None, f"Change {number}."]}
            )
        db.session.commit()
    monkeypatch.setattr(routes, "BATCH_SIZE", 5)
    monkeypatch.setattr("tracker.exports.writers._BLOCK_ROWS", 5)


def reads(statements: list[str]) -> int:
    """Count the batches of events."""
    return sum("audit_event.told" in one and "FROM audit_event" in one for one in statements)


def pieces(answer: TestResponse) -> Iterator[bytes]:
    return iter(answer.response)


def in_use(app: Flask) -> int:
    """Count the connections that somebody holds."""
    with app.app_context():
        return int(db.engine.pool.checkedout())  # type: ignore[attr-defined]


@pytest.mark.usefixtures("changed")
def test_each_piece_is_read_when_it_is_sent(lead, count_queries) -> None:
    with count_queries() as statements:
        coming = pieces(lead.get(FILE, buffered=False))
        read = [(piece.count(b"Change "), reads(statements)) for piece in coming]

    assert read == [(0, 0), (5, 1), (5, 2), (2, 3)]


@pytest.mark.usefixtures("changed")
def test_while_a_piece_is_sent_no_connection_is_held(app, lead) -> None:
    before = in_use(app)

    held = [in_use(app) for _piece in pieces(lead.get(FILE, buffered=False))]

    assert held == [before] * 4


@pytest.mark.on_postgresql
@pytest.mark.usefixtures("changed")
def test_the_pieces_are_the_whole_in_order(lead) -> None:
    text = lead.get(FILE).text

    places = [text.index(f"Change {number}.") for number in range(NEW)]
    assert places == sorted(places, reverse=True)
    assert text.count("\r\n") == NEW + 1


@pytest.mark.usefixtures("changed")
def test_that_it_was_taken_is_noted_before_and_is_not_in_it(lead, rows) -> None:
    answer = lead.get(FILE, buffered=False)
    noted = rows(sa.select(AuditEvent.act).where(AuditEvent.act == "log:export"))

    assert noted == ["log:export"]
    assert "log:export" not in answer.text
    assert "log:export" in lead.get(FILE).text


@pytest.mark.usefixtures("changed")
def test_a_file_that_nobody_takes_to_its_end_leaves_nothing_open(app, lead) -> None:
    before = in_use(app)
    answer = lead.get(FILE, buffered=False)
    coming = pieces(answer)
    next(coming), next(coming)

    answer.close()

    assert in_use(app) == before


@pytest.mark.usefixtures("changed")
def test_a_log_that_ends_with_a_full_batch_ends_there(lead, monkeypatch, count_queries) -> None:
    monkeypatch.setattr(routes, "BATCH_SIZE", 6)

    with count_queries() as statements:
        text = lead.get(FILE).text

    assert text.count("Change ") == NEW
    assert reads(statements) == 3


def test_a_log_of_nothing_is_a_line_of_headings(lead, forget) -> None:
    forget()

    assert lead.get(f"{FILE}?what=files").text.count("\r\n") == 1


def test_a_currency_that_was_recorded_without_an_amount_is_left_out(
    app: Flask, kent: Organisation, lead: FlaskClient
) -> None:
    with app.app_context(), write_transactions():
        of = db.session.get_one(Organisation, kent.id)
        changes = {"about": [None, "New"], "budget_currency": [None, "GBP"]}
        record_event("organisation:add", thing=of, changes=changes)
        db.session.commit()

    log = lead.get(FILE).text

    assert "New" in log
    assert "GBP" not in log

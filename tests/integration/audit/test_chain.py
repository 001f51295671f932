"""Whatever is changed, cut or taken out shows, with the event's number."""

import pytest
import sqlalchemy as sa

from tracker.models import AuditEvent, AuditHead

pytestmark = pytest.mark.on_postgresql


EVENTS = sa.update(AuditEvent)


@pytest.fixture(autouse=True)
def four_events(make, forget) -> None:
    kent = make.organisation()
    forget()
    for number in range(4):
        make.workaround(f"Way {number}", organisation=kent)


def test_a_chain_that_nobody_touched_has_no_faults(events, faults) -> None:
    assert [event.id for event in events()] == [1, 2, 3, 4]
    assert faults() == []


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        pytest.param(
            EVENTS.where(AuditEvent.id == 2).values(act="workaround:edit"),
            ["Audit event 2 has been changed, or the link before it."],
            id="other act",
        ),
        pytest.param(
            EVENTS.where(AuditEvent.id == 3).values(person_id=77),
            ["Audit event 3 has been changed, or the link before it."],
            id="somebody else",
        ),
        pytest.param(
            EVENTS.where(AuditEvent.id == 2).values(payload={"title": [None, "Other"]}),
            ["What audit event 2 tells has been changed."],
            id="other words",
        ),
        pytest.param(
            sa.delete(AuditEvent).where(AuditEvent.id == 2),
            ["Audit event 2 is missing from the audit."],
            id="gap",
        ),
        pytest.param(
            sa.delete(AuditEvent).where(AuditEvent.id < 3),
            ["Audit events 1 to 2 are missing from the audit."],
            id="cut head",
        ),
        pytest.param(
            sa.delete(AuditEvent).where(AuditEvent.id > 2),
            ["Audit events 3 to 4 are missing from the end of the audit."],
            id="cut tail",
        ),
        pytest.param(
            sa.update(AuditHead).values(last_id=3),
            ["Audit event 4 was added past the audit's end."],
            id="end set back",
        ),
        pytest.param(
            sa.update(AuditHead).values(chain="0" * 64),
            ["Audit event 4 is not the one that the audit ended with."],
            id="another end",
        ),
        pytest.param(
            sa.delete(AuditHead), ["The end of the audit is not noted any more."], id="no end"
        ),
    ],
)
def test_tampering_shows(meddle, faults, statement, said) -> None:
    meddle(statement)

    assert faults() == said


def test_a_link_that_was_made_anew_shows_in_the_next(meddle, faults) -> None:
    meddle(EVENTS.where(AuditEvent.id == 2).values(chain="0" * 64))

    assert faults() == [
        "Audit event 2 has been changed, or the link before it.",
        "Audit event 3 has been changed, or the link before it.",
    ]


def test_two_events_that_tell_the_same_have_different_digests(make, events) -> None:
    make.workaround("Way 0")
    first, *_more, last = events()

    assert first.payload | {"salt": "", "reference": ""} == last.payload | {
        "salt": "",
        "reference": "",
    }
    assert first.payload_digest != last.payload_digest


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"capacity": "administrator"}, id="another"),
        pytest.param({"capacity": None, "capacity_organisation_id": None}, id="none"),
        pytest.param({"capacity_organisation_id": 77}, id="for another organisation"),
    ],
)
def test_another_capacity_shows(kents, kent, meddle, events, faults, values) -> None:
    kents.post("/programmes/ticc/workarounds/log", data={"title": "Ask", "visibility": "partners"})
    (event,) = [one for one in events("workaround:log") if one.capacity is not None]
    assert (event.capacity, event.capacity_organisation_id, faults()) == ("member", kent.id, [])

    meddle(EVENTS.where(AuditEvent.id == event.id).values(values))

    changed = f"Audit event {event.id} has been changed, or the link before it."
    assert changed in faults()


def test_a_capacity_that_an_old_event_had_not_shows(meddle, events, faults) -> None:
    assert events()[1].capacity is None

    meddle(EVENTS.where(AuditEvent.id == 2).values(capacity="oneself"))

    assert faults() == ["Audit event 2 has been changed, or the link before it."]

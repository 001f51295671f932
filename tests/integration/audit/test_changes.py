"""Every kind of change is noted by itself: who, for which organisation, before and after."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask import Flask

from tests.factories import Factory
from tracker.audit.notes import record_event
from tracker.audit.row_changes import EVENT_BUILDERS
from tracker.barriers.commands import group_under_barrier
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.models import (
    AddressChange,
    Attachment,
    Category,
    Comment,
    DirectoryIdentity,
    Invitation,
    Match,
    Membership,
    Obstacle,
    Organisation,
    Passkey,
    Person,
    Programme,
    RuledOut,
    Trial,
    Workaround,
    WorkaroundLink,
)
from tracker.models.moment import now
from tracker.models.vocabulary import Kind, OrganisationRole, Outcome, Status, Visibility
from tracker.obstacles import commands, commands_status
from tracker.organisations.commands import join_programme, leave_programme
from tracker.people.commands import join_organisation, leave_organisation
from tracker.workarounds.commands import unlink_workaround

UNAUDITED = {
    "AuditEvent": "the audit itself",
    "AuditHead": "the audit itself",
    "Digest": "that a mail went out, kept so that it goes out once",
    "Mention": "the comment's own event says that it was written",
    "LimitCount": "how often something was tried; forgotten within hours",
    "ObstacleWord": "the words of an obstacle again, for search",
    "Reminder": "a question of the tracker itself; the answer is noted",
    "TextVector": "what a text says as numbers, again, for what is near",
    "StoredSession": "its beginning and its end are noted by the request",
}


def test_every_model_is_audited_or_has_a_reason() -> None:
    models = {mapper.class_.__name__ for mapper in Person.registry.mappers}

    assert {model.__name__ for model in EVENT_BUILDERS} | set(UNAUDITED) == models


@pytest.fixture
def change(app: Flask, forget):
    """Load a row of this kind, do something to it, commit."""

    def load_and(model, key, act) -> None:
        forget()
        with app.app_context(), write_transactions():
            act(db.session.get_one(model, key))
            db.session.commit()

    return load_and


@pytest.fixture
def obstacle(make: Factory, kent, nurse) -> Obstacle:
    return make.obstacle("Signed by managers", organisation=kent, author=nurse)


def test_what_is_logged_is_told_whole(app, make, programme, kent, told, events, forget) -> None:
    money = make.category("Money")
    forget()
    with app.app_context(), write_transactions():
        commands.log_obstacle(
            programme=programme,
            organisation_id=kent.id,
            author_id=None,
            content=told("Paid late", category_ids=frozenset({money.id})),
        )
        db.session.commit()

    (event,) = events()
    assert (event.act, event.thing_kind) == ("obstacle:log", "obstacle")
    assert (event.organisation_id, event.programme_id) == (kent.id, programme.id)
    assert event.payload["title"] == [None, "Paid late"]
    assert event.payload["visibility"] == [None, "partners"]
    assert event.payload["categories"] == [[], [money.id]]


def test_an_edit_tells_what_was_and_what_is(change, obstacle, last) -> None:
    change(Obstacle, obstacle.id, lambda one: setattr(one, "title", "Signed late"))

    assert last() == ("obstacle:edit", {"title": ["Signed by managers", "Signed late"]})


@pytest.mark.on_postgresql
def test_what_was_is_told_although_nobody_had_read_it(app, obstacle, last) -> None:
    with app.app_context(), write_transactions():
        kept = db.session.get_one(Obstacle, obstacle.id)
        db.session.expire(kept)
        kept.team = "Night shift"
        kept.title = "Signed late"
        db.session.commit()

    assert last()[1]["title"] == ["Signed by managers", "Signed late"]


@pytest.mark.parametrize(
    ("to", "act"),
    [
        pytest.param(Visibility.FUNDERS, "obstacle:widen", id="wider"),
        pytest.param(Visibility.ORGANISATION, "obstacle:narrow", id="narrower"),
    ],
)
def test_who_may_read_it_is_an_act_of_its_own(change, obstacle, last, to, act) -> None:
    change(Obstacle, obstacle.id, lambda one: setattr(one, "visibility", to))

    assert last() == (act, {"visibility": ["partners", to.value]})


def test_an_edit_with_other_categories_is_one_event(
    app, make, obstacle, told, forget, events
) -> None:
    money = make.category("Money")
    forget()
    with app.app_context(), write_transactions():
        kept = db.session.get_one(Obstacle, obstacle.id)
        words = told("Other", category_ids=frozenset({money.id}), visibility=Visibility.FUNDERS)
        commands.edit_obstacle(obstacle=kept, version=kept.version, content=words)
        db.session.commit()

    (event,) = events()
    assert event.act == "obstacle:widen"
    assert set(event.payload) == {"salt", "title", "visibility", "categories"}


def test_a_status_tells_before_after_and_why(change, obstacle, nurse, last) -> None:
    day = now().date() + timedelta(days=30)
    to = commands_status.NewStatus(Status.ACCEPTED_AS_IMMOVABLE, "It is the law", day)

    change(
        Obstacle,
        obstacle.id,
        lambda one: commands_status.change_status(obstacle=one, person_id=nurse.id, to=to),
    )

    assert last() == (
        "obstacle:status",
        {
            "status": ["open", "accepted-as-immovable"],
            "reason": [None, "It is the law"],
            "look_again_on": [None, day.isoformat()],
        },
    )


def test_a_grouping_tells_both_barriers(change, make, obstacle, last) -> None:
    barrier = make.barrier()

    change(
        Obstacle,
        obstacle.id,
        lambda one: group_under_barrier(obstacle=one, barrier=barrier),
    )

    assert last() == ("obstacle:group", {"barrier_id": [None, barrier.id]})


def test_what_changes_nothing_is_no_event(change, obstacle, events) -> None:
    change(Obstacle, obstacle.id, lambda one: group_under_barrier(obstacle=one, barrier=None))

    assert events() == []


@pytest.fixture
def draft(make: Factory, kent, nurse) -> Obstacle:
    return make.obstacle("Half a thought", organisation=kent, author=nurse, is_draft=True)


def test_a_drafts_words_are_in_no_event(change, draft, events) -> None:
    change(Obstacle, draft.id, lambda one: setattr(one, "title", "Another half"))

    (event,) = events()
    assert event.act == "draft:edit"
    assert event.payload["title"] == []


def test_a_draft_that_is_logged_is_told_whole(change, draft, last) -> None:
    change(Obstacle, draft.id, lambda one: commands.publish_draft(obstacle=one))

    act, told = last()
    assert act == "obstacle:log"
    assert told["title"] == [None, "Half a thought"]


def test_a_draft_that_is_deleted_leaves_no_words(change, draft, last) -> None:
    change(Obstacle, draft.id, lambda one: commands.discard_draft(obstacle=one))

    assert last() == ("draft:discard", {})


def test_what_is_deleted_leaves_no_words(change, obstacle, last) -> None:
    change(Obstacle, obstacle.id, db.session.delete)

    assert last() == ("obstacle:delete", {})


def test_a_hindrance_is_told_on_both_ends(make, forget, kent, medway, obstacle, events) -> None:
    theirs = make.obstacle(organisation=medway)
    forget()

    make.hindrance(obstacle, theirs)

    assert [(event.organisation_id, event.thing_id) for event in events()] == [
        (kent.id, obstacle.id),
        (medway.id, theirs.id),
    ]
    assert events()[0].payload["holds_up_id"] == [None, theirs.id]
    assert events()[1].payload["held_up_by_id"] == [None, obstacle.id]


def test_no_organisation_hears_of_what_it_may_not_read(
    make, forget, medway, obstacle, events
) -> None:
    hidden = make.obstacle(organisation=medway, visibility=Visibility.ORGANISATION)
    forget()

    make.hindrance(hidden, obstacle)

    (event,) = events()
    assert (event.organisation_id, event.thing_id) == (medway.id, hidden.id)


def test_where_neither_may_read_the_other_no_organisation_hears_of_it(
    make, forget, kent, medway, events
) -> None:
    ends = [
        make.obstacle(organisation=owner, visibility=Visibility.ORGANISATION)
        for owner in (kent, medway)
    ]
    forget()

    make.hindrance(*ends)

    assert {event.organisation_id for event in events()} == {None}


def test_a_trial_tells_its_words_to_the_obstacles_organisation_alone(
    make, forget, kent, medway, obstacle, events
) -> None:
    way = make.workaround(organisation=medway, against=[obstacle])
    forget()

    make.trial(way, obstacle, what_it_took="Two phone calls")

    ours, theirs = events("trial:record")
    assert (ours.organisation_id, theirs.organisation_id) == (kent.id, medway.id)
    assert ours.payload["what_it_took"] == [None, "Two phone calls"]
    assert set(theirs.payload) == {"salt", "obstacle_id"}


@pytest.mark.on_postgresql
def test_a_trial_that_goes_otherwise_is_told(change, make, obstacle, events) -> None:
    trial = make.trial(make.workaround(against=[obstacle]), obstacle)

    change(Trial, trial.id, lambda one: setattr(one, "outcome", Outcome.PARTLY))

    assert events("trial:edit")[0].payload["outcome"] == ["worked", "partly"]


def test_a_link_taken_away_is_told(change, make, obstacle, events) -> None:
    way = make.workaround(against=[obstacle])

    def unlink(one: Workaround) -> None:
        kept = db.session.get_one(Obstacle, obstacle.id)
        unlink_workaround(workaround=one, obstacle=kept)

    change(Workaround, way.id, unlink)

    assert [event.payload["workaround_id"] for event in events("link:remove")[:1]] == [
        [way.id, None]
    ]


def test_a_place_begins_and_ends(app, make, kent, nurse, forget, events) -> None:
    make.organisation_lead(kent)
    forget()
    with app.app_context(), write_transactions():
        place = {
            "person": db.session.get_one(Person, nurse.id),
            "organisation": db.session.get_one(Organisation, kent.id),
        }
        join_organisation(**place, role=OrganisationRole.LEAD)
        db.session.commit()
        leave_organisation(**place)
        db.session.commit()
        join_organisation(**place)
        db.session.commit()

    assert [event.act for event in events()] == [
        "membership:edit",
        "membership:end",
        "membership:begin",
    ]
    assert events()[0].payload["role"] == ["contributor", "lead"]
    assert {(event.thing_kind, event.thing_id) for event in events()} == {("person", nurse.id)}


@pytest.mark.on_postgresql
def test_an_organisation_that_leaves_is_told(app, kent, programme, forget, events) -> None:
    forget()
    with app.app_context(), write_transactions():
        place = {
            "organisation": db.session.get_one(Organisation, kent.id),
            "programme": db.session.get_one(Programme, programme.id),
        }
        leave_programme(**place)
        db.session.commit()
        join_programme(**place, kind=Kind.LEAD)
        db.session.commit()

    assert [event.act for event in events()] == ["participation:end", "participation:begin"]
    assert events()[1].payload["kind"] == ["delivery", "lead"]


def test_of_a_person_only_the_names_of_fields_are_told(change, nurse, last) -> None:
    change(Person, nurse.id, lambda one: setattr(one, "name", "Nora Married"))

    assert last() == ("person:edit", {"name": []})


@pytest.mark.each_on_postgresql
@pytest.mark.parametrize(
    ("field", "value", "act"),
    [
        pytest.param("erased_at", now(), "person:erase", id="erased"),
        pytest.param("tf_primary_method", "authenticator", "second-factor:change", id="factor"),
        pytest.param("mf_recovery_codes", ["x"], "second-factor:change", id="codes"),
    ],
)
def test_what_matters_of_a_person_has_a_name_of_its_own(
    change, nurse, last, field, value, act
) -> None:
    change(Person, nurse.id, lambda one: setattr(one, field, value))

    assert last() == (act, {field: []})


@pytest.mark.on_postgresql
def test_the_counter_of_one_time_codes_is_no_event(change, nurse, events) -> None:
    change(Person, nurse.id, lambda one: setattr(one, "totp_counter", 7))

    assert events() == []


def test_a_retired_category_is_told_so(change, make, last) -> None:
    money = make.category("Money")

    change(Category, money.id, lambda one: setattr(one, "retired_at", now()))

    assert last()[0] == "category:retire"


def test_a_setting_of_a_programme_is_told(change, programme, last) -> None:
    change(Programme, programme.id, lambda one: setattr(one, "threshold", 5))

    assert last() == ("programme:edit", {"threshold": [3, 5]})


@pytest.fixture
def invitation(kent) -> Invitation:
    return Invitation(
        reference="I-22222",
        token_hash="0" * 64,
        email="new@kent.example",
        organisation_id=kent.id,
        organisation_role=OrganisationRole.CONTRIBUTOR,
        expires_at=now(),
    )


@pytest.mark.each_on_postgresql
@pytest.mark.parametrize(
    ("field", "act"),
    [
        pytest.param("accepted_at", "invitation:accept", id="accepted"),
        pytest.param("withdrawn_at", "invitation:withdraw", id="withdrawn"),
        pytest.param("expires_at", "invitation:edit", id="made longer"),
    ],
)
def test_an_invitation_is_told_without_its_address(
    app, forget, invitation, events, field, act
) -> None:
    forget()
    with app.app_context(), write_transactions():
        db.session.add(invitation)
        db.session.commit()
        setattr(invitation, field, now())
        db.session.commit()

    assert [event.act for event in events()] == ["invitation:send", act]
    assert "new@kent.example" not in str([event.payload for event in events()])


@pytest.mark.each_on_postgresql
@pytest.mark.parametrize(
    ("make_key", "acts"),
    [
        pytest.param(
            lambda person: DirectoryIdentity(issuer="x", subject="y", person_id=person.id),
            ["directory:link", "directory:unlink"],
            id="directory",
        ),
        pytest.param(
            lambda person: AddressChange(
                person_id=person.id, token_hash="0", email="n@x.example", expires_at=now()
            ),
            ["address:ask"],
            id="address",
        ),
        pytest.param(
            lambda person: Passkey(
                user_id=person.id,
                credential_id=b"1",
                public_key=b"2",
                backup_state=False,
                device_type="single",
                name="Phone",
                usage="first",
            ),
            ["passkey:add", "passkey:remove"],
            id="passkey",
        ),
    ],
)
def test_a_means_to_sign_in_is_told_and_not_which(app, nurse, forget, events, make_key, acts):
    forget()
    with app.app_context(), write_transactions():
        key = make_key(nurse)
        db.session.add(key)
        db.session.commit()
        db.session.delete(key)
        db.session.commit()

    assert [(event.act, event.thing_id) for event in events()] == [(act, nurse.id) for act in acts]
    assert [set(event.payload) for event in events()] == [{"salt"}] * len(acts)


def test_a_note_of_ones_own_says_who_and_of_what(app, kent, nurse, forget, events) -> None:
    forget()
    with app.app_context(), write_transactions():
        kept = db.session.get_one(Organisation, kent.id)
        record_event(
            "organisation:edit",
            thing=kept,
            person=nurse,
            changes={"since": [None, date(2026, 1, 2)]},
        )
        db.session.commit()

    (event,) = events()
    assert (event.person_id, event.organisation_id, event.thing_id) == (nurse.id, kent.id, kent.id)
    assert event.payload["since"] == [None, "2026-01-02"]


def test_an_act_that_nobody_knows_is_refused(app: Flask) -> None:
    with app.app_context(), pytest.raises(ValueError, match="obstacle:eat"):
        record_event("obstacle:eat")


@pytest.mark.on_postgresql
def test_a_sum_of_money_is_told_to_the_penny(change, obstacle, last) -> None:
    change(Obstacle, obstacle.id, lambda one: setattr(one, "budget_a_year", Decimal("10.50")))

    assert last()[1] == {"budget_a_year": [None, "10.50"]}


def test_what_stays_as_it_was_is_no_event(
    app, make, kent, nurse, obstacle, invitation, forget, events
) -> None:
    way, other = make.workaround(organisation=kent, against=[obstacle]), make.obstacle()
    match, barrier = make.match(obstacle, other), make.barrier()
    make.ruled_out(obstacle, barrier)
    kept = [
        (Attachment, make.attachment(obstacle).id, "name"),
        (Category, make.category().id, "name"),
        (Comment, make.comment(obstacle).id, "text"),
        (Match, (match.one_id, match.other_id), "answer"),
        (Membership, (nurse.id, kent.id), "role"),
        (RuledOut, (obstacle.id, barrier.id), "programme_id"),
        (Trial, make.trial(way, obstacle).id, "outcome"),
        (WorkaroundLink, (way.id, obstacle.id), "programme_id"),
        (Obstacle, obstacle.id, "title"),
    ]
    with app.app_context(), write_transactions():
        db.session.add(invitation)
        db.session.commit()
        kept.append((Invitation, invitation.id, "email"))
    forget()

    with app.app_context(), write_transactions():
        for model, key, field in kept:
            one = db.session.get_one(model, key)
            setattr(one, field, getattr(one, field))
        db.session.commit()

    assert events() == []


@pytest.mark.on_postgresql
def test_a_membership_is_deleted_with_its_end_told(change, kent, nurse, last) -> None:
    change(Membership, (nurse.id, kent.id), db.session.delete)

    assert last()[0] == "membership:end"

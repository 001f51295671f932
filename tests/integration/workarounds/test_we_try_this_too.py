"""One tap begins a trial; what experts advise is put in own words first."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from markupsafe import escape

from tests.listing import words_in
from tracker.models import AuditEvent, Trial, Workaround, WorkaroundLink
from tracker.models.vocabulary import Outcome

LIST = "/programmes/ticc/obstacles"


@pytest.fixture
def barrier(make, programme):
    return make.barrier(programme=programme)


@pytest.fixture
def obstacle(make, kent, barrier):
    """Kent's obstacle."""
    return make.obstacle("No mandate", organisation=kent, barrier=barrier)


@pytest.fixture
def way(make, medway, barrier):
    """What worked at Medway, under the same barrier."""
    theirs = make.obstacle("Sign-off too high", organisation=medway, barrier=barrier)
    way = make.workaround("Ask the board", organisation=medway, against=[theirs])
    make.trial(way, theirs, Outcome.WORKED)
    return way


def tap(browser, obstacle, way):
    return browser.post(f"{LIST}/{obstacle.reference}/try", data={"workaround": way.reference})


def test_the_button_stands_with_what_others_tried(kents, medways, obstacle, way):
    page = kents.get(f"{LIST}/{obstacle.reference}").text

    assert "Start a trial" in page
    assert (
        f'form="try-this" class="btn btn-line btn-sm" name="workaround" value="{way.reference}"'
        in (" ".join(page.split()))
    )
    assert "Start a trial" not in medways.get(f"{LIST}/{obstacle.reference}").text


def test_one_tap_begins_a_trial_of_today(kents, nurse, obstacle, way, rows):
    answer = tap(kents, obstacle, way)

    [trial] = rows(sa.select(Trial).where(Trial.obstacle_id == obstacle.id))
    assert (answer.status_code, answer.location) == (
        303,
        f"{LIST}/{obstacle.reference}#workarounds",
    )
    assert (trial.workaround_id, trial.author_id) == (way.id, nurse.id)
    assert (trial.outcome, trial.started_on) == (Outcome.TOO_EARLY, datetime.now(UTC).date())


def test_a_second_tap_begins_no_second_trial(kents, obstacle, way, rows):
    tap(kents, obstacle, way)

    page = kents.post(
        f"{LIST}/{obstacle.reference}/try",
        data={"workaround": way.reference},
        follow_redirects=True,
    ).text

    assert "You already have a trial of this workaround." in page
    assert "Update your trial" in page
    assert len(rows(sa.select(Trial).where(Trial.obstacle_id == obstacle.id))) == 1


def test_the_audit_tells_of_it(kents, obstacle, way, rows):
    tap(kents, obstacle, way)

    acts = sa.select(AuditEvent.act).where(AuditEvent.thing_id == obstacle.id)
    assert "trial:record" in rows(acts.where(AuditEvent.thing_kind == "obstacle"))


@pytest.mark.parametrize("who", ["medway", "lead"])
def test_nobody_else_tries_for_kent(browsers, obstacle, way, rows, who):
    assert tap(browsers[who], obstacle, way).status_code == 403
    assert rows(sa.select(WorkaroundLink.obstacle_id)) != [obstacle.id]


def test_what_is_out_of_sight_is_not_tried(kents, make, medway, obstacle, rows):
    hidden = make.workaround("Hidden", organisation=medway, visibility="organisation")

    answer = tap(kents, obstacle, hidden)

    assert answer.status_code == 303
    assert "is no longer linked here" in kents.get(answer.location).text
    assert rows(sa.select(Trial)) == []


@pytest.fixture
def advised(make, kent, programme):
    """Kent's obstacle, of a kind that experts were asked about."""
    kind = make.category("Goals", programme=programme, construct="Compatibility")
    return make.obstacle("Goals differ", organisation=kent, categories=[kind])


def test_what_experts_advise_is_told_as_opinion_with_its_source(kents, advised):
    words = words_in(kents.get(f"{LIST}/{advised.reference}").text)

    assert "This is opinion, not evidence" in words
    assert "Promote adaptability chosen by 45% of experts" in words
    assert "43058-023-00500-9" in words


def test_it_is_left_out_where_nobody_was_asked(kents, make, kent, programme):
    kind = make.category(programme=programme, construct="Culture")
    obstacle = make.obstacle(organisation=kent, categories=[kind])

    assert "This is opinion, not evidence" not in kents.get(f"{LIST}/{obstacle.reference}").text


def test_it_is_left_out_once_the_obstacle_is_past(kents, make, kent, programme):
    kind = make.category(programme=programme, construct="Compatibility")
    obstacle = make.obstacle(organisation=kent, categories=[kind], status="resolved")

    assert "This is opinion, not evidence" not in kents.get(f"{LIST}/{obstacle.reference}").text


def test_a_strategy_opens_a_form_that_is_begun(kents, advised):
    address = (
        f"/programmes/ticc/workarounds/log?obstacle={advised.reference}"
        "&strategy=promote-adaptability"
    )

    assert str(escape(address)) in kents.get(f"{LIST}/{advised.reference}").text
    page = kents.get(address).text
    assert "Published as “Promote adaptability”" in page
    assert ">\nPromote adaptability</textarea>" in page.replace("\r", "")


def test_logged_in_own_words_it_is_tried_at_once(kents, advised, rows):
    answer = kents.post(
        f"/programmes/ticc/workarounds/log?obstacle={advised.reference}"
        "&strategy=promote-adaptability",
        data={"title": "Each team chooses its hours", "visibility": "partners"}
        | {"organisation": "kent"},
    )

    [way] = rows(sa.select(Workaround))
    [trial] = rows(sa.select(Trial))
    assert answer.location == f"{LIST}/{advised.reference}#workarounds"
    assert way.title == "Each team chooses its hours"
    assert way.source_label.startswith("Published strategy: Promote adaptability.")
    assert (trial.obstacle_id, trial.outcome) == (advised.id, Outcome.TOO_EARLY)


def test_a_strategy_that_nobody_published_changes_nothing(kents, advised, rows):
    kents.post(
        f"/programmes/ticc/workarounds/log?obstacle={advised.reference}&strategy=magic",
        data={"title": "Magic", "visibility": "partners", "organisation": "kent"},
    )

    assert rows(sa.select(Workaround.source_label)) == [""]
    assert rows(sa.select(Trial)) == []

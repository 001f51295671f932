import csv
import zipfile
from importlib.resources import files
from itertools import permutations
from pathlib import Path

import pytest

from tracker.cli.demo_data import Evidence, Nature, read_demo
from tracker.cli.demo_data.counting import counted_organisations, enclosing_groups
from tracker.models import Barrier, Category, DecisionMaker, Obstacle, Organisation, Programme
from tracker.models.vocabulary import Kind, OrganisationRole, Outcome, Status

ROOT = Path(__file__).parents[3]
DATA = Path(str(files("tracker.cli.demo_data")))
SHARED = ROOT.parent / "shared" / "data" / "ticc_obstacles.csv"
DELIVERY_PARTNERS = {
    "emmaus-ouderenzorg",
    "kent-community-health",
    "kent-county-council",
    "la-vie-active",
    "medway-community-healthcare",
    "zorgbedrijf-antwerpen",
}


@pytest.fixture(scope="module")
def demo():
    return read_demo()


@pytest.fixture(scope="module")
def organisations(demo):
    return {one.slug: one for one in demo.organisations}


def told_of(demo, row):
    return {one.organisation for one in demo.obstacles if one.row.row == row}


def test_every_row_of_the_sources_stands_once(demo):
    assert [one.row for one in demo.rows] == list(range(1, 75))
    assert {one.row.row for one in demo.obstacles} == set(range(1, 75))


@pytest.mark.skipif(not SHARED.exists(), reason="the shared reading is not beside this checkout")
def test_rows_say_what_the_shared_reading_says(demo):
    workarounds = {one.row: one.words for one in demo.workarounds}
    with SHARED.open(encoding="utf-8", newline="") as file:
        shared = list(csv.DictReader(file))

    ours = [
        {
            "organisation": one.told_of,
            "obstacle": one.words,
            "workaround": workarounds.get(one.row, ""),
            "source": one.source.key,
            "scope": one.scope,
        }
        for one in demo.rows
    ]

    theirs = {"organisation", "obstacle", "workaround", "source", "scope"}
    assert ours == [{key: row[key] for key in row if key in theirs} for row in shared]


def test_the_scope_decides_the_programme(demo):
    for one in demo.rows:
        assert (one.programme == "ticc") is (one.scope == "TICC")


def test_a_row_told_of_all_delivery_partners_stands_with_each(demo):
    assert told_of(demo, 31) == DELIVERY_PARTNERS


def test_a_row_told_of_partners_together_stays_with_the_group(demo):
    for row in (32, 33, 34, 35, 36, 44, 55, 56):
        assert told_of(demo, row) == {"ticc-delivery-partners"}


def test_a_row_that_names_several_stands_with_each_named(demo):
    kent_and_medway = {
        "kent-community-health",
        "kent-county-council",
        "medway-community-healthcare",
    }

    assert told_of(demo, 57) == kent_and_medway
    assert told_of(demo, 62) == {"zorgbedrijf-antwerpen", "emmaus-ouderenzorg"}


def test_the_medway_pilot_is_medway_community_healthcares(demo):
    assert told_of(demo, 28) == told_of(demo, 29) == {"medway-community-healthcare"}


def test_a_team_stands_with_its_organisation(demo):
    teams = {one.row: (one.organisations, one.team) for one in demo.rows if one.team}

    assert teams[65] == (("kent-county-council",), "Ashford South Neighbourhood Care Team")
    assert teams[67] == (("kent-community-health",), "Charing team")


def test_confirmed_delivery_partners_are_all_who_deliver_in_the_group(demo, organisations):
    within = {
        one.slug
        for one in demo.organisations
        if "ticc-delivery-partners" in one.within and one.nature is Nature.ORGANISATION
    }
    deliver = {
        one.organisation
        for one in demo.participations
        if one.programme == "ticc" and one.kind is Kind.DELIVERY
    }

    assert within == DELIVERY_PARTNERS
    assert {one for one in deliver if not organisations[one].is_group} == DELIVERY_PARTNERS


def test_a_part_in_a_programme_names_its_source_or_is_our_reading(demo):
    for one in demo.participations:
        assert one.source.startswith("https://") or one.is_our_reading


def test_nobody_is_counted_beside_a_body_it_holds(demo, organisations):
    for barrier in demo.barriers:
        for whole, part in permutations(demo.organisations_facing(barrier.key), 2):
            assert whole not in enclosing_groups(part, organisations)


def test_a_group_stands_beside_its_members_barrier(demo):
    [hierarchy] = [one for one in demo.obstacles if one.row.row == 35]

    assert (hierarchy.barrier, hierarchy.uncounted_barrier) == ("", "decided-above")
    assert hierarchy.grouping_note.endswith("a body within this one already is.")


def test_an_obstacle_says_why_it_is_grouped(demo):
    [approvals] = [one for one in demo.obstacles if one.row.row == 42]

    assert approvals.barrier == "decided-above"
    assert approvals.grouping_note == (
        "The level is our reading. We grouped it under “Decisions are taken above the teams”: "
        "Approvals and sign-offs sat too high."
    )


def test_an_ungrouped_obstacle_has_no_barrier(demo):
    [pandemic] = [one for one in demo.obstacles if one.row.row == 39]

    assert (pandemic.barrier, pandemic.uncounted_barrier, pandemic.row.level) == ("", "", None)
    assert "grouped" not in pandemic.grouping_note


def test_every_barrier_is_told_by_somebody_and_says_it_is_grouped(demo):
    for barrier in demo.barriers:
        assert demo.organisations_facing(barrier.key)
        assert barrier.explanation.startswith("Our ")


def test_a_barrier_of_one_organisation_is_not_shared(demo):
    shared = {one.key for one in demo.shared_barriers("ticc")}

    assert "decided-above" in shared
    assert "systems-not-for-teams" not in shared
    assert "power-above" not in shared


@pytest.mark.parametrize(
    ("bodies", "expected"),
    [
        pytest.param({"nhs"}, {"nhs"}, id="alone"),
        pytest.param({"nhs", "asapad"}, {"nhs", "asapad"}, id="apart"),
        pytest.param({"kent-county-council", "two-seas-care"}, {"kent-county-council"}, id="steps"),
        pytest.param({"adopters-anywhere", "asapad"}, {"asapad"}, id="generality holds a body"),
        pytest.param(
            {"adopters-anywhere", "social-innovators"},
            {"adopters-anywhere", "social-innovators"},
            id="generalities alone",
        ),
    ],
)
def test_counted_are_bodies_that_hold_no_other(bodies, expected, organisations):
    assert counted_organisations(bodies, organisations) == expected


def test_a_row_is_past_its_obstacle_only_with_a_trial(demo):
    past = {one.row for one in demo.rows if one.status is not Status.OPEN}

    assert past == {one.row for one in demo.trials} == {39, 40, 41, 42, 43, 55, 56}
    assert {one.status for one in demo.rows} == {Status.OPEN, Status.WORKED_ROUND}


def test_only_what_a_source_reports_done_has_a_trial(demo):
    evidence = {one.key: one.evidence for one in demo.workarounds}

    for trial in demo.trials:
        assert evidence[trial.workaround] is Evidence.REPORTED
        assert trial.outcome in {Outcome.WORKED, Outcome.PARTLY}
        assert trial.grounds.startswith("The row says")


def test_a_workaround_meets_every_obstacle_of_its_row(demo):
    round_table = [one for one in demo.obstacles if one.workaround.startswith("round-table")]

    assert {one.row.row for one in round_table} == {57}
    assert len(round_table) == 3


def test_a_founding_text_is_shown_as_a_person_reads_it(demo):
    [source] = {one.source for one in demo.rows if one.row == 42}

    assert source.label == "Founding text 5 on Buurtzorg in Britain"
    assert source.url == ""


def test_a_page_keeps_its_address(demo):
    for one in demo.rows:
        seed = one.source.key.startswith("seed:")
        assert one.source.url == ("" if seed else one.source.key)
        assert not one.source.label.startswith("http")
        assert "seed:" not in one.source.label


def test_demo_people_are_those_whom_the_readme_names(demo):
    assert [one.email for one in demo.people] == [
        "contributor@kent.example",
        "lead@kent.example",
        "contributor@medway.example",
        "lead@medway.example",
        "lead@programme.example",
        "funder@programme.example",
        "admin@tracker.example",
    ]
    assert all(one.name.startswith("Demo ") for one in demo.people)


def test_partners_people_are_in_ticc_alone(demo):
    homes = {one.organisation for one in demo.people if one.role}
    programmes = {one.programme for one in demo.participations if one.organisation in homes}

    assert homes == {"kent-community-health", "medway-community-healthcare"}
    assert programmes == {"ticc"}


def test_the_programme_lead_and_the_funder_have_both_programmes(demo):
    people = {one.email: one for one in demo.people}

    assert people["lead@programme.example"].leads == ("ticc", "sister-pilots")
    assert people["funder@programme.example"].funds == ("ticc", "sister-pilots")
    assert people["lead@kent.example"].role is OrganisationRole.LEAD
    assert people["admin@tracker.example"].is_administrator


def test_categories_have_two_levels_and_definitions(demo):
    upper = [one for one in demo.categories if not one.parent]
    lower = [one for one in demo.categories if one.parent]

    assert (len(upper), len(lower)) == (8, 25)
    assert {one.parent for one in lower} == {one.slug for one in upper}
    assert all(one.definition.endswith(".") for one in demo.categories)


def test_an_organisation_of_one_country_has_it(organisations):
    assert organisations["la-vie-active"].country == "FR"
    assert organisations["ticc-delivery-partners"].country == ""
    assert organisations["social-innovators"].country == ""


def test_short_names_fit_two_lines_of_the_picture(demo):
    assert max(len(one.short_name) for one in demo.organisations) <= 36


def test_texts_fit_their_columns(demo):
    placed = [
        *((Programme, one, ("slug", "prefix", "name", "full_name")) for one in demo.programmes),
        *((Organisation, one, ("slug", "name", "short_name")) for one in demo.organisations),
        *((Category, one, ("slug", "name", "definition")) for one in demo.categories),
        *((DecisionMaker, one, ("name", "about")) for one in demo.decision_makers),
        *((Barrier, one, ("title",)) for one in demo.barriers),
        *((Obstacle, one, ("title", "grouping_note")) for one in demo.obstacles),
        *((Obstacle, one, ("team",)) for one in demo.rows),
    ]

    for model, one, columns in placed:
        for column in columns:
            assert len(getattr(one, column)) <= model.__table__.c[column].type.length


def test_the_demo_reads_from_inside_an_archive(demo, tmp_path):
    archive = tmp_path / "wheel.zip"
    with zipfile.ZipFile(archive, "w") as wheel:
        for path in DATA.glob("*.csv"):
            wheel.write(path, path.name)

    with zipfile.ZipFile(archive) as wheel:
        assert read_demo(zipfile.Path(wheel)) == demo


def test_the_page_on_the_demo_counts_right(demo):
    page = (ROOT / "docs" / "demo-data.md").read_text("utf-8")

    for programme in demo.programmes:
        slug = programme.slug
        obstacles = [one for one in demo.obstacles if one.row.programme == slug]
        counts = [
            sum(one.programme == slug for one in demo.rows),
            len(obstacles),
            len({one.organisation for one in obstacles}),
            sum(one.programme == slug for one in demo.barriers),
            len(demo.shared_barriers(slug)),
            sum(bool(one.barrier) for one in obstacles),
            sum(bool(one.uncounted_barrier) for one in obstacles),
        ]
        assert f"| `{slug}` | {' | '.join(map(str, counts))} |" in page

"""What the print of a summary says, part by part."""

from datetime import date

import pytest

from tests.unit.editions.summaries import a_barrier, a_summary, an_empty_summary
from tracker.editions.summary import (
    CategoryMatrix,
    Figure,
    HelpfulWorkaroundLine,
    LevelStatusCounts,
    SharedBarrierLine,
    StatusCounts,
)
from tracker.editions.summary_document import day_in_words, document_of


def parts_of(summary):
    return document_of(summary, "en")["parts"]


def part_of(summary, title):
    (part,) = [part for part in parts_of(summary) if part["title"] == title]
    return part


def row_of(**facts):
    return part_of(a_summary(shared=[a_barrier(**facts)]), "Shared barriers")["rows"][0]


def test_page_one_asks_what_how_much_which_barriers_and_what_got_past_them():
    summary = a_summary(
        shared=[a_barrier(number) for number in range(7)],
        helpful_workarounds=[HelpfulWorkaroundLine(words=f"Way {number}") for number in range(5)],
    )

    parts = [(part["title"], len(part.get("rows", []))) for part in parts_of(summary)]

    assert parts[:4] == [
        ("Barriers shared by most organisations", 5),
        ("What helped", 3),
        ("The other shared barriers", 2),
        ("What else helped", 2),
    ]


def test_a_few_barriers_make_one_table():
    titles = [part["title"] for part in parts_of(a_summary())]

    assert titles == [
        "Shared barriers",
        "What helped",
        "Obstacles by status",
        "Categories and organisations",
        "How this was counted",
        "Who shares which barrier",
    ]


def test_an_empty_programme_says_in_sentences_what_is_not_there():
    parts = parts_of(an_empty_summary())

    assert [part["kind"] for part in parts] == ["empty"] * 4 + ["notes"]
    assert all(part["words"].endswith(".") for part in parts[:4])


@pytest.mark.parametrize(
    ("facts", "title"),
    [
        pytest.param({"shared": []}, "Shared barriers", id="nothing-shared"),
        pytest.param({"helpful_workarounds": []}, "What helped", id="nothing-past"),
        pytest.param(
            {"status_counts": StatusCounts(), "levels": []},
            "Obstacles by status",
            id="nothing-logged",
        ),
        pytest.param(
            {"matrix": CategoryMatrix(categories=["Law"])},
            "Categories and organisations",
            id="none",
        ),
    ],
)
def test_a_part_without_content_is_a_sentence(facts, title):
    assert part_of(a_summary(**facts), title)["kind"] == "empty"


def test_a_summary_without_a_picture_has_no_part_for_it():
    titles = [part["title"] for part in parts_of(a_summary(network_svg=None))]

    assert "Who shares which barrier" not in titles


def test_the_day_is_written_as_the_language_does():
    assert [day_in_words(date(2026, 11, 2), language) for language in ("en", "fr", "nl")] == [
        "2 November 2026",
        "2 novembre 2026",
        "2 november 2026",
    ]


def test_the_footer_says_programme_day_and_whose_sight():
    footer = document_of(a_summary(), "en")["footer"]

    assert footer == "TICC, 22 November 2026. Counted over what a funder may read."


def test_a_long_footer_is_cut_and_the_notes_say_the_whole():
    summary = a_summary(sight="As a funder may read it, " * 20)

    assert len(document_of(summary, "en")["footer"]) == 110
    assert summary.sight in part_of(summary, "How this was counted")["notes"]


def test_the_notes_say_the_threshold_and_end_with_the_programmes_own():
    notes = part_of(a_summary(threshold=5), "How this was counted")["notes"]

    assert any("fewer than 5 organisations" in note for note in notes)
    assert notes[-1] == "Told from public sources."


def test_a_large_figure_is_grouped_as_the_language_does():
    summary = a_summary(figures=[Figure(number=12345, noun="obstacles")])

    assert document_of(summary, "en")["figures"][0]["number"] == "12,345"
    assert document_of(summary, "nl")["figures"][0]["number"] == "12.345"


def test_four_figures_at_most():
    figures = [Figure(number=number, noun="things") for number in range(6)]

    shown = document_of(a_summary(figures=figures), "en")["figures"]

    assert [figure["number"] for figure in shown] == ["0", "1", "2", "3"]


def test_a_strip_goes_from_in_the_way_to_past_it_and_says_so_in_words():
    row = row_of(states=["resolved", "open", "worked-round", "open"])

    assert row["marks"] == ["open", "open", "worked-round", "resolved"]
    assert row["strip-words"] == "open: 2, worked round: 1, resolved: 1"


def test_a_strip_too_long_for_its_column_becomes_numbers():
    row = row_of(states=["open"] * 14 + ["resolved"])

    assert row["marks"] == []
    assert row["tally"] == [["open", 14], ["resolved", 1]]


def test_a_strip_that_would_tell_too_much_is_not_given():
    row = row_of(states=None, organisations=None)

    assert (row["strip-words"], row["organisations"]) == ("", "")


@pytest.mark.parametrize(
    ("unnamed", "names"),
    [
        pytest.param(0, "Kent", id="all-named"),
        pytest.param(4, "Kent, 4 without a name", id="enough-to-count"),
        pytest.param(None, "Kent, others (names not shown)", id="too-few-to-count"),
    ],
)
def test_unnamed_organisations_are_counted_or_only_mentioned(unnamed, names):
    assert row_of(named=["Kent"], cleared_by=[], unnamed=unnamed)["names"] == names


def test_who_is_past_it_is_named_once():
    row = row_of(named=["Kent", "Medway"], cleared_by=["Medway"])

    assert (row["names"], row["past"]) == ("Kent", "No longer in the way: Medway")


def test_many_names_are_cut_short_with_their_number():
    row = row_of(named=["An organisation " + "x" * 60] * 10, cleared_by=[])

    assert row["names"].endswith("x, 8 more")


def test_one_long_name_is_still_shown():
    assert row_of(named=["x" * 300], cleared_by=[])["names"] == "x" * 300


def test_a_barrier_whose_level_nobody_said_shows_none():
    assert (row_of(level=None)["level"], row_of(level="local-system")["level"]) == (
        "",
        "local system",
    )


def test_bars_go_in_the_way_past_it_immovable_and_leave_out_what_is_none():
    levels = [
        LevelStatusCounts(level="team", status_counts=StatusCounts(open=2, accepted_as_immovable=1))
    ]

    rows = part_of(a_summary(levels=levels), "Obstacles by status")["rows"]

    assert rows[1]["bars"] == [{"tone": "stuck", "count": 2}, {"tone": "stone", "count": 1}]
    assert (
        rows[1]["alt"] == "still in the way: 2; no longer in the way: 0; accepted as immovable: 1"
    )


@pytest.mark.parametrize(
    ("status_counts", "words"),
    [
        pytest.param(StatusCounts(), "none", id="none"),
        pytest.param(StatusCounts(open=None), "not shown", id="suppressed"),
    ],
)
def test_a_level_without_a_bar_says_why(status_counts, words):
    levels = [LevelStatusCounts(level=None, status_counts=status_counts)]

    row = part_of(a_summary(levels=levels), "Obstacles by status")["rows"][1]

    assert row == {"label": "level not recorded", "alt": words, "bars": []}


def test_the_sums_of_all_five_statuses_are_given():
    summary = a_summary(status_counts=StatusCounts(open=2, resolved=None))

    sums = part_of(summary, "Obstacles by status")["sums"]

    assert [word for _status, _count, word in sums][-1] == "accepted as immovable"
    assert [count for _status, count, _word in sums] == ["2", "0", "0", "not shown", "0"]


def test_what_may_not_be_added_up_is_not():
    status_counts = StatusCounts(open=None, being_worked_on=3, worked_round=1, resolved=1)

    assert (status_counts.blocking, status_counts.cleared) == (None, 2)


def test_a_line_needs_no_more_than_its_title():
    line = SharedBarrierLine(reference="B", title="A barrier", organisations=2)

    row = part_of(a_summary(shared=[line]), "Shared barriers")["rows"][0]

    assert (row["names"], row["past"], row["strip-words"]) == ("", "", "")

"""Who reads an obstacle is said in one line, the same everywhere."""

import pytest

from tracker.auth.reader_labels import (
    new_readers_sentence,
    readers_description,
    readers_label,
    readers_labels,
)
from tracker.models.vocabulary import Visibility

pytestmark = pytest.mark.usefixtures("spoken")


@pytest.mark.parametrize(
    ("visibility", "is_named", "line"),
    [
        (Visibility.ORGANISATION, True, "Visible to our organisation only"),
        (Visibility.ORGANISATION, False, "Visible to our organisation only"),
        (Visibility.PARTNERS, True, "Visible to partners, with our name"),
        (Visibility.PARTNERS, False, "Visible to partners, without our name"),
        (Visibility.FUNDERS, False, "Visible to partners and funders, without our name"),
        (Visibility.PUBLIC, True, "Can be published, with our name"),
    ],
)
def test_the_line_says_who_reads_it_and_under_which_name(visibility, is_named, line):
    assert readers_label(visibility, is_named=is_named) == line


def test_the_pages_script_has_a_line_for_every_choice():
    lines = readers_labels()

    assert set(lines) == {"organisation", "partners", "funders", "public"}
    assert lines["partners"] == {
        "named": "Visible to partners, with our name",
        "unnamed": "Visible to partners, without our name",
    }


def test_each_choice_says_who_that_is():
    lines = {readers_description(visibility, "Kent", "TICC") for visibility in Visibility}

    assert len(lines) == 4
    assert "Only members of Kent" in lines


@pytest.mark.parametrize(
    ("before", "now", "is_said"),
    [
        (Visibility.ORGANISATION, Visibility.PARTNERS, True),
        (Visibility.PARTNERS, Visibility.FUNDERS, True),
        (Visibility.FUNDERS, Visibility.PUBLIC, True),
        (Visibility.PUBLIC, Visibility.ORGANISATION, False),
        (Visibility.PARTNERS, Visibility.PARTNERS, False),
    ],
)
def test_new_readers_are_named_only_when_there_are_any(before, now, is_said):
    assert bool(new_readers_sentence(now, before)) is is_said

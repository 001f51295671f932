"""A matrix fits its page however many categories and organisations there are."""

from dataclasses import replace

import pytest

from tests.unit.editions.summaries import a_matrix
from tracker.editions.labels import matrix_caption
from tracker.editions.matrix_print import ACROSS, matrix_print
from tracker.editions.summary import CategoryMatrix


def heads_of(printed):
    return [head for block in printed["blocks"] for head in block["heads"]]


def test_the_longer_list_goes_down_the_page():
    printed = matrix_print(a_matrix(3, 9))

    assert printed["corner"] == "Organisation"
    assert len(printed["rows"]) == 9
    assert heads_of(printed) == ["Category 1", "Category 2", "Category 3"]


def test_categories_go_down_where_they_are_as_many():
    assert matrix_print(a_matrix(4, 4))["corner"] == "Category"


@pytest.mark.parametrize(("categories", "organisations"), [(2, 5), (5, 2), (1, 1), (40, 33)])
def test_every_number_stays_with_its_category_and_its_organisation(categories, organisations):
    matrix = a_matrix(categories, organisations)

    printed = matrix_print(matrix)

    rows = [row["label"] for row in printed["rows"]]
    for block in printed["blocks"]:
        for label, counts in zip(rows, block["counts"], strict=True):
            for head, count in zip(block["heads"], counts, strict=True):
                category, organisation = sorted([label, head])
                place = matrix.categories.index(category)
                assert matrix.counts[place][matrix.organisations.index(organisation)] == count


def test_a_wide_matrix_is_shared_out_evenly():
    printed = matrix_print(a_matrix(40, 30))

    assert [len(block["heads"]) for block in printed["blocks"]] == [10, 10, 10]
    assert printed["blocks"][1]["caption"] == "Organisations 11 to 20 of 30"
    assert all(len(block["heads"]) <= ACROSS for block in printed["blocks"])


def test_one_table_needs_no_caption_of_its_own():
    assert matrix_print(a_matrix(2, 2))["blocks"][0]["caption"] == ""


@pytest.mark.parametrize(("across", "upright"), [(5, False), (6, True)])
def test_many_headings_stand_upright(across, upright):
    assert matrix_print(a_matrix(across, 20))["upright"] is upright


def test_totals_stand_at_the_end_of_rows_and_columns():
    printed = matrix_print(a_matrix(2, 3))

    assert [row["totals"] for row in printed["rows"]] == [[4], [4], [4]]
    assert printed["blocks"][0]["totals"] == [5, 5]


def test_a_matrix_without_totals_shows_none():
    matrix = CategoryMatrix(categories=["Law"], organisations=["Medway"], counts=[[1]])

    printed = matrix_print(matrix)

    assert printed["rows"] == [{"label": "Law", "totals": []}]
    assert printed["blocks"][0]["totals"] == []


def test_a_long_name_is_cut_at_the_head_and_whole_in_a_row():
    name = "A very long name of an organisation that nobody can say"
    matrix = CategoryMatrix(categories=[name], organisations=[name], counts=[[1]])

    printed = matrix_print(matrix)

    assert printed["rows"][0]["label"] == name
    assert heads_of(printed) == ["A very long name of an organisation tha…"]


def test_the_caption_explains_a_dash_only_where_there_is_one():
    hidden = CategoryMatrix(categories=["Law"], organisations=["Medway"], counts=[[None]])

    assert "dash" in matrix_caption(hidden)
    assert "dash" not in matrix_caption(a_matrix(2, 2))


def test_the_caption_says_how_many_have_no_column():
    matrix = replace(a_matrix(2, 2), without_column=3)

    assert "3 obstacles whose organisation’s name is not shown" in matrix_caption(matrix)
    assert "column" not in matrix_caption(a_matrix(2, 2))


def test_rows_and_columns_have_one_total():
    assert matrix_print(a_matrix(2, 20))["everything"] == 9

"""The page of categories: both levels, with what each holds of what the viewer may read."""

import pytest
import sqlalchemy as sa

from tests.integration.conftest import everybody_sees
from tests.listing import without_token, words_in
from tracker.models import Obstacle

AT = "/programmes/ticc/categories"


@pytest.fixture
def law(make, programme):
    return make.category("Law", slug="law", programme=programme, definition="What binds.")


def test_an_empty_programme_says_what_will_stand_here(leads, kents):
    assert "No categories yet." in kents.get(AT).text
    assert "Add a category" in leads.get(AT).text
    assert "Add a category" not in kents.get(AT).text


def test_both_levels_stand_in_their_order(kents, make, programme, law):
    make.category("Second", programme=programme)
    make.category("Inspection", programme=programme, parent=law)

    words = words_in(kents.get(AT).text)

    assert words.index("Law") < words.index("Inspection") < words.index("Second")
    assert "What binds." in words


def test_examples_are_told(kents, make, programme):
    make.category(programme=programme, examples="Four policies\n\nThree signatures")

    assert "“Four policies”, “Three signatures”" in words_in(kents.get(AT).text)


def test_only_a_programme_lead_finds_the_buttons(leads, kents, law):
    assert law
    assert "Move Law up" in leads.get(AT).text
    assert "Move Law up" not in kents.get(AT).text
    assert "Retire" in leads.get(f"{AT}/law/edit").text


@pytest.mark.parametrize("visibility", ["organisation", "partners", "funders", "public"])
def test_an_obstacle_is_counted_for_who_may_read_it(browsers, make, kent, law, visibility):
    make.obstacle(organisation=kent, categories=[law], visibility=visibility)

    counting = {
        who for who, browser in browsers.items() if "Law 1" in words_in(browser.get(AT).text)
    }

    assert counting == everybody_sees(visibility)


@pytest.mark.parametrize("visibility", ["organisation", "partners", "funders", "public"])
def test_one_without_category_is_named_to_who_may_read_it(browsers, make, kent, law, visibility):
    make.obstacle("In no category", organisation=kent, visibility=visibility)

    told = {who for who, browser in browsers.items() if "In no category" in browser.get(AT).text}

    assert law
    assert told == everybody_sees(visibility)


def test_an_obstacle_in_both_levels_counts_once_above(kents, make, kent, programme, law):
    lower = make.category("Inspection", programme=programme, parent=law)
    make.obstacle(organisation=kent, categories=[law, lower])
    make.obstacle(organisation=kent, categories=[lower])

    words = words_in(kents.get(AT).text)

    assert "Law 2" in words
    assert "Inspection 2" in words


def test_drafts_are_counted_nowhere(kents, make, kent, nurse, law):
    make.obstacle(organisation=kent, categories=[law], is_draft=True, author=nurse)
    make.obstacle("Not yet logged", organisation=kent, is_draft=True, author=nurse)

    page = kents.get(AT).text

    assert "Law 0" in words_in(page)
    assert "Not yet logged" not in page


def test_what_is_typed_is_shown_as_typed(leads, kents):
    typed = '<script>alert(1)</script> \u202eRTL & "more"'

    leads.post(f"{AT}/add", data={"name": typed, "definition": typed})

    page = kents.get(AT).text
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 2


@pytest.fixture
def unnamed(make, kent, law):
    """An obstacle of Kent in that category, without Kent's name."""
    return make.obstacle(organisation=kent, categories=[law], is_named=False)


def test_who_owns_an_unnamed_obstacle_makes_no_difference(medways, make, unnamed, run):
    before = without_token(medways.get(AT))

    run(sa.update(Obstacle).values(organisation_id=make.organisation("Other").id))

    assert unnamed
    assert without_token(medways.get(AT)) == before


@pytest.mark.usefixtures("unnamed")
def test_its_queries_do_not_grow_with_its_rows(queries_of, kents, make, law):
    few = queries_of(kents, AT)

    for _each in range(5):
        lower = make.category(parent=law)
        make.obstacle(categories=[make.category(), lower])
        make.obstacle()

    assert queries_of(kents, AT) == few


def test_a_visitor_is_asked_to_sign_in(client, programme):
    assert programme
    assert client.get(AT).status_code == 303


def test_somebody_without_a_place_is_told_nothing(signed_in_as, make, programme):
    assert programme
    assert signed_in_as(make.person()).get(AT).status_code == 404

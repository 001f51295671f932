"""The pages from which a programme is run stand in the bar of those who run it."""

import re

import pytest

AT = "/programmes/ticc"
PAGES = {
    "organisations": "Organisations",
    "people": "People",
    "categories": "Categories",
    "decision-makers": "Decision-makers",
    "log": "Activity log",
    "settings": "Settings",
}
FOR_ALL = list(PAGES)[:4]


def links_of(page: str, pattern: str) -> list[tuple[str, bool]]:
    """Return each link of the navigation that fits: the end of its address, and if it is here."""
    [nav] = re.findall(pattern, page, re.DOTALL) or [""]
    links = re.findall(rf'<a href="{AT}/([\w-]+)"( aria-current="page")?>', nav)
    return [(end, bool(here)) for end, here in links]


def in_bar(page: str) -> list[str]:
    return [end for end, _here in links_of(page, r'<nav class="bar-2".*?</nav>')]


def in_menu(page: str) -> list[str]:
    return [end for end, _here in links_of(page, r'aria-labelledby="manage-words".*?</nav>')]


def in_foot(page: str) -> list[str]:
    return [end for end, _here in links_of(page, r"<footer.*?</footer>")]


@pytest.fixture
def kents_lead(make, kent, signed_in_as):
    return signed_in_as(make.organisation_lead(kent))


def test_programme_lead_has_every_page_in_the_bar(leads) -> None:
    page = leads.get(AT).text

    assert in_bar(page) == in_menu(page) == list(PAGES)
    assert in_foot(page) == []
    assert 'aria-label="Manage TICC"' in page


def test_organisation_lead_has_all_but_the_programmes_settings(kents_lead) -> None:
    page = kents_lead.get(AT).text

    assert in_bar(page) == in_menu(page) == [*FOR_ALL, "log"]


@pytest.mark.parametrize("browser", ["kent", "funder"])
def test_others_have_them_at_the_foot_and_in_the_phones_menu(browsers, browser) -> None:
    page = browsers[browser].get(AT).text

    assert in_bar(page) == []
    assert in_foot(page) == in_menu(page) == FOR_ALL
    assert "Manage TICC" not in page


def test_the_page_where_one_is_is_marked(leads) -> None:
    marked = {
        end: [
            one
            for one, here in links_of(leads.get(f"{AT}/{end}").text, "<header.*?</header>")
            if here
        ]
        for end in PAGES
    }

    assert marked == {end: [end, end] for end in PAGES}


def test_outside_a_programme_there_is_no_such_menu(leads) -> None:
    page = leads.get("/account").text

    assert in_bar(page) == in_menu(page) == in_foot(page) == []

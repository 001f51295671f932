"""Where no obstacle has the words of a search, the list shows what is near, under a heading."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.encoders import Topics
from tests.factories import Factory
from tests.integration.conftest import AT
from tests.listing import titles, without_token, words_in
from tracker.models import Organisation
from tracker.models.vocabulary import Status, Visibility
from tracker.text_index import corpora, near_search

pytestmark = pytest.mark.on_postgresql

HEADING = "Near in meaning, or with parts of these words"
NONE = "No obstacle that you can see has these words:"


@pytest.fixture
def read(kents: FlaskClient) -> Callable[..., tuple[list[str], str]]:
    """Read the titles and the text of the list that is found with these words."""

    def ask(words: str, **filters: str) -> tuple[list[str], str]:
        page = kents.get(AT, query_string={"q": words} | filters)
        return titles(page), words_in(page.text)

    return ask


def test_a_part_of_a_word_finds_it_under_a_heading_of_its_own(read, make: Factory) -> None:
    make.obstacle("Geen thuiszorg in het weekend")
    make.obstacle("No rooms")

    found, text = read("zorg")

    assert found == ["Geen thuiszorg in het weekend"]
    assert f"{NONE} “zorg”." in text
    assert "There is nothing to download." in text
    assert HEADING in text


def test_where_words_find_something_nothing_near_is_added_or_computed(
    read, make: Factory, encoder: Topics
) -> None:
    make.obstacle("Geen thuiszorg")
    make.obstacle("Zorg zonder dak")

    found, text = read("zorg")

    assert found == ["Zorg zonder dak"]
    assert HEADING not in text
    assert "zorg" not in encoder.encoded


@pytest.mark.parametrize(
    "words", [pytest.param(one, id=one) for one in ("parking", "?!", "us", "zorg rooms")]
)
def test_with_nothing_near_there_is_no_heading(read, make: Factory, words: str) -> None:
    make.obstacle("Status van de thuiszorg")

    found, text = read(words)

    assert (found, HEADING in text) == ([], False)
    assert NONE in text


@pytest.mark.usefixtures("encoder")
def test_what_is_near_in_meaning_is_found_without_a_common_word(read, make: Factory) -> None:
    make.obstacle("Each sign-off sits with managers")
    make.obstacle("No car to travel by")

    found, text = read("handtekening")

    assert found == ["Each sign-off sits with managers"]
    assert HEADING in text


def test_five_are_shown_at_most(read, make: Factory) -> None:
    for number in range(7):
        make.obstacle(f"Thuiszorg {number}")

    assert len(read("zorg")[0]) == 5


def test_the_other_filters_hold(read, make: Factory) -> None:
    make.obstacle("Thuiszorg is open")
    make.obstacle("Thuiszorg is done", status=Status.RESOLVED)

    found, text = read("zorg", status="resolved")

    assert found == ["Thuiszorg is done"]
    assert "No obstacles that you can see match all these filters:" in text


@pytest.mark.parametrize("format_", ["csv", "json", "xlsx"])
def test_no_file_has_it(kents: FlaskClient, make: Factory, format_: str) -> None:
    make.obstacle("Thuiszorg")

    answer = kents.get(f"{AT}.{format_}", query_string={"q": "zorg"})

    assert b"Thuiszorg" not in answer.data
    assert answer.status_code == kents.get(f"{AT}.{format_}?q=parking").status_code


@pytest.mark.usefixtures("encoder")
@pytest.mark.parametrize("words", ["zorg", "handtekening", "medway", "strood"])
def test_what_is_hidden_changes_no_byte(
    kents: FlaskClient,
    make: Factory,
    kent: Organisation,
    medway: Organisation,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(near_search, "_COMPARED", 2)  # Nothing hidden takes a place among these.
    make.obstacle("Thuiszorg", organisation=kent)
    make.obstacle("Each sign-off sits with managers", organisation=medway, is_named=False)
    before = without_token(kents.get(AT, query_string={"q": words}))

    for number in range(9):
        for title in ("Geen zorg", "Thuiszorg", "Handtekening", "Sign-off", "Car"):
            make.obstacle(
                f"{title} {number}", organisation=medway, visibility=Visibility.ORGANISATION
            )
    make.obstacle("Thuiszorg needs a sign-off", organisation=medway, is_draft=True)
    make.barrier("Thuiszorg needs a sign-off")

    assert without_token(kents.get(AT, query_string={"q": words})) == before


@pytest.mark.usefixtures("encoder")
def test_a_draft_is_not_found(read, make: Factory, kent: Organisation) -> None:
    make.obstacle("Thuiszorg needs a sign-off", organisation=kent, is_draft=True)

    assert read("zorg")[0] == read("handtekening")[0] == []


def test_while_the_texts_are_loading_it_says_so_and_keeps_nothing(
    read, make: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.obstacle("Thuiszorg")
    with monkeypatch.context() as patched:
        patched.setattr(corpora, "MAX_SYNCHRONOUS", 0)
        patched.setattr(corpora, "run_in_background", lambda *_: None)
        found, text = read("zorg")

    assert (found, HEADING in text) == ([], False)
    assert "We are still loading the texts to find what is near in meaning." in text
    assert read("zorg")[0] == ["Thuiszorg"]


def test_asked_again_it_is_not_encoded_again(read, make: Factory, encoder: Topics) -> None:
    make.obstacle("Each sign-off sits with managers")
    read("handtekening")
    encoder.encoded.clear()

    assert read("handtekening")[0] == ["Each sign-off sits with managers"]
    assert "zorg" not in encoder.encoded

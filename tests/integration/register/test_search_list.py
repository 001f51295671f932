"""Search: every word begins a word of theirs, in any case, with any accents, in any script."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories import Factory
from tests.integration.conftest import AT
from tests.listing import chips, titles
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.models import Obstacle, Organisation

pytestmark = pytest.mark.each_on_postgresql


def found(client: FlaskClient, words: str) -> set[str]:
    return set(titles(client.get(AT, query_string={"q": words})))


@pytest.mark.parametrize(
    ("title", "words"),
    [
        pytest.param("L'hôpital refuse l'accès", "HOPITAL acces", id="accents and case"),
        pytest.param("Une œuvre sociale", "oeuvre", id="ligature"),
        pytest.param("Straße gesperrt", "STRASSE", id="sharp s"),
        pytest.param("Нет подписи врача", "ПОДПИСИ врач", id="Cyrillic"),
        pytest.param("Ёлка мешает", "елка", id="Cyrillic accent"),
        pytest.param("Δεν υπάρχει υπογραφή", "ΥΠΟΓΡΑΦΗ", id="Greek"),
        pytest.param("介護保険の書類", "保険", id="script without spaces"),
        pytest.param("서명이 없습니다", "서명", id="Hangul"),
        pytest.param("لا يوجد توقيع", "توقيع", id="Arabic"),
        pytest.param("Sign-off sits too high", "sign off", id="hyphen"),
        pytest.param("Sign-off sits too high", "high   SITS", id="any order, any spaces"),
        pytest.param("Sign-off sits too high", "sig hi", id="start of words"),
        pytest.param("Rule 17(b) forbids it", "17(b)", id="brackets"),
        pytest.param("Cuts of 40% hurt", "40%", id="per cent"),
        pytest.param("Cuts of 40 % hurt", "40%", id="per cent after a space"),
        pytest.param("Cuts of 40 per cent hurt", "40%", id="per cent in words"),
        pytest.param("Cuts of 40% hurt", "40", id="the number of a percentage"),
        pytest.param("Cuts of 2,5 % hurt", "2.5%", id="per cent with a decimal"),
        pytest.param("No lift 👩🏽\u200d⚕️ again", "👩\u200d⚕️", id="emoji, whatever its skin"),
        pytest.param("Only in 🇧🇪", "🇧🇪", id="flag"),
        pytest.param("field_name is missing", "field_name", id="underscore"),
        pytest.param('The "near" rule AND more', '"near" AND', id="operators"),
    ],
)
def test_words_find_what_says_them(
    make: Factory, kents: FlaskClient, title: str, words: str
) -> None:
    make.obstacle(title)
    make.obstacle("Something else entirely")

    assert found(kents, words) == {title}


@pytest.mark.parametrize("words", ["5%", "5 per cent"])
def test_a_percentage_is_a_number_of_its_own(make: Factory, kents: FlaskClient, words: str) -> None:
    make.obstacle("Cuts of 5 % hurt")
    for other in ("15%", "50%", "1.5%", "5 days"):
        make.obstacle(f"Cuts of {other} hurt")

    assert found(kents, words) == {"Cuts of 5 % hurt"}


@pytest.mark.parametrize("words", ["🚑", "🇧🇬"])
def test_another_emoji_is_not_found(make: Factory, kents: FlaskClient, words: str) -> None:
    make.obstacle("No lift 🚲 in 🇧🇪 or 🇬🇧")

    assert found(kents, words) == set()


@pytest.mark.parametrize(
    "words",
    ["%", "_", "*", '"', "(", ":", "-", "' OR 1=1 --", "s%gn", "s_gn", "si*ff", "NEAR(a b)"],
)
def test_signs_are_no_wildcards_and_no_operators(
    make: Factory, kents: FlaskClient, words: str
) -> None:
    make.obstacle("Sign-off sits too high", reference="TICC-7KQ4")

    assert found(kents, words) == set()


def test_every_word_must_be_said(make: Factory, kents: FlaskClient) -> None:
    make.obstacle("No mandate", details="Nobody may sign.", reference="TICC-7KQ4")
    make.obstacle("No car", reference="TICC-8XYZ")

    assert found(kents, "no") == {"No mandate", "No car"}
    assert found(kents, "no sign") == {"No mandate"}
    assert found(kents, "no sign car") == set()


def test_the_middle_of_a_word_is_not_its_start(make: Factory, kents: FlaskClient) -> None:
    make.obstacle("No mandate", reference="TICC-7KQ4")
    make.obstacle("No date")

    assert found(kents, "date") == {"No date"}


@pytest.mark.parametrize("shape", ["{}", "#{}", "({})."])
def test_a_reference_is_found_with_or_without_its_prefix(
    make: Factory, kents: FlaskClient, shape: str
) -> None:
    obstacle = make.obstacle("No mandate", reference="TICC-7KQ4")
    make.obstacle("No car", reference="TICC-8XYZ")

    for reference in ("TICC-7KQ4", "ticc-7kq4", "7KQ4", "7kq4"):
        assert found(kents, shape.format(reference)) == {obstacle.title}


def test_an_organisations_name_finds_what_it_met(
    make: Factory, kents: FlaskClient, medway: Organisation
) -> None:
    make.obstacle("No mandate", organisation=medway)
    make.obstacle("Unlike Medway, no car")

    assert found(kents, "medw") == {"No mandate", "Unlike Medway, no car"}
    assert found(kents, "medway mandate") == {"No mandate"}


def test_what_is_not_named_is_found_neither_by_its_organisation_nor_by_its_team(
    make: Factory, kents: FlaskClient, medway: Organisation
) -> None:
    make.obstacle("In confidence", organisation=medway, is_named=False, team="Strood Harbour")

    assert found(kents, "confidence") == {"In confidence"}
    assert found(kents, "medway") == set()
    assert found(kents, "medway confidence") == set()
    assert found(kents, "strood") == set()


@pytest.mark.parametrize("words", ["Harbour confidence", "Ash confidence", "confidence Ash"])
def test_nor_by_its_team_beside_a_word_of_its_text(make, kents, medway, words) -> None:
    make.obstacle("In confidence", organisation=medway, is_named=False, team="Ash Harbour")

    assert found(kents, words) == set()


def test_ones_own_unnamed_obstacles_are_found_by_organisation_and_team(
    make: Factory, medways: FlaskClient, medway: Organisation
) -> None:
    make.obstacle("In confidence", organisation=medway, is_named=False, team="Strood Harbour")

    assert found(medways, "medway strood harb") == {"In confidence"}


def test_a_team_finds_what_it_met(make: Factory, kents: FlaskClient, medway: Organisation) -> None:
    make.obstacle("No mandate", organisation=medway, team="x" * 50)

    assert found(kents, "x" * 60) == {"No mandate"}


def test_words_and_filters_narrow_together(make: Factory, kents: FlaskClient) -> None:
    make.obstacle("No mandate, here")
    make.obstacle("No mandate, there", organisation=make.organisation("Lille", slug="lille"))

    page = kents.get(f"{AT}?q=mandate&organisation=lille")

    assert titles(page) == ["No mandate, there"]
    assert chips(page) == ["“mandate”", "Lille"]


def test_the_words_stay_in_their_field(make: Factory, kents: FlaskClient) -> None:
    make.obstacle('A "quoted" rule')

    page = kents.get(AT, query_string={"q": '"quoted" <rule>'})

    assert 'value="&#34;quoted&#34; &lt;rule&gt;"' in page.text


def test_a_question_of_two_hundred_words_is_answered(make: Factory, kents: FlaskClient) -> None:
    make.obstacle("No mandate")

    assert found(kents, "no " * 5000) == {"No mandate"}
    assert found(kents, " ".join(f"w{number}" for number in range(200))) == set()


def test_an_edit_of_nothing_but_the_name_hides_the_team_at_once(
    app: Flask, make: Factory, kents: FlaskClient, medway: Organisation
) -> None:
    obstacle = make.obstacle("In confidence", organisation=medway, team="Strood")
    assert found(kents, "strood") == {"In confidence"}

    withhold_name(app, obstacle)

    assert found(kents, "strood") == set()


def withhold_name(app: Flask, obstacle: Obstacle) -> None:
    with app.app_context(), write_transactions():
        db.session.get_one(Obstacle, obstacle.id).is_named = False
        db.session.commit()

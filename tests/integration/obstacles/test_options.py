"""What a pick list offers while somebody types: at most seven, within sight, one's own first."""

import random

import pytest

from tracker.models.vocabulary import Status, Visibility
from tracker.obstacles.routes_options import options
from tracker.sight.options import near_options
from tracker.sight.sight import find_sight
from tracker.web.rate_limits import SIMILAR

AT = "/programmes/ticc/obstacles/options"


def offered(browser, words="", **more):
    answer = browser.post(AT, data={"words": words} | more)
    assert answer.status_code == 200
    return answer.json["options"]


def titles(browser, words="", **more):
    return [one["label"] for one in offered(browser, words, **more)]


@pytest.mark.on_postgresql
def test_words_find_it_with_its_state_and_organisation(kents, make, medway):
    theirs = make.obstacle("No rooms for teams", organisation=medway, status=Status.WORKED_ROUND)
    make.obstacle("Something else", organisation=medway)

    assert offered(kents, "teams room") == [
        {
            "value": theirs.reference,
            "label": "No rooms for teams",
            "status": "worked-round",
            "note": "Medway",
        }
    ]


@pytest.mark.on_postgresql
def test_ones_own_come_first_then_the_newest(kents, make, kent, medway):
    for title, owner in (("Ours", kent), ("Older", medway), ("Newer", medway)):
        make.obstacle(title, organisation=owner)

    assert titles(kents) == ["Ours", "Newer", "Older"]


def test_a_typed_reference_is_found(kents, make, medway):
    theirs = make.obstacle("No rooms", organisation=medway)

    assert titles(kents, theirs.reference.lower()) == ["No rooms"]


@pytest.mark.on_postgresql
def test_an_organisation_finds_its_obstacles(kents, make, medway):
    make.obstacle("No rooms", organisation=medway)

    assert titles(kents, "medw") == ["No rooms"]


def test_who_may_not_be_named_is_neither_named_nor_found_by_name(kents, make, medway):
    make.obstacle("No rooms", organisation=medway, is_named=False)

    assert [one["note"] for one in offered(kents)] == ["Name not shown"]
    assert titles(kents, "medway") == []


def test_seven_are_offered_and_more_are_announced(kents, make, medway):
    for number in range(8):
        make.obstacle(f"No rooms {number}", organisation=medway)

    answer = kents.post(AT, data={"words": "rooms"}).json

    assert len(answer["options"]) == 7
    assert answer["summary"] == "The first 7 are shown. Enter more words to find others."


@pytest.mark.parametrize(
    ("words", "summary"),
    [
        ("rooms", "1 found. Use the up and down arrow keys to choose."),
        ("nothing", "Nothing that you can see matches. Enter other words."),
        ("?!", "Nothing that you can see matches. Enter other words."),
        (
            "work",
            (
                "Nothing that you can choose has these words. 1 is near in meaning or has parts of"
                " them. Use the up and down arrow keys to choose."
            ),
        ),
    ],
)
def test_a_sentence_says_how_many(kents, make, medway, words, summary):
    make.obstacle("No rooms", organisation=medway)
    make.obstacle("No teamwork", organisation=medway)

    assert kents.post(AT, data={"words": words}).json["summary"] == summary


def test_what_they_are_chosen_for_is_not_offered(kents, make, kent):
    this = make.obstacle("This", organisation=kent)
    make.obstacle("Other", organisation=kent)

    assert titles(kents, of=this.reference.lower()) == ["Other"]


@pytest.mark.on_postgresql
@pytest.mark.usefixtures("encoder")
def test_where_words_find_nothing_what_is_near_is_offered(kents, make, kent, medway):
    this = make.obstacle("This needs a sign-off and thuiszorg", organisation=kent)
    theirs = make.obstacle("Each sign-off sits with managers", organisation=medway)
    make.obstacle("Geen thuiszorg", organisation=kent)
    make.obstacle("Hidden thuiszorg", organisation=medway, visibility=Visibility.ORGANISATION)

    assert titles(kents, "zorg", of=this.reference) == ["Geen thuiszorg"]
    assert titles(kents, "handtekening", of=this.reference) == [theirs.title]
    assert titles(kents, "handtekening", scope="own") == [this.title]


def test_ones_own_alone(kents, make, kent, medway):
    make.obstacle("Ours", organisation=kent)
    make.obstacle("Theirs", organisation=medway)

    assert titles(kents, scope="own") == ["Ours"]


@pytest.mark.on_postgresql
def test_those_without_a_barrier_first_and_those_of_the_barrier_never(leads, make, kent, medway):
    here, there = make.barrier("Here"), make.barrier("There")
    make.obstacle("Without", organisation=medway)
    make.obstacle("Elsewhere", organisation=kent, barrier=there)
    make.obstacle("Here already", organisation=kent, barrier=here)

    found = titles(leads, scope="ungrouped-first", of=here.reference)

    assert found == ["Without", "Elsewhere"]


def test_an_unknown_scope_is_what_one_sees(kents, make, medway):
    make.obstacle("Theirs", organisation=medway)

    assert titles(kents, scope="everything") == ["Theirs"]


def test_it_is_limited_like_the_suggestions_and_kept_by_no_cache(kents):
    assert options.limit.rates == SIMILAR.rates
    assert "no-store" in kents.post(AT, data={"words": "rooms"}).headers["Cache-Control"]


@pytest.mark.parametrize("scope", ["visible", "own", "ungrouped-first"])
def test_what_is_hidden_changes_no_byte(kents, make, kent, medway, elsewhere, scope):
    words, dice = ("sign-off", "team", "rota", "budget"), random.Random(1)
    theirs = make.barrier("A cause")

    def sentence():
        return " ".join(dice.choices(words, k=3))

    def asked():
        answers = [
            kents.post(AT, data={"words": one, "scope": scope})
            for one in ("", *words, "off", "udget")
        ]
        return [answer.data for answer in answers]

    for number in range(9):
        make.obstacle(sentence(), organisation=(kent, medway)[number % 2])
    before = asked()
    for _number in range(3):
        make.obstacle(sentence(), organisation=medway, visibility=Visibility.ORGANISATION)
        make.obstacle(sentence(), organisation=medway, is_draft=True, barrier=theirs)
        make.obstacle(sentence(), organisation=kent, is_draft=True)
        make.obstacle(sentence(), organisation=kent, programme=elsewhere)

    assert asked() == before


def test_what_is_near_and_out_of_sight_is_no_option(app, make, nurse, medway):
    near, hidden = (
        make.obstacle(organisation=medway, visibility=visibility)
        for visibility in (Visibility.PARTNERS, Visibility.ORGANISATION)
    )

    with app.app_context():
        found = near_options(find_sight(nurse, "ticc"), [hidden.id, near.id])

    assert [row.reference for row in found.rows] == [near.reference]

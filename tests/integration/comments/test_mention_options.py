"""After "@" a comment's form offers whom one may mention, and after posting says whom it told."""

import pytest

from tests.integration.conftest import AT
from tracker.comments.queries_mentions import person_handle
from tracker.comments.routes_mentions import mention_options
from tracker.models.vocabulary import Visibility
from tracker.web.rate_limits import SIMILAR


@pytest.fixture
def colleague(make, kent):
    return make.contributor(kent, name="Carl Colleague")


@pytest.fixture
def theirs(make, medway):
    """Who leads Medway."""
    return make.organisation_lead(medway, name="Lea Lead")


@pytest.fixture
def obstacle(make, kent, nurse):
    return make.obstacle("Signed by managers", organisation=kent, author=nurse)


def ask(browser, obstacle, words=""):
    path = f"{AT}/{obstacle.reference}/mention-options"
    answer = browser.post(path, data={"words": words})
    assert answer.status_code == 200
    return answer.json


def labels(browser, obstacle, words=""):
    return [one["label"] for one in ask(browser, obstacle, words)["options"]]


def post(browser, obstacle, *values, **more):
    data = {"text": "The board meets in May", "told": list(values)} | more
    answer = browser.post(f"{AT}/{obstacle.reference}/comments", data=data)
    return browser.get(answer.location).text


@pytest.mark.on_postgresql
@pytest.mark.usefixtures("theirs")
def test_colleagues_come_before_organisations_and_leads(kents, colleague, obstacle):
    assert labels(kents, obstacle) == [colleague.name, "Medway", "Programme leads"]


@pytest.mark.usefixtures("theirs", "colleague")
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("coll", ["Carl Colleague"]),
        ("MED", ["Medway"]),
        ("c carl", ["Carl Colleague"]),
        ("programme lea", ["Programme leads"]),
        ("edway", []),
    ],
)
def test_each_word_begins_a_word_of_the_name(kents, obstacle, words, found):
    assert labels(kents, obstacle, words) == found


@pytest.mark.parametrize(
    ("words", "summary"),
    [
        ("carl", "1 found. Use the up and down arrow keys to choose."),
        ("nobody", "Nobody to mention matches."),
    ],
)
@pytest.mark.usefixtures("colleague")
def test_a_sentence_says_how_many(kents, obstacle, words, summary):
    assert ask(kents, obstacle, words)["summary"] == summary


def test_seven_are_offered_at_most(kents, make, kent, obstacle):
    for number in range(9):
        make.contributor(kent, name=f"Carl {number}")

    assert len(labels(kents, obstacle, "carl")) == 7


@pytest.mark.usefixtures("theirs", "colleague")
def test_what_only_kent_reads_is_brought_before_nobody_else(kents, make, kent):
    narrow = make.obstacle(organisation=kent, visibility=Visibility.ORGANISATION)

    assert labels(kents, narrow) == ["Carl Colleague"]


@pytest.mark.usefixtures("theirs")
def test_who_logged_it_without_a_name_stays_unnamed(kents, make, medway):
    unnamed = make.obstacle(organisation=medway, is_named=False)

    assert labels(kents, unnamed, "medway") == []


@pytest.mark.parametrize("who", ["funder"])
def test_who_may_not_comment_is_offered_nobody(browsers, make, kent, who):
    public = make.obstacle(organisation=kent, visibility="public")

    answer = browsers[who].post(f"{AT}/{public.reference}/mention-options")

    assert answer.status_code == 403


def test_an_obstacle_out_of_sight_is_missing(medways, make, kent):
    hidden = make.obstacle(organisation=kent, visibility="organisation")

    assert medways.post(f"{AT}/{hidden.reference}/mention-options").status_code == 404


def test_it_is_limited_like_the_suggestions_and_kept_by_no_cache(kents, obstacle):
    answer = kents.post(f"{AT}/{obstacle.reference}/mention-options")

    assert mention_options.limit.rates == SIMILAR.rates
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.usefixtures("theirs")
def test_after_posting_one_sees_whom_it_reached(kents, colleague, obstacle):
    page = post(
        kents,
        obstacle,
        f"person:{person_handle(colleague.fs_uniquifier)}",
        "organisation:medway",
        "organisation:nowhere",
    )

    assert "Comment posted. Mentioned: Carl Colleague and Medway." in page


def test_without_a_mention_nothing_is_said(kents, obstacle):
    assert "Mentioned:" not in post(kents, obstacle)


def test_a_group_without_members_is_not_said_to_be_reached(kents, obstacle):
    assert "Mentioned:" not in post(kents, obstacle, "leads")


def test_the_unnamed_owner_is_said_to_be_told_whoever_it_is(kents, make, medway, programme):
    alone = make.organisation("Alone", programme=programme)
    pages = [
        post(kents, make.obstacle(organisation=owner, is_named=False), "owner", is_unnamed="y")
        for owner in (alone, medway)
    ]

    sentence = "Mentioned: The organisation that logged the obstacle."
    assert [sentence in page for page in pages] == [True, True]

from tests.unit.insights.facts import body, met
from tracker.graph.sharing import organisations_in, shared_barriers
from tracker.insights.criteria import NetworkAsked
from tracker.insights.network_graph import UNNAMED_ID, graph_of, narrowed, shared_among, words_for
from tracker.insights.queries import THE_UNNAMED
from tracker.models.vocabulary import Kind, Level, Status

KENT, LILLE, GENT = body("Kent"), body("Lille", "FR"), body("Gent", "BE", kind=Kind.LEAD)
OPEN = Status.OPEN
WIDE = met("wide", {GENT: OPEN, KENT: OPEN, LILLE: OPEN}, level=Level.TEAM)
NARROW = met("narrow", {KENT: OPEN, LILLE: OPEN}, category="Money", category_slug="money")
ALONE = met("alone", {KENT: OPEN})


def titles(asked: NetworkAsked) -> list[str]:
    return [one.title for one in shared_among(narrowed([WIDE, NARROW, ALONE], asked))]


def test_each_filter_keeps_what_it_asks_for() -> None:
    assert titles(NetworkAsked()) == ["wide", "narrow"]
    assert titles(NetworkAsked(shared_by=3)) == ["wide"]
    assert titles(NetworkAsked(level=Level.TEAM)) == ["wide"]
    assert titles(NetworkAsked(category="money")) == ["narrow"]
    assert titles(NetworkAsked(category="none")) == ["wide"]


def test_within_a_country_only_its_organisations_count() -> None:
    assert titles(NetworkAsked(country="GB")) == []
    assert titles(NetworkAsked(kind=Kind.DELIVERY)) == ["wide", "narrow"]
    (wide, *_) = shared_among(narrowed([WIDE], NetworkAsked(kind=Kind.DELIVERY)))
    assert wide.organisations == 2


def test_who_shares_nothing_is_not_in_the_graph() -> None:
    graph = graph_of([NARROW, met("b", {GENT: OPEN})], words_for([]))

    assert [node[1] for node in organisations_in(graph)] == ["kent", "lille"]


def test_what_an_organisation_meets_alone_still_counts_for_it() -> None:
    graph = graph_of([NARROW, ALONE], words_for([]))

    assert graph.degree(("organisation", "kent")) == 2
    assert shared_barriers(graph) == [("barrier", NARROW.reference)]


def test_those_not_named_bear_an_id_that_no_slug_can_be() -> None:
    graph = graph_of([met("a", {KENT: OPEN, THE_UNNAMED: OPEN})], words_for([]))

    unnamed = graph.nodes["organisation", UNNAMED_ID]["of"]
    assert (unnamed.name, unnamed.country, unnamed.kind) == ("name not shown", "", "")


def test_countries_are_named_and_found_again() -> None:
    words = words_for([WIDE])

    assert words.country_code(words.countries["FR"]) == "FR"
    assert words.country_code("Atlantis") == ""

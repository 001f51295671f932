from tests.unit.insights.facts import body, met
from tracker.graph.sharing import organisations_in, shared_barriers
from tracker.insights.criteria import NetworkCriteria
from tracker.insights.network_graph import (
    UNNAMED_ID,
    filtered,
    graph_of,
    network_labels,
    select_shared,
)
from tracker.insights.queries import UNNAMED_ORGANISATION
from tracker.models.vocabulary import Kind, Level, Status

KENT, LILLE, GENT = body("Kent"), body("Lille", "FR"), body("Gent", "BE", kind=Kind.LEAD)
OPEN = Status.OPEN
WIDE = met("wide", {GENT: OPEN, KENT: OPEN, LILLE: OPEN}, level=Level.TEAM)
NARROW = met("narrow", {KENT: OPEN, LILLE: OPEN}, category="Money", category_slug="money")
ALONE = met("alone", {KENT: OPEN})


def titles(asked: NetworkCriteria) -> list[str]:
    return [one.title for one in select_shared(filtered([WIDE, NARROW, ALONE], asked))]


def test_each_filter_keeps_what_it_asks_for() -> None:
    assert titles(NetworkCriteria()) == ["wide", "narrow"]
    assert titles(NetworkCriteria(shared_by=3)) == ["wide"]
    assert titles(NetworkCriteria(level=Level.TEAM)) == ["wide"]
    assert titles(NetworkCriteria(category="money")) == ["narrow"]
    assert titles(NetworkCriteria(category="none")) == ["wide"]


def test_within_a_country_only_its_organisations_count() -> None:
    assert titles(NetworkCriteria(country="GB")) == []
    assert titles(NetworkCriteria(kind=Kind.DELIVERY)) == ["wide", "narrow"]
    (wide, *_) = select_shared(filtered([WIDE], NetworkCriteria(kind=Kind.DELIVERY)))
    assert wide.organisations == 2


def test_who_shares_nothing_is_not_in_the_graph() -> None:
    graph = graph_of([NARROW, met("b", {GENT: OPEN})], network_labels([]))

    assert [node[1] for node in organisations_in(graph)] == ["kent", "lille"]


def test_what_an_organisation_meets_alone_still_counts_for_it() -> None:
    graph = graph_of([NARROW, ALONE], network_labels([]))

    assert graph.degree(("organisation", "kent")) == 2
    assert shared_barriers(graph) == [("barrier", NARROW.reference)]


def test_those_not_named_bear_an_id_that_no_slug_can_be() -> None:
    graph = graph_of([met("a", {KENT: OPEN, UNNAMED_ORGANISATION: OPEN})], network_labels([]))

    unnamed = graph.nodes["organisation", UNNAMED_ID]["of"]
    assert (unnamed.name, unnamed.country, unnamed.kind) == ("name not shown", "", "")


def test_countries_are_named_and_found_again() -> None:
    words = network_labels([WIDE])

    assert words.country_code(words.countries["FR"]) == "FR"
    assert words.country_code("Atlantis") == ""

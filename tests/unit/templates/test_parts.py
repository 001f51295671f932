"""Lists, marks and page parts: what they say, and that they say it in words."""

from datetime import date

import pytest

from tracker.models.vocabulary import Level, Outcome, Status

FROM_LISTS = (
    '{% from "macros/lists.html" import chips, downloads, facet, paging, span with context %}'
)
FROM_MARKS = '{% from "macros/marks.html" import legend, level, outcome, state %}'
FROM_PAGE = '{% from "macros/page.html" import conflict, figures, measures, story %}'


def address(page: int) -> str:
    return f"?page={page}"


@pytest.mark.parametrize(
    ("page", "pages", "links"),
    [
        pytest.param(1, 1, [], id="one-page"),
        pytest.param(1, 3, ["?page=2"], id="first"),
        pytest.param(2, 3, ["?page=1", "?page=3"], id="middle"),
        pytest.param(3, 3, ["?page=2"], id="last"),
    ],
)
def test_paging_leads_where_there_is_more(render, page, pages, links) -> None:
    drawn = render(
        FROM_LISTS + "{{ paging(page, pages, address) }}", page=page, pages=pages, address=address
    )

    assert [link["href"] for link in drawn.all("a")] == links


def test_the_span_says_which_of_how_many(render) -> None:
    drawn = render(FROM_LISTS + '{{ span(1, 25, 1124, "obstacles") }}')

    assert drawn.words == "1 to 25 of 1,124 obstacles you can see"


@pytest.mark.parametrize(("number", "clear"), [(1, []), (2, ["Clear all"]), (3, ["Clear all"])])
def test_filters_in_force_can_be_taken_off_one_by_one_or_together(render, number, clear) -> None:
    names = [(f"filter {place}", f"?without={place}") for place in range(number)]

    links = render(FROM_LISTS + '{{ chips(names, "?") }}', names=names).all("a")

    assert [link["href"] for link in links[:number]] == [address for _, address in names]
    assert [link.words for link in links[number:]] == clear


def test_no_filter_no_chips(render) -> None:
    assert render(FROM_LISTS + '{{ chips([], "?") }}').all() == []


def test_a_facet_names_each_box_and_counts(render) -> None:
    drawn = render(
        FROM_LISTS + '{{ facet("State", "status", options) }}',
        options=[("open", "open", 1024, True), ("resolved", "resolved", 4, False)],
    )

    assert drawn.the("legend").words == "State"
    assert ["checked" in box for box in drawn.all("input")] == [True, False]
    assert [count.words for count in drawn.all("span")] == ["1,024", "4"]


@pytest.mark.parametrize("status", Status)
def test_a_state_is_a_mark_and_a_word(render, status) -> None:
    drawn = render(FROM_MARKS + "{{ state(status) }}", status=status).the("span")

    assert drawn.words == status.replace("-", " ")
    assert drawn.the("svg")["aria-hidden"] == "true"


OUTCOMES = {
    Outcome.WORKED: "worked",
    Outcome.PARTLY: "partly worked",
    Outcome.DID_NOT: "did not work",
    Outcome.TOO_EARLY: "too early to tell",
}


@pytest.mark.parametrize("result", Outcome)
def test_an_outcome_is_a_mark_and_a_word(render, result) -> None:
    drawn = render(FROM_MARKS + "{{ outcome(result) }}", result=result).the("span")

    assert drawn.words == OUTCOMES[result]
    assert drawn["class"].split() == ["outcome", result]


@pytest.mark.parametrize("level", Level)
def test_a_level_is_bars_and_a_word(render, level) -> None:
    drawn = render(FROM_MARKS + "{{ level(power) }}", power=level)

    assert drawn.words.lower() == level.replace("-", " ")
    assert len(drawn.all("rect", class_="lv1")) == 1


def test_a_level_nobody_told_is_said_to_be_so(render) -> None:
    assert render(FROM_MARKS + "{{ level(none) }}").words == "not recorded"


def test_the_legend_has_every_state(render) -> None:
    assert len(render(FROM_MARKS + "{{ legend() }}").all("li")) == len(Status)


def test_a_figure_is_a_link_to_what_it_counts(render) -> None:
    figure = {"number": 1117, "noun": "places", "definition": "past it", "tone": "up"}
    drawn = render(
        FROM_PAGE + "{{ figures([linked, bare]) }}",
        linked=figure | {"address": "/there"},
        bare=figure | {"address": None},
    )

    assert [link["href"] for link in drawn.all("a")] == ["/there"]
    assert [number.words for number in drawn.all("dd")] == ["1,117", "1,117"]


def test_history_tells_what_when_who_and_why(render) -> None:
    change = {"status": "open", "title": "Reopened", "when": date(2022, 5, 12)}
    drawn = render(
        FROM_PAGE + "{{ story([full, bare]) }}",
        full=change | {"who": "Kent", "reason": "It came back"},
        bare=change | {"who": "", "reason": ""},
    )

    assert [line.words for line in drawn.all("li")] == [
        "Reopened 12 May 2022, Kent “It came back”",
        "Reopened 12 May 2022",
    ]


def test_a_measure_nobody_told_is_no_nought(render) -> None:
    drawn = render(
        FROM_PAGE + "{{ measures(four) }}",
        four=[{"number": None, "noun": "staff sickness"}, {"number": "0", "noun": "people"}],
    )

    assert [number.words for number in drawn.all("dd")] == ["not recorded", "0"]


@pytest.mark.parametrize(
    ("base", "words"),
    [
        ("", "When you opened the form (empty) Saved version team Your version none"),
        (None, "Saved version team Your version none"),
    ],
)
def test_after_a_conflict_all_known_versions_stand_together(render, base, words) -> None:
    row = {"label": "Level", "base": base, "theirs": "team", "mine": "none"}
    drawn = render(FROM_PAGE + "{{ conflict(rows) }}", rows=[row])

    assert drawn.the("dd").words == words


HOSTILE = '"><svg onload=x>'


@pytest.mark.parametrize(
    "template",
    [
        FROM_LISTS + "{% macro at(page) %}?{% endmacro %}{{ paging(1, 2, at, text, text) }}",
        FROM_LISTS + "{{ chips([(text, text)], text) }}",
        FROM_LISTS + "{{ facet(text, text, [(text, text, 1, false)]) }}",
        FROM_LISTS + "{{ downloads([(text, text)]) }}",
        FROM_PAGE + "{{ conflict([{'label': text, 'base': text, 'theirs': text, 'mine': text}]) }}",
        FROM_PAGE + "{{ measures([{'number': text, 'noun': text}]) }}",
    ],
)
def test_words_never_become_markup(render, template) -> None:
    drawn = render(template, text=HOSTILE)

    assert [svg for svg in drawn.all("svg") if "onload" in svg] == []
    assert HOSTILE in drawn.words

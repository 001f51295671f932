"""What people read: whole sentences that translate, digits with plurals, one word for one idea."""

from functools import cache
from pathlib import Path

import pytest

from tests.house.messages import (
    CAPITALISED,
    HIDDEN_GLUE,
    RULES,
    Message,
    filled_before_translated,
    in_templates,
    messages_in,
    offenders,
    said_in_two_ways,
)
from tracker.paths import ROOT

ALLOWED = {
    "%(times)s times the average": "a fraction, which no plural goes with",
    "Everything you can see in the network, as node-link data for other software": (
        "the name of a format, for those who know it"
    ),
}
"""Whole texts that a rule does not hold for, each with its reason."""
ALLOWED_TWICE = {
    "still in the way": "a label, and the head of a column, which begins with a capital letter",
    "no longer in the way": "a label, and the head of a column",
    "name not shown": "in place of a name in a list, and by itself",
    "%(start)s to %(end)s": "days, and numbers",
    "This link no longer works.": "a message, and a heading",
    "Shared barriers": "a heading, and a filter's label",
    "What happened": "the head of a column, and a question",
    "What is in the way": "the head of a column, and a question",
    "People supported": "the head of a column, and a measure after its number",
    "Staff hours a week": "the head of a column, and a measure after its number",
    "Staff sickness days a year": "the head of a column, and a measure after its number",
    "Budget a year": "the head of a column, and a measure after its number",
    "Nobody yet": "an option by itself, and a value in a list",
    "A partner": "an option by itself, and in a list",
    "Shared by %(num)s organisation.": "a sentence, and a note in brackets",
}
"""Texts that may differ in their case or in what is put in, each with its reason."""
LABELS = "tracker/models/labels.py"
"""Labels of the vocabulary begin with a small letter, the same word at the head of a column not."""


@cache
def messages() -> list[Message]:
    return messages_in(ROOT)


def test_there_are_messages_of_both_kinds() -> None:
    places = {message.where.partition("/")[0] for message in messages()}

    assert places == {"tracker", "templates"}
    assert len(messages()) > 1500


@pytest.mark.parametrize("rule", RULES)
def test_no_message_is(rule: str) -> None:
    assert offenders(RULES[rule], messages(), ALLOWED) == []


def test_one_idea_has_one_text() -> None:
    labels = {message.text for message in messages() if message.where.startswith(LABELS)}

    assert labels
    assert said_in_two_ways(messages(), {*ALLOWED_TWICE, *labels}) == []


def test_values_come_in_after_translation() -> None:
    assert filled_before_translated(ROOT) == []


def test_no_template_writes_a_label_in_other_letters() -> None:
    assert in_templates(ROOT, CAPITALISED) == []


def test_nothing_hidden_is_joined_to_what_is_seen() -> None:
    assert in_templates(ROOT, HIDDEN_GLUE) == []


def test_what_is_allowed_is_still_there() -> None:
    texts = {form for message in messages() for form in message.forms}

    assert set(ALLOWED) - texts == set()


def planted(root: Path, file: str, source: str) -> list[Message]:
    path = root / file
    path.parent.mkdir(parents=True)
    path.write_text(source)
    return messages_in(root)


def test_two_texts_for_one_idea_are_found() -> None:
    texts = ["Saved.", "saved", "%(num)s of them", "%(number)s of them!", "Save", "Open", "open"]
    found = [Message(f"a.py:{line}", text) for line, text in enumerate(texts, 1)]

    assert said_in_two_ways(found, {"open": "a label"}) == [
        "a.py:1: Saved.; a.py:2: saved",
        "a.py:3: %(num)s of them; a.py:4: %(number)s of them!",
    ]
    assert (
        said_in_two_ways([Message("a", "Level", context="of a body"), Message("b", "level")]) == []
    )


def test_what_only_templates_can_do_wrong_is_found(tmp_path) -> None:
    lines = [
        "{{ status|label|capitalize }}",
        "{{ status|label }}",
        '{{ _("Edit") }}<span class="visually-hidden">{{ _("your comment") }}</span>',
        '{{ _("Edit") }}<span class="visually-hidden">: {{ name }}</span>',
        '<span class="visually-hidden">{{ _("Edit %(name)s") }}</span>',
    ]
    planted(tmp_path, "templates/a.html", "\n".join(lines))

    assert in_templates(tmp_path, CAPITALISED) == [f"templates/a.html:1: {lines[0]}"]
    assert in_templates(tmp_path, HIDDEN_GLUE) == [f"templates/a.html:3: {lines[2]}"]


def test_values_put_in_before_translation_are_found(tmp_path) -> None:
    planted(tmp_path, "tracker/a.py", '_("a %(b)s", b=f"{b}")\n_(f"a {b}")\n')

    assert filled_before_translated(tmp_path) == ["tracker/a.py:2"]


PLANTED = [
    ("glued to another", '_("still in the way,")', '_("still in the way")'),
    ("glued to another", '_("Looked after by: ")', '_("Your draft:")'),
    ("glued to another", '_(", and others")', '_("and others")'),
    (
        "counts without a plural",
        '_("%(num)s obstacles", num=2)',
        'ngettext("%(num)s obstacle", "%(num)s obstacles", 2)',
    ),
    (
        "counts without a plural",
        'ngettext("%(num)s barrier of %(all)s teams", "%(num)s barriers of %(all)s teams", 2)',
        '_("Barriers: %(num)s. Teams: %(all)s.")',
    ),
    (
        "counts without a plural",
        '_("<b>%(number)s</b> open obstacles")',
        '_("%(name)s has all obstacles")',
    ),
    ("counts without a plural", '_("{shown} of {all} marks")', '_("Marks: {shown} of {all}")'),
    (
        "a plural without digits",
        'ngettext("One barrier is shared.", "%(num)s barriers are shared.", 2)',
        'ngettext("%(num)s barrier is shared.", "%(num)s barriers are shared.", 2)',
    ),
    (
        "a plural without digits",
        'ngettext("Two of these", "All of these", 2)',
        'ngettext("Nobody has got past it.", "Nobody has got past any of them.", 2)',
    ),
    ("a word that is not used", '_("Most places past it")', '_("Has got past it")'),
    ("a word that is not used", '_("Your e-mail address")', '_("Your email address")'),
    ("a word that is not used", '_("Whoever may read it")', '_("Everyone who can see it")'),
    ("a word that is not used", '_("Write a sentence")', '_("Written by you")'),
    ("a word that is not used", '_("Please try again")', '_("Please do not reply")'),
    ("HTML but for b and a", '_("<i>No</i>")', "_(\"<b class='x'>No</b> <a>Yes</a>\")"),
    ("a straight apostrophe", '_("programme\'s")', '_("programme’s")'),
    ("a soft hyphen", '_("organi\u00adsations")', '_("organisations")'),
    ("a noun from outside", '_("Delete %(noun)s", noun="x")', '_("Delete %(name)s")'),
]


@pytest.mark.parametrize(("rule", "bad", "good"), PLANTED)
@pytest.mark.parametrize(
    ("file", "frame"), [("tracker/a.py", "{}\n"), ("templates/a.html", "<p>{{{{ {} }}}}</p>")]
)
def test_a_planted_one_is_found(tmp_path, file, frame, rule, bad, good) -> None:
    [found] = offenders(RULES[rule], planted(tmp_path, file, frame.format(bad)))

    assert found.startswith(f"{file}:1: ")
    assert offenders(RULES[rule], planted(tmp_path / "good", file, frame.format(good))) == []

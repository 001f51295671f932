"""The words of a picture leave it, and keep their place and their look."""

import pytest

from tracker.editions.picture_print import picture_print

SHEET = (
    "<style>\ntext{font-family:'Public Sans', Arial;fill:#231b26}\n.bt{font-family:'Source Serif 4'"
    ", Georgia;font-size:15px}\n.on{fill:#ffffff;font-weight:600}\n.pt{stroke:#fff}"
    "\n</style>"
)


def picture_of(*elements):
    return f'<svg viewBox="0 0 400.5 200">{SHEET}<rect x="1"/>{"".join(elements)}</svg>'


def label_of(element):
    (label,) = picture_print(picture_of(element))["labels"]
    return label


def test_a_summary_without_a_picture_has_no_words_for_it():
    assert picture_print(None) == {"drawing": "", "width": 0, "labels": []}


def test_the_drawing_stays_without_its_words():
    printed = picture_print(picture_of("<text>One</text>", '<path d="M1 2"/>', '<text x="1" />'))

    assert printed["drawing"] == picture_of('<path d="M1 2"/>')
    assert printed["width"] == 400.5
    assert [label["words"] for label in printed["labels"]] == ["One"]


def test_a_text_brings_its_place_and_the_look_of_the_sheet():
    assert label_of(
        '<text class="of-1 bt" x="7" y="8.5" text-anchor="end">A &lt;b&#x41;</text>'
    ) == {
        "words": "A <bA",
        "x": 7,
        "y": 8.5,
        "size": 15,
        "weight": 400,
        "fill": "#231b26",
        "ground": "",
        "anchor": "end",
        "serif": True,
    }


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ('class="on"', {"fill": "#ffffff", "weight": 600, "serif": False}),
        ('class="pt" font-size="20"', {"ground": "#fff", "size": 20}),
        ('class="bt" font-size="20"', {"size": 15}),
        ("", {"size": 16, "x": 0, "y": 0, "anchor": "start"}),
    ],
)
def test_a_text_looks_as_its_classes_and_attributes_say(attributes, expected):
    label = label_of(f"<text {attributes}>One</text>")

    assert {key: label[key] for key in expected} == expected


def test_each_line_of_a_text_has_its_own_place_and_the_look_of_the_text():
    lines = '<text class="on"><tspan x="1" y="2">One</tspan><tspan x="1" y="20">Two</tspan></text>'

    labels = picture_print(picture_of(lines))["labels"]

    assert [(one["words"], one["x"], one["y"], one["weight"]) for one in labels] == [
        ("One", 1, 2, 600),
        ("Two", 1, 20, 600),
    ]

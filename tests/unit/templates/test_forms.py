"""The form macros: every field is named, explained, and says what is wrong with it."""

from collections.abc import Callable

import pytest
import wtforms
from werkzeug.datastructures import MultiDict
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

SENTENCE = "Enter a sentence about what is in the way"


class Form(wtforms.Form):
    title = wtforms.TextAreaField(
        "What is in the way?",
        [InputRequired(SENTENCE), Length(max=200)],
        description="One sentence is enough.",
    )
    team = wtforms.StringField("Team", [Length(max=80)])
    since = wtforms.StringField("Since", [InputRequired("Say since when")], description="3 2018")
    level = wtforms.SelectField("Level", choices=[SelectChoice("team", "team")])
    visibility = wtforms.RadioField(
        "Who can see it?",
        choices=[
            SelectChoice("organisation", "My organisation"),
            SelectChoice("partners", "Partners"),
        ],
        default="partners",
        description="Law may still reach it.",
    )
    is_unnamed = wtforms.BooleanField("Leave out our name", description="Outside only.")
    categories = wtforms.SelectMultipleField(
        "Category",
        choices=[SelectChoice("it", "IT"), SelectChoice("money", "Money")],
        option_widget=wtforms.widgets.CheckboxInput(),
        widget=wtforms.widgets.ListWidget(),
    )


@pytest.fixture
def draw(render) -> Callable:
    """Return a macro's page: `draw("text(form.team)")`, of a filled-in form where `sent`."""

    def write(call: str, *, sent: dict | None = None, macros: str = ""):
        form = Form(MultiDict(sent)) if sent is not None else Form()
        if sent is not None:
            form.validate()
        wanted = macros or call.partition("(")[0]
        source = '{% from "macros/forms.html" import ' + wanted + " %}"
        return render(source + "{{ " + call + " }}", form=form)

    return write


def test_a_page_that_holds_mistakes_says_so_first_in_its_title(draw) -> None:
    assert draw("error_prefix(form)", sent={}).words == "Error:"


def test_a_page_without_mistakes_has_no_summary(draw) -> None:
    assert draw("error_summary(form)").all() == []


@pytest.mark.parametrize(
    ("sent", "heading"),
    [
        pytest.param({"title": "x", "visibility": "partners"}, "There are 2 problems", id="two"),
        pytest.param(
            {"title": "x", "since": "3 2018", "visibility": "partners"},
            "There is 1 problem",
            id="one",
        ),
    ],
)
def test_the_summary_counts_in_words(draw, sent, heading) -> None:
    summary = draw("error_summary(form)", sent=sent)

    assert summary.the("h2").words == heading


def test_the_summary_is_announced_and_takes_the_focus(draw) -> None:
    summary = draw("error_summary(form)", sent={}).the("div")

    assert summary["role"] == "alert"
    assert summary["tabindex"] == "-1"
    assert "data-focus" in summary


def test_the_summary_links_to_the_field_in_the_fields_own_words(draw) -> None:
    link = draw("error_summary(form)", sent={}).all("a")[0]
    field = draw("textarea(form.title)", sent={})

    assert link["href"] == "#" + field.the("textarea")["id"]
    assert field.the(id="title-error").words == SENTENCE
    assert link.words == f"{field.the('label').words} {SENTENCE}"


def test_a_mistake_of_the_whole_form_stands_in_the_summary_without_a_link(render) -> None:
    form = Form(MultiDict({}))
    form.form_errors = ["These two do not go together"]
    source = '{% from "macros/forms.html" import error_summary %}{{ error_summary(form) }}'

    (item,) = render(source, form=form).all("li")

    assert item.words == "These two do not go together"
    assert item.all("a") == []


@pytest.mark.parametrize("call", ["text(form.since)", "textarea(form.title)"])
def test_label_hint_error_and_field_stand_in_this_order(draw, call) -> None:
    parts = [
        element.tag if element.tag in {"label", "input", "textarea"} else element["class"]
        for element in draw(call, sent={}).the(class_="field").children
        if not isinstance(element, str)
    ]

    assert parts[:3] == ["label", "hint", "error"]
    assert parts[3] in {"input", "textarea"}


@pytest.mark.parametrize(
    "call",
    [
        "text(form.since)",
        "text(form.team)",
        "textarea(form.title)",
        "select(form.level)",
        "checkbox(form.is_unnamed)",
    ],
)
def test_every_field_has_a_label_of_its_own(draw, call) -> None:
    page = draw(call)
    (control,) = [e for e in page.within if e.tag in {"input", "textarea", "select"}]

    assert page.the("label")["for"] == control["id"]


@pytest.mark.parametrize(
    ("call", "sent", "described"),
    [
        pytest.param("text(form.since)", None, "since-hint", id="hint"),
        pytest.param("text(form.since)", {}, "since-hint since-error", id="hint-and-error"),
        pytest.param("checkbox(form.is_unnamed)", None, "is_unnamed-hint", id="checkbox"),
    ],
)
def test_hint_and_error_describe_the_field(draw, call, sent, described) -> None:
    page = draw(call, sent=sent)

    assert page.the("input")["aria-describedby"] == described
    assert all(page.the(id=name).words for name in described.split())


def test_a_field_without_hint_or_mistake_is_described_by_nothing(draw) -> None:
    field = draw("text(form.team)", sent={}).the("input")

    assert "aria-describedby" not in field
    assert "aria-invalid" not in field


def test_a_wrong_field_is_marked_as_such(draw) -> None:
    page = draw("text(form.since)", sent={"since": ""})

    assert page.the("input")["aria-invalid"] == "true"
    assert page.the(class_="has-error")


def test_what_was_typed_is_kept(draw) -> None:
    page = draw("text(form.team)", sent={"team": 'Charing "A" <b>'})

    assert page.the("input")["value"] == 'Charing "A" <b>'


def test_a_field_takes_more_attributes(draw) -> None:
    field = draw('text(form.team, autocomplete="off", inputmode="numeric")').the("input")

    assert (field["autocomplete"], field["inputmode"]) == ("off", "numeric")


def test_a_long_text_is_counted_and_never_cut_off_in_silence(draw) -> None:
    field = draw("textarea(form.title)").the("textarea")

    assert "maxlength" not in field
    assert field["data-limit"] == "200"
    assert field["data-left"] == "Characters left:"


def test_choices_stand_in_a_fieldset_that_is_asked_and_explained(draw) -> None:
    fieldset = draw("radios(form.visibility)", macros="radios").the("fieldset")

    assert fieldset.the("legend").words == "Who can see it?"
    assert fieldset["aria-describedby"] == "visibility-hint"
    assert fieldset["id"] == "visibility"


def test_each_choice_says_who_that_is(draw) -> None:
    page = draw('radios(form.visibility, {"partners": "All of TICC"})', macros="radios")

    assert [label.words for label in page.all("label")] == [
        "My organisation",
        "Partners All of TICC",
    ]


def test_the_choice_made_stays_chosen(draw) -> None:
    page = draw("radios(form.visibility)", sent={"visibility": "organisation"})

    (chosen,) = [option for option in page.all("input") if "checked" in option]
    assert chosen["value"] == "organisation"


def test_boxes_are_labelled_one_by_one(draw) -> None:
    page = draw("checkboxes(form.categories)", sent={"categories": "it"})

    assert {box["id"] for box in page.all("input")} == {label["for"] for label in page.all("label")}
    assert ["checked" in box for box in page.all("input")] == [True, False]


@pytest.mark.parametrize(("sent", "is_open"), [({}, True), ({"since": "3 2018"}, False)])
def test_a_folded_part_opens_where_a_field_in_it_is_wrong(render, sent, is_open) -> None:
    form = Form(MultiDict(sent))
    form.validate()
    source = (
        '{% from "macros/forms.html" import more %}'
        '{% call more("Add more", [form.since]) %}inside{% endcall %}'
    )

    assert ("open" in render(source, form=form).the("details")) is is_open

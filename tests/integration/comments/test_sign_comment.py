"""Whoever signs a comment where that could tell who logged the obstacle is asked first."""

import re
from html import unescape

import pytest
import sqlalchemy as sa

from tests.integration.comments.test_comment import comments
from tests.integration.conftest import AT
from tracker.models import Comment, Mention, Obstacle, Participation
from tracker.models.moment import now
from tracker.models.vocabulary import Kind, Visibility

ASKED = "Post with your organisation’s name?"
SAID = {"text": "We had the same in May", "form_key": "0b2a0dc6-8a4e-4a36-a5c7-2ff0f9bba1ee"}


@pytest.fixture
def lille(make, medway, programme):
    assert medway
    return make.organisation("Lille", slug="lille", programme=programme)


@pytest.fixture
def unnamed(make, kent, nurse) -> Obstacle:
    """An unnamed obstacle of Kent's; beside it another, where everybody signed."""
    make.comment(make.obstacle("Beside it", organisation=kent), text="Signed elsewhere")
    return make.obstacle("Signed by managers", organisation=kent, author=nurse, is_named=False)


@pytest.fixture
def join(make, programme):
    """Let more partners take part."""

    def take_part(*names: str) -> None:
        for name in names:
            make.organisation(name, programme=programme)

    return take_part


def path(obstacle: Obstacle, act: str = "") -> str:
    return f"{AT}/{obstacle.reference}{act}"


def say(browser, obstacle, **more):
    return browser.post(path(obstacle, "/comments"), data=SAID | more)


def fields_of(page, button: str) -> dict[str, str]:
    """Return what the asking page sends on when this button is pressed."""
    form = page.text.partition("<main")[2].partition("<form")[2].partition("</form>")[0]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    name, value = re.search(rf'name="([^"]+)"\s+value="([^"]*)"\s*>{button}<', form).groups()
    return {**{one: unescape(held) for one, held in found if one != "csrf_token"}, name: value}


@pytest.mark.usefixtures("lille")
def test_it_is_asked_first_where_few_could_have_logged_it(medways, unnamed, rows) -> None:
    page = say(medways, unnamed)

    assert ASKED in page.text
    assert "If Medway signs, another partner can work out that only 1" in page.text
    assert rows(sa.select(Comment).where(Comment.obstacle_id == unnamed.id)) == []


@pytest.mark.usefixtures("lille")
@pytest.mark.parametrize(
    ("button", "is_named", "shown"),
    [("Post with our name", True, "Medway"), ("Post without our name", False, "A partner")],
)
def test_either_answer_posts_what_was_typed(
    kents, medways, unnamed, rows, button, is_named, shown
) -> None:
    page = say(medways, unnamed)

    posted = medways.post(path(unnamed, "/comments"), data=fields_of(page, button))

    [comment] = rows(sa.select(Comment).where(Comment.obstacle_id == unnamed.id))
    assert posted.status_code == 303
    assert (comment.text, comment.is_named) == (SAID["text"], is_named)
    assert str(comment.form_key) == SAID["form_key"]
    assert shown in comments(kents.get(path(unnamed)))


@pytest.mark.parametrize(("is_unnamed", "is_told"), [({"is_unnamed": "y"}, True), ({}, False)])
def test_its_writer_alone_reads_that_others_see_no_name(
    kents, medways, make, kent, is_unnamed, is_told
) -> None:
    named = make.obstacle("A named one", organisation=kent)

    say(medways, named, **is_unnamed)

    told = "Others see “A partner” instead of the name."
    assert (told in comments(medways.get(path(named)))) is is_told
    assert told not in comments(kents.get(path(named)))


def test_the_owner_reads_as_what_its_comments_show(kents, medways, unnamed) -> None:
    say(kents, unnamed)

    told = "Others see “The organisation that logged the obstacle” instead of the name."
    assert told in comments(kents.get(path(unnamed)))
    assert told not in comments(medways.get(path(unnamed)))


@pytest.mark.usefixtures("lille")
def test_one_may_go_back_and_find_what_was_typed(medways, unnamed, rows) -> None:
    page = say(medways, unnamed)

    form = medways.post(path(unnamed, "/comments"), data=fields_of(page, "Go back and edit"))

    assert form.status_code == 200
    assert SAID["text"] in form.text
    assert SAID["form_key"] in form.text
    assert rows(sa.select(Comment).where(Comment.obstacle_id == unnamed.id)) == []


@pytest.mark.usefixtures("lille")
def test_whom_it_should_reach_is_kept_on_the_way(medways, leads, unnamed, rows) -> None:
    assert leads
    page = say(medways, unnamed, told="leads")

    medways.post(path(unnamed, "/comments"), data=fields_of(page, "Post with our name"))

    assert len(rows(sa.select(Mention))) == 1


@pytest.mark.usefixtures("lille")
def test_sent_twice_it_is_said_once(medways, unnamed, rows) -> None:
    signed = fields_of(say(medways, unnamed), "Post with our name")

    for _twice in range(2):
        assert medways.post(path(unnamed, "/comments"), data=signed).status_code == 303

    assert len(rows(sa.select(Comment).where(Comment.obstacle_id == unnamed.id))) == 1


@pytest.mark.usefixtures("lille")
def test_without_the_name_nothing_is_asked(medways, unnamed) -> None:
    assert say(medways, unnamed, is_unnamed="y").status_code == 303


@pytest.mark.usefixtures("lille")
def test_a_lead_of_the_programme_bears_no_name_and_is_not_asked(leads, unnamed) -> None:
    assert say(leads, unnamed).status_code == 303


@pytest.mark.usefixtures("lille")
def test_on_a_named_obstacle_nothing_is_asked(make, medways, kent) -> None:
    assert say(medways, make.obstacle(organisation=kent)).status_code == 303


@pytest.mark.usefixtures("lille")
def test_where_enough_could_have_logged_it_nothing_is_asked(medways, unnamed, join):
    join("Ostend", "Surrey")

    assert say(medways, unnamed).status_code == 303


def test_each_who_signed_before_leaves_one_less(make, medways, unnamed, lille, join) -> None:
    join("Ostend", "Surrey")
    make.comment(unnamed, organisation_id=lille.id)

    assert "only 2 organisations could have logged the obstacle" in say(medways, unnamed).text


@pytest.mark.parametrize("hidden", [{"is_named": False}, {"visibility": Visibility.ORGANISATION}])
def test_who_did_not_sign_or_is_not_read_counts_as_before(
    make, medways, unnamed, lille, join, hidden
) -> None:
    join("Ostend", "Surrey")
    make.comment(unnamed, organisation_id=lille.id, **hidden)

    assert say(medways, unnamed).status_code == 303


@pytest.mark.usefixtures("lille")
@pytest.mark.parametrize("kind", [Kind.FUNDER, Kind.OBSERVER])
def test_who_cannot_log_could_not_have_logged_it(make, medways, unnamed, programme, kind):
    make.organisation("Purse", programme=programme, kind=kind)

    assert ASKED in say(medways, unnamed).text


@pytest.mark.usefixtures("lille")
def test_who_has_left_does_not_count(make, medways, unnamed, programme, run) -> None:
    gone = make.organisation("Gone", programme=programme)
    left = sa.update(Participation).where(Participation.organisation_id == gone.id)
    run(left.values(left_on=now().date()))

    assert ASKED in say(medways, unnamed).text


def test_it_is_the_same_whoever_logged_it(make, medways, lille, kent, unnamed, run) -> None:
    """Neither the page of the obstacle nor the asking one goes by whose it is."""
    make.comment(unnamed, organisation_id=kent.id, text="By the owner")
    of_kent = words(medways.get(path(unnamed)).text), words(say(medways, unnamed).text)

    of_lille = {"organisation_id": lille.id}
    run(sa.update(Obstacle).where(Obstacle.id == unnamed.id).values(of_lille))
    run(sa.update(Comment).where(Comment.text == "By the owner").values(of_lille))

    assert "By the owner" in of_kent[0]
    assert ASKED in of_kent[1]
    assert of_kent == (words(medways.get(path(unnamed)).text), words(say(medways, unnamed).text))


def words(page: str) -> str:
    """Return what is read on a page, its ticked boxes marked."""
    main = page.partition("<main")[2].partition("</main>")[0]
    return re.sub(r"<(?!input checked)[^>]+>", "", main)


@pytest.mark.usefixtures("lille")
def test_who_signs_after_the_page_is_asked_about_anew(make, medways, unnamed, lille) -> None:
    signed = fields_of(say(medways, unnamed), "Post with our name")
    make.comment(unnamed, organisation_id=lille.id)

    again = medways.post(path(unnamed, "/comments"), data=signed)

    assert (
        "none of the other partners that take part now could have logged the obstacle" in again.text
    )


def is_ticked(page) -> bool:
    return bool(re.search(r'<input checked[^>]*name="is_unnamed"', page.text))


@pytest.mark.usefixtures("lille")
@pytest.mark.parametrize("who", ["kents", "medways"])
def test_where_few_could_have_logged_it_no_name_is_the_default(request, unnamed, who) -> None:
    browser = request.getfixturevalue(who)

    assert is_ticked(browser.get(path(unnamed)))
    assert is_ticked(browser.get(path(unnamed, "/comments")))


@pytest.mark.usefixtures("lille")
@pytest.mark.parametrize("who", ["kents", "medways"])
def test_where_many_could_have_logged_it_the_name_is_the_default(
    request, unnamed, join, who
) -> None:
    join("Ostend", "Surrey")

    page = request.getfixturevalue(who).get(path(unnamed))
    assert 'name="is_unnamed"' in page.text
    assert not is_ticked(page)


@pytest.mark.usefixtures("lille")
def test_the_owner_may_speak_as_any_partner(make, kents, medways, unnamed, medway) -> None:
    make.comment(unnamed, organisation_id=medway.id, is_named=False, text="A partner’s")

    offered = kents.get(path(unnamed)).text
    say(kents, unnamed, is_unnamed="y")

    assert "Post as a partner, not as the organisation that logged the obstacle" in offered
    assert "Kent Nora Nurse" in comments(kents.get(path(unnamed)))
    read = comments(medways.get(path(unnamed)))
    assert "A partner" in read
    assert "The organisation that logged the obstacle" not in read


@pytest.mark.usefixtures("lille")
def test_the_owner_still_may_speak_as_such(kents, medways, unnamed) -> None:
    assert say(kents, unnamed).status_code == 303

    assert "The organisation that logged the obstacle" in comments(medways.get(path(unnamed)))


@pytest.mark.usefixtures("lille")
def test_naming_the_obstacle_later_signs_nothing(kents, medways, unnamed, run) -> None:
    say(kents, unnamed, is_unnamed="y")

    run(sa.update(Obstacle).values(is_named=True))

    said = comments(medways.get(path(unnamed)))
    assert "A partner" in said
    assert "Kent" not in said


def test_on_a_named_obstacle_the_owner_bears_its_name(make, kents, kent, rows) -> None:
    obstacle = make.obstacle(organisation=kent)

    say(kents, obstacle, is_unnamed="y")

    assert rows(sa.select(Comment.is_named)) == [True]


@pytest.mark.usefixtures("lille")
def test_as_a_partner_the_owner_names_no_organisation(make, kents, medway, unnamed, rows):
    """Nobody else can choose one there: whoever it reached would know by that who speaks."""
    make.contributor(medway)
    chosen = ["organisation:medway"]

    refused = say(kents, unnamed, is_unnamed="y", told=chosen)
    posted = say(kents, unnamed, told=chosen)

    assert refused.status_code == 422
    assert (
        "Only the organisation that logged this obstacle can choose other organisations"
        in refused.text
    )
    assert SAID["text"] in refused.text
    assert posted.status_code == 303
    assert rows(sa.select(Comment.is_named).where(Comment.obstacle_id == unnamed.id)) == [True]


def test_a_member_of_two_names_no_organisation_as_the_other(
    make, signed_in_as, also_in, kent, medway, lille, unnamed, rows
) -> None:
    make.contributor(lille)
    both = make.contributor(medway)
    also_in(both, kent)

    for_medway = {"voice": "medway", "is_unnamed": "y", "told": ["organisation:lille"]}
    refused = say(signed_in_as(both), unnamed, **for_medway)

    assert refused.status_code == 422
    assert rows(sa.select(Comment).where(Comment.obstacle_id == unnamed.id)) == []


@pytest.mark.usefixtures("lille")
def test_before_partners_read_it_the_owner_speaks_as_none_of_them(kents, unnamed, run, rows):
    """By the day on which it was said it would be told apart from what partners said."""
    run(sa.update(Obstacle).values(visibility=Visibility.ORGANISATION))

    page = kents.get(path(unnamed)).text
    say(kents, unnamed, is_unnamed="y")

    assert 'name="is_unnamed"' not in page
    assert rows(sa.select(Comment.is_named).where(Comment.obstacle_id == unnamed.id)) == [True]


@pytest.mark.usefixtures("lille")
@pytest.mark.parametrize("change", [{"visibility": "funders", "is_unnamed": "y"}, {}])
def test_what_the_owner_said_as_a_partner_stays_where_partners_words_stay(
    make, kents, kent, medway, unnamed, rows, change
) -> None:
    """Else it would be told apart by who reads it; a colleague's is not asked about either."""
    of_partner = {"is_named": False, "visibility": Visibility.PARTNERS}
    make.comment(unnamed, make.contributor(kent), "The owner’s", **of_partner)
    make.comment(unnamed, text="A partner’s", organisation_id=medway.id, **of_partner)
    typed = {"title": unnamed.title, "version": "1", "visibility": "funders"} | change

    saved = kents.post(path(unnamed, "/edit"), data=typed)

    assert saved.status_code == 303
    found = rows(sa.select(Comment.visibility).where(Comment.obstacle_id == unnamed.id))
    assert found == [Visibility.PARTNERS, Visibility.PARTNERS]

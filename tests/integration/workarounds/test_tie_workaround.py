"""A workaround tells whose unnamed obstacle it is beside only after a page that says so."""

import re
from html import unescape

import pytest
import sqlalchemy as sa

from tests.listing import without_token, words_in
from tests.page_comparison import PageComparison
from tracker.models import Assignment, Membership, Obstacle, Trial, Workaround, WorkaroundLink
from tracker.models.vocabulary import OrganisationRole, ProgrammeRole, Visibility

AT = "/programmes/ticc"
TELLS_OBSTACLE = "They could conclude that Kent logged the obstacle."
TELLS_WORKAROUND = "They could conclude that Kent logged the workaround."
WIDER = "More people will see this than see the obstacle"
TYPED = {"title": "Ask the board", "details": "Typed for\nfive minutes"}
KEPT = Visibility.ORGANISATION


@pytest.fixture
def unnamed(make, kent, medway) -> Obstacle:
    """Kent's obstacle without its name; Medway has a neighbour of each sort."""
    theirs = make.obstacle("Theirs", organisation=medway, is_named=False)
    make.workaround("Their way", organisation=medway, against=[theirs])
    return make.obstacle("No mandate", organisation=kent, is_named=False)


def main(page) -> str:
    return words_in(page.text.partition("<main")[2])


def sent_on(page) -> dict[str, list[str]]:
    """Return what the page's own form would send, but for its buttons."""
    form = page.text.partition("<main")[2].partition("<form")[2].partition("</form>")[0]
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"', form):
        if name != "csrf_token":
            found.setdefault(name, []).append(unescape(value))
    return found


def log(browser, obstacle, **more):
    return browser.post(f"{AT}/workarounds/log?obstacle={obstacle.reference}", data=TYPED | more)


def answer(browser, obstacle, page, act):
    path = f"{AT}/workarounds/log?obstacle={obstacle.reference}"
    return browser.post(path, data=sent_on(page) | {"act": act})


def made(rows) -> list[tuple[bool, Visibility]]:
    found = rows(sa.select(Workaround).where(Workaround.title == TYPED["title"]))
    return [(one.is_named, one.visibility) for one in found]


@pytest.mark.parametrize(
    ("readers", "default", "begins"),
    [("partners", "funders", "partners"), ("funders", "partners", "partners")],
)
def test_it_begins_without_the_name_and_no_wider(
    make, signed_in_as, programme, medway, also_in, rows, readers, default, begins
):
    careless = make.organisation(programme=programme, default_visibility=Visibility(default))
    nurse = signed_in_as(also_in(make.contributor(medway), careless))
    obstacle = make.obstacle(organisation=careless, is_named=False, visibility=Visibility(readers))
    path = f"{AT}/workarounds/log?obstacle={obstacle.reference}"

    form = nurse.get(path).text

    assert form.partition('name="is_unnamed"')[0].rpartition("<input")[2].count("checked")
    assert form.partition(f'value="{begins}"')[0].rpartition("<input")[2].count("checked")
    nurse.post(path, data=TYPED)
    assert made(rows) == [(False, Visibility(begins))]
    assert careless.id in rows(sa.select(Workaround.organisation_id))


def test_beside_a_named_obstacle_it_begins_as_ever(kents, make, kent, unnamed, rows):
    assert unnamed
    named = make.obstacle(organisation=kent)

    assert log(kents, named).status_code == 303
    assert made(rows) == [(True, Visibility.PARTNERS)]


def test_the_name_is_asked_about_and_nothing_is_saved(kents, unnamed, rows):
    page = log(kents, unnamed, visibility="partners")

    assert "Partners will see that a workaround of Kent is linked to an obstacle" in main(page)
    assert TELLS_OBSTACLE in main(page)
    assert [button in main(page) for button in ("Add with our name", "Add without our name")]
    assert sent_on(page)["details"] == [TYPED["details"]]
    assert made(rows) == []


@pytest.mark.parametrize(("act", "is_named"), [("save", True), ("without", False)])
def test_answered_it_is_added_so_and_once(kents, unnamed, rows, act, is_named):
    page = log(
        kents, unnamed, visibility="partners", form_key="6e1f0c1e-7b5e-4c7e-9d86-0123456789ab"
    )

    for _time in range(2):
        added = answer(kents, unnamed, page, act)
        assert added.status_code == 303

    assert made(rows) == [(is_named, Visibility.PARTNERS)]
    assert unnamed.id in rows(sa.select(WorkaroundLink.obstacle_id))


def test_one_may_go_back_and_find_what_was_typed(kents, unnamed, rows):
    page = log(kents, unnamed, visibility="funders")

    form = answer(kents, unnamed, page, "change")

    assert form.status_code == 200
    assert "five minutes" in form.text
    assert form.text.partition('value="funders"')[0].rpartition("<input")[2].count("checked")
    assert made(rows) == []


def test_more_readers_without_the_name_are_asked_about_too(kents, unnamed, rows):
    page = log(kents, unnamed, visibility="funders", is_unnamed="y")

    assert WIDER in main(page)
    assert TELLS_OBSTACLE not in main(page)
    answer(kents, unnamed, page, "without")
    assert made(rows) == [(False, Visibility.PARTNERS)]


def test_what_was_answered_is_not_more_than_that(kents, unnamed, rows):
    page = log(kents, unnamed, visibility="partners")

    again = kents.post(
        f"{AT}/workarounds/log?obstacle={unnamed.reference}",
        data=sent_on(page) | {"visibility": "funders", "act": "save"},
    )

    assert WIDER in main(again)
    assert made(rows) == []


def test_where_nobody_else_reads_the_obstacle_only_readers_are_asked_about(
    kents, make, kent, unnamed, rows
):
    assert unnamed
    hidden = make.obstacle("Hidden", organisation=kent, is_named=False, visibility=KEPT)

    page = log(kents, hidden, visibility="partners")

    assert WIDER in main(page)
    assert "People who see it could conclude from the text that Kent has this" in main(page)
    assert TELLS_OBSTACLE not in main(page)
    assert log(kents, hidden, visibility="organisation").status_code == 303
    assert made(rows) == [(True, KEPT)]


def test_a_lead_who_does_not_know_whose_it_is_is_asked_nothing(
    make, signed_in_as, programme, medway, unnamed, also_lead, rows
):
    lead = signed_in_as(also_lead(make.contributor(medway)))

    assert log(lead, unnamed, visibility="partners").status_code == 303
    assert log(lead, unnamed, details="Typed again").status_code == 303
    assert made(rows) == [(True, Visibility.PARTNERS)] * 2
    assert programme


@pytest.fixture
def also_in(run):
    """Give somebody a place in a second organisation."""

    def join(person, organisation):
        place = {"person_id": person.id, "organisation_id": organisation.id}
        run(sa.insert(Membership).values(**place, role=OrganisationRole.CONTRIBUTOR))
        return person

    return join


@pytest.fixture
def also_lead(programme, run):
    """Let somebody lead the programme as well."""

    def assign(person):
        role = {"person_id": person.id, "programme_id": programme.id, "role": ProgrammeRole.LEAD}
        run(sa.insert(Assignment).values(**role))
        return person

    return assign


@pytest.fixture
def acts(kents):
    """The acts that put a workaround beside an obstacle which both are there already."""

    def do(kind: str, workaround, obstacle, /, *, browser=kents, **more):
        code = workaround.reference
        if kind == "link":
            path, data = f"workarounds/{code}/link", {"obstacle": obstacle.reference}
        elif kind == "try":
            path, data = f"obstacles/{obstacle.reference}/try", {"workaround": code}
        else:
            path = f"workarounds/{code}/trials/new"
            data = {"obstacle": obstacle.reference, "outcome": "worked", "what_it_took": "Time"}
        return browser.post(f"{AT}/{path}", data=data | more)

    return do


ACTS = ["link", "try", "trial"]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(
    ("is_named", "told"), [(True, TELLS_OBSTACLE), (False, TELLS_WORKAROUND)], ids=["W", "O"]
)
def test_a_link_that_tells_is_asked_about(acts, make, kent, unnamed, rows, act, is_named, told):
    assert unnamed
    obstacle = make.obstacle("Mine", organisation=kent, is_named=not is_named)
    workaround = make.workaround("Our way", organisation=kent, is_named=is_named)

    page = acts(act, workaround, obstacle)

    links = sa.select(WorkaroundLink).where(WorkaroundLink.workaround_id == workaround.id)
    assert (page.status_code, told in main(page)) == (200, True)
    assert (len(rows(links)), rows(sa.select(Trial))) == (0, [])
    fields = {name: values[0] for name, values in sent_on(page).items()}
    assert acts(act, workaround, obstacle, **fields).status_code == 303
    assert len(rows(links)) == 1
    assert len(rows(sa.select(Trial))) == (act != "link")


@pytest.mark.parametrize("act", ACTS)
def test_what_is_linked_already_is_not_asked_about_again(acts, make, kent, unnamed, act):
    workaround = make.workaround("Our way", organisation=kent, against=[unnamed])

    assert acts(act, workaround, unnamed).status_code == 303


@pytest.mark.parametrize("act", ACTS)
def test_a_link_that_tells_nothing_is_not_asked_about(acts, make, kent, medway, unnamed, act):
    hidden = make.obstacle(organisation=kent, is_named=False, visibility=KEPT)
    named = make.obstacle(organisation=kent)
    pairs = [
        (make.workaround(organisation=medway), unnamed),
        (make.workaround(organisation=kent, is_named=False), unnamed),
        (make.workaround(organisation=kent, visibility=KEPT), unnamed),
        (make.workaround(organisation=kent), hidden),
        (make.workaround(organisation=kent), named),
    ]

    assert [acts(act, *pair).status_code for pair in pairs] == [303] * 5


def test_a_programme_lead_links_what_bears_no_name_unasked(acts, leads, make, kent, unnamed):
    workaround = make.workaround(organisation=kent)

    assert acts("link", workaround, unnamed, browser=leads).status_code == 303


def test_one_goes_back_from_the_trial_to_what_was_typed(acts, make, kent, unnamed, rows):
    workaround = make.workaround(organisation=kent)

    form = acts("trial", workaround, unnamed, act="change")

    assert (form.status_code, "Time</textarea>" in form.text) == (200, True)
    assert rows(sa.select(Trial)) == []


def edit(browser, workaround, **more):
    data = {"title": workaround.title, "visibility": workaround.visibility.value, "version": "1"}
    return browser.post(f"{AT}/workarounds/{workaround.reference}/edit", data=data | more)


@pytest.fixture
def linked(make, kent, nurse, unnamed):
    """The nurse's workaround beside an obstacle of Kent's, and one of Kent's beside none."""

    def link(obstacle=unnamed, **given):
        make.workaround("Beside nothing", organisation=kent)
        values = {"organisation": kent, "author_id": nurse.id, "against": [obstacle]} | given
        return make.workaround("Our way", **values)

    return link


@pytest.mark.on_postgresql
def test_to_name_one_beside_an_unnamed_obstacle_is_asked_about(kents, linked, rows):
    workaround = linked(is_named=False)

    page = edit(kents, workaround, details="More")

    assert TELLS_OBSTACLE in main(page)
    assert rows(sa.select(Workaround.is_named).where(Workaround.id == workaround.id)) == [False]
    fields = {name: values[0] for name, values in sent_on(page).items()}
    assert edit(kents, workaround, **fields, act="save").status_code == 303
    [saved] = rows(sa.select(Workaround).where(Workaround.id == workaround.id))
    assert (saved.is_named, saved.details) == (True, "More")


def test_to_leave_out_its_name_beside_a_named_obstacle_is_asked_about(kents, make, kent, linked):
    workaround = linked(make.obstacle("Named", organisation=kent))

    assert TELLS_WORKAROUND in main(edit(kents, workaround, is_unnamed="y"))


def test_more_readers_of_such_a_pair_are_asked_about(kents, make, kent, linked):
    wide = make.obstacle(organisation=kent, is_named=False, visibility=Visibility.FUNDERS)
    workaround = linked(wide)

    assert TELLS_OBSTACLE in main(edit(kents, workaround, visibility="funders"))
    assert edit(kents, workaround, visibility="organisation").status_code == 303


@pytest.mark.on_postgresql
def test_more_readers_who_do_not_read_the_obstacle_are_not_asked_about(kents, linked):
    assert edit(kents, linked(), visibility="funders").status_code == 303


def test_what_is_beside_anothers_obstacle_or_none_is_not_asked_about(
    kents, make, kent, medway, nurse, linked
):
    linked()
    theirs = make.obstacle(organisation=medway, is_named=False)
    given = {"organisation": kent, "author_id": nurse.id, "is_named": False}
    ours = [make.workaround(against=beside, **given) for beside in ([theirs], [])]

    assert [edit(kents, one).status_code for one in ours] == [303, 303]


def test_other_words_are_not_asked_about(kents, linked):
    assert edit(kents, linked(), title="Other words").status_code == 303


@pytest.fixture(scope="module")
def worlds() -> PageComparison:
    """What was shown under each owner."""
    return PageComparison()


@pytest.mark.each_on_postgresql
@pytest.mark.parametrize("owner", ["kent", "lille"])
def test_others_see_the_same_whoever_logs_it(
    make, signed_in_as, kent, medways, leads, funders, owner, worlds, rows
):
    lille = make.organisation("Lille", slug="lille", country="FR")
    behind = {"kent": kent, "lille": lille}[owner]
    nurses = [signed_in_as(make.contributor(one)) for one in (kent, lille)]
    nurse = nurses[owner == "lille"]
    obstacle = make.obstacle(
        "No mandate", organisation=behind, is_named=False, visibility=Visibility.FUNDERS
    )

    page = log(nurse, obstacle, visibility="funders")
    assert answer(nurse, obstacle, page, "without").status_code == 303
    [code] = rows(sa.select(Workaround.reference))

    own_pages = (f"/obstacles/{obstacle.reference}", f"/workarounds/{code}")
    lists = ("", "/obstacles?sort=changed", "/obstacles.json", "/workarounds?q=kent", "/network")
    addresses = [AT + end for end in (*own_pages, *lists, "/workarounds", "/workarounds?q=lille")]
    seen = [
        without_token(browser.get(one))
        for browser in (medways, leads, funders)
        for one in addresses
    ]
    assert ["Ask the board" in seen[place] for place in (0, 1)] == [True, True]
    assert worlds.differing(seen) == []

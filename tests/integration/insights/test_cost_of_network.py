"""What the network costs: queries that do not grow, and nothing sent that is held already."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from tests.factories import Factory
from tests.integration.insights.conftest import AT, Counting
from tracker.models import Assignment, Organisation, Person, Programme
from tracker.models.vocabulary import ProgrammeRole, Visibility

ADDRESSES = [AT, f"{AT}?view=grid", f"{AT}.svg", f"{AT}.json", f"{AT}.json?depth=barriers"]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.usefixtures("shared")
def test_the_queries_are_as_many_for_ten_times_the_barriers(
    make: Factory,
    kents: FlaskClient,
    medway: Organisation,
    queries_of: Callable[[FlaskClient, str], int],
    address: str,
) -> None:
    few = queries_of(kents, address)

    for number in range(10):
        barrier = make.barrier(f"Cause {number}")
        theirs = make.obstacle(barrier=barrier, organisation=medway)
        make.trial(make.workaround(organisation=medway, against=[theirs]), theirs)
        make.hindrance(theirs, make.obstacle(barrier=barrier, categories=[make.category()]))

    assert queries_of(kents, address) == few <= 24  # A file is noted too.


@pytest.mark.parametrize("address", [*ADDRESSES, f"{AT}.graphml", f"{AT}.gexf"])
@pytest.mark.usefixtures("shared")
def test_what_is_held_already_is_not_sent_again(kents: FlaskClient, address: str) -> None:
    mark = kents.get(address).headers["ETag"]

    answer = kents.get(address, headers={"If-None-Match": mark})

    assert answer.status_code == 304
    assert answer.data == b""


@pytest.mark.usefixtures("shared")
def test_an_unchanged_network_asks_only_who_is_there(
    kents: FlaskClient, count_queries: Counting
) -> None:
    mark = kents.get(AT).headers["ETag"]

    with count_queries() as statements:
        kents.get(AT, headers={"If-None-Match": mark})

    assert len([one for one in statements if one.startswith("SELECT")]) <= 3


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_change_within_sight_is_sent(
    make: Factory, kents: FlaskClient, shared: SimpleNamespace, address: str
) -> None:
    mark = kents.get(address).headers["ETag"]

    make.obstacle("Another", organisation=make.organisation("Lille"), barrier=shared.barrier)

    assert kents.get(address, headers={"If-None-Match": mark}).status_code == 200


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_change_out_of_sight_does_not_show_in_the_mark(
    make: Factory,
    kents: FlaskClient,
    shared: SimpleNamespace,
    medway: Organisation,
    address: str,
) -> None:
    mark = kents.get(address).headers["ETag"]

    make.obstacle(organisation=medway, barrier=shared.barrier, visibility=Visibility.ORGANISATION)

    assert kents.get(address).headers["ETag"] == mark


@pytest.mark.usefixtures("shared")
def test_each_persons_page_has_a_mark_of_its_own(
    make: Factory, kents: FlaskClient, signed_in_as, kent: Organisation
) -> None:
    colleague = signed_in_as(make.contributor(kent))

    marks = {client.get(AT).headers["ETag"] for client in (kents, colleague)}

    assert len(marks) == 2


@pytest.mark.usefixtures("shared")
def test_whoever_comes_to_lead_the_programme_is_sent_a_leads_menu(
    run, kents: FlaskClient, nurse: Person, programme: Programme
) -> None:
    mark = kents.get(AT).headers["ETag"]
    place = {"programme_id": programme.id, "role": ProgrammeRole.LEAD}
    run(sa.insert(Assignment).values(person_id=nurse.id, **place))

    assert kents.get(AT, headers={"If-None-Match": mark}).status_code == 200


@pytest.mark.usefixtures("shared")
def test_another_theme_is_another_page(kents: FlaskClient) -> None:
    mark = kents.get(AT).headers["ETag"]
    kents.set_cookie("theme", "dark")

    assert kents.get(AT, headers={"If-None-Match": mark}).status_code == 200

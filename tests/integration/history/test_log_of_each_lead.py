"""Each filter of the log finds the same on the page and in the file, for each kind of lead."""

import csv
import io
import re

import pytest
import sqlalchemy as sa

from tests.integration.history.saying import saved
from tracker.models import Assignment
from tracker.models.vocabulary import ProgrammeRole

LOG = "/programmes/ticc/log"
FILTERS = [
    "",
    "?who=nora",
    "?what=obstacles",
    "?words=managers",
    "?words=nothing+such",
    "?since=2000-01-01",
    "?until=2000-01-01",
    "?since=2000-01-01&until=2099-12-31&who=nora&what=obstacles&words=signed",
]


@pytest.fixture
def lead_of_both(make, run, kent, programme):
    person = make.organisation_lead(kent, name="Bo Both")
    role = {"person_id": person.id, "programme_id": programme.id, "role": ProgrammeRole.LEAD}
    run(sa.insert(Assignment).values(role))
    return person


@pytest.fixture(params=["of an organisation", "of the programme", "of both"])
def lead(request, make, kent, programme, signed_in_as):
    """The browser of each kind of lead."""
    if request.param == "of an organisation":
        return signed_in_as(make.organisation_lead(kent, name="Olga Overseer"))
    if request.param == "of the programme":
        return signed_in_as(make.programme_lead(programme, name="Pia Programme"))
    return signed_in_as(request.getfixturevalue("lead_of_both"))


@pytest.mark.each_on_postgresql
def test_each_filter_finds_the_same_on_the_page_and_in_the_file(lead, kents, make, kent) -> None:
    make.category("Signed by managers")
    saved(kents, make.obstacle("Signed by managers", organisation=kent), team="Night shift")

    for asked in FILTERS:
        assert lines_of_page(lead, asked) == lines_of_file(lead, asked), asked


def lines_of_page(browser, asked) -> int:
    text = browser.get(LOG + asked).text
    found = re.search(r"(\d+) changes?", text)
    return int(found[1]) if found else 0


def lines_of_file(browser, asked) -> int:
    answer = browser.get(f"{LOG}.csv{asked}")
    assert answer.status_code == 200
    text = answer.text.removeprefix("\ufeff")
    return len(list(csv.DictReader(io.StringIO(text, newline=""))))

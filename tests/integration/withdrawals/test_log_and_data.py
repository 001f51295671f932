"""In the log and in people's own data, what is withdrawn is named to its organisation alone."""

import pytest

from tests.integration.conftest import AT

TICC = "/programmes/ticc"
OBSTACLE, WORKAROUND = "Quillfeather sign-off", "Marrowfat by email"


@pytest.fixture
def milo(make, medway, signed_in_as):
    """The browser of Medway's lead, who reads what Medway did in the log."""
    return signed_in_as(make.organisation_lead(medway, name="Milo Mayor"))


@pytest.fixture
def obstacle(make, nurse):
    return make.obstacle(OBSTACLE, author=nurse)


@pytest.fixture
def workaround(make, nurse):
    return make.workaround(WORKAROUND, author_id=nurse.id)


@pytest.fixture
def used(make, medway, milo, obstacle, workaround):
    """Let Medway tie an obstacle of its own to both, and comment on the obstacle."""
    own = make.obstacle("No car", organisation=medway)
    for address, form in (
        (f"{AT}/{own.reference}/hinder", {"other": obstacle.reference, "direction": "holds-up"}),
        (f"{TICC}/workarounds/{workaround.reference}/link", {"obstacle": own.reference}),
        (f"{AT}/{obstacle.reference}/comments", {"text": "Here too", "author": "medway"}),
    ):
        assert milo.post(address, data=form).status_code == 303


def withdraw(browser, *addresses):
    for address in addresses:
        answer = browser.post(f"{address}/withdraw", data={"reason": "mistake"})
        assert answer.status_code == 303


@pytest.mark.parametrize("address", [f"{TICC}/log", f"{TICC}/log.csv", "/account/data"])
@pytest.mark.usefixtures("used")
@pytest.mark.on_postgresql
def test_others_who_acted_on_it_no_longer_read_what_it_was(
    address, milo, kents, obstacle, workaround
):
    names = [OBSTACLE, WORKAROUND]
    if address == "/account/data":
        names = [obstacle.reference, workaround.reference]
    before = milo.get(address).text
    own_before = kents.get("/account/data").text
    at = f"{AT}/{obstacle.reference}", f"{TICC}/workarounds/{workaround.reference}"
    withdraw(kents, *at)

    after = milo.get(address).text

    assert [name for name in names if name in before] == names
    assert [name for name in names if name in after] == []
    own_after = kents.get("/account/data").text
    references = [obstacle.reference, workaround.reference]
    assert all(one in own_before and one in own_after for one in references)

"""What the audit costs: three statements a commit, and none where nothing is noted."""

import re

import pytest

AUDIT = ("audit_event", "audit_head")


def of_audit(statements: list[str]) -> list[str]:
    """Return what is done to the audit; that an obstacle's number comes from it is not."""
    asked = [one for one in statements if not one.startswith("INSERT INTO obstacle ")]
    return [one.split()[0] for one in asked if any(name in one for name in AUDIT)]


@pytest.fixture
def log_one(kents):
    """Log an obstacle through the form."""

    def log(**more: str):
        said = {"title": "Paid late", "visibility": "partners", "is_named": "y"}
        return kents.post("/programmes/ticc/obstacles/log", data=said | more)

    return log


def test_to_log_an_obstacle_takes_three_statements_more(log_one, count_queries) -> None:
    log_one()

    with count_queries() as statements:
        answer = log_one(title="Paid too late")

    assert answer.status_code == 303
    assert of_audit(statements) == ["SELECT", "INSERT", "UPDATE"]


def test_to_edit_one_reads_nothing_again(kents, make, kent, count_queries) -> None:
    obstacle = make.obstacle(organisation=kent)
    at = f"/programmes/ticc/obstacles/{obstacle.reference}/edit"
    said = {"title": "Paid late", "visibility": "organisation", "is_named": "y", "version": 1}

    with count_queries() as statements:
        answer = kents.post(at, data=said)

    assert answer.status_code == 303
    assert of_audit(statements) == ["SELECT", "INSERT", "UPDATE"]
    assert len([one for one in statements if re.search(r"FROM obstacle\s", one)]) == 1


@pytest.mark.parametrize("path", ["", "/obstacles", "/workarounds"])
def test_to_read_a_page_takes_none(kents, count_queries, path) -> None:
    with count_queries() as statements:
        kents.get(f"/programmes/ticc{path}")

    assert of_audit(statements) == []

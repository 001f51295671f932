import pytest

PASSWORD = "giraffe umbrella tin"


@pytest.fixture
def site(run_migrated):
    """A migrated site with a programme and an organisation."""
    assert run_migrated("add-programme", "ticc", "TICC", "TICC", "Integrated care").exit_code == 0
    added = run_migrated(
        "add-organisation", "kent", "GB", "Kent Community Health", "--programme", "ticc"
    )
    assert added.exit_code == 0, added.output
    return run_migrated


def test_a_person_is_added_and_given_their_places(site) -> None:
    results = [
        site("add-person", "lead@example.org", "A. Lead", "--password", PASSWORD),
        site("add-member", "lead@example.org", "kent", "--role", "lead"),
        site("add-role", "lead@example.org", "ticc", "lead"),
    ]

    assert [result.exit_code for result in results] == [0, 0, 0], results


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["add-programme", "ticc", "OTHER", "Other", "Other"], "already uses this web address"),
        (["add-programme", "No Slug", "X", "X", "X"], "lower-case"),
        (
            ["add-organisation", "kent", "GB", "Kent", "--programme", "ticc"],
            "already uses the web address",
        ),
        (
            ["add-organisation", "not-named", "GB", "X", "--programme", "ticc"],
            "This web address is reserved",
        ),
        (["add-organisation", "x", "Britain", "X", "--programme", "ticc"], "2-letter country code"),
        (["add-organisation", "x", "GB", "X", "--programme", "none"], "no programme none"),
        (["add-member", "nobody@example.org", "kent"], "There is no account for"),
        (["add-role", "nobody@example.org", "ticc", "lead"], "There is no account for"),
        (["add-person", "no address", "A", "--password", PASSWORD], "email address"),
        (
            ["add-person", "a@example.org", "A", "--password", "password1234"],
            "This password is easy to guess",
        ),
    ],
)
def test_a_refusal_is_a_sentence_and_changes_nothing(site, words, said) -> None:
    result = site(*words)

    assert result.exit_code == 1
    assert said in result.output
    assert "Traceback" not in result.output


def test_nobody_becomes_a_member_of_nothing(site) -> None:
    site("add-person", "lead@example.org", "A. Lead", "--password", PASSWORD)

    assert "no organisation none" in site("add-member", "lead@example.org", "none").output

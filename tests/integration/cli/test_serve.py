import pytest


@pytest.mark.parametrize("secret", [None, "", "short", "x" * 31])
def test_it_does_not_start_without_a_long_secret(run, monkeypatch, secret) -> None:
    if secret is not None:
        monkeypatch.setenv("SECRET_KEY", secret)

    result = run("serve")

    assert result.exit_code == 1
    assert "Set SECRET_KEY to at least 32 random characters" in result.output


def test_it_does_not_start_on_a_database_that_is_behind(run, monkeypatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "x" * 32)

    result = run("serve")

    assert result.exit_code == 1
    assert "Run `tracker migrate` first" in result.output


def test_a_wrong_setting_is_said_in_a_sentence(run, monkeypatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "x" * 32)
    monkeypatch.setenv("PUBLIC_URL", "tracker.example")

    result = run("serve")

    assert result.exit_code == 1
    assert result.output.startswith("Error: PUBLIC_URL is not the address of a site.")

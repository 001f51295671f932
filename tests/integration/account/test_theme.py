import pytest
from flask.testing import FlaskClient

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize("theme", ["light", "dark", "device"])
def test_a_visitor_may_choose_how_pages_look(client: FlaskClient, theme: str) -> None:
    answer = client.post("/preferences/theme", data={"theme": theme, "next": "/login?a=b"})

    assert (answer.status_code, answer.location) == (303, "/login?a=b")
    cookie = client.get_cookie("theme")
    assert cookie is not None
    assert (cookie.value, cookie.max_age, cookie.http_only) == (theme, 365 * 24 * 3600, True)


@pytest.mark.parametrize("theme", ["", "pink", "dark; Path=/x", "dark\r\nSet-Cookie: a=b"])
def test_no_other_look_is_taken(client: FlaskClient, theme: str) -> None:
    answer = client.post("/preferences/theme", data={"theme": theme})

    assert answer.status_code == 400
    assert client.get_cookie("theme") is None


def test_no_look_at_all_is_refused(client: FlaskClient) -> None:
    assert client.post("/preferences/theme").status_code == 400

"""Passkeys in a real browser, with a device that the browser makes up."""

from collections.abc import Callable
from typing import Any

import pytest

PERSON = "lead@medway.example"
"""Somebody whom no other test signs in: a new passkey ends all other sessions."""

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
NAME = "Nora’s “phone” & Nora's <tablet>"
Open = Callable[..., Any]


def with_device(page, **given: Any):
    """Give the page's browser a device that holds passkeys; return its session and its id."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    device = session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE | given})
    return session, device["authenticatorId"]


def sign_in(page) -> None:
    page.set_default_timeout(10_000)
    page.goto("/login")
    page.locator(f"button[value='{PERSON}']").click()
    page.wait_for_url(lambda url: "/login" not in url)


@pytest.fixture
def nora(page_of: Open):
    """The page of somebody whose device has a passkey; taken away again after the test."""
    page = page_of(width=390)
    sign_in(page)
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    with_device(page)
    add_passkey(page)
    yield page
    sign_in_by_passkey(page)
    page.goto("/account/passkeys")
    page.get_by_role("button", name=f"Remove passkey {NAME}").click()
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/account/passkeys")
    page.get_by_text(f"“{NAME}” removed").wait_for()
    assert faults == []


def name_passkey(page, name: str = NAME, *, prove_by: str = "Continue") -> None:
    """Ask for a new passkey, and show by this button that it is still the person."""
    page.goto("/account/passkeys")
    page.get_by_label("What is the name of this device?").fill(name)
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("button", name=prove_by).click()


def add_passkey(page) -> None:
    name_passkey(page)
    page.wait_for_url("**/account")


def sign_in_by_passkey(page) -> None:
    page.context.clear_cookies()
    page.goto("/login")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(lambda url: "/login" not in url and "/sign-in" not in url)


def test_a_passkey_alone_signs_in(nora) -> None:
    nora.context.clear_cookies()
    nora.goto("/account")
    nora.get_by_role("button", name="Sign in with a passkey").click()
    nora.wait_for_url("**/account")

    assert PERSON in nora.locator("main").inner_text()


def test_the_account_names_it_as_it_was_typed(nora) -> None:
    nora.goto("/account")

    assert nora.get_by_text(NAME, exact=True).is_visible()


def test_the_same_device_is_not_added_twice(nora) -> None:
    name_passkey(nora, "Once more", prove_by="Use a passkey")

    nora.get_by_text("We did not get a passkey from your device.").wait_for()


def test_a_name_is_not_given_twice(nora) -> None:
    name_passkey(nora, prove_by="Use a passkey")

    nora.get_by_text("You already have a passkey with this name.").first.wait_for()


def test_a_copied_answer_signs_nobody_in(nora) -> None:
    sent: list[Any] = []
    nora.on(
        "request",
        lambda request: sent.append(request) if "/sign-in/passkey/" in request.url else None,
    )
    sign_in_by_passkey(nora)
    (first,) = sent
    nora.context.clear_cookies()
    nora.goto("/login")
    token = nora.locator("input[name=csrf_token]").first.input_value()

    form = fields(first) | {"csrf_token": token}
    answer = nora.request.post(first.url, form=form)

    assert answer.url.endswith("/sign-in/passkey")
    assert "This passkey did not work." in answer.text()


def fields(request) -> dict[str, str]:
    return dict(request.post_data_json)


def test_a_device_that_nobody_knows_opens_nothing(page_of: Open) -> None:
    page = page_of()
    with_device(page)
    page.goto("/login")
    page.get_by_role("button", name="Sign in with a passkey").click()

    page.get_by_text("We did not get a passkey from your device.").wait_for()
    assert page.get_by_role("link", name="Try again").is_visible()


def test_a_device_that_asks_nobody_is_not_taken(page_of: Open) -> None:
    page = page_of()
    sign_in(page)
    with_device(page, hasUserVerification=False, isUserVerified=False)
    name_passkey(page, "A stick without a PIN")

    page.get_by_text("We did not get a passkey from your device.").wait_for()


def test_at_a_bare_number_there_are_none(page_of: Open, address: str) -> None:
    page = page_of()
    page.goto(address.replace("localhost", "127.0.0.1") + "/sign-in/passkey")

    assert page.get_by_text("do not work when you open this site by a number").is_visible()
    assert page.get_by_role("button", name="Use a passkey").count() == 0

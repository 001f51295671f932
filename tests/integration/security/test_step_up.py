"""Whatever changes how one signs in asks for the password or another factor, for that act alone."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.browsing import APP_KEY, PASSWORD, Browser, codes_now
from tests.factories import Factory
from tests.integration.security.test_set_up_second_factor import key_shown, set_up
from tests.passkeys import Device, webauthn_options
from tests.providers import Desk
from tracker.models import DirectoryIdentity, Passkey, Person
from tracker.sign_in import step_up

Open = Callable[..., Browser]
Rows = Callable[[sa.Select[Any]], list[Any]]
Run = Callable[[sa.Executable], None]
APP, CODES, KEYS = "/account/second-factor", "/account/recovery-codes", "/account/passkeys"
UNLINK = "/account/directories/kent/unlink"
ASKS = "Confirm it is you"


@pytest.fixture
def anns(open_browser: Open, ann: Person) -> Browser:
    return open_browser(ann)


@pytest.fixture
def phone(anns: Browser) -> Device:
    """Ann's passkey."""
    device = Device()
    assert device.add(anns, "Ann's phone").location == "/account"
    return device


def steal(anns: Browser, open_browser: Open) -> Browser:
    """Return the browser of somebody who copied Ann's cookie just after she signed in."""
    stolen = open_browser()
    stolen.copy_session_of(anns)
    stolen.get("/account")
    return stolen


def all_ways(person: Person) -> sa.Select[Any]:
    """Select all by which the person signs in, as one row."""
    here = Person.id == person.id
    text = sa.func.concat(
        Person.email,
        Person.password,
        Person.tf_primary_method,
        Person.tf_totp_secret,
        sa.cast(Person.mf_recovery_codes, sa.Text),
        sa.select(sa.func.count()).where(Passkey.user_id == person.id).scalar_subquery(),
        sa.select(sa.func.count())
        .where(DirectoryIdentity.person_id == person.id)
        .scalar_subquery(),
    )
    return sa.select(text).where(here)


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        pytest.param(APP + "/remove", {}, id="remove the app"),
        pytest.param(APP, {"code": codes_now()[0]}, id="set up another app"),
        pytest.param(CODES, {}, id="make new recovery codes"),
        pytest.param(KEYS + "/remove", {"name": "Ann's phone"}, id="remove a passkey"),
        pytest.param(KEYS, {"name": "Mallory's"}, id="add a passkey"),
        pytest.param(UNLINK, {}, id="unlink a directory"),
        pytest.param(UNLINK.replace("unlink", "link"), {}, id="link a directory"),
        pytest.param(
            "/account/address", {"email": "mallory@evil.example"}, id="change the address"
        ),
        pytest.param("/change", {"new_password": "x" * 20}, id="change the password"),
    ],
)
def test_a_session_stolen_at_once_changes_no_way_to_sign_in(
    desk: Desk,
    anns: Browser,
    ann: Person,
    open_browser: Open,
    rows: Rows,
    path: str,
    fields: dict[str, str],
) -> None:
    link(desk, anns)
    Device().add(anns, "Ann's phone")
    set_up(anns)
    anns.post_proven(CODES)
    thief = steal(anns, open_browser)
    before = rows(all_ways(ann))

    thief.get(path)
    answers = [
        thief.post(path, fields | proof)
        for proof in (
            {},
            {"proof_password": "guessed it"},
            {"proof_demo": "yes"},
            {"proof_code": "123456"},
        )
    ]

    assert [answer.location for answer in answers] == [None] * 4
    assert not any("Refresh" in answer.headers for answer in answers)
    assert "data-key>" not in "".join(answer.text for answer in answers)
    assert "data-passkey" not in "".join(answer.text for answer in answers)
    assert rows(all_ways(ann)) == before
    anns.get("/account")
    assert anns.is_signed_in()


def link(desk: Desk, browser: Browser) -> None:
    desk.add_user("ann")
    question = desk.start(browser, "/account/directories/kent/link")
    assert browser.get(desk.authorize(question, "ann")).location == "/account"


def test_the_page_says_what_for_and_what_was_sent_goes_on(phone: Device, anns: Browser) -> None:
    assert phone
    page = anns.post(KEYS + "/remove", {"name": "Ann's phone"})

    assert page.status_code == 200
    assert "You are about to remove a passkey." in page.text
    assert "Enter your password to continue." in page.text
    anns.prove(page, KEYS + "/remove")
    assert "Passkey “Ann&#39;s phone” removed." in anns.get("/account").text


def test_a_wrong_password_is_refused_in_a_sentence(anns: Browser, rows: Rows) -> None:
    set_up(anns)

    answer = anns.post(APP + "/remove", {"proof_password": "a wrong one"})

    assert answer.status_code == 422
    assert "The password is wrong. Try again" in answer.text
    assert "a wrong one" not in answer.text
    assert rows(sa.select(Person.tf_primary_method)) == ["authenticator"]


def test_no_password_is_asked_for_again(anns: Browser) -> None:
    answer = anns.post(APP + "/remove", {"proof_password": ""})

    assert answer.status_code == 422
    assert "Enter your password" in answer.text


def test_a_proof_serves_once(phone: Device, anns: Browser, rows: Rows) -> None:
    assert phone
    Device().add(anns, "Ann's tablet")
    anns.post_proven(KEYS + "/remove", {"name": "Ann's phone"})

    again = anns.post(KEYS + "/remove", {"name": "Ann's tablet"})

    assert ASKS in again.text
    assert rows(sa.select(Passkey.name)) == ["Ann's tablet"]


def test_a_proof_of_several_pages_ends_with_the_last(anns: Browser) -> None:
    set_up(anns)

    assert ASKS in anns.get(APP).text


def test_a_proof_of_one_page_does_not_wait_for_another(
    phone: Device, anns: Browser, rows: Rows
) -> None:
    assert phone
    proof = {"proof_password": PASSWORD, "proof_opens": "yes"}
    anns.post(KEYS + "/remove", {"name": "None of hers"} | proof)

    answer = anns.post(KEYS + "/remove", {"name": "Ann's phone"})

    assert ASKS in answer.text
    assert rows(sa.select(Passkey.name)) == ["Ann's phone"]


def test_a_proof_for_one_act_serves_no_other(anns: Browser, rows: Rows) -> None:
    set_up(anns)
    key_shown(anns)

    answers = [anns.post(APP + "/remove"), anns.post(CODES), anns.post(KEYS, {"name": "Phone"})]

    assert all(ASKS in answer.text for answer in answers)
    assert rows(sa.select(Person.tf_primary_method)) == ["authenticator"]


def test_a_proof_in_one_session_serves_no_other(
    anns: Browser, open_browser: Open, ann: Person
) -> None:
    other = open_browser(ann)
    key_shown(anns)

    assert ASKS in other.get(APP).text


def test_a_proof_waits_for_minutes_alone(anns: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    key = key_shown(anns)
    now = step_up.time()
    monkeypatch.setattr(step_up, "time", lambda: now + step_up.PROOF_MAX_AGE)

    answer = anns.post(APP, {"code": codes_now(key)[0]})

    assert ASKS in answer.text
    assert anns.prove(answer, APP).location == CODES


def test_where_two_share_a_browser_a_proof_is_not_the_next_ones(
    signed_in_as: Callable[[Person], Any], make: Factory
) -> None:
    client, bob = signed_in_as(make.contributor()), make.contributor()
    client.post(APP, data={"proof_opens": "yes", "proof_demo": "yes"})
    assert ASKS not in client.get(APP).text

    client.post("/demo/sign-in", data={"person": bob.email})

    assert ASKS in client.get(APP).text


def answer_by(device: Device, browser: Browser, path: str, **fields: str) -> Any:
    """Press what the page offers, let the device answer, and send that."""
    page = browser.post(path, fields | {"proof_start": "passkey"})
    options, action = webauthn_options(page.text)
    assert action == path
    return browser.post(
        path, fields | {"proof_credential": device.assertion_json(options, browser.site)}
    )


@pytest.mark.on_postgresql
def test_a_passkey_proves_it_too(phone: Device, anns: Browser, run: Run, rows: Rows) -> None:
    set_up(anns)
    run(sa.update(Person).values(password=None))

    answer = answer_by(phone, anns, APP + "/remove")

    assert answer.location == "/account"
    assert rows(sa.select(Person.tf_primary_method)) == [None]


def test_a_passkeys_answer_proves_one_act_once(phone: Device, anns: Browser, rows: Rows) -> None:
    set_up(anns)
    page = anns.post(CODES, {"proof_start": "passkey"})
    answer = phone.assertion_json(webauthn_options(page.text)[0], anns.site)

    elsewhere = anns.post(APP + "/remove", {"proof_credential": answer})
    too_late = anns.post(CODES, {"proof_credential": answer})

    assert (elsewhere.status_code, too_late.status_code) == (422, 422)
    assert "This passkey did not work." in too_late.text
    assert rows(sa.select(Person.tf_primary_method)) == ["authenticator"]


def test_another_persons_passkey_proves_nothing(
    phone: Device, open_browser: Open, make: Factory, rows: Rows
) -> None:
    other = open_browser(make.contributor(email="bob@kent.example", password=PASSWORD))
    theirs = Device()
    theirs.add(other, "Bob's")

    answer = answer_by(phone, other, KEYS + "/remove", name="Bob's")

    assert answer.status_code == 422
    assert sorted(rows(sa.select(Passkey.name))) == ["Ann's phone", "Bob's"]


def test_a_thief_has_no_passkey_to_prove_it_by(
    phone: Device, anns: Browser, open_browser: Open
) -> None:
    assert phone
    thief = steal(anns, open_browser)
    page = thief.post(KEYS + "/remove", {"name": "Ann's phone", "proof_start": "passkey"})
    mallorys = Device(owner=phone.owner)

    credential = mallorys.assertion_json(webauthn_options(page.text)[0], thief.site)
    answer = thief.post(KEYS + "/remove", {"name": "Ann's phone", "proof_credential": credential})

    assert answer.status_code == 422


def test_who_has_an_app_and_no_password_gives_a_code(
    open_browser: Open, make: Factory, run: Run
) -> None:
    browser = open_browser(make.programme_lead(password=PASSWORD, email="lea@kent.example"))
    make.contributor(email="bob@kent.example", password=PASSWORD)
    run(sa.update(Person).values(password=None))
    wrong = browser.post(CODES, {"proof_code": "000000"})
    code = codes_now(APP_KEY)[2]

    answer = browser.prove(browser.post(CODES), CODES, proof_code=code)
    again = browser.prove(browser.post(CODES), CODES, proof_code=code)

    assert "The code is wrong or already used." in wrong.text
    assert "data-code>" in answer.text
    assert "The code is wrong or already used." in again.text


def test_who_has_only_a_directory_signs_in_there_again(
    desk: Desk, browser: Browser, ann: Person, run: Run
) -> None:
    desk.add_user("ann")
    desk.sign_in(browser)
    run(sa.update(Person).where(Person.id == ann.id).values(password=None))
    page = browser.get(APP)
    assert "Sign in to Kent" in page.text

    fields = {"act": "set-up-app", "then": APP}
    question = desk.start(browser, "/account/directories/kent/prove", **fields)
    answer = browser.get(desk.authorize(question, "ann"))

    assert "prompt=login" in question
    assert answer.location == APP
    assert key_shown(browser)
    assert ASKS in browser.post(KEYS, {"name": "Phone"}).text


@pytest.mark.parametrize("password", ["kept", "none"])
def test_a_directory_proves_nothing_of_others_or_where_there_is_a_password(
    desk: Desk, browser: Browser, ann: Person, run: Run, password: str
) -> None:
    desk.add_user("ann")
    desk.add_user("mallory", email="mallory@kent.example")
    desk.sign_in(browser)
    if password == "none":
        run(sa.update(Person).where(Person.id == ann.id).values(password=None))
    fields = {"act": "set-up-app", "then": APP}
    question = desk.start(browser, "/account/directories/kent/prove", **fields)

    answer = browser.get(desk.authorize(question, "ann" if password == "kept" else "mallory"))

    assert answer.status_code == 403
    assert ASKS in browser.get(APP).text


def test_who_has_nothing_is_told_the_way(anns: Browser, run: Run) -> None:
    run(sa.update(Person).values(password=None))

    page = anns.get(APP).text

    assert "ask for a link to choose a new password" in page
    assert anns.post(APP, {"proof_password": "", "proof_demo": "yes"}).status_code == 422


@pytest.mark.each_on_postgresql
@pytest.mark.parametrize("path", [f"{APP}?next=//evil.example", f"{APP}?//evil.example", APP])
def test_a_proof_never_leads_away(
    desk: Desk, anns: Browser, ann: Person, run: Run, path: str
) -> None:
    link(desk, anns)
    elsewhere = {"next": "//evil.example", "then": "//evil.example", "proof_opens": "yes"}

    answer = anns.post(path, elsewhere | {"proof_password": PASSWORD})
    run(sa.update(Person).where(Person.id == ann.id).values(password=None))
    fields = elsewhere | {"act": "set-up-app"}
    question = desk.start(anns, "/account/directories/kent/prove", **fields)

    assert (answer.location or "").startswith(APP)
    assert anns.get(desk.authorize(question, "ann")).location == "/"


def test_a_stranger_is_asked_to_sign_in_first(browser: Browser) -> None:
    assert browser.get(APP).location == f"/login?next={APP}"
    assert browser.post(KEYS + "/remove").status_code in {400, 401}


def test_people_of_the_demo_press_a_button(
    signed_in_as: Callable[[Person], Any], make: Factory
) -> None:
    client = signed_in_as(make.contributor())

    page = client.get(APP).text
    client.post(APP, data={"proof_opens": "yes", "proof_demo": "yes"})

    assert "Demo users do not have a password." in page
    assert "data-key>" in client.get(APP).text


def test_no_demo_no_button(
    app: Flask,
    signed_in_as: Callable[[Person], Any],
    make: Factory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = signed_in_as(make.contributor())
    monkeypatch.setitem(app.config, "DEMO", 0)

    answer = client.post(APP, data={"proof_opens": "yes", "proof_demo": "yes"})

    assert answer.status_code == 422
    assert "data-key>" not in client.get(APP).text

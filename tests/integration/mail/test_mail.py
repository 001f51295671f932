"""Mail: what it says, to whom, and that neither a fault nor a forged name does harm."""

import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from flask import Flask
from flask_babel import lazy_gettext as _l
from flask_login import login_user

from tests.factories import Factory
from tests.mailbox import Mailbox
from tests.smtp_server import SmtpServer, mail_server
from tracker.app import create_app
from tracker.errors import InvalidSetting
from tracker.extensions import db
from tracker.mail import sending
from tracker.mail.sending import can_send_mail, link_to, send_later, send_mail

Send = Callable[..., bool]
SITE = "https://tracker.example"
SECRET = {"SECRET_KEY": "x" * 40, "SQLALCHEMY_DATABASE_URI": "sqlite://"}


def app_that_mails_to(server: SmtpServer, scheme: str = "smtp", user: str = "") -> Flask:
    return create_app(
        MAIL_FROM="Our tracker <tracker@a.example>",
        MAIL_URL=f"{scheme}://{user}localhost:{server.port}",
        PUBLIC_URL=SITE,
        SECRET_KEY="x" * 40,
        SQLALCHEMY_DATABASE_URI="sqlite://",
    )


def said(name: str = "ann@a.example") -> dict[str, str]:
    return {"address": name, "link": SITE + "/reset"}


@pytest.fixture
def in_request(app: Flask) -> Iterator[None]:
    with app.test_request_context(base_url="http://localhost"):
        yield


@pytest.mark.usefixtures("in_request")
def test_a_mail_says_what_its_template_says(mailbox: Mailbox) -> None:
    assert send_mail("bob@a.example", _l("Your password"), "password_changed", **said())

    (mail,) = mailbox.mails()
    assert (mail.to, mail.subject) == ("bob@a.example", "Your password")
    assert "The password for ann@a.example was changed" in mail.text
    assert "nobody reads replies" in mail.text
    assert datetime.now(UTC) - mail.sent_at < timedelta(minutes=1)


@pytest.mark.usefixtures("in_request")
@pytest.mark.parametrize("sign", ["\r\n", "\n", "\r", "\x0b", "\x85", "\u2028", "\x00", "\u202e"])
def test_a_name_adds_no_line_to_a_mail(mailbox: Mailbox, sign: str) -> None:
    evil = f"Ann{sign}Bcc: eve@a.example{sign}{sign}<b>Pay here"

    assert send_mail("bob@a.example", evil, "password_changed", **said(evil))

    (file,) = mailbox.folder.iterdir()
    head, body = file.read_text().split("\n\n", 1)
    assert "eve" in head
    assert [line for line in head.splitlines() if line.lower().startswith("bcc")] == []
    assert mailbox.mails()[0].subject.startswith("Ann")
    assert [line for line in body.splitlines() if line.startswith(("Bcc", "<b>"))] == []
    assert "<b>Pay here" in body


@pytest.mark.usefixtures("in_request")
@pytest.mark.parametrize(
    "address",
    [
        "bob@a.example\nBcc: eve@a.example",
        "bob@a.example, eve@a.example",
        "bob@a.example eve@a.example",
        "Eve <eve@a.example>",
        "bob",
        "",
    ],
)
def test_what_is_not_one_address_gets_no_mail(mailbox: Mailbox, address: str) -> None:
    assert not send_mail(address, "Hello", "password_changed", **said())

    assert mailbox.mails() == []


def test_a_mail_to_oneself_is_in_ones_own_language(
    app: Flask, make: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "LANGUAGES", ["en_GB", "fr_FR"])
    person = make.person()
    with app.test_request_context(headers={"Accept-Language": "fr"}):
        login_user(person)
        assert sending._language_of(person.email) == "fr_FR"
        assert sending._language_of("bob@a.example") == "en_GB"


@pytest.mark.usefixtures("in_request")
def test_what_was_not_committed_is_gone_and_nothing_is_locked(
    make: Factory, mailbox: Mailbox
) -> None:
    person = make.person(name="Ann")
    db.session.execute(sa.text("UPDATE person SET name = 'Bob'"))

    assert send_mail(person.email, "Hello", "password_changed", **said())

    assert not db.session().in_transaction()
    assert db.session.scalar(sa.text("SELECT name FROM person")) == "Ann"
    assert len(mailbox.mails()) == 1


def test_links_begin_with_the_address_of_the_site_whatever_a_request_says(app: Flask) -> None:
    app_of_site = create_app(
        PUBLIC_URL=SITE, SECRET_KEY="x" * 40, SQLALCHEMY_DATABASE_URI="sqlite://"
    )

    with app_of_site.test_request_context(base_url="https://evil.example"):
        assert link_to("security.login") == SITE + "/login"
    with app.test_request_context(base_url="http://localhost:5000"):
        assert link_to("security.login", next="/a b") == "http://localhost:5000/login?next=/a+b"
    with app.app_context():
        assert link_to("security.login", base="http://localhost") == "http://localhost/login"


def test_without_an_address_of_the_site_no_mail_leaves(tmp_path: Path) -> None:
    app = create_app(MAIL_FOLDER=tmp_path, SECRET_KEY="x" * 40, SQLALCHEMY_DATABASE_URI="sqlite://")

    with app.test_request_context(base_url="https://evil.example"):
        assert not can_send_mail()
        assert not send_mail("bob@a.example", "Hello", "password_changed", **said())

    assert list(tmp_path.iterdir()) == []


def test_the_mails_of_a_folder_are_for_its_owner_alone(app: Flask, mailbox: Mailbox) -> None:
    with app.test_request_context():
        send_mail("bob@a.example", "Hello", "password_changed", **said())

    (file,) = mailbox.folder.iterdir()
    assert file.stat().st_mode & 0o077 == 0


def test_a_server_gets_the_mail() -> None:
    with mail_server() as server, app_that_mails_to(server).app_context():
        assert send_mail("bob@a.example", "Été", "password_changed", **said())

    (taken,) = server.messages
    assert server.recipients == ["TO:<bob@a.example>"]
    assert 'From: "Our tracker" <tracker@a.example>' in taken or "From: Our tracker" in taken
    assert "Subject: =?utf-8?" in taken
    assert "Auto-Submitted: auto-generated" in taken
    assert "@a.example>" in next(line for line in taken.splitlines() if "Message-ID" in line)


@pytest.mark.parametrize(
    ("address", "user"),
    [
        pytest.param("nobody@a.example", "", id="the server knows no such address"),
        pytest.param("bob@a.example", "ann:secret@", id="the server knows no TLS"),
    ],
)
def test_what_a_server_refuses_is_said_and_no_failure(
    caplog: pytest.LogCaptureFixture, address: str, user: str
) -> None:
    with mail_server() as server, app_that_mails_to(server, user=user).app_context():
        assert not send_mail(address, "Hello", "password_changed", **said())

    assert (server.messages, server.passwords) == ([], [])
    assert "could not be sent: password_changed" in caplog.text
    assert address not in caplog.text


def test_no_server_is_no_failure(caplog: pytest.LogCaptureFixture) -> None:
    with mail_server() as server:
        app = app_that_mails_to(server)

    with app.app_context():
        assert not send_mail("bob@a.example", "Hello", "password_changed", **said())

    assert "ConnectionRefusedError" in caplog.text


@pytest.fixture(scope="module")
def certified(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, Path]:
    """TLS under a certificate that only who is given its file trusts."""
    key, name = ec.generate_private_key(ec.SECP256R1()), "localhost"
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    pem, none = serialization.Encoding.PEM, serialization.NoEncryption()
    (folder / "certificate").write_bytes(certificate.public_bytes(pem))
    (folder / "key").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, none))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate", folder / "key")
    return context, folder / "certificate"


@pytest.mark.parametrize("is_trusted", [True, False])
def test_a_password_goes_only_to_the_server_that_its_certificate_names(
    *,
    certified: tuple[ssl.SSLContext, Path],
    monkeypatch: pytest.MonkeyPatch,
    is_trusted: bool,
) -> None:
    context, certificate = certified
    if is_trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    with mail_server(context) as server:
        app = app_that_mails_to(server, "smtp+starttls", "ann:secret@")
        with app.app_context():
            sent = send_mail("bob@a.example", "Hello", "password_changed", **said())

    assert sent is is_trusted
    assert server.passwords == (["secret"] if is_trusted else [])
    assert len(server.messages) == is_trusted


@pytest.mark.usefixtures("in_request")
def test_a_header_of_ours_is_carried(mailbox: Mailbox) -> None:
    headers = {"List-Unsubscribe": f"<{SITE}/stop>"}

    assert send_mail("bob@a.example", "Hello", "password_changed", headers=headers, **said())

    [file] = mailbox.folder.glob("*.eml")
    assert f"\nList-Unsubscribe: <{SITE}/stop>\n" in file.read_text()


@pytest.mark.usefixtures("in_request")
def test_a_header_of_ours_adds_no_other(mailbox: Mailbox) -> None:
    headers = {"List-Unsubscribe": "<x>\nBcc: all@a.example"}

    assert not send_mail("bob@a.example", "Hello", "password_changed", headers=headers, **said())

    assert mailbox.mails() == []


def test_what_is_sent_later_holds_up_nothing_and_fails_alone(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[Any] = []

    with app.app_context():
        failed = send_later(lambda: 1 / 0)
        fine = send_later(done.append, "second")
        failed.result(10)
        fine.result(10)

    assert done == ["second"]
    assert "ZeroDivisionError" in caplog.text


def test_mail_without_an_address_for_its_links_stops_the_start() -> None:
    with pytest.raises(InvalidSetting, match="Beside MAIL_URL set PUBLIC_URL"):
        create_app(MAIL_URL="smtp://mail.example", MAIL_FROM="a@b.example", **SECRET)


def test_the_environment_says_how_mail_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_URL", "smtps://mail.example")
    monkeypatch.setenv("MAIL_FROM", "a@b.example")
    monkeypatch.setenv("PUBLIC_URL", SITE)

    app = create_app(**SECRET)

    assert app.config["MAIL_SERVER"] == "mail.example"
    assert app.config["MAIL_DEFAULT_SENDER"] == "a@b.example"

import pytest

from tracker.errors import InvalidSetting
from tracker.mail.settings import MailServer, base_of, sender_of, server_of

SITE = "https://tracker.example"


@pytest.mark.parametrize(
    ("url", "server"),
    [
        pytest.param(
            "smtp://mail.example",
            MailServer("mail.example", 25, None, None, has_tls=False, starts_tls=False),
            id="a relay of one's own",
        ),
        pytest.param(
            "smtp://ann:secret@mail.example",
            MailServer("mail.example", 587, "ann", "secret", has_tls=False, starts_tls=True),
            id="a password never travels in clear",
        ),
        pytest.param(
            "smtp+starttls://mail.example:2525",
            MailServer("mail.example", 2525, None, None, has_tls=False, starts_tls=True),
            id="TLS after a word",
        ),
        pytest.param(
            "smtps://ann%40a.example:p%3Aa%2Fs@mail.example",
            MailServer(
                "mail.example", 465, "ann@a.example", "p:a/s", has_tls=True, starts_tls=False
            ),
            id="TLS from the start, signs in user and password",
        ),
        pytest.param(
            "smtp://[::1]:1025/",
            MailServer("::1", 1025, None, None, has_tls=False, starts_tls=False),
            id="a number for a name",
        ),
    ],
)
def test_an_address_of_a_mail_server_is_read(url: str, server: MailServer) -> None:
    assert server_of(url) == server


@pytest.mark.parametrize(
    "url",
    [
        "mail.example",
        "http://mail.example",
        "smtp://",
        "smtp://ann:hunter2@",
        "smtp://ann@mail.example",
        "smtp://:hunter2@mail.example",
        "smtp://mail.example:0",
        "smtp://mail.example:99999",
        "smtp://ann:hunter2/@mail.example",
        "smtp://mail.example/folder",
        "smtp://mail.example?tls=1",
        "smtp://[mail.example",
    ],
)
def test_another_address_is_said_to_be_wrong_without_its_password(url: str) -> None:
    with pytest.raises(InvalidSetting, match="MAIL_URL is not the address") as refused:
        server_of(url)

    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "sender"),
    [
        ("tracker@a.example", "tracker@a.example"),
        ("Our tracker <tracker@a.example>", '"Our tracker" <tracker@a.example>'),
    ],
)
def test_a_sender_is_an_address_with_or_without_a_name(text: str, sender: str) -> None:
    assert sender_of(text) == sender


@pytest.mark.parametrize("text", [None, "", "tracker", "a@b.example\nBcc: c@d.example", "x <>"])
def test_mail_needs_a_sender(text: str | None) -> None:
    with pytest.raises(InvalidSetting, match="Set MAIL_FROM"):
        sender_of(text)


@pytest.mark.parametrize(
    ("url", "base"),
    [
        (SITE + "/", SITE),
        (SITE + "/partners/", SITE + "/partners"),
        ("http://localhost:8000", "http://localhost:8000"),
    ],
)
def test_links_begin_with_the_address_of_the_site(url: str, base: str) -> None:
    assert base_of(url) == base


@pytest.mark.parametrize(
    "url",
    [
        "tracker.example",
        "http://tracker.example",
        "https://",
        "https://a@tracker.example",
        "https://tracker.example?x",
        "https://tracker.example#x",
        "https://[tracker",
        "https://tracker.example:99999",
        "ftp://localhost",
    ],
)
def test_another_address_of_the_site_is_said_to_be_wrong(url: str) -> None:
    with pytest.raises(InvalidSetting, match="PUBLIC_URL is not the address"):
        base_of(url)

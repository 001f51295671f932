"""Limits that commands hold in words."""

import pytest
from flask import Flask
from flask_babel import Babel

from tracker.errors import DomainError
from tracker.models.checks import (
    MAX_WEB_ADDRESS_LENGTH,
    AddressInName,
    HiddenCharacter,
    check_name,
    check_text,
    check_web_address,
    harmless,
)


@pytest.fixture(autouse=True)
def in_english():
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        yield


@pytest.mark.parametrize("text", ["", "a" * 10, "é" * 10, "\U0001f600" * 10])
def test_a_text_within_its_limit_passes(text) -> None:
    check_text(text, "Name", 10)


def test_a_text_one_too_long_says_so() -> None:
    with pytest.raises(DomainError, match=r"“Name” is 1 character too long\. Shorten the text"):
        check_text("a" * 11, "Name", 10)


def test_a_text_far_too_long_says_by_how_much() -> None:
    with pytest.raises(DomainError, match=r"“Name” is 90 characters too long\. Shorten the text"):
        check_text("a" * 100, "Name", 10)


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u3000"])
def test_a_text_that_is_needed_must_say_something(text) -> None:
    with pytest.raises(DomainError, match="Give a name"):
        check_text(text, "Name", 10, missing="Give a name")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://example.org",
        "https://example.org/a?b=c#d",
        "HTTPS://example.org",
        "https://xn--bcher-kva.example",
        "https://example.org/" + "a" * (MAX_WEB_ADDRESS_LENGTH - 20),
    ],
)
def test_web_addresses_pass(address) -> None:
    check_web_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "example.org",
        "//example.org",
        "javascript:alert(1)",
        "JaVaScRiPt://example.org/%0aalert(1)",
        "data:text/html,x",
        "https://",
        "https:example.org",
        "http://[::1",
        "https://example.org/a b",
        "java\nscript:alert(1)",
        "https://example.org/" + "a" * (MAX_WEB_ADDRESS_LENGTH - 19),
    ],
)
def test_what_is_not_safe_to_link_to_is_refused(address) -> None:
    with pytest.raises(DomainError, match="Enter a full web address"):
        check_web_address(address)


@pytest.mark.parametrize(
    "name",
    [
        "Ann O’Neill-Smith",
        "José Ångström",
        "Zoë (Medway) & Søn",
        "محمد",
        "נועה",
        "\u0645\u06cc\u200c\u0631",
        "ශ්\u200dරී",
        "王小明",
        "",
    ],
)
def test_a_name_in_any_script_passes(name) -> None:
    check_name(name)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("Ann\u202egnp", id="turned round"),
        pytest.param("Ann\u2067 Smith", id="isolated"),
        pytest.param("An\u200bn", id="a space of no width"),
        pytest.param("An\u200dn", id="a joiner between Latin letters"),
        pytest.param("\u200dAnn", id="a joiner before everything"),
        pytest.param("م\u200c\u200cم", id="two joiners"),
        pytest.param("An\u00adn", id="a soft hyphen"),
        pytest.param("Ann\ufeff", id="a mark of byte order"),
        pytest.param("Ann\u3164", id="a letter that is blank"),
        pytest.param("An\x07n", id="a control"),
        pytest.param("Ann\ue000", id="private use"),
        pytest.param("Ann\u2028Smith", id="a line's end"),
    ],
)
def test_a_name_with_a_sign_that_nobody_sees_is_refused(name) -> None:
    with pytest.raises(HiddenCharacter, match="Enter the name again without hidden characters"):
        check_name(name)


NAMES = """
St. John's Ambulance|St.John’s Hospice|N.H.S. Trust|NHS Kent & Medway (I.C.B.)|Age UK Ltd.
Buurtzorg Nederland B.V.|Stichting Zorg i.o.|Thuiszorg e.a.|'s-Hertogenbosch|O.L.V. Ziekenhuis
Dr. A. B. Jones|A.B. Jones|A.B.Jones|J.R.R. Tolkien|Mary-Ann O'Neill|H.-J. Müller|Dr.Jones
prof.dr. J. de Vries|mr.dr.ir. K. van der Meer|Drs. P|Anna Peeters, M.Sc.|Marie Dupont, Ph.D
S.A.R.L. Soins à Domicile|a.s.b.l. Aide & Soins|A.S.B.L. Santé|C.H.U. de Lille|Ste.-Anne
Centre hospitalier St.-Pierre|Nord-Pas-de-Calais/Picardie|Mme. Lefèvre|L’Aube c/o Médecins
Team no. 3|24/7 Care|Care 4.0|Zorg 2.0 B.V.|Wijkteam Noord/Oost|Info & Advice|WWW Archive|Kent: east
Ελένη Παπαδοπούλου|Łukasz Żak|李小龙|فاطمة|Jos. van den Berg|Jean-François d'Août
"""
ADDRESSES = """
https://evil.example|see http://evil|www.evil.example|WWW.EVIL.EXAMPLE|evil.example/gift|evil.com
Your account is blocked, go to evil.example now|Jo evil.example|t.co/abc|x.com|bank.co.uk
jo@evil.example|evil\uff0eexample|evil。example|evil.example:8080|sub.domain.evil.zip|J.Smith/gift
Evil.Example|xn--bcher-kva.example|zorg.nl|eSanté.lu
"""


def listed(names: str) -> list[str]:
    return [name for line in names.strip().splitlines() for name in line.split("|")]


@pytest.mark.parametrize("name", listed(NAMES))
def test_names_of_people_and_organisations_pass(name: str) -> None:
    check_name(name)


@pytest.mark.parametrize("name", listed(ADDRESSES))
def test_what_becomes_a_link_in_a_mail_is_no_name(name: str) -> None:
    with pytest.raises(AddressInName, match="put a space after each dot"):
        check_name(name)


@pytest.mark.parametrize("name", listed(ADDRESSES))
def test_an_old_name_is_made_harmless_and_would_pass_then(name: str) -> None:
    check_name(harmless(name))

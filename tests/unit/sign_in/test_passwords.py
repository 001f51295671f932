import subprocess
import sys

import pytest

from tests.counting import count_calls
from tracker.sign_in.passwords import MAX_LENGTH, fault_of

KNOWN = ("Ann Smith", "ann.smith@kent.example", "Kent County Council", "TICC")


@pytest.mark.parametrize(
    "password",
    [
        pytest.param("giraffe umbrella tin", id="three words"),
        pytest.param("paaltje-regen-fiets", id="three Dutch words"),
        pytest.param("été à la plage bleue", id="accents and spaces"),
        pytest.param("aB3$kL9!mN2@", id="twelve of all kinds"),
        pytest.param("my voice is my passport", id="a sentence"),
        pytest.param("日本語のながいあいことばです", id="no Latin letter at all"),
        pytest.param("blauwe giraf " * 4 + "en een trein naar Oostende", id="64 and more"),
        pytest.param(
            "".join(chr(0x4E00 + n * 7919 % 20000) for n in range(MAX_LENGTH)),
            id="as long as may be",
        ),
        pytest.param("wobbly password hedgehog", id="a common word among others"),
        pytest.param("Ann likes quiet canals", id="one's own name among others"),
    ],
)
def test_a_long_password_of_any_kind_is_welcome(password: str) -> None:
    assert fault_of(password, KNOWN) is None


@pytest.mark.parametrize(
    "password",
    [
        pytest.param("", id="nothing"),
        pytest.param("k7#Lq9!vR2x", id="eleven"),
        pytest.param("x" * (MAX_LENGTH + 1), id="longer than may be"),
        pytest.param("\ufdfa" * 100, id="longer once letters are composed"),
    ],
)
def test_a_password_has_a_length(password: str) -> None:
    assert "characters" in (fault_of(password) or "")


@pytest.mark.parametrize(
    "password",
    [
        pytest.param("aaaaaaaaaaaaaaaa", id="one letter"),
        pytest.param("abababababababab", id="two letters"),
        pytest.param("kq7xkq7xkq7x", id="a part, again and again"),
        pytest.param("giraffe giraffe", id="a word twice"),
        pytest.param("Giraffe-giraffe-giraffe", id="a word three times, joined"),
    ],
)
def test_a_password_may_not_repeat_itself(password: str) -> None:
    assert "repeats itself" in (fault_of(password) or "")


@pytest.mark.parametrize(
    "password",
    [
        pytest.param("password1234", id="the commonest"),
        pytest.param("P@ssw0rd1234", id="letters swapped for look-alikes"),
        pytest.param("Passw0rd!2026", id="look-alikes and a year"),
        pytest.param("Wachtwoord123!", id="Dutch"),
        pytest.param("MotDePasse2024", id="French"),
        pytest.param("welcomewelkombienvenue", id="only common words"),
        pytest.param("September2026!", id="a month and a year"),
        pytest.param("correcthorsebatterystaple", id="the famous example"),
        pytest.param("qwertyuiop12", id="a row of keys"),
        pytest.param("1qaz2wsx3edc", id="columns of keys"),
        pytest.param("lkjhgfdsaqwerty", id="keys backwards"),
        pytest.param("abcdefghijklmnop", id="the alphabet"),
        pytest.param("98765432109876", id="digits backwards"),
        pytest.param("AnnSmith2026!!", id="the person's name"),
        pytest.param("kentcountycouncil1", id="the organisation's name"),
        pytest.param("Kent-County-2026", id="part of the organisation's name"),
        pytest.param("ticc-tracker-2026", id="the programme and this site"),
    ],
)
def test_what_is_tried_first_is_refused(password: str) -> None:
    assert "This password is easy to guess" in (fault_of(password, KNOWN) or "")


PASSPHRASES = """
    quiet canal bicycle; tea with the night nurses; the red kettle sings; lantern marble otter;
    we walked home in the rain; coffee table sunset river; our dog sleeps upstairs;
    green dog table; purple monkey dishwasher; Three-muddy-boots-outside; blue river stone house;
    trois chats sur le toit; ma grand-mère aime le jazz; le vélo rouge de mardi;
    cheval lampe citron; tartine nuage escalier; la pluie tombe doucement; bateau livre maison;
    de kat ligt op de bank; drie natte schoenen; fietsbel kaasschaaf wolk; wij eten graag stamppot;
    lepel gordijn kikker; groene deur oude brug; morgen gaat het regenen
"""
"""Words that people choose in the three languages of those who are here."""


@pytest.mark.parametrize("password", [phrase.strip() for phrase in PASSPHRASES.split(";")])
def test_three_words_that_have_nothing_to_do_with_each_other_are_welcome(password: str) -> None:
    assert fault_of(password, KNOWN) is None


LEAKED = """
    iloveyou1234 123456789012 letmein12345 administrator manchesterunited Liverpool1892
    basketball123 michaeljackson Superman12345 marseille13000 jennifer1985! football2026!
    elizabeth1952 twilight12345 babygirl2010 charlie12345 Christopher1 unbelievable1 whatever123!!
    internationally communication professional! Birmingham123 hospital2026! gemeente2026!
    ziekenhuis2026 infirmiere2026 fuckyou12345 ilovemymother william.shakespeare weihnachtsbaum
    1q2w3e4r5t6y Elizabeth.1952. retsehcnamdetinu 11/12/1985/11 M1ch43lJ4cks0n
"""


@pytest.mark.parametrize("password", LEAKED.split())
def test_what_lists_lead_to_is_refused(password: str) -> None:
    assert "This password is easy to guess" in (fault_of(password, KNOWN) or "")


def test_a_name_beside_a_year_and_a_common_word_is_refused() -> None:
    assert fault_of("Wilhelmina1977!", ["Wilhelmina Jansen"])
    assert fault_of("Buitenzorgstraat7", ["Buitenzorgstraat"])
    assert fault_of("Buitenzorgstraat7") is None


@pytest.mark.parametrize(
    "password",
    [
        pytest.param("4@8({[<3691!|70$5+7%2" * 9, id="signs that stand for letters"),
        pytest.param(("4@8({[<3691!|70$5+7%2" * 4)[:72], id="as many as are tried"),
        pytest.param("1985" * 49 + "xq", id="dates"),
        pytest.param("".join(str(n * 7919)[-3:] for n in range(1, 24)), id="digits"),
        pytest.param("qwertzuiop1!" * 16, id="rows of keys"),
        pytest.param("passwort" * 24 + "q", id="words"),
    ],
)
def test_no_password_takes_long_to_look_at(password: str) -> None:
    fault_of("quiet canal bicycle")

    assert count_calls(lambda: fault_of(password, KNOWN)) < 20_000


def test_to_start_loads_no_lists() -> None:
    code = "import sys, tracker.app; print('zxcvbn' in sys.modules)"

    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )

    assert run.stdout == "False\n"

import pytest

from tracker.auth.passwords import LONGEST, fault_of

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
        pytest.param("".join(chr(0x4E00 + n) for n in range(LONGEST)), id="as long as may be"),
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
        pytest.param("x" * (LONGEST + 1), id="longer than may be"),
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
    assert "tried first" in (fault_of(password, KNOWN) or "")


def test_a_name_nobody_here_knows_is_no_fault() -> None:
    assert fault_of("kentcountycouncil1", ()) is None

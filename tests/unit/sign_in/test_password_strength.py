import pytest
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from tracker.sign_in.password_strength import MAX_LENGTH_CHECKED, _estimator, is_guessable


@pytest.fixture(autouse=True)
def _load_anew() -> None:
    """Load the estimator here, whatever ran before in this process."""
    _estimator.cache_clear()


def test_no_leaked_password_of_the_list_is_worth_anything() -> None:
    long = [password for password in FREQUENCY_LISTS["passwords"] if len(password) >= 12]

    assert len(long) > 200
    assert [password for password in long if not is_guessable(password)] == []


@pytest.mark.parametrize(
    ("text", "is_easy"),
    [
        pytest.param("", True, id="nothing"),
        pytest.param("manchester", True, id="a word"),
        pytest.param("giraffe umbrella tin", False, id="three words"),
        pytest.param("a" * MAX_LENGTH_CHECKED + "manchester", False, id="long, of little"),
        pytest.param(
            "z" * MAX_LENGTH_CHECKED + "giraffe umbrella tin", False, id="the end counts as well"
        ),
    ],
)
def test_some_texts_are_guessed_at_once(text: str, is_easy: bool) -> None:  # noqa: FBT001
    assert is_guessable(text) is is_easy


def test_what_comes_after_the_longest_that_is_tried_counts() -> None:
    first = "aa" * (MAX_LENGTH_CHECKED // 2)

    assert is_guessable(first[: MAX_LENGTH_CHECKED - 1]) is is_guessable(first)
    assert not is_guessable(first + "giraffe umbrella tin")


def test_names_are_tried_and_forgotten() -> None:
    assert not is_guessable("buitenzorgstraat7")
    assert is_guessable("buitenzorgstraat7", ["buitenzorgstraat"])
    assert not is_guessable("buitenzorgstraat7")

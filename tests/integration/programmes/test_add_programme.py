"""A programme is added, once under each address and prefix."""

import pytest

from tracker.errors import DomainError
from tracker.programmes.commands import add_programme

pytestmark = pytest.mark.usefixtures("at_work")
PLAIN = {"slug": "ticc", "prefix": "TICC", "name": "TICC", "full_name": "Integrated care"}


@pytest.mark.on_postgresql
def test_what_is_said_of_it_is_kept_without_the_spaces_around():
    added = add_programme(
        slug=" ticc ", prefix="ticc ", name=" TICC ", full_name=" Integrated care ", about=" A "
    )

    assert (added.slug, added.prefix, added.name) == ("ticc", "TICC", "TICC")
    assert (added.full_name, added.about, added.source_url) == ("Integrated care", "A", "")
    assert (added.threshold, added.revision) == (3, 0)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"slug": ""}, "lower-case letters"),
        ({"slug": "x" * 61}, "lower-case letters"),
        ({"slug": "Ticc"}, "lower-case letters"),
        ({"prefix": ""}, "letters and digits"),
        ({"prefix": "T-C"}, "letters and digits"),
        ({"prefix": "x" * 9}, "letters and digits"),
        ({"name": " "}, "Enter the programme’s name"),
        ({"name": "x" * 81}, "“Name” is 1 character too long. Shorten the text"),
        ({"full_name": ""}, "Enter the programme’s full name"),
        ({"full_name": "x" * 201}, "“Full name” is 1 character too long. Shorten the text"),
        ({"about": "x" * 5001}, "1 character too long. Shorten the text"),
        ({"source_url": "example.org"}, "Enter a full web address"),
        ({"source_url": "http://[::1"}, "Enter a full web address"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(wrong, sentence):
    with pytest.raises(DomainError, match=sentence):
        add_programme(**PLAIN | wrong)


@pytest.mark.parametrize("same", [{"slug": "ticc"}, {"prefix": "ticc"}])
def test_an_address_and_a_prefix_are_taken_once(same):
    add_programme(**PLAIN)

    with pytest.raises(
        DomainError, match="The programme ticc already uses this web address or prefix"
    ):
        add_programme(**PLAIN | {"slug": "other", "prefix": "OTHER"} | same)

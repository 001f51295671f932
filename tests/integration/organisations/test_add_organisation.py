"""An organisation is added, takes part, leaves and comes back."""

import pytest
import sqlalchemy as sa

from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Organisation, Participation, Programme
from tracker.models.vocabulary import Kind, Visibility
from tracker.organisations.commands import add_organisation, join_programme, leave_programme

pytestmark = pytest.mark.usefixtures("at_work")
PLAIN = {"slug": "kent-2", "name": "Kent Trust", "short_name": "Kent", "country": "GB"}


def test_all_that_is_said_of_it_is_kept(rows):
    added = add_organisation(
        **PLAIN, about="A trust.", source_url="https://example.org", is_group=True
    )
    db.session.commit()

    [kept] = rows(sa.select(Organisation))
    assert kept.id == added.id
    assert (kept.slug, kept.name, kept.short_name, kept.country) == tuple(PLAIN.values())
    assert (kept.about, kept.source_url, kept.is_group) == (
        "A trust.",
        "https://example.org",
        True,
    )


def test_its_obstacles_are_for_partners_and_named_unless_it_says_otherwise():
    added = add_organisation(**PLAIN)

    assert added.default_visibility is Visibility.PARTNERS
    assert added.is_unnamed_by_default is False


def test_it_may_span_several_countries():
    assert add_organisation(**PLAIN | {"country": ""}).country == ""


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": " "}, "Enter the organisation’s name"),
        ({"name": "x" * 201}, "1 character too long. Shorten the text"),
        ({"short_name": ""}, "Enter a short name"),
        ({"short_name": "x" * 41}, "1 character too long. Shorten the text"),
        ({"about": "x" * 5001}, "1 character too long. Shorten the text"),
        ({"source_url": "javascript:alert(1)"}, "Enter a full web address"),
        ({"slug": ""}, "lower-case letters"),
        ({"slug": "Kent"}, "lower-case letters"),
        ({"slug": "kent-"}, "lower-case letters"),
        ({"slug": "x" * 61}, "lower-case letters"),
        ({"country": "gb"}, "2-letter country code"),
        ({"country": "GBR"}, "2-letter country code"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(wrong, sentence):
    with pytest.raises(DomainError, match=sentence):
        add_organisation(**PLAIN | wrong)


def test_an_address_is_taken_once():
    add_organisation(**PLAIN)

    with pytest.raises(DomainError, match="already uses the web address kent-2"):
        add_organisation(**PLAIN)


def test_it_takes_part_as_one_kind(programme):
    added = add_organisation(**PLAIN)

    part = join_programme(organisation=added, programme=programme, kind=Kind.ADVISORY)

    assert (part.kind, part.left_on) == (Kind.ADVISORY, None)


@pytest.mark.on_postgresql
def test_joining_twice_changes_the_kind(programme):
    added = add_organisation(**PLAIN)
    join_programme(organisation=added, programme=programme, kind=Kind.ADVISORY)

    join_programme(organisation=added, programme=programme, kind=Kind.DELIVERY)

    assert list(db.session.scalars(sa.select(Participation.kind))) == [Kind.DELIVERY]


def test_it_leaves_and_comes_back(programme):
    added = add_organisation(**PLAIN)
    join_programme(organisation=added, programme=programme, kind=Kind.DELIVERY)

    left = leave_programme(organisation=added, programme=programme)
    assert left.left_on is not None

    join_programme(organisation=added, programme=programme, kind=Kind.DELIVERY)
    assert left.left_on is None


def test_who_takes_no_part_cannot_leave(programme):
    added = add_organisation(**PLAIN)

    with pytest.raises(DomainError, match="is not in the programme"):
        leave_programme(organisation=added, programme=programme)


def test_who_has_left_cannot_leave_again(programme):
    added = add_organisation(**PLAIN)
    join_programme(organisation=added, programme=programme, kind=Kind.DELIVERY)
    leave_programme(organisation=added, programme=programme)

    with pytest.raises(DomainError, match="is not in the programme"):
        leave_programme(organisation=added, programme=programme)


def test_leaving_raises_the_programmes_revision(programme, rows):
    added = add_organisation(**PLAIN)
    join_programme(organisation=added, programme=programme, kind=Kind.DELIVERY)
    db.session.commit()
    before = rows(sa.select(Programme.revision))

    leave_programme(organisation=added, programme=programme)
    db.session.commit()

    assert rows(sa.select(Programme.revision)) > before


@pytest.mark.parametrize("field", ["name", "short_name"])
def test_a_name_that_would_be_read_as_another_is_refused(field):
    with pytest.raises(DomainError, match="without hidden characters"):
        add_organisation(**PLAIN | {field: "Ke\u2066nt"})

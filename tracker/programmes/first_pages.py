"""The page of a programme on which a person lands."""

from flask import url_for

from tracker.models import Person, Programme
from tracker.programmes.queries import reads_as_funder
from tracker.sight.sight import find_sight


def first_page_of(programme: Programme, person: Person) -> str:
    """Return the address of the summary for a funder, else of the overview."""
    sight = find_sight(person, programme.slug)
    is_funder = sight is not None and reads_as_funder(sight)
    return url_for("editions.summary" if is_funder else "programmes.show", slug=programme.slug)

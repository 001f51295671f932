"""The programme that both worlds begin with: five partners, their people, what they logged."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask

from tests.factories import Factory
from tests.integration.security.sequences.pinned import BEGINNING
from tracker.models import Membership, Organisation, Person
from tracker.models.vocabulary import OrganisationRole, Rhythm, Visibility

HOUSES = ("kent", "medway")
"""Who stands behind what is unnamed: Kent in the first world, Medway in the second."""
SLUG = "tide"
NAMES = {"kent": "Kent", "medway": "Medway", "lille": "Lille", "ghent": "Ghent", "surrey": "Surrey"}
VIEWERS = ("lille", "lille-lead", "lead", "funder", "left", "both")
"""A contributor and a lead of another partner, a programme lead, a funder, a person who left, and a
person of two organisations."""
ENDED = BEGINNING - timedelta(days=30)


Who = str | tuple[str, str]
"""A part that somebody plays, or who plays it in each world."""


def person_in(world: int, who: Who) -> str:
    """Return who plays the part in that world: an owner's person is of another organisation."""
    if isinstance(who, tuple):
        return who[world]
    return HOUSES[world] + who.removeprefix("owner") if who.startswith("owner") else who


def lay_out(app: Flask) -> dict[str, Person]:
    """Put the programme into the app's empty database, and return its people by their key."""
    make = Factory(app)
    programme = make.programme(SLUG, prefix="TIDE", name="Tide")
    houses = {slug: make.organisation(name, slug=slug) for slug, name in NAMES.items()}
    people = _people(make, houses)
    people |= {
        "lead": make.programme_lead(programme, name="Pia Tidelead"),
        "funder": make.funder(programme, name="Fay Purse"),
        "admin": make.administrator(name="Ada Install"),
    }
    _first_things(make, houses, people)
    return people


def _people(make: Factory, houses: dict[str, Organisation]) -> dict[str, Person]:
    """Make everybody; of the partners' own people those are sent digests who are viewers."""
    people = {}
    for slug, house in houses.items():
        for key, name, kind in (
            (slug, "Nell {}hand", make.contributor),
            (f"{slug}-second", "Sam {}second", make.contributor),
            (f"{slug}-lead", "Lea {}lead", make.organisation_lead),
        ):
            digest = Rhythm.WEEKLY if key in VIEWERS else Rhythm.NEVER
            people[key] = kind(house, name=name.format(house.name), digest=digest)
    people["both"] = make.contributor(houses["lille"], name="Bo Twoplaces")
    people["left"] = make.contributor(houses["surrey"], name="Len Wasgone")
    people["ghent-once-kent"] = make.contributor(houses["ghent"], name="Quill Oncekent")
    people["ghent-once-lille"] = make.contributor(houses["ghent"], name="Ruth Oncelille")
    place = _placer(make, houses)
    place(people["both"], "ghent")
    place(people["left"], "lille", ended_at=ENDED)
    place(people["ghent-once-kent"], "kent", ended_at=ENDED)
    place(people["ghent-once-lille"], "lille", ended_at=ENDED)
    return people


def _placer(make: Factory, houses: dict[str, Organisation]) -> Callable[..., None]:
    def place(person: Person, slug: str, **given: Any) -> None:
        role = OrganisationRole.CONTRIBUTOR
        ids = {"person_id": person.id, "organisation_id": houses[slug].id}
        make._save(Membership(**ids, role=role, **given))

    return place


def _first_things(
    make: Factory, houses: dict[str, Organisation], people: dict[str, Person]
) -> None:
    """Put in one named obstacle of each partner, a shared barrier, categories, a workaround."""
    upper = make.category("Rules", slug="rules")
    for number, slug in enumerate(("pay", "forms", "screens")):
        make.category(slug.title(), slug=slug, parent=upper, position=number + 5)
    shared = make.barrier("Sign-off sits too high")
    for slug, house in houses.items():
        make.obstacle(
            f"{house.name} waits for {slug} papers",
            organisation=house,
            author=people[slug],
            barrier=shared if slug in {"ghent", "surrey"} else None,
            visibility=Visibility.FUNDERS if slug in {"lille", "surrey"} else Visibility.PARTNERS,
        )
    make.workaround("Ask the ward clerk first", organisation=houses["ghent"])
    make.decision_maker("The regulator of forms")

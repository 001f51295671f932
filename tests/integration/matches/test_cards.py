"""What is told of a thing that lies near is read within sight, whatever was found before."""

import pytest
from flask import Flask

from tests.factories import Factory
from tracker.extensions import db
from tracker.matches.queries_cards import Card, cards_of
from tracker.models import Person
from tracker.models.vocabulary import Outcome, Visibility
from tracker.sight.sight import find_sight

HIDDEN = {"visibility": Visibility.ORGANISATION}


@pytest.fixture
def cards(app: Flask, nurse: Person):
    """What the nurse is told of these things."""

    def read(*things: object) -> list[Card]:
        with app.app_context():
            sight = find_sight(db.session.get_one(Person, nurse.id), "ticc")
            assert sight is not None
            return cards_of(sight, [one.reference for one in things])  # type: ignore[attr-defined]

    return read


def test_what_went_out_of_sight_meanwhile_has_no_card(cards, make: Factory, medway):
    hidden = make.obstacle(organisation=medway, **HIDDEN)
    way = make.workaround(organisation=medway, **HIDDEN)
    barrier = make.barrier()
    make.obstacle(organisation=medway, barrier=barrier, **HIDDEN)

    assert cards(hidden, way, barrier) == []


def test_a_draft_has_no_card_for_colleagues(cards, make, kent):
    assert cards(make.obstacle(organisation=kent, is_draft=True)) == []


@pytest.mark.on_postgresql
def test_an_organisation_that_is_not_named_stays_so(cards, make, medway):
    unnamed = make.obstacle(organisation=medway, is_named=False)
    way = make.workaround(organisation=medway, is_named=False)

    assert [card.organisation for card in cards(unnamed, way)] == [None, None]


def test_what_helped_out_of_sight_is_not_told(cards, make, medway):
    met = make.obstacle(organisation=medway)
    way = make.workaround(organisation=medway, against=[met], **HIDDEN)
    make.trial(way, met, Outcome.WORKED)

    [card] = cards(met)

    assert (card.workaround, card.outcome) == (None, None)


def test_a_trial_out_of_sight_is_not_counted(cards, make, medway):
    seen = make.obstacle(organisation=medway)
    hidden = make.obstacle(organisation=medway, **HIDDEN)
    way = make.workaround(organisation=medway, against=[seen, hidden])
    make.trial(way, seen)
    make.trial(way, hidden)

    assert [card.worked for card in cards(way)] == [1]

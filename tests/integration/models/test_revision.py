"""A programme's revision is raised by whatever changes its pages, so that nothing kept is stale."""

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.factories import Factory
from tracker.extensions import db
from tracker.models import Person, Programme

pytestmark = pytest.mark.on_postgresql


def revision_of(app: Flask, programme: Programme) -> int:
    with app.app_context():
        return db.session.scalars(
            sa.select(Programme.revision).where(Programme.id == programme.id)
        ).one()


def test_a_members_new_name_raises_it(app: Flask, make: Factory) -> None:
    programme = make.programme()
    member = make.contributor(make.organisation(programme=programme))
    before = revision_of(app, programme)

    with app.app_context():
        db.session.get_one(Person, member.id).name = "Somebody Else"
        db.session.commit()

    assert revision_of(app, programme) == before + 1


def test_what_no_page_tells_of_a_member_leaves_it(app: Flask, make: Factory) -> None:
    programme = make.programme()
    member = make.contributor(make.organisation(programme=programme))
    before = revision_of(app, programme)

    with app.app_context():
        db.session.get_one(Person, member.id).password = "another hash"
        db.session.commit()

    assert revision_of(app, programme) == before


def test_what_is_said_of_the_programme_itself_raises_it(app: Flask, make: Factory) -> None:
    programme = make.programme()
    before = revision_of(app, programme)

    with app.app_context():
        db.session.get_one(Programme, programme.id).threshold = 5
        db.session.commit()

    assert revision_of(app, programme) == before + 1

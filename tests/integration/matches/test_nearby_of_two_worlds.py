"""Whatever is hidden, in whatever number and words, changes no byte of what is near."""

import random

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from tests.factories import Factory
from tests.listing import without_token
from tracker.models import Match, Obstacle
from tracker.models.vocabulary import Likeness, Visibility

AT = "/programmes/ticc/obstacles"
WORDS = (
    *("sign-off", "manager", "team", "records", "travel", "budget"),
    *("rota", "contract", "inspector", "week", "signature"),
)


def sentence(dice: random.Random) -> str:
    return " ".join(dice.choices(WORDS, k=6))


@pytest.fixture(params=range(3))
def dice(request: pytest.FixtureRequest) -> random.Random:
    return random.Random(request.param)


@pytest.fixture
def asked(kents: FlaskClient, dice: random.Random):
    """What the nurse is answered to the same sentences, before and after."""
    sentences = [sentence(dice) for _number in range(6)]

    def ask(*paths: str) -> list[str]:
        typed = [kents.post(f"{AT}/nearby", data={"title": one}).text for one in sentences]
        return typed + [without_token(kents.get(path)) for path in paths]

    return ask


@pytest.fixture
def visible(make: Factory, medway, dice) -> None:
    """Enough for bars of their own, under barriers and categories."""
    kinds, barriers = [make.category() for _ in range(3)], [make.barrier(sentence(dice)), None]
    for number in range(24):
        make.obstacle(
            sentence(dice),
            organisation=medway,
            categories=[kinds[number % 3]],
            barrier=barriers[number % 2],
        )
    make.workaround(sentence(dice), organisation=medway)


@pytest.fixture
def hide(make: Factory, kent, medway, elsewhere, dice):
    """Add what the nurse may not see: another's, drafts, another programme's, empty barriers."""

    def add() -> None:
        mine = {"visibility": Visibility.ORGANISATION}
        for hidden in (mine, {"is_draft": True}, {"programme": elsewhere}):
            for _number in range(4):
                owner = kent if "programme" in hidden else medway
                make.obstacle(sentence(dice), organisation=owner, **hidden)
        make.workaround(sentence(dice), organisation=medway, **mine)
        make.barrier(sentence(dice))

    return add


@pytest.mark.usefixtures("visible")
@pytest.mark.parametrize("by", [(), ("encoder",)], ids=["words", "meaning"])
def test_what_is_hidden_changes_no_byte(request, asked, hide, by: tuple[str, ...]):
    for fixture in by:
        request.getfixturevalue(fixture)
    before = asked()
    assert any(before)

    hide()

    assert asked() == before


@pytest.mark.usefixtures("visible")
def test_nor_does_what_was_answered_on_it(asked, hide, make, kent, rows):
    mine = make.obstacle(sentence(random.Random(9)), organisation=kent)
    hide()
    page = f"{AT}/{mine.reference}/logged"
    before = asked(page)

    hidden = rows(sa.select(Obstacle).where(Obstacle.visibility == Visibility.ORGANISATION))
    for one in hidden:
        make.match(mine, one, Likeness.DIFFERENT)

    assert rows(sa.select(sa.func.count()).select_from(Match)) == [len(hidden)]
    assert asked(page) == before

"""Mail programs stop a digest at one press, where every other form needs a token of its page."""

import sqlalchemy as sa

from tests.browsing import SITE
from tracker.models import Digest, Person
from tracker.models.vocabulary import Rhythm
from tracker.sessions.store import hash_of

TOKEN = "D" * 43


def test_one_press_needs_no_page_of_ours_before(served, make, ann, rows) -> None:
    make._save(Digest(person_id=ann.id, stop_hash=hash_of(TOKEN)))

    answer = served.test_client().post(
        f"/account/digest/stop/{TOKEN}",
        data={"List-Unsubscribe": "One-Click"},
        base_url=SITE,
    )

    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert rows(sa.select(Person.digest)) == [Rhythm.NEVER]


def test_to_choose_still_needs_one(open_browser, ann, rows) -> None:
    browser = open_browser(ann)

    answer = browser.client.post("/account/digest", data={"digest": "never"}, base_url=SITE)

    assert answer.status_code == 400
    assert rows(sa.select(Person.digest)) == [Rhythm.WEEKLY]

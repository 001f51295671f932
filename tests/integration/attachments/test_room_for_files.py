"""Files have a total for an organisation and the site, leave room on the disk, and warn before."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import NamedTuple

import pytest
import sqlalchemy as sa

from tests.attachment_samples import PDF
from tests.integration.attachments.test_attach import files_in, folder, obstacle, send
from tracker.app import create_app
from tracker.models import Attachment, Participation

__all__ = ["folder", "obstacle"]

MB = 1024 * 1024
FULL_SITE = "This site has no room for more files now"
THREADS = 4


@pytest.fixture(autouse=True)
def roomy(app, monkeypatch):
    """A small site on a large disk."""
    monkeypatch.setitem(app.config, "ATTACHMENTS_PER_ORGANISATION_MB", 10)
    monkeypatch.setitem(app.config, "ATTACHMENTS_TOTAL_MB", 50)
    monkeypatch.setitem(app.config, "ATTACHMENTS_KEEP_FREE_MB", 0)


def is_refused_with(answer, words, rows, number) -> bool:
    stored = rows(sa.select(Attachment))
    return answer.status_code == 422 and words in answer.text and len(stored) == number


@pytest.mark.on_postgresql
def test_an_organisations_files_have_a_total(kents, make, kent, obstacle, rows, folder) -> None:
    make.attachment(make.obstacle("Another", organisation=kent), size=10 * MB)
    before = files_in(folder)

    answer = send(kents, obstacle)

    assert is_refused_with(answer, "use 10 MB of the 10 MB", rows, 1)
    assert files_in(folder) == before


def test_the_total_is_one_for_all_programmes(kents, make, kent, obstacle, rows) -> None:
    elsewhere = make.programme("another")
    make._save(Participation(organisation_id=kent.id, programme_id=elsewhere.id, kind="delivery"))
    make.attachment(make.obstacle(programme=elsewhere, organisation=kent), size=10 * MB)

    assert is_refused_with(send(kents, obstacle), "Delete a file first", rows, 1)


def test_files_of_others_leave_an_organisation_its_room(kents, make, medway, obstacle) -> None:
    make.attachment(make.obstacle(organisation=medway), size=10 * MB)

    assert send(kents, obstacle).status_code == 303


def test_a_full_site_tells_no_figure(kents, make, medway, obstacle, rows) -> None:
    make.attachment(make.obstacle(organisation=medway), size=50 * MB)

    answer = send(kents, obstacle)

    assert is_refused_with(answer, FULL_SITE, rows, 1)
    assert "50" not in answer.text.partition(FULL_SITE)[2][:200]


class Usage(NamedTuple):
    free: int


def test_a_disk_keeps_its_reserve(app, kents, obstacle, rows, folder, monkeypatch) -> None:
    monkeypatch.setitem(app.config, "ATTACHMENTS_KEEP_FREE_MB", 100)
    monkeypatch.setattr("shutil.disk_usage", lambda _place: Usage(100 * MB + len(PDF) - 1))
    assert is_refused_with(send(kents, obstacle), FULL_SITE, rows, 0)
    assert files_in(folder) == []

    monkeypatch.setattr("shutil.disk_usage", lambda _place: Usage(100 * MB + len(PDF)))
    assert send(kents, obstacle).status_code == 303


def test_of_those_who_add_at_once_no_more_than_fit_get_in(
    make, kent, obstacle, signed_in_as, rows
) -> None:
    make.attachment(obstacle, size=10 * MB - 2 * len(PDF))
    clients = [signed_in_as(make.contributor(kent)) for _each in range(THREADS)]
    together = Barrier(THREADS)

    def add(number: int) -> int:
        together.wait()
        return send(clients[number], obstacle, name=f"{number}.pdf").status_code

    with ThreadPoolExecutor(THREADS) as pool:
        statuses = sorted(pool.map(add, range(THREADS)))

    assert statuses == [303, 303, 422, 422]
    assert sum(rows(sa.select(Attachment.size))) == 10 * MB


@pytest.mark.parametrize(("size", "is_warned"), [(8 * MB - 1, False), (8 * MB, True)])
def test_who_leads_an_organisation_is_warned_before(
    make, signed_in_as, kents, kent, medway, obstacle, size, is_warned
) -> None:
    make.attachment(obstacle, size=size)
    make.attachment(make.obstacle(organisation=medway), size=9 * MB)
    leads, page = signed_in_as(make.organisation_lead(kent)), "/programmes/ticc/organisations"
    warning = "Your organisation’s files use 8 MB of the 10 MB"

    assert (warning in leads.get(f"{page}/kent").text) is is_warned
    add = f"/programmes/ticc/obstacles/{obstacle.reference}/attachments"
    assert (warning in kents.get(add).text) is is_warned
    assert "organisation’s files" not in kents.get(f"{page}/kent").text
    assert "organisation’s files" not in leads.get(f"{page}/medway").text


def test_administrators_are_warned_of_the_site_and_its_disk(
    app, make, signed_in_as, obstacle, monkeypatch
) -> None:
    admin = signed_in_as(make.administrator())
    assert "MB" not in admin.get("/administration").text

    make.attachment(obstacle, size=40 * MB)
    monkeypatch.setitem(app.config, "ATTACHMENTS_KEEP_FREE_MB", 10**9)

    page = admin.get("/administration").text
    assert "Files use 40 MB of the 50 MB" in page
    assert "nearly full" in page


def test_a_site_chooses_its_room(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ATTACHMENTS_TOTAL_MB", "70")
    monkeypatch.setenv("ATTACHMENTS_KEEP_FREE_MB", "plenty")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/tracker.db")

    config = create_app(SECRET_KEY="tests only, " * 4).config

    assert (config["ATTACHMENTS_TOTAL_MB"], config["ATTACHMENTS_KEEP_FREE_MB"]) == (70, 1000)

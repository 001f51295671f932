"""An organisation puts files beside its obstacle; who reads the obstacle may take them along."""

import gc
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.attachment_samples import DOCX, PDF, document
from tests.integration.conftest import AT
from tracker.attachments import commands, routes
from tracker.attachments.files import (
    MAX_FILE_SIZE,
    NoAttachmentsFolder,
    StoredFile,
    attachments_folder,
    path_of,
)
from tracker.database import write_transactions
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Attachment, Obstacle
from tracker.models.vocabulary import Visibility

FILES_AT = "/programmes/ticc/attachments"


@pytest.fixture(autouse=True)
def folder(app, tmp_path, monkeypatch) -> Path:
    """Where files lie in this test."""
    monkeypatch.setitem(app.config, "ATTACHMENTS", str(tmp_path / "files"))
    return tmp_path / "files"


@pytest.fixture
def obstacle(make, kent, nurse) -> Obstacle:
    return make.obstacle("Signed by managers", organisation=kent, author=nurse)


MACROS = document(
    {"word/a.xml": "application/vnd.ms-office.vbaProject"}, parts={"word/a.xml": b"1"}
)


def send(browser, obstacle, name="Minutes.pdf", content=PDF):
    return browser.post(
        f"{AT}/{obstacle.reference}/attachments",
        data={"file": (io.BytesIO(content), name)},
        content_type="multipart/form-data",
    )


@pytest.fixture
def half_read() -> Iterator[None]:
    """What is refused while it is sent is let go of here, and not in some later test."""
    yield
    gc.collect()


def files_in(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.exists() else []


@pytest.mark.on_postgresql
def test_a_file_stands_beside_the_obstacle(kents, nurse, obstacle, rows, folder) -> None:
    answer = send(kents, obstacle)

    [file] = rows(sa.select(Attachment))
    page = kents.get(f"{AT}/{obstacle.reference}").text
    assert answer.location == f"{AT}/{obstacle.reference}#attachments"
    assert (file.name, file.size, file.person_id) == ("Minutes.pdf", len(PDF), nurse.id)
    assert f"{FILES_AT}/{file.reference}" in page
    assert "Minutes.pdf" in page
    assert [place.read_bytes() for place in files_in(folder)] == [PDF]


def test_whoever_reads_the_obstacle_gets_it_as_it_was(medways, make, obstacle) -> None:
    file = make.attachment(obstacle, name="Minutes.docx", content=DOCX)

    answer = medways.get(f"{FILES_AT}/{file.reference}")

    assert answer.data == DOCX
    assert answer.mimetype.endswith("wordprocessingml.document")


@pytest.mark.parametrize("name", ["Minutes.pdf", "Minutes.png", "Minutes.txt"])
def test_it_is_handed_over_and_never_shown(kents, make, obstacle, name) -> None:
    file = make.attachment(obstacle, name=name)

    headers = kents.get(f"{FILES_AT}/{file.reference}").headers

    assert headers["Content-Disposition"].startswith("attachment; ")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in headers["Cache-Control"]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        pytest.param("../../../etc/passwd.pdf", "etc passwd.pdf", id="path"),
        pytest.param("..\\..\\boot.pdf", "boot.pdf", id="other-path"),
        pytest.param("a\u202efdp.exe.pdf", "afdp.exe.pdf", id="turned-round"),
        pytest.param("Zaß “Café”.pdf", "Zaß “Café”.pdf", id="letters"),
    ],
)
def test_a_name_stands_in_no_path(kents, obstacle, rows, folder, name, kept) -> None:
    send(kents, obstacle, name)

    [file] = rows(sa.select(Attachment))
    answer = kents.get(f"{FILES_AT}/{file.reference}")
    assert file.name == kept
    assert [place.name for place in files_in(folder)] == [file.stored_as]
    assert file.stored_as.isalnum()
    assert "\n" not in answer.headers["Content-Disposition"]
    assert "/" not in answer.headers["Content-Disposition"]


def test_a_file_is_its_owners_alone_to_read_on_the_disk(kents, obstacle, folder) -> None:
    send(kents, obstacle)

    [place] = files_in(folder)
    assert place.stat().st_mode & 0o077 == 0
    assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("name", "content", "advice"),
    [
        pytest.param("page.html", b"<html>", "Choose a file of one of these types", id="kind"),
        pytest.param("minutes.pdf", b"MZ" + bytes(99), "damaged", id="content"),
        pytest.param("minutes.docx", MACROS, "This file has a macro", id="macros"),
        pytest.param("minutes.pdf", b"", "empty", id="empty"),
        pytest.param("", b"", "Choose a file", id="none"),
        pytest.param(
            "minutes.txt", b"a" * (MAX_FILE_SIZE + 1), "must be 10 MB or smaller", id="large"
        ),
    ],
)
def test_what_cannot_be_taken_leaves_nothing(
    kents, obstacle, rows, folder, name, content, advice
) -> None:
    answer = send(kents, obstacle, name, content)

    assert answer.status_code == 422
    assert advice in answer.text
    assert rows(sa.select(Attachment)) == []
    assert files_in(folder) == []


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.usefixtures("half_read")
def test_more_than_a_file_may_hold_is_refused_while_it_is_sent(kents, obstacle, folder) -> None:
    answer = send(kents, obstacle, "minutes.txt", b"a" * (MAX_FILE_SIZE + 200_000))

    assert answer.status_code == 413
    assert files_in(folder) == []


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.usefixtures("half_read")
def test_more_than_a_file_may_hold_is_refused_in_pieces_too(kents, obstacle, folder) -> None:
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'

    answer = kents.post(
        f"{AT}/{obstacle.reference}/attachments",
        input_stream=io.BytesIO(head + b"a" * (MAX_FILE_SIZE + 200_000) + b"\r\n--b--\r\n"),
        content_type="multipart/form-data; boundary=b",
        environ_overrides={"wsgi.input_terminated": True},
        headers={"Transfer-Encoding": "chunked"},
    )

    assert answer.status_code == 413
    assert files_in(folder) == []


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.usefixtures("half_read")
def test_who_has_no_session_sends_no_more_than_elsewhere(client, obstacle) -> None:
    assert send(client, obstacle, "minutes.txt", b"a" * 2_000_000).status_code == 413


def test_an_obstacle_has_so_many_files(kents, obstacle, folder, monkeypatch) -> None:
    monkeypatch.setattr(commands, "MAX_FILES", 1)
    send(kents, obstacle)

    answer = send(kents, obstacle, "More.pdf")

    assert answer.status_code == 422
    assert "This obstacle already has" in answer.text
    assert len(files_in(folder)) == 1


def test_a_file_goes_where_its_row_cannot_be_written(
    kents, obstacle, folder, rows, monkeypatch
) -> None:
    def fail(**_given: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(routes, "attach_file", fail)

    answer = send(kents, obstacle)

    assert answer.status_code == 500
    assert files_in(folder) == []
    assert rows(sa.select(Attachment)) == []


@pytest.mark.parametrize("who", ["medways", "leads"])
def test_others_put_nothing_beside_it(request, obstacle, rows, who) -> None:
    browser = request.getfixturevalue(who)

    assert send(browser, obstacle).status_code == 403
    assert "Add a file" not in browser.get(f"{AT}/{obstacle.reference}").text
    assert rows(sa.select(Attachment)) == []


def test_out_of_sight_of_the_obstacle_its_files_look_missing(make, medways, kent) -> None:
    hidden = make.obstacle(organisation=kent, visibility=Visibility.ORGANISATION)
    file = make.attachment(hidden)

    unseen = medways.get(f"{FILES_AT}/{file.reference}")
    unknown = medways.get(f"{FILES_AT}/F-ZZZZZZ")

    assert (unseen.status_code, unknown.status_code) == (404, 404)
    assert unseen.text == unknown.text


def test_a_file_beside_a_draft_looks_missing(make, kents, kent, nurse) -> None:
    draft = make.obstacle(organisation=kent, author=nurse, is_draft=True)
    attachment = make.attachment(draft, nurse)

    assert kents.get(f"{FILES_AT}/{attachment.reference}").status_code == 404


def test_narrowing_the_obstacle_narrows_its_files_at_once(make, medways, obstacle, run) -> None:
    file = make.attachment(obstacle)
    before = medways.get(f"{FILES_AT}/{file.reference}").status_code

    run(sa.update(Obstacle).values(visibility=Visibility.ORGANISATION))

    assert (before, medways.get(f"{FILES_AT}/{file.reference}").status_code) == (200, 404)


def test_a_file_goes_with_the_name(make, kents, medways, kent) -> None:
    unnamed = make.obstacle(organisation=kent, is_named=False)
    file = make.attachment(unnamed, name="Letter of Kent.txt")

    assert kents.get(f"{FILES_AT}/{file.reference}").status_code == 200
    assert medways.get(f"{FILES_AT}/{file.reference}").status_code == 404
    assert "Letter" not in medways.get(f"{AT}/{unnamed.reference}").text


@pytest.mark.parametrize("is_named", [True, False])
def test_the_form_says_who_will_read_it_and_what_stays_in_it(make, kents, kent, is_named) -> None:
    obstacle = make.obstacle(organisation=kent, is_named=is_named)

    page = kents.get(f"{AT}/{obstacle.reference}/attachments").text

    assert "where a photo was taken" in page
    assert ("Only your own organisation" in page) is not is_named


def test_a_file_is_deleted_once_one_is_asked(kents, make, obstacle, folder, rows) -> None:
    file = make.attachment(obstacle, name="Minutes.txt")

    asked = kents.get(f"{FILES_AT}/{file.reference}/delete").text
    still_there = files_in(folder)
    kents.post(f"{FILES_AT}/{file.reference}/delete")

    assert "Minutes.txt" in asked
    assert len(still_there) == 1
    assert rows(sa.select(Attachment)) == []
    assert files_in(folder) == []


def test_others_delete_no_file(medways, make, obstacle, rows) -> None:
    file = make.attachment(obstacle)

    assert medways.post(f"{FILES_AT}/{file.reference}/delete").status_code == 403
    assert len(rows(sa.select(Attachment))) == 1


def test_a_file_that_is_gone_from_the_disk_looks_missing(kents, make, obstacle, folder) -> None:
    file = make.attachment(obstacle)
    (folder / file.stored_as).unlink()

    assert kents.get(f"{FILES_AT}/{file.reference}").status_code == 404


def test_no_row_leads_out_of_the_folder(app, kents, make, obstacle, run) -> None:
    file = make.attachment(obstacle)
    run(sa.update(Attachment).values(stored_as="../secret"))

    assert kents.get(f"{FILES_AT}/{file.reference}").status_code == 404
    with app.app_context(), pytest.raises(NoAttachmentsFolder):
        path_of("../secret")


def test_files_lie_beside_the_sqlite_file_unless_a_site_says_otherwise(app, monkeypatch) -> None:
    monkeypatch.setitem(app.config, "ATTACHMENTS", None)
    with app.app_context():
        url = db.engine.url
        if url.get_backend_name() == "sqlite":
            assert attachments_folder() == Path(url.database).with_suffix(".attachments")
        else:
            with pytest.raises(NoAttachmentsFolder, match="ATTACHMENTS"):
                attachments_folder()


def test_without_a_place_for_files_none_is_taken(kents, obstacle, monkeypatch) -> None:
    monkeypatch.setattr("tracker.attachments.files.attachments_folder", _no_place, raising=True)

    answer = send(kents, obstacle)

    assert answer.status_code == 422
    assert "cannot add files yet" in answer.text


def _no_place() -> Path:
    raise NoAttachmentsFolder("You cannot add files yet")


def test_no_lock_is_held_while_a_file_is_read_and_checked(app) -> None:
    assert app.view_functions["attachments.add"].reads_first


@pytest.mark.parametrize(
    ("is_draft", "size"),
    [pytest.param(True, 1, id="draft"), pytest.param(False, MAX_FILE_SIZE + 1, id="large")],
)
def test_the_command_holds_the_limits_too(app, make, kent, nurse, is_draft, size) -> None:
    made = make.obstacle(organisation=kent, author=nurse, is_draft=is_draft)

    with app.app_context(), write_transactions(), pytest.raises(DomainError):
        commands.attach_file(
            obstacle=db.session.get_one(Obstacle, made.id),
            person_id=nurse.id,
            name="a.pdf",
            stored_file=StoredFile("a", "b", size),
        )

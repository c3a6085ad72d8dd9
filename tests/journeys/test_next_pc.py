"""The next PC by keys: its site file and the lines for it, and what its first start asks."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from sqlalchemy import text

from desktop import site_writing
from desktop.app import read_arguments
from desktop.domain.first_start import PracticePlan
from desktop.operations.first_start import MadeSoFar, set_up_practice
from desktop.persistence.engine import open_database
from desktop.persistence.schema import HEAD
from desktop.persistence.server import server_url
from desktop.site import SITE_VARIABLE, read_site
from tests.passwords import PASSWORD, AskedRole, MemoryKeyring
from tests.tour.driver import Driver
from tests.tour.first_start_steps import PIN, page_of, sign_in, step_of, until_open, until_step

PLAN = PracticePlan("Weir Street", "wales", "", "Weir Street", "", "Ruth Cohen", PIN)
SERVER = "postgresql://front_desk@127.0.0.1:9/practice"
Open = Callable[[str], Driver]


@pytest.fixture
def site_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The site file of this PC, which is not there yet; this person's folder is empty."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    file = tmp_path / "etc" / "site.toml"
    monkeypatch.setattr("desktop.site.site_file", lambda: file)
    monkeypatch.setattr(site_writing, "site_file", lambda: file)
    return file


def change_revision(url: str, revision: str) -> None:
    """Make a server's schema another one in name."""
    with closing(open_database(url)) as database, database.writing() as db:
        db.execute(text("UPDATE alembic_version SET version_num = :new"), {"new": revision})


def test_the_next_pc_gets_a_file_and_two_lines_by_keys(
    site_file: Path, open_driver: Open, tmp_path: Path
) -> None:
    driver = open_driver(SERVER)
    page_of(driver).join.taken = frozenset({"Desk 1", "Desk 2"})
    page_of(driver)._on_kept(SERVER, "Desk 1")
    page = page_of(driver).next_pc
    assert step_of(driver) is page
    driver.press("Tab", "Ctrl+A")
    driver.type("stick")
    driver.press("Return")
    assert page.folder.message.words == "Type the whole way to the folder, or choose it."
    driver.press("Ctrl+A")
    driver.type(str(tmp_path / "stick"))
    driver.press("Tab", "Tab", "Tab", "Space", "Return")
    driver.until(lambda: "Wrote" in page.message.words)
    written = read_site(tmp_path / "stick" / "attend-desk-3.toml", tmp_path / "none")
    assert (written.settings.database, written.settings.desk_name) == (SERVER, "Desk 3")
    assert written.fixed == {"database"}
    ours = read_site(site_file, tmp_path / "none").settings
    assert (ours.database, ours.desk_name) == (SERVER, "Desk 1")
    assert site_file.stat().st_mode & 0o777 == 0o644
    page.boxes[1].copy_button.click()
    copied = QApplication.clipboard().text().splitlines()
    assert copied[0] == "sudo install -Dm644 attend-desk-3.toml /etc/attend/site.toml"
    assert len(copied) == 2
    opened: list[tuple[str, str]] = []
    page.closed.connect(lambda url, desk: opened.append((url, desk)))
    driver.press("Return")
    assert opened == [(SERVER, "Desk 1")]


def test_a_file_that_cannot_be_written_is_said_and_nothing_typed_is_lost(
    site_file: Path, open_driver: Open, tmp_path: Path
) -> None:
    driver = open_driver(SERVER)
    page_of(driver)._on_kept(SERVER, "Desk 1")
    page = page_of(driver).next_pc
    page.desk_name.set_text("Desk 2")
    (tmp_path / "stick").write_text("a file where the folder should be")
    page.folder.set_text(str(tmp_path / "stick"))
    driver.press("Return")
    driver.until(lambda: "can’t be written" in page.message.words)
    assert page.desk_name.text == "Desk 2"
    assert page.back_button.isVisible()  # as before it was tried


def test_a_pc_set_up_by_its_site_file_asks_for_the_password_once(
    site_file: Path, asked_role: AskedRole, memory_keyring: MemoryKeyring, open_driver: Open
) -> None:
    set_up_practice(asked_role.url, "Desk 1", PLAN, MadeSoFar())
    driver = open_driver(server_url(asked_role.address).render_as_string())
    page = page_of(driver).join
    assert step_of(driver) is page
    assert page.password.message.words.startswith("The server asks for the password")
    driver.type(PASSWORD)
    driver.press("Return")
    driver.until(lambda: "There has been a Desk 1" in page.desk_name.message.words)
    driver.press("Return")
    until_step(driver, "next_pc_page")
    driver.press("Escape")
    until_open(driver)
    sign_in(driver)
    assert PASSWORD in memory_keyring.kept.values()


def test_a_desk_cannot_change_which_practice_its_site_file_fixes(
    site_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> None:
    named = tmp_path / "site.toml"
    named.write_text(f'database = "{SERVER}"\nfixed = ["database", "theme"]\n')
    monkeypatch.setenv(SITE_VARIABLE, str(named))
    monkeypatch.setattr("desktop.site.site_file", lambda: named)
    site, _rest, slip = read_arguments(["--database", "other.db", "--theme", "dark"])
    assert slip.startswith("The site file fixes what --database and --theme would change")
    assert f"{named}, line 1" in slip
    assert not site.settings.database  # so that nothing else is opened in its place
    assert read_arguments(["--desk", "Desk 9"])[0].settings.desk_name == "Desk 9"

    driver = Driver(SERVER)
    driver.window.fixed = site.fixed
    driver.open()
    assert not page_of(driver).not_opened.later_button.isVisible()
    asked: list[object] = []
    driver.start.restart = asked.append
    driver.start._on_another_practice()
    assert not asked
    assert "site file of this PC says" in driver.said
    driver.close()
    qapp.setStyleSheet("")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("colour = 1", "line 1: unknown setting"),
        ("\nthis is no TOML", "line 2: Expected"),
        ('\n\ndatabase = "mysql://a:secret@b/c"', "line 3: database should be"),
        (f'\ndatabase = "{SERVER}"', "no database server listens there"),
        (None, "There is no site file"),
    ],
)
def test_what_is_wrong_with_a_site_file_is_said_in_the_window_with_its_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qapp: QApplication,
    written: str | None,
    said: str,
) -> None:
    file = tmp_path / "site.toml"
    if written is not None:
        file.write_text(written)
    monkeypatch.setenv(SITE_VARIABLE, str(file))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    site, _rest, slip = read_arguments([])
    driver = Driver(site.settings.database)
    driver.start._slip = slip
    driver.window.named_in = site.named_in
    driver.open()
    page = page_of(driver).not_opened
    assert said in page.reason.text()
    shown = f"{page.reason.text()} {page.database.text()}".replace("\u200b", "")
    assert str(file) in shown
    assert "secret" not in shown
    driver.close()
    qapp.setStyleSheet("")


def test_a_name_that_is_no_database_is_told_on_its_page(open_driver: Open) -> None:
    driver = open_driver("mysql://a:secret@b/c")
    page = page_of(driver).not_opened
    assert "names neither" in page.reason.text()
    assert not page.database.text()


def test_a_desk_waits_for_the_owner_to_upgrade_the_server(
    site_file: Path, asked_role: AskedRole, open_driver: Open
) -> None:
    set_up_practice(asked_role.url, "Desk 1", PLAN, MadeSoFar())
    change_revision(asked_role.url, "0012")
    driver = open_driver(asked_role.url)
    page = page_of(driver)
    assert "is older than this Attend" in page.not_opened.reason.text()
    assert page.not_opened.message.words == "Attend tries again by itself."
    driver.focus(page.not_opened.later_button)
    told: list[str] = []
    driver.start.not_opened.connect(lambda _error, url: told.append(url))
    page.again.timeout.emit()
    driver.until(lambda: told == [asked_role.url])
    driver.settle()
    assert page.not_opened.later_button.hasFocus()
    change_revision(asked_role.url, HEAD)
    assert page.again.isActive()
    page.again.timeout.emit()
    until_open(driver)
    sign_in(driver)

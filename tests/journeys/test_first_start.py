"""A first start by keys alone in the real window, from an empty folder to a booked visit."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from sqlalchemy import make_url

from desktop.app import read_arguments
from desktop.domain.errors import NotFound
from desktop.domain.first_start import PracticePlan
from desktop.operations.checks import check_database
from desktop.operations.first_start import MadeSoFar, set_up_practice
from desktop.settings import read_settings
from tests.exchange.test_ods_list import _list as practice_list
from tests.passwords import PASSWORD, AskedRole, MemoryKeyring
from tests.tour.driver import Driver
from tests.tour.first_start_steps import (
    PIN,
    fill,
    go_to_place,
    page_of,
    sign_in,
    step_of,
    until_open,
    until_step,
)

PLAN = PracticePlan("Weir Street", "wales", "", "Weir Street", "", "Ruth Cohen", PIN)
Open = Callable[[str], Driver]


@pytest.fixture
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for this person's data; the program finds nothing there."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    return tmp_path / "attend"


def test_from_an_empty_folder_to_a_booked_visit_by_keys(
    data_folder: Path, open_driver: Open
) -> None:
    driver = open_driver("")
    go_to_place(driver)
    driver.press("Return")
    until_step(driver, "kinds_step")
    driver.press("Return")
    fill(driver, "Dr", "Anjali", "Patel")
    driver.press("Ctrl+Return")
    until_step(driver, "week_step")
    driver.press("Return")
    until_open(driver)
    sign_in(driver)

    driver.press("Ctrl+K")
    driver.type("gwen parry 12/3/1961")
    driver.press("Ctrl+N", "Ctrl+Return")
    driver.until(lambda: driver.start.front_desk.panel.card is not None)  # type: ignore[union-attr]
    driver.press("Ctrl+B", "Return")
    driver.until(lambda: driver.said.startswith("Booked Gwen Parry"))

    url = f"sqlite:///{data_folder / 'attend.db'}"
    assert read_settings(data_folder / "settings.toml").database == url
    assert not any(row.violations for row in check_database(url))


def test_bad_input_is_told_at_its_field_and_back_loses_nothing(
    data_folder: Path, open_driver: Open
) -> None:
    driver = open_driver("")
    driver.press("1", "Return")
    step = page_of(driver).new.practice
    assert step.name.message.words == "This can’t be left empty."
    fill(driver, "Weir Street Surgery", "s", "w9900")
    assert step.code.message.words.endswith("Check it.")
    driver.press("Return")
    fill(driver, "Weir Street")
    driver.press("Ctrl+Return")
    fill(driver, "Ruth Cohen", "123456", "123456")
    driver.press("Return")
    manager = page_of(driver).new.manager
    assert "easy to guess" in manager.pin.message.words
    driver.press("Escape", "Escape")
    assert (step_of(driver), step.name.text) == (step, "Weir Street Surgery")
    driver.press("Return", "Ctrl+Return")
    assert (step_of(driver), manager.name.text) == (manager, "Ruth Cohen")
    assert not data_folder.exists()


def test_what_can_wait_waits_and_the_next_start_opens_the_practice(
    data_folder: Path, open_driver: Open, tmp_path: Path
) -> None:
    driver = Driver("")
    driver.open()
    go_to_place(driver)
    driver.press("Ctrl+A")
    driver.type(str(tmp_path / "elsewhere"))
    driver.focus(step_of(driver).later_button)
    driver.press("Return")
    until_open(driver)
    assert driver.window.covering.is_on
    assert read_settings(data_folder / "settings.toml").database.endswith("elsewhere/attend.db")
    assert [one.name for one in data_folder.iterdir()] == ["settings.toml"]
    driver.close()

    again = open_driver(read_settings(data_folder / "settings.toml").database)
    sign_in(again)
    assert again.start.front_desk is not None
    assert again.start.front_desk.runner.desk.actor.name == "Ruth Cohen"


def test_a_practice_that_was_made_before_its_settings_is_opened(
    data_folder: Path, open_driver: Open
) -> None:
    data_folder.mkdir()
    url = f"sqlite:///{data_folder / 'attend.db'}"
    set_up_practice(url, "Desk 1", PLAN, MadeSoFar())
    driver = open_driver("")
    sign_in(driver)
    assert driver.start.front_desk is not None


def test_a_demo_is_made_stopped_and_opened(data_folder: Path, open_driver: Open) -> None:
    driver = open_driver("")
    demo = page_of(driver).demo
    demo.people = 120
    driver.press("3", "Escape")
    until_step(driver, "welcome_page")
    driver.press("3")
    until_open(driver)
    assert not driver.window.covering.is_on
    assert driver.start.front_desk is not None
    assert driver.start.front_desk.runner.desk.actor.staff_id is not None
    assert read_settings(data_folder / "settings.toml").database.endswith("demo.db")


def join(driver: Driver, role: AskedRole, password: str) -> None:
    address = role.address
    driver.press("2")
    fill(driver, "127.0.0.1")
    driver.press("Tab", "Ctrl+A")
    fill(driver, str(address.port), address.database, role.name, password)
    driver.press("Return")


def test_joining_a_server_keeps_the_password_in_the_systems_store(
    data_folder: Path, asked_role: AskedRole, memory_keyring: MemoryKeyring, open_driver: Open
) -> None:
    set_up_practice(asked_role.url, "Desk 1", PLAN, MadeSoFar())
    driver = open_driver("")
    page = page_of(driver).join
    join(driver, asked_role, "wrong")
    driver.until(lambda: "does not take this password" in page.password.message.words)
    assert not memory_keyring.kept
    assert page.database.text == asked_role.address.database
    driver.press("Ctrl+A")
    driver.type(PASSWORD)
    driver.press("Return")
    driver.until(lambda: "There has been a Desk 1" in page.desk_name.message.words)
    driver.press("Ctrl+A")
    driver.type("Desk 2")
    driver.press("Return")
    until_step(driver, "next_pc_page")
    assert page_of(driver).next_pc.desk_name.text == "Desk 3"
    driver.press("Escape")
    until_open(driver)
    sign_in(driver)

    kept = read_settings(data_folder / "settings.toml")
    assert make_url(kept.database).password is None
    assert kept.desk_name == "Desk 2"
    assert PASSWORD in memory_keyring.kept.values()
    assert driver.start.front_desk is not None
    assert driver.start.front_desk.runner.desk.name == "Desk 2"


def test_without_a_store_the_page_says_where_the_password_is(
    # The window is asked for last: it closes before its role and database go.
    data_folder: Path,
    asked_role: AskedRole,
    no_keyring: Path,
    open_driver: Open,
) -> None:
    driver = open_driver("")
    join(driver, asked_role, PASSWORD)
    page = page_of(driver).join
    driver.until(lambda: "no password store" in page.message.words)
    assert ".pgpass" in page.message.words
    assert os.stat(no_keyring).st_mode & 0o077 == 0
    driver.press("Return")  # there is no practice yet: this person may make it
    until_step(driver, "practice_step")
    fill(driver, "Weir Street Surgery", "w", "")
    driver.press("Return")
    fill(driver, "Weir Street")
    driver.press("Ctrl+Return")
    fill(driver, "Ruth Cohen", PIN, PIN)
    driver.press("Return")
    until_step(driver, "place_step")
    assert "127.0.0.1" in step_of(driver).words.text()
    step_of(driver).later_button.click()
    until_step(driver, "next_pc_page")
    driver.press("Escape")
    until_open(driver)
    sign_in(driver)


def test_what_cannot_be_opened_is_said_and_tried_again(
    data_folder: Path, open_driver: Open, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'later.db'}"
    driver = open_driver(url)
    page = page_of(driver).not_opened
    assert step_of(driver) is page
    assert page.reason.text().startswith("later.db is not there")
    assert not (tmp_path / "later.db").exists()
    page.later_button.click()
    driver.press("Escape")
    assert step_of(driver) is page
    set_up_practice(url, "Desk 1", PLAN, MadeSoFar())
    driver.press("Return")
    until_open(driver)
    sign_in(driver)


def test_a_server_that_is_off_says_what_to_do_and_another_can_be_chosen(
    data_folder: Path, open_driver: Open
) -> None:
    driver = open_driver("postgresql://desk:secret@127.0.0.1:9/practice")
    page = page_of(driver).not_opened
    assert "no database server listens there on port 9" in page.reason.text()
    shown = " ".join((page.reason.text(), page.next_step.text(), page.database.text()))
    assert "secret" not in shown
    page.later_button.click()
    page_of(driver).demo.people = 120
    driver.press("3")
    until_open(driver)


def test_a_file_without_a_practice_leads_to_making_it_there(
    data_folder: Path, open_driver: Open, sqlite_url: str
) -> None:
    driver = open_driver(sqlite_url)
    assert step_of(driver) is page_of(driver).new.practice
    driver.press("Escape")
    until_step(driver, "welcome_page")


def test_a_slip_in_the_settings_is_said_and_read_again(
    data_folder: Path, qapp: QApplication
) -> None:
    data_folder.mkdir()
    file = data_folder / "settings.toml"
    file.write_text('databse = "attend.db"\n')
    slip = read_arguments([])[2]
    driver = Driver("")
    driver.start._slip = slip
    driver.start._read_again = lambda: read_arguments([])[::2]
    driver.open()
    page = page_of(driver).not_opened
    assert "unknown setting 'databse'" in page.reason.text()
    url = f"sqlite:///{data_folder / 'attend.db'}"
    set_up_practice(url, "Desk 1", PLAN, MadeSoFar())
    file.write_text(f'database = "{url}"\n')
    driver.press("Return")
    until_open(driver)
    assert file.read_text() == f'database = "{url}"\n'
    driver.close()
    qapp.setStyleSheet("")


def test_from_a_demo_another_practice_is_chosen_in_a_new_start(
    data_folder: Path, demo_url: str, qapp: QApplication
) -> None:
    driver, asked = Driver(demo_url), []
    driver.open()
    driver.start.restart = asked.append
    driver.window.action("another_practice").trigger()
    driver.until(lambda: driver.start.front_desk is None)
    assert asked == [["--choose"]]
    driver.close()

    again = Driver(demo_url)
    again.start._choose = True
    again.open()
    assert step_of(again) is page_of(again).welcome
    again.press("Escape")
    until_open(again)
    assert not again.window.covering.is_on
    again.close()
    qapp.setStyleSheet("")


def make_it_now(driver: Driver) -> None:
    go_to_place(driver)
    driver.focus(step_of(driver).later_button)
    driver.press("Return")


def test_settings_that_cannot_be_kept_are_said_and_the_practice_opens_as_it_is(
    data_folder: Path, open_driver: Open
) -> None:
    (data_folder / "settings.toml").mkdir(parents=True)
    driver = open_driver("")
    make_it_now(driver)
    making = page_of(driver).new.making
    driver.until(lambda: "settings.toml can’t be" in making.message.words)
    driver.press("Escape")  # there is no way back: the practice is made
    assert step_of(driver) is making
    making.later_button.click()
    until_open(driver)
    sign_in(driver)


def test_a_practice_made_there_meanwhile_is_said_and_nothing_typed_is_lost(
    data_folder: Path, open_driver: Open, sqlite_url: str
) -> None:
    driver = open_driver(sqlite_url)
    set_up_practice(sqlite_url, "Desk 2", PLAN, MadeSoFar())
    driver.press("Escape")
    page_of(driver).show_error(NotFound("practice", sqlite_url), sqlite_url)
    fill(driver, "Weir Street Surgery")
    driver.press("Return")
    fill(driver, "Weir Street")
    driver.press("Ctrl+Return")
    fill(driver, "Ruth Cohen", PIN, PIN)
    driver.press("Return")
    step_of(driver).later_button.click()
    making = page_of(driver).new.making
    driver.until(lambda: "already" in making.message.words)
    driver.press("Escape")
    assert step_of(driver) is page_of(driver).new.place
    assert page_of(driver).new.practice.name.text == "Weir Street Surgery"


def test_the_code_is_looked_up_in_a_list_and_fills_what_is_empty(
    data_folder: Path, open_driver: Open, tmp_path: Path
) -> None:
    driver, file = open_driver(""), practice_list(tmp_path)
    driver.press("1")
    new = page_of(driver).new
    for code, words in (("", "first"), ("Z99999", "has no practice"), ("X99002", "closed")):
        new.practice.code.set_text(code)
        new.practice.look_up(file)
        driver.until(lambda words=words: words in new.practice.code.message.words)  # type: ignore[misc]
    new.practice.code.set_text("X99001")
    new.practice.look_up(file)
    driver.until(lambda: "TS18 1HU" in new.practice.code.message.words)
    assert new.practice.name.text == new.clinic.name.text == "The Densham Surgery"
    assert new.clinic.address.text.endswith("Cleveland\nTS18 1HU")
    new.practice.look_up(tmp_path / "none.csv")
    driver.until(lambda: "none.csv" in new.practice.message.words)


def test_a_file_with_a_practice_is_opened_and_another_one_said(
    data_folder: Path, open_driver: Open, tmp_path: Path, sqlite_url: str
) -> None:
    driver = open_driver("")
    page = page_of(driver)
    other = tmp_path / "notes.db"
    other.write_text("these are notes" * 100)
    page.open_file(str(other))
    driver.until(lambda: "no practice" in page.welcome.message.words)
    page.open_file(str(make_url(sqlite_url).database))
    driver.until(lambda: "practice.db" in page.welcome.message.words)
    assert not data_folder.exists()
    set_up_practice(sqlite_url, "Desk 1", PLAN, MadeSoFar())
    page.open_file(str(make_url(sqlite_url).database))
    until_open(driver)
    assert read_settings(data_folder / "settings.toml").database == sqlite_url

"""What a manager does in Set-up, by keys alone in the real window."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QLabel

from desktop.domain.permissions import Role
from desktop.operations.desk import open_desk
from desktop.operations.staff import change_staff, end_staff, list_everybody, make_staff
from desktop.operations.work import Actor
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.list_dialogs import TableDialog
from desktop.ui.setup.session_dialog import SessionDialog
from desktop.ui.setup.staff_page import StaffPage
from tests.journeys.test_at_desk import change, pins
from tests.journeys.test_people_desk import do
from tests.tour.driver import Driver
from tests.tour.setup_steps import open_page

PIN, NEW_PIN = "730482", "519384"
UNCHANGED = "Nothing has been changed, so nothing was saved."


def page(driver: Driver) -> StaffPage:
    desk = driver.start.front_desk
    assert desk is not None
    pages = desk.setup.area.pages
    assert pages is not None
    assert isinstance(pages.shown, StaffPage)
    return pages.shown


def rail_has_setup(driver: Driver) -> bool:
    return driver.window.rail.findChild(object, "area_setup").isVisible()  # type: ignore[attr-defined]  # a button


def area(driver: Driver) -> str:
    return driver.window.areas.currentWidget().objectName()


def sign_in_as(driver: Driver, letter: str, pin: str) -> None:
    driver.press("Shift+F12")
    driver.type(letter)
    driver.type(pin)
    driver.press("Return")
    driver.until(lambda: not driver.window.covering.is_on)
    driver.settle()


def sign_in_by_arrows(driver: Driver, key: str, pin: str, *, times: int = 1) -> None:
    driver.press("Shift+F12", *[key] * times)
    driver.type(pin)
    driver.press("Return")
    driver.until(lambda: not driver.window.covering.is_on)
    driver.settle()


def add_receptionist(driver: Driver, name: str, pin: str) -> None:
    open_page(driver, "Staff and roles")
    driver.press("Insert")
    driver.type(name)
    driver.press("Tab", "Tab")
    driver.type(pin)
    driver.press("Tab")
    driver.type(pin)
    driver.press("Ctrl+S")


def test_a_manager_makes_a_receptionist_who_signs_in_with_the_pin_set_anew(
    driver: Driver,
) -> None:
    assert not rail_has_setup(driver)
    driver.press("Ctrl+8")
    assert area(driver) == "diary_view"
    change(driver, "r", "Ruth Cohen")
    assert rail_has_setup(driver)
    add_receptionist(driver, "Xanthe Bell", "123456")
    assert page(driver).form.fields["pin"].message.words.startswith("This PIN is easy to guess.")
    driver.type(PIN)
    driver.press("Tab")
    driver.press("Ctrl+A")
    driver.type(PIN)
    driver.press("Ctrl+Return")
    assert driver.said == "Xanthe Bell is on the staff as reception."
    assert page(driver).record.name == "Xanthe Bell"
    driver.focus(page(driver).form.pin_button)
    driver.press("Return")
    driver.front()
    for text in (NEW_PIN, NEW_PIN):
        driver.type(text)
        driver.press("Tab")
    driver.press("Ctrl+Return")
    driver.front()
    assert driver.said == "Xanthe Bell has a new PIN."
    sign_in_as(driver, "x", NEW_PIN)
    assert driver.start.front_desk.runner.desk.actor.name == "Xanthe Bell"
    assert not rail_has_setup(driver)
    assert area(driver) == "diary_view"


def test_the_last_manager_stays_and_somebody_else_is_ended_and_brought_back(
    driver: Driver,
) -> None:
    change(driver, "r", "Ruth Cohen")
    open_page(driver, "Staff and roles")
    driver.press("Ctrl+F")
    driver.type("ruth")
    driver.press("Down", "Delete")
    form = page(driver).form
    words = form.role.message.words
    assert words == "Ruth Cohen is the only manager. Make somebody else a manager first."
    driver.press("Escape", "Ctrl+F", "Escape", "Home", "Delete")
    assert driver.said == "Priya Nair can’t sign in any more."
    assert page(driver).record.name == "Priya Nair"
    assert not page(driver).record.active
    driver.press("Delete")
    assert driver.said == "Priya Nair can sign in again."
    driver.press("Ctrl+Z")
    assert not page(driver).record.active


def test_two_managers_change_one_person_and_nothing_is_lost(driver: Driver) -> None:
    change(driver, "r", "Ruth Cohen")
    open_page(driver, "Staff and roles")
    driver.press("Home", "F2", "Ctrl+S")
    assert driver.said == UNCHANGED
    driver.press("F2")
    driver.type("Priya Nair-Jones")
    mine = page(driver).record
    wanted = {"staff_id": mine.id, "version": mine.version, "role": mine.details.role}
    do(driver, lambda desk: desk.act(change_staff, name="Priya N", **wanted))
    driver.press("Ctrl+S")
    edit = driver.start.front_desk.setup.desks[4].edit
    driver.until(edit.box.isVisible)
    changed = "Ruth Cohen changed what is known of Priya Nair a moment ago."
    assert edit.box.heading.text() == changed
    driver.press("Tab", "Space")
    driver.settle()
    assert page(driver).record.name == "Priya Nair-Jones"
    driver.press("F2")
    driver.type("Priya")
    gone = page(driver).record
    do(driver, lambda desk: desk.act(end_staff, staff_id=gone.id, version=gone.version))
    driver.press("Ctrl+S")
    assert "has left meanwhile" in page(driver).form.wrong.text()
    assert page(driver).form.name.text == "Priya"


def test_a_room_is_retired_brought_back_and_taken_back(driver: Driver) -> None:
    change(driver, "r", "Ruth Cohen")
    open_page(driver, "Rooms")
    driver.press("Ctrl+F")
    driver.type("room 8")
    driver.press("Down", "Delete")
    assert driver.said == "Room 8 is retired."
    assert setup_form(driver).save_button.isHidden()
    driver.press("Delete")
    assert driver.said == "Room 8 is in use again."
    driver.press("F2", "Ctrl+S")
    assert driver.said == UNCHANGED
    driver.press("Ctrl+Z", "Ctrl+Z")
    assert driver.said == "Undone: Room 8 is retired."


def setup_form(driver: Driver) -> Any:
    desk = driver.start.front_desk
    assert desk is not None
    assert desk.setup.area.pages is not None
    return desk.setup.area.pages.shown.form  # type: ignore[attr-defined]  # each has one


def make_session(driver: Driver, pattern: str) -> None:
    driver.press("Ctrl+Shift+O")
    driver.front()
    driver.type("t")  # Tom Llewellyn, who has no session on a Saturday
    driver.press("Alt+C")
    driver.type("al")
    driver.press("Alt+S")
    driver.type(pattern)
    driver.press("Ctrl+Return")
    driver.settle()
    driver.front()


def columns(driver: Driver) -> int:
    desk = driver.start.front_desk
    assert desk is not None
    assert desk.diary_control.day is not None
    return len(desk.diary_control.day.columns)


def test_a_session_is_made_taken_back_made_again_and_booked_into(driver: Driver) -> None:
    driver.press("Ctrl+Shift+O")
    assert driver.app.activeModalWidget() is None, "reception makes no sessions"
    change(driver, "r", "Ruth Cohen")
    driver.press("Ctrl+G")
    driver.type("21 nov")
    driver.press("Return")
    make_session(driver, "30 x Routine")
    dialog = driver.app.activeModalWidget()
    assert isinstance(dialog, SessionDialog)
    assert dialog.wrong.text() == "The pattern is longer than the session by 90 min."
    driver.press("Ctrl+A")
    driver.type("12 x Routine, break 20, 4 x On the day")
    assert dialog.understood.text().endswith("The slots end 12:00, 30 min before the session.")
    driver.press("Ctrl+Return")
    driver.settle()
    driver.front()
    assert driver.said == "Session made for Tom Llewellyn, Sat 21 Nov 09:00 to 12:30."
    driver.press("Ctrl+Z")
    assert driver.said.startswith("Undone: Session made for Tom Llewellyn")
    assert columns(driver) == 0
    driver.press("Ctrl+Shift+Z")
    assert columns(driver) == 1
    make_session(driver, "routine")
    dialog = driver.app.activeModalWidget()
    assert isinstance(dialog, SessionDialog)
    words = "Tom Llewellyn has a session then, 09:00 to 12:30 at Alder Lane."
    assert dialog.wrong.text() == words
    driver.press("Escape")
    driver.front()
    driver.press("Ctrl+K")
    driver.type("jo sm 12/3/80")
    driver.press("Return", "Ctrl+1", "Ctrl+Down", "Return", "Return")
    assert driver.said.startswith("Booked Joanna Smith, Sat 21 Nov")
    driver.press("Ctrl+Z", "Ctrl+Z")
    assert driver.said.startswith("Undone: Session made for Tom Llewellyn")
    assert columns(driver) == 0
    driver.press("Ctrl+Shift+Z", "Ctrl+Shift+Z")
    assert columns(driver) == 1
    assert driver.said.startswith("Done again: Booked Joanna Smith, Sat 21 Nov")


def test_a_week_is_copied_and_what_was_left_out_is_told(driver: Driver) -> None:
    change(driver, "r", "Ruth Cohen")
    driver.window.action("copy_weeks").trigger()
    driver.settle()
    driver.front()
    driver.press("Ctrl+Return")
    driver.front()
    shown = driver.app.activeModalWidget()
    assert isinstance(shown, TableDialog)
    words = shown.table.model().index(0, 1).data()
    assert words == "Marta Kowalska has a session then, 14:00 to 17:30 at Weir Street."
    driver.press("Escape")
    assert driver.said == "31 sessions made, in 4 weeks. 1 left out."


def test_delete_on_a_button_elsewhere_cancels_no_visit(driver: Driver) -> None:
    driver.press("Ctrl+K")
    driver.type("maggie hughes 12/3/1952")
    driver.press("Return", "Ctrl+3", "F6")
    driver.focus(driver.window.rail.menu_button)
    driver.press("Delete")
    assert driver.app.activeModalWidget() is None
    assert driver.said == "Choose a visit in the diary or the panel first."
    driver.press("Ctrl+1", "Delete")
    driver.front()
    assert driver.app.activeModalWidget().objectName() == "cancel_dialog"


def test_what_a_manager_left_half_typed_waits_for_them_alone(driver: Driver) -> None:
    change(driver, "r", "Ruth Cohen")
    open_page(driver, "Staff and roles")
    driver.press("Insert")
    driver.type("Half a na")
    known = pins(driver)
    sign_in_by_arrows(driver, "Home", known["Priya Nair"])
    assert area(driver) == "diary_view"
    assert driver.start.front_desk.setup.area.pages is None
    sign_in_by_arrows(driver, "Down", known["Ruth Cohen"], times=2)
    driver.press("Ctrl+8", "Insert")
    assert page(driver).form.name.text == "Half a na"
    names = [one.name for one in do(driver, lambda desk: desk.read(list_everybody)).members]
    assert "Half a na" not in names


def test_a_day_is_copied_and_pasted_by_keys_and_taken_back(driver: Driver) -> None:
    driver.press("Ctrl+Shift+V")
    assert not driver.said, "reception pastes no sessions"
    change(driver, "r", "Ruth Cohen")
    driver.press("Ctrl+Shift+V")
    assert driver.said.startswith("Nothing is copied yet.")
    driver.press("Ctrl+Shift+Y")
    assert driver.said.startswith("The sessions of Wed 18 Nov are copied.")
    wanted = columns(driver)
    driver.press("Ctrl+G")
    driver.type("21 nov")
    driver.press("Return", "Ctrl+Shift+V")
    driver.press("Ctrl+Return")  # the clinics are shut on Saturdays: agreed to
    assert driver.said == f"{wanted} sessions pasted onto Sat 21 Nov."
    assert columns(driver) == wanted
    driver.press("Ctrl+Z")
    assert columns(driver) == 0
    driver.press("Ctrl+Shift+W", "End", "Left", "Ctrl+Shift+V", "Ctrl+Return")
    assert driver.said == f"{wanted} sessions pasted onto Sun 29 Nov."


def new_session_button(driver: Driver) -> KeyButton | None:
    found = driver.window.findChild(KeyButton, "new_session_here")
    return found if found is not None and found.isVisible() else None


def test_a_day_nobody_works_offers_a_session_to_those_who_may_make_one(driver: Driver) -> None:
    desk = driver.start.front_desk
    clinics = desk.outline.clinics
    driver.press("Ctrl+G")
    driver.type("25/12/2026")
    driver.press("Return")
    title = desk.diary.findChild(QLabel, "empty_title")
    driver.until(lambda: title.text() == "Closed, Christmas Day.")
    assert new_session_button(driver) is None
    change(driver, "r", "Ruth Cohen")
    driver.press("Ctrl+Shift+S", "Down", "Down", "Down", "Return")
    driver.settle()
    button = new_session_button(driver)
    assert button is not None
    assert button.property("kind") == "primary"
    driver.focus(button)
    driver.press("Space")
    driver.front()
    dialog = driver.app.activeModalWidget()
    assert isinstance(dialog, SessionDialog)
    assert dialog.date.text() == "25/12/2026"
    assert desk.diary_control.clinic_id == clinics[1].id
    assert dialog.clinic.currentData() == clinics[1].id
    driver.press("Escape")


def test_a_session_begins_with_whose_column_is_selected(driver: Driver) -> None:
    desk = driver.start.front_desk
    change(driver, "r", "Ruth Cohen")
    driver.press("Right", "Right", "Ctrl+Shift+O")
    driver.front()
    dialog = driver.app.activeModalWidget()
    assert isinstance(dialog, SessionDialog)
    layout, box = desk.diary.day_layout, desk.diary.current_box()
    column = layout.day.columns[box.column]
    assert dialog.clinician.currentData() == column.clinician_id
    assert dialog.clinic.currentData() == column.clinic_id
    driver.press("Escape")


def test_a_manager_demoted_or_ended_elsewhere_is_so_here_at_once(
    driver: Driver, demo_url: str
) -> None:
    at_desk = driver.start.front_desk.at_desk
    change(driver, "r", "Ruth Cohen")
    driver.press("Ctrl+8")
    assert rail_has_setup(driver)
    elsewhere = open_desk(demo_url, desk_name="Desk 2")
    boss = elsewhere.act(make_staff, name="Zoe Boss", role=Role.MANAGER).value
    elsewhere.actor = Actor("Zoe Boss", Role.MANAGER, boss)
    ruth = at_desk.actor
    wanted = {"staff_id": ruth.staff_id, "name": ruth.name, "role": Role.RECEPTIONIST}
    elsewhere.act(change_staff, version=1, **wanted)
    driver.until(lambda: at_desk.actor.role is Role.RECEPTIONIST)
    driver.settle()
    assert not rail_has_setup(driver)
    assert area(driver) == "diary_view"
    assert driver.said == "You are reception from now on: a manager changed your role."
    elsewhere.act(end_staff, staff_id=ruth.staff_id, version=2)
    driver.until(lambda: driver.window.covering.is_on)
    elsewhere.close()

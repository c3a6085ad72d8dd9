"""The states of Set-up, and of the dialogs about sessions, as a manager reaches them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QDate

from desktop.front_desk import FrontDesk
from desktop.operations.staff import change_staff
from desktop.ui.kit.form_fields import Tone
from desktop.ui.reports.use_page import UsePage
from desktop.ui.setup.setup_pages import SetupPages
from desktop.ui.setup.slot_type_page import SlotTypeEditor
from desktop.ui.setup.staff_page import StaffPage
from tests.journeys.accessibility.record_states import _sign_in
from tests.tour.driver import Driver
from tests.tour.setup_steps import open_page


def _desk(driver: Driver) -> FrontDesk:
    desk = driver.start.front_desk
    assert desk is not None
    return desk


def _pages(driver: Driver) -> SetupPages:
    pages = _desk(driver).setup.area.pages
    assert pages is not None
    return pages


def _reports_page(driver: Driver) -> UsePage:
    page = _desk(driver).reports.area.page
    assert page is not None
    return page


def setup(driver: Driver) -> Iterator[str]:
    """Every page of Set-up, with what it says about slips."""
    _sign_in(driver, "Ruth Cohen")
    driver.press("Ctrl+8")
    yield "set-up"
    for title, name, slip in _PAGES:
        open_page(driver, title)
        yield name
        driver.press("Insert")
        driver.type("Bartholomew Featherstonehaugh Memorial")
        yield f"{name}, a new one"
        _pages(driver).shown.form.fields[slip].say(Tone.WRONG, "This can’t be left empty.")
        _pages(driver).shown.editor.grow()
        driver.settle()
        yield f"{name}, a slip"
        _show_release(driver)
        yield f"{name}, every field"
        _pages(driver).shown.discard()
    open_page(driver, "Staff and roles")
    yield from _staff(driver)
    driver.press("Ctrl+7")
    yield "reports"
    _reports_page(driver).by.setCurrentIndex(1)
    driver.settle()
    yield "reports by session"
    _reports_page(driver).last.setDate(QDate(2020, 1, 1))
    driver.settle()
    yield "reports, a slip in the dates"
    driver.press("Ctrl+1")
    yield from _sessions(driver)
    yield from _calendars(driver)


def _show_release(driver: Driver) -> None:
    """Of slot types, show the fields that a release rule needs, with slips."""
    form = _pages(driver).shown.form
    if isinstance(form, SlotTypeEditor):
        form.release.way.box.setCurrentIndex(3)
        form.release.into.box.setCurrentIndex(1)
        for field in (form.letter, form.minutes, form.release.number, form.release.days):
            field.say(Tone.WRONG, "A slot lasts between 1 and 480 minutes.")
        form.grow()
        driver.settle()


_PAGES = (
    ("Practice", "practice", "ods_code"),
    ("Clinics", "clinics", "opening_hours"),
    ("Rooms", "rooms", "features"),
    ("Clinicians", "clinicians", "clinic_ids"),
    ("Slot types", "slot types", "booked_by"),
    ("Best fit", "best fit", "wait_day"),
    ("Closures", "closures", "last_on"),
)
"""The pages of records: their names, and a field that says a slip."""


def _staff(driver: Driver) -> Iterator[str]:
    page = _pages(driver).shown
    assert isinstance(page, StaffPage)
    driver.press("Insert")
    yield "somebody new"
    driver.type("Bartholomew Featherstonehaugh-Cholmondeley of the Weir Street Surgery")
    driver.press("Tab")
    driver.type("c")
    page.form.pin.edit.setFocus()
    driver.type("123456")
    driver.press("Ctrl+Return")
    yield "somebody new, slips"
    driver.press("Escape", "Ctrl+F")
    driver.type("nobody of this name")
    yield "nobody found on the staff"
    driver.press("Escape", "Home", "F2")
    driver.type("Priya Nair-Jones")
    _change_elsewhere(driver, page)
    driver.press("Ctrl+Return")
    yield "two changed the same person on the staff"
    page.discard()
    driver.press("Delete")
    yield "somebody who left"
    driver.press("Delete")
    page.form.pin_button.click()
    driver.settle()
    driver.front()
    yield "a new PIN"
    driver.press("Ctrl+Return")
    yield "a new PIN, a slip"
    driver.press("Escape")
    driver.front()


def _sessions(driver: Driver) -> Iterator[str]:
    driver.press("Ctrl+Shift+O")
    driver.front()
    yield "new session"
    driver.press("Alt+S")
    driver.type("12 x Routine, break 20, 4 x On the day")
    yield "new session, slots said back"
    driver.press("Ctrl+Return")
    driver.front()
    driver.press("Ctrl+Shift+O")
    driver.front()
    driver.press("Ctrl+Return")
    yield "new session, a slip"
    driver.press("Escape")
    driver.front()
    for name in ("copy the week", "left out"):
        if name == "copy the week":
            driver.window.action("copy_weeks").trigger()
        else:
            driver.press("Ctrl+Return")
        driver.settle()
        driver.front()
        yield name
    driver.press("Escape")
    driver.front()


def _calendars(driver: Driver) -> Iterator[str]:
    desk = _desk(driver)
    desk.calendars._on_calendar_chosen(Path("holidays of the partners.ics"), desk.outline)
    driver.settle()
    driver.front()
    yield "a calendar that can't be read"
    driver.press("Ctrl+Return")
    yield "a calendar with nothing busy"
    driver.press("Escape")
    driver.front()
    driver.window.action("export_diary").trigger()
    driver.settle()
    driver.front()
    yield "a diary to be saved"
    driver.press("Tab")
    driver.type("x")
    driver.press("Ctrl+Return")
    yield "a diary to be saved, a slip"
    driver.press("Escape")
    driver.front()


def _change_elsewhere(driver: Driver, page: StaffPage) -> None:
    desk, member = _desk(driver), page.record
    wanted = {"staff_id": member.id, "version": member.version, "role": member.details.role}
    name = "Priyadarshini Nair"
    desk._opened.worker.act(
        lambda: desk.runner.desk.act(change_staff, name=name, **wanted)
    ).result()
    driver.settle()

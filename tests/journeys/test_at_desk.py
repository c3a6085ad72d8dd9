"""Who is at the desk, by keys in the real window: cover, change of person, forms kept apart."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)
from sqlalchemy import delete, select

from desktop.domain.booking import Hold
from desktop.operations.staff import DEMO_PINS, read_demo_pins
from desktop.persistence.engine import open_database
from desktop.persistence.settings import read_setting
from desktop.persistence.tables import settings, staff
from tests.tour.driver import Driver

HALF_TYPED = "Dressing on my l"


def pins(driver: Driver) -> dict[str, str]:
    desk = driver.start.front_desk
    assert desk is not None
    found = desk.runner.desk.read(read_demo_pins)
    return {one.name: one.pin for one in found}


def begin_a_booking(driver: Driver) -> None:
    driver.press("Ctrl+K")
    driver.type("jo sm 12/3/80")
    driver.press("Return", "Ctrl+B")
    driver.type("n")
    driver.press("Tab")
    driver.type("g")
    driver.press("Alt+R")
    driver.type(HALF_TYPED)


def texts_shown(driver: Driver) -> str:
    """Return every text of a visible input, as somebody at the screen could read it."""
    kinds = (QLineEdit, QPlainTextEdit, QTextEdit)
    shown = [one for one in driver.window.findChildren(QWidget) if one.isVisible()]
    return " ".join(
        one.text() if isinstance(one, QLineEdit) else one.toPlainText()
        for one in shown
        if isinstance(one, kinds)
    )


def content(driver: Driver) -> QWidget:
    found = driver.window.centralWidget()
    assert found is not None
    return found


def test_f12_covers_everything_and_a_pin_shows_it_as_it_was(driver: Driver) -> None:
    begin_a_booking(driver)
    held = hold_of(driver)
    focus = QApplication.focusWidget()
    said = driver.said
    driver.press("F12")
    assert not content(driver).isVisible()
    driver.press("Ctrl+Z", "Ctrl+K", "Escape", "Return")
    assert not content(driver).isVisible()
    driver.type(pins(driver)["Priya Nair"])
    driver.press("Return")
    driver.until(lambda: content(driver).isVisible())
    assert HALF_TYPED in texts_shown(driver)
    assert QApplication.focusWidget() is focus
    assert driver.said == said
    assert hold_of(driver) == held
    driver.press("Return")
    assert driver.said.startswith("Booked Joanna Smith")


def hold_of(driver: Driver) -> Hold:
    hold = driver.start.front_desk.booking.keeper.hold
    assert hold is not None
    return hold


def test_a_wrong_pin_leaves_the_screen_covered(driver: Driver) -> None:
    driver.press("F12")
    driver.type("000001")
    driver.press("Return")
    driver.until(lambda: "not the PIN" in _pin_message(driver))
    assert not content(driver).isVisible()


def _pin_message(driver: Driver) -> str:
    page = driver.window.findChild(QWidget, "pin_message")
    return page.text() if page is not None else ""  # type: ignore[attr-defined]  # a QLabel


def test_two_keys_and_a_pin_change_the_person(driver: Driver) -> None:
    wanted = pins(driver)["Tomasz Zieliński"]
    keys = driver.keys_pressed
    driver.press("Shift+F12")
    driver.type("t", counted=True)
    assert driver.keys_pressed - keys == 2
    driver.type(wanted)
    driver.press("Return")
    driver.until(lambda: driver.start.front_desk.runner.desk.actor.name == "Tomasz Zieliński")
    driver.settle()
    assert content(driver).isVisible()
    labels = driver.window.message_bar.findChildren(QLabel)
    assert any("Tomasz Zieliński" in one.text() for one in labels)


def test_a_half_typed_form_stays_with_its_owner(driver: Driver) -> None:
    begin_a_booking(driver)
    held, keeper = hold_of(driver), driver.start.front_desk.booking.keeper
    change(driver, "t", "Tomasz Zieliński")
    assert HALF_TYPED not in texts_shown(driver)
    assert driver.start.front_desk.panel.card is None
    assert keeper.hold == held
    driver.press("Ctrl+K")
    driver.type("maggie hughes 1952")
    driver.press("Return", "Ctrl+B")
    assert HALF_TYPED not in texts_shown(driver)
    driver.press("Escape")
    change(driver, "p", "Priya Nair")
    assert HALF_TYPED in texts_shown(driver)
    assert driver.start.front_desk.panel.card.called == "Joanna Smith"
    assert hold_of(driver) == held
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.objectName() == "booking_reason"


def change(driver: Driver, letter: str, name: str) -> None:
    driver.press("Shift+F12")
    driver.type(letter)
    driver.type(pins(driver)[name])
    driver.press("Return")
    driver.until(lambda: driver.start.front_desk.runner.desk.actor.name == name)
    driver.until(lambda: content(driver).isVisible())
    driver.settle()


def test_what_was_undoable_is_not_for_the_next_person(driver: Driver) -> None:
    begin_a_booking(driver)
    driver.press("Return")
    assert driver.said.startswith("Booked Joanna Smith")
    change(driver, "t", "Tomasz Zieliński")
    driver.press("Ctrl+Z")
    assert driver.start.front_desk.runner.desk.actor.name == "Tomasz Zieliński"
    assert "Undone" not in driver.said


def test_an_open_dialog_is_put_by_and_comes_back(driver: Driver) -> None:
    driver.press("Ctrl+G")
    driver.type("22 nov")
    driver.press("F12")
    assert not open_dialogs()
    driver.type(pins(driver)["Priya Nair"])
    driver.press("Return")
    driver.until(lambda: bool(open_dialogs()))
    driver.front()
    driver.press("Return")
    assert driver.start.front_desk.diary_control.on_date.isoformat() == "2026-11-22"


def open_dialogs() -> list[QWidget]:
    shown = QApplication.topLevelWidgets()
    return [one for one in shown if isinstance(one, QDialog) and one.isVisible()]


def test_nobody_touching_it_covers_the_screen(driver: Driver) -> None:
    driver.press("F10")
    assert driver.app.activePopupWidget() is not None
    driver.start.front_desk.at_desk._idle.cover_wanted.emit()
    driver.settle()
    assert driver.window.covering.is_on
    assert driver.app.activePopupWidget() is None
    assert not content(driver).isVisible()


def test_a_real_practice_shows_nothing_before_somebody_has_signed_in(
    demo_url: str, open_driver: Callable[[str], Driver]
) -> None:
    database = open_database(demo_url)
    with database.writing() as db:
        kept = read_setting(db, DEMO_PINS)
        db.execute(delete(settings).where(settings.c.key == DEMO_PINS))
        priya = db.execute(select(staff.c.id).where(staff.c.name == "Priya Nair")).scalar_one()
    database.close()
    driver = open_driver(demo_url)
    assert driver.window.covering.is_on
    assert not content(driver).isVisible()
    driver.type("p")
    driver.type(kept[priya])
    driver.press("Return")
    driver.until(lambda: content(driver).isVisible())
    assert driver.start.front_desk.runner.desk.actor.name == "Priya Nair"

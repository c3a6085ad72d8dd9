"""The states of the real window, one after another, each reached as a person reaches it.

A new widget class is built by one of these walks, or by a new one added to ``WALKS``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from desktop.domain.errors import Agreement, NeedsAgreement, Unavailable
from desktop.domain.ids import PatientId
from desktop.domain.people import PatientCard
from desktop.front_desk import FrontDesk
from desktop.operations.people import change_patient
from desktop.ui.act_words import ActWords
from desktop.ui.diary.diary_model import Roles
from desktop.ui.runner import Settled
from tests.journeys.accessibility.first_start_states import first_start
from tests.journeys.accessibility.fit_states import best_fit
from tests.journeys.accessibility.record_states import _sign_in, records
from tests.journeys.accessibility.setup_states import setup
from tests.journeys.accessibility.template_states import templates
from tests.journeys.accessibility.together_states import together
from tests.journeys.accessibility.waiting_states import waiting_list
from tests.tour.driver import Driver
from tests.tour.setup_steps import open_page
from tests.tour.steps import _book_first as book_first

LONG_NAME = "Bartholomew Featherstonehaugh-Cholmondeley"
NARROW_PX = 1000


def desk_of(driver: Driver) -> FrontDesk:
    """Return the front desk, which is there once the window is open."""
    desk = driver.start.front_desk
    assert desk is not None
    return desk


def _find(driver: Driver, typed: str) -> None:
    driver.press("Ctrl+K")
    driver.type(typed)
    driver.press("Return")


def _type_into(driver: Driver, name: str, text: str) -> None:
    edit = driver.window.findChild(QLineEdit, name)
    assert edit is not None, name
    edit.setFocus()
    edit.setText(text)
    driver.settle()


def diary_and_search(driver: Driver) -> Iterator[str]:
    """The diary, the search's answers, menus, the calendar, an empty day and one opening."""
    yield "diary"
    driver.window.message_bar.history.clear()
    driver.press("Ctrl+J")
    yield "messages, nothing said yet"
    driver.press("Escape", "Ctrl+Shift+F")
    yield "free slots only"
    driver.press("Ctrl+Shift+F", "Shift+F1")
    yield "what is this"
    driver.press("Escape", "Ctrl+K")
    driver.type("maggie hughes")
    yield "two alike"
    driver.press("Ctrl+K")
    driver.type("magie huges")
    yield "nearly so called"
    driver.press("Ctrl+K")
    driver.type("zzyzx 31/02/1961")
    yield "nobody found"
    driver.press("Escape", "Escape", "Ctrl+1", "Shift+F10")
    yield "context menu"
    driver.press("Escape", "F10")
    yield "menus"
    driver.press("Escape", "Ctrl+Shift+S")
    yield "sites"
    driver.press("Escape")
    driver.window.top_bar.stepper.open_calendar()
    yield "calendar"
    driver.press("Escape", "Ctrl+G")
    yield "go to date"
    driver.type("sunday week")
    yield "go to date, understood"
    driver.press("Escape", "Ctrl+G")
    driver.type("22 nov")
    driver.press("Return")
    yield "empty day"
    desk_of(driver).diary.show_opening(desk_of(driver).diary_control.on_date)
    for waiting in desk_of(driver).diary.findChildren(QWidget, "diary_opening"):
        waiting._on_timer_timeout()  # type: ignore[attr-defined]  # as if a second had gone
        yield "still opening"
        waiting._on_timer_timeout()  # type: ignore[attr-defined]  # and eight
        yield "opening slowly"
    driver.press("Escape", "Ctrl+T", "Ctrl+1")


def weeks(driver: Driver) -> Iterator[str]:
    """The week of a clinician, one without a session, the week of a kind of slot, the month."""
    driver.press("Ctrl+W")
    yield "week"
    week = desk_of(driver).place.week
    assert week is not None
    week.bar.choice.showPopup()
    yield "week, choices"
    week.bar.choice.hidePopup()
    driver.press("Ctrl+1", "Ctrl+G")
    driver.type("25 dec 2027")
    driver.press("Return")
    yield "week without a session"
    driver.press("Ctrl+T")
    while not week.shows_kind:
        driver.press("Ctrl+Shift+PgDown")
    yield "week of a kind"
    driver.press("Ctrl+W")
    driver.press("Ctrl+Shift+W")
    yield "month"
    driver.press("PgDown", "Down", "Right", "Right")
    yield "month, a day without a session"
    driver.press("Escape")


def people(driver: Driver) -> Iterator[str]:
    """The panel, the strip, a group's names, the form of a person with all that it asks."""
    _find(driver, "jo sm 12/3/80")
    yield "person"
    _find(driver, "maggie hughes 12/3/52")
    yield "person with needs and own words"
    yield from _narrow(driver)
    _select_group(driver)
    yield "group"
    yield from _narrow(driver)
    driver.press("Ctrl+T")
    yield from _new_person(driver)
    yield from _changed_person(driver)


def _narrow(driver: Driver) -> Iterator[str]:
    wide = driver.window.size()
    if not driver.window.is_narrow:
        driver.window.resize(NARROW_PX, wide.height())
        driver.settle()
    yield "strip"
    driver.press("F4")
    yield "panel over the strip"
    driver.press("F4")
    driver.window.resize(wide)
    driver.settle()


def _select_group(driver: Driver) -> None:
    driver.press("Ctrl+1", "Ctrl+G")
    driver.type("17 dec")
    driver.press("Return")
    view = desk_of(driver).diary
    cells = [view.model.index(row, 0).data(Roles.CELL) for row in range(view.model.rowCount())]
    group = next(one for one in cells if one.capacity > 1 and one.visits)
    view.select_visit(group.visits[0].id)
    driver.settle()


def _new_person(driver: Driver) -> Iterator[str]:
    driver.press("Ctrl+K")
    driver.type("maggie hughes")
    driver.press("Ctrl+N")
    yield "new person"
    _type_into(driver, "born_on", "31/02/1961")
    _type_into(driver, "nhs_number", "999 012 3456")
    _type_into(driver, "phone_1", "0770090")
    driver.press("Tab", "Ctrl+Return")
    yield "new person, slips"
    more = driver.window.findChild(QWidget, "more_phone_button")
    more.click()  # type: ignore[union-attr]  # a button of the form
    _type_into(driver, "phone_2", "01632 960001")
    yield "new person, two phones"
    for name, text in (("nhs_number", ""), ("phone_1", ""), ("born_on", "12/3/1952")):
        _type_into(driver, name, text)
    driver.press("Ctrl+Return")
    yield "new person, alike"
    driver.press("Escape", "Escape")


def _changed_person(driver: Driver) -> Iterator[str]:
    _find(driver, "jo sm 12/3/80")
    driver.press("F2")
    yield "change of a person"
    card = desk_of(driver).panel.card
    assert card is not None
    _change_elsewhere(driver, card)
    _type_into(driver, "pronouns", "she/her")
    driver.press("Ctrl+Return")
    yield "two changed the same person"
    driver.press("Escape")
    _type_into(driver, "pronouns", "")
    driver.press("Escape")


def _change_elsewhere(driver: Driver, card: PatientCard) -> None:
    desk = desk_of(driver)
    details = replace(card.details, pronouns="they/them", preferred_name=LONG_NAME)
    wanted = {"patient_id": PatientId(card.id), "version": card.version, "details": details}
    desk._opened.worker.act(lambda: desk.runner.desk.act(change_patient, **wanted)).result()


def booking(driver: Driver) -> Iterator[str]:
    """The booking form: for nobody, with times, taken from under the hand, its bars."""
    driver.press("Ctrl+1", "Ctrl+Down")
    desk_of(driver).panel.show_nobody()
    driver.press("Return")
    yield "booking for nobody yet"
    driver.press("Escape")
    _find(driver, "jo sm 12/3/80")
    driver.press("Ctrl+B")
    yield "booking"
    form = desk_of(driver).booking
    form._on_keeper_warned(timedelta(seconds=28))
    yield "booking, hold ending"
    form.keeper.let_go()
    book_first(driver.start.settings.database)
    driver.press("Return")
    yield "booking, somebody was quicker"
    form.hold_bar.clear()
    yield "booking, somebody was quicker, one bar"
    words = "No nurse sessions fit the double length. Ask why it must be today."
    form.ask.ask("ask", words, yes="Yes, book", no="Keep looking", needs_why=True)
    yield "booking, asked why"
    form.detail.fields.channel.setCurrentIndex(1)
    driver.settle()
    yield "booking by telephone"
    driver.press("Escape", "Escape")


def acts(driver: Driver) -> Iterator[str]:
    """The dialogs of the day's acts."""
    _find(driver, "maggie hughes 12/3/52")
    for chord, name in (("Delete", "cancel"), ("Ctrl+P", "print")):
        driver.press(chord)
        yield name
        driver.press("Escape")
    card = desk_of(driver).panel.card
    assert card is not None
    assert card.today
    twice = replace(card, today=(card.today[0], card.today[0]))
    desk_of(driver).acts.copy_wording(None, twice)
    yield "which visit"
    driver.front()
    driver.press("Escape")
    _find(driver, "sian pritchard")
    driver.press("Ctrl+D")
    yield "did not attend"
    driver.press("Escape")
    desk_of(driver).acts._ask_agreement(AGREE, frozenset(), lambda **_agreed: None)
    yield "agreement with a reason"
    driver.front()
    driver.press("Return")
    yield "agreement, no reason"
    driver.press("Escape", "Ctrl+1", "Ctrl+Down", "Ctrl+Shift+H")
    yield "block"
    driver.press("Ctrl+Return")
    yield "block, no reason"
    driver.press("Escape")
    driver.press("Ctrl+H")
    yield "held by this desk"
    driver.window.action("note").trigger()
    driver.settle()
    yield "note"
    driver.front()
    driver.type("leaves 11:45")
    driver.press("Return")
    for name in ("note", "extra"):
        driver.window.action(name).trigger()
        driver.settle()
        yield f"{name}, of a time with a note"
        driver.front()
        driver.press("Escape")


def settling(driver: Driver) -> Iterator[str]:
    """Visits that are over: the list, and a filter that nothing fits."""
    driver.press("Ctrl+Shift+E")
    yield "to settle"
    driver.press("Ctrl+F")
    driver.type("zzz")
    yield "to settle, none fits"
    driver.press("Escape", "Ctrl+1")


def changes(driver: Driver) -> Iterator[str]:
    """What a change to a session would do, the rebook list, another time for somebody on it."""
    _sign_in(driver, "Ruth Cohen")
    driver.press("Ctrl+1", "Ctrl+R")
    yield "rebook list, nobody on it"
    driver.press("Ctrl+1", "Ctrl+T", "Home", "Ctrl+Shift+R")
    yield "cancel a session"
    dialog = desk_of(driver).changing.dialog
    assert dialog is not None
    for place in range(1, dialog.what.count()):
        dialog.what.setCurrentIndex(place)
        driver.settle()
        if dialog.what.currentData() in ("hours", "leave", "out-of-use"):
            yield f"change: {dialog.what.currentText()}"
    dialog.what.choose("leave")
    dialog.clinician.setCurrentText("Dr Anjali Patel")
    driver.settle()
    dialog.panel.list.setFocus()
    driver.press("Alt+C", "Right", "Down", "Alt+C")
    yield "leave, somebody cancelled"
    driver.press("Ctrl+Return")
    driver.front()
    driver.press("Ctrl+R")
    yield "rebook list"
    driver.press("Ctrl+M")
    yield "another time"
    driver.front()
    driver.press("Escape")
    driver.front()
    driver.press("Ctrl+Z", "Ctrl+1", "Ctrl+T")
    yield from _closing(driver)


def _closing(driver: Driver) -> Iterator[str]:
    open_page(driver, "Closures")
    driver.press("Insert")
    for typed in ("lea", "Funeral", "anjali", "18 nov"):
        driver.type(typed)
        driver.press("Tab")
    driver.press("Ctrl+Return")
    driver.front()
    yield "whom a closure touches"
    driver.press("Escape")
    driver.front()
    pages = desk_of(driver).setup.area.pages
    assert pages is not None
    pages.shown.discard()  # type: ignore[attr-defined]  # a page of records has it
    driver.press("Ctrl+1")


def window(driver: Driver) -> Iterator[str]:
    """What belongs to the window itself: help, messages, errors, who is at the desk."""
    for chord, name in (("F1", "help and keys"), ("Ctrl+J", "messages")):
        driver.press(chord)
        yield name
        driver.press("Escape")
    yield from _not_connected(driver)
    for error, name in ((Unavailable("locked"), "unavailable"), (KeyError("x"), "a mistake")):
        desk_of(driver).errors.take(error)
        driver.settle()
        driver.front()
        yield name
        driver.press("Escape")
        driver.front()
    driver.press("Shift+F12")
    yield "who is at this desk"
    driver.type("p000001")
    driver.press("Return")
    yield "a wrong PIN"
    driver.press("Escape", "Escape")
    driver.press("Ctrl+Z")
    yield "nothing to undo"


def _not_connected(driver: Driver) -> Iterator[str]:
    desk = desk_of(driver)
    plain = desk.runner.desk.reconnect

    def fail() -> None:
        raise Unavailable("connection")

    desk.runner.desk.reconnect = fail  # type: ignore[method-assign]  # as a cut cable does
    desk.runner.lost.emit(Unavailable("connection"))
    driver.settle()
    yield "not connected"
    desk.runner.desk.reconnect = plain  # type: ignore[method-assign]
    driver.press("F5")
    words = ActWords("11:20 was booked", "Book it again")
    desk.runner.settled.emit(Settled(words, was_done=False, again=lambda: None))
    yield "an act that was not done"


AGREE = NeedsAgreement(
    (
        Agreement("same_time", "Maggie Hughes has another visit at that time, with Dr Patel."),
        Agreement("out_of_hours", "It is outside the session. Who agreed?", needs_reason=True),
    )
)
Walk = Callable[[Driver], Iterator[str]]
WALKS: tuple[Walk, ...] = (
    diary_and_search,
    weeks,
    people,
    booking,
    best_fit,
    together,
    acts,
    records,
    settling,
    waiting_list,
    changes,
    window,
    first_start,
    setup,
    templates,
)


def shown_windows(driver: Driver) -> list[QWidget]:
    """Return what is on screen: the window, and any dialog, popup or menu over it."""
    driver.app.processEvents()
    return [one for one in QApplication.topLevelWidgets() if one.isVisible()]

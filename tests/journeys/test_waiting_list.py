"""The waiting list by keys in the real window: a freed time fills through a chain, and back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from desktop.booking_in_front import booking_in_front
from desktop.domain.ids import PatientId, SlotId
from desktop.domain.visits import State
from desktop.operations.booking import book_appointment, cancel_appointment
from desktop.operations.desk import Desk, open_desk
from desktop.operations.people_reads import find_people
from desktop.operations.reads import read_outline
from desktop.operations.waiting_list import list_waiting, offer_time
from desktop.persistence.booking import list_slots_of
from desktop.persistence.tables import appointments
from desktop.ui.booking.asked_form import AskedForm
from desktop.ui.waiting.freed_strip import FreedStrip
from desktop.ui.waiting.waiting_page import WaitingPage
from desktop.ui.waiting.wish_dialog import WishDialog
from tests.journeys.test_people_desk import card, do, said
from tests.tour.driver import Driver
from tests.tour.waiting_steps import DARIUS, ROSA, SIAN, cancel, plant, plant_chain


def find(driver: Driver, typed: str) -> PatientId:
    driver.press("Ctrl+K")
    driver.type(typed)
    driver.press("Return")
    return card(driver).id


def page(driver: Driver) -> WaitingPage:
    desk = driver.start.front_desk
    assert desk is not None
    assert desk.waiting.area.page is not None
    return desk.waiting.area.page


def visits(driver: Driver) -> dict[PatientId, list[tuple[Any, State]]]:
    """Return the visits of the cast that may change, as they stand."""

    def read(desk: Desk) -> Any:
        found: dict[PatientId, list[Any]] = {}
        today = desk.clock().date()
        with desk.database.reading() as db:
            query = select(appointments).where(
                appointments.c.on_date == today,
                appointments.c.state.in_([State.BOOKED, State.CANCELLED]),
            )
            for row in db.execute(query.order_by(appointments.c.id)):
                found.setdefault(row.patient_id, []).append((row.start_at, row.state))
        return found

    answer: dict[PatientId, list[tuple[Any, State]]] = do(driver, read)
    return answer


def waiting(driver: Driver) -> set[str]:
    return {one.called for one in do(driver, lambda desk: desk.read(list_waiting))}


def strip_of(driver: Driver) -> FreedStrip:
    desk = driver.start.front_desk
    assert desk is not None
    assert desk.waiting.strip is not None
    return desk.waiting.strip


def form(driver: Driver, *keys: str) -> None:
    """Press the keys that open a form, and wait for it."""
    driver.press(*keys)
    driver.until(lambda: driver.app.activeModalWidget() is not None)
    driver.front()


def send(driver: Driver) -> None:
    """Press the key that sends a form, and wait until it is gone."""
    driver.press("Ctrl+Return")
    driver.until(lambda: driver.app.activeModalWidget() is None)
    driver.front()


def names(driver: Driver) -> list[str]:
    return [one.waiter.called for one in page(driver).found]


def test_a_cancelled_visit_is_filled_through_a_chain_of_two_and_each_step_undone(
    driver: Driver,
) -> None:
    darius, rosa = plant_chain(driver)
    before = [visits(driver)]
    driver.press("Ctrl+4", "End")
    driver.until(lambda: page(driver).list.currentIndex().row() > 0)
    cancel(driver)
    assert said(driver).startswith("Cancelled")
    strip = strip_of(driver)
    assert strip.words.text().startswith("11:00 Dr Anjali Patel is free: ")
    driver.press("Ctrl+Shift+L")
    driver.until(lambda: names(driver)[:1] == ["Darius Popescu"])
    assert page(driver).list.currentIndex().row() == 0, "the most in need is asked first"
    assert "today 12:20 comes free" in " ".join(page(driver).found[0].match.met)  # type: ignore[union-attr]  # a time is shown
    assert "You would give up" in page(driver).detail.say_words.accessibleName()
    before.append(visits(driver))
    driver.press("Return")
    assert said(driver).startswith("Offered Darius Popescu today 11:00, Dr Patel")
    driver.press("Return")
    assert said(driver).startswith("Moved Darius Popescu to today 11:00, Dr Patel")
    driver.until(lambda: names(driver)[:1] == ["Rosa Marín"])
    assert page(driver).list.currentIndex().row() == 0
    assert page(driver).time_words.text().startswith("Today 12:20 to 12:30, 10 minutes, Dr")
    before.append(visits(driver))
    driver.press("Return", "Return")
    driver.until(lambda: said(driver).startswith("Booked Rosa Marín, today 12:20, Dr Patel"))
    driver.until(lambda: not page(driver).freed)
    now = visits(driver)
    assert [(at.strftime("%H:%M"), state) for at, state in now[darius]] == [("11:00", State.BOOKED)]
    assert ("12:20", State.BOOKED) in [(at.strftime("%H:%M"), state) for at, state in now[rosa]]
    assert not {"Darius Popescu", "Rosa Marín"} & waiting(driver)
    for left in (before[2], before[2], before[1], before[1], before[0]):
        driver.press("Ctrl+Z")
        driver.until(lambda: said(driver).startswith("Undone"))
        assert visits(driver) == left
        driver.window.show_message(type(driver.window.message_bar.message())("", "info"))
    assert {"Darius Popescu", "Rosa Marín"} <= waiting(driver)
    assert strip.isHidden()


def test_somebody_is_put_on_the_list_changed_and_taken_off_by_keys(driver: Driver) -> None:
    find(driver, "kwame asante")
    form(driver, "Ctrl+L")
    driver.type("nurse")
    driver.tab_to("from_local")
    driver.type("11:00")
    driver.press("Tab")
    driver.type("10:00")
    driver.press("Ctrl+Return")
    dialog = driver.app.activeModalWidget()
    assert dialog is not None
    assert dialog.wrong.text() == "“from 11:00” and “until 10:00” can’t both be. Change one."  # type: ignore[attr-defined]  # an AskDialog
    driver.press("Ctrl+A")
    driver.type("13")
    send(driver)
    assert said(driver) == "Kwame Asante is on the waiting list: Nurse treatment."
    driver.press("Ctrl+4", "Ctrl+F")
    driver.type("kwame")
    driver.press("Return")
    assert names(driver) == ["Kwame Asante"]
    form(driver, "F2")
    driver.tab_to("notice_days")
    driver.type("2")
    send(driver)
    assert page(driver).found[0].waiter.wish.notice_days == 2
    form(driver, "Delete")
    driver.type("Seen elsewhere")
    driver.press("Return")
    driver.until(lambda: names(driver) == [])
    driver.press("Ctrl+Z", "Ctrl+Z", "Ctrl+Z")
    assert "Kwame Asante" not in waiting(driver)


def test_none_suits_and_they_wait_for_what_was_asked(driver: Driver) -> None:
    driver.press("Ctrl+K")
    driver.type("kwame asante a nurse mon or wed before 11 from 4 dec 20 min for ear check")
    asked = driver.window.areas.currentWidget()
    assert isinstance(asked, AskedForm)
    assert asked.pane.none_suit.isVisible()
    form(driver, "Ctrl+L")
    dialog = driver.app.activeModalWidget()
    assert isinstance(dialog, WishDialog)
    wish = dialog.read()
    assert wish is not None
    outline = do(driver, lambda desk: desk.read(read_outline))
    nurses = {one.id for one in outline.clinicians if one.profession == "Nurse" and one.active}
    assert set(wish.clinicians) == nurses
    assert (wish.minutes, wish.days, wish.reason) == (20, ("MO", "WE"), "ear check")
    assert (wish.until_local, wish.from_on) == (time(11), date(2026, 12, 4))
    send(driver)
    assert said(driver).startswith("Kwame Asante is on the waiting list: ")
    assert asked.isVisible(), "what was found may still be booked for the time being"
    driver.press("Escape", "Ctrl+Z")
    assert "Kwame Asante" not in waiting(driver)
    driver.press("Ctrl+B")
    driver.until(lambda: booking_in_front(driver.window) is not None)
    driver.type("tele")
    form(driver, "Ctrl+L")
    dialog = driver.app.activeModalWidget()
    assert isinstance(dialog, WishDialog)
    assert dialog.kind_box.currentText() == "Telephone"
    driver.press("Escape")


def test_an_offer_that_is_not_taken_frees_the_time_for_the_next(driver: Driver) -> None:
    do(driver, lambda desk: plant(desk, DARIUS, earlier=True))
    do(driver, lambda desk: plant(desk, ROSA))
    cancel(driver)
    driver.press("Ctrl+Shift+L")
    driver.until(lambda: names(driver)[:2] == ["Darius Popescu", "Rosa Marín"])
    form(driver, "Return", "Delete")
    driver.type("no reply")
    driver.press("Tab")
    driver.type("in 2 weeks")
    send(driver)
    assert said(driver) == (
        "No reply: Darius Popescu, today 11:00. Not asked again before Wed 2 Dec."
    )
    driver.until(lambda: names(driver)[:1] == ["Rosa Marín"])
    driver.press("Escape")
    driver.until(lambda: not page(driver).freed)
    assert "Darius Popescu" in names(driver)


@pytest.fixture
def desk_2(demo_url: str) -> Iterator[Desk]:
    desk = open_desk(demo_url, desk_name="Desk 2")
    yield desk
    desk.close()


def free_at(desk: Desk) -> tuple[SlotId, ...]:
    """Cancel this morning's visit at another desk; return the slots that it had."""
    person = desk.read(find_people, text=SIAN).rows[0].id
    with desk.database.reading() as db:
        query = select(appointments).where(
            appointments.c.patient_id == person,
            appointments.c.on_date == desk.clock().date(),
            appointments.c.state == State.BOOKED,
        )
        visit = db.execute(query).one()
        slots = list_slots_of(db, visit.id)
    given = {"appointment_id": visit.id, "version": visit.version, "code": "pat"}
    desk.act(cancel_appointment, **given)
    return slots


def test_what_another_desk_frees_is_told_here_until_it_is_put_away_or_offered(
    driver: Driver, desk_2: Desk
) -> None:
    plant(desk_2, ROSA)
    find(driver, "kwame asante")
    driver.press("Ctrl+B", "Alt+R")
    driver.type("My words stay")
    focus, front = QApplication.focusWidget(), driver.window.areas.currentWidget()
    slots = free_at(desk_2)
    desk = driver.start.front_desk
    assert desk is not None
    driver.until(lambda: desk.waiting.strip is not None and desk.waiting.strip.isVisible())
    strip = strip_of(driver)
    assert strip.words.text().startswith("11:00 Dr Anjali Patel is free: ")
    assert QApplication.focusWidget() is focus, "nothing moves under the fingers"
    assert driver.window.areas.currentWidget() is front
    driver.focus(strip.later)
    driver.press("Space")
    assert strip.isHidden()
    assert QApplication.focusWidget() is focus, "back where one was typing"
    again = desk_2.act(book_appointment, patient_id=_sian(desk_2), slot_ids=slots).value
    driver.settle()
    assert strip.isHidden(), "put away here, whatever happens to it elsewhere"
    given = {"appointment_id": again.id, "version": again.version, "code": "pat"}
    desk_2.act(cancel_appointment, **given)
    driver.until(strip.isVisible)  # free anew is news
    first = next(one for one in desk_2.read(list_waiting) if one.called == "Rosa Marín")
    desk_2.act(offer_time, wish_id=first.id, version=first.version, slot_ids=slots)
    driver.until(strip.isHidden)
    driver.press("Ctrl+Shift+L")
    assert said(driver) == "No time has come free that somebody waits for."


def _sian(desk: Desk) -> PatientId:
    person: PatientId = desk.read(find_people, text=SIAN).rows[0].id
    return person

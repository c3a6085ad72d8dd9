"""A series and two visits on one trip, by keys in the real window on each engine."""

from __future__ import annotations

from contextlib import closing
from datetime import date, time, timedelta

import pytest
from PySide6.QtWidgets import QLabel

from desktop.domain.errors import Conflict
from desktop.domain.ids import PatientId
from desktop.domain.needs import NeedState
from desktop.domain.people import PatientCard, VisitLine
from desktop.domain.preference_rules import Told
from desktop.domain.sessions import PatternPart
from desktop.domain.visits import State
from desktop.front_desk import FrontDesk
from desktop.operations.booking import book_appointment
from desktop.operations.desk import Desk, open_desk
from desktop.operations.needs_said import mark_needs
from desktop.operations.people_reads import find_people
from desktop.operations.preferences import record_preference
from desktop.operations.reads import read_day, read_outline
from desktop.operations.sessions import create_session
from desktop.operations.to_arrange import list_to_arrange
from desktop.ui.booking.series_form import SeriesForm
from desktop.ui.booking.trip_form import TripForm
from desktop.ui.diary.diary_layout import CellBox
from desktop.ui.visits.cancel_dialog import CancelDialog
from desktop.ui.visits.cancel_series_dialog import CancelSeriesDialog
from desktop.ui.visits.reason_dialog import AgreementDialog
from tests.journeys.test_people_desk import card, said
from tests.tour.driver import Driver

FIRST = date(2026, 11, 25)
FORTNIGHT = timedelta(days=14)
GRACE, PATEL = "Adeyemi", "Patel"


def front(driver: Driver) -> FrontDesk:
    desk = driver.start.front_desk
    assert desk is not None
    return desk


def plant(url: str, *days: date, who: str = GRACE, letter: str = "N", at: time = time(9)) -> None:
    """Give somebody a session of three slots of a kind on days, from another desk."""
    desk = open_desk(url, desk_name="Desk 2")
    for on in days:
        give_session(desk, on, who=who, letter=letter, at=at)
    desk.close()


def give_session(desk: Desk, on: date, *, who: str, letter: str, at: time) -> None:
    outline = desk.read(read_outline)
    kind = next(one for one in outline.slot_types if one.letter == letter)
    clinician = next(one for one in outline.clinicians if one.family_name == who)
    clinic = outline.clinics[0]
    rooms = [one for one in outline.rooms if one.clinic_id == clinic.id]
    minutes = at.minute + 3 * kind.minutes
    desk.act(
        create_session,
        clinic_id=clinic.id,
        room_id=rooms[0 if who == GRACE else 1].id,
        clinician_id=clinician.id,
        on_date=on,
        start_local=at,
        end_local=time(at.hour + minutes // 60, minutes % 60),
        pattern=(PatternPart(3, kind.id, kind.minutes),),
    )


def take(url: str, on: date, start: str) -> None:
    """Book a time for somebody else at another desk."""
    with closing(open_desk(url, desk_name="Desk 2")) as desk:
        day = desk.read(read_day, on_date=on)
        cells = [cell for column in day.columns for one in column.sessions for cell in one.cells]
        cell = next(one for one in cells if one.start_at.strftime("%H:%M") == start)
        other = desk.read(find_people, text="maggie hughes").rows[0]
        desk.act(book_appointment, patient_id=PatientId(other.id), slot_ids=cell.slot_ids)


def rosa(driver: Driver) -> PatientCard:
    driver.press("Ctrl+K")
    driver.type("rosa marin")
    driver.press("Return")
    return card(driver)


def booked(driver: Driver) -> list[VisitLine]:
    return [one for one in card(driver).coming if one.state is State.BOOKED]


def ask_for_series(driver: Driver, count: str) -> SeriesForm:
    """Ctrl+Shift+B, then field after field: nurse treatment with Grace, Wednesdays at 9:20."""
    driver.press("Ctrl+Shift+B")
    for typed in ("n", "grace", "", "", "2", "", "wed", "9:20", "25 nov", count):
        if typed:
            driver.press("Ctrl+A") if typed.isascii() and typed[0].isdigit() else None
            driver.type(typed)
        driver.press("Tab")
    form = front(driver).window.areas.currentWidget()
    assert isinstance(form, SeriesForm)
    driver.press("Shift+Tab", "Return")
    driver.until(form.list.hasFocus)
    return form


def test_a_series_with_one_date_fixed_and_one_skipped_is_booked_and_taken_back(
    driver: Driver, demo_url: str
) -> None:
    plant(demo_url, FIRST, FIRST + FORTNIGHT, FIRST + 3 * FORTNIGHT)
    take(demo_url, FIRST + FORTNIGHT, "09:20")
    person = rosa(driver)
    before = len(booked(driver))
    form = ask_for_series(driver, "4")
    states = [row.first_right for row in form.model.rows]
    assert states[0] == states[3] == "As asked"
    assert states[2] == "Choose, or leave it"
    assert form.model.rows[2].second == "No session that day"
    driver.press("Return")
    assert form.ask.words.text().startswith("1 date has no time yet."), "nothing is guessed"
    driver.press("Escape", "Home", "Down", "2")
    fixed = form.model.rows[1]
    assert (fixed.first, fixed.first_right) == ("2 of 4  Wed 9 December 09:40", "20 minutes later")
    driver.press("Down", "Space")
    assert form.model.rows[2].first_right == "Still to book"
    driver.press("Return")
    driver.until(lambda: said(driver).startswith("Booked Rosa Marín, 3 of 4, every second Wed"))
    driver.until(lambda: len(booked(driver)) == before + 3)
    (series,) = card(driver).series
    assert [one.on_date for one in series.to_book] == [FIRST + 2 * FORTNIGHT]
    rows = [row.second for row in front(driver).panel.visits.list.visits.rows]
    assert any(words.startswith("2 of 4, ") for words in rows)
    driver.press("Ctrl+Z")
    driver.until(lambda: len(booked(driver)) == before)
    assert card(driver).series == ()
    assert card(driver).id == person.id


def tell_needs(url: str, typed: str, kind: str) -> None:
    """Write down at another desk what somebody needs."""
    desk = open_desk(url, desk_name="Desk 2")
    person = desk.read(find_people, text=typed).rows[0].id
    desk.act(record_preference, patient_id=person, kind=kind, told=Told())
    desk.close()


def arrange_one(url: str, on: date) -> None:
    """Arrange at another desk what the visit of a day needs."""
    desk = open_desk(url, desk_name="Desk 2")
    found = desk.read(list_to_arrange)
    one = next(each for each in found if each.on_date == on and each.kind == "bsl")
    desk.act(mark_needs, needs=((one.id, one.version),), state=NeedState.READY)
    desk.close()


def test_the_times_of_a_series_are_held_and_who_took_one_is_said(
    driver: Driver, demo_url: str
) -> None:
    plant(demo_url, FIRST, FIRST + FORTNIGHT)
    rosa(driver)
    form = ask_for_series(driver, "2")
    driver.until(form.held.isVisible)
    assert form.held.text().startswith("Held for you, ")
    for day in (FIRST, FIRST + FORTNIGHT):
        with pytest.raises(Conflict, match="Desk 1 is holding 09:20"):
            take(demo_url, day, "09:20")
    take(demo_url, FIRST + FORTNIGHT, "09:40")
    driver.press("Down")
    said_times = [form.times.time_words(one) for one in form.times.rows]
    late = next(place for place, one in enumerate(said_times, 1) if "09:40" in one)
    driver.press(str(late))  # what stands there was free a moment ago
    driver.until(form.ask.isVisible)
    assert form.ask.words.text() == (
        "Wed 9 Dec: Desk 2 booked 09:40 a moment ago. Nothing was lost. "
        "Next best, chosen now: Wed 9 December 09:20."
    )
    assert form.model.rows[1].first_right == "As asked"
    driver.until(form.held.isVisible)
    driver.press("Escape")
    assert form.isVisible(), "Esc puts the words away first"
    driver.press("Escape")
    assert not form.isVisible()
    take(demo_url, FIRST, "09:20")  # let go with the page


def test_the_times_of_a_trip_are_held_while_it_is_chosen(driver: Driver, demo_url: str) -> None:
    plant(demo_url, FIRST)
    plant(demo_url, FIRST, who=PATEL, letter="R", at=time(9, 30))
    rosa(driver)
    form = ask_for_trip(driver)
    driver.until(form.held.isVisible)
    with pytest.raises(Conflict, match="Desk 1 is holding 09:20"):
        take(demo_url, FIRST, "09:20")
    take(demo_url, FIRST, "09:00")
    driver.press("Ctrl+1")  # the diary in front of the page
    driver.until(lambda: not form.isVisible())
    driver.settle()
    take(demo_url, FIRST, "09:20")


def test_the_rest_of_a_series_is_cancelled_by_keys_and_taken_back(
    driver: Driver, demo_url: str
) -> None:
    plant(demo_url, FIRST, FIRST + FORTNIGHT)
    tell_needs(demo_url, "rosa marin", "bsl")
    rosa(driver)
    before = len(booked(driver))
    ask_for_series(driver, "3")
    driver.press("End", "Space", "Return")
    driver.until(lambda: len(booked(driver)) == before + 2)
    arrange_one(demo_url, FIRST + FORTNIGHT)
    visits = front(driver).panel.visits.list
    driver.focus(visits)
    last = next(row for row, one in enumerate(visits.visits.rows) if one.second.startswith("2 of"))
    driver.press("Home", *["Down"] * last, "Delete")
    asked = driver.app.activeModalWidget()
    assert isinstance(asked, CancelDialog)
    hints = [one.text() for one in asked.findChildren(QLabel)]
    assert any(one.startswith("It is 2 of 3: Nurse treatment, every second Wed") for one in hints)
    driver.press("Escape")
    driver.front()
    driver.press("Ctrl+Delete")
    dialog = driver.app.activeModalWidget()
    assert isinstance(dialog, CancelSeriesDialog)
    assert dialog.title.text().startswith("Cancel 2 visits of Rosa Marín, Nurse treatment, every")
    words = [one.text() for one in dialog.findChildren(QLabel)]
    assert "Wed 25 Nov 09:20\nWed 9 Dec 09:20. To call off: BSL interpreter" in words
    assert "1 date that is still to book will not be looked for any more." in words
    driver.press("Ctrl+Return")
    driver.until(lambda: len(booked(driver)) == before)
    assert said(driver) == (
        "Cancelled 2 visits of Rosa Marín’s series. 1 arranged to call off: To arrange, Alt+Up."
    )
    driver.until(lambda: not card(driver).series[0].to_book)
    driver.press("Ctrl+Z")
    driver.until(lambda: len(booked(driver)) == before + 2)
    assert len(card(driver).series[0].to_book) == 1


def test_a_date_still_to_book_is_booked_from_the_panel(driver: Driver, demo_url: str) -> None:
    plant(demo_url, FIRST)
    rosa(driver)
    ask_for_series(driver, "2")
    driver.press("Down", "Space", "Return")
    driver.until(lambda: len(card(driver).series) == 1)
    plant(demo_url, FIRST + FORTNIGHT)
    to_book = front(driver).panel.to_book
    driver.focus(to_book.list)
    assert to_book.rows.rows[0].first == "2 of 2, Wed 9 Dec"
    driver.press("Return")
    form = front(driver).window.areas.currentWidget()
    assert isinstance(form, SeriesForm)
    driver.until(lambda: [row.first_right for row in form.model.rows] == ["As asked"])
    driver.press("Return")
    driver.until(lambda: said(driver).startswith("Booked Rosa Marín, 2 of 2, Wed 9 Dec 09:20"))
    driver.until(lambda: not card(driver).series[0].to_book)
    driver.press("Ctrl+Z")
    driver.until(lambda: len(card(driver).series[0].to_book) == 1)
    driver.focus(to_book.list)
    driver.press("Delete")
    driver.until(lambda: not card(driver).series[0].to_book)
    assert said(driver) == "Left out: 2 of 2 for Rosa Marín, Wed 9 Dec."


def test_a_sentence_that_repeats_is_looked_for_as_a_series(driver: Driver, demo_url: str) -> None:
    plant(demo_url, FIRST, FIRST + FORTNIGHT)
    driver.press("Ctrl+K")
    driver.type("rosa marin nurse treatment from 25 nov every 2 weeks x 2")
    driver.press("Return")
    form = front(driver).window.areas.currentWidget()
    assert isinstance(form, SeriesForm)
    assert form.title.text() == "Repeat booking for Rosa Marín"
    driver.until(lambda: len(form.model.rows) == 2)
    asked = form.asked
    assert (asked.step.text(), asked.count.text(), asked.first.text()) == ("2", "2", "25/11/2026")
    assert asked.kind.currentText() == "N  Nurse treatment"
    driver.press("Return")
    driver.until(lambda: said(driver).startswith("Booked Rosa Marín, all 2 of 2, "))


def ask_for_trip(driver: Driver) -> TripForm:
    """Ctrl+Shift+G: nurse treatment with Grace, then routine with Dr Patel."""
    driver.press("Ctrl+Shift+G")
    for typed in ("n", "grace", "", "r", "anjali", "", "25 nov"):
        driver.type(typed)
        driver.press("Tab")
    form = front(driver).window.areas.currentWidget()
    assert isinstance(form, TripForm)
    driver.press("Shift+Tab", "Return")
    driver.until(form.list.hasFocus)
    return form


def test_two_visits_on_one_trip_are_booked_cancelled_and_taken_back(
    driver: Driver, demo_url: str
) -> None:
    plant(demo_url, FIRST)
    plant(demo_url, FIRST, who=PATEL, letter="R", at=time(9, 30))
    rosa(driver)
    before = len(booked(driver))
    form = ask_for_trip(driver)
    assert form.model.rows[0].third == "09:20 Grace Adeyemi then 09:40 Dr Anjali Patel"
    assert form.model.rows[1].second.endswith("10 minutes between")
    driver.press("2", "1", "Return")
    driver.until(lambda: said(driver).endswith("09:20 and 09:40, on one trip."))
    driver.until(lambda: len(booked(driver)) == before + 2)
    rows = [row.second for row in front(driver).panel.visits.list.visits.rows]
    assert any(words.startswith("one trip with 09:40, ") for words in rows)
    driver.press("Ctrl+Z")
    driver.until(lambda: len(booked(driver)) == before)
    driver.press("Ctrl+Shift+Z")
    driver.until(lambda: len(booked(driver)) == before + 2)
    visits = front(driver).panel.visits.list
    driver.focus(visits)
    driver.press("Delete", "Ctrl+Return")
    dialog = driver.app.activeModalWidget()
    assert isinstance(dialog, CancelDialog)
    driver.until(lambda: dialog.which is not None)
    assert dialog.wrong.text().startswith("It belongs with ")
    assert dialog.wrong.text().endswith("Which of them is cancelled?")
    assert dialog.act_button.words() == "Cancel both visits"
    driver.press("Ctrl+Return")
    driver.until(lambda: len(booked(driver)) == before)
    driver.front()
    assert said(driver).endswith("Wed 25 Nov 09:20 and 09:40.")
    driver.press("Ctrl+Z")
    driver.until(lambda: len(booked(driver)) == before + 2)


def test_moving_one_of_a_trip_offers_to_move_both(driver: Driver, demo_url: str) -> None:
    later = FIRST + FORTNIGHT
    for on in (FIRST, later):
        plant(demo_url, on)
        plant(demo_url, on, who=PATEL, letter="R", at=time(9, 30))
    rosa(driver)
    ask_for_trip(driver)
    driver.press("Return")
    driver.until(lambda: said(driver).endswith("on one trip."))
    desk = front(driver)
    driver.focus(desk.panel.visits.list)
    driver.press("Ctrl+X", "Ctrl+G")
    driver.type("9 dec")
    driver.press("Return")
    desk.diary.choose((box_of(desk, GRACE, "09:00"),))
    driver.press("Ctrl+V")
    dialog = driver.app.activeModalWidget()
    assert isinstance(dialog, AgreementDialog)
    assert dialog.title.text().endswith("on the same trip. Move this one alone?")
    driver.press("Ctrl+B")
    driver.front()
    form = desk.window.areas.currentWidget()
    assert isinstance(form, TripForm)
    driver.until(lambda: len(form.model.rows) == 3)
    days = [row.first.partition("  ")[2] for row in form.model.rows]
    driver.press(str(days.index("Wed 9 December") + 1), "Return")
    driver.until(lambda: said(driver).startswith("Moved Rosa Marín to Wed 9 Dec "))
    assert said(driver).endswith(", on one trip.")
    driver.press("Ctrl+Z")
    driver.until(lambda: {one.on_date for one in booked(driver)} >= {FIRST})


def box_of(desk: FrontDesk, who: str, start: str) -> CellBox:
    """Return the cell of somebody's column that begins then."""
    layout = desk.diary.day_layout
    assert layout is not None
    return next(
        box
        for column in layout.boxes
        for box in column
        if box.cell.start_at.strftime("%H:%M") == start and who in box_words(desk, box)
    )


def box_words(desk: FrontDesk, box: CellBox) -> str:
    """Return whose column a cell stands in."""
    day = desk.diary_control.day
    assert day is not None
    found = [one for one in day.columns
             if any(session.id == box.cell.session_id for session in one.sessions)]  # fmt: skip
    return found[0].clinician_name if found else ""

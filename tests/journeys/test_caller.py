"""Whom the desk is dealing with: who was found stays, and nobody passed over is booked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from desktop.domain.booking import FreeRequest, FreeTime
from desktop.domain.diary import VisitInDiary
from desktop.domain.ids import PatientId
from desktop.domain.visits import State
from desktop.front_desk import FrontDesk
from desktop.operations.booking import book_appointment
from desktop.operations.desk import Desk, open_desk
from desktop.operations.people_reads import find_people
from desktop.operations.reads import find_free_times
from desktop.ui.diary.diary_layout import CellBox
from desktop.ui.visits.cancel_dialog import CancelDialog
from desktop.ui.visits.choose_visit_dialog import ChooseVisitDialog
from tests.tour.driver import Driver


def _find(driver: Driver) -> None:
    driver.press("Ctrl+K")
    driver.type("jo sm 12/3/80")
    driver.press("Return")


def _called(driver: Driver) -> str:
    card = driver.start.front_desk.panel.card
    return card.called if card is not None else ""


def _title(driver: Driver) -> str:
    label = driver.window.findChild(QLabel, "booking_title")
    assert label is not None
    return label.text()


def _box(driver: Driver, fits: Callable[[CellBox], bool]) -> CellBox:
    layout = driver.start.front_desk.diary.day_layout
    assert layout is not None
    return next(box for column in layout.boxes for box in column if fits(box))


def _is_free(box: CellBox) -> bool:
    cell = box.cell
    return not cell.visits and cell.bookable and cell.release_at is None and cell.capacity == 1


def _click(driver: Driver, box: CellBox) -> None:
    diary = driver.start.front_desk.diary
    diary.choose((box,))  # into sight
    away = diary.horizontalScrollBar().value(), diary.verticalScrollBar().value()
    at = box.rect.translated(-away[0], -away[1]).center()
    QTest.mouseClick(diary.viewport(), Qt.MouseButton.LeftButton, pos=at)
    driver.settle()


def test_who_was_found_stays_over_days_and_visits_passed(driver: Driver) -> None:
    desk = driver.start.front_desk
    _find(driver)
    desk.diary.choose((_box(driver, lambda box: box.column == 2 and _is_free(box)),))
    before = desk.diary.current_box()
    who = desk.diary.day_layout.day.columns[before.column].clinician_id
    for key in ("Alt+Right", "Alt+Left", "Ctrl+PgDown", "Ctrl+T"):
        driver.press(key)
        assert _called(driver) == "Joanna Smith"
        box = desk.diary.current_box()
        if box is not None:  # nobody works on the 19th in this small practice
            assert desk.diary.day_layout.day.columns[box.column].clinician_id == who
            assert box.cell.start_at.time() == before.cell.start_at.time()
    desk.diary.choose((_box(driver, lambda box: bool(box.cell.visits)),))
    driver.settle()
    assert _called(driver) == "Joanna Smith"
    assert desk.panel.head.caller.text() == "Joanna Smith stays here. Esc lets go."
    driver.press("Ctrl+Down")
    assert desk.panel.head.caller.text() == "Enter books for Joanna Smith. Esc lets go."
    driver.press("Return")
    assert desk.panel.head.caller.isHidden(), "the form names its person"
    assert _title(driver).endswith("for Joanna Smith")
    driver.press("Escape", "Escape")
    assert _called(driver) == ""


def test_whom_the_arrows_only_pass_over_is_not_booked_for(driver: Driver) -> None:
    desk = driver.start.front_desk
    visit = _box(driver, lambda box: bool(box.cell.visits) and box.cell.capacity == 1)
    desk.diary.choose((visit,))
    driver.settle()
    passed = _called(driver)
    assert passed
    assert desk.panel.head.caller.isHidden()
    driver.press("Ctrl+Down", "Return")
    assert _title(driver).endswith("for …")
    driver.press("Escape")
    _click(driver, visit)  # opened on purpose
    assert desk.panel.head.caller.isHidden(), "on their own visit nothing is to be said"
    driver.press("Ctrl+Down")
    assert desk.panel.head.caller.text() == f"Enter books for {passed}."
    driver.press("Return")
    assert _title(driver).endswith(f"for {passed}")


def test_a_click_on_a_visit_opens_it_in_place_of_who_was_found(driver: Driver) -> None:
    _find(driver)
    visit = _box(driver, lambda box: bool(box.cell.visits) and box.cell.capacity == 1)
    _click(driver, visit)
    assert _called(driver) == visit.cell.visits[0].called


def test_f8_acts_on_who_was_found_when_another_day_brings_the_cursor_to_a_visit(
    driver: Driver,
) -> None:
    driver.press("Ctrl+K")
    driver.type("jakub nowak")
    driver.press("Return", "Alt+Right", "Alt+Left", "F8")
    assert driver.said == "Jakub Nowak: here."


def test_escape_in_the_search_goes_back_to_the_form_as_it_was(driver: Driver) -> None:
    form = driver.start.front_desk.booking
    _find(driver)
    driver.press("Ctrl+B", "Down", "Alt+R")
    driver.type("Sore throat")
    chosen = form.pane.current()
    driver.press("Ctrl+K")
    driver.type("hughes")
    driver.press("Escape")
    assert form.isVisible()
    assert form.detail.fields.reason.hasFocus()
    assert form.pane.current() == chosen
    assert form.keeper.holds(chosen.slot_ids)
    driver.press("Return")
    assert driver.said.startswith("Booked Joanna Smith, ")


def test_book_pressed_again_keeps_the_time_that_was_chosen(driver: Driver) -> None:
    form = driver.start.front_desk.booking
    _find(driver)
    driver.press("Ctrl+B", "Down", "Down")
    chosen = form.pane.current()
    assert chosen is not None
    driver.press("Ctrl+B")
    assert form.pane.current() == chosen


def _is_booked(driver: Driver, box: CellBox) -> bool:
    cell = box.cell
    mine = cell.capacity == 1 and bool(cell.visits) and cell.visits[0].state is State.BOOKED
    return mine and cell.start_at > driver.start.front_desk.clock()


def test_what_is_carried_is_named_and_stays_carried_where_it_does_not_go(driver: Driver) -> None:
    desk = driver.start.front_desk
    box = _box(driver, lambda one: _is_booked(driver, one))
    visit = box.cell.visits[0]
    desk.diary.choose((box,))
    driver.press("Ctrl+X")
    assert driver.said.startswith(f"Carrying {visit.called}, ")
    here = _box(driver, lambda one: any(v.state is State.ARRIVED for v in one.cell.visits))
    desk.diary.choose((here,))
    driver.press("Ctrl+V")
    who = here.cell.visits[0].called
    assert driver.said.startswith(f"This time is taken, and {who} is here. Carrying ")
    assert _called(driver) == visit.called
    driver.press("Up")
    assert driver.said.startswith(f"Carrying {visit.called}, ")
    driver.press("Escape")
    assert driver.said.startswith(f"{visit.called}’s visit stays at ")


def test_a_move_not_agreed_to_goes_on_and_one_made_has_its_words_to_say(driver: Driver) -> None:
    desk, now = driver.start.front_desk, driver.start.front_desk.clock()
    box = _box(driver, lambda one: _is_booked(driver, one))
    visit, kind = box.cell.visits[0], box.cell.visits[0].slot_type_id
    desk.diary.choose((box,))
    driver.press("Ctrl+X")

    def is_another_kind(one: CellBox) -> bool:
        return _is_free(one) and one.cell.slot_type_id != kind and one.cell.end_at > now

    desk.diary.choose((_box(driver, is_another_kind),))
    driver.press("Ctrl+V", "Return")  # leave it as it is
    assert driver.said.startswith(f"Not moved. Carrying {visit.called}, ")
    assert desk.diary.carried is not None
    driver.press("Ctrl+V", "Ctrl+Return")
    assert driver.said.startswith(f"Moved {visit.called} to ")
    assert desk.diary.carried is None
    assert desk.carrying.to_say.text().startswith(f"Words to say to {visit.called}: “That’s ")
    driver.press("Escape")
    assert desk.carrying.to_say.isHidden()


def test_words_to_say_of_a_time_go_with_it(driver: Driver) -> None:
    desk = driver.start.front_desk
    box = _box(driver, lambda one: _is_booked(driver, one))
    kind = box.cell.visits[0].slot_type_id
    desk.diary.choose((box,))
    driver.press("Ctrl+X")
    now = desk.clock()
    desk.diary.choose(
        (
            _box(
                driver,
                lambda one: (
                    _is_free(one) and one.cell.slot_type_id == kind and one.cell.start_at > now
                ),
            ),
        )
    )
    driver.press("Ctrl+V")
    assert not desk.carrying.to_say.isHidden()
    assert " at <b>" in desk.carrying.to_say.text(), "the site is said"
    driver.press("Ctrl+Z")
    assert desk.carrying.to_say.isHidden(), "the time read out is not theirs any more"


def _like_it_later(desk: FrontDesk, first: FreeTime) -> FreeTime:
    """Return a time of the same clinician and kind on a later day: a move to it asks nothing."""
    request = FreeRequest(
        from_on=first.start_at.date() + timedelta(days=1),
        slot_type_id=first.slot_type_id,
        clinician_id=first.clinician_id,
    )
    answer = desk.runner.desk.read(find_free_times, request=request)
    length = first.end_at - first.start_at
    return next(one for one in answer.times if one.end_at - one.start_at == length)


def test_the_diary_goes_back_with_a_visit_whose_move_to_another_day_is_undone(
    driver: Driver,
) -> None:
    desk = driver.start.front_desk
    _find(driver)
    driver.press("Ctrl+B")
    times = desk.booking.pane.model.rows
    first = times[0]
    other = _like_it_later(desk, first)
    driver.press("Return")
    visit = desk.diary.current_cell().visits[0]
    driver.press("Ctrl+X", "Ctrl+G")
    driver.type(f"{other.start_at:%d %b}")
    driver.press("Return")
    desk.diary.choose((_box(driver, lambda one: other.slot_ids[0] in one.cell.slot_ids),))
    driver.press("Ctrl+V")
    assert driver.said.startswith("Moved Joanna Smith to ")
    for key, time in (("Ctrl+Z", first), ("Ctrl+Shift+Z", other), ("Ctrl+Z", first)):
        driver.press(key)
        assert desk.diary_control.on_date == time.start_at.date()
        cell = desk.diary.current_cell()
        assert cell.slot_ids == time.slot_ids
        assert [one.id for one in cell.visits] == [visit.id]
    driver.press("Ctrl+Shift+Z", "Ctrl+T", "Ctrl+Z")
    assert desk.diary_control.on_date.isoformat() == "2026-11-18", "left alone where it went"


def test_nobody_else_stands_beside_the_form_of_a_new_person(driver: Driver) -> None:
    _find(driver)
    driver.press("Ctrl+K")
    driver.type("gwen parry")
    driver.press("Ctrl+N")
    assert _called(driver) == ""
    driver.press("Escape")
    assert _called(driver) == "Joanna Smith"
    assert "Joanna Smith" in driver.start.front_desk.panel.head.caller.text()
    assert driver.window.top_bar.search.field.text() == ""
    driver.press("Ctrl+K")
    driver.type("gwen parry")
    driver.press("Ctrl+N", "Ctrl+1")  # left by another way
    assert _called(driver) == "Joanna Smith"


def test_delete_finds_the_visits_of_who_was_found_on_any_day(driver: Driver) -> None:
    desk = driver.start.front_desk
    _find(driver)
    coming = [one for one in desk.panel.card.coming if one.state is State.BOOKED]
    assert len(coming) > 1
    driver.press("Delete")
    which = driver.app.activeModalWidget()
    assert isinstance(which, ChooseVisitDialog)
    assert which.title.text() == f"Joanna Smith has {len(coming)} visits booked. Which one?"
    driver.press("Return")
    dialog = driver.app.activeModalWidget()
    assert isinstance(dialog, CancelDialog)
    assert dialog.title.text().startswith("Cancel Joanna Smith’s visit, ")
    driver.press("Escape")
    visits = desk.panel.visits.list
    at = visits.visualRect(visits.visits.index(0)).center()
    QTest.mouseClick(visits.viewport(), Qt.MouseButton.LeftButton, pos=at)
    driver.settle()
    first = coming[0]
    assert desk.diary_control.on_date == first.on_date
    assert desk.diary.current_cell().visits[0].id == first.id
    driver.press("Delete", "Ctrl+Return")
    assert driver.said.startswith("Cancelled Joanna Smith, ")
    rows = [row for row in visits.visits.rows if row.visit.id == first.id]
    assert [row.state.words for row in rows] == ["Cancelled"]


def test_new_patient_without_a_search_says_to_search_first(driver: Driver) -> None:
    driver.press("Ctrl+N")
    assert driver.said.startswith("Search by name and date of birth first.")
    assert driver.window.top_bar.search.field.hasFocus()


def test_the_panels_step_has_its_key_only_while_f8_is_theirs(driver: Driver) -> None:
    desk = driver.start.front_desk
    step = desk.panel.today.step_button
    driver.press("Ctrl+K")
    driver.type("jakub nowak")
    driver.press("Return")
    assert (step.accessibleName(), step.property("kind")) == ("Here, F8", "primary")
    others = _box(
        driver,
        lambda box: (
            len(box.cell.visits) == 1
            and box.cell.visits[0].state is State.BOOKED
            and box.cell.visits[0].called != "Jakub Nowak"
        ),
    )
    desk.diary.choose((others,))
    driver.settle()
    assert _called(driver) == "Jakub Nowak"
    assert (step.accessibleName(), step.property("kind")) == ("Here", "plain")
    driver.focus(step)
    assert step.accessibleName() == "Here, F8", "in the panel its keys are the panel's"
    driver.focus(desk.diary)
    driver.press("F8")
    assert driver.said == f"{others.cell.visits[0].called}: here."


def test_a_carried_visit_whose_time_was_lost_takes_the_next_by_keys(
    driver: Driver, demo_url: str
) -> None:
    desk = driver.start.front_desk
    who, free = _carry_to_a_free_time(driver)
    other = open_desk(demo_url, desk_name="Desk 2")
    booked = {"slot_ids": free.cell.slot_ids, "agreed": frozenset({"same_time", "past"})}
    other.act(book_appointment, patient_id=_somebody(other), **booked)
    other.close()
    driver.press("Ctrl+V")  # nothing has been told here yet
    assert "Nothing was lost. Next best: " in driver.said
    action = driver.window.message_bar.action
    assert action.words().startswith("Take ")
    at = action.words().removeprefix("Take ")
    for _ in range(6):
        if not action.hasFocus():
            driver.press("F6")
    driver.press("Space")
    moved = desk.diary.day_layout.find_visit(who.id)
    assert f"{moved.cell.start_at:%H:%M}" == at
    assert desk.diary.carried is None
    driver.press("Ctrl+Z")
    assert desk.diary.day_layout.find_visit(who.id).cell.start_at == who.start_at


def _carry_to_a_free_time(driver: Driver) -> tuple[VisitInDiary, CellBox]:
    """Pick a visit of ten minutes up and go to a free time of its kind; return both."""
    diary, now = driver.start.front_desk.diary, driver.start.front_desk.clock()

    def is_coming(box: CellBox) -> bool:
        cell = box.cell
        alone = len(cell.visits) == 1 and cell.capacity == 1 and cell.minutes == 10
        return alone and cell.visits[0].state is State.BOOKED and cell.start_at > now

    visit = _box(driver, is_coming)
    who = visit.cell.visits[0]
    diary.choose((visit,))
    driver.press("Ctrl+X")

    def fits(box: CellBox) -> bool:
        cell = box.cell
        return _is_free(box) and cell.slot_type_id == who.slot_type_id and cell.start_at > now

    free = _box(driver, fits)
    diary.choose((free,))
    driver.settle()
    return who, free


def _somebody(desk: Desk) -> PatientId:
    return desk.read(find_people, text="maggie hughes").rows[0].id


def test_whom_a_list_showed_gives_way_to_whom_the_diarys_keys_are_for(driver: Driver) -> None:
    desk = driver.start.front_desk
    _find(driver)
    desk.diary.choose((_box(driver, lambda box: bool(box.cell.visits)),))
    driver.press("Alt+Up")
    driver.until(lambda: _called(driver) != "Joanna Smith")
    driver.press("Ctrl+1")
    driver.until(lambda: _called(driver) == "Joanna Smith")
    driver.press("Escape")
    passed = _called(driver)
    assert passed == desk.diary.current_cell().visits[0].called
    driver.press("Alt+Up", "Down")
    driver.until(lambda: _called(driver) != passed)
    driver.press("Ctrl+1")
    driver.until(lambda: _called(driver) == passed)

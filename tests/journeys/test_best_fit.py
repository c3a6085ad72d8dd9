"""Booking by one sentence in the real window, by keys that name no widget."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from sqlalchemy import select

from desktop.domain.needs import NeedState
from desktop.domain.preference_rules import Told
from desktop.domain.times import date_of
from desktop.domain.wording import said_date
from desktop.operations.booking import book_appointment
from desktop.operations.checks import check_database
from desktop.operations.desk import open_desk
from desktop.operations.people_reads import find_people
from desktop.operations.preferences import record_preference
from desktop.persistence.engine import open_database
from desktop.persistence.tables import appointments, rooms, sessions, visit_needs
from desktop.ui.booking.asked_form import AskedForm
from tests.tour.driver import Driver
from tests.tour.setup_steps import open_page, sign_in

JOANNA = "jo sm 12/3/80"


def _tell(url: str, *told: tuple[str, Told]) -> None:
    desk = open_desk(url, desk_name="Desk 2")
    person = desk.read(find_people, text=JOANNA).rows[0].id
    for kind, one in told:
        desk.act(record_preference, patient_id=person, kind=kind, told=one)
    desk.close()


def _say(driver: Driver, sentence: str) -> AskedForm:
    """Type a sentence into the search box; return the page it shows."""
    driver.press("Ctrl+K")
    driver.type(sentence)
    page = driver.window.areas.currentWidget()
    assert isinstance(page, AskedForm)
    return page


def _chips(form: AskedForm) -> list[str]:
    return [one.accessibleName().partition(". Enter")[0] for one in form.bar.chips]


def _stored(url: str, reason: str) -> list[dict[str, Any]]:
    """Return the visits with that reason: state, minutes, room's features, kinds of needs."""
    database = open_database(url)
    query = (
        select(appointments, rooms.c.features)
        .join(sessions, sessions.c.id == appointments.c.session_id)
        .join(rooms, rooms.c.id == sessions.c.room_id)
        .where(appointments.c.reason == reason)
    )
    with database.reading() as db:
        found = [dict(row._mapping) for row in db.execute(query)]
        for one in found:
            needs = select(visit_needs.c.kind, visit_needs.c.state).where(
                visit_needs.c.appointment_id == one["id"]
            )
            one["needs"] = {row.kind: row.state for row in db.execute(needs)}
    database.close()
    return found


def test_one_sentence_and_enter_book_what_the_person_needs(demo_url: str, open_driver: Any) -> None:
    _tell(
        demo_url,
        ("double-length", Told()),
        ("step-free", Told()),
        ("bsl", Told((("how", "in-person"),))),
        ("fetch", Told()),
    )
    driver: Driver = open_driver(demo_url)
    form = _say(driver, f"{JOANNA} nurse treatment for leg ulcer")
    assert _chips(form)[0] == "patient Joanna Smith, 46"
    fit = form.pane.current_fit()
    assert fit is not None
    assert {one.code for one in fit.reasons} >= {"double-length", "step-free", "bsl"}
    said = driver.window.findChild(QLabel, "asked_booking_say")
    assert said is not None
    words = said.accessibleName()
    on = date_of(fit.time.start_at, "Europe/London")
    assert words.startswith(f"“Joanna Smith, that’s {said_date(on)} at ")
    assert "for forty minutes. I’ll ask for a BSL interpreter and tell you when" in words
    shown = [row.first for row in form.detail.needs.rows.rows]
    assert shown[:2] == ["Book a BSL interpreter", "Double length"]
    driver.press("Return")
    assert driver.said.startswith("Booked Joanna Smith, ")
    assert driver.window.top_bar.search.field.text() == ""
    (visit,) = _stored(demo_url, "leg ulcer")
    assert visit["end_at"] - visit["start_at"] == fit.time.end_at - fit.time.start_at
    assert (visit["end_at"] - visit["start_at"]).total_seconds() == 40 * 60
    assert "step-free" in visit["features"]
    assert visit["needs"]["bsl"] is NeedState.TO_ARRANGE
    assert set(visit["needs"]) == {one.kind for one in fit.needs}
    driver.press("Ctrl+Z")
    assert driver.said.startswith("Undone: Booked Joanna Smith")
    (visit,) = _stored(demo_url, "leg ulcer")
    assert visit["state"].value == "entered-in-error"
    assert [row.invariant for row in check_database(demo_url) if row.violations] == []


def test_what_is_not_understood_is_told_and_enter_books_nothing(
    driver: Driver, demo_url: str
) -> None:
    form = _say(driver, f"{JOANNA} nurse sometime today for a cough")
    assert "I did not follow this. “sometime”" in _chips(form)
    assert form.pane.current() is None
    assert form.keeper.hold is None
    driver.press("Return")
    assert _stored(demo_url, "a cough") == []
    driver.tab_to("asked_chip")
    while "sometime" not in QApplication.focusWidget().accessibleName():
        driver.press("Tab")
    driver.press("Delete")
    assert driver.window.top_bar.search.field.text() == f"{JOANNA} nurse today for a cough"
    assert form.pane.current() is not None
    driver.press("Down", "Return")
    assert len(_stored(demo_url, "a cough")) == 1


def test_a_contradiction_names_the_two_and_a_chip_is_changed_by_its_key(driver: Driver) -> None:
    form = _say(driver, f"{JOANNA} nurse today tomorrow")
    assert form.bar.contradictions.text() == "“today” and “tomorrow” can’t both be. Take one away."
    assert form.pane.current() is None
    driver.tab_to("asked_chip")
    while "tomorrow" not in QApplication.focusWidget().accessibleName():
        driver.press("Tab")
    driver.press("F2")
    field = driver.window.top_bar.search.field
    assert (field.hasFocus(), field.selectedText()) == (True, "tomorrow")
    driver.type("pm")
    assert field.text() == f"{JOANNA} nurse today pm"
    assert not form.bar.contradictions.isVisible()


def test_two_of_that_name_are_asked_apart_before_anything_is_held(driver: Driver) -> None:
    driver.press("Ctrl+K")
    driver.type("maggie hughes nurse today")
    popup = driver.start.front_desk.search.popup
    assert popup.isVisible()
    assert not isinstance(driver.window.areas.currentWidget(), AskedForm)
    driver.press("Down", "Return")
    form = driver.window.areas.currentWidget()
    assert isinstance(form, AskedForm)
    assert not popup.isVisible()
    assert _chips(form)[0].startswith("patient Maggie Hughes, ")
    card = driver.start.front_desk.panel.card
    assert card is not None
    assert card.called == "Maggie Hughes"
    driver.type(" am")
    assert not popup.isVisible()
    driver.press("Escape")
    assert form.keeper.hold is None
    assert driver.start.front_desk.diary.hasFocus()


def test_without_a_name_it_is_for_whom_the_desk_deals_with_else_it_asks(driver: Driver) -> None:
    form = _say(driver, "nurse today")
    assert form.ask.words.text() == "Who is it for?"
    driver.press("Escape", "Ctrl+K")
    driver.type(JOANNA)
    driver.press("Return")
    form = _say(driver, "nurse today")
    assert not form.ask.is_asking
    assert form.pane.heading.text() == "Best times for Joanna Smith"
    driver.tab_to("asked_order_best")
    driver.press("Right")
    starts = [one.start_at for one in form.pane.model.rows]
    assert starts == sorted(starts)
    assert driver.app.focusWidget().objectName() == "asked_order_soonest"


@pytest.mark.parametrize("keys", [("Down", "Down", "PgDown"), ("Up",)])
def test_up_and_down_highlight_and_hold_from_the_search_box(
    driver: Driver, keys: tuple[str, ...]
) -> None:
    form = _say(driver, f"{JOANNA} nurse")
    driver.press(*keys)
    time = form.pane.current()
    assert time is not None
    assert form.keeper.holds(time.slot_ids)
    assert driver.window.top_bar.search.field.hasFocus()


def test_somebody_quicker_is_named_and_the_next_is_offered(driver: Driver, demo_url: str) -> None:
    form = _say(driver, f"{JOANNA} nurse for stitches")
    time = form.pane.current()
    assert time is not None
    form.keeper.let_go()
    driver.settle()
    desk = open_desk(demo_url, desk_name="Desk 2")
    other = desk.read(find_people, text="jakub nowak").rows[0].id
    desk.act(book_appointment, patient_id=other, slot_ids=time.slot_ids)
    desk.close()
    driver.press("Return")
    assert form.ask.words.text().startswith("Desk 2 booked ")
    assert form.ask.yes.words().startswith("Take ")
    driver.press("Ctrl+Return", "Return")
    assert len(_stored(demo_url, "stitches")) == 1


def test_a_weight_changed_in_set_up_ranks_anew_and_undo_ranks_as_before(
    driver: Driver, demo_url: str
) -> None:
    sentence = f"{JOANNA} routine"

    def days() -> list[date]:
        return [one.start_at.date() for one in _say(driver, sentence).pane.model.rows]

    told_nothing = days()
    driver.press("Escape")
    _tell(demo_url, ("times", Told((("not_days", ("WE",)),))))
    preferred = days()
    assert told_nothing[0].strftime("%a") == "Wed"
    assert preferred[0].strftime("%a") != "Wed", "worth some days of waiting"
    sign_in(driver, "Ruth Cohen")
    open_page(driver, "Best fit")
    driver.tab_to("asked_not")
    driver.type("0")
    driver.press("Ctrl+Return")
    assert driver.said == "How times are ranked is changed."
    assert days() == told_nothing, "a wish that costs nothing moves no day"
    driver.press("Escape", "Ctrl+Z")
    assert driver.said == "Undone: How times are ranked is changed."
    assert days() == preferred

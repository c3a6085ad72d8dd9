"""The whole panel by keys in the real window: told, changed in its place, ended; what was kept."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from desktop.domain.diary import CellState, cell_state
from desktop.domain.needs import NeedState
from desktop.domain.preference_rules import Told
from desktop.operations.preferences import record_preference
from desktop.ui.needs.kept_dialog import KeptDialog
from desktop.ui.people.row_list import KeyRow
from desktop.ui.people.whole_panel import WholePanel
from desktop.ui.print.print_dialog import PrintDialog
from tests.journeys.test_people_desk import card, do, maggie, said
from tests.tour.driver import Driver

SQLITE = pytest.mark.parametrize("demo_url", ["sqlite"], indirect=True)


def open_whole(driver: Driver) -> WholePanel:
    desk = driver.start.front_desk
    assert desk is not None
    driver.press("F3")
    driver.until(lambda: desk.whole.is_shown and driver.app.focusWidget() is not None)
    page = desk.whole.area.page
    assert page is not None
    return page


def ask_for_passport(driver: Driver, page: WholePanel) -> None:
    """Ask for Rosa's passport by its key, then by its button."""
    button = page.head.findChild(QPushButton, "whole_passport")
    assert button is not None
    for key in ("Ctrl+P", "Space"):
        driver.press(key)
        asked = driver.app.activeModalWidget()
        assert isinstance(asked, PrintDialog)
        assert asked.what.currentText() == "Passport, what Rosa Marín told us"
        assert (asked.large.isChecked(), asked.large.text()) == (True, "&Large print, 20 point")
        driver.press("Escape")
        driver.front()
        driver.focus(button)


def row(driver: Driver) -> KeyRow:
    focus = driver.app.focusWidget()
    assert isinstance(focus, KeyRow)
    return focus


def kinds(driver: Driver) -> list[str]:
    return [one.kind for one in card(driver).preferences]


@SQLITE
def test_six_things_are_told_in_the_panel_and_undone_one_by_one(driver: Driver) -> None:
    driver.press("Ctrl+K")
    driver.type("rosa marin")
    driver.press("Return")
    page = open_whole(driver)
    assert driver.app.focusWidget() is page.sections["needs"].add_button
    for number, (word, typed) in enumerate(
        (("deaf", "in"), ("collect", ""), ("font", "20"), ("do not ring", ""), ("stairs", "frame"),
         ("mornings", "")), start=1,
    ):  # fmt: skip
        driver.press("Ctrl+Shift+N")
        driver.until(lambda: isinstance(driver.app.focusWidget(), QLineEdit))
        assert driver.app.activeModalWidget() is None, "it opens in its place"
        driver.type(word)
        driver.press("Tab", "Tab")
        if word == "mornings":
            driver.press("Space")
        driver.type(typed)
        driver.press("Ctrl+Return")
        driver.until(lambda wanted=number: len(kinds(driver)) == wanted)
    assert kinds(driver) == ["bsl", "fetch", "large-print", "never-call", "step-free", "times"]
    assert [one.held.kind for one in page.sections["needs"].list.rows] == [
        "bsl", "step-free", "large-print", "fetch",
    ]  # fmt: skip
    assert [one.held.kind for one in page.sections["suits"].list.rows] == ["never-call", "times"]
    ask_for_passport(driver, page)
    for left in (5, 4, 3, 2, 1, 0):
        driver.press("Ctrl+Z")
        driver.until(lambda wanted=left: len(kinds(driver)) == wanted)
    driver.press("Escape")
    assert not page.isVisible()


@SQLITE
def test_a_row_is_changed_in_its_place_and_the_visit_follows(driver: Driver) -> None:
    maggie(driver)
    page = open_whole(driver)
    assert row(driver).held.kind == "bsl"
    driver.press("F2")
    driver.until(lambda: not isinstance(driver.app.focusWidget(), KeyRow))
    driver.type("video")
    driver.press("Ctrl+Return")
    driver.until(lambda: said(driver).startswith("Saved: BSL interpreter: By video"))
    assert "1 visit to come changes with it" in said(driver)
    assert row(driver).held.kind == "bsl"
    (need,) = [one for one in card(driver).today[0].needs if one.kind == "bsl"]
    assert (need.detail[:8], need.state) == ("By video", NeedState.TO_ARRANGE)
    driver.press("Ctrl+Z")
    driver.until(lambda: card(driver).today[0].needs[0].state is not NeedState.TO_ARRANGE)
    driver.press("Down", "Delete")
    driver.until(lambda: said(driver).startswith("Ended: Double length"))
    assert "No longer so" in page.ended.text()
    assert row(driver).held.kind == "step-free", "the focus goes to the neighbour"
    driver.press("Ctrl+Z")
    driver.until(lambda: "double-length" in kinds(driver))
    driver.press("F3")
    assert not page.isVisible()


@SQLITE
def test_what_was_kept_is_said_by_one_key_each(driver: Driver) -> None:
    maggie(driver)
    driver.press("F9", "Shift+F7")
    assert said(driver).endswith("needs: were they kept? Ctrl+F7 says so.")
    driver.press("Ctrl+F7")
    driver.until(lambda: isinstance(driver.app.activeModalWidget(), KeptDialog))
    driver.front()
    driver.press("1", "2", "Return")
    dialog = driver.app.activeModalWidget()
    assert isinstance(dialog, KeptDialog)
    assert dialog.wrong.text() == "Say why it was not kept."
    driver.type("the visit was cut short")
    driver.press("Tab", "3")
    driver.type("Maggie")
    driver.press("Tab", "0", "Return")
    driver.until(lambda: driver.app.activeModalWidget() is None)
    driver.front()
    states = [one.state for one in card(driver).today[0].needs]
    kept = NeedState.KEPT
    assert states == [kept, NeedState.NOT_KEPT, NeedState.NOT_NEEDED, kept, kept]
    page = open_whole(driver)
    assert "3 of 4 kept" in page.visits.list.rows[0].accessibleName()
    assert "the visit was cut short" in page.visits.list.rows[0].accessibleName()
    driver.press("Ctrl+Z")
    driver.until(lambda: card(driver).today[0].needs[1].state is NeedState.READY)


@SQLITE
def test_a_visit_of_the_diary_says_what_it_calls_off_and_what_was_kept(driver: Driver) -> None:
    visit = maggie(driver).today[0]
    desk = driver.start.front_desk
    assert desk is not None
    desk.diary.select_visit(visit.id)
    desk.diary.setFocus()
    driver.press("Delete")
    dialog = driver.app.activeModalWidget()
    assert dialog is not None
    said = [one.text() for one in dialog.findChildren(QLabel)]
    assert "To call off: BSL interpreter. It goes on the list To arrange." in said
    driver.press("Escape")
    driver.front()
    driver.press("Ctrl+F7")
    driver.until(lambda: isinstance(driver.app.activeModalWidget(), KeptDialog))
    driver.front()
    driver.press("0", "Return")
    driver.until(lambda: {one.state for one in card(driver).today[0].needs} == {NeedState.KEPT})


@SQLITE
def test_what_another_desk_changes_leaves_the_open_editor_alone(driver: Driver) -> None:
    person = maggie(driver)
    page = open_whole(driver)
    driver.press("Down", "F2")
    driver.until(lambda: isinstance(driver.app.focusWidget(), QLineEdit))
    driver.type("30")
    told = Told((("days", ("MO",)),))
    made = do(
        driver,
        lambda desk: desk.act(record_preference, patient_id=person.id, kind="times", told=told),
    )
    desk = driver.start.front_desk
    assert desk is not None
    desk.runner.changed.emit(made.changes, None)  # as the feed tells of another desk
    driver.until(lambda: page.whole is not None and len(page.whole.card.preferences) > 7)
    editor = page._editor
    assert editor is not None
    assert editor.inputs["minutes"].text() == "30"  # type: ignore[attr-defined]
    driver.press("Escape")
    driver.until(lambda: [one.held.kind for one in page.sections["suits"].list.rows] != ["reach"])
    assert row(driver).held.kind == "double-length"


@SQLITE
def test_a_free_time_is_as_long_as_the_person_needs(driver: Driver) -> None:
    maggie(driver)
    desk = driver.start.front_desk
    assert desk is not None
    driver.press(*("Alt+Right",) * 6)
    day = desk.diary_control.day
    assert day is not None
    frees = [
        (first, second)
        for column in day.columns
        for session in column.sessions
        for first, second in pairwise(session.cells)
        if cell_state(first, desk.clock()) is cell_state(second, desk.clock()) is CellState.FREE
        and first.end_at == second.start_at
        and first.slot_type_id == second.slot_type_id
        and first.capacity == second.capacity == 1
    ]
    assert frees, "the demo has two free times one after the other"
    (first, second) = frees[0]
    layout = desk.diary.day_layout
    box = layout.find(first.key) if layout is not None else None
    assert box is not None
    desk.diary.choose((box,))
    desk.diary.setFocus()
    driver.press("Return")
    time = desk.booking.pane.current()
    assert time is not None
    assert time.slot_ids == (*first.slot_ids, *second.slot_ids)

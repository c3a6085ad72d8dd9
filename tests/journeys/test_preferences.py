"""What people tell us, by keys in the real window: recorded, asked today, followed by visits."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from desktop.domain.people import PatientCard
from desktop.domain.preference_rules import Told
from desktop.domain.to_arrange import sort_to_arrange
from desktop.front_desk import FrontDesk
from desktop.operations.preferences import record_preference
from desktop.ui.people.preference_dialog import PreferenceDialog
from desktop.ui.people.told_list import Pencil
from tests.journeys.test_people_desk import card, do, said
from tests.tour.driver import Driver

SQLITE = pytest.mark.parametrize("demo_url", ["sqlite"], indirect=True)


def desk_of(driver: Driver) -> FrontDesk:
    desk = driver.start.front_desk
    assert desk is not None
    return desk


def find(driver: Driver, typed: str) -> PatientCard:
    driver.press("Ctrl+K")
    driver.type(typed)
    driver.press("Return")
    return card(driver)


def tell(driver: Driver, letters: str, *typed: str) -> None:
    """Record something: its kind by a word, then field after field, "" left as it is."""
    editor_of(driver, "Ctrl+Shift+N")
    driver.type(letters)
    driver.press("Tab")
    for text in typed:
        driver.press("Tab")
        driver.type(text)
    save(driver)


def editor_of(driver: Driver, *keys: str) -> PreferenceDialog:
    """Press the keys that open an editor in the panel; return it."""
    panel = desk_of(driver).panel
    driver.press(*keys)
    driver.until(lambda: any(panel.editors))
    assert driver.app.activeModalWidget() is None, "it opens in its place"
    (editor,) = panel.editors
    assert isinstance(editor, PreferenceDialog)
    driver.until(lambda: editor.isAncestorOf(driver.app.focusWidget()))
    return editor


def save(driver: Driver) -> None:
    driver.press("Ctrl+Return")
    driver.until(lambda: not any(desk_of(driver).panel.editors))


def kinds(driver: Driver) -> list[str]:
    return [one.kind for one in card(driver).preferences]


def pencil(driver: Driver, kind: str) -> Pencil:
    rows = desk_of(driver).panel.needs.rows
    return next(row.change for row in rows if row.preference.kind == kind)


@SQLITE
def test_six_things_are_recorded_by_keys_and_taken_back(driver: Driver) -> None:
    find(driver, "rosa marin")
    assert kinds(driver) == []
    tell(driver, "bsl", "in", "Joanna Price")
    assert said(driver).startswith("Saved: BSL interpreter: In person, Joanna Price first (Rosa")
    tell(driver, "fetch")
    tell(driver, "large", "20", "black on cream")
    tell(driver, "never")
    tell(driver, "matters", "", "Look at me, not at the screen.")
    tell(driver, "upset", "", "They laughed.", "", "", "", "", "1 feb 2027")
    told = {one.kind: one for one in card(driver).preferences}
    assert set(told) == {"bsl", "fetch", "large-print", "never-call", "own-words", "upset"}
    assert dict(told["large-print"].filled) == {"points": 20, "paper": "black on cream"}
    assert told["own-words"].own_words == "Look at me, not at the screen."
    assert told["upset"].ends_on == date(2027, 2, 1)
    for left in (5, 4, 3, 2, 1, 0):
        driver.press("Ctrl+Z")
        assert len(kinds(driver)) == left


@SQLITE
def test_a_slip_is_told_at_its_field_and_nothing_typed_is_lost(driver: Driver) -> None:
    find(driver, "rosa marin")
    dialog = editor_of(driver, "Ctrl+Shift+N")
    driver.type("large")
    driver.press("Tab", "Tab")
    driver.type("enormous")
    driver.press("Ctrl+Return")
    assert dialog.wrong.text() == "Type a whole number from 14 to 48."
    assert dialog.inputs["points"].value == "enormous"
    assert driver.app.focusWidget() is dialog.inputs["points"]
    assert not dialog.wrong.visibleRegion().isEmpty(), "in sight, beside its field"
    driver.press("Escape")
    assert not any(desk_of(driver).panel.editors)
    assert kinds(driver) == []
    assert said(driver).startswith("Not saved. What you typed is kept")
    again = editor_of(driver, "Ctrl+Shift+N")
    assert (again.kind.code, again.inputs["points"].value) == ("large-print", "enormous")
    again.inputs["points"].show_value("18 pt")
    save(driver)
    assert said(driver).startswith("Saved: Letters in large print: 18 point")
    add = desk_of(driver).panel.needs.add_button
    assert add is not None
    driver.until(lambda: add.visibleRegion().boundingRect() == add.rect())
    editor_of(driver, "Ctrl+Shift+N")
    driver.type("called")
    driver.press("Return")
    sheet = driver.app.focusWidget()
    assert sheet is not None
    assert "Likes to be called" in sheet.accessibleName()


@SQLITE
def test_what_is_due_is_asked_today_and_answered_by_keys(driver: Driver) -> None:
    person = find(driver, "rosa marin")
    yesterday = date(2026, 11, 17)
    told = Told(since_on=yesterday - timedelta(days=400), review_on=date(2026, 11, 19))
    made = do(
        driver,
        lambda desk: desk.act(record_preference, patient_id=person.id, kind="fetch", told=told),
    )
    find(driver, "rosa marin")
    driver.until(lambda: kinds(driver) == ["fetch"])
    desk = driver.start.front_desk
    assert desk is not None
    desk.panel.show_card(card(driver), desk.clock() + timedelta(days=2))
    driver.press("Ctrl+Shift+A", "Return")
    driver.until(lambda: said(driver).startswith("Still right"))
    (kept,) = card(driver).preferences
    assert kept.id == made.value
    assert kept.review_on == date(2027, 11, 18)
    driver.until(lambda: driver.app.focusWidget() is desk.diary)


@SQLITE
def test_a_change_is_followed_by_the_visits_to_come(driver: Driver) -> None:
    find(driver, "maggie hughes 12/3/1952")
    driver.focus(pencil(driver, "bsl"))
    editor_of(driver, "Space")
    driver.type("video")
    save(driver)
    driver.until(lambda: driver.app.focusWidget() is pencil(driver, "bsl"))
    assert "BSL interpreter: By video" in said(driver)
    told = {one.kind: dict(one.filled) for one in card(driver).preferences}
    assert told["bsl"] == {"how": "video"}
    driver.press("Ctrl+Z")
    assert dict(next(o for o in card(driver).preferences if o.kind == "bsl").filled) == {}


@SQLITE
def test_a_row_of_the_compact_panel_is_changed_in_its_place_and_stays_with_its_person(
    driver: Driver,
) -> None:
    find(driver, "maggie hughes 12/3/1952")
    desk = desk_of(driver)
    driver.focus(pencil(driver, "double-length"))
    editor = editor_of(driver, "F2")
    row = next(one for one in desk.panel.needs.rows if one.preference.kind == "double-length")
    assert editor.y() >= row.geometry().bottom(), "under the row it changes"
    assert editor.width() <= desk.panel.needs.width()
    driver.press("Shift+Tab")
    assert driver.app.focusWidget() is pencil(driver, "double-length")
    driver.press("Tab")
    driver.type("30")
    find(driver, "rosa marin")
    assert not editor.isVisible(), "somebody else is shown"
    driver.press("Ctrl+Shift+N")
    driver.until(lambda: len([*desk.panel.editors]) == 2)
    driver.press("Escape")
    find(driver, "maggie hughes 12/3/1952")
    assert editor.isVisible()
    assert editor.inputs["minutes"].value == "30", "what was typed is there still"
    driver.focus(editor.inputs["minutes"])
    save(driver)
    assert said(driver).startswith("Saved: Double length: 30 minutes")
    driver.until(lambda: driver.app.focusWidget() is pencil(driver, "double-length"))
    driver.press("F4")
    driver.press("Ctrl+Shift+N")
    driver.until(lambda: driver.app.activeModalWidget() is not None)
    driver.front()
    driver.press("Escape")
    assert driver.app.activeModalWidget() is None, "without the panel it is a window of its own"


@SQLITE
def test_what_is_to_arrange_is_done_from_its_list_by_keys(driver: Driver) -> None:
    desk = driver.start.front_desk
    assert desk is not None
    driver.press("Alt+Up")
    page = desk.arranging.area.page
    assert page is not None
    driver.until(lambda: len(page.found) == 4)
    driver.until(page.list.hasFocus)
    before = page.found
    assert list(before) == list(sort_to_arrange(before, date(2026, 11, 18)))
    badge = driver.window.rail._buttons["arrange"]
    assert badge.count == 4
    driver.focus(page.kinds)
    driver.press("Down")
    kind = before[0].kind
    assert page.found == tuple(one for one in before if one.kind == kind)
    assert len(page.found) < len(before)
    driver.press("Up")
    driver.focus(page.list)
    assert page.found == before
    driver.press("Return")
    driver.until(lambda: len(page.found) == len(before) - 1)
    assert said(driver).startswith("Ready: ")
    driver.until(lambda: badge.count == 3)
    driver.press("Shift+Down", "Return")
    driver.until(lambda: len(page.found) == len(before) - 3)
    driver.press("Delete")
    driver.until(lambda: driver.app.activeModalWidget() is not None)
    driver.front()
    driver.press("Return")
    assert driver.app.activeModalWidget() is not None, "it asks who said so"
    driver.type("Maggie, on the phone")
    driver.press("Return")
    driver.until(lambda: len(page.found) == len(before) - 4)
    driver.press("Ctrl+Z", "Ctrl+Z", "Ctrl+Z")
    driver.until(lambda: [one.id for one in page.found] == [one.id for one in before])

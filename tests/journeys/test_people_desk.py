"""What a desk does about people, by keys in the real window: speak, die, sensitive, merge."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QLabel

from desktop.domain.history import HistoryEntry
from desktop.domain.people import PatientCard
from desktop.domain.permissions import Role
from desktop.operations.desk import Desk
from desktop.operations.history import read_history
from desktop.operations.people import register_patient
from desktop.people_desk import PeopleDesk
from desktop.ui.people.history_dialog import HistoryDialog
from tests.tour.driver import Driver


def as_manager(driver: Driver) -> None:
    desk = driver.start.front_desk
    assert desk is not None
    actor = desk.runner.desk.actor
    desk.runner.desk.actor = replace(actor, role=Role.MANAGER)


def maggie(driver: Driver) -> PatientCard:
    driver.press("Ctrl+K")
    driver.type("maggie hughes 12/3/1952")
    driver.press("Return")
    return card(driver)


def card(driver: Driver) -> PatientCard:
    desk = driver.start.front_desk
    assert desk is not None
    driver.until(lambda: desk.panel.card is not None)
    assert desk.panel.card is not None
    return desk.panel.card


def people(driver: Driver) -> PeopleDesk:
    desk = driver.start.front_desk
    assert desk is not None
    return desk.people


def do(driver: Driver, call: Callable[[Desk], Any]) -> Any:
    """Do something at the window's own desk, on its worker."""
    front_desk = driver.start.front_desk
    assert front_desk is not None
    desk = front_desk.runner.desk
    return front_desk._opened.worker.act(lambda: call(desk)).result(timeout=60)


def give(driver: Driver, command: str) -> None:
    driver.window.action(command).trigger()
    driver.settle()
    driver.front()


def said(driver: Driver) -> str:
    return driver.window.message_bar.message().text


def test_somebody_who_may_speak_is_added_by_keys(driver: Driver) -> None:
    maggie(driver)
    give(driver, "speakers")
    driver.press("Return")
    assert driver.app.activeModalWidget() is not None, "without a name it stays open"
    driver.type("Bethan Hughes")
    driver.press("Tab")
    driver.type("daughter")
    driver.press("Ctrl+Return")
    driver.front()
    assert said(driver) == "Added Bethan Hughes to those near Maggie Hughes."
    assert [one.who for one in card(driver).related] == ["Bethan Hughes, daughter"]
    driver.press("Ctrl+Z")
    assert card(driver).related == ()


def test_a_death_is_recorded_and_taken_back(driver: Driver) -> None:
    maggie(driver)
    give(driver, "death")
    driver.type("31 nov 2026")
    driver.press("Ctrl+Return")
    dialog = driver.app.activeModalWidget()
    assert dialog is not None, "a slip is told, nothing typed is lost"
    driver.press("Ctrl+A")
    driver.type("2 nov 2026")
    driver.press("Ctrl+Return")
    driver.front()
    assert said(driver).startswith("Recorded as died on 2 Nov 2026. Messages are stopped.")
    assert card(driver).is_deceased
    driver.press("Ctrl+Z")
    assert not card(driver).is_deceased


def test_a_sensitive_record_opens_with_a_reason_until_the_panel_is_left(
    driver: Driver,
) -> None:
    as_manager(driver)
    maggie(driver)
    give(driver, "sensitive")
    driver.press("Return")
    driver.front()
    assert card(driver).is_closed
    shown = [one.text() for one in driver.window.findChildren(QLabel) if one.isVisible()]
    assert "You need a reason to open this record. It will be logged." in shown
    assert not any("Look at me" in words for words in shown)
    driver.press("F2")
    driver.type("Rang about a letter")
    driver.press("Return")
    assert not card(driver).is_closed
    assert any(one.why == "Rang about a letter" for one in history(driver))
    driver.press("Ctrl+K")
    driver.type("rosa marin")
    driver.press("Return")
    maggie(driver)
    assert card(driver).is_closed


def history(driver: Driver) -> tuple[HistoryEntry, ...]:
    found = do(driver, lambda desk: desk.read(read_history, patient_id=card(driver).id))
    return found.entries


def test_who_changed_what_shows_who_looked(driver: Driver) -> None:
    driver.start.front_desk.panel._looking.setInterval(50)  # the two seconds: tests/ui
    maggie(driver)
    driver.until(lambda: any(one.is_look for one in history(driver)))
    driver.press("Ctrl+K", "Escape")
    give(driver, "who_changed")
    dialog = driver.app.activeModalWidget()
    assert isinstance(dialog, HistoryDialog)
    assert any(one.is_look for one in dialog.model.entries)
    dialog.looks.setChecked(False)
    assert not any(one.is_look for one in dialog.model.entries)
    driver.press("Escape")


def test_two_records_are_merged_and_taken_apart_by_keys(driver: Driver) -> None:
    as_manager(driver)
    kept = maggie(driver)
    desk = people(driver)
    again = replace(kept.details, given_names="Margaret", family_name="Hughs", nhs_number="")
    agreed = frozenset({"alike"})
    do(driver, lambda desk: desk.act(register_patient, agreed=agreed, details=again))
    driver.press("Ctrl+3")
    driver.until(lambda: desk.area.page is not None and bool(desk.area.page.model.pairs))
    page = desk.area.page
    assert page is not None
    pair = page.model.pairs[page.list.currentIndex().row()]
    assert {pair.first.called, pair.second.called} == {"Maggie Hughes", "Maggie Hughs"}
    left, right = (side.geometry() for side in page.sides)
    assert (left.top(), left.right() < right.left()) == (right.top(), True), "side by side"
    driver.press("Return", "Return")
    assert driver.app.activeModalWidget() is None, "the default button is the safe one"
    driver.press("Return", "Ctrl+Return")
    driver.front()
    assert said(driver).startswith("Merged two records")
    driver.until(lambda: not page.model.pairs)
    maggie(driver)
    assert card(driver).has_merged
    give(driver, "unmerge")
    driver.press("Ctrl+Return")
    driver.front()
    assert said(driver).endswith("stands by itself again.")

"""The states about people's records: who may speak, deaths, closed records, two of one person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from desktop.domain.ids import PatientId
from desktop.domain.preference_rules import Told
from desktop.domain.related_people import RelatedDetails
from desktop.front_desk import FrontDesk
from desktop.operations.people import register_patient
from desktop.operations.people_reads import read_patient_card
from desktop.operations.preferences import record_preference
from desktop.operations.related_people import add_related_person
from desktop.operations.staff import read_demo_pins
from desktop.ui.people.preference_dialog import PreferenceDialog
from tests.tour.driver import Driver

ALIKE = frozenset({"alike", "same_name_and_birth", "near_name_and_birth"})


def _desk(driver: Driver) -> FrontDesk:
    desk = driver.start.front_desk
    assert desk is not None
    return desk


def _act(driver: Driver, operation: Any, **wanted: Any) -> Any:
    desk = _desk(driver)
    outcome = desk._opened.worker.act(lambda: desk.runner.desk.act(operation, **wanted)).result()
    driver.settle()
    return outcome.value


def _find(driver: Driver, typed: str) -> PatientId:
    driver.press("Ctrl+1", "Ctrl+K")
    driver.type(typed)
    driver.press("Return")
    card = _desk(driver).panel.card
    assert card is not None
    return card.id


def _sign_in(driver: Driver, name: str) -> None:
    pins = _desk(driver).runner.desk.read(read_demo_pins)
    driver.press("Shift+F12")
    driver.type(name[0].lower())
    driver.type(next(one.pin for one in pins if one.name == name))
    driver.press("Return")
    driver.until(lambda: not driver.window.covering.is_on)
    driver.settle()


def _open(driver: Driver, command: str) -> None:
    driver.window.action(command).trigger()
    driver.settle()
    driver.front()


def records(driver: Driver) -> Iterator[str]:
    """What is kept about a person beside their visits."""
    _sign_in(driver, "Ruth Cohen")  # a manager: reception merges and closes nothing
    yield from _told(driver)
    yield from _whole(driver)
    yield from _to_arrange(driver)
    _find(driver, "jo sm 12/3/80")
    driver.press("Ctrl+I")
    driver.front()
    yield "who changed what"
    driver.press("Escape")
    yield from _speakers(driver)
    for command in ("nhs_number", "sensitive"):
        _open(driver, command)
        yield command
        driver.press("Escape")
    yield from _two_records(driver)
    yield from _closed(driver)
    yield from _death(driver)


def _speakers(driver: Driver) -> Iterator[str]:
    _open(driver, "speakers")
    yield "who may speak"
    driver.press("Ctrl+Return")
    yield "who may speak, nothing typed"
    for letters in ("Grace Smith", "07700 900333"):
        driver.type(letters)
        driver.press("Tab")
    driver.press("Ctrl+Return")
    driver.front()
    driver.press("Escape")
    yield "somebody may speak"


def _two_records(driver: Driver) -> Iterator[str]:
    first = _find(driver, "jo sm 12/3/80")
    card = _desk(driver).runner.desk.read(read_patient_card, patient_id=first)
    twin = replace(card.details, nhs_number="", contact_points=())
    _act(driver, register_patient, details=twin, agreed=ALIKE)
    driver.press("Ctrl+3")
    driver.settle()
    yield "two of one person"
    driver.press("Return")
    driver.front()
    yield "merge"
    driver.press("Ctrl+Return")
    driver.front()
    yield "merged"
    _find(driver, "jo sm 12/3/80")
    _open(driver, "unmerge")
    yield "take apart"
    driver.press("Escape")


def _closed(driver: Driver) -> Iterator[str]:
    _find(driver, "tariq aziz")
    _open(driver, "sensitive")
    driver.press("Ctrl+Return")
    driver.front()
    _find(driver, "leila hosseini")
    _find(driver, "tariq aziz")
    yield "closed record"


def _death(driver: Driver) -> Iterator[str]:
    _find(driver, "arthur bamford")
    _open(driver, "death")
    yield "death"
    driver.type("19/11/2026")
    driver.press("Ctrl+Return")
    yield "death, a day to come"
    driver.press("Ctrl+A")
    driver.type("17/11/2026")
    driver.press("Ctrl+Return")
    driver.front()
    yield "future visits of somebody who died"
    driver.press("Escape")


def _told(driver: Driver) -> Iterator[str]:
    """What somebody told us: each kind's own fields, a slip, one to change, what to ask."""
    person = _find(driver, "jo sm 12/3/80")
    told = Told(since_on=date(2025, 1, 1), review_on=date(2027, 1, 1))
    _act(driver, record_preference, patient_id=person, kind="fetch", told=told)
    _find(driver, "jo sm 12/3/80")
    desk = _desk(driver)
    driver.until(lambda: bool(desk.panel.needs.rows))
    card = desk.panel.card
    assert card is not None
    desk.panel.show_card(card, desk.clock() + timedelta(days=60))
    yield "ask today"
    driver.press("Ctrl+Shift+N")
    dialog = _editor(driver)
    for code in ("bsl", "large-print", "times", "clinician", "hearing", "upset"):
        dialog.kind_box.choose(code)
        driver.settle()
        yield f"something told: {code}"
    driver.press("Ctrl+Return")
    yield "something told, until when is missing"
    driver.press("Escape")
    driver.front()
    driver.window.show_panel(True)  # where there is the strip, over it
    driver.focus(desk.panel.needs.rows[0].change)
    driver.press("F2")
    assert any(desk.panel.editors)
    yield "something told, to change"
    driver.press("Escape", "F4", "Ctrl+Shift+N")
    _editor(driver)
    yield "something told, without the panel"
    driver.press("Escape")
    driver.front()
    driver.press("F4", "Ctrl+Z")


def _editor(driver: Driver) -> PreferenceDialog:
    """Return the editor just opened: in the panel, or where there is none in a window."""
    editors = _desk(driver).panel.editors
    driver.until(lambda: any(editors) or driver.app.activeModalWidget() is not None)
    driver.front()
    editor = next(iter(editors), driver.app.activeModalWidget())
    assert isinstance(editor, PreferenceDialog)
    return editor


def _whole(driver: Driver) -> Iterator[str]:
    """The whole panel: rows of every section, an editor in its place, what was kept."""
    person = _find(driver, "maggie hughes 12/3/52")
    own = Told(own_words="Wave or touch my arm lightly.", ends_on=date(2027, 5, 1))
    for kind in ("write-down", "bereaved"):
        _act(driver, record_preference, patient_id=person, kind=kind, told=own)
    near = RelatedDetails("Bethan Hughes", "daughter", may_speak_for=("times",))
    _act(driver, add_related_person, patient_id=person, details=near)
    _find(driver, "maggie hughes 12/3/52")
    desk = _desk(driver)
    driver.press("F3")
    driver.until(lambda: desk.whole.is_shown)
    driver.settle()
    yield "whole panel"
    page = desk.whole.area.page
    assert page is not None
    page.switch.every.click()
    driver.settle()
    yield "whole panel, all visits"
    driver.press("F2")
    driver.settle()
    yield "whole panel, something changed in its place"
    driver.press("Escape", "Ctrl+Shift+N")
    driver.settle()
    yield "whole panel, something added"
    driver.press("Escape", "Ctrl+F7")
    driver.until(lambda: driver.app.activeModalWidget() is not None)
    driver.front()
    yield "what was kept"
    driver.press("1", "2", "Ctrl+Return")
    yield "what was kept, why not is missing"
    driver.press("Escape")
    driver.front()
    driver.press("F3")


def _to_arrange(driver: Driver) -> Iterator[str]:
    """What visits to come still need; something that is not needed after all."""
    driver.press("Alt+Up")
    page = _desk(driver).arranging.area.page
    assert page is not None
    driver.until(lambda: bool(page.found))
    yield "to arrange"
    driver.press("Delete")
    driver.until(lambda: driver.app.activeModalWidget() is not None)
    driver.front()
    yield "not needed this time"
    driver.press("Escape")
    driver.front()
    driver.press("Ctrl+1")

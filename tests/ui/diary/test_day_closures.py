"""What closes a day is said over those who work all the same, and stays said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.domain.closures import ClosureDetails, ClosureKind
from desktop.domain.ids import ClinicianId, ClinicId
from desktop.operations.booking import book_appointment
from desktop.operations.closures import add_closure, withdraw_closure
from desktop.ui.diary.diary_controller import DiaryController
from desktop.ui.diary.diary_view import DiaryView
from desktop.ui.diary.diary_words import head_state
from desktop.ui.diary.head_words import heads_of
from desktop.ui.kit.look import Look
from tests.clock import SettableClock
from tests.factories.diary import (
    NOW,
    make_cell,
    make_column,
    make_day,
    make_note,
    make_session,
)
from tests.operations.conftest import TODAY
from tests.ui.desk_scene import DeskScene, open_scene

TRAINING = ClosureDetails(
    ClosureKind.TRAINING, "Staff training", TODAY, TODAY, start_local=time(13)
)


@pytest.fixture
def scene(
    sqlite_url: str, clock: SettableClock, tmp_path: Path, qtbot: QtBot, look: Look
) -> Iterator[DeskScene]:
    with open_scene(sqlite_url, clock, tmp_path / "locks", qtbot, look) as opened:
        yield opened


@pytest.fixture
def control(scene: DeskScene) -> DiaryController:
    view = DiaryView(scene.look, scene.window)
    view.set_outline(scene.outline)
    control = DiaryController(view, scene.runner, scene.clock, scene.window)
    control.failed.connect(scene.errors.append)
    control.closures.begin()
    return control


def _act(scene: DeskScene, operation: object, **arguments: object) -> object:
    done: list[object] = []
    scene.runner.run_act(operation, initiator=scene.window, on_done=done.append, **arguments)  # type: ignore[arg-type]
    scene.until(lambda: done)
    return done[0].value  # type: ignore[attr-defined]  # an Outcome


def _said(control: DiaryController) -> str:
    """Return the third line of the first head as it is painted."""
    layout = control._view.day_layout
    if layout is None:
        return "no day"
    state = heads_of(layout.day, control._clock())[0].state
    return state.words if state is not None and state.tone == "bad" else ""


def test_a_closure_is_named_while_somebody_works(
    scene: DeskScene, control: DiaryController
) -> None:
    control.open_day(TODAY)
    scene.until(lambda: control.day is not None)
    assert _said(control) == ""
    closure = _act(scene, add_closure, details=TRAINING)
    scene.until(lambda: _said(control) == "Staff training from 13:00")
    shown: list[str] = []
    control.day_opened.connect(lambda _day: shown.append(_said(control)))
    slots = scene.practice.slots[:1]
    _act(scene, book_appointment, patient_id=scene.practice.rosa, slot_ids=slots)
    scene.until(lambda: shown)
    assert set(shown) == {"Staff training from 13:00"}, "it does not flicker with each change"
    _act(scene, withdraw_closure, closure_id=closure.id, version=1)  # type: ignore[attr-defined]
    scene.until(lambda: _said(control) == "")


def test_a_bank_holiday_that_is_worked_is_named(scene: DeskScene, control: DiaryController) -> None:
    christmas = date(2026, 12, 25)
    scene.do(lambda: scene.practice.make_session(on_date=christmas))
    control.open_day(christmas)
    scene.until(lambda: _said(control) == "Christmas Day")
    assert scene.errors == []


def test_each_column_says_what_closes_it(control: DiaryController) -> None:
    here, there = ClinicId("here"), ClinicId("there")
    of_clinic = replace(TRAINING, name="No heating", clinic_id=here, start_local=None)
    of_doctor = replace(TRAINING, kind=ClosureKind.LEAVE, clinician_id=ClinicianId("Dr Away"))
    control.closures._known = (TODAY, (of_clinic, of_doctor))
    session = make_session(make_cell("10:00"))
    columns = (
        make_column(session, clinic_id=here),
        make_column(session, clinic_id=there),
        make_column(session, name="Dr Away", clinic_id=there),
    )
    day = control.closures.add_to(make_day(*columns, on=TODAY))
    assert [one.closed for one in day.columns] == ["No heating", "", "Away from 13:00"]


@pytest.mark.parametrize(
    ("late", "note", "said"),
    [
        (None, "", "Staff training from 13:00"),
        (0, "", "Staff training from 13:00"),
        (12, "", "12 min late; Staff training from 13:00"),
        (12, "Lift out", "Lift out; Staff training from 13:00"),
    ],
)
def test_who_waits_now_comes_before_what_closes_the_day(
    late: int | None, note: str, said: str
) -> None:
    notes = (make_note(note),) if note else ()
    session = make_session(make_cell("10:00"), notes=notes)
    column = make_column(session, running_late_minutes=late, closed="Staff training from 13:00")
    assert head_state(make_day(column), column, NOW).words == said

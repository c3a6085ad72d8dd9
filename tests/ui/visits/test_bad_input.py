"""Bad input in the dialogs: a sentence at the field, nothing typed lost, nothing half saved."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desktop.domain.errors import RuleViolation
from desktop.operations.deaths import record_death
from desktop.operations.reads import read_day
from desktop.persistence.tables import audit_log
from desktop.ui.kit.ask_dialog import AskDialog
from desktop.ui.kit.look import Look
from desktop.ui.people.patient_panel import PatientPanel
from desktop.ui.people.person_dialogs import DeathDialog
from desktop.ui.setup.session_dialog import SessionDialog
from desktop.ui.visits.go_to_date_dialog import GoToDateDialog
from desktop.ui.visits.visit_acts import VisitActs
from tests.operations.conftest import TODAY
from tests.ui.desk_scene import DeskScene
from tests.ui.people.cards import NOW, ZONE, make_card
from tests.ui.visits.conftest import asked

LONG, HIDDEN = "x" * 10_000, "bring\x07list"
OTHER_WRITING, KEPT = "\u202bرأسي\u202c e\u0301te\u0301", "رأسي été"


class Asked(NamedTuple):
    """How a dialog with a text is opened, the field's name, and what of it was saved."""

    open: Callable[[DeskScene, VisitActs], None]
    field: str
    saved: Callable[[DeskScene], str]


def _block(scene: DeskScene, acts: VisitActs) -> None:
    acts.block(scene.cells()[0])


def _note(scene: DeskScene, acts: VisitActs) -> None:
    acts.note(None, TODAY)


def _extra(scene: DeskScene, acts: VisitActs) -> None:
    acts.extra(scene.cells()[0], scene.card(scene.practice.rosa), scene.outline)


def _agreement(scene: DeskScene, acts: VisitActs) -> None:
    """Move a visit of somebody who has died."""
    rosa, desk = scene.practice.rosa, scene.practice.desk
    booked = scene.book(rosa)
    died: dict[str, Any] = {"patient_id": rosa, "version": 1, "deceased_on": None}
    scene.do(lambda: desk.act(record_death, **died))
    acts.move(scene.visit(booked.id), scene.cells()[2:3])


def _notes(scene: DeskScene) -> str:
    day = scene.do(lambda: scene.practice.desk.read(read_day, on_date=TODAY))
    return "".join(one.text for one in day.notes)


def _recorded(scene: DeskScene) -> str:
    """Return the reason on record for what is done now, beside the database's own words."""

    def read() -> list[str]:
        with scene.practice.desk.database.reading() as db:
            return list(
                db.execute(
                    select(audit_log.c.entry).order_by(audit_log.c.desk, audit_log.c.seq)
                ).scalars()
            )

    found = [json.loads(one) for one in scene.do(read)]
    return "".join(one.get("extra", "") + one.get("why", "") for one in found)


TEXTS = {
    "why a slot is blocked": Asked(_block, "reason", lambda scene: scene.cells()[0].block_reason),
    "a note": Asked(_note, "text", _notes),
    "who agreed to an extra": Asked(_extra, "why", _recorded),
    "why it was agreed": Asked(_agreement, "reason", _recorded),
}


@pytest.mark.parametrize("name", TEXTS)
def test_what_can_not_be_kept_is_said_and_any_writing_is_kept(
    scene: DeskScene, acts: VisitActs, name: str
) -> None:
    TEXTS[name].open(scene, acts)
    dialog = asked(scene)
    field: QLineEdit = getattr(dialog, TEXTS[name].field)
    for typed, said in ((LONG, "10,000 characters long"), (HIDDEN, "hidden character")):
        field.setText(typed)
        scene.press(Qt.Key.Key_Return)
        scene.until(lambda said=said: said in dialog.wrong.text())
        assert dialog.isVisible()
        assert field.hasFocus()
        assert field.text() == typed
    assert TEXTS[name].saved(scene) == ""
    field.setText(OTHER_WRITING)
    scene.press(Qt.Key.Key_Return)
    scene.until(lambda: QApplication.activeModalWidget() is None)
    scene.settle()
    assert TEXTS[name].saved(scene) == KEPT


BAD_DATES = (LONG, "", "25\x07nov", "\u202e25 nov", "25 no\u0301v", "٢٥ nov", "31/02")


@pytest.mark.parametrize("typed", BAD_DATES)
def test_a_date_to_go_to_that_is_none_is_said(qtbot: QtBot, look: Look, typed: str) -> None:
    dialog = GoToDateDialog(look, TODAY)
    qtbot.addWidget(dialog)
    dialog.text.setText(typed)
    with qtbot.assertNotEmitted(dialog.chosen):
        dialog.submitted.emit()
    assert dialog.wrong.text().endswith((".", "?"))
    assert dialog.text.text() == typed


@pytest.mark.parametrize("typed", [one for one in BAD_DATES if one])
def test_a_day_of_death_that_is_none_is_said(qtbot: QtBot, look: Look, typed: str) -> None:
    dialog = DeathDialog(look, called="Maggie", today=TODAY)
    qtbot.addWidget(dialog)
    dialog.day.setText(typed)
    _assert_refused(dialog, dialog.read, dialog.day, "deceased_on")


def test_a_new_sessions_date_and_pattern_are_said(scene: DeskScene) -> None:
    dialog = SessionDialog(scene.look, scene.outline, on_date=TODAY, today=TODAY)
    scene.qtbot.addWidget(dialog)
    dialog.pattern.setText("4 x Routine")
    for typed in BAD_DATES:
        dialog.date.setText(typed)
        _assert_refused(dialog, dialog.read, dialog.date, "date")
    dialog.date.setText("25 nov")
    for typed in (LONG, "", "4 x Routine\x07", "4 x راسي", "4 x Rou\u0301tine"):
        dialog.pattern.setText(typed)
        _assert_refused(dialog, dialog.read, dialog.pattern, "pattern")


def _assert_refused(
    dialog: AskDialog, read: Callable[[], object], widget: QLineEdit, field: str
) -> None:
    typed = widget.text()
    with pytest.raises(RuleViolation) as caught:
        read()
    assert caught.value.field == field
    dialog.say_wrong(caught.value.field, caught.value.message)
    assert dialog.wrong.text().endswith((".", "?"))
    assert widget.text() == typed


def test_a_reason_for_a_closed_record_is_said_at_its_field(
    qtbot: QtBot, look: Look, front: Callable[[QWidget], QWidget]
) -> None:
    panel = PatientPanel(look, zone=ZONE)
    qtbot.addWidget(panel)
    front(panel)
    panel.show_card(replace(make_card(), is_sensitive=True, is_closed=True), NOW)
    given: list[str] = []
    panel.reason_given.connect(lambda _person, why: given.append(why))
    field = panel.closed.reason
    for typed, said in (
        (LONG, "10,000 characters long"),
        (HIDDEN, "hidden character"),
        ("", "why"),
    ):
        field.setText(typed)
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert said in panel.closed.wrong.accessibleName()
        assert field.text() == typed
    assert given == []
    field.setText(OTHER_WRITING)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert given == [KEPT]

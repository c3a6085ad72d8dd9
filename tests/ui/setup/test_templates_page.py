"""The Sessions page without a database: rows, slips, who may publish, a change from a date."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.errors import RuleViolation
from desktop.domain.ids import ClinicianId, ClinicId, PracticeId, RoomId, SessionTemplateId
from desktop.domain.practice import Clinic, Clinician, Practice, PracticeOutline, Room
from desktop.domain.template_typed import Pace
from desktop.domain.templates import SessionTemplate, TemplateState
from desktop.operations.template_preview import TemplatesInSetup
from desktop.ui.kit.look import Look
from desktop.ui.setup.templates_page import TemplatesPage
from tests.domain.test_template_typed import KINDS
from tests.factories.templates import ROUTINE, make_template

TODAY = date(2026, 11, 18)
OUTLINE = PracticeOutline(
    Practice(PracticeId("p"), "Alder Practice", "Europe/London"),
    (Clinic(ClinicId("alder"), "Alder Lane"),),
    (Room(RoomId("room 4"), ClinicId("alder"), "Room 4", ("step-free",)),),
    (Clinician(ClinicianId("patel"), "Dr", "Anjali", "Patel", "GP"),),
    KINDS,
)
OUT = SessionTemplate(SessionTemplateId("out"), make_template(), TemplateState.PUBLISHED, None, 2)
DRAFT = SessionTemplate(
    SessionTemplateId("draft"), make_template(name="Baby clinic"), TemplateState.DRAFT, None, 1
)
GONE = SessionTemplate(
    SessionTemplateId("gone"),
    make_template(name="Flu clinic", first_on=date(2026, 9, 7), last_on=date(2026, 10, 31)),
    TemplateState.PUBLISHED,
    None,
    3,
)
KNOWN = TemplatesInSetup((DRAFT, OUT, GONE), OUTLINE, {ROUTINE: "08:00 on the day"}, 6, TODAY)


@pytest.fixture
def make(
    qtbot: QtBot, look: Look, front: Callable[[QWidget], QWidget]
) -> Callable[..., TemplatesPage]:
    def make_page(*, may_publish: bool = True) -> TemplatesPage:
        page = TemplatesPage(look, may_publish=may_publish)
        qtbot.addWidget(page)
        page.resize(1100, 700)
        front(page)
        page.show_templates(KNOWN)
        page.list.setFocus()
        return page

    return make_page


def press(key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key, held)


def test_rows_say_whose_it_is_draft_or_until_when(make: Callable[..., TemplatesPage]) -> None:
    page = make()
    assert [(row.title, row.caption, row.has_gone) for row in page.model.rows] == [
        ("Baby clinic", "Draft, Mon, Room 4", False),
        ("Morning surgery", "Mon, Room 4", False),
        ("Flu clinic", "Mon, Room 4, ended 31 Oct 2026", True),
    ]
    assert {row.group for row in page.model.rows} == {"Dr Anjali Patel"}
    assert page.months_button.words() == "How far ahead: 6 months"
    assert not page.is_unsaved
    assert page.form.opens.text().startswith("10 slots, to 10:30, 120 min before the session ends.")
    assert "Routine opens 08:00 on the day." in page.form.opens.text()


def test_who_may_not_publish_is_told_and_has_no_such_button(
    make: Callable[..., TemplatesPage],
) -> None:
    page = make(may_publish=False)
    assert page.form.publish_button.isHidden()
    assert page.months_button.isHidden()
    assert page.form.words.text().endswith("your draft is saved for them.")
    assert not make().form.publish_button.isHidden()


def test_a_published_one_changes_by_a_draft_that_takes_over(
    make: Callable[..., TemplatesPage],
) -> None:
    page = make()
    press(Qt.Key.Key_Down)
    assert page.record == OUT
    assert not page.form.name.isEnabled()
    press(Qt.Key.Key_F2)
    typed = page.form.typed
    assert (typed.replaces_id, typed.first_on) == ("out", "24/11/2026")
    assert page.record is None
    assert page.is_unsaved
    page.list.setFocus()
    press(Qt.Key.Key_Home)
    press(Qt.Key.Key_End)
    assert page.record == GONE
    said: list[str] = []
    page.kept.connect(said.append)
    press(Qt.Key.Key_F2)
    assert page.form.typed.replaces_id == "out"
    assert said == ["This one is not saved yet. Save or discard it first."]


def test_a_slip_is_at_its_field_and_loses_nothing(make: Callable[..., TemplatesPage]) -> None:
    page = make()
    form = page.form
    form.pattern.set_text("30 x Routine")
    form.say_slip(RuleViolation("pattern", "pattern", "The pattern is longer by 60 min."))
    assert form.pattern.message.words == "The pattern is longer by 60 min."
    form.say_slip(RuleViolation("never", "until", "No date comes of this rule."))
    assert (form.pattern.is_wrong, form.days.message.words) == (
        False,
        "No date comes of this rule.",
    )
    form.say_slip(None)
    assert not any(field.is_wrong for field in form.fields.values())
    assert form.typed.pattern == "30 x Routine"
    form.pace.box.choose(Pace.MONTH)
    assert not form.nths.isHidden()
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Up)
    assert form.typed == replace(page.pristine(DRAFT), pattern="30 x Routine", pace=Pace.MONTH)


def test_what_is_retired_is_offered_only_where_it_is_chosen_already(
    make: Callable[..., TemplatesPage],
) -> None:
    page = make()
    gone = Clinician(ClinicianId("gone"), "Dr", "Una", "Gone", "GP", active=False)
    cellar = Room(RoomId("cellar"), ClinicId("alder"), "Cellar", active=False)
    outline = replace(
        OUTLINE, clinicians=(gone, *OUTLINE.clinicians), rooms=(cellar, *OUTLINE.rooms)
    )
    old = replace(OUT, details=make_template(clinician_id=gone.id, room_id=cellar.id))
    page.show_templates(replace(KNOWN, outline=outline, templates=(DRAFT, old)))
    form = page.form

    def offered() -> list[list[str]]:
        boxes = (form.clinician.box, form.room.box)
        return [[box.itemText(at) for at in range(box.count())] for box in boxes]

    assert offered() == [["Dr Anjali Patel"], ["No room", "Room 4, step-free"]]
    press(Qt.Key.Key_Down)
    assert offered()[0] == ["Dr Anjali Patel", "Dr Una Gone, retired"]
    assert (form.clinician.box.currentData(), form.room.box.currentData()) == (gone.id, cellar.id)
    press(Qt.Key.Key_Insert)
    assert offered() == [["Dr Anjali Patel"], ["No room", "Room 4, step-free"]]


def test_a_published_one_says_it_cant_be_changed_but_for_single_dates(
    make: Callable[..., TemplatesPage],
) -> None:
    for may in (True, False):
        page = make(may_publish=may)
        press(Qt.Key.Key_Down)
        assert page.form.words.text().startswith("Published: it can’t be changed here. F2")
        enabled = [name for name, field in page.form.fields.items() if field.isEnabled()]
        assert enabled == (["exceptions"] if may else [])

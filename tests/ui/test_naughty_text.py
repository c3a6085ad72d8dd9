"""The Big List of Naughty Strings into every text field of every form: it stands there as typed.

A form is built alone, without a database; what acts do with such texts is tried in
``tests/operations/test_naughty_text.py``. A form with a text field that is not in the list fails.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import time
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtWidgets import QAbstractSpinBox, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

import desktop.ui
from desktop.domain.errors import Agreement, RuleViolation
from desktop.domain.ids import (
    ClinicianId,
    ClinicId,
    PatientId,
    PreferenceId,
    SessionId,
    VisitNeedId,
)
from desktop.domain.needs import NeedState
from desktop.domain.people import PatientDetails, Preference
from desktop.domain.people_search import read_query
from desktop.domain.permissions import Role
from desktop.domain.related_people import check_related
from desktop.domain.template_typed import read_template
from desktop.domain.visit_end import VisitEnd, VisitNeed
from desktop.domain.visits import State
from desktop.operations.desk import Desk
from desktop.operations.worker import Worker
from desktop.ui.booking.ask_bar import AskBar
from desktop.ui.booking.series_fields import SeriesFields, SeriesStart
from desktop.ui.booking.time_filters import TimeFilters
from desktop.ui.booking.trip_fields import TripFields
from desktop.ui.booking.visit_fields import VisitFields
from desktop.ui.first_start.join_page import JoinPage
from desktop.ui.first_start.later_steps import KindsStep, PeopleStep
from desktop.ui.first_start.next_pc_page import NextPcPage, SiteWriter
from desktop.ui.first_start.practice_steps import ClinicStep, ManagerStep, PlaceStep, PracticeStep
from desktop.ui.impact.change_dialog import ChangeDialog, SessionMeant
from desktop.ui.kit.look import Look
from desktop.ui.kit.search_box import SearchBox
from desktop.ui.needs.kept_dialog import KeptDialog
from desktop.ui.needs.not_needed_dialog import NotNeededDialog
from desktop.ui.people.closed_record import ClosedRecord
from desktop.ui.people.person_dialogs import DeathDialog, NumberDialog
from desktop.ui.people.person_sheet import PersonSheet
from desktop.ui.people.preference_dialog import PreferenceDialog
from desktop.ui.people.related_dialog import RelatedDialog
from desktop.ui.runner import Runner
from desktop.ui.setup.calendar_dialogs import DiaryChoice, ExportDiaryDialog
from desktop.ui.setup.clinic_page import ClinicPage
from desktop.ui.setup.clinician_page import ClinicianPage
from desktop.ui.setup.closure_page import ClosurePage
from desktop.ui.setup.fit_page import FitPage
from desktop.ui.setup.pin_dialog import PinDialog
from desktop.ui.setup.practice_page import PracticePage
from desktop.ui.setup.room_page import RoomPage
from desktop.ui.setup.session_dialog import SessionDialog
from desktop.ui.setup.slot_type_page import SlotTypePage
from desktop.ui.setup.staff_page import StaffPage
from desktop.ui.setup.template_dialogs import EndTemplateDialog, TemplateDateDialog
from desktop.ui.setup.template_editor import TemplateEditor
from desktop.ui.sign_in.sign_in_page import SignInPage
from desktop.ui.visits.cancel_dialog import CancelDialog
from desktop.ui.visits.extra_dialog import ExtraDialog
from desktop.ui.visits.go_to_date_dialog import GoToDateDialog
from desktop.ui.visits.note_dialog import NoteDialog
from desktop.ui.visits.reason_dialog import AgreementDialog, ReasonDialog
from desktop.ui.visits.settle_page import SettlePage
from desktop.ui.waiting.answer_dialogs import AnswerDialog, EndWishDialog
from desktop.ui.waiting.waiting_page import WaitingPage
from desktop.ui.waiting.wish_dialog import WishDialog
from tests.data_sets import DataSets
from tests.factories.diary import NOW, ON, OUTLINE, TYPES, ZONE

BLNS = "text/blns.json"
EACH_FIELD = 10
KINDS = tuple(TYPES.values())
Made = tuple[QWidget, Callable[[], object]]
TEXT_FIELDS = ("QLineEdit", "QPlainTextEdit", "LineField", "LinesField", "WordsField")
TEXT_FIELDS += ("SuggestingField", "CountField", "narrow_line", "hidden_line")
BASES = {
    "errors": "the details of a mistake of ours, to be copied only",
    "kit.form_fields": "the fields themselves",
    "kit.choice_fields": "the fields themselves",
    "kit.ticks_field": "the fields themselves",
    "setup.record_page": "the filter of every page of Set-up",
    "setup.release_fields": "the release rule of a kind of slot",
    "setup.template_fields": "the pattern of the template editor",
    "people.form_birth": "in the person's sheet",
    "people.form_contacts": "in the person's sheet",
}
"""Modules with text fields that are parts of forms in the list."""


def _nothing() -> None:
    """There is nothing to read: the text is a filter, or goes to its act as it is."""


def _dialog(dialog: Any) -> Made:
    return dialog, getattr(dialog, "read", _nothing)


def _page(page: Any) -> Made:
    """A page of Set-up with its form and filter."""
    return page, lambda: page.form.typed and page.form.details


def _step(step: Any) -> Made:
    return step, step.check


def _visit_fields(look: Look) -> Made:
    fields = VisitFields(look)
    return fields, lambda: (fields.check(), fields.draft())


def _filters(look: Look) -> Made:
    filters = TimeFilters(look)
    filters.show_outline(OUTLINE, ON, Role.RECEPTIONIST)
    return filters, lambda: (filters.read_now(), filters.asked())


def _series(look: Look) -> Made:
    fields = SeriesFields(look)
    fields.show_start(OUTLINE, ON, Role.RECEPTIONIST, SeriesStart())
    return fields, lambda: (fields.read_now(), fields.read_rule())


def _trip(look: Look) -> Made:
    fields = TripFields(look)
    fields.show_start(OUTLINE, ON, Role.RECEPTIONIST, [])
    return fields, lambda: (fields.read_now(), fields.asked())


def _sheet(look: Look) -> Made:
    sheet = PersonSheet(look)
    sheet.fill(PatientDetails(), today=ON)
    return sheet, sheet.read


def _related(look: Look) -> Made:
    dialog = RelatedDialog(look, called="Maggie")
    return dialog, lambda: check_related(dialog.details)


def _preference(look: Look) -> Made:
    told = Preference(PreferenceId("p"), "bsl", "")  # what is looked for would change the fields
    dialog = PreferenceDialog(look, OUTLINE, called="M", today=ON, preference=told)
    return dialog, dialog.read_told


def _kept(look: Look) -> Made:
    keys = VisitNeedId("n"), 1, PreferenceId("p")
    need = VisitNeed(*keys, "bsl", "Book a BSL interpreter", "", "", NeedState.NOT_KEPT, "late")
    end = VisitEnd(PatientId("m"), "M", ON, None, State.FULFILLED, (need,))
    dialog = KeptDialog(look, end, when="today", has_begun=True)
    return dialog, dialog.read_answers


def _template(look: Look) -> Made:
    editor = TemplateEditor(look)
    return editor, lambda: read_template(editor.typed, KINDS, today=ON)


def _change(look: Look) -> Made:
    meant = SessionMeant(
        SessionId("s"), "10:00", ClinicId("c"), ClinicianId("d"), time(9), time(12)
    )
    dialog = ChangeDialog(
        look, OUTLINE, session=meant, on_date=ON, clock=lambda: NOW, zone=ZONE, today=ON
    )
    return dialog, dialog.read


def _extra(look: Look) -> Made:
    dialog = ExtraDialog(
        look, called="Maggie", start=time(9), minutes=10, kinds=KINDS, kind_id=KINDS[2].id
    )
    return dialog, lambda: (dialog.start_local, dialog.length_minutes, dialog.number_to_ring)


def _search(look: Look) -> Made:
    box = SearchBox(look)
    return box, lambda: read_query(box.field.text(), today=ON)


def _exporting(look: Look) -> Made:
    choices = [("Dr Patel", DiaryChoice(ClinicianId("d")))]
    return _dialog(ExportDiaryDialog(look, choices, on_date=ON, last_on=ON, today=ON))


def _answer(look: Look) -> Made:
    dialog = AnswerDialog(look, called="Maggie", when="today 10:20", today=ON)
    return dialog, dialog.read_quiet


NO_WRITER = SiteWriter(
    Path("/"), Path("/site.toml"), lambda *_of_file: None, None, lambda _file: ()
)
FORMS: dict[str, Callable[[Look], Made]] = {
    "booking.visit_fields": _visit_fields,
    "booking.ask_bar": lambda look: (AskBar(look, "ask_bar"), _nothing),
    "booking.series_fields": _series,
    "booking.time_filters": _filters,
    "booking.trip_fields": _trip,
    "first_start.join_page": lambda look: (JoinPage(look, "Desk 1"), _nothing),
    "first_start.later_steps": lambda look: _step(PeopleStep(look)),
    "first_start.later_steps: kinds": lambda look: _step(KindsStep(look)),
    "first_start.next_pc_page": lambda look: _step(NextPcPage(look, NO_WRITER)),
    "first_start.practice_steps": lambda look: _step(PracticeStep(look)),
    "first_start.practice_steps: clinic": lambda look: _step(ClinicStep(look)),
    "first_start.practice_steps: manager": lambda look: _step(ManagerStep(look)),
    "first_start.practice_steps: place": lambda look: _step(PlaceStep(look, Path("/"), "Desk 1")),
    "impact.change_dialog": _change,
    "kit.search_box": _search,
    "needs.kept_dialog": _kept,
    "needs.not_needed_dialog": lambda look: _dialog(NotNeededDialog(look, "BSL interpreter")),
    "people.closed_record": lambda look: (ClosedRecord(look), _nothing),
    "people.person_dialogs": lambda look: _dialog(DeathDialog(look, called="M", today=ON)),
    "people.person_dialogs: number": lambda look: _dialog(
        NumberDialog(look, called="M", number="")
    ),
    "people.person_sheet": _sheet,
    "people.preference_dialog": _preference,
    "people.related_dialog": _related,
    "setup.calendar_dialogs": _exporting,
    "setup.clinic_page": lambda look: _page(ClinicPage(look)),
    "setup.clinician_page": lambda look: _page(ClinicianPage(look)),
    "setup.closure_page": lambda look: _page(ClosurePage(look)),
    "setup.fit_page": lambda look: _page(FitPage(look)),
    "setup.pin_dialog": lambda look: _dialog(PinDialog(look, name="Priya")),
    "setup.practice_page": lambda look: _page(PracticePage(look)),
    "setup.room_page": lambda look: _page(RoomPage(look)),
    "setup.session_dialog": lambda look: _dialog(
        SessionDialog(look, OUTLINE, on_date=ON, today=ON)
    ),
    "setup.slot_type_page": lambda look: _page(SlotTypePage(look)),
    "setup.staff_page": lambda look: _page(StaffPage(look)),
    "setup.template_dialogs": lambda look: _dialog(
        TemplateDateDialog(look, None, hours=(time(9), time(12)), today=ON)
    ),
    "setup.template_dialogs: end": lambda look: _dialog(EndTemplateDialog(look, "A", today=ON)),
    "setup.template_editor": _template,
    "visits.cancel_dialog": lambda look: _dialog(CancelDialog(look, whose="M", when="now")),
    "visits.extra_dialog": _extra,
    "visits.go_to_date_dialog": lambda look: _dialog(GoToDateDialog(look, ON)),
    "visits.note_dialog": lambda look: _dialog(NoteDialog(look, time="", day="today")),
    "visits.reason_dialog": lambda look: _dialog(
        ReasonDialog(look, "Why?", field="why", act="Block")
    ),
    "visits.reason_dialog: agreed": lambda look: _dialog(
        AgreementDialog(look, [Agreement("past", "Really?", needs_reason=True)])
    ),
}
FORMS |= {
    "waiting.wish_dialog": lambda look: _dialog(
        WishDialog(look, OUTLINE, called="Maggie", today=ON)
    ),
    "waiting.answer_dialogs": _answer,
    "waiting.answer_dialogs: end": lambda look: _dialog(
        EndWishDialog(look, called="Maggie", kind="Routine")
    ),
}
WITH_RUNNER: dict[str, Callable[[Look, Runner], Made]] = {
    "sign_in.sign_in_page": lambda look, runner: (SignInPage(look, runner), _nothing),
    "visits.settle_page": lambda look, runner: (SettlePage(look, runner, zone=ZONE), _nothing),
    "waiting.waiting_page": lambda look, runner: (
        WaitingPage(look, runner, outline=lambda: OUTLINE, clock=lambda: NOW, zone=ZONE),
        _nothing,
    ),
}


@pytest.fixture
def runner() -> Iterator[Runner]:
    """A runner without a desk: nothing is asked of it here."""
    worker = Worker()
    yield Runner(worker, cast(Desk, None))
    worker.close()


def _inputs(form: QWidget) -> Iterator[QLineEdit | QPlainTextEdit]:
    for one in form.findChildren(QWidget):
        is_text = isinstance(one, QLineEdit | QPlainTextEdit) and not one.isReadOnly()
        if is_text and not isinstance(one.parentWidget(), QAbstractSpinBox):
            yield one


def _paste(field: QLineEdit | QPlainTextEdit, text: str) -> str:
    """Put a text in as a paste does, in place of what is there; return what stands there then."""
    field.selectAll()
    if isinstance(field, QLineEdit):
        field.insert(text)
    else:
        field.insertPlainText(text)
    return _text(field)


def _text(field: QLineEdit | QPlainTextEdit) -> str:
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()


@pytest.mark.data_set(BLNS)
@pytest.mark.qt_log_ignore("OpenType support missing")  # of scripts that no font here can shape
@pytest.mark.parametrize("name", [*FORMS, *WITH_RUNNER])
def test_a_naughty_text_stands_in_its_field_as_typed(
    qtbot: QtBot, look: Look, runner: Runner, test_data: DataSets, name: str
) -> None:
    strings: list[str] = json.loads(test_data(BLNS).read_text(encoding="utf-8"))
    form, read = FORMS[name](look) if name in FORMS else WITH_RUNNER[name](look, runner)
    qtbot.addWidget(form)
    bare = {QLineEdit: QLineEdit(form), QPlainTextEdit: QPlainTextEdit(form)}
    fields = [one for one in _inputs(form) if one not in bare.values()]
    assert fields
    at = 97 * [*FORMS, *WITH_RUNNER].index(name)
    for number in range(EACH_FIELD):
        for place, field in enumerate(fields):
            said = strings[(at + number + place * EACH_FIELD) % len(strings)]
            plain = bare[QLineEdit if isinstance(field, QLineEdit) else QPlainTextEdit]
            kept = _paste(field, said)
            takes_it = not isinstance(field, QLineEdit) or field.validator() is None
            cut = field.maxLength() if isinstance(field, QLineEdit) else len(said)
            assert not takes_it or kept == _paste(plain, said)[:cut], (field.objectName(), said)
        before = [_text(field) for field in fields]
        try:
            read()
        except RuleViolation as slip:
            assert slip.message
        assert [_text(field) for field in fields] == before
    assert not form.grab().isNull()
    test_data.assert_figure(BLNS, len(strings), 515)


def test_every_form_with_a_text_field_is_tried() -> None:
    root = Path(desktop.ui.__path__[0])
    made = re.compile(rf"(?<!class )\b({'|'.join(TEXT_FIELDS)})\(")
    found = {
        ".".join(file.relative_to(root).with_suffix("").parts)
        for file in root.rglob("*.py")
        if made.search(file.read_text(encoding="utf-8"))
    }
    assert found == {name.split(":")[0] for name in (*FORMS, *WITH_RUNNER)} | set(BASES)


def test_a_number_of_any_length_is_told_at_its_field(qtbot: QtBot, look: Look) -> None:
    dialog = WishDialog(look, OUTLINE, called="Maggie", today=ON)
    qtbot.addWidget(dialog)
    for line in (dialog.minutes, dialog.notice):
        line.setText("0" * 5000)
        assert dialog.read() is None
        assert "whole number" in dialog.wrong.text()
        line.clear()


def test_a_folder_of_nobody_is_told_at_its_field(qtbot: QtBot, look: Look) -> None:
    page = NextPcPage(look, NO_WRITER)
    qtbot.addWidget(page)
    page.desk_name.set_text("Desk 2")
    page.folder.set_text("~nobody of that name/stick")
    with pytest.raises(RuleViolation, match="whole way"):
        page.check()

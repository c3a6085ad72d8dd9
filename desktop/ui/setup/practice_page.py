"""The practice page: its name, nation, phone and code; the zone its clocks show."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.domain.errors import RuleViolation
from desktop.domain.practice_setup import NATIONS, read_ods_code, read_practice_phone
from desktop.domain.setup_records import PracticeDetails, SetupRecords
from desktop.ui.kit.choice_fields import ChoiceField
from desktop.ui.kit.form_fields import LineField, Tone
from desktop.ui.kit.look import Look
from desktop.ui.setup.one_record_page import OneRecordPage
from desktop.ui.setup.record_editor import RecordEditor
from desktop.ui.setup.record_list import RecordRow


class PracticeEditor(RecordEditor):
    """The one practice of this database; there is nothing to retire."""

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(look, "practice_editor", parent)
        self.name = LineField(look, "name", "Name", self)
        self.nation = ChoiceField(look, "nation", "Nation", self)
        self.nation.fill((words, code) for code, words in NATIONS.items())
        self.code = LineField(look, "ods_code", "ODS code", self)
        self.phone = LineField(look, "phone", "Phone, printed on appointment cards", self)
        for field in (self.name, self.nation, self.code, self.phone):
            self.add_field(field)
        self.phone.changed.connect(self._read_phone)
        self.code.changed.connect(self._read_code)
        self.build_foot(can_retire=False)

    def _read_code(self) -> None:
        try:
            doubt = read_ods_code(self.code.text)[1]
        except RuleViolation as slip:
            self.code.say(Tone.WRONG, slip.message)
        else:
            self.code.say(Tone.WARNING if doubt else Tone.NONE, doubt)

    def _read_phone(self) -> None:
        try:
            doubt = read_practice_phone(self.phone.text)[1]
        except RuleViolation:
            doubt = ""  # said when it is saved
        self.phone.say(Tone.WARNING if doubt else Tone.NONE, doubt)

    def fill(self, details: PracticeDetails) -> None:
        self.name.set_text(details.name)
        self.nation.box.choose(details.nation)
        self.phone.set_text(details.phone)
        self.code.set_text(details.ods_code)

    @property
    def details(self) -> PracticeDetails:
        nation = self.nation.box.currentData()
        return PracticeDetails(self.name.text, nation, self.code.text, self.phone.text)

    def shown_value(self, details: Any, name: str) -> str:
        return NATIONS[details.nation] if name == "nation" else super().shown_value(details, name)


class PracticePage(OneRecordPage):
    """The one practice of this database."""

    title = "Practice"

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(look, PracticeEditor(look), icon="house", parent=parent)
        self._zone = ""

    def show_setup(self, records: SetupRecords) -> None:
        self._zone = records.zone
        self.show_records((records.practice,))

    def row_of(self, record: Any) -> RecordRow:
        return RecordRow(record.id, record.details.name, "", self.title)

    def open_record(self, record: Any, typed: Any) -> None:
        super().open_record(record, typed)
        zone = self._zone.replace("_", " ")
        self.form.say(
            record.details.name if record is not None else self.title,
            f"Times are shown as clocks show them in {zone}. Bank holidays follow the nation.",
        )

    def blank(self) -> PracticeDetails:
        return PracticeDetails()

"""The page of clinics: where the practice works, when it is open, what is there."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.domain.errors import RuleViolation
from desktop.domain.opening_hours import EXAMPLE, read_hours, say_closed_days, say_hours
from desktop.domain.setup_records import CLINIC_FEATURES, ClinicDetails, SetupRecords
from desktop.ui.kit.form_fields import LineField, LinesField, Tone
from desktop.ui.kit.look import Look
from desktop.ui.kit.ticks_field import TicksField
from desktop.ui.setup.record_editor import RecordEditor, SetupRecordPage
from desktop.ui.setup.record_list import RecordRow


class ClinicEditor(RecordEditor):
    """A place the practice works at; its hours are said back as they are understood."""

    new_title = "New clinic"
    new_words = "A place the practice works at. Its rooms are added on their own page."
    retire_words = "Once it is retired, nothing new is made there."

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(look, "clinic_editor", parent)
        self.name = LineField(look, "name", "Name", self)
        self.address = LinesField(look, "address", "Address", self)
        self.hours = LineField(look, "opening_hours", "Opening hours", self)
        self.hours.edit.setPlaceholderText(EXAMPLE.partition(",")[0])
        self.features = TicksField(
            look, "features", "What is there", others="Anything else, with commas", parent=self
        )
        self.features.offer((one.capitalize(), one) for one in CLINIC_FEATURES)
        self.code = LineField(look, "ods_site_code", "ODS site code", self)
        for field in (self.name, self.address, self.hours, self.features, self.code):
            self.add_field(field)
        self.hours.changed.connect(lambda: self._read_hours(finished=False))
        self.hours.left.connect(lambda: self._read_hours(finished=True))
        self.build_foot()

    def _read_hours(self, *, finished: bool) -> None:
        try:
            hours = read_hours(self.hours.text[:400])
        except RuleViolation as slip:
            tone = Tone.WRONG if finished else Tone.NONE
            self.hours.say(tone, slip.message if finished else "")
            return
        said = f"{say_hours(hours)}. {say_closed_days(hours)}".strip() if hours else ""
        self.hours.say(Tone.UNDERSTOOD if said else Tone.NONE, said)

    def fill(self, details: ClinicDetails) -> None:
        self.name.set_text(details.name)
        self.address.set_text(details.address)
        self.hours.set_text(details.opening_hours)
        self.features.set_values(details.features)
        self.code.set_text(details.ods_site_code)

    @property
    def details(self) -> ClinicDetails:
        return ClinicDetails(
            self.name.text,
            self.address.text,
            self.code.text,
            self.hours.text,
            self.features.values,
        )


class ClinicPage(SetupRecordPage):
    """The clinics in use, then those that are retired."""

    title = "Clinics"
    filter_words = "Filter by name or feature"
    nothing = ("There is no clinic yet.", "Insert adds one.")

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(look, ClinicEditor(look), icon="map-pin", parent=parent)

    def show_setup(self, records: SetupRecords) -> None:
        self.show_records(sorted(records.clinics, key=lambda one: not one.active))

    def row_of(self, record: Any) -> RecordRow:
        details: ClinicDetails = record.details
        caption = details.opening_hours or ", ".join(details.features) or "No hours said"
        group = "In use" if record.active else self.gone
        return RecordRow(record.id, details.name, caption, group, has_gone=not record.active)

    def blank(self) -> ClinicDetails:
        return ClinicDetails()

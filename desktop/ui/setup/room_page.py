"""The page of rooms: in which clinic, and what each has."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.domain.setup_records import ROOM_FEATURES, RoomDetails, SetupRecords
from desktop.domain.text import sentence_case
from desktop.ui.kit.choice_fields import ChoiceField
from desktop.ui.kit.form_fields import LineField
from desktop.ui.kit.look import Look
from desktop.ui.kit.ticks_field import TicksField
from desktop.ui.setup.record_editor import RecordEditor, SetupRecordPage
from desktop.ui.setup.record_list import RecordRow


class RoomEditor(RecordEditor):
    """A room of a clinic."""

    new_title = "New room"
    new_words = "What a room has helps to find the right time for whoever needs it."
    retire_words = "Once it is retired, no session is put there."

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(look, "room_editor", parent)
        self._names: dict[str, str] = {}
        self.name = LineField(look, "name", "Name", self)
        self.clinic = ChoiceField(look, "clinic_id", "Clinic", self)
        self.features = TicksField(
            look, "features", "What it has", others="Anything else, with commas", parent=self
        )
        self.features.offer((one.capitalize(), one) for one in ROOM_FEATURES)
        for field in (self.name, self.clinic, self.features):
            self.add_field(field)
        self.build_foot()

    def offer(self, records: SetupRecords) -> None:
        """Offer the clinics in use."""
        self._names = {str(one.id): one.details.name for one in records.clinics}
        chosen = self.clinic.box.currentData()
        self.clinic.fill((one.details.name, one.id) for one in records.clinics if one.active)
        self._choose(chosen)

    def _choose(self, clinic_id: str | None) -> None:
        if clinic_id is not None and not self.clinic.box.choose(clinic_id):
            entries = [
                (self.clinic.box.itemText(at), self.clinic.box.itemData(at))
                for at in range(self.clinic.box.count())
            ]
            self.clinic.box.fill(
                [*entries, (f"{self._names.get(clinic_id, '')}, retired", clinic_id)]
            )
            self.clinic.box.choose(clinic_id)

    def clinic_name(self, clinic_id: str | None) -> str:
        """Return what a clinic is called."""
        return self._names.get(str(clinic_id), "")

    def fill(self, details: RoomDetails) -> None:
        self.name.set_text(details.name)
        self._choose(details.clinic_id)
        self.features.set_values(details.features)

    @property
    def details(self) -> RoomDetails:
        return RoomDetails(self.clinic.box.currentData(), self.name.text, self.features.values)

    def shown_value(self, details: Any, name: str) -> str:
        if name == "clinic_id":
            return self.clinic_name(details.clinic_id)
        return super().shown_value(details, name)


class RoomPage(SetupRecordPage):
    """The rooms by clinic, then those that are retired."""

    title = "Rooms"
    filter_words = "Filter by name or clinic"
    nothing = ("There is no room yet.", "Insert adds one.")

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(look, RoomEditor(look), icon="door", parent=parent)

    def show_setup(self, records: SetupRecords) -> None:
        self.offer(records)
        names = {one.id: one.details.name for one in records.clinics}

        def place(one: Any) -> tuple[bool, str]:
            return not one.active, names.get(one.details.clinic_id, "")

        self.show_records(sorted(records.rooms, key=place))

    def row_of(self, record: Any) -> RecordRow:
        details: RoomDetails = record.details
        clinic = self.form.clinic_name(details.clinic_id)
        said = ", ".join(details.features) or "Nothing special"
        said = sentence_case(said)
        caption = said if record.active else clinic
        group = clinic if record.active else self.gone
        return RecordRow(record.id, details.name, caption, group, has_gone=not record.active)

    def blank(self) -> RoomDetails:
        # Rooms are added several at a time: the clinic is that of the one chosen before.
        kept = self.form.clinic.box.itemData(0)
        before = self.model.rows
        chosen = [one.record for one in before if one.key == self._before]
        return RoomDetails(chosen[0].details.clinic_id if chosen else kept)

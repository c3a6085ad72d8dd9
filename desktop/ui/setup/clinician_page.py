"""The page of clinicians: title, names, role, gender, languages, clinics, colour."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.domain.practice_setup import COLOUR_NAMES
from desktop.domain.setup_records import (
    GENDERS,
    PROFESSIONS,
    ClinicianDetails,
    SetupRecords,
    spell_role,
)
from desktop.ui.kit.choice_fields import ChoiceField
from desktop.ui.kit.form_fields import LineField, Tone
from desktop.ui.kit.look import Look
from desktop.ui.kit.ticks_field import ColourField, SuggestingField, TicksField, WordsField
from desktop.ui.setup.record_editor import RecordEditor, SetupRecordPage
from desktop.ui.setup.record_list import RecordRow

NOT_SAID = "Not said"
TITLES = ("Dr", "Miss", "Mr", "Mrs", "Ms", "Mx", "Prof", "Sister")


class ClinicianEditor(RecordEditor):
    """Somebody people come to see; whether they sign in is on the page of the staff."""

    new_title = "New clinician"
    new_words = "Somebody people come to see. To sign in they are also on the staff."
    retire_words = "Once they are retired, no session is made for them."
    gone_words = "They are retired: nothing can be changed until they are back."

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(look, "clinician_editor", parent)
        self._roles: frozenset[str] = frozenset()
        self.name_title = SuggestingField(look, "title", "Title", self)
        self.name_title.keep_narrow(look, 110)
        self.name_title.suggest(TITLES)
        self.given = LineField(look, "given_names", "Given names", self)
        self.family = LineField(look, "family_name", "Last name", self)
        self.profession = SuggestingField(look, "profession", "Role, such as GP or nurse", self)
        self.gender = ChoiceField(look, "gender", "Gender", self)
        self.gender.fill([(NOT_SAID, None), *((words, one) for one, words in GENDERS.items())])
        self.languages = WordsField(look, "languages", "Languages, with commas", self)
        self.clinics = TicksField(
            look, "clinic_ids", "Works at (none ticked: anywhere)", parent=self
        )
        self.colour = ColourField(look, "colour", "Colour of their column in the diary", self)
        self.colour.offer(
            [("No colour", ""), *((words, key) for key, words in COLOUR_NAMES.items())]
        )
        for field in (
            self.name_title,
            self.given,
            self.family,
            self.profession,
            self.gender,
            self.languages,
            self.clinics,
            self.colour,
        ):
            self.add_field(field)
        self.profession.changed.connect(self._say_role)
        self.build_foot()

    def offer(self, records: SetupRecords) -> None:
        """Offer the clinics in use, and the roles people here have."""
        self.clinics.offer((one.details.name, one.id) for one in records.clinics if one.active)
        self._roles = frozenset(one.details.profession for one in records.clinicians)
        spelt = {spell_role(one, self._roles) for one in self._roles}
        self.profession.suggest((*sorted(spelt), *PROFESSIONS))

    def role_of(self, details: ClinicianDetails) -> str:
        """Return a clinician's role in the spelling that its group has."""
        return spell_role(details.profession, self._roles)

    def _say_role(self) -> None:
        """Say how the role will be spelt, where that is not how it is typed."""
        typed = " ".join(self.profession.text.split())
        spelt = spell_role(typed, self._roles)
        is_same = not typed or spelt == typed
        self.profession.say(*((Tone.NONE, "") if is_same else (Tone.UNDERSTOOD, spelt)))

    def fill(self, details: ClinicianDetails) -> None:
        self.name_title.set_text(details.title)
        self.given.set_text(details.given_names)
        self.family.set_text(details.family_name)
        self.profession.set_text(details.profession)
        self.gender.box.setCurrentIndex(max(0, self.gender.box.findData(details.gender)))
        self.languages.set_values(details.languages)
        self.clinics.set_values(details.clinic_ids)
        self.colour.box.setCurrentIndex(max(0, self.colour.box.findData(details.colour)))

    @property
    def details(self) -> ClinicianDetails:
        return ClinicianDetails(
            self.name_title.text,
            self.given.text,
            self.family.text,
            self.profession.text,
            self.gender.box.currentData(),
            self.languages.values,
            self.clinics.values,
            self.colour.box.currentData() or "",
        )

    def shown_value(self, details: Any, name: str) -> str:
        if name == "gender":
            return GENDERS.get(details.gender, NOT_SAID)
        if name == "colour":
            return COLOUR_NAMES.get(details.colour, "No colour")
        if name == "clinic_ids":
            return f"{len(details.clinic_ids)} clinics"
        return super().shown_value(details, name)


class ClinicianPage(SetupRecordPage):
    """The clinicians by role, then those that are retired."""

    title = "Clinicians"
    filter_words = "Filter by name or role"
    nothing = ("There is no clinician yet.", "Insert adds one.")

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(look, ClinicianEditor(look), icon="first-aid", parent=parent)

    def show_setup(self, records: SetupRecords) -> None:
        self.offer(records)

        def place(one: Any) -> tuple[bool, str]:
            return not one.active, self.form.role_of(one.details)

        self.show_records(sorted(records.clinicians, key=place))

    def row_of(self, record: Any) -> RecordRow:
        details: ClinicianDetails = record.details
        role = self.form.role_of(details)
        caption = ", ".join(details.languages) or role
        group = role if record.active else self.gone
        return RecordRow(record.id, details.name, caption, group, has_gone=not record.active)

    def blank(self) -> ClinicianDetails:
        return ClinicianDetails()

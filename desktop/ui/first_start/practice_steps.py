"""The pages a new practice can't do without: itself, its first clinic and manager, its place."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.domain.errors import RuleViolation
from desktop.domain.pins import check_new_pin, check_same_pin
from desktop.domain.practice_setup import (
    NATIONS,
    check_address,
    check_name,
    check_nation,
    read_ods_code,
    read_practice_phone,
)
from desktop.domain.text import clean_line
from desktop.exchange.ods_list import ListedPractice
from desktop.operations.first_start import look_up_practice
from desktop.ui.errors import tell
from desktop.ui.first_start.errand import Errand
from desktop.ui.first_start.step_page import StepPage, breakable
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.choice_fields import ChoiceField, hidden_line
from desktop.ui.kit.form_fields import LineField, LinesField, Tone
from desktop.ui.kit.look import Look

LISTS = "Lists of practices (*.csv *.csv.gz);;All files (*)"


class PracticeStep(StepPage):
    """Name, nation, phone, and the ODS code, which can be looked up in a list.

    Signals: ``listed(ListedPractice)`` once the list had the code.
    """

    listed = Signal(object)

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(
            look,
            "practice_step",
            "The practice",
            "As it stands on letters. All of this can be changed later.",
            parent,
        )
        self._errand = Errand(self)
        self.name = LineField(look, "name", "Name of the practice", self)
        self.nation = ChoiceField(look, "nation", "Nation (its bank holidays are kept)", self)
        self.nation.fill((words, code) for code, words in NATIONS.items())
        self.code = LineField(look, "ods_code", "ODS code (may be left empty)", self)
        for field in (self.name, self.nation, self.code):
            self.add_field(field)
        self.look_up_button = KeyButton(
            look, "Look the code up in a list…", name="look_up_button", parent=self
        )
        self.look_up_button.setAccessibleDescription(
            "Choose the list of practices that NHS England publishes, epraccur.csv"
        )
        self.look_up_button.clicked.connect(self._on_look_up_clicked)
        self.body.addWidget(self.look_up_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.phone = LineField(
            look, "phone", "Phone, printed on appointment cards (may be left empty)", self
        )
        self.add_field(self.phone)
        self.code.changed.connect(self._on_code_changed)

    def check(self) -> None:
        """Raise RuleViolation at the first field that is not right."""
        check_name(self.name.text)
        check_nation(str(self.nation.box.currentData()))
        read_ods_code(self.code.text)
        read_practice_phone(self.phone.text)

    def look_up(self, file: Path) -> None:
        """Look the typed code up in a list of practices."""
        code = self.code.text
        self._errand.run(
            lambda: look_up_practice(file, code),
            on_done=self._on_looked_up,
            on_failed=self._on_not_looked_up,
        )

    def _on_look_up_clicked(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "List of practices (epraccur)", "", LISTS)
        if name:
            self.look_up(Path(name))

    def _on_looked_up(self, found: ListedPractice) -> None:
        self.code.set_text(found.code)
        self.name.set_text(found.name)
        if found.is_open:
            self.code.say(Tone.UNDERSTOOD, f"{found.name}, {found.postcode}")
        else:
            self.code.say(Tone.WARNING, "This practice is closed, the list says. Check the code.")
        self.listed.emit(found)

    def _on_not_looked_up(self, error: BaseException) -> None:
        if isinstance(error, RuleViolation):
            self.say_slip(error)
        else:
            self.message.say(Tone.WRONG, str(error) or tell(error).words)

    def _on_code_changed(self) -> None:
        try:
            warning = read_ods_code(self.code.text)[1]
        except RuleViolation:
            warning = ""  # said when going on
        self.code.say(Tone.WARNING, warning)


class ClinicStep(StepPage):
    """The first place the practice works at."""

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(
            look,
            "clinic_step",
            "The first clinic",
            "The place people come to. More places can be added later.",
            parent,
        )
        self.name = LineField(look, "clinic_name", "What the desk calls it", self)
        self.address = LinesField(look, "clinic_address", "Address (may be left empty)", self)
        self.add_field(self.name)
        self.add_field(self.address)
        self.next_button.set_words("Next", key="Ctrl+Enter")

    def check(self) -> None:
        """Raise RuleViolation at the first field that is not right."""
        check_name(self.name.text, field="clinic_name")
        check_address(self.address.text, field="clinic_address")

    def take_listed(self, found: ListedPractice) -> None:
        """Fill what is empty from the list."""
        if not self.name.text.strip():
            self.name.set_text(found.name)
        if not self.address.text.strip():
            lines = (found.address, found.postcode)
            self.address.set_text("\n".join(line for line in lines if line))


class ManagerStep(StepPage):
    """Who sets the practice up and lets the others in."""

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(
            look,
            "manager_step",
            "The first manager",
            "A manager sets up sessions and lets the others in. The PIN has 6 to 12 digits that "
            "don’t count or repeat. Nobody can read it later, so remember it.",
            parent,
        )
        self.name = LineField(look, "manager_name", "Name", self)
        self.pin = hidden_line(look, "pin", "PIN", self)
        self.again = hidden_line(look, "again", "The same PIN again", self)
        for field in (self.name, self.pin, self.again):
            self.add_field(field)

    def check(self) -> None:
        """Raise RuleViolation at the first field that is not right."""
        check_name(self.name.text, field="manager_name")
        check_new_pin(self.pin.text)
        check_same_pin(self.pin.text, self.again.text)


class PlaceStep(StepPage):
    """Where the practice is kept, and what this desk is called; from here on all may wait."""

    def __init__(self, look: Look, folder: Path, desk_name: str, parent: QWidget | None = None):
        super().__init__(look, "place_step", "Where it is kept", "", parent)
        self._file_words = (
            "Everything is in one file on this PC’s own disk, copied each day. Keep it out of "
            "folders that a network or a cloud service shares. What comes after this page can "
            "wait."
        )
        self.folder = LineField(look, "folder", "Folder", self)
        self.folder.set_text(str(folder))
        self.choose_button = KeyButton(
            look, "Another folder…", name="choose_folder_button", parent=self
        )
        self.choose_button.clicked.connect(self._on_choose_clicked)
        self.desk_name = LineField(look, "desk_name", "What this desk is called", self)
        self.desk_name.set_text(desk_name)
        self.add_field(self.folder)
        self.body.addWidget(self.choose_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.add_field(self.desk_name)
        self.later_button.set_words("Make it now, the rest later")
        self.later_button.show()
        self.set_given("")

    def set_given(self, words: str) -> None:
        """Say the database it is made in; "" for one to be made in the folder."""
        for part in (self.folder, self.choose_button):
            part.setVisible(not words)
        text = (
            f"It is made in {breakable(words)}. What comes after this page can wait."
            if words
            else self._file_words
        )
        self.words.setText(text)
        self.words.show()

    def enter(self) -> None:
        (self.folder if self.folder.isVisibleTo(self) else self.desk_name).focus()

    def check(self) -> None:
        """Raise RuleViolation where the desk has no name; the folder is looked at elsewhere."""
        clean_line(self.desk_name.text, field="desk_name", longest=60, required=True)

    def _on_choose_clicked(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Folder for the practice", self.folder.text)
        if chosen:
            self.folder.set_text(chosen)

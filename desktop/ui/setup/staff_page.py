"""The staff page: who may sign in and as what, who has left, whose PIN is to be set anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.domain.permissions import Role
from desktop.domain.pins import LEAST_DIGITS, MOST_DIGITS
from desktop.domain.practice import Clinician
from desktop.domain.staff import StaffDetails, StaffList, StaffMember
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.choice_fields import ChoiceField, hidden_line
from desktop.ui.kit.editor_frame import EditorFrame
from desktop.ui.kit.form_fields import LineField
from desktop.ui.kit.look import Look
from desktop.ui.setup.record_list import RecordRow
from desktop.ui.setup.record_page import RecordPage
from desktop.ui.setup.template_fields import TicksField

ROLES = (Role.RECEPTIONIST, Role.CLINICIAN, Role.MANAGER)
GROUPS = {Role.RECEPTIONIST: "Reception", Role.CLINICIAN: "Clinicians", Role.MANAGER: "Managers"}
GONE = "Have left"
GONE_WORDS = "They have left: nothing can be changed until they are back."
NO_SESSIONS = "No sessions of their own"
LABELS = {
    "name": "Name",
    "role": "Role",
    "clinician_id": "In the diary as",
    "may_draft": "Set-up",
}
MAY_DRAFT = "May draft sessions"


class StaffTyped(NamedTuple):
    """All that is typed of somebody; the PIN of a new one twice."""

    details: StaffDetails
    pin: str = ""
    again: str = ""


class StaffEditor(EditorFrame):
    """Somebody on the staff, or somebody new.

    Signals: ``pin_wanted()``, ``retire_wanted()``, ``discarded()``.
    """

    pin_wanted = Signal()
    retire_wanted = Signal()
    discarded = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(look, "staff_editor", parent)
        self._clinicians: tuple[Clinician, ...] = ()
        self.name = LineField(look, "name", LABELS["name"], self)
        self.role = ChoiceField(look, "role", LABELS["role"], self)
        self.role.fill((one.words, one) for one in ROLES)
        self.clinician = ChoiceField(look, "clinician_id", LABELS["clinician_id"], self)
        self.clinician.fill([(NO_SESSIONS, None)])
        self.pin = hidden_line(look, "pin", "First PIN, or leave it for later", self)
        self.again = hidden_line(look, "again", "The same PIN again", self)
        self.may_draft = TicksField(
            look, "may_draft", LABELS["may_draft"], ((MAY_DRAFT, MAY_DRAFT, 1),), self
        )
        for field in (
            self.name,
            self.role,
            self.clinician,
            self.pin,
            self.again,
            self.may_draft,
        ):
            self.add_field(field)
        self.role.changed.connect(self._fit_role)
        self.pin_button = KeyButton(look, "Set a new PIN", name="pin_button", parent=self)
        self.pin_button.clicked.connect(self.pin_wanted)
        self.retire_button = KeyButton(look, "", key="Del", name="retire_button", parent=self)
        self.retire_button.clicked.connect(self.retire_wanted)
        self._of_record = self._build_acts(look)
        self.body.addWidget(self._of_record)
        self.save_button = KeyButton(
            look, "Save", key="Ctrl+Enter", kind="primary", name="save_button", parent=self
        )
        self.save_button.clicked.connect(self.submitted)
        self.discard_button = KeyButton(look, "Discard", name="discard_button", parent=self)
        self.discard_button.clicked.connect(self.discarded)
        self.add_buttons(self.save_button, self.discard_button)

    def _build_acts(self, look: Look) -> QFrame:
        """Build what can be done with somebody who is there."""
        card = QFrame(self)
        card.setProperty("kind", "card")
        self.pin_words = QLabel(card)
        self.pin_words.setWordWrap(True)
        self.retire_words = QLabel(card)
        self.retire_words.setWordWrap(True)
        column = QVBoxLayout(card)
        column.setContentsMargins(look.px(12), look.px(10), look.px(12), look.px(10))
        column.setSpacing(look.px(10))
        self._rows: list[QWidget] = []
        for words, button in (
            (self.pin_words, self.pin_button),
            (self.retire_words, self.retire_button),
        ):
            words.setTextFormat(Qt.TextFormat.PlainText)
            line = QWidget(card)
            row = QHBoxLayout(line)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(look.px(10))
            row.addWidget(words, 1)
            row.addWidget(button)
            column.addWidget(line)
            self._rows.append(line)
        return card

    def offer(self, clinicians: Sequence[Clinician]) -> None:
        """Offer these as whose sessions may be somebody's own."""
        if tuple(clinicians) != self._clinicians:
            self._clinicians = tuple(clinicians)
            chosen = self.clinician.box.currentData()
            entries = [(f"{one.name}, {one.profession}", one.id) for one in clinicians]
            self.clinician.box.fill([(NO_SESSIONS, None), *entries])
            self.clinician.box.choose(chosen)

    def clinician_words(self, details: StaffDetails) -> str:
        """Return whom somebody is in the diary: the name too, where it is not their own."""
        for one in self._clinicians:
            if one.id == details.clinician_id:
                own_name = one.name == details.name
                return one.profession if own_name else f"{one.name}, {one.profession}"
        return NO_SESSIONS if details.role is Role.CLINICIAN else ""

    def show_member(self, member: StaffMember | None, typed: StaffTyped) -> None:
        """Show somebody on the staff, or somebody new (None), with what is typed of them."""
        self.fill(typed.details)
        self.pin.set_text(typed.pin)
        self.again.set_text(typed.again)
        active = member is None or member.active
        for field in (self.name, self.role, self.clinician, self.may_draft):
            field.setEnabled(active)
        for field in (self.pin, self.again):
            field.setVisible(member is None)
        for button in (self.save_button, self.discard_button):
            button.setVisible(active)
        self._of_record.setVisible(member is not None)
        self.put_acts(self._of_record, first=not active)
        if member is None:
            digits = f"{LEAST_DIGITS} to {MOST_DIGITS} digits"
            self.say("New on the staff", f"They sign in by their name and a PIN of {digits}.")
            return
        self.say(member.name, "" if active else GONE_WORDS)
        self._rows[0].setVisible(active)
        self.pin_words.setText(
            "They sign in with a PIN." if member.has_pin else "No PIN yet, so they can’t sign in."
        )
        self.retire_words.setText(
            "When they leave, they can’t sign in any more."
            if active
            else "What they did stays on record. Their role and their PIN are as they were."
        )
        self.retire_button.set_words("End their work here" if active else "Bring them back")

    def fill(self, details: StaffDetails) -> None:
        """Show these details: of a record, or of two edits brought together."""
        self.name.set_text(details.name)
        self.role.box.choose(details.role)
        if not self.clinician.box.choose(details.clinician_id):
            self.clinician.box.setCurrentIndex(0)
        self.may_draft.tick((1,) if details.may_draft else ())
        self._fit_role()

    def _fit_role(self) -> None:
        self.clinician.setVisible(self._role is Role.CLINICIAN)
        self.may_draft.setVisible(self._role is not Role.MANAGER)

    @property
    def _role(self) -> Role:
        return Role(self.role.box.currentData() or Role.RECEPTIONIST)  # Qt gives its text back

    @property
    def details(self) -> StaffDetails:
        """Return what is typed and chosen."""
        clinician = self.clinician.box.currentData()
        may_draft = bool(self.may_draft.values)
        return own(StaffDetails(self.name.text, self._role, clinician, may_draft))

    @property
    def typed(self) -> StaffTyped:
        """Return all that is typed."""
        return StaffTyped(self.details, self.pin.text, self.again.text)


class StaffPage(RecordPage):
    """Everybody on the staff, and who has left.

    Signals: ``pin_requested(StaffMember)``.
    """

    pin_requested = Signal(object)

    title = "Staff and roles"
    filter_words = "Filter by name or role"
    nothing = ("Nobody is on the staff yet.", "Insert adds somebody.")

    def __init__(self, look: Look, parent: QWidget | None = None):
        self.form = StaffEditor(look)
        super().__init__(look, self.form, icon="users", parent=parent)
        self.setObjectName("staff_page")
        self.form.pin_wanted.connect(lambda: self.pin_requested.emit(self.record))
        self.form.retire_wanted.connect(self.retire)
        self.form.discarded.connect(self.discard)

    def show_staff(self, staff: StaffList) -> None:
        """Show everybody as they were read."""
        self.form.offer(staff.clinicians)
        self.show_records(staff.members)

    def row_of(self, record: StaffMember) -> RecordRow:
        details = record.details
        said = [details.role.words if not record.active else "", self.form.clinician_words(details)]
        if record.active and not record.has_pin:
            said.append("no PIN yet" if said[1] else "No PIN yet")
        caption = ", ".join(filter(None, said)) or "Signs in with a PIN"
        group = GROUPS.get(details.role, "Others") if record.active else GONE
        return RecordRow(record.id, record.name, caption, group, has_gone=not record.active)

    def open_record(self, record: StaffMember | None, typed: StaffTyped | None) -> None:
        self.form.show_member(record, typed or self.pristine(record))

    def typed(self) -> StaffTyped:
        return self.form.typed

    def pristine(self, record: StaffMember | None) -> StaffTyped:
        return StaffTyped(own(record.details) if record is not None else StaffDetails())


def own(details: StaffDetails) -> StaffDetails:
    """Return the details as they count: only clinicians have sessions of their own.

    Managers need no leave to prepare sessions.
    """
    if details.role is not Role.CLINICIAN:
        details = replace(details, clinician_id=None)
    return replace(details, may_draft=details.may_draft and details.role is not Role.MANAGER)


def shown_value(details: StaffDetails, name: str, clinicians: Sequence[Clinician]) -> str:
    """Return a field's value in words."""
    if name == "role":
        return details.role.words
    if name == "clinician_id":
        names = {one.id: one.name for one in clinicians}
        return names.get(details.clinician_id, NO_SESSIONS) if details.clinician_id else NO_SESSIONS
    if name == "may_draft":
        return "prepares session templates" if details.may_draft else "no"
    return details.name

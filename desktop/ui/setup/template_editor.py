"""The editor of a session template: its rule, its slots, and what comes of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from desktop.domain.errors import RuleViolation
from desktop.domain.ids import RoomId, SlotTypeId
from desktop.domain.practice import Clinic, Clinician, PracticeOutline, Room
from desktop.domain.said_dates import read_go_to_date
from desktop.domain.template_typed import Ends, Pace, TemplateTyped
from desktop.domain.templates import BankHolidayRule, SessionTemplate, TemplateState, minute_of
from desktop.domain.times import DAYS, DAYS_WHOLE, long_date
from desktop.operations.template_preview import TemplatePreview, TemplatesInSetup
from desktop.ui.kit.button_row import ButtonRow
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.choice_fields import ChoiceField, TimeField
from desktop.ui.kit.editor_frame import EditorFrame
from desktop.ui.kit.flowing import FieldRow
from desktop.ui.kit.form_fields import Field, LineField, Tone
from desktop.ui.kit.look import Look
from desktop.ui.setup.preview_table import WeeksView
from desktop.ui.setup.template_fields import DatesField, PatternField, Section, TicksField

WIDE_PX = 820
MOST_TURNS = 4
"""A row that goes below its neighbour makes all higher, which may turn another one."""
NO_ROOM = "No room"
PUBLISHED = (
    "Published: it can’t be changed here. F2, Change from a date, makes a draft to take over."
)
OWN_DATES = "Single dates can be changed at once."
NTHS = (("1st", "First", 1), ("2nd", "Second", 2), ("3rd", "Third", 3), ("4th", "Fourth", 4))
LAST_NTHS = (("5th", "Fifth", 5), ("Last", "Last", -1))
BANK_HOLIDAYS = (
    ("Skip them", BankHolidayRule.SKIP),
    ("Work them", BankHolidayRule.KEEP),
    ("Ask each time", BankHolidayRule.ASK),
)
LABELS = {
    "name": "Name",
    "clinic_id": "Clinic",
    "clinician_id": "Who",
    "room_id": "Room",
    "pace": "Repeats",
    "interval": "Every how many",
    "days": "Days",
    "nths": "Which in the month",
    "first_on": "First day",
    "ends": "Until",
    "until": "Last day",
    "count": "How many times",
    "start_local": "Starts",
    "end_local": "Ends",
    "bank_holidays": "Bank holidays",
    "pattern": "Slots in a day",
    "exceptions": "Except",
    "last_on": "Last day",
    "replaces_id": "Takes over from",
}
_NOT_SHOWN = {"start_local": "end_local", "room": "room_id", "repeat": "days", "never": "until"}


class TemplateEditor(EditorFrame):
    """Says at each field what is wrong with it, in plain words what is right.

    Signals: ``publish_wanted()``, ``discarded()``, ``end_wanted()``, ``change_wanted()``.
    """

    publish_wanted = Signal()
    discarded = Signal()
    end_wanted = Signal()
    change_wanted = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(look, "template_editor", parent)
        self._inside.setMaximumWidth(look.px(WIDE_PX))
        # It is nearly always higher than the window; lines then wrap once, for the width there is.
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._outline: PracticeOutline | None = None
        self._carried: TemplateTyped = TemplateTyped()
        self._is_filling = False
        self._opens: dict[SlotTypeId, str] = {}
        self._today: date | None = None
        self._rows: list[FieldRow] = []
        self._build_rule()
        self._build_pattern()
        self._build_preview()
        self._build_buttons()
        self.changed.connect(self._fit_choices)
        self.clinic.box.currentIndexChanged.connect(self._on_clinic_chosen)
        self.clinician.box.currentIndexChanged.connect(self._on_clinician_chosen)
        for field in (self.first_on, self.until):
            field.changed.connect(lambda field=field: self._say_date(field))
        self._fit_choices()

    # -- building -------------------------------------------------------------------------------

    def _build_rule(self) -> None:
        """Build the fields in the order they stand in: Tab goes by it."""
        look = self._look
        self.name = LineField(look, "name", LABELS["name"], self)
        self.clinician = ChoiceField(look, "clinician_id", LABELS["clinician_id"], self)
        self.clinician.box.keep_whole()
        self.clinic = ChoiceField(look, "clinic_id", LABELS["clinic_id"], self)
        self.room = ChoiceField(look, "room_id", LABELS["room_id"], self)
        self.start = TimeField(look, "start_local", LABELS["start_local"], self)
        self.end = TimeField(look, "end_local", LABELS["end_local"], self)
        self.pace = ChoiceField(look, "pace", LABELS["pace"], self)
        self.pace.fill((one.words, one) for one in Pace)
        self.interval = LineField(look, "interval", LABELS["interval"], self)
        self.bank_holidays = ChoiceField(look, "bank_holidays", LABELS["bank_holidays"], self)
        self.bank_holidays.fill(BANK_HOLIDAYS)
        days = [(DAYS[day], DAYS_WHOLE[day], day) for day in range(7)]
        self.nths = TicksField(look, "nths", LABELS["nths"], (*NTHS, *LAST_NTHS), self)
        self.days = TicksField(look, "days", LABELS["days"], days, self)
        self.first_on = LineField(look, "first_on", LABELS["first_on"], self)
        self.ends = ChoiceField(look, "ends", LABELS["ends"], self)
        self.ends.fill((one.words, one) for one in Ends)
        self.until = LineField(look, "until", LABELS["until"], self)
        self.count = LineField(look, "count", LABELS["count"], self)
        self.exceptions = DatesField(look, "exceptions", LABELS["exceptions"], self)
        self._add_row((self.name, 3), (self.clinician, 2))
        self._add_row((self.clinic, 2), (self.room, 2), (self.start, 1), (self.end, 1))
        self._add_row((self.pace, 2), (self.interval, 1), (self.bank_holidays, 2))
        self._add_row((self.nths, 1))
        self._add_row((self.days, 1))
        self._add_row((self.first_on, 2), (self.ends, 2), (self.until, 2), (self.count, 2))
        self._add_row((self.exceptions, 1))
        for line in (self.first_on, self.until):
            line.edit.setPlaceholderText("30/11/2026")

    def _add_row(self, *fields: tuple[Field, int]) -> None:
        row = FieldRow(self._look, fields, self)
        for field, _ in fields:
            self.fields[field.name] = field
            field.changed.connect(self._on_field_changed)
        self._rows.append(row)
        row.turned.connect(self._be_as_high_unseen)
        self._fields_column.addWidget(row)

    def _on_field_changed(self) -> None:
        if not self._is_filling:
            self.changed.emit()

    def _build_pattern(self) -> None:
        self.pattern = PatternField(self._look, "pattern", LABELS["pattern"], self)
        self._add_row((self.pattern, 1))
        self.opens = QLabel(self)
        self.opens.setObjectName("opens_words")
        self.opens.setWordWrap(True)
        self.opens.setProperty("tone", "text2")
        self._fields_column.addWidget(self.opens)

    def _build_preview(self) -> None:
        self.preview = Section(self._look, "Next 8 weeks", self)
        self.said = QLabel(self)
        self.said.setObjectName("rule_words")
        self.said.setWordWrap(True)
        self.said.setFont(self._look.font("bodyStrong"))
        self.weeks = WeeksView(self._look, self)
        self.preview.body.insertWidget(0, self.said)
        self.preview.body.addWidget(self.weeks)
        self.body.addWidget(self.preview)
        self.preview.hide()

    def _build_buttons(self) -> None:
        look = self._look
        self.publish_button = KeyButton(
            look, "Publish", key="Ctrl+Enter", kind="primary", name="publish_button", parent=self
        )
        self.save_button = KeyButton(
            look, "Save draft", key="Ctrl+S", name="save_button", parent=self
        )
        self.discard_button = KeyButton(look, "Discard", name="discard_button", parent=self)
        self.change_button = KeyButton(
            look, "Change from a date", key="F2", name="change_button", parent=self
        )
        self.end_button = KeyButton(look, "End it", key="Del", name="end_button", parent=self)
        for button, wish in (
            (self.publish_button, self.publish_wanted),
            (self.save_button, self.submitted),
            (self.discard_button, self.discarded),
            (self.change_button, self.change_wanted),
            (self.end_button, self.end_wanted),
        ):
            button.clicked.connect(wish)
        buttons = (
            self.publish_button,
            self.save_button,
            self.change_button,
            self.end_button,
            self.discard_button,
        )
        self._foot = ButtonRow(buttons, spacing=look.px(8), parent=self)
        self._buttons.addWidget(self._foot, 1)

    # -- filling --------------------------------------------------------------------------------

    def offer(self, known: TemplatesInSetup) -> None:
        """Offer the clinics, rooms, people and kinds there are."""
        outline = known.outline
        self._opens = known.opens
        if outline == self._outline:
            return
        chosen = self.typed
        self._outline = outline
        self._is_filling = True
        self.pattern.offer(outline.slot_types)
        self._offer_for(chosen)
        self._is_filling = False

    def _offer_for(self, typed: TemplateTyped) -> None:
        """Offer what is in use, and of what is retired that alone which is chosen already."""
        if self._outline is None:
            return
        clinicians = [(one, one.name) for one in self._outline.clinicians]
        clinics = [(one, one.name) for one in self._outline.clinics]
        _offer(self.clinician, clinicians, typed.clinician_id)
        _offer(self.clinic, clinics, typed.clinic_id)
        self._offer_rooms(typed.room_id)

    @Slot()
    def _on_clinician_chosen(self) -> None:
        """Whoever is chosen works at the clinics they have; without any, wherever."""
        if self._outline is None or self._is_filling:
            return
        chosen = self.clinician.box.currentData()
        own = [one.clinic_ids for one in self._outline.clinicians if one.id == chosen]
        if own and own[0] and self.clinic.box.currentData() not in own[0]:
            self.clinic.box.choose(own[0][0])

    @Slot()
    def _on_clinic_chosen(self) -> None:
        self._offer_rooms(self.room.box.currentData())

    def _offer_rooms(self, chosen: RoomId | None) -> None:
        if self._outline is None:
            return
        clinic = self.clinic.box.currentData()
        here = [
            (one, ", ".join((one.name, *one.features)))
            for one in self._outline.rooms
            if one.clinic_id == clinic
        ]
        if not _offer(self.room, here, chosen, first=(NO_ROOM, None)):
            self.room.box.setCurrentIndex(0)

    def fill(self, typed: TemplateTyped) -> None:
        """Show what is typed."""
        self._is_filling = True
        self._carried = typed
        self.name.set_text(typed.name)
        self._offer_for(typed)
        self.pace.box.choose(typed.pace)
        self.ends.box.choose(typed.ends)
        self.bank_holidays.box.choose(typed.bank_holidays)
        self.interval.set_text(typed.interval)
        self.days.tick(typed.days)
        self.nths.tick(typed.nths)
        self.first_on.set_text(typed.first_on)
        self.until.set_text(typed.until)
        self.count.set_text(typed.count)
        self.start.set_text(f"{typed.start_local:%H:%M}")
        self.end.set_text(f"{typed.end_local:%H:%M}")
        self.exceptions.set_dates(typed.exceptions)
        self.pattern.set_text(typed.pattern)
        self._is_filling = False
        self._fit_choices()

    @property
    def typed(self) -> TemplateTyped:
        """Return all that is typed and chosen."""
        return TemplateTyped(
            name=self.name.text,
            clinic_id=self.clinic.box.currentData(),
            clinician_id=self.clinician.box.currentData(),
            room_id=self.room.box.currentData(),
            pace=self.pace.box.currentData() or Pace.WEEK,
            interval=self.interval.text,
            days=self.days.values,
            nths=self.nths.values,
            first_on=self.first_on.text,
            ends=self.ends.box.currentData() or Ends.OPEN,
            until=self.until.text,
            count=self.count.text,
            start_local=self.start.box.at,
            end_local=self.end.box.at,
            bank_holidays=self.bank_holidays.box.currentData() or BankHolidayRule.SKIP,
            pattern=self.pattern.text,
            exceptions=self.exceptions.dates,
            last_on=self._carried.last_on,
            replaces_id=self._carried.replaces_id,
        )

    def show_template(
        self, template: SessionTemplate | None, typed: TemplateTyped, replaced: str, *, may: bool
    ) -> None:
        """Show a template, or a new one (None); ``replaced`` is what it takes over from.

        ``may``: whoever is here may publish.
        """
        is_out = template is not None and template.state is TemplateState.PUBLISHED
        self.fill(typed)
        words = PUBLISHED if is_out else "Draft, not published. No desk sees it."
        if is_out and may:
            words = f"{words} {OWN_DATES}"
        elif not is_out and replaced:
            words = f"{words} It takes over from {replaced} on its first day."
        if not may and not is_out:
            words = f"{words} Only managers can publish sessions; your draft is saved for them."
        self.say(template.details.name if template else "New template", words)
        for field in self.fields.values():
            field.setEnabled(not is_out)
        self.exceptions.setEnabled(not is_out or may)
        for button in (self.publish_button, self.save_button, self.discard_button):
            button.setVisible(not is_out)
        self.publish_button.setVisible(not is_out and may)
        self.change_button.setVisible(is_out)
        self.end_button.setVisible(is_out and may)
        self._foot.fit()

    def go_to_top(self) -> None:
        """Bring what is said of it into sight."""
        self._scroll.verticalScrollBar().setValue(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._be_as_high_unseen()

    # -- telling --------------------------------------------------------------------------------

    def _fit_choices(self) -> None:
        """Show the fields that the choices need."""
        typed = self.typed
        by_rule = typed.pace is not Pace.DATES
        self.interval.setVisible(typed.pace in (Pace.WEEKS, Pace.MONTH))
        unit = "months" if typed.pace is Pace.MONTH else "weeks"
        self.interval.call(f"{LABELS['interval']} {unit}")
        self.exceptions.call(LABELS["exceptions"] if by_rule else "Dates")
        self.nths.setVisible(typed.pace is Pace.MONTH)
        self.days.setVisible(by_rule)
        self.ends.setVisible(by_rule)
        self.until.setVisible(by_rule and typed.ends is Ends.UNTIL)
        self.count.setVisible(by_rule and typed.ends is Ends.TIMES)
        for row in self._rows:
            row.fit()
        hours = minute_of(typed.start_local), minute_of(typed.end_local)
        self.pattern.set_hours(*hours)
        self._say_opens()
        self._be_as_high_soon()

    def _be_as_high_unseen(self) -> None:
        """Paint nothing before the rows, wider or narrower now, have the height they want."""
        self._inside.setUpdatesEnabled(False)
        self._be_as_high_soon()

    def _be_as_high_soon(self) -> None:
        QTimer.singleShot(0, self, self._be_as_high)

    def _be_as_high(self) -> None:
        """Let what scrolls be as high as its lines, wrapped as they are now, want."""
        around = self._scroll.widget()
        assert around is not None
        for _ in range(MOST_TURNS):
            for layout in (self._inside.layout(), around.layout()):
                if layout is not None:
                    layout.invalidate()
                    layout.activate()
            QCoreApplication.sendEvent(around, QEvent(QEvent.Type.LayoutRequest))
            if not any(row.is_squeezed for row in self._rows):
                break
        self._inside.setUpdatesEnabled(True)

    def _say_opens(self) -> None:
        kinds = self.pattern.shown_kinds
        said = [
            f"{one.name} opens {self._opens.get(one.id, 'at once')}."
            for one in kinds
            if one.bookable
        ]
        self.opens.setText(" ".join(filter(None, (self.pattern.say_end(), *said))))
        self.opens.setVisible(bool(kinds))

    def say_slip(self, slip: RuleViolation | None) -> None:
        """Say what is wrong at its field as it is typed; the keys stay where they are."""
        field = self._field_of(slip) if slip is not None else None
        for one in self.fields.values():
            if one is field and slip is not None:
                one.say(Tone.WRONG, slip.message)
            elif one.is_wrong:
                one.say(Tone.NONE, "")
        self._say_wrong_below("" if slip is None or field is not None else slip.message)

    def _say_wrong_below(self, words: str) -> None:
        self.wrong.setText(words)
        self.wrong.setVisible(bool(words))

    def _field_of(self, slip: RuleViolation) -> Field | None:
        name = slip.field or ""
        found = self.fields.get(_NOT_SHOWN.get(name, name))
        if found is not None and found.isHidden():
            found = {"until": self.days, "count": self.pace, "nths": self.pace}.get(name, self.pace)
        return found

    def say_wrong(self, field: str | None, words: str) -> None:
        """Say what is wrong at its field and go there."""
        found = self._field_of(RuleViolation("", field, words)) if field else None
        super().say_wrong(found.name if found is not None else None, words)

    def _say_date(self, field: LineField) -> None:
        if self._today is None:
            return
        try:
            on = read_go_to_date(field.text, today=self._today)
        except RuleViolation:
            field.say(Tone.NONE, "")
        else:
            field.say(Tone.UNDERSTOOD, long_date(on))

    def set_today(self, today: date) -> None:
        """Take the clinic's date."""
        self._today = today

    def show_preview(self, preview: TemplatePreview | None) -> None:
        """Show what would come of what is typed; None while that can't be said."""
        self.preview.setVisible(preview is not None)
        if preview is not None:
            self.said.setText(f"{preview.words}.")
            self.weeks.show_weeks(preview.weeks)
            self._be_as_high_soon()

    @property
    def hours(self) -> tuple[time, time]:
        """The hours typed."""
        return self.start.box.at, self.end.box.at

    def shown_value(self, typed: TemplateTyped, name: str) -> str:
        """Return a field's value in words, for two edits side by side."""
        value = getattr(typed, name)
        if isinstance(value, Pace | Ends):
            return value.words
        if name == "bank_holidays":
            return {one: words for words, one in BANK_HOLIDAYS}[value]
        if name in ("days", "nths"):
            shown: Sequence[tuple[str, str, int]] = (*NTHS, *LAST_NTHS)
            names = dict(enumerate(DAYS)) if name == "days" else {one[2]: one[0] for one in shown}
            return ", ".join(names[one] for one in value)
        if name == "exceptions":
            return "; ".join(f"{one.on_date:%d/%m/%Y} {one.kind.value}" for one in value)
        if isinstance(value, time):
            return f"{value:%H:%M}"
        if name.endswith("_id") and self._outline is not None:
            kinds = {"clinic_id": "clinics", "clinician_id": "clinicians", "room_id": "rooms"}
            known = getattr(self._outline, kinds.get(name, "rooms"))
            return next((str(one.name) for one in known if one.id == value), NO_ROOM)
        return str(value or "").replace("\n", ", ")


def _offer(
    field: ChoiceField,
    known: Sequence[tuple[Clinician | Clinic | Room, str]],
    chosen: str | None,
    *,
    first: tuple[str, None] | None = None,
) -> bool:
    """Offer what is in use with its words, and what is chosen; whether that is among them."""
    offered: list[tuple[str, object]] = [] if first is None else [first]
    offered += [(words, one.id) for one, words in known if one.active]
    offered += [
        (f"{words}, retired", one.id) for one, words in known if not one.active and one.id == chosen
    ]
    field.box.fill(offered)
    if field.box.choose(chosen):
        return True
    field.box.setCurrentIndex(0 if chosen is None else -1)
    return False

"""The fields of a booking: what it is, with whom, in whose words."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.booking import DayPart, FreeRequest
from desktop.domain.errors import RuleViolation
from desktop.domain.people import PatientCard
from desktop.domain.practice import Channel, PracticeOutline
from desktop.domain.said_dates import read_go_to_date
from desktop.domain.times import long_date
from desktop.ui.kit.look import Look

LENGTHS = (5, 10, 15, 20, 30, 40, 45, 60, 90)
_REMOTE = (Channel.TELEPHONE, Channel.VIDEO)


class BookingFields(QWidget):
    """Kind first, then clinician, then the reason: the way a call goes.

    Signals: ``request_changed()`` when other times may fit.
    """

    request_changed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        self._look = look
        self._today: date | None = None
        self._outline: PracticeOutline | None = None
        self._filling = False
        self.kind = self._combo("booking_kind", "Kind")
        self.clinician = self._combo("booking_clinician", "Clinician")
        self.reason = QPlainTextEdit(self)
        self.reason.setObjectName("booking_reason")
        self.reason.setTabChangesFocus(True)
        self.reason.setPlaceholderText("In their own words")
        self.length = self._combo("booking_length", "Length")
        self.channel = self._combo("booking_channel", "How")
        self.call_on = self._line("booking_call_on", 60)
        self.site = self._combo("booking_site", "Site")
        self.from_date = self._line("booking_from", 60)
        self.from_date.setPlaceholderText("today, or “in 6 weeks”")
        self.part = self._combo("booking_part", "Part of the day")
        self.asked_by = self._line("booking_asked_by", 200)
        self.asked_by.setPlaceholderText("if not the person themselves")
        self.note = self._line("booking_note", 2000)
        self.from_words = QLabel(self)
        self.from_words.setObjectName("booking_from_words")
        self.from_words.setWordWrap(True)
        self.wrong = QLabel(self)
        self.wrong.setObjectName("booking_wrong")
        self.wrong.setProperty("tone", "bad")
        self.wrong.setWordWrap(True)
        self.wrong.hide()
        self._labels: dict[str, QLabel] = {}
        self._build()
        self.from_date.editingFinished.connect(self._on_from_date)
        self.channel.currentIndexChanged.connect(self._show_call_on)
        self.kind.currentIndexChanged.connect(self._on_kind)

    def _build(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(self._look.px(12))
        form.setVerticalSpacing(self._look.px(7))
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        rows = (
            ("&Kind", self.kind),
            ("Clin&ician", self.clinician),
            ("&Reason", self.reason),
            ("&Length", self.length),
            ("&How", self.channel),
            ("Ring the&m on", self.call_on),
            ("&Site", self.site),
            ("&From", self.from_date),
            ("&Part of the day", self.part),
            ("&Who asked", self.asked_by),
            ("N&ote", self.note),
        )
        previous: QWidget | None = None
        for words, field in rows:
            label = QLabel(words, self)
            label.setBuddy(field)
            field.setAccessibleName(words.replace("&", ""))
            self._labels[field.objectName()] = label
            form.addRow(label, field)
            if field is self.from_date:
                form.addRow("", self.from_words)
            if previous is not None:
                QWidget.setTabOrder(previous, field)
            previous = field
        self.reason.setFixedHeight(self._look.metrics("body").height() * 3 + 14)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(form)
        column.addWidget(self.wrong)
        column.addStretch(1)

    def _combo(self, name: str, what: str) -> QComboBox:
        combo = QComboBox(self)
        combo.setObjectName(name)
        combo.setAccessibleName(what)
        combo.currentIndexChanged.connect(self._on_changed)
        return combo

    def _line(self, name: str, longest: int) -> QLineEdit:
        line = QLineEdit(self)
        line.setObjectName(name)
        line.setMaxLength(longest + 200)  # a little over is told in words, not cut off in silence
        return line

    # -- filling --------------------------------------------------------------------------------

    def show_outline(self, outline: PracticeOutline, today: date) -> None:
        """Offer the practice's kinds, clinicians and sites."""
        self._outline, self._today = outline, today
        self._filling = True
        kinds = [one for one in outline.slot_types if one.bookable and one.active]
        kinds.sort(key=lambda one: (one.letter != "R", one.name))
        _fill(self.kind, [(one.name, one.id) for one in kinds])
        _fill(
            self.clinician,
            [("Anyone", None)]
            + [(f"{one.name}, {one.profession}", one.id) for one in outline.clinicians],
        )
        _fill(self.site, [("All sites", None)] + [(one.name, one.id) for one in outline.clinics])
        _fill(
            self.length,
            [("As the slot", None)] + [(f"{minutes} minutes", minutes) for minutes in LENGTHS],
        )
        _fill(self.channel, [("As the slot", None)] + [(one.words, one) for one in Channel])
        parts = (("Any time", DayPart.ANY), ("Morning", DayPart.MORNING))
        _fill(self.part, [*parts, ("Afternoon", DayPart.AFTERNOON)])
        self._filling = False
        self._show_call_on()

    def clear(self) -> None:
        """Empty what was typed and go back to the usual choices."""
        self._filling = True
        for combo in (self.kind, self.clinician, self.site, self.length, self.channel, self.part):
            combo.setCurrentIndex(0)
        for line in (self.call_on, self.from_date, self.asked_by, self.note):
            line.clear()
        self.reason.clear()
        self.from_words.clear()
        self._filling = False

    def show_person(self, card: PatientCard | None) -> None:
        """Offer the person's own number for a phone visit."""
        phones = (
            [one.value for one in card.details.contact_points if one.system == "phone"]
            if card
            else []
        )
        self.call_on.setText(phones[0] if phones else "")

    def choose(self, combo: QComboBox, value: object) -> None:
        """Choose the entry of a value."""
        place = combo.findData(value)
        if place >= 0:
            combo.setCurrentIndex(place)

    # -- reading --------------------------------------------------------------------------------

    def request(self) -> FreeRequest:
        """Return what is asked for; a date not understood counts as today."""
        assert self._today is not None
        return FreeRequest(
            from_on=self._from_on() or self._today,
            slot_type_id=self.kind.currentData(),
            clinician_id=self.clinician.currentData(),
            clinic_id=self.site.currentData(),
            length_minutes=self.length.currentData(),
            day_part=self.part.currentData() or DayPart.ANY,
        )

    @property
    def chosen_channel(self) -> Channel | None:
        """Return how the visit takes place where it is not as the slot says."""
        found = self.channel.currentData()
        return Channel(found) if found else None

    @property
    def is_remote(self) -> bool:
        """Whether it is a phone or video visit, by choice or by its kind."""
        return (self.chosen_channel or self._kind_channel()) in _REMOTE

    def say_wrong(self, field: str | None, words: str) -> None:
        """Show a sentence about a field and go to it."""
        self.wrong.setText(words)
        self.wrong.setVisible(bool(words))
        widget = {
            "reason": self.reason,
            "note": self.note,
            "asked_by": self.asked_by,
            "call_on": self.call_on,
            "from": self.from_date,
        }.get(field or "")
        if words and widget is not None:
            widget.setFocus()

    def _from_on(self) -> date | None:
        text = self.from_date.text().strip()
        if not text or self._today is None:
            return None
        try:
            return read_go_to_date(text, today=self._today, field="from")
        except RuleViolation:
            return None

    def _on_from_date(self) -> None:
        text = self.from_date.text().strip()
        self.from_words.clear()
        if text and self._today is not None:
            try:
                on = read_go_to_date(text, today=self._today, field="from")
                self.from_words.setText(f"From {long_date(on)}")
                self.from_words.setProperty("tone", "muted")
            except RuleViolation as slip:
                self.from_words.setText(slip.message)
                self.from_words.setProperty("tone", "bad")
            self.from_words.style().unpolish(self.from_words)
            self.from_words.style().polish(self.from_words)
        self._on_changed()

    def _kind_channel(self) -> Channel | None:
        kinds = self._outline.slot_types if self._outline else ()
        chosen = self.kind.currentData()
        return next((one.channel for one in kinds if one.id == chosen), None)

    def _on_kind(self) -> None:
        self._show_call_on()

    def _show_call_on(self) -> None:
        shown = self.is_remote
        self.call_on.setVisible(shown)
        self._labels["booking_call_on"].setVisible(shown)

    def _on_changed(self) -> None:
        if not self._filling:
            self.request_changed.emit()

    def inputs(self) -> tuple[QObject, ...]:
        """Return the fields whose keys the form watches."""
        return (
            self.kind,
            self.clinician,
            self.reason,
            self.length,
            self.channel,
            self.call_on,
            self.site,
            self.from_date,
            self.part,
            self.asked_by,
            self.note,
        )


def _fill(combo: QComboBox, entries: list[tuple[str, object]]) -> None:
    combo.clear()
    for words, value in entries:
        combo.addItem(words, value)

"""The highlighted time in words: when, with whom, held how long, what to know, what to say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.domain.best_fit import Suggestion, asked_for
from desktop.domain.booking import FreeTime
from desktop.domain.practice import Channel, PracticeOutline
from desktop.domain.times import clock_time, date_of, long_date, minutes_between, whole_day
from desktop.domain.wording import clinician_out_loud, words_to_say
from desktop.ui.booking.held_chip import HELD, OTHERS, HeldChip
from desktop.ui.booking.needs_list import NeedsList
from desktop.ui.booking.visit_fields import VisitFields
from desktop.ui.kit.look import Look
from desktop.ui.kit.words_to_say import show_words_to_say


class TimeDetail(QWidget):
    """Heading, hold, notes, what booking makes, the fields of the visit, words to say."""

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        self._look = look
        self.fields = VisitFields(look, self)
        self.heading = self._label("detail_heading")
        self.who = self._label("detail_who", tone="text2")
        self.who.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.held = HeldChip(look, self)
        self.others = self._label("booking_held_others", tone="text2")
        self.others.hide()
        self._is_held = False
        self._keep_place_of_hold()
        self.notes = self._label("booking_notes", tone="warn")
        self.needs_heading = self._label("booking_needs_heading")
        self.needs_heading.setText("For this visit we will")
        self.needs = NeedsList(look, self)
        self._called = ""
        self._fit: Suggestion | None = None
        self.say_heading = self._label("booking_say_heading")
        self.say = self._label("booking_say")
        self.say.setProperty("kind", "toSay")
        self.say.setTextFormat(Qt.TextFormat.RichText)
        self.say.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._chip = QHBoxLayout()
        self.take_held()
        self._chip.addWidget(self.others, 1)
        self._chip.addStretch(0)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(6))
        for part in (self.heading, self.who):
            column.addWidget(part)
        column.addLayout(self._chip)
        for widget in (self.notes, self.needs_heading, self.needs, self.fields):
            column.addWidget(widget)
        for part in (self.say_heading, self.say):
            column.addWidget(part)
        column.addStretch(1)
        self._apply_look()
        look.changed.connect(self._apply_look)
        self.show_time(None, None, "Europe/London")

    def _label(self, name: str, *, tone: str = "") -> QLabel:
        label = QLabel(self)
        label.setObjectName(name)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        if tone:
            label.setProperty("tone", tone)
        return label

    def _keep_place_of_hold(self) -> None:
        """Let what is typed below stay where it is while a hold ends or goes to another time."""
        self.held.setText(HELD.format(minutes=5, seconds=0))
        policy = self.held.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.held.setSizePolicy(policy)

    def take_held(self) -> None:
        """Have the chip here: where the form is scrolled, it stands at the form's foot."""
        self._chip.insertWidget(0, self.held)

    def put_words_first(self, first: bool) -> None:
        """Put what to say before the fields, where there is no room for both, or below them."""
        column = self._column
        if first == (column.indexOf(self.say) < column.indexOf(self.fields)):
            return
        for part in (self.say_heading, self.say):
            column.removeWidget(part)
        at = column.indexOf(self.fields) + (0 if first else 1)
        column.insertWidget(at, self.say_heading)
        column.insertWidget(at + 1, self.say)

    def show_time(
        self,
        time: FreeTime | None,
        outline: PracticeOutline | None,
        zone: str,
        *,
        fit: Suggestion | None = None,
        today: date | None = None,
    ) -> None:
        """Show a time, or that none is chosen; ``fit`` says what its booking will make.

        A day of this year needs none said.
        """
        self._time, self._outline, self._zone, self._fit = time, outline, zone, fit
        needs = fit.needs if fit is not None and time is not None and today is not None else ()
        self.needs.show_needs(needs, today or date.min)
        self.needs_heading.setVisible(bool(needs))
        there = time is not None and outline is not None
        for part in (self.say_heading, self.say):
            part.setVisible(there)
        if time is None or outline is None:
            self.heading.setText("No time chosen yet")
            self.who.clear()
            self._show_notes(())
            return
        self.fields.show_channel(time.channel)
        start, end = clock_time(time.start_at, zone), clock_time(time.end_at, zone)
        on = date_of(time.start_at, zone)
        day = whole_day(on) if today is not None and on.year == today.year else long_date(on)
        self.heading.setText(f"{day}, {start} to {end}")
        kind = next((one for one in outline.slot_types if one.id == time.slot_type_id), None)
        warning = (kind.warning,) if kind and kind.warning else ()
        self._show_notes((*time.notes, *warning))
        self.show_words()

    def show_words(self) -> None:
        """Say the facts again after the way of being seen has changed."""
        time, outline = self._time, self._outline
        if time is None or outline is None:
            return
        kind = next((one for one in outline.slot_types if one.id == time.slot_type_id), None)
        who = next((one for one in outline.clinicians if one.id == time.clinician_id), None)
        minutes = minutes_between(time.start_at, time.end_at)
        channel = self.fields.channel_now
        place = [time.clinic_name, time.room_name] if channel is Channel.IN_PERSON else []
        parts = (time.clinician_name, *place)
        how = channel.words.lower()
        name = kind.name if kind else ""
        what = (name, f"{minutes} minutes", how if how != name.lower() else "")
        first, second = (", ".join(one for one in some if one) for some in (parts, what))
        self.who.setText(f"{first}. {second}")
        said = clinician_out_loud(who) if who else time.clinician_name
        site = time.clinic_name if len(outline.clinics) > 1 else ""
        told = kind.information if kind else ""
        words = words_to_say(
            time.start_at,
            minutes,
            said,
            channel,
            self._zone,
            called=self._called,
            site=site,
            arranges=asked_for(self.needs.wanted),
            information=told,
        )
        show_words_to_say(self.say, words)

    def show_person(self, called: str) -> None:
        """Name the person the words are said to."""
        self._called = called
        self.say_heading.setText(f"Words to say to {called}" if called else "Words to say")

    def show_held(self, left: timedelta | None, desk: str = "") -> None:
        """Show how long the time is held, or that it is not."""
        self.held.show_left(left, desk)
        self._is_held = left is not None
        if desk:
            self.others.setText(OTHERS.format(desk=desk))
        self.fit_others()

    def fit_others(self) -> None:
        """Say beside the chip how others see it, where one line has room for it."""
        words, margins = self.others.text(), self.contentsMargins()
        room = self.width() - margins.left() - margins.right() - self._chip.spacing()
        room -= self.held.sizeHint().width()
        fits = self.others.fontMetrics().horizontalAdvance(words) <= room
        is_here = self._is_held and self._chip.indexOf(self.held) >= 0
        self.others.setVisible(is_here and fits and bool(words))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_others()

    def _show_notes(self, notes: Sequence[str]) -> None:
        self.notes.setText("\n".join(notes))
        self.notes.setVisible(bool(notes))

    def _apply_look(self) -> None:
        look = self._look
        self.heading.setFont(look.font("section"))
        # Room for two lines: the fields below stay where they are from time to time.
        self.who.setMinimumHeight(2 * look.metrics("body").lineSpacing())
        self.notes.setFont(look.font("bodyStrong"))
        self.say_heading.setFont(look.font("label"))
        self.needs_heading.setFont(look.font("label"))
        self.say.setFont(look.font("voiceLarge"))

"""The parts of the panel, each shown from the card."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.people import PatientCard, VisitLine
from desktop.domain.times import date_of
from desktop.domain.visit_end import is_unsaid
from desktop.domain.visits import State
from desktop.ui.kit.button_row import ButtonRow
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.look import Look
from desktop.ui.people.belonging_words import belonging_words, said_together
from desktop.ui.people.key_button import StepButton
from desktop.ui.people.panel_parts import (
    Banner,
    Card,
    NeedRow,
    OwnWords,
    StateChip,
    Words,
)
from desktop.ui.people.panel_words import (
    NO_OWN_WORDS,
    NeedWords,
    NextStep,
    banner_words,
    born_words,
    coming_words,
    find_current_visit,
    lateness_words,
    list_other_visits,
    next_step,
    number_words,
    other_number_words,
    own_words,
    place_words,
    reach_heading,
    reach_words,
    say_words,
    state_words,
    visit_words,
)
from desktop.ui.people.visit_list import VisitList, VisitRow

NO_VISITS = "No other visits."
EARLIER_CLOSED = "Earlier visits are shown once it is open."


class Head(QWidget):
    """Who this is: the name people use first and largest, how to say it, age and number."""

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        column = _column(self, spacing=2)
        top = QHBoxLayout()
        top.setSpacing(look.px(8))
        self.name = Words(look, "name", parent=self)
        self.name.setObjectName("panel_name")
        top.addWidget(self.name, 1)
        self.hide_button = KeyButton(look, "Hide", key="F4", kind="quiet", parent=self)
        self.hide_button.setObjectName("hide_panel_button")
        top.addWidget(self.hide_button)
        column.addLayout(top)
        self.say_it = Words(look, "body", colour="text2", parent=self)
        self.born = Words(look, "body", colour="text2", parent=self)
        self.other_numbers = Words(look, "caption", colour="text2", parent=self)
        self.caller = Words(look, "caption", colour="text2", parent=self)
        self.caller.setObjectName("panel_caller")
        self.banner = Banner(look, self)
        for part in (self.say_it, self.born, self.other_numbers, self.caller, self.banner):
            column.addWidget(part)

    def show_card(self, card: PatientCard, today: date) -> None:
        details = card.details
        self.name.say(card.called)
        self.say_it.say(say_words(details))
        number = number_words(details)
        born = born_words(details, today)
        self.born.say(f"{born}   {number}" if number else born)
        self.other_numbers.say(other_number_words(card))
        self.banner.show_words(banner_words(card), grave=card.is_deceased)

    def show_caller(self, *, is_caller: bool, books: bool, stays: bool) -> None:
        """Say that Enter on the selected time books for this person; how long they are shown."""
        called = self.name.accessibleName()
        words = f"Enter books for {called}." if books else f"{called} stays here." if stays else ""
        words = f"{words} Esc lets go." if stays else words
        self.caller.say(words if is_caller else "")


class TodayCard(Card):
    """Today's visit: when and with whom, its state, how late, the next step, Book next.

    Signals: ``step_pressed()``, ``book_pressed()``, ``kept_pressed()``.
    """

    step_pressed = Signal()
    book_pressed = Signal()
    kept_pressed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(look, parent)
        self.setObjectName("today_card")
        column = _column(self, spacing=6)
        column.setContentsMargins(8, 9, 8, 9)
        self.when = Words(look, "bodyStrong", parent=self)
        column.addWidget(self.when)
        middle = QHBoxLayout()
        middle.setSpacing(look.px(8))
        self.chip = StateChip(look, self)
        self.late = Words(look, "caption", colour="warn", parent=self)
        self.late.setObjectName("panel_lateness")
        middle.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignLeft)
        middle.addWidget(self.late, 1)
        column.addLayout(middle)
        self.place = Words(look, "caption", colour="text2", parent=self)
        self.coming = Words(look, "caption", parent=self)
        self.coming.setObjectName("panel_coming")
        column.addWidget(self.place)
        column.addWidget(self.coming)
        self.step_button = StepButton(
            look, "Here", key="F8", icon="sign-in", kind="primary", parent=self
        )
        self.step_button.setObjectName("next_step_button")
        self.step_button.clicked.connect(self.step_pressed)
        self.book_button = StepButton(look, "Book next", key="Ctrl+B", parent=self)
        self.book_button.setObjectName("book_next_button")
        self.book_button.clicked.connect(self.book_pressed)
        self.kept_button = StepButton(
            look, "What was kept", key="Ctrl+F7", icon="check-circle", parent=self
        )
        self.kept_button.setObjectName("kept_button")
        self.kept_button.clicked.connect(self.kept_pressed)
        buttons = (self.step_button, self.kept_button, self.book_button)
        self.buttons = ButtonRow(buttons, spacing=look.px(6), parent=self)
        column.addWidget(self.buttons)
        self._step: NextStep | None = None
        self._has_keys = True

    def show_keys(self, has_keys: bool) -> None:
        """Say whether the keys act on this visit: a button without its key is no green one."""
        if has_keys != self._has_keys:
            self._has_keys = has_keys
            self._show_step()

    def _show_step(self) -> None:
        step, has_keys = self._step, self._has_keys
        self.step_button.setVisible(step is not None)
        if step is not None:
            self.step_button.show_action(step.words, step.key if has_keys else "", step.icon)
            self.step_button.set_kind("primary" if has_keys else "plain")
        # One green button a region: booking is the likeliest step once no other is left.
        self.book_button.set_kind("plain" if step is not None else "primary")
        self.buttons.fit()

    def show_card(self, card: PatientCard, now: datetime, zone: str) -> None:
        line = find_current_visit(card)
        self._step = next_step(line)
        ends = line is not None and line.state in (State.CHECKED_IN, State.FULFILLED)
        unsaid = ends and line is not None and any(map(is_unsaid, line.needs))
        self.kept_button.setVisible(unsaid)
        self._show_step()
        self.coming.say(coming_words(card, today=date_of(now, zone), zone=zone))
        self.chip.setVisible(line is not None)
        if line is None:
            self.when.say("No visit today")
            self.late.say("")
            self.place.say("")
            return
        self.when.say(visit_words(line, today=date_of(now, zone), zone=zone))
        self.chip.show_state(state_words(line, now))
        self.late.set_colour("warn" if line.state in (State.ARRIVED, State.BOOKED) else "text2")
        self.late.say(lateness_words(line, now))
        belongs = belonging_words(card, zone).get(line.id, "")
        self.place.say(said_together(place_words(line), belongs))


class Lines(QWidget):
    """A heading and lines with icons."""

    def __init__(self, look: Look, name: str, parent: QWidget | None = None):
        super().__init__(parent)
        self._look = look
        self.setObjectName(name)
        self._column = _column(self, spacing=0)
        self._heading = Words(look, "label", colour="text2", parent=self)
        self._column.addWidget(self._heading)
        self._rows: list[QWidget] = []

    def show_lines(
        self, heading: str, lines: Sequence[NeedWords], *, nothing: Sequence[str]
    ) -> None:
        self._heading.say(heading)
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [NeedRow(self._look, line, parent=self) for line in lines]
        if not lines:
            for words in nothing:
                label = Words(self._look, "body", colour="text2", parent=self)
                label.say(words)
                self._rows.append(label)
        for row in self._rows:
            self._column.addWidget(row)
            row.show()


class Reach(Lines):
    """How to reach the person."""

    def show_card(self, card: PatientCard) -> None:
        nothing = ("No phone, no e-mail. Ask how to reach them.",)
        self.show_lines(reach_heading(card.details), reach_words(card), nothing=nothing)


class Matters(OwnWords):
    """What matters to the person, in their words."""

    def show_card(self, card: PatientCard) -> None:
        whose = f"{card.called.split()[0]}’s" if card.called else "Their"
        self.show_words(own_words(card.preferences), nothing=NO_OWN_WORDS, whose=whose)


class Visits(QWidget):
    """Next and last visits in one list; Enter goes there, Delete and Ctrl+X act on the chosen."""

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        column = _column(self, spacing=2)
        self.heading = Words(look, "label", colour="text2", parent=self)
        column.addWidget(self.heading)
        self.list = VisitList(look, "panel_visits", self)
        column.addWidget(self.list)
        self.nothing = Words(look, "body", colour="text2", parent=self)
        column.addWidget(self.nothing)

    def show_card(self, card: PatientCard, now: datetime, zone: str) -> None:
        today = date_of(now, zone)
        lines = list_other_visits(card)
        heading = "Next visits" if card.is_closed else "Next and last visits"
        self.heading.say(heading)
        self.list.setAccessibleName(heading)
        self.nothing.say(EARLIER_CLOSED if card.is_closed else "" if lines else NO_VISITS)
        coming = {line.id for line in card.coming if line.state is State.BOOKED}
        belongs = belonging_words(card, zone)

        def row(line: VisitLine) -> VisitRow:
            is_over = line.id not in coming and line.on_date != today
            return VisitRow(
                line,
                visit_words(line, today=today, zone=zone),
                line.cancel_words
                or said_together(belongs.get(line.id), place_words(line, with_room=not is_over)),
                state_words(line, now),
                is_over=is_over,
            )

        self.list.show_rows([row(line) for line in lines])


def _column(widget: QWidget, *, spacing: int) -> QVBoxLayout:
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(spacing)
    return column

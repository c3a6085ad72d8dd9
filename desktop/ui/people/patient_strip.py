"""The panel as one strip above the message bar, where there is no room for a panel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.diary import Cell
from desktop.domain.people import PatientCard, VisitLine
from desktop.domain.times import clock_time, date_of
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.look import Look
from desktop.ui.kit.whole_label import WholeLabel
from desktop.ui.people.key_button import StepButton
from desktop.ui.people.panel_parts import Icon, Words, apply_look
from desktop.ui.people.panel_words import (
    NeedWords,
    banner_words,
    coming_words,
    find_current_visit,
    next_step,
    own_words,
    short_need_words,
    state_words,
    visit_words,
)

CHIP_GAP = 8
"""Pixels between two needs, at 100 %."""


class PatientStrip(QFrame):
    """Name, needs in words, next step, F4 for the whole.

    Signals: ``step_requested(VisitLine, Step)``, ``panel_requested()``.
    """

    step_requested = Signal(object, object)
    panel_requested = Signal()

    def __init__(self, look: Look, *, zone: str, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("patient_strip")
        self.setAccessibleName("Patient")
        self._look = look
        self._zone = zone
        self.card: PatientCard | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 12, 4)
        row.setSpacing(look.px(12))
        who = QVBoxLayout()
        who.setSpacing(0)
        self.name = WholeLabel(parent=self)
        self.when = WholeLabel(parent=self)
        who.addWidget(self.name)
        who.addWidget(self.when)
        row.addLayout(who)
        self._needs = QHBoxLayout()
        self._needs.setSpacing(look.px(CHIP_GAP))
        row.addLayout(self._needs)
        row.addStretch(1)
        self._chips: list[NeedChip] = []
        self.more = Words(look, "bodyStrong", colour="text2", parent=self)
        self.more.setObjectName("strip_more")
        self.more.setWordWrap(False)
        row.insertWidget(2, self.more)
        self._has_keys = True
        self.step_button = StepButton(look, "Here", key="F8", kind="primary", parent=self)
        self.step_button.setObjectName("strip_step_button")
        self.step_button.clicked.connect(self._on_step_clicked)
        row.addWidget(self.step_button)
        self.panel_button = KeyButton(look, "Panel", key="F4", parent=self)
        self.panel_button.setObjectName("open_panel_button")
        self.panel_button.clicked.connect(self.panel_requested)
        row.addWidget(self.panel_button)
        look.changed.connect(self._on_look_changed)
        self._apply_fonts()
        self.show_nobody()

    def show_card(self, card: PatientCard, now: datetime) -> None:
        """Show a person."""
        self.card = card
        self.name.show_text(card.called)
        needs = list(short_need_words(card.preferences))
        words = own_words(card.preferences)
        if words:
            first = words.split("\n")[0]
            needs.append(NeedWords("quotes", first, ""))
        warning = banner_words(card)
        if warning:
            needs.insert(0, NeedWords("warning-circle", warning, ""))
        self._show_chips(needs)
        self.set_now(now)
        self._fit()

    def show_caller(self, *, is_caller: bool) -> None:
        """Say whether a free time of the diary is booked for this person."""
        if self.card is not None:
            words = f"For {self.card.called}" if is_caller else self.card.called
            if words != self.name.text():  # asked at every step of the diary's selection
                self.name.show_text(words)
                self._fit()

    def show_group(self, cell: Cell) -> None:
        """Show a group slot: how many are in it; F4 shows the names."""
        start, end = clock_time(cell.start_at, self._zone), clock_time(cell.end_at, self._zone)
        self._show_no_person(f"Group, {cell.taken} of {cell.capacity}", f"{start} to {end}")

    def show_nobody(self) -> None:
        """Show that no one is chosen."""
        self._show_no_person("No one is chosen", "Find a patient, or choose a visit in the diary.")

    def _show_no_person(self, title: str, words: str) -> None:
        self.card = None
        self.name.show_text(title)
        self.when.show_text(words)
        self.step_button.hide()
        self._show_chips([])
        self._fit()

    def _show_chips(self, needs: list[NeedWords]) -> None:
        for chip in self._chips:
            self._needs.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = [NeedChip(self._look, need, self) for need in needs]
        for chip in self._chips:
            self._needs.addWidget(chip)

    def show_keys(self, has_keys: bool, now: datetime) -> None:
        """Say whether the keys act on the visit shown."""
        if has_keys != self._has_keys:
            self._has_keys = has_keys
            self.set_now(now)

    def set_now(self, now: datetime) -> None:
        """Let the minutes go on."""
        if self.card is None:
            return
        line = find_current_visit(self.card)
        step = next_step(line)
        self.step_button.setVisible(step is not None)
        if step is not None:
            self.step_button.show_action(step.words, step.key if self._has_keys else "")
            self.step_button.set_kind("primary" if self._has_keys else "plain")
        self.when.show_text(self._when_words(line, now))

    @property
    def current_visit(self) -> VisitLine | None:
        """Today's visit of the person shown."""
        return find_current_visit(self.card) if self.card is not None else None

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            width = self._look.border_width
            painter.fillRect(0, 0, self.width(), width, self._look.colour("line"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _on_look_changed(self) -> None:
        apply_look(self)
        self._apply_fonts()
        self._fit()

    def _apply_fonts(self) -> None:
        look = self._look
        self.name.setFont(look.font("section"))
        self.when.setFont(look.font("caption"))
        palette = self.when.palette()
        palette.setColor(self.when.foregroundRole(), look.colour("text2"))
        self.when.setPalette(palette)
        self.setMinimumHeight(look.px(52))

    def _when_words(self, line: VisitLine | None, now: datetime) -> str:
        today = date_of(now, self._zone)
        if line is None:
            assert self.card is not None
            return coming_words(self.card, today=today, zone=self._zone)
        when = visit_words(line, today=today, zone=self._zone)
        return f"{when}. {state_words(line, now).words}"

    def _fit(self) -> None:
        """Show as many needs as there is room for, and how many more; F4 shows them all."""
        beside = [one for one in (self.step_button, self.panel_button) if not one.isHidden()]
        room = self.width() - 24 - sum(one.sizeHint().width() for one in beside)
        room -= (len(beside) + 2) * self._look.px(12)
        room -= max(self.name.sizeHint().width(), self.when.sizeHint().width())
        show_fitting(self._look, self._chips, self.more, room)

    @Slot()
    def _on_step_clicked(self) -> None:
        line = self.current_visit
        step = next_step(line)
        if line is not None and step is not None:
            self.step_requested.emit(line, step.step)


class NeedChip(QWidget):
    """A need as icon and short words."""

    def __init__(self, look: Look, need: NeedWords, parent: QWidget):
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(5))
        row.addWidget(Icon(look, need.icon, parent=self))
        words = Words(look, "bodyStrong", parent=self)
        words.setWordWrap(False)
        words.say(shortened(need.title))
        words.setToolTip(need.title)
        words.setAccessibleName(need.title)
        row.addWidget(words)
        self.setAccessibleName(need.title)


def show_fitting(look: Look, chips: Sequence[NeedChip], more: Words, room: int) -> None:
    """Show the chips there is room for, and in ``more`` how many others there are, and which."""
    gap = look.px(CHIP_GAP)
    least = look.metrics("bodyStrong").horizontalAdvance("+9") + gap
    count = count_fitting([chip.sizeHint().width() + gap for chip in chips], room, least)
    for number, chip in enumerate(chips):
        chip.setVisible(number < count)
    rest = [chip.accessibleName() for chip in chips[count:]]
    more.say(f"+{len(rest)}" if rest else "")
    more.setAccessibleName(f"{len(rest)} more: {', '.join(rest)}")
    more.setToolTip("\n".join(rest))


def count_fitting(widths: Sequence[int], room: int, more: int) -> int:
    """Return how many fit one after another, with room for ``more`` unless all of them do."""
    if sum(widths) <= room:
        return len(widths)
    used = list(accumulate(widths))
    return sum(1 for one in used if one + more <= room)


def shortened(words: str, longest: int = 36) -> str:
    """Return words cut at a space for the strip; the tooltip and F4 have the whole."""
    if len(words) <= longest:
        return words
    cut = words[: longest - 1].rsplit(" ", 1)[0]
    return f"{cut}…" + ("”" if words.startswith("“") else "")

"""The head of the whole panel: who it is, how to say it, and what can be done."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QSpacerItem, QVBoxLayout, QWidget

from desktop.domain.people import PatientCard
from desktop.domain.text import sentence_case
from desktop.domain.times import date_with_year
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.flowing import FlowRow
from desktop.ui.kit.look import Look
from desktop.ui.people.panel_parts import Banner, StateChip, Words
from desktop.ui.people.panel_words import (
    age_words,
    banner_words,
    find_current_visit,
    number_words,
    state_words,
)
from desktop.ui.people.whole_words import language_words, letters_name

QWIDGETSIZE_MAX = (1 << 24) - 1
WIDE_FROM = 1160
"""Units: px at 100 % text; from there on the facts stand beside the name."""


class Fact(QWidget):
    """A small label and what it is about below it."""

    def __init__(self, look: Look, label: str, parent: QWidget | None = None):
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._label, self._look = label, look
        self._head = Words(look, "caption", colour="text2", parent=self)
        self._words = Words(look, "bodyStrong", parent=self)
        for one in (self._head, self._words):
            one.setWordWrap(False)
            column.addWidget(one)
        self._head.say(label)

    def say(self, words: str) -> None:
        """Show it; nothing takes no room."""
        longest = self._look.px(260)
        shown = self._look.metrics("bodyStrong").elidedText(
            words, Qt.TextElideMode.ElideRight, longest
        )
        self._words.say(shown)
        self._words.setToolTip(words)
        self.setAccessibleName(f"{self._label}: {words}")
        self.setVisible(bool(words))


class WholeHead(QFrame):
    """Who it is, and what can be done.

    Signals: ``left()``; ``history_wanted()``; ``book_wanted()``; ``change_wanted()``;
    ``passport_wanted()``.
    """

    left = Signal()
    history_wanted = Signal()
    book_wanted = Signal()
    change_wanted = Signal()
    passport_wanted = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        self._look = look
        self.setObjectName("whole_head")
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(16), look.px(8), look.px(16), look.px(8))
        column.setSpacing(look.px(6))
        self.name = Words(look, "nameFull", parent=self)
        self.name.setObjectName("whole_name")
        self.chip = StateChip(look, self)
        self.letters = Words(look, "body", colour="text2", parent=self)
        self.facts = {
            name: Fact(look, words, self)
            for name, words in (
                ("say", "Say it"),
                ("pronouns", "Pronouns"),
                ("born", "Age, born"),
                ("number", "NHS number"),
                ("language", "Language"),
            )
        }
        column.addLayout(self._build_top())
        self._below = QHBoxLayout()
        column.addLayout(self._below)
        self._is_wide: bool | None = None
        self._place_facts()
        self.banner = Banner(look, self)
        column.addWidget(self.banner)

    def _build_top(self) -> QHBoxLayout:
        look = self._look
        self.name.setWordWrap(False)
        named = QHBoxLayout()
        named.setSpacing(look.px(10))
        named.addWidget(self.name, 4)
        named.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignVCenter)
        self._gap = QSpacerItem(0, 0)
        named.addItem(self._gap)
        self._who = who = QVBoxLayout()
        who.setSpacing(0)
        who.addLayout(named)
        who.addWidget(self.letters)
        self._flow = FlowRow(look.px(14), self)
        for fact in self.facts.values():
            self._flow.add(fact)
        middle = Qt.AlignmentFlag.AlignVCenter
        self._top = top = QHBoxLayout()
        top.setSpacing(look.px(10))
        back = self._button("Back", "F3", "caret-left", "whole_back", self.left)
        back.set_kind("quiet")
        top.addWidget(back, 0, middle)
        top.addLayout(who)
        top.addSpacing(look.px(4))
        self._beside = QHBoxLayout()
        top.addLayout(self._beside, 1)
        small = QHBoxLayout()
        small.setSpacing(look.px(4))
        top.addLayout(small)
        for words, key, icon, name, signal in (
            ("Who changed what", "Ctrl+I", "clock-clockwise", "whole_history",
             self.history_wanted),
            ("Change the details", "F2", "pencil-simple", "whole_change", self.change_wanted),
            ("Print the passport", "Ctrl+P", "printer", "whole_passport", self.passport_wanted),
        ):  # fmt: skip
            button = self._button("", "", icon, name, signal)
            button.setAccessibleName(f"{words}, {key}")
            button.setToolTip(f"{words} ({key})")
            small.addWidget(button, 0, middle)
        book = self._button("Book", "Ctrl+B", "calendar-plus", "whole_book", self.book_wanted)
        book.set_kind("primary")
        top.addWidget(book, 0, middle)
        return top

    def _button(
        self, words: str, key: str, icon: str, name: str, signal: SignalInstance
    ) -> KeyButton:
        button = KeyButton(self._look, words, key=key, icon=icon, name=name, parent=self)
        button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        button.clicked.connect(signal)
        return button

    def _place_facts(self) -> None:
        """Put the facts beside the name where there is room, else below it."""
        is_wide = self.width() >= self._look.px(WIDE_FROM)
        if is_wide is not self._is_wide:
            self._is_wide = is_wide
            self.name.setWordWrap(not is_wide)
            self._fit_name()
            policy = QSizePolicy.Policy.Fixed if is_wide else QSizePolicy.Policy.Expanding
            self._gap.changeSize(0, 0, policy, QSizePolicy.Policy.Minimum)
            self._who.invalidate()
            self._top.setStretch(self._top.indexOf(self._who), 0 if is_wide else 1)
            self._top.setStretch(self._top.indexOf(self._beside), 1 if is_wide else 0)
            place, other = (self._beside, self._below) if is_wide else (self._below, self._beside)
            other.removeWidget(self._flow)
            middle = Qt.AlignmentFlag.AlignVCenter
            place.addWidget(self._flow, 1, middle if is_wide else Qt.AlignmentFlag(0))

    def _fit_name(self) -> None:
        """Let a name that wraps take no more room than its words: the chip stands beside them."""
        look = self._look
        whole = look.metrics("nameFull").horizontalAdvance(self.name.text()) + look.px(2)
        self.name.setMaximumWidth(QWIDGETSIZE_MAX if self._is_wide else whole)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_facts()

    def show_card(self, card: PatientCard, now: datetime, today: date) -> None:
        """Show who it is."""
        details = card.details
        self.name.say(card.called)
        self._fit_name()
        self.letters.say(letters_name(details))
        line = find_current_visit(card)
        self.chip.setVisible(line is not None)
        if line is not None:
            self.chip.show_state(state_words(line, now))
        born = details.born_on
        said = {
            "say": details.say_it,
            "pronouns": sentence_case(details.pronouns),
            "born": f"{age_words(born, today)}, {date_with_year(born)}" if born else "Not known",
            "number": number_words(details).removeprefix("NHS "),
            "language": language_words(card.preferences),
        }
        for name, words in said.items():
            self.facts[name].say(words)
        self._flow.updateGeometry()
        self.banner.show_words(banner_words(card), grave=card.is_deceased)

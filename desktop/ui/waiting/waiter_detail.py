"""Beside the list: why they are asked, what to say, how they are reached, what can be done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.domain.freed import say_to_them
from desktop.domain.practice import PracticeOutline
from desktop.domain.times import date_of, date_with_year
from desktop.domain.waiting import Urgency, say_wish
from desktop.ui.kit.button_row import ButtonRow
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.icon_line import IconLines
from desktop.ui.kit.look import Look
from desktop.ui.kit.scrolled import scrolled
from desktop.ui.kit.words_to_say import show_words_to_say
from desktop.ui.waiting.waiting_words import Shown, names_of

DETAIL_PX = 380
"""The widest it is, at 100 % text; the list has half of the page at least."""
BUTTONS = (
    ("They take it", "Enter", "take", "primary"),
    ("They do not", "Del", "not_taken", "plain"),
    ("Offer this time", "Enter", "offer", "primary"),
    ("Free times", "Enter", "find", "outlined"),
    ("Change", "F2", "change", "plain"),
    ("Take off the list", "Del", "end", "plain"),
)


def acts_on(shown: Shown) -> tuple[str, ...]:
    """Return what can be done with a row, what Enter does first.

    Beside a time that is free, an offer whose hold has ended gives way to that time.
    """
    offer = shown.waiter.offer
    if offer is not None and (offer.is_held or shown.match is None):
        return ("take", "not_taken")
    if offer is not None:
        return ("offer", "not_taken")
    if shown.match is not None:
        return ("offer", "change")
    return ("find", "change", "end")


class WaiterDetail(QWidget):
    """Shows one row whole; ``foot`` are its buttons, for the foot of the page.

    Signals: ``wanted(str)``: an act of ``BUTTONS``.
    """

    wanted = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("waiting_detail")
        self._look = look
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        self.why_head = QLabel("Why them", inside)
        self.why = IconLines(look, inside)
        self.say_head = QLabel("Words to say", inside)
        self.say_words = QLabel(inside)
        self.say_words.setObjectName("waiting_words")
        self.say_words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.say_words.setProperty("kind", "toSay")
        self.reach = QLabel(inside)
        self.reach.setObjectName("waiting_reach")
        self.facts = QLabel(inside)
        self.facts.setProperty("tone", "text2")
        for label in (self.why_head, self.say_head, self.say_words, self.reach, self.facts):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.buttons = self._build_buttons(self)
        for widget in (self.why_head, self.why, self.say_head, self.say_words):
            column.addWidget(widget)
        for below in (self.reach, self.facts):
            column.addWidget(below)
        column.addStretch(1)
        self._scroll = scrolled(inside, self)
        self.foot = ButtonRow(tuple(self.buttons.values()), spacing=look.px(8), parent=self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._scroll)
        look.changed.connect(self.apply_look)
        self.apply_look()

    def _build_buttons(self, parent: QWidget) -> dict[str, KeyButton]:
        made = {}
        for words, key, name, kind in BUTTONS:
            button = KeyButton(
                self._look, words, key=key, kind=kind, name=f"waiting_{name}", parent=parent
            )
            button.clicked.connect(lambda _on=False, wanted=name: self.wanted.emit(wanted))
            made[name] = button
        return made

    def show_row(self, shown: Shown, outline: PracticeOutline, now: datetime, zone: str) -> None:
        """Show who is chosen."""
        match = shown.match
        self.why_head.setVisible(match is not None)
        self.why.say(match.met if match else (), match.unmet if match else ())
        self.say_head.setVisible(match is not None)
        self.say_words.setVisible(match is not None)
        if match is not None:
            several = len(outline.clinics) > 1
            today = date_of(now, zone)
            parts = say_to_them(match, outline.practice.name, today, zone, says_site=several)
            show_words_to_say(self.say_words, parts)
        self.reach.setText(_reach(shown))
        self.facts.setText(_facts(shown, names_of(outline), now, zone))
        can = acts_on(shown)
        for name, button in self.buttons.items():
            button.setVisible(name in can)
        self.foot.fit()

    def apply_look(self) -> None:
        """Take the fonts of the look."""
        self.why_head.setFont(self._look.font("label"))
        self.say_head.setFont(self._look.font("label"))
        self.say_words.setFont(self._look.font("voiceLarge"))
        self.reach.setFont(self._look.font("bodyStrong"))
        self.setMaximumWidth(self._look.px(DETAIL_PX))


def _reach(shown: Shown) -> str:
    waiter, match = shown.waiter, shown.match
    if match is not None and match.never_ring:
        return "Never phone them: they asked us not to. Write, or ask when they come."
    phones = match.waiter.phones if match is not None else waiter.phones
    if phones:
        return f"Ring {', '.join(phones)}"
    if waiter.is_closed:
        return "The number is in their record, which opens with a reason."
    return "No phone number is recorded."


def _facts(shown: Shown, names: Mapping[str, str], now: datetime, zone: str) -> str:
    waiter, today = shown.waiter, date_of(now, zone)
    wishes = say_wish(waiter.wish, names, today=today, zone=zone, visit_at=waiter.visit_at)
    urgent = waiter.wish.urgency is not Urgency.ROUTINE
    parts = (
        f"Born {date_with_year(waiter.born_on)}." if waiter.born_on else "",
        f"Waits for {waiter.kind}: {wishes}.",
        f"{waiter.wish.urgency.words}, says {waiter.wish.urgency_by}." if urgent else "",
        f"For: {waiter.wish.reason}." if waiter.wish.reason else "",
        f"On the list since {date_with_year(date_of(waiter.asked_at, zone))}"
        f"{f', {waiter.asked_by}' if waiter.asked_by else ''}.",
    )
    return " ".join(filter(None, parts))

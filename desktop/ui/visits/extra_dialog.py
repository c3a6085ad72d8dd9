"""Adding an extra: who, when, how long, what kind, and who agreed to it and why."""

from __future__ import annotations

import re
from datetime import time

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from desktop.domain.contacts import check_number_to_ring
from desktop.domain.errors import RuleViolation
from desktop.domain.practice import Channel, SlotType
from desktop.domain.visits import REMOTE
from desktop.ui.kit.ask_dialog import AskDialog
from desktop.ui.kit.choice_box import ChoiceBox
from desktop.ui.kit.look import Look

_TIME = re.compile(r"(\d{1,2})(?:[:. ]?(\d{2}))?\s*(am|pm)?", re.A)


class ExtraDialog(AskDialog):
    """Overbooking as a deliberate act: the agreement goes on record with it."""

    def __init__(
        self,
        look: Look,
        *,
        called: str,
        start: time,
        minutes: int,
        kinds: tuple[SlotType, ...],
        kind_id: str,
        call_on: str = "",
        parent: QWidget | None = None,
    ):
        super().__init__(look, f"Add an extra for {called}", "extra_dialog", parent)
        self._kinds = kinds
        self.time = QLineEdit(f"{start:%H:%M}", self)
        self.length = QLineEdit(str(minutes), self)
        self.kind = ChoiceBox(look, "kind", self)
        self.kind.fill((f"{one.letter}  {one.name}", one.id) for one in kinds)
        self.kind.choose(kind_id)
        self.call_on = QLineEdit(call_on, self)
        self.why = QLineEdit(self)
        self.why.setPlaceholderText("Dr Patel agreed, chest pain")
        self.reason = QPlainTextEdit(self)
        self.reason.setTabChangesFocus(True)
        self.reason.setProperty("kind", "voice")
        self.reason.setPlaceholderText("In the person’s own words")
        self.reason.setFixedHeight(look.metrics("body").height() * 3 + 14)
        self.add_field("&Who agreed, and why", self.why, "why")
        self.add_field("&Time", self.time, "time")
        self.add_field("&Length in minutes", self.length, "length")
        self.add_field("&Kind", self.kind, "kind")
        self.add_field("Ring o&n", self.call_on, "call_on")
        self.add_field("&Reason", self.reason, "reason")
        self.add_words("It is drawn beside the other times and marked Extra.", tone="text2")
        self.add_buttons("Add the extra", "Leave it")
        self.kind.currentIndexChanged.connect(self._show_call_on)
        self._show_call_on()
        self.why.setFocus()

    @Slot()
    def _show_call_on(self) -> None:
        self.form.setRowVisible(self.call_on, self.channel in REMOTE)
        self.grow()

    @property
    def number_to_ring(self) -> str | None:
        """Return the number for a phone or video visit, None for any other.

        Errors: RuleViolation("call_on") where it can't be rung.
        """
        if self.channel not in REMOTE:
            return None
        number = self.call_on.text().strip()
        check_number_to_ring(self.channel, number)
        return number or None

    @property
    def channel(self) -> Channel:
        """Return how visits of the kind chosen take place."""
        chosen = self.kind.currentData()
        return next(one.channel for one in self._kinds if one.id == chosen)

    @property
    def start_local(self) -> time:
        """Return the time typed; RuleViolation("time") when it is not one."""
        return read_time(self.time.text())

    @property
    def length_minutes(self) -> int:
        """Return the length typed; RuleViolation("length") when it is not one."""
        typed = self.length.text().strip().removesuffix("min").strip()
        if not (typed.isascii() and typed.isdigit() and len(typed) < 6):
            raise RuleViolation("length", "length", "Type the length in minutes, as 10.")
        return int(typed)


def read_time(text: str) -> time:
    """Read a time as typed: 11:45, 1145, 11.45, 3pm."""
    found = _TIME.fullmatch(text.strip().lower())
    if found is None:
        raise RuleViolation("time", "time", "Type a time as 11:45.")
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3] and 1 <= hour <= 12:
        hour = hour % 12 + (12 if found[3] == "pm" else 0)
    if hour > 23 or minute > 59:
        raise RuleViolation("time", "time", f"There is no time {text.strip()}. Try 11:45.")
    return time(hour, minute)

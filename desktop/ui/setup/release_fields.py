"""When slots of a kind open, and what they turn into: the fields of a release rule."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.ids import SlotTypeId
from desktop.domain.release import AT_ONCE, Release, ReleaseRule, say_release
from desktop.ui.kit.choice_fields import ChoiceField, TimeField
from desktop.ui.kit.form_fields import Field, Tone
from desktop.ui.kit.look import Look
from desktop.ui.kit.ticks_field import CountField

WAYS = {
    Release.AT_ONCE: "At once",
    Release.WEEKS_AHEAD: "Weeks ahead",
    Release.MINUTES_BEFORE: "Minutes before the slot",
    Release.DAYS_BEFORE: "Days before, at a time",
    Release.WORKING_DAYS_BEFORE: "Working days before, at a time",
    Release.ON_THE_DAY: "On the day, at a time",
}
HOW_MANY = {
    Release.WEEKS_AHEAD: "Weeks",
    Release.MINUTES_BEFORE: "Minutes",
    Release.DAYS_BEFORE: "Days",
    Release.WORKING_DAYS_BEFORE: "Working days",
}
AT_A_TIME = (Release.DAYS_BEFORE, Release.WORKING_DAYS_BEFORE, Release.ON_THE_DAY)
EIGHT = time(8)


class ReleaseFields(QObject):
    """The fields of one rule; those that don't belong to the way chosen are not shown.

    Signals: ``changed()``.
    """

    changed = Signal()

    def __init__(self, look: Look, parent: QWidget):
        super().__init__(parent)
        self._names: dict[SlotTypeId, str] = {}
        self.way = ChoiceField(look, "kind", "Opens for booking", parent)
        self.way.fill((words, way) for way, words in WAYS.items())
        self.number = CountField(look, "number", "Weeks", parent)
        self.at = TimeField(look, "at_local", "At", parent)
        self.into = ChoiceField(look, "turns_into", "If free, it turns into", parent)
        self.into.fill([("It stays as it is", None)])
        self.days = CountField(look, "turn_days", "Days before, 0 for that day", parent)
        for field in self.all:
            field.changed.connect(self._on_changed)

    @property
    def all(self) -> tuple[Field, ...]:
        """The fields in their order."""
        return self.way, self.number, self.at, self.into, self.days

    def offer(self, names: Mapping[SlotTypeId, str]) -> None:
        """Offer the kinds a slot may turn into."""
        if dict(names) != self._names:
            self._names = dict(names)
            chosen = self.into.box.currentData()
            self.into.box.fill([("It stays as it is", None), *((w, k) for k, w in names.items())])
            self.into.box.choose(chosen)

    def fill(self, rule: ReleaseRule) -> None:
        """Show a rule."""
        self.way.box.choose(rule.kind)
        self.number.set_number(rule.number)
        self.at.set_text(f"{rule.at_local or EIGHT:%H:%M}")
        self.into.box.setCurrentIndex(max(0, self.into.box.findData(rule.turns_into)))
        self.days.set_text("" if rule.turn_days is None else str(rule.turn_days))
        self._fit()

    @property
    def rule(self) -> ReleaseRule:
        """The rule as it is typed; what is not shown is left away."""
        way = Release(self.way.box.currentData() or Release.AT_ONCE)
        into = self.into.box.currentData()
        return ReleaseRule(
            way,
            self.number.number if way in HOW_MANY else 0,
            self.at.box.at if way in AT_A_TIME else None,
            into,
            int(self.days.text) if into is not None and self.days.text else None,
        )

    def _on_changed(self) -> None:
        self._fit()
        self.changed.emit()

    def _fit(self) -> None:
        rule = self.rule
        self.number.label.setText(HOW_MANY.get(rule.kind, ""))
        self.number.name_input(HOW_MANY.get(rule.kind, "Number"))
        self.number.setVisible(rule.kind in HOW_MANY)
        self.at.setVisible(rule.kind in AT_A_TIME)
        self.days.setVisible(rule.turns_into is not None)
        said = "" if rule == AT_ONCE else say_release(rule, self._names)
        self.way.say(Tone.UNDERSTOOD if said else Tone.NONE, f"Opens {said}." if said else "")

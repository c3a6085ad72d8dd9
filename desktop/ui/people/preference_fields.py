"""Inputs of a preference's own fields: one for each, made from the registry."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.domain.practice import PracticeOutline, in_use
from desktop.domain.preference_fields import DAY_CODES, Field, FieldType, Filled, Value
from desktop.domain.text import sentence_case
from desktop.domain.times import DAYS_WHOLE
from desktop.ui.kit.ask_dialog import LONGEST_TYPED
from desktop.ui.kit.choice_box import ChoiceBox
from desktop.ui.kit.look import Look
from desktop.ui.kit.tick_grid import TickGrid

NOT_SAID = "Not said"
LONG_WORDS = 11
"""Boxes with longer words stand one below the other: at 200 % two would not fit beside it."""
_SEVERAL = (FieldType.CHOICES, FieldType.DAYS, FieldType.CLINICIANS, FieldType.CLINICS)
_EXAMPLES = {FieldType.CLOCK: "for example 09:30", FieldType.NUMBER: "a whole number"}


class FieldLine(QLineEdit):
    """A line for words, a number or a clock time."""

    def __init__(self, field: Field, parent: QWidget | None = None):
        super().__init__(parent)
        self.setMaxLength(LONGEST_TYPED)
        self.setPlaceholderText(_EXAMPLES.get(field.type, ""))

    def show_value(self, value: Value | None) -> None:
        self.setText("" if value is None else str(value))
        self.setCursorPosition(0)  # of a long text its beginning is shown

    @property
    def value(self) -> object:
        return self.text()


class FieldChoice(ChoiceBox):
    """One of several, or not said."""

    def __init__(self, look: Look, field: Field, parent: QWidget | None = None):
        super().__init__(look, field.name, parent)
        offered: list[tuple[str, object]] = [(NOT_SAID, "")]
        offered += [(_upper(one.words), one.code) for one in field.choices]
        self.fill(offered)

    def show_value(self, value: Value | None) -> None:
        self.choose(value or "")

    @property
    def value(self) -> object:
        return self.currentData()


class FieldTicks(TickGrid):
    """Any of several, each a box to tick."""

    def __init__(
        self, look: Look, field: Field, offered: Sequence[tuple[str, str]], parent: QWidget
    ):
        across = 1 if max((len(words) for _, words in offered), default=0) > LONG_WORDS else 2
        super().__init__(look, field.name, offered, parent, across=across)

    def show_value(self, value: Value | None) -> None:
        self.tick(value if isinstance(value, tuple) else ())

    @property
    def value(self) -> object:
        return self.ticked


FieldInput = FieldLine | FieldChoice | FieldTicks


def build_input(look: Look, field: Field, outline: PracticeOutline, parent: QWidget) -> FieldInput:
    """Return the input a field of that type has."""
    if field.type is FieldType.CHOICE:
        return FieldChoice(look, field, parent)
    if field.type in _SEVERAL:
        return FieldTicks(look, field, _offered(field, outline), parent)
    return FieldLine(field, parent)


def _offered(field: Field, outline: PracticeOutline) -> Sequence[tuple[str, str]]:
    if field.type is FieldType.CLINICIANS:
        return [(one.id, one.name) for one in in_use(outline.clinicians)]
    if field.type is FieldType.CLINICS:
        return [(one.id, one.name) for one in in_use(outline.clinics)]
    if field.type is FieldType.DAYS:
        return list(zip(DAY_CODES, DAYS_WHOLE, strict=True))
    return [(one.code, one.words) for one in field.choices]


def filled_in(inputs: dict[str, FieldInput]) -> Filled:
    """Return what is filled in, as it stands: the rules tidy it."""
    found = {name: one.value for name, one in inputs.items()}
    return tuple((name, value) for name, value in found.items() if value)  # type: ignore[misc]  # checked by the rules


def _upper(words: str) -> str:
    return sentence_case(words)

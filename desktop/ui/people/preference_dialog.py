"""Something a person told us: what kind, its fields, their words, who said it, until when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QWidget

from desktop.domain.errors import RuleViolation
from desktop.domain.people import Preference
from desktop.domain.practice import PracticeOutline
from desktop.domain.preference_fields import say_filled
from desktop.domain.preference_kinds import Kept, PreferenceKind, Section
from desktop.domain.preference_rules import Source, Told, next_review
from desktop.domain.preference_search import find_kinds
from desktop.domain.preferences import KINDS, kind_of, order_of
from desktop.domain.said_dates import read_go_to_date, read_said_date
from desktop.domain.times import date_with_year
from desktop.ui.kit.ask_dialog import AskDialog
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.choice_box import ChoiceBox
from desktop.ui.kit.look import Look
from desktop.ui.people.preference_fields import (
    FieldInput,
    FieldTicks,
    build_input,
    filled_in,
)
from desktop.ui.people.whole_words import told_of
from desktop.ui.two_edits import plain_value

LABELS = {
    "filled": "What they told us",
    "value": "What else",
    "own_words": "In their words",
    "source": "Who told us",
    "said_by": "Their name",
    "since_on": "Since",
    "review_on": "Ask again",
    "ends_on": "Until",
}
_KEPT_WORDS = {
    Kept.DETAILS: "This is kept with their details (F2). Enter opens them.",
    Kept.RELATED: "This is kept with who may speak for them. Enter opens that.",
}
_SOURCES = (
    ("They told us", Source.PATIENT),
    ("A carer told us", Source.CARER),
    ("Staff noticed", Source.STAFF),
    ("Taken in from elsewhere", Source.IMPORT),
)
_STEPS: dict[int, int] = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
LONG_LABEL = 24
"""A longer label wraps, so that its column leaves the inputs their room."""
OF_EVERY_KIND = 7
"""Rows of the form that every kind has, below the kind's own."""

_ORDER = (
    Section.NEEDS,
    Section.TREATED,
    Section.MATTERS,
    Section.SUITS,
    Section.CONSENT,
    Section.NOTES,
    Section.NAME,
    Section.SPEAK,
)


class Typed(NamedTuple):
    """All that is in the form, as it stands there."""

    kind: str
    fields: tuple[tuple[str, object], ...]
    lines: tuple[str, ...]
    own_words: str
    source: Source


class KindSearch(QLineEdit):
    """Words for what it is about; up and down go through what was found.

    Signals: ``stepped(int)``.
    """

    stepped = Signal(int)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setPlaceholderText("any word: deaf, stairs, letters")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(event.key())
        if step is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step)


class PreferenceDialog(AskDialog):
    """Adds or changes; it saves nothing itself.

    Signals: ``ended()`` when it holds no more, ``confirmed()`` when it is still right;
    ``elsewhere(str)`` a kind that is kept with the person's details, or with who is near them.
    """

    ended = Signal()
    confirmed = Signal()
    elsewhere = Signal(str)

    def __init__(
        self,
        look: Look,
        outline: PracticeOutline,
        *,
        called: str,
        today: date,
        preference: Preference | None = None,
        taken: frozenset[str] = frozenset(),
        kind: str = "",
        parent: QWidget | None = None,
    ):
        title = f"What did {called} tell us?"
        if preference is not None:
            title = f"{called}: {kind_of(preference.kind).words}"
        super().__init__(look, title, "preference_dialog", parent)
        self._outline, self._today = outline, today
        self.preference = preference
        self.inputs: dict[str, FieldInput] = {}
        self._common: list[QWidget] = []
        self._kinds, self._taken = tuple(_offered(taken)), taken
        self.search = KindSearch(self)
        self.kind_box = ChoiceBox(look, "kind", self)
        self.kind_box.fill((one.words, one.code) for one in self._kinds)
        self._build_fields(look)
        self._build_buttons(look)
        if preference is None:
            self.kind_box.currentIndexChanged.connect(self._on_kind_chosen)
            self.search.textEdited.connect(self._on_searched)
            self.search.stepped.connect(self._step)
            self.kind_box.choose(kind)
            self._on_kind_chosen()
        else:
            self.kind_box.hide()
            self.search.hide()
            self._show_kind(kind_of(preference.kind))
            self.fill(told_of(preference))
        self._untouched = self.typed
        begins = self.search if preference is None and not kind else self._first_input()
        begins.setFocus()
        if isinstance(begins, QLineEdit):  # its beginning stays in sight; what is typed replaces it
            begins.setSelection(len(begins.text()), -len(begins.text()))

    def _build_fields(self, look: Look) -> None:
        if self.preference is None:
            self.add_field("&Look for", self.search, "search")
            self.add_field("Wha&t about", self.kind_box, "kind")
        self.value = QLineEdit(self)
        self.own_words = QPlainTextEdit(self)
        self.own_words.setProperty("kind", "voice")
        self.own_words.setTabChangesFocus(True)
        self.own_words.setFixedHeight(look.px(72))
        self.source = ChoiceBox(look, "source", self)
        self.source.fill(_SOURCES)
        self.said_by = QLineEdit(self)
        self.since = QLineEdit(self)
        self.review = QLineEdit(self)
        self.ends = QLineEdit(self)
        for words, widget, name in (
            ("What &else", self.value, "value"),
            ("In their &words", self.own_words, "own_words"),
            ("Wh&o told us", self.source, "source"),
            ("Their &name", self.said_by, "said_by"),
            ("&Since", self.since, "since_on"),
            ("&Ask again", self.review, "review_on"),
            ("&Until", self.ends, "ends_on"),
        ):
            self.add_field(words, widget, name)
            self._common.append(widget)
        self.kept_words = self.add_words("")
        self.since.setPlaceholderText("today")
        self.review.setPlaceholderText("never")
        self.ends.setPlaceholderText("it stays so")

    def _build_buttons(self, look: Look) -> None:
        self.add_buttons("Save", "Leave it")
        if self.preference is None:
            return
        for words, name, signal in (
            ("Still right", "still_right_button", self.confirmed),
            ("End it", "end_preference_button", self.ended),
        ):
            button = KeyButton(look, words, kind="plain", name=name, parent=self)
            button.clicked.connect(signal)
            self.add_button(button)

    def _first_input(self) -> QWidget:
        return next(iter(self.inputs.values()), self.value)

    @property
    def kind(self) -> PreferenceKind:
        """What kind it is, chosen or known."""
        if self.preference is not None:
            return kind_of(self.preference.kind)
        return kind_of(self.kind_box.currentData())

    @Slot(str)
    def _on_searched(self, typed: str) -> None:
        """Offer the kinds a word is used for, the best chosen; all where there is none."""
        found = find_kinds(typed, self._kinds)
        self.say_wrong(None, "" if found else self._not_found(typed.strip()))
        before = self.kind_box.currentData()
        self.kind_box.blockSignals(True)
        self.kind_box.fill((one.words, one.code) for one in found or self._kinds)
        if not typed.strip() or not found:
            self.kind_box.choose(before)
        self.kind_box.blockSignals(False)
        if self.kind_box.currentData() != before:
            self._on_kind_chosen()

    def _not_found(self, typed: str) -> str:
        """Say that nothing is known so, or that it is on record already."""
        there = find_kinds(typed, (kind_of(code) for code in sorted(self._taken, key=order_of)))
        if there:
            words = ", ".join(one.words for one in there[:3])
            return f"On record already: {words}. Change it there (F2)."
        return f"No kind is known as “{typed[:40]}”. Try another word."

    @Slot(int)
    def _step(self, step: int) -> None:
        place = self.kind_box.currentIndex() + step
        if 0 <= place < self.kind_box.count():
            self.kind_box.setCurrentIndex(place)

    @Slot()
    def _on_kind_chosen(self) -> None:
        kind = self.kind
        self._show_kind(kind)
        review = next_review(kind, self._today)
        self.review.setText(date_with_year(review) if review else "")

    def _show_kind(self, kind: PreferenceKind) -> None:
        self.say_wrong(None, "")  # it may stand between the rows
        first = self.form.rowCount() - OF_EVERY_KIND - len(self.inputs)
        for name in self.inputs:
            self.form.removeRow(first)
            self._inputs.pop(name, None)
        self.inputs = {}
        for place, one in enumerate(kind.fields):
            widget = build_input(self._look, one, self._outline, self)
            widget.setObjectName(f"field_{one.name}")
            widget.setAccessibleName(one.words)
            label = QLabel(one.words, self)
            label.setWordWrap(len(one.words) > LONG_LABEL)
            label.setBuddy(widget)
            self.form.insertRow(first + place, label, widget)
            self.inputs[one.name] = widget
            self._inputs[one.name] = widget
        is_here = kind.kept is Kept.PREFERENCES
        for common in self._common:
            self.form.setRowVisible(common, is_here)
        of_value = self.form.labelForField(self.value)
        assert isinstance(of_value, QLabel)
        of_value.setText("What happ&ened" if kind.section is Section.NOTES else "What &else")
        self.value.setAccessibleName(of_value.text().replace("&", ""))
        if self.preference is None:
            self.act_button.set_words("Save" if is_here else "Open it")
        self.kept_words.setText(_KEPT_WORDS.get(kind.kept, ""))
        self.kept_words.setVisible(not is_here)
        self._order_tabs()
        self.grow()

    def _order_tabs(self) -> None:
        """Let Tab go through the kind's own fields before those that every kind has."""
        stops: list[QWidget] = [self.search, self.kind_box]
        for one in self.inputs.values():
            stops += one.boxes.values() if isinstance(one, FieldTicks) else [one]
        stops.append(self.value)
        for first, second in pairwise(stops):
            QWidget.setTabOrder(first, second)

    def fill(self, told: Told) -> None:
        """Show what was told: as it is kept, or two edits brought together."""
        held = dict(told.filled)
        for name, widget in self.inputs.items():
            widget.show_value(held.get(name))
        self.value.setText(told.value)
        self.value.setCursorPosition(0)  # of a long text its beginning is shown
        self.own_words.setPlainText(told.own_words)
        self.source.choose(told.source)
        self.said_by.setText(told.said_by)
        for line, on in (
            (self.since, told.since_on),
            (self.review, told.review_on),
            (self.ends, told.ends_on),
        ):
            line.setText(date_with_year(on) if on else "")

    @property
    def typed(self) -> Typed:
        """What is typed and chosen, also where it makes no sense yet."""
        return Typed(
            kind=self.kind.code,
            fields=tuple((name, widget.value) for name, widget in self.inputs.items()),
            lines=tuple(line.text() for line in self._lines()),
            own_words=self.own_words.toPlainText(),
            source=self.source.currentData(),
        )

    @property
    def is_touched(self) -> bool:
        """Whether something was typed or chosen that would be lost; a kind alone is nothing."""
        now, before = self.typed, self._untouched
        if now.kind != before.kind:
            is_filled = any(value not in ("", ()) for _, value in now.fields)
            return is_filled or bool(self.value.text() or now.own_words or self.said_by.text())
        return now != before

    def take_typed(self, typed: Typed) -> None:
        """Show what was typed before and not saved."""
        if self.preference is None and self.kind_box.choose(typed.kind):
            self._on_kind_chosen()
        if self.kind.code != typed.kind:
            return
        for name, value in typed.fields:
            self.inputs[name].show_value(value)  # type: ignore[arg-type]
        for line, text in zip(self._lines(), typed.lines, strict=True):
            line.setText(text)
        self.own_words.setPlainText(typed.own_words)
        self.source.choose(typed.source)

    def _lines(self) -> tuple[QLineEdit, ...]:
        return self.value, self.said_by, self.since, self.review, self.ends

    @property
    def told(self) -> Told:
        """Return what is typed and chosen.

        Errors: RuleViolation at a date that is none.
        """
        return Told(
            filled=filled_in(self.inputs),
            value=self.value.text(),
            own_words=self.own_words.toPlainText(),
            source=self.source.currentData(),
            said_by=self.said_by.text(),
            since_on=self._read_past(self.since.text()),
            review_on=self._read_ahead(self.review.text(), "review_on"),
            ends_on=self._read_ahead(self.ends.text(), "ends_on"),
        )

    def _read_past(self, text: str) -> date | None:
        if not text.strip():
            return None
        return read_said_date(text, today=self._today, past_only=True, field="since_on")[0]

    def _read_ahead(self, text: str, field: str) -> date | None:
        return read_go_to_date(text, today=self._today, field=field) if text.strip() else None

    def read_told(self) -> Told | None:
        """Return what is typed; None, with a sentence at its field, where a date is none.

        None also where it is kept elsewhere, which is said.
        """
        if self.kind.kept is not Kept.PREFERENCES:
            self.elsewhere.emit(self.kind.code)
            return None
        try:
            return self.told
        except RuleViolation as slip:
            self.say_wrong(slip.field, slip.message)
            return None


def _offered(taken: frozenset[str]) -> Iterator[PreferenceKind]:
    """Give the kinds to choose from, by section; what is told once and is told already is not."""
    for section in _ORDER:
        for kind in KINDS.values():
            if kind.section is section and not (kind.is_single and kind.code in taken):
                yield kind


def shown_value(told: Told, name: str, kind: PreferenceKind) -> str:
    """Return a field's value in words."""
    if name == "filled":
        return say_filled(kind.fields, told.filled)
    if name == "source":
        return told.source.words
    return plain_value(told, name)

"""Fields for a form of Set-up: several ticked, a colour, a whole number, words with commas."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QRectF, QRegularExpression, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap, QRegularExpressionValidator
from PySide6.QtWidgets import QCompleter, QGridLayout, QLineEdit, QWidget

from desktop.ui.kit.check_box import CheckBox
from desktop.ui.kit.choice_fields import ChoiceField
from desktop.ui.kit.form_fields import LONGEST_TYPED, Field, LineField
from desktop.ui.kit.look import Look

COLUMNS = 2
FIGURES = "[0-9]{0,6}"
"""What a whole number is typed with; a validator of numbers lets commas and signs in."""


class TicksField(Field):
    """Some of several, and (``others``) more in words, separated by commas.

    Values keep the order they were given in; what is ticked later comes after.
    """

    def __init__(
        self,
        look: Look,
        name: str,
        label: str,
        *,
        others: str = "",
        parent: QWidget | None = None,
    ):
        super().__init__(look, name, label, parent)
        self._look = look
        self._boxes: dict[str, CheckBox] = {}
        self._given: tuple[str, ...] = ()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(look.px(14))
        self._grid.setVerticalSpacing(look.px(4))
        self.column.addLayout(self._grid)
        self.others: QLineEdit | None = None
        if others:
            self.others = QLineEdit(self)
            self.others.setObjectName(f"{name}_others")
            self.others.setAccessibleName(f"{label}, {others}")
            self.others.setPlaceholderText(others)
            self.others.setMaxLength(LONGEST_TYPED)
            self.others.textChanged.connect(lambda _text: self.changed.emit())
            self.column.addSpacing(look.px(4))
            self.column.addWidget(self.others)
        self.column.addWidget(self.message)

    def offer(self, entries: Iterable[tuple[str, str]]) -> None:
        """Offer these, each with its words and its value; what is ticked stays ticked."""
        offered = {value: words for words, value in entries}
        if list(offered) == list(self._boxes) and all(
            box.text() == offered[value] for value, box in self._boxes.items()
        ):
            return
        before = self.values
        for box in self._boxes.values():
            self._grid.removeWidget(box)
            box.hide()
            box.deleteLater()
        self._boxes = {}
        for place, (value, words) in enumerate(offered.items()):
            box = CheckBox(self._look, words, f"{self.name}_{place}", self)
            box.setAccessibleName(f"{words}, {self.label.text()}")
            self._grid.addWidget(box, place // COLUMNS, place % COLUMNS)
            self._boxes[value] = box
        self.set_values(before)
        for box in self._boxes.values():
            box.toggled.connect(lambda _ticked: self.changed.emit())
        widgets = list(self._boxes.values())
        for first, second in zip(widgets, [*widgets[1:], self.others], strict=True):
            if second is not None:
                QWidget.setTabOrder(first, second)
        if widgets:
            self.label.setBuddy(widgets[0])

    @property
    def values(self) -> tuple[str, ...]:
        """The ticked ones, and those in words."""
        now = [value for value, box in self._boxes.items() if box.isChecked()]
        if self.others is not None:
            now += _split(self.others.text())
        else:  # what is not offered any more stays: nobody took it away
            now += [one for one in self._given if one not in self._boxes]
        kept = [one for one in self._given if one in now]
        return tuple(dict.fromkeys((*kept, *now)))

    def set_values(self, values: Sequence[str]) -> None:
        self._given = tuple(values)
        for value, box in self._boxes.items():
            box.setChecked(value in values)
        if self.others is not None:
            self.others.setText(", ".join(one for one in values if one not in self._boxes))

    @property
    def text(self) -> str:
        return ", ".join(self.values)

    def set_text(self, text: str) -> None:
        self.set_values(_split(text))

    def focus(self) -> None:
        first = next(iter(self._boxes.values()), self.others)
        if first is not None:
            first.setFocus(Qt.FocusReason.ShortcutFocusReason)


class WordsField(LineField):
    """Several words in one line, separated by commas."""

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(_split(self.text))

    def set_values(self, values: Sequence[str]) -> None:
        self.set_text(", ".join(values))


class SuggestingField(LineField):
    """A line that goes on with what is usual as it is typed; anything else can be typed too."""

    def suggest(self, words: Iterable[str]) -> None:
        completer = QCompleter(list(dict.fromkeys(words)), self)
        completer.setCompletionMode(QCompleter.CompletionMode.InlineCompletion)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.edit.setCompleter(completer)


class CountField(LineField):
    """A whole number as it is typed: nothing is made to fit unseen, the rules say what does."""

    def __init__(self, look: Look, name: str, label: str, parent: QWidget | None = None):
        super().__init__(look, name, label, parent)
        figures = QRegularExpressionValidator(QRegularExpression(FIGURES), self.edit)
        self.edit.setValidator(figures)

    @property
    def number(self) -> int:
        """The number, 0 while there is none."""
        return int(self.text or 0)

    def set_number(self, number: int) -> None:
        self.set_text(str(number) if number else "")


class ColourField(ChoiceField):
    """A colour by its name, with a patch of it."""

    def __init__(self, look: Look, name: str, label: str, parent: QWidget | None = None):
        super().__init__(look, name, label, parent)
        self._look = look
        self._colours: list[tuple[str, str]] = []
        look.changed.connect(self._paint)

    def offer(self, colours: Iterable[tuple[str, str]]) -> None:
        """Offer these, each with its words and its key in the tokens; "" has no patch."""
        self._colours = list(colours)
        self.box.fill(self._colours)
        self._paint()

    def _paint(self) -> None:
        side = self._look.icon_px("inline")
        for place, (_, key) in enumerate(self._colours):
            self.box.setItemIcon(place, self._patch(key, side) if key else QIcon())

    def _patch(self, key: str, side: int) -> QIcon:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(round(side * ratio), round(side * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        with QPainter(pixmap) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(self._look.colour("lineStrong"))
            painter.setBrush(self._look.kind_colour(key))
            radius = self._look.radii.chip
            painter.drawRoundedRect(QRectF(0.5, 0.5, side - 1, side - 1), radius, radius)
        return QIcon(pixmap)


def _split(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]

"""What a change does before it is done: in words, and each visit touched with a choice for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QLabel, QListView, QVBoxLayout, QWidget

from desktop.domain.impact import Choice, Impact, ImpactLine, Way
from desktop.domain.text import sentence_case
from desktop.domain.visits import CANCEL_REASONS
from desktop.ui.impact.impact_choices import ImpactChoices
from desktop.ui.kit.button_row import ButtonRow
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.choice_box import ChoiceBox
from desktop.ui.kit.icon_line import IconLine
from desktop.ui.kit.look import Look
from desktop.ui.kit.scrolled import scrolled
from desktop.ui.kit.spoken_rows import SpokenRows
from desktop.ui.kit.visit_rows import VisitRow, VisitRowDelegate

WAYS = (
    (Way.REBOOK, "Rebook", "Alt+R"),
    (Way.KEEP, "Keep", "Alt+K"),
    (Way.CANCEL, "Cancel", "Alt+C"),
)
NOBODY_MOVED = (
    "Nobody is moved or told until you have asked them. Until then their old time stays, marked "
    "“being rebooked”."
)
TIMES_LOST = (
    "Old times are lost at once: whoever is rebooked waits on the list without a time until "
    "they agree to another."
)
_PRACTICE_FIRST = ("prov", "prov-pers", "prov-edu", "prov-hosp", "oth-room", "oth-weath", "other")


class ImpactLines(QFrame):
    """What a change does to sessions and slots, a line each."""

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        self._look = look
        self.setObjectName("impact_lines")
        self.setProperty("kind", "card")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(look.px(10), look.px(7), look.px(10), look.px(7))
        self._column.setSpacing(look.px(4))
        self._lines: list[IconLine] = []

    def show_lines(self, lines: Sequence[ImpactLine]) -> None:
        """Show other lines."""
        for old in self._lines:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._lines = [
            IconLine(
                self._look,
                "x-circle" if one.loses else "check-circle",
                one.words,
                "bad" if one.loses else "good",
                self,
            )
            for one in lines
        ]
        for line in self._lines:
            self._column.addWidget(line)
        self.setVisible(bool(lines))


class VisitChoices(QListView):
    """Left and Right hold another time; Ctrl+A chooses everybody.

    Signals: ``stepped(int)`` to the next (1) or last (-1) time of the chosen row.
    """

    stepped = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.stepped.emit(1 if event.key() == Qt.Key.Key_Right else -1)
        else:
            super().keyPressEvent(event)


class ImpactPanel(QFrame):
    """Shows an impact and takes the choices; it saves nothing.

    Signals: ``changed()`` as something is chosen, or another impact shown.
    """

    changed = Signal()

    def __init__(self, look: Look, *, zone: str, parent: QWidget | None = None):
        super().__init__(parent)
        self._look, self._zone = look, zone
        self.choices: ImpactChoices | None = None
        self.setObjectName("impact_panel")
        self.setAccessibleName("What changes")
        self.heading = self._label("What changes", "section")
        self.words = self._label("", "body", tone="text2")
        self.lines = ImpactLines(look, self)
        self.count = self._label("", "listName")
        self.model = SpokenRows[VisitRow](self)
        self.list = self._build_list()
        self.why = self._label("", "caption", tone="text2")
        self.why.setObjectName("impact_why")
        self.ways = self._build_ways()
        self.reason = ChoiceBox(look, "cancel_reason", self)
        self.reason.setAccessibleName("Why those are cancelled")
        self.reason.fill(_reasons())
        self.note = self._label("", "caption", tone="text2")
        column = self._inner = self._build_column()
        column.setSpacing(look.px(6))
        for part in (self.heading, self.words, self.lines, self.count):
            column.addWidget(part)
        column.addWidget(self.list, 1)
        below: tuple[QWidget, ...] = (self.why, self.ways, self.reason, self.note)
        for below_list in below:
            column.addWidget(below_list)
        column.addStretch(0)
        self.clear("")

    def _build_column(self) -> QVBoxLayout:
        """Build what scrolls where the window is low and the text large."""
        look = self._look
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(look.px(10), look.px(4), look.px(8), look.px(4))
        scroll = scrolled(inside, self, name="impact_scroll")
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(scroll)
        return column

    def keep_in_line(self, edge: int) -> None:
        """Begin and end no further in than the ring of a button needs."""
        self._inner.setContentsMargins(edge, edge, edge, edge)

    def _label(self, words: str, font: str, *, tone: str = "") -> QLabel:
        label = QLabel(words, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setFont(self._look.font(font))
        if tone:
            label.setProperty("tone", tone)
        return label

    def _build_list(self) -> VisitChoices:
        found = VisitChoices(self)
        found.setObjectName("impact_list")
        found.setAccessibleName("Visits touched. Left and Right hold another time")
        found.setModel(self.model)
        found.setItemDelegate(VisitRowDelegate(self._look, found))
        found.setUniformItemSizes(True)
        found.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        found.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        found.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        found.setMinimumHeight(self._look.px(96))
        found.stepped.connect(self._on_stepped)
        found.selectionModel().currentChanged.connect(self._on_current_changed)
        return found

    def _build_ways(self) -> ButtonRow:
        self.buttons: dict[Way, KeyButton] = {}
        for way, words, key in WAYS:
            name = f"impact_{way}"
            button = KeyButton(self._look, words, key=key, name=name, parent=self)
            button.clicked.connect(lambda _on=False, wanted=way: self.choose(wanted))
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.activated.connect(lambda wanted=way: self.choose(wanted))
            self.buttons[way] = button
        return ButtonRow(tuple(self.buttons.values()), spacing=self._look.px(8), parent=self)

    # -- showing --------------------------------------------------------------------------------

    def clear(self, words: str) -> None:
        """Show no impact: it is not known yet, or the change can't be."""
        self.choices = None
        self._show_visits(False)
        self.words.setText(words)
        self.lines.show_lines(())
        self.count.setText("")
        self.model.show_rows(())
        self.changed.emit()

    def show_impact(self, impact: Impact, now: datetime) -> None:
        """Show what a change would do; choices made for people still touched stay."""
        fresh = ImpactChoices(impact, now, self._zone)
        if self.choices is not None:
            fresh.take_over(self.choices)
        self.choices = fresh
        self.words.setText(impact.words)
        self.lines.show_lines(impact.lines)
        touched = len(impact.visits)
        people = "1 booked patient" if touched == 1 else f"{touched} booked patients"
        self.count.setText(f"{people} affected" if touched else "Nobody booked is affected")
        self.note.setText(NOBODY_MOVED if impact.can_wait else TIMES_LOST)
        self._show_visits(bool(touched))
        self._refill()
        if touched and not self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self.model.index(0))

    def _show_visits(self, shown: bool) -> None:
        for part in (self.list, self.why, self.ways, self.note):
            part.setVisible(shown)
        self.reason.setVisible(False)

    def _refill(self) -> None:
        choices = self.choices
        if choices is not None:
            self.model.show_rows(choices.rows())
            self.reason.setVisible(choices.count(Way.CANCEL) > 0)
            self.list.scrollTo(self.list.currentIndex())
        self._on_current_changed()
        self.changed.emit()

    # -- choosing -------------------------------------------------------------------------------

    def choose(self, way: Way) -> None:
        """Let the chosen visits go this way."""
        if self.choices is None:
            return
        rows = [index.row() for index in self.list.selectionModel().selectedIndexes()]
        self.choices.choose(rows, way)
        self._refill()

    @Slot(int)
    def _on_stepped(self, by: int) -> None:
        row = self.list.currentIndex().row()
        if self.choices is not None and row >= 0:
            self.choices.step(row, by)
            self._refill()

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, *_places: object) -> None:
        row = self.list.currentIndex().row()
        known = self.choices is not None and 0 <= row < len(self.choices.impact.visits)
        why = self.choices.say(row) if known and self.choices is not None else ""
        self.why.setText(sentence_case(why))

    def read(self) -> Sequence[Choice]:
        """Return what was chosen."""
        return self.choices.read(str(self.reason.currentData())) if self.choices else ()

    def count_of(self, way: Way) -> int:
        """Return how many go this way."""
        return self.choices.count(way) if self.choices is not None else 0

    def act_words(self, words: str, verb: str = "Save") -> str:
        """Say what the act's button does: how many it puts on the rebook list, else ``words``."""
        rebooked = self.count_of(Way.REBOOK)
        return f"{verb} and rebook {rebooked}" if rebooked else words

    def suggest_reason(self, code: str) -> None:
        """Say why visits are cancelled, as the change has it, until somebody says otherwise."""
        self.reason.choose(code)


def _reasons() -> list[tuple[str, object]]:
    words = {one.code: one.words for one in CANCEL_REASONS}
    return [
        (f"Because: {words[code][0].lower()}{words[code][1:]}", code) for code in _PRACTICE_FIRST
    ]

"""The dates of series that are still to book: Enter looks for a time, Delete leaves one out."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QListView, QVBoxLayout, QWidget

from desktop.domain.people import PatientCard
from desktop.domain.series import Series, SeriesDate, say_place
from desktop.domain.times import said_day
from desktop.ui.kit.look import Look
from desktop.ui.kit.spoken_rows import SpokenRows
from desktop.ui.kit.visit_rows import VisitRow, VisitRowDelegate
from desktop.ui.people.panel_parts import Words

_KEYS = {Qt.Key.Key_Return: "book", Qt.Key.Key_Enter: "book", Qt.Key.Key_Delete: "leave"}


class ToBookList(QListView):
    """As tall as its rows.

    Signals: ``wanted(str, int)``: book or leave, and the row.
    """

    wanted = Signal(str, int)

    def event(self, event: QEvent) -> bool:
        # The window's Delete cancels a visit: here it means a date that has none.
        is_override = event.type() is QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Delete:
            if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
                return super().event(event)
            event.accept()
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.model().rowCount():
            self.setCurrentIndex(self.model().index(0, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        name = _KEYS.get(Qt.Key(event.key()))
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if name is not None and not plain and self.currentIndex().isValid():
            self.wanted.emit(name, self.currentIndex().row())
        else:
            super().keyPressEvent(event)


class StillToBook(QWidget):
    """A heading and the dates, soonest first; nothing at all where there is none.

    Signals: ``book_requested(Series)``, ``leave_requested(Series, SeriesDate)``.
    """

    book_requested = Signal(object)
    leave_requested = Signal(object, object)

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("panel_still_to_book")
        self._shown: list[tuple[Series, SeriesDate]] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self.heading = Words(look, "label", colour="text2", parent=self)
        self.heading.say("Still to book")
        column.addWidget(self.heading)
        self.rows = SpokenRows[VisitRow](self)
        self.list = ToBookList(self)
        self.list.setObjectName("still_to_book")
        self.list.setAccessibleName("Still to book")
        self.list.setModel(self.rows)
        self.list.setItemDelegate(VisitRowDelegate(look, self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setUniformItemSizes(True)
        self.list.setTabKeyNavigation(False)
        policies = Qt.ScrollBarPolicy
        self.list.setHorizontalScrollBarPolicy(policies.ScrollBarAlwaysOff)
        self.list.setVerticalScrollBarPolicy(policies.ScrollBarAlwaysOff)
        self.list.viewport().setAutoFillBackground(False)
        self.list.wanted.connect(self._on_wanted)
        self.list.doubleClicked.connect(lambda index: self._on_wanted("book", index.row()))
        column.addWidget(self.list)
        self.hide()

    def show_card(self, card: PatientCard, today: date) -> None:
        """Show what is still to book for somebody who lives."""
        several = () if card.is_deceased else card.series
        found = [(one, each) for one in several for each in one.to_book]
        self._shown = sorted(found, key=lambda pair: (pair[1].on_date, pair[0].id))
        self.rows.show_rows([_row(one, each, today) for one, each in self._shown])
        self.setVisible(bool(self._shown))
        high = sum(self.list.sizeHintForRow(row) for row in range(self.rows.rowCount()))
        self.list.setFixedHeight(high + 2)

    def _on_wanted(self, name: str, row: int) -> None:
        if 0 <= row < len(self._shown):
            series, each = self._shown[row]
            if name == "book":
                self.book_requested.emit(series)
            else:
                self.leave_requested.emit(series, each)


def _row(series: Series, each: SeriesDate, today: date) -> VisitRow:
    day = said_day(each.on_date, today)
    head = f"{say_place(each, series)}, {day}"
    why = each.why or "Left for later"
    spoken = f"Still to book: {head}. {series.words}. {why}"
    late = each.on_date < today
    return VisitRow(
        head, "Over" if late else "", series.words, why, "", "warn", spoken,
        is_pressing=late, is_time=False,
    )  # fmt: skip

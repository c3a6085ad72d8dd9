"""The answers below the search box; the focus stays in the box, arrows move the highlight."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

from PySide6.QtCore import QModelIndex, QPoint, QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.people import PatientSummary
from desktop.domain.people_search import slip_words
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.look import Look
from desktop.ui.people.panel_parts import Icon
from desktop.ui.people.search_delegate import PersonDelegate
from desktop.ui.people.search_model import PeopleModel, Roles, heading_words

MOST_ROWS = 6
_HINT = "↑ ↓ to choose, Enter to open"


class ResultsPopup(QFrame):
    """Heading, people, and what can be done; a child of the window, so the box keeps the focus.

    Signals: ``row_chosen(QModelIndex)``, ``new_requested()``, ``birth_date_requested()``.
    """

    row_chosen = Signal(QModelIndex)
    new_requested = Signal()
    birth_date_requested = Signal()

    def __init__(self, box: QLineEdit, look: Look):
        super().__init__(box.window())
        self._box = box
        self._look = look
        self._said = ""
        self.setObjectName("search_results")
        self.setAccessibleName("People found")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.model = PeopleModel(self)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(self._build_heading())
        self._layout.addWidget(self._build_list(), 1)
        self._layout.addWidget(self._build_footer())
        self.hide()

    def _build_heading(self) -> QLabel:
        self.heading = QLabel(self)
        self.heading.setObjectName("search_heading")
        self.heading.setTextFormat(Qt.TextFormat.RichText)
        self.heading.setWordWrap(True)
        self.heading.setContentsMargins(12, 10, 12, 4)
        return self.heading

    def _build_list(self) -> QListView:
        self.list = QListView(self)
        self.list.setObjectName("search_list")
        self.list.setAccessibleName("People found")
        self.list.setModel(self.model)
        self.list.setItemDelegate(PersonDelegate(self._look, self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setUniformItemSizes(False)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setViewportMargins(8, 2, 8, 4)
        self.list.clicked.connect(self.row_chosen)
        return self.list

    def _build_footer(self) -> QWidget:
        footer = QWidget(self)
        footer.setObjectName("search_footer")
        row = QHBoxLayout(footer)
        row.setContentsMargins(12, 6, 12, 8)
        row.setSpacing(8)
        self.keyboard = Icon(self._look, "keyboard", size="row", parent=footer)
        row.addWidget(self.keyboard)
        self.hint = QLabel(_HINT, footer)
        self.hint.setObjectName("search_hint")
        self.by_birth = self._build_button("Look by date of birth", "", "by_birth_date_button")
        self.by_birth.clicked.connect(self.birth_date_requested)
        self.new = self._build_button("New patient", "Ctrl+N", "new_patient_button")
        self.new.clicked.connect(self.new_requested)
        self._footer = footer
        row.addWidget(self.hint, 1)
        row.addWidget(self.by_birth)
        row.addWidget(self.new)
        return footer

    def _build_button(self, words: str, key: str, name: str) -> KeyButton:
        button = KeyButton(self._look, words, key=key, name=name, parent=self)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return button

    def show_people(
        self, people: Sequence[PatientSummary], typed: str, *, today: date, near: bool
    ) -> None:
        """Show other people, the highlight staying on the same person where that one is left."""
        kept = self.current_person()
        self.model.show_people(people, today)
        row = self.model.find_row(kept.id) if kept is not None else None
        if people:
            self.list.setCurrentIndex(self.model.index(row or 0))
        slip = "" if people and not near else slip_words(typed, today=today)
        self.say(slip or heading_words(people, typed, near=near))
        searched = bool(typed.strip())
        self.new.setVisible(searched)
        self.by_birth.setVisible(searched and (near or not people))
        self.hint.setText(_HINT if people else "")
        self._place()

    def set_waiting(self, typed: str) -> None:
        """Nothing matched so far; nothing is claimed until near spellings were looked at."""
        self.new.setVisible(bool(typed.strip()))
        self.say("Looking at names spelt nearly so")

    def say(self, words: str) -> None:
        """Say something in the heading and to a screen reader."""
        if words == self._said:
            return
        self._said = words
        first, _dot, rest = words.partition(". ")
        strong = f"<b>{escape(first)}{'.' if rest else ''}</b>"
        self.heading.setText(f"{strong} {escape(rest)}" if rest else strong)
        self.heading.setAccessibleName(words)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.heading, words))

    def show_below(self) -> None:
        """Show the popup below the search box."""
        if self.isVisible():
            return
        self._place()
        self.show()
        self.raise_()

    def move_by(self, rows: int) -> None:
        """Move the highlight, stopping at either end."""
        count = self.model.rowCount()
        if not count:
            return
        current = self.list.currentIndex()
        row = min(max((current.row() if current.isValid() else -1) + rows, 0), count - 1)
        self.list.setCurrentIndex(self.model.index(row))
        spoken = self.model.index(row).data(Qt.ItemDataRole.AccessibleTextRole)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.list, str(spoken)))

    def current_person(self) -> PatientSummary | None:
        """Return whom the highlight is on."""
        return self.person_at(self.list.currentIndex())

    def person_at(self, index: QModelIndex) -> PatientSummary | None:
        """Return the person of a row."""
        found = index.data(Roles.SUMMARY)
        return found if isinstance(found, PatientSummary) else None

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            width = look.border_width
            inset = width / 2
            box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
            shape = QPainterPath()
            shape.addRoundedRect(box, look.radii.card, look.radii.card)
            painter.fillPath(shape, look.colour("surface"))
            painter.setClipPath(shape)
            painter.fillRect(self._footer.geometry(), look.colour("sunken"))
            painter.setClipping(False)
            painter.setPen(QPen(look.colour("lineStrong"), width))
            painter.drawPath(shape)

    @Slot()
    def _place(self) -> None:
        window = self._box.window()
        frame = self._box.parentWidget()
        box = frame if frame is not None and frame.objectName() == "searchFrame" else self._box
        if self.parentWidget() is not window:
            self.setParent(window)
        corner = box.mapTo(window, QPoint(0, box.height() + 4))
        room = window.width() - corner.x() - 8
        for part in (self.hint, self.keyboard):
            part.setVisible(bool(self.hint.text()))
        if self._footer.sizeHint().width() > room:
            self.hint.hide()
            self.keyboard.hide()
        wanted = max(min(box.width(), self._look.px(640)), self._footer.sizeHint().width())
        width = min(max(wanted, self._look.px(430)), room)
        self.resize(width, self.height())
        rows = min(self.model.rowCount(), MOST_ROWS)
        rows_height = sum(self.list.sizeHintForRow(row) for row in range(rows))
        self.list.setVisible(rows > 0)
        self.list.setFixedHeight(rows_height + 8 if rows else 0)
        self._layout.activate()
        height = min(self._layout.totalHeightForWidth(width), window.height() - corner.y() - 8)
        self.setGeometry(QRect(corner.x(), corner.y(), width, max(height, 1)))

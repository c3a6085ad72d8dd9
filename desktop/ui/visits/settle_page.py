"""The list of visits that are over and whose end nobody has said; one key settles each."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.diary import VisitInDiary
from desktop.domain.ids import AppointmentId
from desktop.domain.settling import OpenVisit, ToSettle
from desktop.operations.outcome import Changes
from desktop.operations.settling import ALL_OF_THEM, read_to_settle
from desktop.ui.kit.button_row import ButtonRow
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.look import Look
from desktop.ui.kit.states import EmptyState
from desktop.ui.runner import Runner
from desktop.ui.visits.settle_delegate import SettleDelegate
from desktop.ui.visits.settle_model import Roles, SettleModel, SettleRow

BUTTONS = (
    ("Came, done", "Shift+F7", "done", "primary"),
    ("Did not attend", "Ctrl+D", "did_not_attend", "plain"),
    ("Cancelled", "Del", "cancel_visit", "plain"),
    ("Left before being seen", "", "left_unseen", "plain"),
    ("Came too late", "", "came_too_late", "plain"),
)
"""What is said of a visit: words, key, the window's command, how the button looks."""

OFTEN = 3
"""How many of them stay together where there is no room for all."""


class SettlePage(QWidget):
    """Newest day first, by session; after each act the next row is chosen.

    Signals: ``act_wanted(str)`` the window's command; ``opened(OpenVisit)`` to see it in the diary;
    ``chosen(VisitInDiary)`` while the arrows move; ``counted(int)``.
    """

    act_wanted = Signal(str)
    opened = Signal(object)
    chosen = Signal(object)
    counted = Signal(int)

    def __init__(self, look: Look, runner: Runner, *, zone: str, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("settle_page")
        self.setAccessibleName("To settle: visits that are over")
        self._look, self._runner, self._zone = look, runner, zone
        self._all_of_them = False
        self._is_stale = True
        self._next_row = 0
        self.model = SettleModel(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        column.setSpacing(look.px(8))
        column.addLayout(self._build_head())
        self._pages = QStackedWidget(self)
        self.nothing = EmptyState(look, "check-circle", self)
        self._pages.addWidget(self.nothing)
        self._pages.addWidget(self._build_list())
        column.addWidget(self._pages, 1)
        column.addWidget(self._build_buttons())
        self.setFocusProxy(self.list)
        find = QShortcut(QKeySequence("Ctrl+F"), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.focus_filter)
        runner.changed.connect(self._on_changed)
        look.changed.connect(self._apply_look)
        self._apply_look()

    def _build_head(self) -> QHBoxLayout:
        self.heading = QLabel("To settle", self)
        self.words = QLabel(self)
        self.words.setProperty("tone", "text2")
        self.words.setWordWrap(True)
        self.filter = QLineEdit(self)
        self.filter.setObjectName("settle_filter")
        self.filter.setPlaceholderText("Filter, Ctrl+F")
        self.filter.setAccessibleName("Filter by name, clinician, place or kind, Ctrl+F")
        self.filter.textChanged.connect(self._on_filter_changed)
        self.older = KeyButton(self._look, "", name="settle_older", parent=self)
        self.older.clicked.connect(self.show_all)
        row = QHBoxLayout()
        row.setSpacing(self._look.px(10))
        row.addWidget(self.heading)
        row.addWidget(self.words, 1)
        row.addWidget(self.older)
        row.addWidget(self.filter)
        return row

    def _build_list(self) -> QListView:
        self.list = QListView(self)
        self.list.setObjectName("settle_list")
        self.list.setAccessibleName("Visits that are over and not settled, newest day first")
        self.list.setModel(self.model)
        self.list.setItemDelegate(SettleDelegate(self._look, self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setUniformItemSizes(True)
        self.list.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.activated.connect(self._on_activated)
        self.list.selectionModel().currentChanged.connect(self._on_current_changed)
        return self.list

    def _build_buttons(self) -> ButtonRow:
        self.buttons: list[KeyButton] = []
        for words, key, command, kind in BUTTONS:
            name = f"settle_{command}"
            button = KeyButton(self._look, words, key=key, kind=kind, name=name, parent=self)
            button.clicked.connect(lambda _on=False, wanted=command: self.act_wanted.emit(wanted))
            self.buttons.append(button)
        space = self._look.px(8)
        often, seldom = self.buttons[:OFTEN], self.buttons[OFTEN:]
        rows = (ButtonRow(often, spacing=space), ButtonRow(seldom, spacing=space))
        return ButtonRow(rows, spacing=space, parent=self)

    # -- what is chosen -------------------------------------------------------------------------

    @property
    def current(self) -> OpenVisit | None:
        """The visit the keys act on."""
        row = self.list.currentIndex().data(Roles.ROW)
        return row.found if isinstance(row, SettleRow) else None

    @property
    def current_visit(self) -> VisitInDiary | None:
        """The visit the keys act on, as the acts take it."""
        found = self.current
        return found.visit if found is not None else None

    @property
    def selected(self) -> tuple[VisitInDiary, ...]:
        """The visits chosen together, in the order shown."""
        rows = sorted(index.row() for index in self.list.selectionModel().selectedIndexes())
        found = (self.model.rows[row].found for row in rows)
        return tuple(one.visit for one in found if one is not None)

    @property
    def has_keys(self) -> bool:
        """Whether the keys of a visit mean the chosen row."""
        return self.isVisible() and (
            self.list.hasFocus() or any(b.hasFocus() for b in self.buttons)
        )

    def focus_filter(self) -> None:
        """Go to the filter (Ctrl+F)."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_filter = self.filter.hasFocus()
        if is_filter and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        elif is_filter and event.key() == Qt.Key.Key_Escape and self.filter.text():
            self.filter.clear()
        else:
            super().keyPressEvent(event)

    # -- reading --------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.reload()

    @Slot()
    def show_all(self) -> None:
        """Show those of longer ago too."""
        self._all_of_them = True
        self.reload()

    def forget(self) -> None:
        """Another person is at the desk."""
        self._all_of_them = False
        self.filter.clear()
        self._is_stale = True

    @Slot()
    def reload(self) -> None:
        """Read the list again; the chosen visit stays, or the one that took its place."""
        self._is_stale = False
        self._runner.run_read(
            read_to_settle,
            initiator=self,
            on_done=self._on_read,
            latest="to_settle",
            since=ALL_OF_THEM if self._all_of_them else None,
        )

    def _on_read(self, found: ToSettle) -> None:
        kept, row = self.current, self.list.currentIndex().row()
        self.model.show_found(found, self._zone)
        self.counted.emit(found.count)
        self._say(found)
        self._choose(kept.visit.id if kept else None, row)

    def _say(self, found: ToSettle) -> None:
        count = found.count
        self.words.setText(
            f"{count} {'visit is' if count == 1 else 'visits are'} over; say how each ended."
            if count
            else ""
        )
        self.older.set_words(f"Show {found.older:,} older")
        self.older.setVisible(bool(found.older))
        if count:
            return
        self.nothing.say(
            "Every visit is settled",
            "Those of longer ago are still open." if found.older else "",
        )

    def _choose(self, wanted: AppointmentId | None, row: int) -> None:
        has_rows = bool(self.model.rows)
        self._pages.setCurrentIndex(1 if has_rows else 0)
        for button in self.buttons:
            button.setEnabled(has_rows)
        place = self.model.row_of(wanted) if wanted is not None else None
        if place is None:
            place = self.model.nearest_visit(max(row, 0))
        if place is not None:
            self.list.setCurrentIndex(self.model.index(place))

    @Slot(str)
    def _on_filter_changed(self, typed: str) -> None:
        kept, row = self.current, self.list.currentIndex().row()
        self.model.narrow(typed)
        if not self.model.rows and self.model.hidden:
            self.nothing.say(
                "Nothing matches", f"{self.model.hidden} are hidden by “{typed.strip()}”."
            )
        self._choose(kept.visit.id if kept else None, row)

    def _on_changed(self, changes: Changes, _initiator: object) -> None:
        if not (changes.touches("appointment") or changes.touches("day")):
            return
        if self.isVisible():
            self.reload()
        else:
            self._is_stale = True

    @Slot(QModelIndex)
    def _on_activated(self, _index: QModelIndex) -> None:
        if self.current is not None:
            self.opened.emit(self.current)

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, _current: QModelIndex, _before: QModelIndex) -> None:
        if (visit := self.current_visit) is not None:
            self.chosen.emit(visit)

    @Slot()
    def _apply_look(self) -> None:
        self.heading.setFont(self._look.font("section"))
        self.filter.setMinimumWidth(self._look.px(170))

"""The list of visits that are over and whose end nobody has said; one key settles each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListView, QWidget

from desktop.domain.diary import VisitInDiary
from desktop.domain.ids import AppointmentId
from desktop.domain.settling import OpenVisit, ToSettle
from desktop.operations.settling import ALL_OF_THEM, read_to_settle
from desktop.ui.kit.button_row import ButtonRow
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.look import Look
from desktop.ui.list_page import ListPage
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

KEPT = ("What was kept", "Ctrl+F7", "needs_kept", "primary")
"""What is said of a visit that took place and has needs of which nobody has said how they went."""

OFTEN = 3
"""How many of them stay together where there is no room for all."""


class SettlePage(ListPage):
    """Newest day first, by session; after each act the next row is chosen.

    Signals: ``act_wanted(str, VisitInDiary)`` the window's command; ``opened(OpenVisit)`` to see
    it in the diary.
    """

    opened = Signal(object)
    name = "settle"
    touched_by = ("appointment", "day")

    def __init__(self, look: Look, runner: Runner, *, zone: str, parent: QWidget | None = None):
        spoken = "To settle: visits that are over"
        super().__init__(look, runner, zone=zone, spoken=spoken, parent=parent)
        self._all_of_them = False
        self._of_needs = False
        self._found = ToSettle((), date.min)
        self.model = SettleModel(self)
        head = self._build_head()
        self.pages.addWidget(self._build_list())
        self._lay_out(head, self.pages, self._build_rows_of_buttons())
        find = QShortcut(QKeySequence("Ctrl+F"), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.focus_filter)

    def _build_head(self) -> QHBoxLayout:
        self.words.setWordWrap(True)
        self.filter = QLineEdit(self)
        self.filter.setObjectName("settle_filter")
        self.filter.setPlaceholderText("Filter, Ctrl+F")
        self.filter.setAccessibleName("Filter by name, clinician, place or kind, Ctrl+F")
        self.filter.textChanged.connect(self._on_filter_changed)
        self.older = KeyButton(self._look, "", name="settle_older", parent=self)
        self.older.clicked.connect(self.show_all)
        self.unsaid = KeyButton(self._look, "", name="settle_unsaid", parent=self)
        self.unsaid.clicked.connect(self._turn)
        row = QHBoxLayout()
        row.setSpacing(self._look.px(10))
        row.addWidget(self.heading)
        row.addWidget(self.words, 1)
        row.addWidget(self.unsaid)
        row.addWidget(self.older)
        row.addWidget(self.filter)
        return row

    def _build_list(self) -> QListView:
        view = QListView(self)
        view.setAccessibleName("Visits that are over and not settled, newest day first")
        view.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        view.activated.connect(self._on_activated)
        self._take_list(view, self.model, SettleDelegate(self._look, view))
        return view

    def _build_rows_of_buttons(self) -> ButtonRow:
        buttons = self._build_buttons((*BUTTONS, KEPT), self)
        space = self._look.px(8)
        rows = (buttons[:OFTEN], buttons[OFTEN:-1], buttons[-1:])
        self._rows = [ButtonRow(one, spacing=space) for one in rows]
        self._rows[-1].hide()
        self._all_buttons = ButtonRow(self._rows, spacing=space, parent=self)
        return self._all_buttons

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

    def want(self, name: str) -> None:
        self.act_wanted.emit(name, self.current_visit)

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

    @Slot()
    def show_all(self) -> None:
        """Show those of longer ago too."""
        self._all_of_them = True
        self.reload()

    def forget(self) -> None:
        super().forget()
        self._all_of_them = self._of_needs = False
        self.filter.clear()

    def _read(self) -> None:
        self._runner.run_read(
            read_to_settle,
            initiator=self,
            on_done=self._on_read,
            latest="to_settle",
            since=ALL_OF_THEM if self._all_of_them else None,
        )

    def _on_read(self, found: ToSettle) -> None:
        self._found = found
        self.counted.emit(found.count)
        self._show()

    @Slot()
    def _turn(self) -> None:
        """Show the visits that took place and have needs not said, or those to settle again."""
        self._of_needs = not self._of_needs
        self._show()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self) -> None:
        kept, row = self.current, self.list.currentIndex().row()
        found = self._found
        self._of_needs = self._of_needs and bool(found.unsaid)
        shown = replace(found, sessions=found.unsaid) if self._of_needs else found
        self.model.show_found(shown, self._zone)
        self._say(found)
        for place, buttons in enumerate(self._rows):
            is_kept = place == len(self._rows) - 1
            buttons.setVisible(is_kept is self._of_needs)
        self._all_buttons.fit()
        self._choose(kept.visit.id if kept else None, row)

    def _say(self, found: ToSettle) -> None:
        count, unsaid = found.count, found.unsaid_count
        self.unsaid.setVisible(bool(unsaid))
        self.older.set_words(f"Show {found.older:,} older")
        self.older.setVisible(bool(found.older) and not self._of_needs)
        if self._of_needs:
            self.unsaid.set_words("Back to visits to settle")
            visits = "1 visit has" if unsaid == 1 else f"{unsaid} visits have"
            self.words.setText(f"{visits} needs of which nobody has said whether they were kept.")
            return
        self.unsaid.set_words(f"Needs not said: {unsaid}")
        self.words.setText(
            f"{count} {'visit is' if count == 1 else 'visits are'} over; say how each ended."
            if count
            else ""
        )
        if count:
            return
        self.nothing.say(
            "Every visit is settled",
            "Those of longer ago are still open." if found.older else "",
        )

    def _choose(self, wanted: AppointmentId | None, row: int) -> None:
        has_rows = bool(self.model.rows)
        self.pages.setCurrentIndex(1 if has_rows else 0)
        for button in self.buttons.values():
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

    @Slot(QModelIndex)
    def _on_activated(self, _index: QModelIndex) -> None:
        if self.current is not None:
            self.opened.emit(self.current)

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, *_places: QModelIndex) -> None:
        if (visit := self.current_visit) is not None:
            self.chosen.emit(visit.patient_id)

    @Slot()
    def _apply_look(self) -> None:
        super()._apply_look()
        self.filter.setMinimumWidth(self._look.px(170))

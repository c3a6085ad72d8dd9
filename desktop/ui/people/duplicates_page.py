"""The Patients area: records that may be one person, as a list to work through."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QFrame,
    QListView,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.ids import PatientId
from desktop.domain.people import PatientCard
from desktop.operations.duplicates import DuplicatePair, DuplicatesFound, find_duplicates
from desktop.operations.people_reads import read_patient_card
from desktop.ui.kit.button_row import ButtonRow
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.look import Look
from desktop.ui.kit.states import EmptyState
from desktop.ui.people.pair_list import PairDelegate, PairModel
from desktop.ui.people.panel_parts import Words, apply_look
from desktop.ui.people.record_side import RecordSide
from desktop.ui.runner import Runner

NONE_TITLE = "No two records look like one person"
NONE_WORDS = (
    "Use this page when somebody was registered twice: both records are listed "
    "here. To find a person, press Ctrl+K."
)
SIDE_BY_SIDE_FROM = 440
LOOKING = "Looking through the records."


class DuplicatesPage(QWidget):
    """The list at the left, both records of the chosen pair side by side.

    Signals: ``merge_requested(survivor PatientCard, other PatientCard)``,
    ``distinct_requested(PatientId, PatientId)``, ``person_chosen(PatientId)``.
    """

    merge_requested = Signal(object, object)
    distinct_requested = Signal(str, str)
    person_chosen = Signal(str)

    def __init__(
        self,
        look: Look,
        runner: Runner,
        *,
        today: Callable[[], date],
        parent: QWidget | None = None,
    ):
        super().__init__(parent)
        self.setObjectName("duplicates_page")
        self.setAccessibleName("Patients: records that may be one person")
        self._look = look
        self._runner = runner
        self._today = today
        self._wanted: DuplicatePair | None = None
        self._cards: dict[PatientId, PatientCard] = {}
        self._is_stale = True
        self.model = PairModel(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        column.setSpacing(look.px(8))
        self.heading = Words(look, "section", parent=self)
        column.addWidget(self.heading)
        self.count = Words(look, "body", colour="text2", parent=self)
        column.addWidget(self.count)
        self._pages = QStackedWidget(self)
        self.nothing = EmptyState(look, "identification-card", self)
        self._pages.addWidget(self.nothing)
        self._pages.addWidget(self._build_work(look))
        column.addWidget(self._pages, 1)
        self.heading.say("Records that may be one person")
        runner.changed.connect(self._on_changed)
        look.changed.connect(lambda: apply_look(self))

    def _build_work(self, look: Look) -> QWidget:
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.setChildrenCollapsible(False)
        self._right = QWidget(self)
        self.list = QListView(split)
        self.list.setObjectName("duplicate_pairs")
        self.list.setAccessibleName("Pairs of records, likeliest first")
        self.list.setModel(self.model)
        self.list.setItemDelegate(PairDelegate(look, self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setMinimumWidth(look.px(240))
        self.list.installEventFilter(self)
        self.list.selectionModel().currentChanged.connect(self._on_pair_chosen)
        self.setFocusProxy(self.list)
        right = self._right
        split.addWidget(right)
        column = QVBoxLayout(right)
        column.setContentsMargins(look.px(12), 0, 0, 0)
        scroll = QScrollArea(right)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget(scroll)
        row = self._side_by_side = QBoxLayout(QBoxLayout.Direction.LeftToRight, inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(12))
        self.sides = (RecordSide(look, "left", inside), RecordSide(look, "right", inside))
        for side in self.sides:
            side.opened.connect(self.person_chosen)
            row.addWidget(side, 1)
        kept = QButtonGroup(self)
        for side in self.sides:
            kept.addButton(side.keep)
        self.sides[0].keep.setChecked(True)
        scroll.setWidget(inside)
        column.addWidget(scroll, 1)
        column.addWidget(self._build_buttons(look, right))
        split.setSizes([look.px(330), look.px(660)])
        right.installEventFilter(self)
        return split

    def _build_buttons(self, look: Look, parent: QWidget) -> QWidget:
        self.merge_button = KeyButton(
            look, "Merge them", key="Enter", kind="primary", name="merge_button", parent=parent
        )
        self.distinct_button = KeyButton(
            look, "These are two people", key="Del", name="distinct_button", parent=parent
        )
        self.merge_button.clicked.connect(self._merge)
        self.distinct_button.clicked.connect(self._say_distinct)
        buttons = (self.merge_button, self.distinct_button)
        return ButtonRow(buttons, spacing=look.px(8), parent=parent)

    @Slot()
    def _fit(self) -> None:
        """Put the records one below the other where there is no room for both."""
        ways = QBoxLayout.Direction
        wide = self._right.width() >= self._look.px(SIDE_BY_SIDE_FROM)
        self._side_by_side.setDirection(ways.LeftToRight if wide else ways.TopToBottom)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.look_again()

    @Slot()
    def look_again(self) -> None:
        """Search all records anew, in batches; the list stays until the new one is there."""
        self._is_stale = False
        self.count.say(LOOKING)
        if not self.model.pairs:
            self.nothing.say(LOOKING)
        self._ask(restart=True)

    def forget(self) -> None:
        """Another person is at the desk: the list is searched anew when it is shown."""
        self._is_stale = True
        self.model.show_pairs(())
        self._cards.clear()

    def _ask(self, *, restart: bool) -> None:
        self._runner.run_read(
            find_duplicates, initiator=self, on_done=self._on_found, restart=restart
        )

    def _on_found(self, found: DuplicatesFound) -> None:
        if not found.is_finished:
            self._ask(restart=False)
            return
        chosen = self.list.currentIndex().row()
        self.model.show_pairs(found.pairs)
        self._pages.setCurrentIndex(1 if found.pairs else 0)
        if not found.pairs:
            self.count.say("")
            self.nothing.say(NONE_TITLE, NONE_WORDS)
            return
        pairs = "1 pair" if found.count == 1 else f"{found.count} pairs"
        more = len(found.pairs) < found.count
        self.count.say(
            f"{pairs}, likeliest first" + (f". {len(found.pairs)} shown." if more else ".")
        )
        row = min(max(chosen, 0), len(found.pairs) - 1)
        self.list.setCurrentIndex(self.model.index(row, 0))
        if self.isVisible():
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(QModelIndex, QModelIndex)
    def _on_pair_chosen(self, current: QModelIndex, _before: QModelIndex) -> None:
        if not current.isValid():
            return
        self._wanted = self.model.pairs[current.row()]
        self._cards.clear()
        self.merge_button.setEnabled(False)
        self.sides[0].keep.setChecked(True)
        for summary in (self._wanted.first, self._wanted.second):
            self._runner.run_read(
                read_patient_card,
                initiator=self,
                on_done=self._on_card_read,
                patient_id=summary.id,
            )

    def _on_card_read(self, card: PatientCard) -> None:
        pair = self._wanted
        if pair is None or card.id not in (pair.first.id, pair.second.id):
            return
        self._cards[card.id] = card
        if len(self._cards) == 2:
            cards = (self._cards[pair.first.id], self._cards[pair.second.id])
            for side, one, other in zip(self.sides, cards, cards[::-1], strict=True):
                side.show_card(one, other, self._today())
            self.merge_button.setEnabled(True)

    def _on_changed(self, changes: object, _initiator: object) -> None:
        touches = getattr(changes, "touches", None)
        if touches is None or not (touches("names") or self._touches_pair(touches)):
            return
        if self.isVisible():
            self.look_again()
        else:
            self._is_stale = True

    def _touches_pair(self, touches: Callable[[str, str], bool]) -> bool:
        ids = [one.id for pair in self.model.pairs for one in (pair.first, pair.second)]
        return any(touches("patient", one) for one in ids)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._right and event.type() is QEvent.Type.Resize:
            QTimer.singleShot(0, self, self._fit)  # not while it is being laid out
            return False
        pressed = event.type() is QEvent.Type.KeyPress
        if isinstance(event, QKeyEvent) and (pressed or _is_override(event)):
            act = self._action_of(event)
            if act is not None:
                # Del and F5 mean something else elsewhere in the window: here they are the list's.
                event.accept()
                if pressed:
                    act()
                return True
        return super().eventFilter(watched, event)

    def _action_of(self, event: QKeyEvent) -> Callable[[], object] | None:
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return None
        acts: dict[int, Callable[[], object]] = {
            Qt.Key.Key_Return: self._merge,
            Qt.Key.Key_Enter: self._merge,
            Qt.Key.Key_Delete: self._say_distinct,
            Qt.Key.Key_F5: self.look_again,
            Qt.Key.Key_Left: partial(self.sides[0].keep.setChecked, True),
            Qt.Key.Key_Right: partial(self.sides[1].keep.setChecked, True),
        }
        return acts.get(event.key())

    @Slot()
    def _merge(self) -> None:
        cards = [side.card for side in self.sides]
        if len(self._cards) < 2 or cards[0] is None or cards[1] is None:
            return
        survivor, other = cards if self.sides[0].keep.isChecked() else cards[::-1]
        self.merge_requested.emit(survivor, other)

    @Slot()
    def _say_distinct(self) -> None:
        if self._wanted is not None:
            self.distinct_requested.emit(self._wanted.first.id, self._wanted.second.id)


def _is_override(event: QEvent) -> bool:
    return event.type() is QEvent.Type.ShortcutOverride

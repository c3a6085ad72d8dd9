"""What is to arrange for the visits to come: overdue on top, several done with one key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.preferences import kind_of
from desktop.domain.times import date_of
from desktop.domain.to_arrange import (
    ToArrange,
    is_overdue,
    say_due,
    say_visit,
    say_what,
)
from desktop.operations.outcome import Changes
from desktop.operations.to_arrange import list_to_arrange
from desktop.ui.kit.button_row import ButtonRow
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.choice_box import ChoiceBox
from desktop.ui.kit.look import Look
from desktop.ui.kit.spoken_rows import SpokenRows
from desktop.ui.kit.states import EmptyState
from desktop.ui.kit.visit_rows import VisitRow, VisitRowDelegate
from desktop.ui.runner import Runner

EVERY_KIND = "Everything"
_BUTTONS = (
    ("Arranged, or called off", "Enter", "done", "primary"),
    ("Not needed this time", "Del", "not_needed", "plain"),
)


class ArrangeList(QListView):
    """Enter and Delete act on what is chosen.

    Signals: ``wanted(str)``: done or not_needed.
    """

    wanted = Signal(str)

    def event(self, event: QEvent) -> bool:
        # The window's Delete cancels a visit: here it means what stands on the list.
        is_override = event.type() is QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Delete:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = {
            Qt.Key.Key_Return: "done",
            Qt.Key.Key_Enter: "done",
            Qt.Key.Key_Delete: "not_needed",
        }
        name = keys.get(Qt.Key(event.key()))
        if name is not None and not event.modifiers():
            self.wanted.emit(name)
        else:
            super().keyPressEvent(event)


class ArrangePage(QWidget):
    """The list, its filter by kind, and what can be done.

    Signals: ``act_wanted(str, tuple[ToArrange, ...])``: done or not_needed; ``chosen(ToArrange)``
    while the arrows move; ``counted(int)`` how many there are of every kind.
    """

    act_wanted = Signal(str, object)
    chosen = Signal(object)
    counted = Signal(int)

    def __init__(
        self,
        look: Look,
        runner: Runner,
        *,
        clock: Callable[[], datetime],
        zone: str,
        parent: QWidget | None = None,
    ):
        super().__init__(parent)
        self.setObjectName("arrange_page")
        self.setAccessibleName("To arrange: what visits to come still need")
        self._look, self._runner, self._clock, self._zone = look, runner, clock, zone
        self._is_stale = True
        self._every: tuple[ToArrange, ...] = ()
        self.found: tuple[ToArrange, ...] = ()
        self.model = SpokenRows[VisitRow](self)
        self._pages = QStackedWidget(self)
        self.nothing = EmptyState(look, "check-circle", self)
        self.nothing.say("Everything is ready", "No visit to come has anything left to arrange.")
        self._pages.addWidget(self.nothing)
        self._pages.addWidget(self._build_list())
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        column.setSpacing(look.px(8))
        column.addLayout(self._build_head())
        column.addWidget(self._pages, 1)
        column.addWidget(self._build_buttons())
        self.setFocusProxy(self.list)
        runner.changed.connect(self._on_changed)
        look.changed.connect(self._apply_look)
        self._apply_look()

    def _build_head(self) -> QHBoxLayout:
        self.heading = QLabel("To arrange", self)
        self.words = QLabel(self)
        self.words.setProperty("tone", "text2")
        self.kinds = ChoiceBox(self._look, "arrange_kind", self)
        self.kinds.setAccessibleName("Show one kind alone")
        self.kinds.fill([(EVERY_KIND, "")])
        self.kinds.activated.connect(lambda _place: self._show())
        self.kinds.setMinimumContentsLength(16)
        self.kinds.setMaximumWidth(self._look.px(260))
        head = QHBoxLayout()
        head.setSpacing(self._look.px(10))
        head.addWidget(self.heading)
        head.addWidget(self.words, 1)
        head.addWidget(self.kinds)
        return head

    def _build_list(self) -> QListView:
        self.list = ArrangeList(self)
        self.list.setObjectName("arrange_list")
        self.list.setAccessibleName("To arrange, overdue first")
        self.list.setModel(self.model)
        self.list.setItemDelegate(VisitRowDelegate(self._look, self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setUniformItemSizes(True)
        self.list.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.wanted.connect(self.want)
        self.list.selectionModel().currentChanged.connect(self._on_current_changed)
        return self.list

    def _build_buttons(self) -> ButtonRow:
        self.buttons: dict[str, KeyButton] = {}
        for words, key, name, kind in _BUTTONS:
            button = KeyButton(
                self._look, words, key=key, kind=kind, name=f"arrange_{name}", parent=self
            )
            button.clicked.connect(lambda _on=False, wanted=name: self.want(wanted))
            self.buttons[name] = button
        return ButtonRow(tuple(self.buttons.values()), spacing=self._look.px(8))

    @property
    def current(self) -> ToArrange | None:
        """The row the arrows are on."""
        row = self.list.currentIndex().row()
        return self.found[row] if 0 <= row < len(self.found) else None

    @property
    def selected(self) -> tuple[ToArrange, ...]:
        """What the keys act on: what is chosen and stands as the current row does."""
        current = self.current
        rows = sorted({index.row() for index in self.list.selectionModel().selectedIndexes()})
        found = [self.found[row] for row in rows if row < len(self.found)]
        if current is None:
            return ()
        return tuple(one for one in found if one.state is current.state) or (current,)

    @Slot(str)
    def want(self, name: str) -> None:
        """Ask for what is to be done with what is chosen."""
        chosen = self.selected
        if chosen:
            self.act_wanted.emit(name, chosen)

    # -- reading --------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.reload()

    def forget(self) -> None:
        """Another person is at the desk."""
        self._is_stale = True

    @Slot()
    def reload(self) -> None:
        """Read the list again."""
        self._is_stale = False
        self._runner.run_read(
            list_to_arrange, initiator=self, on_done=self._on_read, latest="to_arrange"
        )

    def _on_read(self, found: Sequence[ToArrange]) -> None:
        self._every = tuple(found)
        wanted = self.kinds.currentData()
        counts: dict[str, int] = {}
        for one in found:
            counts[one.kind] = counts.get(one.kind, 0) + 1
        self.kinds.fill(
            [(EVERY_KIND, "")]
            + [(f"{kind_of(kind).words} ({count})", kind) for kind, count in counts.items()]
        )
        self.kinds.choose(wanted or "")
        self.counted.emit(len(found))
        self._show()

    def _show(self) -> None:
        kept, row = self.current, max(self.list.currentIndex().row(), 0)
        kind, today = self.kinds.currentData(), self._today
        self.found = tuple(one for one in self._every if kind in ("", one.kind))
        self.model.show_rows([row_of(one, today, self._zone) for one in self.found])
        overdue = sum(is_overdue(one, today) for one in self._every)
        late = f", {overdue} overdue" if overdue else ""
        self.words.setText(f"{len(self._every)} to arrange{late}." if self._every else "")
        self._pages.setCurrentIndex(1 if self.found else 0)
        for button in self.buttons.values():
            button.setEnabled(bool(self.found))
        if not self.found:
            return
        ids = [one.id for one in self.found]
        place = ids.index(kept.id) if kept is not None and kept.id in ids else row
        self.list.setCurrentIndex(self.model.index(min(place, len(ids) - 1)))
        self._on_current_changed()

    @property
    def _today(self) -> date:
        return date_of(self._clock(), self._zone)

    def _on_changed(self, changes: Changes, _initiator: object) -> None:
        kinds = ("needs", "appointment", "day", "practice")
        if not any(changes.touches(kind) for kind in kinds):
            return
        if self.isVisible():
            self.reload()
        else:
            self._is_stale = True

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, *_places: object) -> None:
        if self.current is not None:
            self.chosen.emit(self.current)

    @Slot()
    def _apply_look(self) -> None:
        self.heading.setFont(self._look.font("section"))


def row_of(one: ToArrange, today: date, zone: str) -> VisitRow:
    """Return a row of the list in words."""
    what, due, visit = say_what(one), say_due(one, today), say_visit(one, today, zone)
    about = ". ".join(part for part in (one.detail, one.instead) if part)
    whose = f"{one.called}. {about}" if about else one.called
    late = is_overdue(one, today) or one.is_to_call_off
    state = "Overdue" if is_overdue(one, today) else "To call off" if one.is_to_call_off else ""
    spoken = ". ".join(part.rstrip(".") for part in (what, due, one.called, visit, about) if part)
    return VisitRow(what, due, visit, whose, state, "bad" if late else "warn", spoken)

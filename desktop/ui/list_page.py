"""A page with one list of what is to do: read when it is seen, and again after a change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar, Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QFrame,
    QLabel,
    QLayout,
    QListView,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.operations.outcome import Changes
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.choice_box import ChoiceBox
from desktop.ui.kit.look import Look
from desktop.ui.kit.spoken_rows import SpokenRows
from desktop.ui.kit.states import EmptyState
from desktop.ui.kit.visit_rows import VisitRow, VisitRowDelegate
from desktop.ui.runner import Runner

ButtonWords = tuple[str, str, str, str]
"""Of a button: its words, its key, what is wanted by it, how it looks."""


class KeyedList(QListView):
    """A list with keys of its own, which the window's commands leave to it.

    Signals: ``pressed_key(str)``: what the key means.
    """

    pressed_key = Signal(str)

    def __init__(self, keys: Mapping[int, str], parent: QWidget):
        super().__init__(parent)
        self._keys = keys

    def event(self, event: QEvent) -> bool:
        # The window's own Delete and F2 are of the visit and the person in the panel.
        is_override = event.type() is QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and self._meant_by(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if meant := self._meant_by(event):
            self.pressed_key.emit(meant)
        else:
            super().keyPressEvent(event)

    def _meant_by(self, event: QKeyEvent) -> str:
        with_it = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        return "" if with_it else self._keys.get(event.key(), "")


class ListPage(QWidget):
    """The base: a head, the list or what is said where there is nothing, buttons.

    A subclass builds its parts and lays them out; it reads in ``_read``, and again at changes of
    what it is ``touched_by``. Its objects are called after its ``name``.

    Signals: ``act_wanted(str, object)``: an act and what it is wanted with; ``chosen(PatientId)``
    while the arrows move; ``counted(int)`` how many there are.
    """

    act_wanted = Signal(str, object)
    chosen = Signal(str)
    counted = Signal(int)
    name: ClassVar[str]
    touched_by: ClassVar[tuple[str, ...]]
    list: QListView

    def __init__(
        self,
        look: Look,
        runner: Runner,
        *,
        zone: str,
        spoken: str,
        icon: str = "check-circle",
        parent: QWidget | None = None,
    ):
        super().__init__(parent)
        self.setObjectName(f"{self.name}_page")
        self.setAccessibleName(spoken)
        self._look, self._runner, self._zone = look, runner, zone
        self._is_stale = True
        self.heading = QLabel(spoken.partition(":")[0], self)
        self.words = QLabel(self)
        self.words.setProperty("tone", "text2")
        self.buttons: dict[str, KeyButton] = {}
        self.pages = QStackedWidget(self)
        self.nothing = EmptyState(look, icon, self)
        self.pages.addWidget(self.nothing)

    # -- its parts ------------------------------------------------------------------------------

    def _take_list(
        self, view: QListView, model: QAbstractItemModel, delegate: QAbstractItemDelegate
    ) -> None:
        self.list = view
        view.setObjectName(f"{self.name}_list")
        view.setModel(model)
        view.setItemDelegate(delegate)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setUniformItemSizes(True)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        view.selectionModel().currentChanged.connect(self._on_current_changed)

    def _build_buttons(
        self, words: Sequence[ButtonWords], parent: QWidget
    ) -> tuple[KeyButton, ...]:
        for label, key, wanted, kind in words:
            name = f"{self.name}_{wanted}"
            button = KeyButton(self._look, label, key=key, kind=kind, name=name, parent=parent)
            button.clicked.connect(lambda _on=False, wanted=wanted: self.want(wanted))
            self.buttons[wanted] = button
        return tuple(self.buttons.values())

    def _lay_out(self, *parts: QLayout | QWidget) -> None:
        """Put the parts one below the other; ``pages`` among them has what room is left."""
        look = self._look
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        column.setSpacing(look.px(8))
        for part in parts:
            if isinstance(part, QLayout):
                column.addLayout(part)
            else:
                column.addWidget(part, int(part is self.pages))
        self.setFocusProxy(self.list)
        self._runner.changed.connect(self._on_changed)
        look.changed.connect(self._apply_look)
        self._apply_look()

    @Slot()
    def _apply_look(self) -> None:
        self.heading.setFont(self._look.font("section"))

    # -- what is chosen -------------------------------------------------------------------------

    @property
    def has_keys(self) -> bool:
        """Whether the keys of a visit mean the chosen row."""
        return self.isVisible() and any(
            one.hasFocus() for one in (self.list, *self.buttons.values())
        )

    def want(self, name: str) -> None:
        """Ask for what is to be done with what is chosen."""
        raise NotImplementedError

    def _on_current_changed(self, *_places: QModelIndex) -> None:
        """Show what stands on the row the arrows are on."""
        raise NotImplementedError

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
        """Read the list again; the chosen row stays, or the one that took its place."""
        self._is_stale = False
        self._read()

    def _read(self) -> None:
        """Have the list read and shown."""
        raise NotImplementedError

    def _on_changed(self, changes: Changes, _initiator: object) -> None:
        if not any(changes.touches(kind) for kind in self.touched_by):
            return
        if self.isVisible():
            self.reload()
        else:
            self._is_stale = True


class Identified(Protocol):
    """What stands on a list and is known again when it is read anew."""

    @property
    def id(self) -> str: ...


Row = TypeVar("Row", bound=Identified)


class VisitRowsPage(ListPage, Generic[Row]):
    """The base of a list whose rows are all of a kind, each drawn as a visit is."""

    model: SpokenRows[VisitRow]
    found: tuple[Row, ...] = ()

    def _take_rows(self, view: QListView) -> None:
        self.model = SpokenRows[VisitRow](self)
        self._take_list(view, self.model, VisitRowDelegate(self._look, view))

    @property
    def current(self) -> Row | None:
        """The row the keys act on."""
        row = self.list.currentIndex().row()
        return self.found[row] if 0 <= row < len(self.found) else None

    def want(self, name: str) -> None:
        if self.current is not None:
            self.act_wanted.emit(name, self.current)

    def _show_rows(self, found: Iterable[Row], rows: Sequence[VisitRow]) -> None:
        """Show these; the chosen one stays so, or the one that took its place is chosen."""
        kept, row = self.current, max(self.list.currentIndex().row(), 0)
        self.found = tuple(found)
        self.model.show_rows(rows)
        self.pages.setCurrentIndex(1 if self.found else 0)
        if not self.found:
            return
        ids = [one.id for one in self.found]
        place = ids.index(kept.id) if kept is not None and kept.id in ids else row
        self.list.setCurrentIndex(self.model.index(min(place, len(ids) - 1)))
        self._on_current_changed()


def offer_kinds(box: ChoiceBox, every: str, kinds: Iterable[tuple[str, str]]) -> None:
    """Offer to show one kind alone, each kind with how many there are; the chosen one stays so.

    kinds: words and key of the kind of each row.
    """
    wanted = box.currentData()
    counts = Counter(kinds)
    box.fill([(every, ""), *((f"{words} ({n})", key) for (words, key), n in counts.items())])
    box.choose(wanted or "")

"""The diary for screen readers: a list of lists, each cell one sentence.

Every interface is kept in a dictionary of the view: a screen reader's bridge holds bare pointers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject, QRect
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface, QColor
from PySide6.QtWidgets import QAccessibleWidget
from shiboken6 import isValid

from desktop.ui.diary.head_words import spoken_column, tip_of_column

if TYPE_CHECKING:
    from desktop.ui.diary.diary_layout import CellBox
    from desktop.ui.diary.diary_view import DiaryView

_Role = QAccessible.Role


class DiaryTree:
    """Keeps the interfaces of one view and tells where the focus went."""

    def __init__(self, view: DiaryView):
        self.view = view
        self.grid: GridInterface | None = None
        self._grids: list[GridInterface] = []
        self.columns: dict[int, ColumnInterface] = {}
        self.cells: dict[tuple[int, int], CellInterface] = {}
        _install()
        _trees[id(view)] = self
        key = id(view)
        view.destroyed.connect(lambda: _trees.pop(key, self).rebuild())
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.end)

    def rebuild(self) -> None:
        """Forget columns and cells: another day is shown, or none any more."""
        for part in (*self.cells.values(), *self.columns.values()):
            _give_up(part)
        self.columns.clear()
        self.cells.clear()

    def end(self) -> None:
        """Forget everything while Qt can still be told of it: the program ends."""
        _trees.pop(id(self.view), None)
        self.rebuild()
        for grid in self._grids:
            _give_up(grid)
        self._grids.clear()
        self.grid = None

    def make_grid(self) -> GridInterface:
        """Return another interface of the view itself.

        Qt asks anew when PySide has given the view another description of its class, and owns
        what it gets: the same one twice would be deleted twice.
        """
        self.grid = GridInterface(self)
        self._grids.append(self.grid)
        return self.grid

    def column(self, number: int) -> ColumnInterface:
        """Return a column's interface, made on demand and kept."""
        found = self.columns.get(number)
        if found is None:
            found = self.columns[number] = ColumnInterface(self, number)
        return found

    def cell(self, column: int, row: int) -> CellInterface:
        """Return a cell's interface, made on demand and kept."""
        found = self.cells.get((column, row))
        if found is None:
            found = self.cells[column, row] = CellInterface(self, column, row)
        return found

    def focus_moved(self) -> None:
        """Tell a screen reader which cell is current."""
        box = self.view.current_box()
        if box is None or not QAccessible.isActive() or self.grid is None:
            return
        event = QAccessibleEvent(self.view, QAccessible.Event.Focus)
        event.setChild(self.grid.number_of(box))
        QAccessible.updateAccessibility(event)


_trees: dict[int, DiaryTree] = {}
_state: dict[str, bool] = {}


def _install() -> None:
    if not _state:
        _state["installed"] = True
        QAccessible.installFactory(_make)


def _give_up(interface: QAccessibleInterface) -> None:
    """Take it out of Qt's own list, of bare addresses that a screen reader asks for by number."""
    QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(interface))


def _make(name: str, thing: QObject | None) -> QAccessibleInterface | None:
    tree = _trees.get(id(thing)) if thing is not None and name.endswith("DiaryView") else None
    return None if tree is None else tree.make_grid()


class GridInterface(QAccessibleWidget):
    """The diary: a list of columns."""

    def __init__(self, tree: DiaryTree):
        super().__init__(tree.view, _Role.List, "Diary")
        self._tree = tree

    def childCount(self) -> int:
        layout = self._tree.view.day_layout
        return len(layout.boxes) if layout else 0

    def child(self, index: int) -> Any:
        """Return a column; past the columns, by ``number_of``, the cells: only events ask so."""
        count = self.childCount()
        if index < count:
            return self._tree.column(index) if index >= 0 else None
        layout = self._tree.view.day_layout
        index -= count
        for number, boxes in enumerate(layout.boxes if layout else ()):
            if index < len(boxes):
                return self._tree.cell(number, index)
            index -= len(boxes)
        return None

    def number_of(self, box: CellBox) -> int:
        """Return the number an event names a cell by: it knows direct children only."""
        layout = self._tree.view.day_layout
        boxes = layout.boxes[: box.column] if layout else ()
        return self.childCount() + sum(len(column) for column in boxes) + box.row

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return child.number if isinstance(child, ColumnInterface) else -1

    def focusChild(self) -> Any:
        box = self._tree.view.current_box()
        return self._tree.cell(box.column, box.row) if box else None


class _Part(QAccessibleInterface):
    """What columns and cells share."""

    def __init__(self, tree: DiaryTree):
        super().__init__()
        self._tree = tree

    def isValid(self) -> bool:
        return bool(isValid(self._tree.view))

    def object(self) -> QObject | None:  # type: ignore[override]  # no object of its own
        return None

    def window(self) -> Any:
        return self._tree.view.window().windowHandle()

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        return None

    def childAt(self, x: int, y: int) -> Any:
        for number in range(self.childCount()):
            child = self.child(number)
            if child.rect().contains(x, y):
                return child
        return None

    def foregroundColor(self) -> QColor:
        return self._tree.view.look.colour("text")

    def backgroundColor(self) -> QColor:
        return self._tree.view.look.colour("surface")

    def _on_desktop(self, rect: QRect) -> QRect:
        view = self._tree.view
        moved = rect.translated(
            -view.horizontalScrollBar().value(), -view.verticalScrollBar().value()
        )
        return QRect(view.viewport().mapToGlobal(moved.topLeft()), moved.size())


class ColumnInterface(_Part):
    """A clinician's column: a list of cells."""

    def __init__(self, tree: DiaryTree, number: int):
        super().__init__(tree)
        self.number = number

    def role(self) -> QAccessible.Role:
        return _Role.List

    def text(self, kind: QAccessible.Text) -> str:
        view = self._tree.view
        layout = view.day_layout
        if layout is None or view.model_now is None or self.number >= len(layout.boxes):
            return ""
        if kind is QAccessible.Text.Description:
            return tip_of_column(layout.day, self.number, view.model_now)
        if kind is not QAccessible.Text.Name:
            return ""
        return spoken_column(layout.day, self.number, view.model_now)

    def parent(self) -> Any:
        return self._tree.grid

    def childCount(self) -> int:
        layout = self._tree.view.day_layout
        boxes = layout.boxes if layout else ()
        return len(boxes[self.number]) if self.number < len(boxes) else 0

    def child(self, index: int) -> Any:
        return self._tree.cell(self.number, index) if 0 <= index < self.childCount() else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return child.row if isinstance(child, CellInterface) else -1

    def state(self) -> QAccessible.State:
        return QAccessible.State()

    def rect(self) -> QRect:
        layout = self._tree.view.day_layout
        if layout is None:
            return QRect()
        left = layout.column_x(self.number)
        return self._on_desktop(QRect(left, 0, layout.width_of(self.number), layout.height))


class CellInterface(_Part):
    """A cell: one sentence."""

    def __init__(self, tree: DiaryTree, column: int, row: int):
        super().__init__(tree)
        self.column = column
        self.row = row

    def _box(self) -> CellBox | None:
        layout = self._tree.view.day_layout
        if layout is None or self.column >= len(layout.boxes):
            return None
        boxes = layout.boxes[self.column]
        return boxes[self.row] if self.row < len(boxes) else None

    def role(self) -> QAccessible.Role:
        return _Role.ListItem

    def text(self, kind: QAccessible.Text) -> str:
        box = self._box()
        if kind is not QAccessible.Text.Name or box is None:
            return ""
        model = self._tree.view.model
        return model.spoken(model.row_of(box.cell.key))

    def parent(self) -> Any:
        return self._tree.column(self.column)

    def childCount(self) -> int:
        return 0

    def child(self, index: int) -> Any:
        return None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return -1

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        state.focusable = True
        state.selectable = True
        box = self._tree.view.current_box()
        if box is not None and (box.column, box.row) == (self.column, self.row):
            state.focused = True
            state.selected = True
        return state

    def rect(self) -> QRect:
        box = self._box()
        return self._on_desktop(box.rect) if box else QRect()

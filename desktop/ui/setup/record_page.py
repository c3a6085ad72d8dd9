"""A page of Set-up: a list that can be searched, and the editor of the record chosen in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.kit.base_model import Role
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.editor_frame import EditorFrame
from desktop.ui.kit.look import Look
from desktop.ui.kit.states import EmptyState
from desktop.ui.setup.record_list import (
    RecordDelegate,
    RecordFilter,
    RecordModel,
    RecordRow,
    set_up_list,
)

LIST_PX = 300
LIST_SHARE = 0.4
NEW = ""
"""The key of a record that is being added."""

_CTRL = Qt.KeyboardModifier.ControlModifier
_NONE = Qt.KeyboardModifier.NoModifier
_KEYS: dict[tuple[Qt.Key, Qt.KeyboardModifier], str] = {
    (Qt.Key.Key_Insert, _NONE): "add",
    (Qt.Key.Key_F2, _NONE): "edit",
    (Qt.Key.Key_F, _CTRL): "filter",
    (Qt.Key.Key_S, _CTRL): "save",
    (Qt.Key.Key_Return, _CTRL): "save",
    (Qt.Key.Key_Enter, _CTRL): "save",
    (Qt.Key.Key_Escape, _NONE): "back",
    (Qt.Key.Key_Delete, _NONE): "retire",
    (Qt.Key.Key_Left, _NONE): "names",
}


class Draft(NamedTuple):
    """What is typed for a record and not saved, with the record as it was then (None: a new one).

    Another desk may change the record meanwhile: the save then finds its version old.
    """

    typed: Any
    record: Any


class RecordPage(QWidget):
    """What is typed stays with its record until it is saved or discarded, whatever is chosen next.

    A page fills ``editor`` and says how records are shown: ``row_of``, ``open_record``, ``typed``.
    Keys: Insert adds, F2 or Enter changes, Delete retires, Ctrl+F filters, Ctrl+S or Ctrl+Enter
    saves, Esc goes back to the list and from there to the diary.

    Signals: ``save_requested()``, ``retire_requested(record)``; ``opened()`` when another record,
    or a newer state of it, is in the editor; ``names_requested()`` to go back to the pages.
    """

    opened = Signal()
    names_requested = Signal()
    save_requested = Signal()
    retire_requested = Signal(object)

    title = ""
    filter_words = "Filter"
    nothing = ("", "")

    def __init__(self, look: Look, editor: EditorFrame, *, icon: str, parent: QWidget | None):
        super().__init__(parent)
        self._look = look
        self.editor = editor
        self.record: Any = None
        self._drafts: dict[str, Draft] = {}
        self._key = self._before = NEW
        self._is_filling = False
        self._wanted_key: str | None = None
        self.model = RecordModel(parent=self)
        self.proxy = RecordFilter(self.model, self)
        self._left = self._build_left()
        self.empty = EmptyState(look, icon, self)
        self.right = QStackedWidget(self)
        self.right.addWidget(self.empty)
        self.right.addWidget(editor)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._left)
        row.addWidget(self.right, 1)
        self.setFocusProxy(self.list)
        self.setAccessibleName(self.title)
        editor.changed.connect(self._on_typed)
        editor.submitted.connect(self.save_requested)
        look.changed.connect(self._fit)

    # -- what a page says -----------------------------------------------------------------------

    def row_of(self, record: Any) -> RecordRow:
        """Return how a record is shown in the list."""
        raise NotImplementedError

    def open_record(self, record: Any, typed: Any) -> None:
        """Fill the editor: a record (None: a new one), and what was typed of it (None: nothing)."""
        raise NotImplementedError

    def typed(self) -> Any:
        """Return what is typed, to be compared with what it was and put by."""
        raise NotImplementedError

    def pristine(self, record: Any) -> Any:
        """Return what ``typed`` gives before anything is."""
        raise NotImplementedError

    # -- the list -------------------------------------------------------------------------------

    def _build_left(self) -> QFrame:
        look = self._look
        left = QFrame(self)
        left.setProperty("kind", "side")
        heading = QLabel(self.title, left)
        heading.setFont(look.font("section"))
        heading.setWordWrap(True)
        self.new_button = KeyButton(
            look, "New", icon="plus", key="Ins", name="new_record_button", parent=left
        )
        self.new_button.clicked.connect(self.add)
        head = QHBoxLayout()
        head.addWidget(heading, 1)
        head.addWidget(self.new_button)
        self.filter = QLineEdit(left)
        self.filter.setObjectName("record_filter")
        self.filter.setPlaceholderText(self.filter_words)
        self.filter.setAccessibleName(f"{self.filter_words}, Ctrl+F")
        self.filter.setToolTip(f"{self.filter_words} (Ctrl+F)")
        self.filter.setMaxLength(400)
        self.filter.textChanged.connect(self._on_filter_changed)
        self.list = QListView(left)
        self.list.setObjectName("record_list")
        self.list.setAccessibleName(self.title)
        set_up_list(self.list, self.proxy, RecordDelegate(look, self.list))
        self.list.installEventFilter(self)
        self.list.activated.connect(self.edit)
        self.list.selectionModel().currentChanged.connect(self._on_row_chosen)
        column = QVBoxLayout(left)
        column.setContentsMargins(look.px(12), look.px(10), look.px(12), look.px(8))
        column.setSpacing(look.px(10))
        column.addLayout(head)
        column.addWidget(self.filter)
        column.addWidget(self.list, 1)
        return left

    def show_records(self, records: Sequence[Any]) -> None:
        """Show these; what was chosen stays chosen, what was typed stays typed."""
        rows = [self.row_of(one) for one in records]
        wanted = self._key if self._wanted_key is None else self._wanted_key
        self._wanted_key = None
        self._is_filling = True
        self.model.set_rows(
            [
                row._replace(record=one, is_unsaved=row.key in self._drafts)
                for row, one in zip(rows, records, strict=True)
            ]
        )
        self._is_filling = False
        if wanted == NEW and (NEW in self._drafts or self._is_adding()):
            return
        self._choose(wanted)

    @property
    def has_list(self) -> bool:
        """Whether there are several records, and more can be added."""
        return not self._left.isHidden()

    def choose_next(self, key: str) -> None:
        """Choose this record once it has been read."""
        self._wanted_key = key

    def _is_adding(self) -> bool:
        return self.right.currentWidget() is self.editor and self.record is None

    def _choose(self, key: str) -> None:
        """Choose the row of a record, else the first one there is."""
        rows = range(self.proxy.rowCount())
        found = [row for row in rows if self.proxy.index(row, 0).data(Role.VALUE).key == key]
        index = self.proxy.index(found[0] if found else 0, 0)
        if index.isValid():
            self.list.setCurrentIndex(index)
            self._show(index.data(Role.VALUE).record)
        else:
            self._say_nothing()

    def _say_nothing(self) -> None:
        typed = self.filter.text().strip()
        if typed and self.model.rowCount():
            self.empty.say(f"Nothing matches “{typed}”.", "Clear the filter to see all.")
        else:
            self.empty.say(*self.nothing)
        self.right.setCurrentWidget(self.empty)

    @Slot(str)
    def _on_filter_changed(self, text: str) -> None:
        self._is_filling = True
        self.proxy.set_words(text)
        self._is_filling = False
        self._choose(self._key)

    @Slot(QModelIndex, QModelIndex)
    def _on_row_chosen(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid() and not self._is_filling:
            # Coming back to the list by Tab makes a row the current one without choosing it.
            chosen = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.list.selectionModel().select(current, chosen)
            self._show(current.data(Role.VALUE).record)

    # -- the editor -----------------------------------------------------------------------------

    def _show(self, record: Any) -> None:
        """Show a record, with what is typed of it and not saved."""
        key = NEW if record is None else self.row_of(record).key
        draft = self._drafts.get(key)
        base = draft.record if draft is not None else record
        if key == self._key and base == self.record and self._is_open():
            return
        self._key, self.record = key, base
        self._is_filling = True
        self.editor.say_wrong(None, "")
        self.open_record(base, draft.typed if draft is not None else None)
        self._is_filling = False
        self.right.setCurrentWidget(self.editor)
        self.opened.emit()

    def _is_open(self) -> bool:
        return self.right.currentWidget() is self.editor

    @Slot()
    def _on_typed(self) -> None:
        if self._is_filling:
            return
        typed = self.typed()
        if typed == self.pristine(self.record):
            self._drafts.pop(self._key, None)
        else:
            self._drafts[self._key] = Draft(typed, self.record)
        self.model.mark_unsaved(self._key, self._key in self._drafts)
        self._say_new()

    def _say_new(self) -> None:
        begun = NEW in self._drafts
        self.new_button.set_icon("pencil-simple" if begun else "plus")
        self.new_button.setAccessibleName(f"New{', not saved' if begun else ''}, Insert")
        self.new_button.setToolTip("Go on with what is not saved (Insert)" if begun else "")

    def saved(self, key: str) -> None:
        """What was typed has been saved under this key: the list shows it once it is read."""
        self._drafts.pop(self._key, None)
        self.model.mark_unsaved(self._key, unsaved=False)
        if self._key == NEW:
            self.filter.clear()
        self._say_new()
        self.choose_next(key)
        self._key = key
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def discard(self) -> None:
        """Let go of what is typed of this record."""
        self._drafts.pop(self._key, None)
        self.model.mark_unsaved(self._key, unsaved=False)
        self._say_new()
        wanted = self._before if self._key == NEW else self._key
        self._key, self.record = NEW, None
        self._choose(wanted)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def add(self) -> None:
        """Begin a new record, or go on with the one begun."""
        if self._key != NEW:
            self._before = self._key
        self._is_filling = True
        self.list.selectionModel().clear()
        self._is_filling = False
        self._show(None)
        self.editor.enter()

    def go_to_filter(self) -> None:
        """Type what the list is filtered by."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    @Slot()
    def edit(self) -> None:
        """Change the chosen record."""
        if self._is_open():
            self.editor.enter()

    def save(self) -> None:
        """Save what is typed."""
        if self._is_open():
            self.save_requested.emit()

    def retire(self) -> None:
        """End the chosen record, or bring it back."""
        if self._is_open() and self.record is not None:
            self.retire_requested.emit(self.record)

    # -- keys -----------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            act = act_of(event)
            if act in ("add", "edit", "filter", "save"):
                # Elsewhere in the window these keys are about a patient: here they are the page's.
                event.accept()
                return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_key = event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)
        if isinstance(event, QKeyEvent) and is_key:
            act = act_of(event)
            if act in ("retire", "names"):
                event.accept()
                if event.type() is QEvent.Type.KeyPress and act == "retire":
                    self.retire()
                elif event.type() is QEvent.Type.KeyPress:
                    self.names_requested.emit()
                return True
            if act == "back" and event.type() is QEvent.Type.KeyPress:
                event.ignore()  # the list would take it for a letter: it is the window's
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = act_of(event)
        focus = QApplication.focusWidget()
        if act in ("add", "edit", "save"):
            getattr(self, act)()
        elif act == "filter":
            self.go_to_filter()
        elif act == "back" and self._left.isHidden():
            self.names_requested.emit()
        elif act == "back" and focus is not self.list:
            if focus is self.filter:
                self.filter.clear()
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        elif focus is self.filter and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return):
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        elif isinstance(focus, QAbstractButton) and event.key() == Qt.Key.Key_Return:
            focus.click()
        else:
            super().keyPressEvent(event)

    # -- arranging ------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        share = min(self._look.px(LIST_PX), int(self.width() * LIST_SHARE))
        self._left.setFixedWidth(max(share, self._left.minimumSizeHint().width()))


def act_of(event: QKeyEvent) -> str:
    """Return what a key does on a page of records, "" for nothing."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return _KEYS.get((Qt.Key(event.key()), held), "")

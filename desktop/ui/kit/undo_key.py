"""Ctrl+Z in a field with nothing to take back undoes the last act instead of doing nothing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence, QTextDocument
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

# By Qt's names: the classes of text and time edits are not loaded before they are used.
_FIELDS = ("QLineEdit", "QPlainTextEdit", "QTextEdit", "QAbstractSpinBox")


def _is_field(one: QWidget) -> bool:
    return any(one.inherits(name) for name in _FIELDS)


class UndoKey(QObject):
    """Watches the field that has the focus, and only that one.

    Qt's line, text and time edits claim Ctrl+Z even when they have nothing to take back.
    """

    def __init__(self, app: QApplication, parent: QObject):
        super().__init__(parent)
        app.focusChanged.connect(self._on_app_focus_changed)

    def _on_app_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        if old is not None and _is_field(old):
            old.removeEventFilter(self)
        if new is not None and _is_field(new):
            new.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo = event.matches(QKeySequence.StandardKey.Undo)
            redo = event.matches(QKeySequence.StandardKey.Redo)
            if (undo and not _can_undo(watched)) or (redo and not _can_redo(watched)):
                event.ignore()
                return True
        return False


def _can_undo(field: QObject) -> bool:
    line = field if isinstance(field, QLineEdit) else field.findChild(QLineEdit)
    if isinstance(line, QLineEdit):
        return line.isUndoAvailable()
    document = field.findChild(QTextDocument)
    return document is not None and document.isUndoAvailable()


def _can_redo(field: QObject) -> bool:
    line = field if isinstance(field, QLineEdit) else field.findChild(QLineEdit)
    if isinstance(line, QLineEdit):
        return line.isRedoAvailable()
    document = field.findChild(QTextDocument)
    return document is not None and document.isRedoAvailable()

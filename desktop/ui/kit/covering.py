"""Covering the screen: one widget over the whole window, what is under it asleep but unchanged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QToolTip, QWidget
from shiboken6 import isValid

from desktop.ui.kit.commands import WORK_WHEN_COVERED


class Covering(QObject):
    """Puts a cover over a window and takes it off again.

    Under the cover nothing is shown, read out or reached by a key: the content is hidden, dialogs
    are put by, commands rest. Whatever was typed is there again afterwards.
    """

    def __init__(self, window: QMainWindow, actions: Mapping[str, QAction]):
        super().__init__(window)
        self._window = window
        self._actions = actions
        self._cover: QWidget | None = None
        self._focus: QWidget | None = None
        self._dialogs: list[QDialog] = []
        window.installEventFilter(self)

    @property
    def is_on(self) -> bool:
        """Whether the screen is covered."""
        return self._cover is not None

    def cover(self, cover: QWidget) -> None:
        """Show nothing but this widget."""
        if self._cover is None:
            _close_popups()
            self._focus = QApplication.focusWidget()
            self._dialogs = _open_dialogs()
            for dialog in self._dialogs:
                dialog.hide()
        elif self._cover is not cover:
            self._cover.hide()
        self._cover = cover
        cover.setParent(self._window)
        self._let_work(False)
        cover.setGeometry(self._window.rect())
        cover.show()
        cover.raise_()
        self._window.activateWindow()

    @property
    def focus_before(self) -> QWidget | None:
        """What had the focus when the screen was covered."""
        return self._focus

    def take_dialogs(self) -> list[QDialog]:
        """Hand over the dialogs that were put by: they then do not come back with the content."""
        taken, self._dialogs, self._focus = self._dialogs, [], None
        return taken

    def give_dialogs(self, dialogs: Sequence[QDialog]) -> None:
        """Open these dialogs with the content."""
        self._dialogs = list(dialogs)

    def uncover(self) -> None:
        """Show the content again, dialogs and focus as they were."""
        if self._cover is None:
            return
        self._cover.hide()
        self._cover = None
        self._let_work(True)
        dialogs, self._dialogs = self._dialogs, []
        focus, self._focus = self._focus, None
        if focus is not None and isValid(focus):
            focus.setFocus(Qt.FocusReason.OtherFocusReason)
        for dialog in dialogs:
            if isValid(dialog):
                dialog.open()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._cover is not None and event.type() is QEvent.Type.Resize:
            self._cover.setGeometry(self._window.rect())
        return super().eventFilter(watched, event)

    def _let_work(self, works: bool) -> None:
        content = self._window.centralWidget()
        if content is not None:
            content.setVisible(works)
        for name, action in self._actions.items():
            action.setEnabled(works or name in WORK_WHEN_COVERED)


def _close_popups() -> None:
    """Close menus, lists of choices (those of dialogs too) and what a tooltip says."""
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()
        if QApplication.activePopupWidget() is popup:  # it would not close: it is not waited for
            popup.hide()
            break
    QToolTip.hideText()


def _open_dialogs() -> list[QDialog]:
    shown = [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog)]
    return [one for one in shown if one.isVisible()]

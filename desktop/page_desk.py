"""What joins a page of Set-up with the desk: it reads what the page shows and sends its acts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from desktop.domain.permissions import Act
from desktop.operations.outcome import Changes
from desktop.ui.kit.look import Look
from desktop.ui.main_window import MainWindow
from desktop.ui.runner import Runner
from desktop.ui.two_edits import DialogEdit
from desktop.ui.visits.act_sender import ActSender


class PageDesk(ActSender):
    """The base: a subclass has ``page``, reads in ``read``, and again at changes of its ``kinds``.

    ``page`` is any widget with a ``title``; it takes the focus when it is chosen.

    Signals: ``message(Message)``.
    """

    kinds: ClassVar[tuple[str, ...]] = ()
    act: ClassVar[Act] = Act.CHANGE_SETUP
    """The page is there for those this is open to."""

    def __init__(self, window: MainWindow, look: Look, runner: Runner):
        super().__init__(runner, look, runner.desk.clock, window)
        self.edit: DialogEdit | None = None
        self.message.connect(window.show_message)

    @property
    def page(self) -> QWidget:
        """The page; it is made once."""
        raise NotImplementedError

    def read(self) -> None:
        """Read what the page shows; another desk, or another page, may have changed it."""
        raise NotImplementedError

    def read_if_touched(self, changes: Changes) -> None:
        """Read again where an act touched what the page shows."""
        if any(changes.touches(kind) for kind in self.kinds):
            self.read()

    def say_unchanged(self) -> None:
        """Say that there was nothing to save."""
        self._say("Nothing has been changed, so nothing was saved.")

    # -- an edit somebody else may have made too ------------------------------------------------

    def edit_of(self, about: dict[str, Any], make: Callable[[], DialogEdit]) -> DialogEdit:
        """Return what saves the edit of a record, made once for it."""
        if self.edit is None or self.edit.about != about:
            self.forget_edit()
            self.edit = make()
        return self.edit

    @Slot()
    def forget_edit(self) -> None:
        """Another record, or a newer state of it, is in the editor."""
        if self.edit is not None:
            self.edit.box.hide()
            self.edit.box.deleteLater()
            self.edit.deleteLater()
            self.edit = None

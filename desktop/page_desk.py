"""What joins a page of Set-up with the desk: it reads what the page shows and sends its acts."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QWidget

from desktop.operations.outcome import Changes
from desktop.ui.kit.look import Look
from desktop.ui.main_window import MainWindow
from desktop.ui.runner import Runner
from desktop.ui.visits.act_sender import ActSender


class PageDesk(ActSender):
    """The base: a subclass has ``page``, reads in ``read``, and again at changes of its ``kinds``.

    ``page`` is any widget with a ``title``; it takes the focus when it is chosen.

    Signals: ``message(Message)``.
    """

    kinds: ClassVar[tuple[str, ...]] = ()

    def __init__(self, window: MainWindow, look: Look, runner: Runner):
        super().__init__(runner, look, runner.desk.clock, window)
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

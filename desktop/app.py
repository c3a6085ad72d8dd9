"""Starting the window: paint the shell, then import and open the rest on the worker.

Garbage collection is off until the day is on screen: a full collection in the middle of the
imports would stop the window for 20 ms and more.
"""

from __future__ import annotations

import gc

gc.disable()

import argparse  # noqa: E402 after gc.disable(), like every import below
import sys  # noqa: E402
import threading  # noqa: E402
from typing import TYPE_CHECKING, Any  # noqa: E402

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from desktop import paths  # noqa: E402
from desktop.settings import Settings, SettingsError, read_settings  # noqa: E402
from desktop.ui.diary.diary_view import DiaryView  # noqa: E402
from desktop.ui.kit.look import Look  # noqa: E402
from desktop.ui.kit.message_bar import Message  # noqa: E402
from desktop.ui.main_window import MainWindow  # noqa: E402

if TYPE_CHECKING:
    from desktop.front_desk import FrontDesk, Opened
    from desktop.operations.worker import Worker


class Start(QObject):
    """Opens the shell at once and the practice behind it.

    Signals: ``opened(Opened)`` and ``not_opened(error)``, sent from the worker; ``ready()`` once
    the day is on screen.
    """

    opened = Signal(object)
    not_opened = Signal(object)
    ready = Signal()

    def __init__(self, settings: Settings, *, remember: bool = True):
        super().__init__()
        self.settings = settings
        self.look = Look(
            theme=settings.theme,
            density=settings.density,
            text_percent=settings.text_percent,
            reduce_motion=settings.reduce_motion,
        )
        self.look.apply()
        self.diary = DiaryView(self.look)
        self.window = MainWindow(self.look, remember=remember)
        self.window.add_area("diary", "Diary", "calendar-blank", self.diary, "Ctrl+1")
        self.window.message_bar.show_live(True, "Opening")
        self.front_desk: FrontDesk | None = None
        self._worker: Worker | None = None
        self.opened.connect(self._on_opened, Qt.ConnectionType.QueuedConnection)
        self.not_opened.connect(self._on_not_opened, Qt.ConnectionType.QueuedConnection)
        self.window.closing.connect(self.close)

    def show(self) -> None:
        """Show the shell; the rest begins after its first paint."""
        self.window.show()
        QTimer.singleShot(0, self._begin)

    def _begin(self) -> None:
        # A thread of its own for the imports: the worker itself is among what they bring.
        threading.Thread(target=self._load, name="attend-start", daemon=True).start()

    def _load(self) -> None:
        try:
            from desktop.front_desk import open_practice

            self.opened.emit(open_practice(self.settings))
        except BaseException as error:  # told in the window, whatever it is
            self.not_opened.emit(error)

    @Slot(object)
    def _on_opened(self, opened: Opened) -> None:
        from desktop.front_desk import FrontDesk

        typed = self.window.top_bar.search.field.text()
        self.front_desk = FrontDesk(self.window, self.diary, self.look, opened, parent=self)
        self._worker = opened.worker
        if typed:  # what was typed into the shell meanwhile is searched for now
            self.window.top_bar.search.query_changed.emit(typed)
        QTimer.singleShot(0, self._on_day_painted)

    def _on_day_painted(self) -> None:
        gc.freeze()
        gc.enable()
        self.ready.emit()

    @Slot(object)
    def _on_not_opened(self, error: BaseException) -> None:
        gc.enable()
        self.window.message_bar.show_live(False, "Not open")
        self.window.show_message(Message(str(error), tone="wrong"), urgent=True)
        self.ready.emit()

    @Slot()
    def close(self) -> None:
        """Finish what is under way and let the database go."""
        if self.front_desk is not None:
            self.front_desk.close()
            self.front_desk = None


def read_arguments(given: list[str]) -> tuple[Settings, list[str], str]:
    """Return the settings of this start, the arguments that are Qt's, and what was wrong."""
    parser = argparse.ArgumentParser(prog="attend", add_help=False)
    parser.add_argument("--database")
    parser.add_argument("--desk")
    parser.add_argument("--theme")
    parser.add_argument("--text", type=int)
    options, rest = parser.parse_known_args(given)
    settings, slip = Settings(), ""
    try:
        settings = read_settings(paths.data_dir() / "settings.toml")
    except SettingsError as error:
        slip = f"{error} Attend starts with its usual settings."
    changed: dict[str, Any] = {
        "database": options.database,
        "desk_name": options.desk,
        "theme": options.theme,
        "text_percent": options.text,
    }
    changed = {name: value for name, value in changed.items() if value is not None}
    return settings.changed(**changed), rest, slip


def main(arguments: list[str] | None = None) -> int:
    """Open the window and run until it is closed."""
    settings, rest, slip = read_arguments(sys.argv[1:] if arguments is None else arguments)
    app = QApplication([sys.argv[0], *rest])
    app.setApplicationName("Attend")
    app.setApplicationDisplayName("Attend")
    app.setStyle("Fusion")
    start = Start(settings)
    start.show()
    if slip:
        start.window.show_message(Message(slip, tone="wrong"))
    return app.exec()

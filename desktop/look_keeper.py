"""Keeps the look a person has chosen by keys in their own settings, for the next start."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot

from desktop.settings import Settings, SettingsError, write_settings
from desktop.ui.kit.look import Look

AFTER_MS = 1_000
"""How long nothing more is changed before it is written: Ctrl+= is pressed several times."""


class LookKeeper(QObject):
    """Writes theme, density and text size where they differ from those of this start."""

    def __init__(self, look: Look, settings: Settings, file: Path, *, parent: QObject):
        super().__init__(parent)
        self._look = look
        self._kept = settings
        self._file = file
        self._soon = QTimer(self, singleShot=True, interval=AFTER_MS)
        self._soon.timeout.connect(self.keep_now)
        look.changed.connect(self._on_look_changed)

    @Slot()
    def _on_look_changed(self) -> None:
        self._soon.start()

    @Slot()
    def keep_now(self) -> None:
        """Write what was changed; a file that can't be written costs the look, nothing else."""
        self._soon.stop()
        look = self._look
        chosen: dict[str, str | int] = {
            "theme": look.choice,
            "density": look.density,
            "text_percent": look.text_percent,
        }
        changed = {name: one for name, one in chosen.items() if one != getattr(self._kept, name)}
        if not changed:
            return
        try:
            write_settings(self._file, **changed)
        except SettingsError as error:
            import logging  # for those who need it: the first paint waits for imports

            logging.getLogger(__name__).warning("the look was not kept: %s", error)
            return
        self._kept = self._kept.changed(**changed)

"""Keeps what every view knows of the practice as it is, whoever changes it in Set-up."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop.domain.practice import PracticeOutline, in_use
from desktop.operations.outcome import Changes
from desktop.operations.reads import read_outline
from desktop.ui.runner import Runner


class KeptOutline(QObject):
    """Reads the outline again after each act that touched the practice.

    Signals: ``changed(PracticeOutline)``, only where it differs.
    """

    changed = Signal(object)

    def __init__(self, runner: Runner, outline: PracticeOutline, parent: QObject):
        super().__init__(parent)
        self._runner = runner
        self._outline = outline
        runner.changed.connect(self._on_changed)

    def _on_changed(self, changes: Changes, _initiator: object) -> None:
        if changes.touches("practice"):
            self._runner.run_read(
                read_outline, initiator=self, on_done=self._on_read, latest="kept_outline"
            )

    def _on_read(self, outline: PracticeOutline) -> None:
        if outline != self._outline:
            self._outline = outline
            self.changed.emit(outline)


def colours_of(outline: PracticeOutline) -> dict[str, str]:
    """Return the colours of clinicians who have one, by id."""
    return {str(one.id): one.colour for one in outline.clinicians if one.colour}


def sites_of(outline: PracticeOutline) -> list[tuple[str, str]]:
    """Return the sites in use, id and name."""
    return [(one.id, one.name) for one in in_use(outline.clinics)]

"""Some of several, each a box to tick, in a dialog's form."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.domain.text import sentence_case
from desktop.ui.kit.check_box import CheckBox
from desktop.ui.kit.look import Look


class TickGrid(QWidget):
    """Boxes side by side, ``across`` in a row; each is named ``name_code``."""

    def __init__(
        self,
        look: Look,
        name: str,
        offered: Sequence[tuple[str, str]],
        parent: QWidget,
        *,
        across: int,
    ):
        super().__init__(parent)
        self.boxes: dict[str, CheckBox] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        for place, (code, words) in enumerate(offered):
            box = CheckBox(look, sentence_case(words), f"{name}_{code}", self)
            self.boxes[code] = box
            grid.addWidget(box, place // across, place % across)
        first = next(iter(self.boxes.values()), None)
        if first is not None:
            self.setFocusProxy(first)

    @property
    def ticked(self) -> tuple[str, ...]:
        """The codes ticked, in their order."""
        return tuple(code for code, box in self.boxes.items() if box.isChecked())

    def tick(self, codes: Sequence[str]) -> None:
        """Tick these and no others."""
        for code, box in self.boxes.items():
            box.setChecked(code in codes)

"""What helps a person in one line, for a form that says whom it is for where no panel does."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop.domain.people import PatientCard
from desktop.ui.kit.look import Look
from desktop.ui.people.panel_parts import Words, apply_look
from desktop.ui.people.panel_words import NeedWords, banner_words, short_need_words
from desktop.ui.people.patient_strip import CHIP_GAP, NeedChip, show_fitting


class NeedsLine(QWidget):
    """The needs as icon and short words, as many as there is room for, and how many more."""

    def __init__(self, look: Look, is_wanted: Callable[[], bool], parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("needs_line")
        self.setAccessibleName("Needs")
        self._look = look
        self._is_wanted = is_wanted
        self._chips: list[NeedChip] = []
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(look.px(CHIP_GAP))
        self.more = Words(look, "bodyStrong", colour="text2", parent=self)
        self.more.setWordWrap(False)
        self._row.addWidget(self.more)
        self._row.addStretch(1)
        look.changed.connect(self._on_look_changed)

    @Slot(object)
    def show_card(self, card: PatientCard | None) -> None:
        """Show what helps this person; of nobody, nothing."""
        for chip in self._chips:
            self._row.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        needs = list(short_need_words(card.preferences)) if card is not None else []
        warning = banner_words(card) if card is not None else ""
        if warning:
            needs.insert(0, NeedWords("warning-circle", warning, ""))
        self._chips = [NeedChip(self._look, need, self) for need in needs]
        for place, chip in enumerate(self._chips):
            self._row.insertWidget(place, chip)
        self.fit()

    @Slot()
    def fit(self) -> None:
        """Be there where nothing else says it, with as much as there is room for."""
        self.setVisible(bool(self._chips) and self._is_wanted())
        show_fitting(self._look, self._chips, self.more, self.width())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    @Slot()
    def _on_look_changed(self) -> None:
        apply_look(self)
        self._row.setSpacing(self._look.px(CHIP_GAP))
        self.fit()

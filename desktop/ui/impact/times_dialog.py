"""Another time for somebody on the rebook list: the best there are, one key each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtWidgets import QListView, QWidget

from desktop.domain.fit import Alternative
from desktop.domain.ids import SlotId
from desktop.domain.text import sentence_case
from desktop.ui.impact.impact_choices import say_time
from desktop.ui.kit.ask_dialog import AskDialog
from desktop.ui.kit.look import Look
from desktop.ui.kit.spoken_rows import SpokenRows
from desktop.ui.kit.visit_rows import VisitRow, VisitRowDelegate

LIST_PX = 540
"""Wide enough for the reasons of somebody with a need."""


class TimesDialog(AskDialog):
    """Enter takes the time that is chosen."""

    def __init__(
        self,
        look: Look,
        whose: str,
        times: Sequence[Alternative],
        *,
        now: datetime,
        zone: str,
        title: str = "",
        act: str = "Take this time",
        parent: QWidget | None = None,
    ):
        super().__init__(look, title or f"Another time for {whose}", "times_dialog", parent)
        self._times = tuple(times)
        self.model = SpokenRows[VisitRow](self)
        self.model.show_rows([_row(one, now, zone) for one in times])
        self.list = QListView(self)
        self.list.setObjectName("times_list")
        self.list.setAccessibleName("Other times, best first")
        self.list.setModel(self.model)
        self.list.setItemDelegate(VisitRowDelegate(look, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setMinimumHeight(look.px(300))
        self.list.setMinimumWidth(look.px(LIST_PX))
        self.list.activated.connect(lambda _index: self.submitted.emit())
        self.body.addWidget(self.list)
        if not times:
            self.add_words("No free time of this kind was found. Look in the diary, or cancel.")
        self.add_buttons(act, "Back")
        self.act_button.setEnabled(bool(times))
        if times:
            self.list.setCurrentIndex(self.model.index(0))
        self.list.setFocus()

    @property
    def slot_ids(self) -> tuple[SlotId, ...]:
        """The slots of the time that is chosen."""
        row = self.list.currentIndex().row()
        return self._times[row].time.slot_ids if 0 <= row < len(self._times) else ()


def _row(one: Alternative, now: datetime, zone: str) -> VisitRow:
    when = say_time(one.time.start_at, now, zone)
    where = ", ".join(filter(None, (one.time.clinician_name, one.time.clinic_name)))
    met = ", ".join(one.met)
    against = f"Against: {', '.join(one.unmet)}" if one.unmet else ""
    tone = "warn" if one.unmet else "good"
    spoken = ". ".join(filter(None, (when, where, one.words, met, against)))
    reasons = against or met
    return VisitRow(
        when,
        one.words,
        where,
        sentence_case(reasons),
        "",
        tone,
        spoken,
        is_time=False,
    )

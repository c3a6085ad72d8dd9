"""Booking by one sentence: its chips, the times that fit best, the visit, one Enter to book."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.domain.asked import NOTHING, ChipKind, Understood
from desktop.domain.booking import FreeTime
from desktop.domain.people import PatientCard
from desktop.domain.practice import PracticeOutline
from desktop.domain.times import date_of
from desktop.ui.booking.asked_bar import AskedBar
from desktop.ui.booking.asked_pane import AskedPane
from desktop.ui.booking.booking_form import BookingForm
from desktop.ui.booking.booking_page import WIDE_FROM
from desktop.ui.kit.look import Look
from desktop.ui.runner import Runner

OWN = "asked_"
RANKED = "ranked by what they told us, then soonest"


class AskedForm(BookingForm):
    """The booking form with a sentence in the place of what narrows the times.

    Signals: ``removed(Chip)``; ``change_requested(Chip or None)``: the sentence is typed elsewhere.
    """

    removed = Signal(object)
    change_requested = Signal(object)
    times_share = 12
    words_first = True
    pane: AskedPane

    def __init__(
        self,
        runner: Runner,
        look: Look,
        clock: Callable[[], datetime],
        parent: QWidget | None = None,
    ):
        super().__init__(runner, look, clock, parent)
        self.bar.removed.connect(self.removed)
        self.bar.change_requested.connect(self.change_requested)
        self.pane.chip_dropped.connect(self.removed)
        self.ranked = QLabel(RANKED, self)
        self.ranked.setProperty("tone", "text2")
        self.ranked.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.pane.filters.hide()
        self.pane.top.insertWidget(1, self.ranked, 1)
        self._arrange()
        self.title.hide()
        self.other_person.hide()
        self._name_parts()
        self.installEventFilter(self)

    def _name_parts(self) -> None:
        """Give every part a name of its own: the booking form's are in the same window."""
        for part in self.findChildren(QWidget):
            name = part.objectName()
            if name and not name.startswith((OWN, "qt_")):
                part.setObjectName(f"{OWN}{name}")

    def name_page(self) -> None:
        self.setObjectName("asked_form")
        self.setAccessibleName("Best times")
        self.bar = AskedBar(self._look, self)

    def build_pane(
        self, runner: Runner, clock: Callable[[], datetime], parent: QWidget
    ) -> AskedPane:
        return AskedPane(runner, self._look, clock, parent)

    def wishes(self) -> tuple[QWidget, ...]:
        return self.bar.inputs()

    def _lay_out(self) -> None:
        super()._lay_out()
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(0, self.bar)

    def _arrange(self) -> None:
        super()._arrange()
        if hasattr(self, "ranked"):
            self._say_ranked()

    def _say_ranked(self) -> None:
        """Say how times are ranked where there are any, and room to say it."""
        has_room = self.width() >= self._look.px(WIDE_FROM)
        self.ranked.setVisible(has_room and not self.pane.order.isHidden())

    def focus_first(self) -> None:
        """Leave the focus where it is: the sentence goes on being typed."""

    def focus_misread(self) -> None:
        """Go back to the words: the chips say which were not followed."""
        self.change_requested.emit(None)

    # -- the sentence ---------------------------------------------------------------------------

    def show_asked(
        self,
        card: PatientCard | None,
        outline: PracticeOutline,
        understood: Understood,
        person_words: str = "",
    ) -> None:
        """Show what was understood, and the times that fit; the person found is named."""
        is_first = self._outline is None
        is_other = is_first or (card.id if card else "") != (self._card.id if self._card else "")
        before = self.pane.understood.asked
        self._outline = outline
        self._zone = outline.practice.zone
        if is_first:
            self.hold_bar.clear()
            self.pane.show_kinds(outline, date_of(self._clock(), self._zone))
        if is_other:
            self._show_card(card)
        self.bar.show_understood(understood, {ChipKind.PATIENT: person_words})
        self._set_tab_order()
        self._show_reason(before.reason, understood.asked.reason)
        if is_first or is_other or understood != self.pane.understood:
            self.pane.show_sentence(understood)

    def forget(self) -> None:
        """The sentence was taken back: nothing is held or looked for."""
        self._keep_draft()
        self._let_go()
        self.bar.show_understood(Understood((), NOTHING), {})
        self.pane.show_sentence(Understood((), NOTHING))

    def can_take(self, understood: Understood) -> bool:
        """Whether the times seen are those of this sentence, so that Enter books one."""
        return self.is_open and understood == self.pane.understood and self.pane.is_settled

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._outline is None:  # what it said takes no room while other pages are shown
            self.bar.show_understood(Understood((), NOTHING), {})
            self.ask.clear()
            self.hold_bar.clear()

    def _show_reason(self, before: str, reason: str) -> None:
        """Keep what the sentence says the visit is for, unless other words were typed for it."""
        field = self.detail.fields.reason
        if field.toPlainText() in ("", before) and reason != field.toPlainText():
            field.setPlainText(reason)

    def _on_pane_highlighted(self, time: FreeTime | None) -> None:
        super()._on_pane_highlighted(time)
        self._say_ranked()
        if time is None:
            self.keeper.let_go()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_F2:
            if event.type() is QEvent.Type.ShortcutOverride:
                event.accept()  # the window's F2 changes the person in the panel
                return True
            if event.type() is QEvent.Type.KeyPress:
                self.bar.change_chosen()
                return True
        return super().eventFilter(watched, event)

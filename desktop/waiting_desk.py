"""The waiting list at the desk: its area and badge, what frees a time, offers and answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Slot

from desktop.booking_in_front import booking_in_front
from desktop.domain.asked import Asked
from desktop.domain.fit import Alternative
from desktop.domain.freed import FreedTime, say_freed
from desktop.domain.ids import PatientId, SlotId
from desktop.domain.practice import PracticeOutline
from desktop.domain.times import clock_time, date_of, said_day
from desktop.domain.waiting import Waiter, WishDetails
from desktop.list_desk import ListDesk, Listed
from desktop.operations.freed_news import slots_freed_by, slots_told
from desktop.operations.freed_slots import find_freed, find_times_for
from desktop.operations.outcome import Changes, Outcome
from desktop.operations.waiting_list import (
    WishStart,
    accept_offer,
    add_wish,
    answer_offer,
    change_wish,
    count_waiters,
    end_wish,
    offer_time,
    start_wish,
)
from desktop.ui.history import History
from desktop.ui.kit.commands import WAITING_KEYS
from desktop.ui.kit.look import Look
from desktop.ui.main_window import MainWindow
from desktop.ui.people.patient_panel import PatientPanel
from desktop.ui.runner import Runner

if TYPE_CHECKING:
    from desktop.ui.waiting.freed_strip import FreedStrip
    from desktop.ui.waiting.waiting_page import WaitingPage
    from desktop.ui.waiting.waiting_words import Shown


class WaitingDesk(ListDesk["WaitingPage"]):
    """Joins the page, the rail's badge, the strip of freed times and the acts.

    Signals: those of its base.
    """

    listed = Listed(
        *("waiting", "Waiting", "hourglass-medium", "Ctrl+4", WAITING_KEYS),
        command="waiting_list",
        count=count_waiters,
        touched_by=("waiting", "names", "practice"),
        count_after_ms=2_200,
    )

    def __init__(
        self,
        window: MainWindow,
        look: Look,
        runner: Runner,
        panel: PatientPanel,
        outline: Callable[[], PracticeOutline],
    ):
        super().__init__(window, look, runner, clock=runner.desk.clock)
        self._panel, self._outline = panel, outline
        self._by: object = None
        self._freed: tuple[FreedTime, ...] = ()
        self._slot_ids: tuple[SlotId, ...] = ()
        self.strip: FreedStrip | None = None
        window.on("add_wish", self._add_for_found)
        window.on("freed_times", self.show_freed)
        runner.did.connect(self._on_did)

    @Slot(object)
    def begin_anew(self, actor: object) -> None:
        """Another person is at the desk: what came free was told to the one before."""
        self._forget_freed()
        super().begin_anew(actor)

    def _build_page(self) -> WaitingPage:
        from desktop.ui.waiting.waiting_page import WaitingPage

        page = WaitingPage(
            self._look, self._runner, outline=self._outline, clock=self._clock, zone=self._zone
        )
        page.add_wanted.connect(self._add_for_found)
        page.freed_over.connect(self._forget_freed)
        return page

    # -- a time has come free -------------------------------------------------------------------

    def _on_changed(self, changes: Changes, initiator: object) -> None:
        super()._on_changed(changes, initiator)
        self._by = initiator
        told = slots_told(changes)
        if told:
            self._look_for_more(told)
        elif self._slot_ids and (changes.touches("day") or changes.touches("waiting")):
            self._look_for(self._slot_ids)

    @Slot(object)
    def _on_did(self, outcome: Outcome[Any]) -> None:
        """Look, once an act is done, whether what it freed would suit somebody who waits.

        What is only taken back is no news; what an answer on the list frees is gone on with there.
        """
        is_news = not isinstance(self._by, History) and self._by is not self
        slot_ids = slots_freed_by(outcome) if is_news else ()
        if slot_ids:
            self._look_for_more(slot_ids)

    def _look_for_more(self, slot_ids: tuple[SlotId, ...]) -> None:
        """Look for these too, freed at this desk or another; those still told of stay."""
        self._slot_ids = tuple(dict.fromkeys((*self._slot_ids, *slot_ids)))
        self._look_for(self._slot_ids)

    def _look_for(self, slot_ids: tuple[SlotId, ...]) -> None:
        self._runner.run_read(
            find_freed,
            initiator=self,
            on_done=lambda freed: self._on_freed(freed, slot_ids),
            on_failed=lambda _error: None,  # nobody asked; a line that is lost is told elsewhere
            latest="freed",
            slot_ids=slot_ids,
        )

    def _on_freed(self, freed: tuple[FreedTime, ...], slot_ids: tuple[SlotId, ...]) -> None:
        if slot_ids != self._slot_ids:  # put away, or more came free, while it was looked for
            return
        self._freed, self._slot_ids = freed, slot_ids if freed else ()
        page = self.area.page
        if not freed:
            self._hide_strip()
        elif page is None or not page.isVisible() or page.slot_ids != slot_ids:
            self._build_strip().say(say_freed(freed, self._clock(), self._zone))

    def _go_on(self, outcome: Outcome[Any]) -> None:
        """The chain goes on: whom the time would suit that the last answer has freed.

        What it has left of the times before is told of still.
        """
        self._back_to_list(outcome)
        newest = slots_freed_by(outcome)
        if not newest:
            return
        before = self.area.page.slot_ids if self.area.page is not None else ()
        slot_ids = tuple(dict.fromkeys((*newest, *before)))

        def on_read(freed: tuple[FreedTime, ...]) -> None:
            page = self.area.page
            if not freed:
                return
            self._freed, self._slot_ids = freed, slot_ids
            if page is None or not page.isVisible():
                self._on_freed(freed, slot_ids)
                return
            page.show_freed(freed, slot_ids, newest)

        self._runner.run_read(
            find_freed, initiator=self, on_done=on_read, latest="chain", slot_ids=slot_ids
        )

    def _build_strip(self) -> FreedStrip:
        if self.strip is None:
            from desktop.ui.waiting.freed_strip import FreedStrip

            self.strip = FreedStrip(self._look, self._main)
            self.strip.opened.connect(self.show_freed)
            self.strip.dismissed.connect(self._forget_freed)
            self._main.add_over_messages(self.strip)
        return self.strip

    def show_freed(self) -> None:
        """Show who would suit what has come free (Ctrl+Shift+L)."""
        if not self._freed:
            self._say("No time has come free that somebody waits for.")
            return
        self._hide_strip()
        freed, slot_ids = self._freed, self._slot_ids
        self._main.show_area("waiting")
        assert self.area.page is not None
        self.area.page.show_freed(freed, slot_ids)

    @Slot()
    def _forget_freed(self) -> None:
        self._freed, self._slot_ids = (), ()
        self._hide_strip()

    def _hide_strip(self) -> None:
        if self.strip is not None:
            self.strip.put_away()

    # -- acts -----------------------------------------------------------------------------------

    @Slot(str, object)
    def _on_act_wanted(self, name: str, shown: Shown) -> None:
        waiter, match = shown.waiter, shown.match
        if name == "offer" and match is not None:
            self._offer(waiter, match.time.slot_ids)
        elif name == "take" and waiter.offer is not None:
            offer = waiter.offer
            self._send(
                accept_offer,
                on_done=self._go_on,
                offer_id=offer.id,
                version=offer.version,
            )
        elif name == "not_taken":
            self._ask_answer(waiter)
        elif name == "find":
            self._ask_time(waiter)
        elif name == "change":
            self._change(waiter)
        elif name == "end":
            self._ask_end(waiter)

    def _offer(self, waiter: Waiter, slot_ids: tuple[SlotId, ...], dialog: Any = None) -> None:
        self._send(
            offer_time,
            dialog=dialog,
            on_done=self._back_to_list,
            wish_id=waiter.id,
            version=waiter.version,
            slot_ids=slot_ids,
        )

    def _ask_answer(self, waiter: Waiter) -> None:
        from desktop.ui.waiting.answer_dialogs import AnswerDialog

        offer = waiter.offer
        if offer is None:
            return
        day = said_day(date_of(offer.start_at, self._zone), self._today)
        when = f"{day} {clock_time(offer.start_at, self._zone)}"
        dialog = AnswerDialog(
            self._look, called=waiter.called, when=when, today=self._today, parent=self._window
        )

        def on_submitted() -> None:
            quiet, is_read = dialog.read_quiet()
            if is_read:
                self._send(
                    answer_offer,
                    dialog=dialog,
                    on_done=self._back_to_list,
                    offer_id=offer.id,
                    version=offer.version,
                    answer=dialog.state,
                    quiet_until=quiet,
                    said=dialog.said.text(),
                )

        self._open(dialog, on_submitted)

    def _ask_time(self, waiter: Waiter) -> None:
        """Show the first free times that would suit somebody; the one taken is offered."""

        def on_read(times: tuple[Alternative, ...]) -> None:
            from desktop.ui.impact.times_dialog import TimesDialog

            dialog = TimesDialog(
                self._look,
                waiter.called,
                times,
                now=self._clock(),
                zone=self._zone,
                title=f"Free times that suit {waiter.called}",
                act="Offer this time",
                parent=self._window,
            )

            def on_submitted() -> None:
                if dialog.slot_ids:
                    self._offer(waiter, dialog.slot_ids, dialog)

            self._open(dialog, on_submitted)

        self._runner.run_read(
            find_times_for,
            initiator=self,
            on_done=on_read,
            on_failed=lambda error: self._tell(error, None),
            latest="times_for",
            wish_id=waiter.id,
        )

    def _ask_end(self, waiter: Waiter) -> None:
        from desktop.ui.waiting.answer_dialogs import EndWishDialog

        dialog = EndWishDialog(
            self._look, called=waiter.called, kind=waiter.kind, parent=self._window
        )

        def on_submitted() -> None:
            self._send(
                end_wish,
                dialog=dialog,
                on_done=self._back_to_list,
                wish_id=waiter.id,
                version=waiter.version,
                why=dialog.why.text(),
            )

        self._open(dialog, on_submitted)

    # -- wishes ---------------------------------------------------------------------------------

    @Slot()
    def _add_for_found(self) -> None:
        """Ctrl+L: whom a visit is being booked for waits for what was asked, else who is found."""
        form = booking_in_front(self._main)
        if form is not None and form.card is not None:
            self.open_wish(form.card.id, form.asked_now())
        elif self._panel.card is None:
            self._say("Find the person first. Ctrl+K finds one, then Ctrl+L.")
        else:
            self.open_wish(self._panel.card.id)

    def open_wish(self, patient_id: PatientId, asked: Asked | None = None) -> None:
        """Open the form of a wish for somebody; what was asked of a free time is in it already."""

        def on_read(start: WishStart) -> None:
            if start.is_closed:
                self._say("Their record opens with a reason. Give it in the panel first.")
                return
            self._open_form(start, start.wish)

        self._read_start(patient_id, on_read, asked)

    def _change(self, waiter: Waiter) -> None:
        self._read_start(
            waiter.patient_id, lambda start: self._open_form(start, waiter.wish, waiter)
        )

    def _read_start(
        self,
        patient_id: PatientId,
        on_read: Callable[[WishStart], None],
        asked: Asked | None = None,
    ) -> None:
        self._runner.run_read(
            start_wish,
            initiator=self,
            on_done=on_read,
            on_failed=lambda error: self._tell(error, None),
            latest="start_wish",
            patient_id=patient_id,
            asked=asked,
        )

    def _open_form(
        self, start: WishStart, wish: WishDetails | None, changed: Waiter | None = None
    ) -> None:
        from desktop.ui.waiting.wish_dialog import WishDialog

        dialog = WishDialog(
            self._look,
            self._outline(),
            called=start.called,
            today=self._today,
            visits=start.visits,
            wish=wish,
            is_new=changed is None,
            parent=self._window,
        )

        def on_submitted() -> None:
            typed = dialog.read()
            if typed is None:
                return
            if changed is None:
                self._send(add_wish, dialog=dialog, patient_id=start.patient_id, wish=typed)
            else:
                self._send(
                    change_wish,
                    dialog=dialog,
                    on_done=self._back_to_list,
                    wish_id=changed.id,
                    version=changed.version,
                    wish=typed,
                )

        self._open(dialog, on_submitted)

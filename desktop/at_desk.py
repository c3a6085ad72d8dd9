"""Who is at this desk: signing in, the cover over the screen, what each person has left open."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from desktop.domain.errors import Unavailable
from desktop.forms import Forms
from desktop.operations.outcome import Changes
from desktop.operations.signing_in import renew_actor
from desktop.operations.work import Actor
from desktop.seats import Seat, Seats
from desktop.ui.kit.idle_watch import IdleWatch
from desktop.ui.kit.look import Look
from desktop.ui.kit.message_bar import Message
from desktop.ui.main_window import MainWindow
from desktop.ui.people.patient_panel import PatientPanel
from desktop.ui.runner import Runner

if TYPE_CHECKING:
    from desktop.ui.sign_in.sign_in_page import SignInPage


class AtDesk(QObject):
    """Covers the screen, changes the person, and keeps each person's forms for them alone.

    Signals: ``begun(Actor or None)``; ``signed_in(Actor)`` for a person not at the desk before;
    ``patient_wanted(str)`` with the patient they had in the panel, "" for none.
    """

    begun = Signal(object)
    signed_in = Signal(object)
    patient_wanted = Signal(str)

    def __init__(
        self,
        window: MainWindow,
        look: Look,
        runner: Runner,
        *,
        forms: Forms,
        panel: PatientPanel,
        cover_after_minutes: int,
    ):
        super().__init__(window)
        self._window = window
        self._look = look
        self._runner = runner
        self._forms = forms
        self._panel = panel
        self._seats = Seats()
        self._page: SignInPage | None = None
        self.actor: Actor | None = None
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self._idle = IdleWatch(app, cover_after_minutes, self)
        self._idle.cover_wanted.connect(self.cover)
        window.top_bar.cover_requested.connect(self.cover)
        window.on("cover", self.cover)
        window.on("change_person", self.change_person)
        runner.changed.connect(self._on_changed)

    def begin(self, actor: Actor | None) -> None:
        """Begin with this person (a demo), or covered until somebody signs in."""
        self.actor = actor
        self.begun.emit(actor)
        if actor is None:
            self.cover()
        else:
            self._window.message_bar.show_person(actor.name, actor.role.words)

    def _on_changed(self, changes: Changes, _initiator: object) -> None:
        """Staff were changed, here or at another desk: it may be whoever is at this one."""
        if self.actor is not None and changes.touches("staff"):
            renew = partial(renew_actor, self._runner.desk)
            self._runner.run_call(
                renew,
                initiator=self,
                on_done=self._on_renewed,
                on_failed=self._on_not_renewed,
            )

    def _on_renewed(self, actor: Actor) -> None:
        if self.actor is None or actor == self.actor or actor.staff_id != self.actor.staff_id:
            return
        was, self.actor = self.actor, actor
        self._window.message_bar.show_person(actor.name, actor.role.words)
        if actor.has_left:
            page = self._sign_in_page()
            self._window.covering.cover(page)
            page.open(None, covered=True)
            return
        self.begun.emit(actor)
        if actor.role is not was.role:
            words = f"You are {actor.role.words.lower()} from now on: a manager changed your role."
            self._window.show_message(Message(words, at=self._runner.desk.clock()))

    def _on_not_renewed(self, error: BaseException) -> None:
        """Where the line is lost everything is read again once it is back, and this is too."""
        if not isinstance(error, Unavailable):
            self._runner.failed.emit(error)

    @Slot()
    def cover(self) -> None:
        """Cover the screen until a PIN is typed (F12, or nobody has touched it for a while)."""
        if not self._window.covering.is_on:
            self._open(covered=True)

    @Slot()
    def change_person(self) -> None:
        """Ask who is at the desk (Shift+F12)."""
        if not self._window.covering.is_on:
            self._open(covered=False)

    def _open(self, *, covered: bool) -> None:
        page = self._sign_in_page()
        self._window.covering.cover(page)
        page.open(self.actor, covered=covered)

    def _sign_in_page(self) -> SignInPage:
        if self._page is None:
            from desktop.ui.sign_in.sign_in_page import SignInPage

            self._page = SignInPage(self._look, self._runner, self._window)
            self._page.hide()
            self._page.signed_in.connect(self._on_signed_in)
            self._page.closed.connect(self._window.covering.uncover)
        return self._page

    @Slot(object)
    def _on_signed_in(self, actor: Actor) -> None:
        before, self.actor = self.actor, actor
        is_same = before is not None and before.staff_id == actor.staff_id
        if not is_same:
            self._change_seat(before, actor)
            self._window.message_bar.show_person(actor.name, actor.role.words)
        self._window.covering.uncover()
        if not is_same:
            self.signed_in.emit(actor)

    def _change_seat(self, before: Actor | None, actor: Actor) -> None:
        """Put by what the one leaves open, and bring back what the other had left."""
        window = self._window
        if before is not None and before.staff_id is not None:
            card = self._panel.card
            seat = Seat(
                pages=self._forms.put_by(),
                shown=window.areas.currentWidget(),
                focus=window.covering.focus_before,
                dialogs=window.covering.take_dialogs(),
                patient_id=card.id if card is not None else None,
            )
            self._seats.leave(before.staff_id, seat)
        assert actor.staff_id is not None
        back = self._seats.take(actor.staff_id)
        self._forms.bring_back(back.pages)
        window.covering.give_dialogs(back.dialogs)
        if back.shown is not None and back.shown in back.pages.values():
            window.areas.setCurrentWidget(back.shown)
        else:
            window.show_area("diary")
        self._panel.show_nobody()
        self.patient_wanted.emit(back.patient_id or "")
        shown, focus = window.areas.currentWidget(), back.focus
        if focus is not None and isValid(focus) and shown is not None and shown.isAncestorOf(focus):
            focus.setFocus(Qt.FocusReason.OtherFocusReason)
        elif shown is not None:
            shown.setFocus(Qt.FocusReason.OtherFocusReason)

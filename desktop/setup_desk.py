"""What a manager does to the practice itself: the Set-up area and its pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot

from desktop.at_desk import AtDesk
from desktop.domain.ids import StaffId
from desktop.domain.permissions import Act, Role, may
from desktop.operations.outcome import Changes
from desktop.operations.work import Actor
from desktop.session_desk import SessionDesk
from desktop.ui.kit.commands import SETUP_KEYS
from desktop.ui.kit.look import Look
from desktop.ui.main_window import MainWindow
from desktop.ui.runner import Runner
from desktop.ui.setup.setup_area import SetupArea
from desktop.ui.visits.act_sender import ActSender

if TYPE_CHECKING:
    from desktop.page_desk import PageDesk
    from desktop.ui.setup.setup_pages import SetupPages

Seat = tuple[StaffId | None, Role, bool] | None
"""Whose pages they are, and with which rights they were built."""


class SetupDesk(ActSender):
    """Joins the Set-up area with the desk; there for managers and who may prepare sessions.

    Signals: ``message(Message)``.
    """

    def __init__(self, window: MainWindow, look: Look, runner: Runner, at_desk: AtDesk):
        super().__init__(runner, look, runner.desk.clock, window)
        self._main = window
        self._seats: dict[Seat, tuple[SetupPages | None, tuple[PageDesk, ...]]] = {}
        self._actor: Actor | None = None
        self.desks: tuple[PageDesk, ...] = ()
        self.area = SetupArea(self._build_pages, window)
        window.add_area(
            "setup",
            "Set-up",
            "gear",
            self.area,
            "Ctrl+8",
            keys=SETUP_KEYS,
            at_foot=True,
            has_panel=False,
        )
        window.on("setup", self._show)
        self.sessions = SessionDesk(window, look, runner)
        runner.changed.connect(self._on_changed)
        at_desk.begun.connect(self.begin_anew)
        at_desk.signed_in.connect(self.begin_anew)
        self.message.connect(window.show_message)
        self.begin_anew(None)

    @property
    def is_open_to(self) -> bool:
        """Whether whoever is at the desk sets the practice up, or prepares its sessions."""
        return self._may(Act.CHANGE_SETUP) or self._may(Act.SAVE_TEMPLATE)

    def _may(self, act: Act) -> bool:
        actor = self._actor
        return actor is not None and may(act, actor.role, may_draft=actor.may_draft)

    @Slot(object)
    def begin_anew(self, actor: Actor | None) -> None:
        """Somebody is at the desk: managers have the area, with what they left typed in it."""
        self._seats[_seat_of(self._actor)] = (self.area.put_by(), self.desks)
        self._actor = actor
        seat = self._seats.pop(_seat_of(actor), (None, ()))
        pages, self.desks = seat
        self.area.bring_back(pages)
        self._main.allow_area("setup", self.is_open_to)
        self._main.action("setup").setVisible(self.is_open_to)
        self.sessions.begin_anew(actor)

    def _show(self) -> None:
        if self.is_open_to:
            if self.area.isVisible() and self.area.pages is not None:
                self.area.pages.go_to_names()
            self._main.show_area("setup")
            self._read()

    def _read(self) -> None:
        for desk in self.desks:
            desk.read()

    def _build_pages(self) -> SetupPages:
        from desktop.setup_list import PAGES
        from desktop.ui.setup.setup_pages import SetupPages

        made = [make for make in PAGES if self._may(make.act)]
        self.desks = tuple(make(self._main, self._look, self._runner) for make in made)
        self._read()
        return SetupPages(self._look, [desk.page for desk in self.desks])

    def _on_changed(self, changes: Changes, _initiator: object) -> None:
        for desk in self.desks:
            desk.read_if_touched(changes)


def _seat_of(actor: Actor | None) -> Seat:
    return None if actor is None else (actor.staff_id, actor.role, actor.may_draft)

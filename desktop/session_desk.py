"""One more session, and a week of them copied, until templates make them: for managers."""

from __future__ import annotations

from datetime import date, timedelta

from desktop.domain.errors import RuleViolation
from desktop.domain.permissions import Act, may
from desktop.domain.practice import PracticeOutline
from desktop.domain.sessions import Session
from desktop.domain.times import said_day
from desktop.operations.outcome import Outcome
from desktop.operations.reads import read_outline
from desktop.operations.session_weeks import CopiedWeek, copy_week
from desktop.operations.sessions import create_session
from desktop.operations.work import Actor
from desktop.ui.kit.look import Look
from desktop.ui.main_window import MainWindow
from desktop.ui.runner import Runner
from desktop.ui.visits.act_sender import ActSender


class SessionDesk(ActSender):
    """Asks for sessions in the diary's week and makes them.

    Signals: ``message(Message)``.
    """

    def __init__(self, window: MainWindow, look: Look, runner: Runner):
        super().__init__(runner, look, runner.desk.clock, window)
        self._main = window
        self.message.connect(window.show_message)
        window.on("new_session", self._ask_session)
        window.on("copy_weeks", self._ask_weeks)

    def begin_anew(self, actor: Actor | None) -> None:
        """Somebody is at the desk: what they may not do is not offered."""
        allowed = actor is not None and may(Act.CREATE_SESSION, actor.role)
        for name in ("new_session", "copy_weeks"):
            self._main.action(name).setVisible(allowed)

    @property
    def _shown_day(self) -> date:
        return self._main.top_bar.stepper.on_date or self._today

    def _ask_session(self) -> None:
        self._runner.run_read(
            read_outline, initiator=self, on_done=self._on_outline_read, latest="new_session"
        )

    def _on_outline_read(self, outline: PracticeOutline) -> None:
        from desktop.ui.setup.session_dialog import SessionDialog

        if not outline.clinicians or not outline.clinics:
            self._say("A session needs a clinic and a clinician. Add them first.")
            return
        dialog = SessionDialog(
            self._look, outline, on_date=self._shown_day, today=self._today, parent=self._window
        )

        def on_submitted() -> None:
            try:
                wanted = dialog.read()
            except RuleViolation as slip:
                dialog.say_wrong(slip.field, slip.message)
                return
            self._send(create_session, dialog=dialog, on_done=self._on_made, **wanted)

        self._open(dialog, on_submitted)

    def _on_made(self, outcome: Outcome[Session]) -> None:
        if outcome.value.on_date != self._shown_day:
            self._main.day_requested.emit(outcome.value.on_date)
        self._main.show_area("diary")

    def _ask_weeks(self) -> None:
        from desktop.ui.setup.copy_weeks_dialog import CopyWeeksDialog

        monday = self._shown_day - timedelta(days=self._shown_day.weekday())
        dialog = CopyWeeksDialog(self._look, monday=monday, parent=self._window)

        def on_submitted() -> None:
            self._send(
                copy_week,
                dialog=dialog,
                on_done=self._on_copied,
                monday=monday,
                weeks=dialog.weeks.value(),
            )

        self._open(dialog, on_submitted)

    def _on_copied(self, outcome: Outcome[CopiedWeek]) -> None:
        """Tell what was left out, and why."""
        left_out = outcome.value.left_out
        if not left_out:
            return
        from desktop.ui.kit.list_dialogs import TableDialog

        rows = [(said_day(one.on_date, self._today), one.why) for one in left_out]
        many = "1 session was" if len(rows) == 1 else f"{len(rows)} sessions were"
        TableDialog(self._look, f"{many} left out", ("Day", "Why"), rows, self._window).open()

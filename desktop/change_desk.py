"""A manager changes a session, or closes a stretch of time: what it does is shown before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.domain.errors import RuleViolation
from desktop.domain.impact import Impact
from desktop.domain.permissions import Act, may
from desktop.domain.practice import PracticeOutline
from desktop.domain.session_changes import Change
from desktop.domain.times import clock_time, local_of, short_date
from desktop.operations.impact import show_impact
from desktop.operations.reads import read_outline
from desktop.operations.session_changes import change_sessions
from desktop.operations.work import Actor
from desktop.ui.diary.diary_controller import DiaryController
from desktop.ui.diary.diary_view import DiaryView
from desktop.ui.errors import tell
from desktop.ui.kit.look import Look
from desktop.ui.main_window import MainWindow
from desktop.ui.runner import Runner
from desktop.ui.visits.act_sender import ActSender

if TYPE_CHECKING:
    from desktop.ui.impact.change_dialog import ChangeDialog, SessionMeant


class ChangeDesk(ActSender):
    """Asks what changes, shows whom it touches, and does it as it was shown.

    Signals: ``message(Message)``.
    """

    def __init__(
        self,
        window: MainWindow,
        look: Look,
        runner: Runner,
        *,
        diary: DiaryView,
        control: DiaryController,
    ):
        super().__init__(runner, look, runner.desk.clock, window)
        self._main = window
        self._diary, self._control = diary, control
        self.dialog: ChangeDialog | None = None
        self.message.connect(window.show_message)
        window.on("change_session", self.ask)

    def begin_anew(self, actor: Actor | None) -> None:
        """Somebody is at the desk: what they may not do is not offered."""
        allowed = actor is not None and may(Act.CHANGE_SESSION, actor.role)
        self._main.action("change_session").setVisible(allowed)

    def ask(self) -> None:
        """Ask what changes: of the session the cursor is in, or of somebody's time."""
        self._runner.run_read(
            read_outline, initiator=self, on_done=self._on_outline_read, latest="change_session"
        )

    def _on_outline_read(self, outline: PracticeOutline) -> None:
        from desktop.ui.impact.change_dialog import ChangeDialog

        dialog = ChangeDialog(
            self._look,
            outline,
            session=self._meant(),
            on_date=self._control.on_date or self._today,
            clock=self._clock,
            zone=self._zone,
            today=self._today,
            parent=self._window,
        )
        dialog.impact_wanted.connect(lambda change, at_once: self._read(dialog, change, at_once))
        self.dialog = dialog
        dialog.destroyed.connect(self._forget)
        self._open(dialog, lambda: self._save(dialog))

    def _forget(self) -> None:
        self.dialog = None

    def _meant(self) -> SessionMeant | None:
        """Return the session of the selected slot."""
        from desktop.ui.impact.change_dialog import SessionMeant

        cell, day = self._diary.current_cell(), self._control.day
        if cell is None or day is None:
            return None
        for column in day.columns:
            for one in column.sessions:
                if one.id == cell.session_id:
                    hours = f"{clock_time(one.start_at, self._zone)} to " + clock_time(
                        one.end_at, self._zone
                    )
                    words = f"{column.clinician_name}, {short_date(day.on_date)} {hours}"
                    return SessionMeant(
                        one.id,
                        words,
                        one.clinic_id,
                        column.clinician_id,
                        local_of(one.start_at, self._zone).time(),
                        local_of(one.end_at, self._zone).time(),
                    )
        return None

    def _read(self, dialog: ChangeDialog, change: Change, at_once: bool) -> None:
        def on_read(impact: Impact) -> None:
            if self.dialog is dialog:
                dialog.show_impact(impact)

        def on_failed(error: BaseException) -> None:
            if self.dialog is not dialog:
                return
            if isinstance(error, RuleViolation):
                dialog.show_slip(error)
            else:
                dialog.panel.clear(tell(error).words)

        self._runner.run_read(
            show_impact,
            initiator=self,
            on_done=on_read,
            on_failed=on_failed,
            latest="impact",
            change=change,
            at_once=at_once,
        )

    def _save(self, dialog: ChangeDialog) -> None:
        try:
            change = dialog.read()
        except RuleViolation as slip:
            dialog.say_wrong(slip.field, slip.message)
            return
        choices = dialog.panel.choices
        if choices is None:
            return
        self._send(
            change_sessions,
            dialog=dialog,
            on_kept=dialog.ask_again,
            change=change,
            shown=choices.impact.shown,
            choices=tuple(dialog.panel.read()),
            at_once=dialog.at_once.isChecked(),
        )

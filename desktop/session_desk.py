"""One more session, and those of a day or week copied onto others: for managers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from desktop.domain.errors import RuleViolation
from desktop.domain.ids import ClinicianId, ClinicId
from desktop.domain.permissions import Act, may
from desktop.domain.practice import PracticeOutline, in_use
from desktop.domain.sessions import Session
from desktop.domain.times import said_day, said_week, short_date
from desktop.domain.week import DAYS_OF_WEEK, monday_of
from desktop.operations.outcome import Outcome
from desktop.operations.reads import read_outline
from desktop.operations.session_copies import Copied, copy_sessions, copy_week
from desktop.operations.sessions import create_session
from desktop.operations.work import Actor
from desktop.ui.diary.diary_view import DiaryView
from desktop.ui.kit.look import Look
from desktop.ui.main_window import MainWindow
from desktop.ui.runner import Runner
from desktop.ui.visits.act_sender import ActSender


@dataclass(frozen=True, slots=True)
class ShownSessions:
    """Which sessions the diary shows: of a day, or a week from its Monday; of all, or of one.

    ``on_date`` is the day selected; ``whose`` says the clinician of a week, "Dr Patel’s".
    """

    on_date: date
    is_week: bool = False
    clinic_id: ClinicId | None = None
    clinician_id: ClinicianId | None = None
    whose: str = ""

    @property
    def first_on(self) -> date:
        """The first of its days."""
        return monday_of(self.on_date) if self.is_week else self.on_date

    @property
    def words(self) -> str:
        """Say whose and when: "Dr Patel’s sessions of 16 to 22 Nov 2026"."""
        when = said_week(self.first_on) if self.is_week else short_date(self.on_date)
        return f"{self.whose or 'the'} sessions of {when}"


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
        window.on("copy_sessions", self._copy)
        window.on("paste_sessions", self._paste)
        self.shown: Callable[[], ShownSessions | None] = lambda: None
        self._copied: ShownSessions | None = None
        self._diary: DiaryView | None = None
        self._may = False

    def follow(self, diary: DiaryView) -> None:
        """Offer it on days without a session; begin where the diary stands."""
        self._diary = diary
        self._offer()

    def _offer(self) -> None:
        if self._diary is not None:
            self._diary.states.offer_new_session(self._ask_session if self._may else None)

    def begin_anew(self, actor: Actor | None) -> None:
        """Somebody is at the desk: what they may not do is not offered."""
        allowed = actor is not None and may(Act.CREATE_SESSION, actor.role)
        self._copied = None
        for name in ("new_session", "copy_weeks", "copy_sessions", "paste_sessions"):
            self._main.action(name).setVisible(allowed)
        self._may = allowed
        self._offer()

    @property
    def _shown_day(self) -> date:
        shown = self.shown()
        return shown.on_date if shown is not None else self._today

    @property
    def _place(self) -> tuple[ClinicianId | None, ClinicId | None]:
        """Whose session, and where, by the selected column or the site that is chosen."""
        shown, diary = self.shown(), self._diary
        clinician, site = (shown.clinician_id, shown.clinic_id) if shown else (None, None)
        box, layout = (diary.current_box(), diary.day_layout) if diary else (None, None)
        if box is None or layout is None or self._main.areas.currentWidget() is not diary:
            return clinician, site
        column = layout.day.columns[box.column]
        return column.clinician_id, column.clinic_id or site

    def _ask_session(self) -> None:
        self._runner.run_read(
            read_outline, initiator=self, on_done=self._on_outline_read, latest="new_session"
        )

    def _on_outline_read(self, outline: PracticeOutline) -> None:
        from desktop.ui.setup.session_dialog import SessionDialog

        if not in_use(outline.clinicians) or not in_use(outline.clinics):
            self._say("A session needs a clinic and a clinician. Add them first.")
            return
        dialog = SessionDialog(
            self._look, outline, on_date=self._shown_day, today=self._today, parent=self._window
        )
        dialog.begin_at(*self._place)

        def on_submitted() -> None:
            try:
                wanted = dialog.read()
            except RuleViolation as slip:
                dialog.say_wrong(slip.field, slip.message)
                return
            self._send(create_session, dialog=dialog, on_done=self._on_made, **wanted)

        self._open(dialog, on_submitted)

    def _on_made(self, outcome: Outcome[Session]) -> None:
        self._main.show_area("diary")
        if outcome.value.on_date != self._shown_day:
            self._main.day_requested.emit(outcome.value.on_date)

    def _copy(self) -> None:
        """Ctrl+Shift+Y: remember which sessions; they are read when they are pasted."""
        self._copied = self.shown()
        if self._copied is not None:
            what = "week" if self._copied.is_week else "day"
            words = self._copied.words
            said = words[0].upper() + words[1:]
            self._say(f"{said} are copied. Go to another {what}, Ctrl+Shift+V pastes them there.")

    def _paste(self) -> None:
        """Ctrl+Shift+V: make them on the day or week that is shown; one undo takes them back."""
        copied, here = self._copied, self.shown()
        if here is None:
            return
        if copied is None:
            self._say("Nothing is copied yet. Ctrl+Shift+Y copies the sessions of a day or week.")
            return
        to = monday_of(here.on_date) if copied.is_week else here.on_date
        self._send(
            copy_sessions,
            on_done=self._on_copied,
            first_on=copied.first_on,
            days=DAYS_OF_WEEK if copied.is_week else 1,
            to=(to,),
            clinic_id=copied.clinic_id,
            clinician_id=copied.clinician_id,
        )

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

    def _on_copied(self, outcome: Outcome[Copied]) -> None:
        """Tell what was left out, and why."""
        left_out = outcome.value.left_out
        if not left_out:
            return
        from desktop.ui.kit.list_dialogs import TableDialog

        rows = [(said_day(one.on_date, self._today), one.why) for one in left_out]
        many = "1 session was" if len(rows) == 1 else f"{len(rows)} sessions were"
        TableDialog(self._look, f"{many} left out", ("Day", "Why"), rows, self._window).open()

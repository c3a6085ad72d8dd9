"""What people tell us, at the desk: recorded, changed, asked today, ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot

from desktop.domain.ids import PreferenceId
from desktop.domain.people import PatientCard, Preference
from desktop.domain.practice import PracticeOutline
from desktop.domain.preference_kinds import Kept
from desktop.domain.preference_rules import Told
from desktop.domain.preferences import kind_of
from desktop.operations.outcome import Outcome
from desktop.operations.preferences import (
    change_preference,
    confirm_preference,
    end_preference,
    put_off_preference,
    read_their_preference,
    record_preference,
)
from desktop.operations.reads import read_outline
from desktop.ui.kit.look import Look
from desktop.ui.main_window import MainWindow
from desktop.ui.people.patient_panel import PatientPanel
from desktop.ui.runner import Runner
from desktop.ui.two_edits import DialogEdit, EditWords
from desktop.ui.visits.act_sender import ActSender

if TYPE_CHECKING:
    from desktop.ui.people.preference_dialog import PreferenceDialog, Typed
    from desktop.ui.people.whole_panel import WholePanel

DRAFT_KEPT = "Not saved. What you typed is kept: Ctrl+Shift+N for the same person brings it back."
EDIT_KEPT = "Not saved. What you typed is kept: F2 on the same row brings it back."
_SETTLES: dict[str, Callable[..., Outcome[PreferenceId]]] = {
    "confirm": confirm_preference,
    "end": end_preference,
}


class PreferenceDesk(ActSender):
    """Joins the panel's rows and questions with the acts.

    What was typed and not saved is kept for its person and row: opened again, it is there.

    Signals: ``message(Message)``; ``name_wanted()`` to change what they are called.
    """

    name_wanted = Signal()

    def __init__(
        self,
        window: MainWindow,
        look: Look,
        runner: Runner,
        *,
        clock: Callable[[], datetime],
        panel: PatientPanel,
        open_card: Callable[[], PatientCard | None],
    ):
        super().__init__(runner, look, clock, window)
        self._main = window
        self._panel = panel
        self._open_card = open_card
        self._whole: WholePanel | None = None
        self._drafts: dict[tuple[str, str], Typed] = {}
        self._keeps_drafts = True
        panel.told_requested.connect(self._ask)
        panel.question_answered.connect(self._on_answered)
        window.on("add_need", lambda: self._ask(None))
        window.on("ask_today", self._ask_today)

    @Slot()
    def forget(self) -> None:
        """Somebody else is at the desk: what was typed goes with who typed it."""
        self._keeps_drafts = False
        self._panel.editors.forget()
        self._keeps_drafts = True
        self._drafts.clear()

    def take_whole(self, whole: WholePanel) -> None:
        """Act for the whole panel too: what is told is changed in its place there."""
        self._whole = whole
        whole.told_wanted.connect(self._on_told_wanted)
        whole.answered.connect(self._on_answered)

    @property
    def _shown_whole(self) -> WholePanel | None:
        whole = self._whole
        return whole if whole is not None and whole.isVisible() else None

    @Slot(str, object)
    def _on_told_wanted(self, act: str, preference: Preference | None) -> None:
        if preference is not None and act in _SETTLES:
            if self._whole is not None:
                self._whole.close_editor_of(preference)
            self._settle(_SETTLES[act], preference)
        else:
            self._ask(preference, kind="own-words" if act == "add_words" else "")

    @Slot(object)
    def _ask(self, preference: Preference | None, kind: str = "") -> None:
        card = self._open_card()
        if card is not None:
            self._runner.run_read(
                read_outline,
                initiator=self,
                on_done=lambda outline: self._open_dialog(card, preference, outline, kind),
                latest="told_outline",
            )

    def _open_dialog(
        self,
        card: PatientCard,
        preference: Preference | None,
        outline: PracticeOutline,
        kind: str,
    ) -> None:
        from desktop.ui.people.preference_dialog import PreferenceDialog

        dialog = PreferenceDialog(
            self._look,
            outline,
            called=card.called,
            today=self._today,
            preference=preference,
            taken=frozenset(one.kind for one in card.preferences),
            kind=kind,
            parent=self._window,
        )
        edit = None if preference is None else self._edit(dialog, preference)
        # What was typed over an older state would take back what came between.
        key = (card.id, f"{preference.id} {preference.version}" if preference is not None else kind)
        if (draft := self._drafts.pop(key, None)) is not None:
            dialog.take_typed(draft)
        dialog.rejected.connect(lambda: self._keep_draft(key, dialog))

        def on_submitted() -> None:
            told = dialog.read_told()
            if told is None:
                return
            if edit is not None:
                edit.save(told)
            else:
                self._send(
                    record_preference,
                    dialog=dialog,
                    patient_id=card.id,
                    kind=dialog.kind.code,
                    told=told,
                )

        if preference is not None:
            dialog.ended.connect(lambda: self._settle(end_preference, preference, dialog))
            dialog.confirmed.connect(lambda: self._settle(confirm_preference, preference, dialog))
        dialog.elsewhere.connect(lambda code: self._go_elsewhere(dialog, code))
        self._show_editor(card, dialog, preference, on_submitted, of_matters=bool(kind))

    def _show_editor(
        self,
        card: PatientCard,
        dialog: PreferenceDialog,
        preference: Preference | None,
        on_submitted: Callable[[], None],
        *,
        of_matters: bool,
    ) -> None:
        """Let it be changed in its place, in the panel that is seen; else in a window."""
        whole, panel = self._shown_whole, self._panel
        is_there = panel.isVisible() and panel.card is not None and panel.card.id == card.id
        if whole is None and not is_there:
            self._open(dialog, on_submitted)
            return
        dialog.submitted.connect(on_submitted)
        if whole is not None:
            whole.put_editor(dialog, preference, "matters" if of_matters else "needs")
        else:
            panel.put_editor(dialog, preference)

    def _keep_draft(self, key: tuple[str, str], dialog: PreferenceDialog) -> None:
        """Keep what was typed: Esc may have been a slip."""
        if self._keeps_drafts and dialog.is_touched:
            self._drafts[key] = dialog.typed
            self._say(DRAFT_KEPT if dialog.preference is None else EDIT_KEPT)

    def _go_elsewhere(self, dialog: PreferenceDialog, code: str) -> None:
        """Open the form in which the kind is kept."""
        dialog.reject()
        if kind_of(code).kept is Kept.DETAILS:
            self.name_wanted.emit()
        else:
            self._main.action("speakers").trigger()

    def _settle(
        self,
        operation: Callable[..., Outcome[PreferenceId]],
        preference: Preference,
        dialog: PreferenceDialog | None = None,
    ) -> None:
        self._send(
            operation,
            dialog=dialog,
            preference_id=preference.id,
            version=preference.version,
        )

    def _edit(self, dialog: PreferenceDialog, preference: Preference) -> DialogEdit:
        from desktop.ui.people.preference_dialog import LABELS, shown_value
        from desktop.ui.people.whole_words import told_of

        def send(told: Told, version: int) -> None:
            self._send(
                change_preference,
                dialog=dialog,
                on_done=lambda _outcome: edit.on_saved(),
                on_stale=lambda: edit.on_stale(told),
                preference_id=preference.id,
                version=version,
                told=told,
            )

        words = dialog.kind.words
        edit = DialogEdit(
            dialog,
            self._look,
            self._runner,
            base=told_of(preference),
            version=preference.version,
            read=read_their_preference,
            about={"preference_id": preference.id},
            send=send,
            fill=dialog.fill,
            words=EditWords(
                what=f"“{words}”",
                gone=f"Somebody ended “{words}” meanwhile. What you typed is still here.",
                labels=LABELS,
                shown=lambda told, name: shown_value(told, name, dialog.kind),
            ),
            clock=self._clock,
            say=self._say,
        )
        return edit

    # -- ask today ------------------------------------------------------------------------------

    @Slot(str, object)
    def _on_answered(self, answer: str, preference: Preference) -> None:
        if answer == "change":
            self._ask(preference)
            return
        self._settle(confirm_preference if answer == "confirm" else put_off_preference, preference)

    def _ask_today(self) -> None:
        if self._open_card() is None:
            return
        whole = self._shown_whole
        if whole is None:
            self._main.show_panel(True)
        asked = self._panel.ask_today if whole is None else whole.ask_today
        if not asked.focus_first():
            self._say("Nothing is due to be asked today.")

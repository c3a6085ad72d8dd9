"""Closures in Set-up: whom one touches is shown, and asked about, before it is saved."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Slot

from desktop.domain.closures import ClosureKind, ClosureState
from desktop.domain.impact import Impact
from desktop.domain.session_changes import CANCEL_CODE_OF, CloseTime
from desktop.operations import closures, setup_reads
from desktop.operations.impact import show_impact
from desktop.operations.outcome import Outcome
from desktop.operations.session_changes import Applied, change_sessions
from desktop.record_desk import Operation, RecordDesk
from desktop.ui.setup.closure_page import ClosurePage, ClosureRecord


class ClosureDesk(RecordDesk):
    """A proposal is accepted by saving it, a bank holiday worked by retiring it.

    Whatever closes time in which sessions are made already goes through their impact; where there
    is no session, it is saved at once.
    """

    key_name = "closure_id"
    page_type = ClosurePage
    make = closures.add_closure
    change = closures.change_closure
    retire = closures.withdraw_closure
    bring_back = closures.restore_closure
    read_theirs = setup_reads.read_their_closure

    def arguments_to_make(self, details: Any) -> dict[str, Any]:
        """A closure is made from its details as they are."""
        return {"details": details}

    def key_of(self, outcome: Outcome[Any]) -> str:
        """Return the key of the closure an act was about."""
        done = outcome.value
        return str(done.closure_id if isinstance(done, Applied) else done.id)

    def is_saved_as_it_is(self, record: ClosureRecord) -> bool:
        """Saving a proposal accepts it."""
        return record.state is ClosureState.PROPOSED

    def change_of(self, record: ClosureRecord) -> Operation:
        """Return what saves a record: a proposal is accepted by it."""
        is_proposed = record.state is ClosureState.PROPOSED
        return closures.accept_closure if is_proposed else closures.change_closure

    @Slot(object)
    def _retire_or_bring_back(self, record: ClosureRecord) -> None:
        if record.state is not None:
            super()._retire_or_bring_back(record)
            return
        self._send(
            closures.work_bank_holiday,
            dialog=self._page.form,
            on_done=self._on_saved,
            on_date=record.details.first_on,
        )

    # -- whom it touches ------------------------------------------------------------------------

    def _send(self, operation: Operation, **given: Any) -> None:
        """Send an act; one that closes time shows first what becomes of those booked then."""
        if operation not in (
            closures.add_closure,
            closures.accept_closure,
            closures.change_closure,
            closures.restore_closure,
        ):
            super()._send(operation, **given)
            return
        details = given.get("details") or self._page.record.details
        change = CloseTime(details, given.get("closure_id"), given.get("version", 0))
        self._runner.run_read(
            show_impact,
            initiator=self,
            on_done=partial(self._on_impact, operation, given, change),
            on_failed=lambda error: self._tell(error, given["dialog"]),
            latest="closure_impact",
            change=change,
            at_once=details.kind is ClosureKind.SICKNESS,
        )

    def _on_impact(
        self, operation: Operation, given: dict[str, Any], change: CloseTime, impact: Impact
    ) -> None:
        if not impact.shown.sessions:
            super()._send(operation, **given)
            return
        from desktop.ui.impact.impact_dialog import ImpactDialog

        kind = change.details.kind
        dialog = ImpactDialog(
            self._look,
            f"{impact.words}: close it?",
            clock=self._clock,
            zone=self._zone,
            reason=CANCEL_CODE_OF.get(kind, "prov"),
            is_sudden=kind is ClosureKind.SICKNESS,
            parent=self._window,
        )

        def show_again(at_once: bool = False) -> None:
            self._runner.run_read(
                show_impact,
                initiator=dialog,
                on_done=dialog.show_impact,
                on_failed=lambda error: self._tell(error, dialog),
                change=change,
                at_once=at_once,
            )

        def on_done(outcome: Outcome[Applied]) -> None:
            given["dialog"].accept()
            given["on_done"](outcome)

        def on_stale() -> None:
            dialog.reject()
            given["on_stale"]()

        def on_submitted() -> None:
            choices = dialog.panel.choices
            if choices is None:
                return
            super(ClosureDesk, self)._send(
                change_sessions,
                dialog=dialog,
                on_done=on_done,
                on_stale=on_stale if "on_stale" in given else None,
                on_kept=lambda: show_again(dialog.at_once.isChecked()),
                change=change,
                shown=choices.impact.shown,
                choices=tuple(dialog.panel.read()),
                at_once=dialog.at_once.isChecked(),
            )

        dialog.impact_wanted.connect(show_again)
        dialog.show_impact(impact)
        self._open(dialog, on_submitted)

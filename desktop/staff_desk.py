"""The staff page joined with the desk: who signs in, in which role, with which PIN."""

from __future__ import annotations

from PySide6.QtCore import Slot

from desktop.domain.errors import RuleViolation
from desktop.domain.ids import StaffId
from desktop.domain.pins import check_same_pin
from desktop.domain.staff import StaffDetails, StaffList, StaffMember
from desktop.operations import staff as operations
from desktop.operations.outcome import Outcome
from desktop.operations.signing_in import set_pin
from desktop.operations.two_edits import read_their_staff
from desktop.page_desk import PageDesk
from desktop.ui.kit.look import Look
from desktop.ui.main_window import MainWindow
from desktop.ui.runner import Runner
from desktop.ui.setup.staff_page import LABELS, StaffPage, own, shown_value
from desktop.ui.two_edits import DialogEdit, EditWords


class StaffDesk(PageDesk):
    """Makes, changes and ends the people at work.

    Signals: ``message(Message)``.
    """

    kinds = ("staff", "practice")

    def __init__(self, window: MainWindow, look: Look, runner: Runner):
        super().__init__(window, look, runner)
        self._staff = StaffList((), ())
        self._page = StaffPage(look)
        self._page.save_requested.connect(self._save_staff)
        self._page.retire_requested.connect(self._end_or_bring_back)
        self._page.pin_requested.connect(self._ask_pin)
        self._page.form.accepted.connect(self.forget_edit)
        self._page.opened.connect(self.forget_edit)

    @property
    def page(self) -> StaffPage:
        return self._page

    def read(self) -> None:
        self._runner.run_read(
            operations.list_everybody,
            initiator=self,
            on_done=self._on_staff_read,
            latest="staff",
        )

    def _on_staff_read(self, staff: StaffList) -> None:
        self._staff = staff
        self._page.show_staff(staff)

    @Slot()
    def _save_staff(self) -> None:
        page = self._page
        typed, member = page.form.typed, page.record
        if member is None:
            try:
                check_same_pin(typed.pin, typed.again)
            except RuleViolation as slip:
                page.form.say_wrong(slip.field, slip.message)
                return
            self._send(
                operations.make_staff,
                dialog=page.form,
                on_done=self._on_staff_saved,
                name=typed.details.name,
                role=typed.details.role,
                clinician_id=typed.details.clinician_id,
                may_draft=typed.details.may_draft,
                pin=typed.pin,
            )
        elif member.active and typed.details == member.details:
            self.say_unchanged()
        elif member.active:
            edit = self.edit_of({"staff_id": member.id}, lambda: self._new_edit(page, member))
            edit.save(typed.details)

    def _on_staff_saved(self, outcome: Outcome[StaffId]) -> None:
        self._page.saved(outcome.value)

    def _new_edit(self, page: StaffPage, member: StaffMember) -> DialogEdit:
        def send(details: StaffDetails, version: int) -> None:
            self._send(
                operations.change_staff,
                dialog=page.form,
                on_done=on_done,
                on_stale=lambda: edit.on_stale(details),
                staff_id=member.id,
                version=version,
                name=details.name,
                role=details.role,
                clinician_id=own(details).clinician_id,
                may_draft=own(details).may_draft,
            )

        def on_done(outcome: Outcome[StaffId]) -> None:
            edit.on_saved()
            self._on_staff_saved(outcome)

        edit = DialogEdit(
            page.form,
            self._look,
            self._runner,
            base=own(member.details),
            version=member.version,
            read=read_their_staff,
            about={"staff_id": member.id},
            send=send,
            fill=page.form.fill,
            words=EditWords(
                what=f"what is known of {member.name}",
                gone=f"{member.name} has left meanwhile. What you typed is still here.",
                labels=LABELS,
                shown=lambda record, name: shown_value(record, name, self._staff.clinicians),
            ),
            clock=self._clock,
            say=self._say,
        )
        return edit

    @Slot(object)
    def _end_or_bring_back(self, member: StaffMember) -> None:
        self._send(
            operations.end_staff if member.active else operations.bring_back_staff,
            dialog=self._page.form,
            on_done=self._on_staff_saved,
            staff_id=member.id,
            version=member.version,
        )

    @Slot(object)
    def _ask_pin(self, member: StaffMember) -> None:
        from desktop.ui.setup.pin_dialog import PinDialog

        dialog = PinDialog(self._look, name=member.name, parent=self._window)

        def on_submitted() -> None:
            if dialog.is_fit():
                self._send(set_pin, dialog=dialog, staff_id=member.id, pin=dialog.read())

        self._open(dialog, on_submitted)

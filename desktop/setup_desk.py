"""What a manager does to the practice itself: the Set-up area and its pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot

from desktop.at_desk import AtDesk
from desktop.domain.errors import RuleViolation
from desktop.domain.ids import StaffId
from desktop.domain.permissions import Act, may
from desktop.domain.pins import check_same_pin
from desktop.domain.staff import StaffDetails, StaffList, StaffMember
from desktop.operations import staff as operations
from desktop.operations.outcome import Changes, Outcome
from desktop.operations.signing_in import set_pin
from desktop.operations.two_edits import read_their_staff
from desktop.operations.work import Actor
from desktop.session_desk import SessionDesk
from desktop.ui.kit.commands import SETUP_KEYS
from desktop.ui.kit.look import Look
from desktop.ui.main_window import MainWindow
from desktop.ui.runner import Runner
from desktop.ui.setup.setup_area import SetupArea
from desktop.ui.two_edits import DialogEdit, EditWords
from desktop.ui.visits.act_sender import ActSender

if TYPE_CHECKING:
    from desktop.ui.setup.setup_pages import SetupPages
    from desktop.ui.setup.staff_page import StaffPage


class SetupDesk(ActSender):
    """Joins the Set-up area with the desk; it is there for managers alone.

    Signals: ``message(Message)``.
    """

    def __init__(self, window: MainWindow, look: Look, runner: Runner, at_desk: AtDesk):
        super().__init__(runner, look, runner.desk.clock, window)
        self._main = window
        self._seats: dict[StaffId | None, SetupPages | None] = {}
        self._actor: Actor | None = None
        self._staff = StaffList((), ())
        self._edit: DialogEdit | None = None
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
        """Whether whoever is at the desk sets the practice up."""
        return self._actor is not None and may(Act.CHANGE_SETUP, self._actor.role)

    @Slot(object)
    def begin_anew(self, actor: Actor | None) -> None:
        """Somebody is at the desk: managers have the area, with what they left typed in it."""
        before = self._actor.staff_id if self._actor is not None else None
        self._seats[before] = self.area.put_by()
        self._actor = actor
        self._edit = None
        self.area.bring_back(self._seats.pop(actor.staff_id if actor is not None else None, None))
        self._main.allow_area("setup", self.is_open_to)
        self._main.action("setup").setVisible(self.is_open_to)
        self.sessions.begin_anew(actor)

    def _show(self) -> None:
        if self.is_open_to:
            self._main.show_area("setup")
            self._read_staff()

    def _build_pages(self) -> SetupPages:
        from desktop.ui.setup.setup_pages import SetupPages
        from desktop.ui.setup.staff_page import StaffPage

        page = StaffPage(self._look)
        page.save_requested.connect(self._save_staff)
        page.retire_requested.connect(self._end_or_bring_back)
        page.pin_requested.connect(self._ask_pin)
        page.form.accepted.connect(self._forget_edit)
        page.opened.connect(self._forget_edit)
        pages = SetupPages(self._look, (page,))
        self._read_staff()
        return pages

    def _on_changed(self, changes: Changes, _initiator: object) -> None:
        if changes.touches("staff") and self.area.pages is not None:
            self._read_staff()

    # -- staff ----------------------------------------------------------------------------------

    @property
    def _page(self) -> StaffPage | None:
        from desktop.ui.setup.staff_page import StaffPage

        pages = self.area.pages
        found = [one for one in pages.all if isinstance(one, StaffPage)] if pages else []
        return found[0] if found else None

    def _read_staff(self) -> None:
        self._runner.run_read(
            operations.list_everybody,
            initiator=self,
            on_done=self._on_staff_read,
            latest="staff",
        )

    def _on_staff_read(self, staff: StaffList) -> None:
        self._staff = staff
        if self._page is not None:
            self._page.show_staff(staff)

    @Slot()
    def _save_staff(self) -> None:
        page = self._page
        if page is None:
            return
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
                pin=typed.pin,
            )
        elif member.active:
            self._edit_of(page, member).save(typed.details)

    def _on_staff_saved(self, outcome: Outcome[StaffId]) -> None:
        if self._page is not None:
            self._page.saved(outcome.value)

    @Slot()
    def _forget_edit(self) -> None:
        if self._edit is not None:
            self._edit.box.hide()
            self._edit.box.deleteLater()
            self._edit.deleteLater()
            self._edit = None

    def _edit_of(self, page: StaffPage, member: StaffMember) -> DialogEdit:
        """Return what saves this edit, and brings it together with another desk's."""
        if self._edit is None or self._edit.about != {"staff_id": member.id}:
            self._forget_edit()
            self._edit = self._new_edit(page, member)
        return self._edit

    def _new_edit(self, page: StaffPage, member: StaffMember) -> DialogEdit:
        from desktop.ui.setup.staff_page import LABELS, own, shown_value

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
        page = self._page
        if page is not None:
            self._send(
                operations.end_staff if member.active else operations.bring_back_staff,
                dialog=page.form,
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

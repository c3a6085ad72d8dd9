"""Joins a page of records with the desk: made, changed, retired and brought back by one pattern."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any, ClassVar

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from desktop.domain.errors import RuleViolation
from desktop.operations.outcome import Outcome
from desktop.operations.setup_reads import read_setup
from desktop.page_desk import PageDesk
from desktop.ui.kit.look import Look
from desktop.ui.main_window import MainWindow
from desktop.ui.runner import Runner
from desktop.ui.setup.record_editor import SetupRecordPage
from desktop.ui.two_edits import DialogEdit, EditWords

Operation = Callable[..., Any]


class RecordDesk(PageDesk):
    """A subclass names the page and its operations, which all take ``key_name`` and version.

    Signals: ``message(Message)``.
    """

    kinds = ("practice", "release", "closure")
    key_name: ClassVar[str]
    page_type: ClassVar[type[Any]]
    make: ClassVar[Operation]
    change: ClassVar[Operation]
    retire: ClassVar[Operation]
    bring_back: ClassVar[Operation]
    read_theirs: ClassVar[Operation]

    def __init__(self, window: MainWindow, look: Look, runner: Runner):
        super().__init__(window, look, runner)
        self._page: SetupRecordPage = self.page_type(look)
        self._page.save_requested.connect(self._save)
        self._page.retire_requested.connect(self._retire_or_bring_back)
        self._page.form.accepted.connect(self.forget_edit)
        self._page.opened.connect(self.forget_edit)

    @property
    def page(self) -> QWidget:
        """The page; it is made once."""
        return self._page

    def read(self) -> None:
        """Read what the page shows."""
        latest = f"setup_{self.key_name}"
        shown = self._page.show_setup
        self._runner.run_read(read_setup, initiator=self, on_done=shown, latest=latest)

    def arguments_to_make(self, details: Any) -> dict[str, Any]:
        """Return what ``make`` takes."""
        return {one.name: getattr(details, one.name) for one in fields(details)}

    def key_of(self, outcome: Outcome[Any]) -> str:
        """Return the key of the record an act was about."""
        return str(outcome.value)

    def change_of(self, _record: Any) -> Operation:
        """Return the operation that saves a record's details."""
        return type(self).change

    def is_saved_as_it_is(self, _record: Any) -> bool:
        """Return whether saving means something for a record nobody changed."""
        return False

    @Slot()
    def _save(self) -> None:
        form, record = self._page.form, self._page.record
        try:
            details = form.details
        except RuleViolation as slip:
            form.say_wrong(slip.field, slip.message)
            return
        if record is None:
            self._send(
                type(self).make,
                dialog=form,
                on_done=self._on_saved,
                **self.arguments_to_make(details),
            )
        elif record.active and details == record.details and not self.is_saved_as_it_is(record):
            self.say_unchanged()
        elif record.active:
            about = {self.key_name: record.id}
            self.edit_of(about, lambda: self._new_edit(record)).save(details)

    def _on_saved(self, outcome: Outcome[Any]) -> None:
        self._page.saved(self.key_of(outcome))

    def _new_edit(self, record: Any) -> DialogEdit:
        form, about = self._page.form, {self.key_name: record.id}

        def send(details: Any, version: int) -> None:
            self._send(
                self.change_of(record),
                dialog=form,
                on_done=on_done,
                on_stale=lambda: edit.on_stale(details),
                version=version,
                details=details,
                **about,
            )

        def on_done(outcome: Outcome[Any]) -> None:
            edit.on_saved()
            self._on_saved(outcome)

        edit = DialogEdit(
            form,
            self._look,
            self._runner,
            base=record.details,
            version=record.version,
            read=type(self).read_theirs,
            about=about,
            send=send,
            fill=form.fill,
            words=EditWords(
                what=record.details.name,
                gone=f"{record.details.name} was retired meanwhile. What you typed is still here.",
                labels={name: field.label.text() for name, field in form.fields.items()},
                shown=form.shown_value,
            ),
            clock=self._clock,
            say=self._say,
        )
        return edit

    @Slot(object)
    def _retire_or_bring_back(self, record: Any) -> None:
        operation = type(self).retire if record.active else type(self).bring_back
        about = {self.key_name: record.id, "version": record.version}
        self._send(operation, dialog=self._page.form, on_done=self._on_saved, **about)

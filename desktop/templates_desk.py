"""What is done on the Sessions page: previews, drafts, publishing, single dates, ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Qt

from desktop.domain.errors import NotFound, RuleViolation
from desktop.domain.permissions import Act, may
from desktop.domain.template_typed import (
    TemplateTyped,
    read_template,
    typed_of,
    with_exception,
    without_date,
)
from desktop.domain.templates import (
    ExceptionKind,
    SessionTemplate,
    TemplateDetails,
    TemplateException,
    TemplateState,
)
from desktop.domain.two_edits import Keep
from desktop.operations.months_ahead import set_months_ahead
from desktop.operations.outcome import Changes, Outcome
from desktop.operations.template_preview import (
    DatePreview,
    TemplatePreview,
    TemplatesInSetup,
    preview_template,
    read_templates,
)
from desktop.operations.templates import (
    discard_draft,
    end_template,
    save_template,
    set_template_date,
)
from desktop.operations.their_template import read_their_template
from desktop.operations.two_edits import Theirs
from desktop.page_desk import PageDesk
from desktop.publishing import Publishing
from desktop.ui.kit.look import Look
from desktop.ui.kit.two_edits_box import Clash, TwoEditsBox
from desktop.ui.main_window import MainWindow
from desktop.ui.runner import Runner
from desktop.ui.setup.template_dialogs import (
    EndTemplateDialog,
    MonthsAheadDialog,
    TemplateDateDialog,
)
from desktop.ui.setup.template_editor import LABELS
from desktop.ui.setup.templates_page import TemplatesPage
from desktop.ui.two_edits import who_changed

MISSING = {
    "name": "Give it a name, and what it changes is shown here.",
    "days": "Choose its days, and what it changes is shown here.",
    "nths": "Choose which of the month’s days, and what it changes is shown here.",
    "pattern": "Type its slots, and what it changes is shown here.",
    "exceptions": "Add its dates, and what it changes is shown here.",
}
ONLY_MANAGERS = "Only managers can publish sessions. Your draft is saved for them."
WRONG = "Put right what is marked, and what it changes is shown here."


class TemplatesDesk(PageDesk):
    """The Sessions page joined with the desk.

    Signals: ``message(Message)``.
    """

    kinds = ("template", "practice")
    act = Act.SAVE_TEMPLATE

    def __init__(self, window: MainWindow, look: Look, runner: Runner):
        super().__init__(window, look, runner)
        self._may_publish = may(Act.PUBLISH_TEMPLATE, runner.desk.actor.role)
        self._page = page = TemplatesPage(look, may_publish=self._may_publish)
        self._form = page.form
        self._publishing = Publishing(window, look, runner, page.form)
        self._publishing.message.connect(self.message)
        self._publishing.published.connect(self._on_published)
        self.box = TwoEditsBox(look, page.form)
        page.form.body.insertWidget(2, self.box)
        self._theirs: tuple[SessionTemplate, TemplateTyped, TemplateTyped] | None = None
        self.box.answered.connect(self._on_answered)
        page.opened.connect(self.box.hide)
        page.preview_wanted.connect(self.preview)
        page.save_requested.connect(self.save)
        page.publish_requested.connect(self.publish)
        page.retire_requested.connect(self._end_or_discard)
        page.months_wanted.connect(self._ask_months)
        page.kept.connect(self._say)
        self._form.exceptions.date_wanted.connect(self._ask_own_date)
        self._form.exceptions.date_let_go.connect(self._let_go)
        for dates in (self._form.weeks, page.panel.next):
            dates.date_wanted.connect(self._ask_date)
            dates.date_left_out.connect(self._leave_out)

    # -- reading --------------------------------------------------------------------------------

    @property
    def page(self) -> TemplatesPage:
        return self._page

    def read(self) -> None:
        self._runner.run_read(
            read_templates, initiator=self, on_done=self._on_read, latest="templates"
        )

    def _on_read(self, known: TemplatesInSetup) -> None:
        self.page.show_templates(known)
        self.preview()

    def read_if_touched(self, changes: Changes) -> None:
        super().read_if_touched(changes)
        shown = ("closure", "release", "day")
        if self.page.isVisible() and any(changes.touches(kind) for kind in shown):
            self.preview()

    def preview(self) -> None:
        """Compute what would come of what is typed, and show it; slips at their fields."""
        page, known = self.page, self.page.known
        if known is None or not page.is_open:
            return
        typed, record = self._form.typed, page.record
        if empty := typed.empty_field:
            self._show_none(None, MISSING[empty])
            return
        try:
            details = self._read_typed(typed)
        except RuleViolation as slip:
            self._show_none(slip, WRONG)
            return
        is_out = record is not None and record.state is TemplateState.PUBLISHED
        self._runner.run_read(
            preview_template,
            initiator=self,
            on_done=partial(self._on_preview, typed, is_out),
            on_failed=partial(self._on_no_preview, typed),
            latest="template_preview",
            details=details,
            template_id=None if record is None else record.id,
            replaces_id=None if is_out else typed.replaces_id,
            is_published=is_out,
        )

    def _read_typed(self, typed: TemplateTyped) -> TemplateDetails:
        known = self.page.known
        kinds = known.outline.slot_types if known else ()
        return read_template(typed, kinds, today=self._today)

    def _on_preview(self, typed: TemplateTyped, is_out: bool, preview: TemplatePreview) -> None:
        if self.page.is_open and self._form.typed == typed:
            self._form.say_slip(None)
            self._form.show_preview(preview)
            self.page.panel.show_preview(preview, is_published=is_out)

    def _on_no_preview(self, typed: TemplateTyped, error: BaseException) -> None:
        if isinstance(error, NotFound):
            return  # gone meanwhile: the list is being read again
        if not isinstance(error, RuleViolation):
            self._runner.failed.emit(error)
        elif self.page.is_open and self._form.typed == typed:
            self._show_none(error, WRONG)

    def _show_none(self, slip: RuleViolation | None, words: str) -> None:
        self._form.say_slip(slip)
        self._form.show_preview(None)
        self.page.panel.show_waiting(words)

    # -- saving and publishing ------------------------------------------------------------------

    def save(self, then: Callable[[SessionTemplate], None] | None = None) -> None:
        """Save what is typed as a draft."""
        page, record = self.page, self.page.record
        if record is not None and record.state is TemplateState.PUBLISHED:
            self._say("It is published. F2 changes it from a date on.")
            return
        typed = self._form.typed
        try:
            details = self._read_typed(typed)
        except RuleViolation as slip:
            self._form.say_wrong(slip.field, slip.message)
            return

        def on_done(outcome: Outcome[SessionTemplate]) -> None:
            page.saved(outcome.value.id)
            if then is not None:
                then(outcome.value)

        self._send(
            save_template,
            dialog=self._form,
            on_done=on_done,
            on_stale=self._read_theirs,
            details=details,
            template_id=None if record is None else record.id,
            version=0 if record is None else record.version,
            replaces_id=typed.replaces_id,
        )

    def publish(self) -> None:
        """Show what publishing changes, once what is typed is saved."""
        record = self.page.record
        if not self.page.is_open:
            return
        if not self._may_publish:
            self.save(lambda _saved: self._say(ONLY_MANAGERS))
            return
        if record is not None and not self.page.is_unsaved:
            self._ask_publish(record)
        else:
            self.save(self._ask_publish)

    def _ask_publish(self, template: SessionTemplate) -> None:
        if template.state is TemplateState.PUBLISHED:
            self._say("It is published already. F2 changes it from a date on.")
        else:
            self._publishing.ask(template)

    def _on_published(self, template_id: str) -> None:
        self.page.choose_next(template_id)
        self.page.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _end_or_discard(self, template: SessionTemplate) -> None:
        """Throw a draft away, or ask for the last day of a published template."""
        about: dict[str, Any] = {"template_id": template.id, "version": template.version}
        if template.state is TemplateState.DRAFT:
            self._send(
                discard_draft, dialog=self._form, on_done=lambda _: self.page.discard(), **about
            )
            return
        if not self._may_publish:
            self._say("Only managers can end published sessions.")
            return
        dialog = EndTemplateDialog(
            self._look, template.details.name, today=self._today, parent=self._window
        )

        def on_submitted() -> None:
            try:
                last_on = dialog.read()
            except RuleViolation as slip:
                dialog.say_wrong(slip.field, slip.message)
                return
            self._send(end_template, dialog=dialog, last_on=last_on, **about)

        self._open(dialog, on_submitted)

    def _ask_months(self) -> None:
        known = self.page.known
        months = known.months_ahead if known else 0
        dialog = MonthsAheadDialog(self._look, months, parent=self._window)
        self._open(
            dialog,
            lambda: self._send(set_months_ahead, dialog=dialog, months=dialog.months.value()),
        )

    # -- single dates ---------------------------------------------------------------------------

    def _own_date(self, on_date: date) -> TemplateException | None:
        return next((one for one in self._form.exceptions.dates if one.on_date == on_date), None)

    def _ask_own_date(self, exception: TemplateException | None) -> None:
        self._ask(exception, is_fixed=exception is not None)

    def _ask_date(self, day: DatePreview) -> None:
        kind = ExceptionKind.WORKED if day.asked else ExceptionKind.LEFT_OUT
        self._ask(self._own_date(day.on_date) or TemplateException(day.on_date, kind), True)

    def _ask(self, exception: TemplateException | None, is_fixed: bool) -> None:
        dialog = TemplateDateDialog(
            self._look,
            exception,
            hours=self._form.hours,
            today=self._today,
            is_fixed=is_fixed,
            parent=self._window,
        )

        def on_submitted() -> None:
            try:
                own = dialog.read()
            except RuleViolation as slip:
                dialog.say_wrong(slip.field, slip.message)
                return
            if self._sends_dates:
                self._send_date(own, dialog=dialog)
            else:
                self._form.exceptions.set_dates(with_exception(self._form.exceptions.dates, own))
                dialog.accept()

        self._open(dialog, on_submitted)

    def _leave_out(self, day: DatePreview) -> None:
        """Leave a date out, or let it go by its rule again."""
        own = self._own_date(day.on_date)
        if own is not None and own.kind is ExceptionKind.LEFT_OUT:
            self._let_go(day.on_date)
            return
        wanted = TemplateException(day.on_date, ExceptionKind.LEFT_OUT)
        if self._sends_dates:
            self._send_date(wanted)
        else:
            self._form.exceptions.set_dates(with_exception(self._form.exceptions.dates, wanted))

    def _let_go(self, on_date: date) -> None:
        """Let a date go by its rule again."""
        own = self._own_date(on_date)
        if own is not None and self._sends_dates:
            self._send_date(own, takes_away=True)
        else:
            dates = self._form.exceptions.dates
            self._form.exceptions.set_dates(without_date(dates, on_date))

    @property
    def _sends_dates(self) -> bool:
        """Whether a date is an act at once: of a published template."""
        record = self.page.record
        return record is not None and record.state is TemplateState.PUBLISHED

    def _send_date(
        self,
        exception: TemplateException,
        *,
        takes_away: bool = False,
        dialog: TemplateDateDialog | None = None,
    ) -> None:
        record = self.page.record
        self._send(
            set_template_date,
            dialog=dialog,
            template_id=record.id,
            version=record.version,
            exception=exception,
            takes_away=takes_away,
        )

    # -- two managers ---------------------------------------------------------------------------

    def _read_theirs(self) -> None:
        """Somebody else saved this template meanwhile: show both, merge nothing unasked."""
        self._runner.run_read(
            read_their_template,
            initiator=self,
            on_done=self._on_theirs,
            on_failed=self._on_gone,
            template_id=self.page.record.id,
        )

    def _on_gone(self, error: BaseException) -> None:
        if not isinstance(error, NotFound):
            self._runner.failed.emit(error)
            return
        self.page.give_up_record()
        self._say("Its draft was thrown away meanwhile. What you typed is a new one now: save it.")

    def _on_theirs(self, found: Theirs[SessionTemplate]) -> None:
        theirs, known = found.record, self.page.known
        assert known is not None
        heading = who_changed(found.later, "this template", self._clock())
        if theirs.state is TemplateState.PUBLISHED:
            words = f"{heading} It is published now. Discard what you typed, then F2 changes it."
            self._form.say_wrong(None, words)
            return
        mine, other = self._form.typed, typed_of(theirs, known.outline.slot_types)
        clashes = [
            Clash(
                name,
                LABELS[name],
                self._form.shown_value(mine, name),
                self._form.shown_value(other, name),
            )
            for name in TemplateTyped.__dataclass_fields__
            if getattr(mine, name) != getattr(other, name)
        ]
        self._theirs = (theirs, mine, other)
        if not clashes:
            self._on_answered({})
            return
        self.box.ask(heading, clashes)
        self._form.grow()

    def _on_answered(self, answers: dict[str, Keep]) -> None:
        """Save with each field as it was said."""
        if self._theirs is None:
            return
        theirs, mine, other = self._theirs
        self._theirs = None
        taken = {name: getattr(other, name) for name in answers if answers[name] is Keep.THEIRS}
        self.page.take_theirs(theirs, replace(mine, **taken))
        self.save()

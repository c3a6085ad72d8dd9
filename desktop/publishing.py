"""Publishing a template: what it changes is shown, whom it touches asked about, then it is out."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal

from desktop.domain.errors import Conflict, NeedsAgreement
from desktop.domain.impact import Impact
from desktop.domain.session_changes import ReplaceTemplate
from desktop.domain.templates import SessionTemplate
from desktop.operations.impact import show_impact
from desktop.operations.session_changes import change_sessions
from desktop.operations.template_preview import plan_publish
from desktop.operations.templates import Published, publish_template
from desktop.ui.impact.impact_panel import ImpactPanel
from desktop.ui.kit.editor_frame import EditorFrame
from desktop.ui.kit.look import Look
from desktop.ui.main_window import MainWindow
from desktop.ui.runner import Runner
from desktop.ui.setup.template_dialogs import PublishDialog
from desktop.ui.visits.act_sender import ActSender


class Publishing(ActSender):
    """Asks and publishes; figures or visits that are others by then publish nothing.

    Signals: ``published(template id)``.
    """

    published = Signal(str)

    def __init__(self, window: MainWindow, look: Look, runner: Runner, form: EditorFrame):
        """``form`` is told slips of the template."""
        super().__init__(runner, look, runner.desk.clock, window)
        self._form = form

    def ask(self, template: SessionTemplate) -> None:
        """Show what publishing a draft on record changes."""
        self._runner.run_read(
            plan_publish,
            initiator=self,
            on_done=partial(self._on_planned, template),
            on_failed=lambda error: self._tell(error, self._form),
            details=template.details,
            template_id=template.id,
            replaces_id=template.replaces_id,
        )

    def _on_planned(self, template: SessionTemplate, plan: Published) -> None:
        if not plan.kept:
            self._open_plain(template, plan)
            return
        self._runner.run_read(
            show_impact,
            initiator=self,
            on_done=partial(self._open_with_visits, template, plan),
            on_failed=lambda error: self._tell(error, self._form),
            change=ReplaceTemplate(template.id, template.version),
        )

    def _open_plain(self, template: SessionTemplate, plan: Published) -> None:
        """Nobody booked is in the way: the figures are held to."""
        dialog = PublishDialog(self._look, template.details.name, plan, parent=self._window)

        def on_failed(agreed: frozenset[str], error: BaseException) -> None:
            if isinstance(error, NeedsAgreement):
                self._ask_agreement(error, agreed, send)
                return
            now = error.facts.get("published") if isinstance(error, Conflict) else None
            if not isinstance(error, Conflict) or not isinstance(now, Published):
                self._tell(error, dialog)
            elif now.kept:
                dialog.reject()
                self._on_planned(template, now)
            else:
                dialog.show_changed(now, error.message)

        def send(agreed: frozenset[str] = frozenset(), agreed_why: str = "") -> None:
            self._runner.run_act(
                publish_template,
                initiator=self,
                on_done=lambda _outcome: self._finish(dialog, template),
                on_failed=partial(on_failed, agreed),
                agreed=agreed,
                agreed_why=agreed_why,
                template_id=template.id,
                version=template.version,
                shown=dialog.plan,
            )

        self._open(dialog, send)

    def _open_with_visits(self, template: SessionTemplate, plan: Published, impact: Impact) -> None:
        """Each visit in the way is named, with a choice for it: what was shown is held to."""
        panel = ImpactPanel(self._look, zone=self._zone)
        panel.show_impact(impact, self._clock())
        name = template.details.name
        dialog = PublishDialog(self._look, name, plan, touched=panel, parent=self._window)
        change = ReplaceTemplate(template.id, template.version)

        def say_act() -> None:
            dialog.act_button.set_words(panel.act_words("Publish", "Publish"))

        panel.changed.connect(say_act)
        say_act()

        def show_again() -> None:
            self._runner.run_read(
                show_impact,
                initiator=panel,
                on_done=lambda now: panel.show_impact(now, self._clock()),
                change=change,
            )

        def on_submitted() -> None:
            if panel.choices is not None:
                self._send(
                    change_sessions,
                    dialog=dialog,
                    on_done=lambda _outcome: self.published.emit(template.id),
                    on_kept=show_again,
                    change=change,
                    shown=panel.choices.impact.shown,
                    choices=tuple(panel.read()),
                )

        self._open(dialog, on_submitted)
        panel.list.setFocus()

    def _finish(self, dialog: PublishDialog, template: SessionTemplate) -> None:
        dialog.accept()
        self.published.emit(template.id)

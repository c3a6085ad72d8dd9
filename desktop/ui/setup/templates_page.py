"""The Sessions page: every template by whose it is, drafts and published ones, and its editor."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.ids import SessionTemplateId
from desktop.domain.practice import in_use
from desktop.domain.repeats import say_repeat_short
from desktop.domain.template_typed import (
    Ends,
    TemplateTyped,
    replacing,
    type_date,
    typed_of,
)
from desktop.domain.templates import SessionTemplate, TemplateState
from desktop.domain.times import date_with_year
from desktop.operations.template_preview import TemplatesInSetup
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.look import Look
from desktop.ui.setup.changes_panel import ChangesPanel
from desktop.ui.setup.record_list import RecordRow
from desktop.ui.setup.record_page import NEW, Draft, RecordPage
from desktop.ui.setup.template_editor import TemplateEditor

LIST_PX = 204
LIST_SHARE = 0.24
PANEL_PX = 290
EDITOR_PX = 540
PREVIEW_AFTER_MS = 150
NOBODY = "Nobody"


class TemplatesPage(RecordPage):
    """Ctrl+S saves a draft, Ctrl+Enter publishes; F2 changes, Delete ends or throws a draft away.

    Signals: ``preview_wanted()``, ``publish_requested()``, ``months_wanted()``;
    ``kept(words)`` when something half typed was in the way and is shown instead.
    """

    preview_wanted = Signal()
    publish_requested = Signal()
    months_wanted = Signal()
    kept = Signal(str)

    title = "Sessions"
    filter_words = "Filter by name or room"
    nothing = ("No session repeats yet.", "Insert adds a template.")

    def __init__(self, look: Look, *, may_publish: bool, parent: QWidget | None = None):
        self.form = TemplateEditor(look)
        self._known: TemplatesInSetup | None = None
        self._previewed: tuple[str, bool] | None = None
        self._may_publish = may_publish
        super().__init__(look, self.form, icon="calendar-blank", parent=parent)
        self.setObjectName("templates_page")
        self.panel = ChangesPanel(look, self)
        self._row = self.layout()
        self.months_button = KeyButton(look, "", name="months_ahead_button", parent=self._left)
        column = self._left.layout()
        assert isinstance(column, QVBoxLayout)
        column.addWidget(self.months_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.months_button.setVisible(may_publish)
        self.months_button.clicked.connect(self.months_wanted)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(PREVIEW_AFTER_MS)
        self._soon.timeout.connect(self.preview_wanted)
        self.form.changed.connect(self._soon.start)
        self.opened.connect(self._on_opened)
        self.right.currentChanged.connect(self._fit)
        self.form.publish_wanted.connect(self.publish_requested)
        self.form.discarded.connect(self.discard)
        self.form.change_wanted.connect(self.edit)
        self.form.end_wanted.connect(self.retire)
        self._fit()

    # -- records --------------------------------------------------------------------------------

    @property
    def known(self) -> TemplatesInSetup | None:
        """What was read last."""
        return self._known

    def show_templates(self, known: TemplatesInSetup) -> None:
        """Show the templates as they were read."""
        self._known = known
        self.form.set_today(known.today)
        self.form.offer(known)
        months = "1 month" if known.months_ahead == 1 else f"{known.months_ahead} months"
        self.months_button.set_words(f"How far ahead: {months}")
        self.show_records(known.templates)

    @property
    def is_open(self) -> bool:
        """Whether a template is in the editor."""
        return self._is_open()

    @property
    def is_unsaved(self) -> bool:
        """Whether something is typed and not saved."""
        return self._key in self._drafts

    def row_of(self, record: SessionTemplate) -> RecordRow:
        assert self._known is not None
        details, outline = record.details, self._known.outline
        people = {one.id: one.name for one in outline.clinicians}
        rooms = {one.id: one.name for one in outline.rooms}
        said = [say_repeat_short(details.repeat)]
        if details.room_id is not None:
            said.append(rooms.get(details.room_id, ""))
        if record.state is TemplateState.DRAFT:
            said.insert(0, "Draft")
        ended = details.last_on is not None and details.last_on < self._known.today
        if details.last_on is not None:
            word = "ended" if ended else "until"
            said.append(f"{word} {date_with_year(details.last_on)}")
        caption = ", ".join(filter(None, said))
        group = people.get(details.clinician_id, NOBODY)
        return RecordRow(record.id, details.name, caption, group, has_gone=ended)

    def open_record(self, record: SessionTemplate | None, typed: TemplateTyped | None) -> None:
        shown = typed or self.pristine(record)
        replaced = self._name_of(shown.replaces_id)
        self.form.show_template(record, shown, replaced, may=self._may_publish)

    def _name_of(self, template_id: SessionTemplateId | None) -> str:
        templates = self._known.templates if self._known else ()
        return next((one.details.name for one in templates if one.id == template_id), "")

    def typed(self) -> TemplateTyped:
        return self.form.typed

    def pristine(self, record: SessionTemplate | None) -> TemplateTyped:
        known = self._known
        if known is None:
            return TemplateTyped()
        if record is not None:
            return typed_of(record, known.outline.slot_types)
        clinics = [one.id for one in in_use(known.outline.clinics)]
        who = next(iter(in_use(known.outline.clinicians)), None)
        own = [one for one in clinics if who is not None and one in who.clinic_ids]
        return TemplateTyped(
            clinic_id=next(iter(own or clinics), None),
            clinician_id=who.id if who is not None else None,
            first_on=type_date(known.today + timedelta(days=1)),
            ends=Ends.OPEN,
        )

    # -- what is done ---------------------------------------------------------------------------

    @Slot()
    def edit(self) -> None:
        """Change a draft in place; a published one by a draft that takes over from a date."""
        record = self.record
        if self._is_open() and record is not None and record.state is TemplateState.PUBLISHED:
            self.change_from(record)
        else:
            super().edit()

    def change_from(self, record: SessionTemplate) -> None:
        """Begin the draft that takes over from a published template, or go on with it."""
        assert self._known is not None
        for one in self._known.templates:
            if one.replaces_id == record.id and one.state is TemplateState.DRAFT:
                self._choose(one.id)
                self.editor.enter()
                return
        if NEW in self._drafts:
            self.add()
            self.kept.emit("This one is not saved yet. Save or discard it first.")
            return
        first_on = self._known.today + timedelta(days=1)
        first_on = max(first_on, record.details.first_on + timedelta(days=1))
        typed = replacing(record, typed_of(record, self._known.outline.slot_types), first_on)
        self.begin(typed)
        self.form.first_on.focus()

    def begin(self, typed: TemplateTyped) -> None:
        """Begin a new template with what is typed of it."""
        self._drafts[NEW] = Draft(typed, None)
        self._say_new()
        self.add()

    def give_up_record(self) -> None:
        """What is in the editor is gone from the record: what is typed becomes a new draft."""
        typed = self.form.typed
        self._drafts.pop(self._key, None)
        self.begin(typed)

    def take_theirs(self, record: SessionTemplate, typed: TemplateTyped) -> None:
        """Go on from another's state of the record with this typed."""
        self.record = record
        self._drafts[self._key] = Draft(typed, record)
        self._is_filling = True
        self.open_record(record, typed)
        self._is_filling = False

    def first_day(self) -> date | None:
        """The clinic's date when the templates were read."""
        return self._known.today if self._known else None

    def _on_opened(self) -> None:
        is_out = self.record is not None and self.record.state is TemplateState.PUBLISHED
        if (self._key, is_out) != self._previewed:  # of a newer state of the same the place is kept
            self._previewed = (self._key, is_out)
            self.form.go_to_top()
            self.form.show_preview(None)
            self.panel.show_waiting("")
            self.form.say_slip(None)
        self._soon.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and held == Qt.KeyboardModifier.ControlModifier:
            self.publish_requested.emit()
        else:
            super().keyPressEvent(event)

    # -- arranging ------------------------------------------------------------------------------

    @Slot()
    def _fit(self) -> None:
        look = self._look
        left = min(look.px(LIST_PX), int(self.width() * LIST_SHARE))
        left = max(left, self._left.minimumSizeHint().width())
        self._left.setFixedWidth(left)
        panel = getattr(self, "panel", None)
        row = self.layout()
        if panel is None or not isinstance(row, QHBoxLayout):
            return  # still being built
        panel.setVisible(self._is_open())
        beside = self.width() - left >= look.px(EDITOR_PX + PANEL_PX)
        is_beside = row.indexOf(panel) >= 0
        panel.be_beside(beside)
        if beside:
            panel.setFixedWidth(look.px(PANEL_PX))
        else:
            panel.setMinimumWidth(0)
            panel.setMaximumWidth(16_777_215)
        if beside and not is_beside:
            self.form.body.removeWidget(panel)
            row.addWidget(panel)
        elif not beside and (is_beside or self.form.body.indexOf(panel) < 0):
            row.removeWidget(panel)
            self.form.body.addWidget(panel)

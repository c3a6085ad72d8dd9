"""The questions of the Sessions page: one date, the last day, publishing, months."""

from __future__ import annotations

from datetime import date, time

from PySide6.QtWidgets import QLineEdit, QSpinBox, QWidget

from desktop.domain.errors import RuleViolation
from desktop.domain.said_dates import read_go_to_date
from desktop.domain.template_typed import type_date
from desktop.domain.templates import ExceptionKind, TemplateException
from desktop.domain.times import long_date
from desktop.operations.generating import MOST_MONTHS
from desktop.operations.templates import Published
from desktop.ui.kit.ask_dialog import AskDialog
from desktop.ui.kit.check_box import CheckBox
from desktop.ui.kit.choice_box import ChoiceBox
from desktop.ui.kit.clock_edit import ClockEdit
from desktop.ui.kit.look import Look
from desktop.ui.setup.changes_panel import Figures

WAYS = (
    ("No session", ExceptionKind.LEFT_OUT),
    ("A session", ExceptionKind.HELD),
    ("A session, though it is a bank holiday", ExceptionKind.WORKED),
)


class TemplateDateDialog(AskDialog):
    """One date that is not as the rule says; it saves nothing itself."""

    def __init__(
        self,
        look: Look,
        exception: TemplateException | None,
        *,
        hours: tuple[time, time],
        today: date,
        is_fixed: bool = False,
        parent: QWidget | None = None,
    ):
        """``is_fixed``: the date is given and only its way is asked."""
        super().__init__(look, "Change one date", "template_date_dialog", parent)
        self._today = today
        own = exception or TemplateException(today, ExceptionKind.LEFT_OUT)
        self.date = QLineEdit(type_date(own.on_date) if exception else "", self)
        self.date.setPlaceholderText("9/12/2026, or wed week")
        self.date.setEnabled(not is_fixed)
        self.way = ChoiceBox(look, "way", self)
        self.way.fill(WAYS)
        self.way.choose(own.kind)
        self.own_hours = CheckBox(look, "Other hours than the template’s", "own_hours", self)
        self.own_hours.setChecked(own.start_local is not None or own.end_local is not None)
        start, end = own.start_local or hours[0], own.end_local or hours[1]
        self.start, self.end = ClockEdit(start, self), ClockEdit(end, self)
        self.note = QLineEdit(own.note, self)
        self.note.setPlaceholderText("leave, training, Saturday clinic")
        self.add_field("&Date", self.date, "on_date")
        self.add_field("&What", self.way, "way")
        self.form.addRow("", self.own_hours)
        self.add_field("&From", self.start, "start_local")
        self.add_field("&To", self.end, "exceptions")
        self.add_field("W&hy", self.note, "note")
        self.understood = self.add_words(" ")
        self.understood.setFont(look.font("bodyStrong"))
        self.add_buttons("Use this date", "Leave it")
        self.way.currentIndexChanged.connect(self._fit_way)
        self.own_hours.toggled.connect(self._fit_way)
        self.date.textChanged.connect(self._say_back)
        self._fit_way()
        self._say_back()
        (self.way if is_fixed else self.date).setFocus()

    def _fit_way(self) -> None:
        works = self.way.currentData() is not ExceptionKind.LEFT_OUT
        self.own_hours.setEnabled(works)
        for box in (self.start, self.end):
            box.setEnabled(works and self.own_hours.isChecked())

    def _say_back(self) -> None:
        self.say_wrong(None, "")
        try:
            self.understood.setText(f"{long_date(self._read_date())}.")
        except RuleViolation:
            self.understood.setText(" ")

    def _read_date(self) -> date:
        return read_go_to_date(self.date.text(), today=self._today, field="on_date")

    def read(self) -> TemplateException:
        """Return the date with its way.

        Errors: RuleViolation at the date or the end.
        """
        on_date, kind = self._read_date(), self.way.currentData()
        start = end = None
        if kind is not ExceptionKind.LEFT_OUT and self.own_hours.isChecked():
            start, end = self.start.at, self.end.at
            if end <= start:
                words = "The session has to end after it starts."
                raise RuleViolation("hours", "exceptions", words)
        return TemplateException(on_date, kind, start, end, self.note.text().strip())


class EndTemplateDialog(AskDialog):
    """The last day of a published template; it ends nothing itself."""

    def __init__(self, look: Look, name: str, *, today: date, parent: QWidget | None = None):
        super().__init__(look, f"End {name}?", "end_template_dialog", parent)
        self._today = today
        self.last_on = QLineEdit(self)
        self.last_on.setPlaceholderText("29/3/2027, or fri week")
        self.add_field("&Last day", self.last_on, "last_on")
        self.understood = self.add_words(" ")
        self.understood.setFont(look.font("bodyStrong"))
        self.add_words(
            "Free sessions after it are cancelled. Those with visits or holds stay as they are and "
            "are named.",
            tone="text2",
        )
        self.add_buttons("End it", "Leave it")
        self.last_on.textChanged.connect(self._say_back)
        self.last_on.setFocus()

    def _say_back(self) -> None:
        self.say_wrong(None, "")
        try:
            self.understood.setText(f"Its last day is {long_date(self.read())}.")
        except RuleViolation:
            self.understood.setText(" ")

    def read(self) -> date:
        """Return the last day; RuleViolation("last_on") where it can't be read."""
        return read_go_to_date(self.last_on.text(), today=self._today, field="last_on")


class PublishDialog(AskDialog):
    """What publishing changes, before it is done; it publishes nothing itself."""

    def __init__(
        self,
        look: Look,
        name: str,
        plan: Published,
        *,
        touched: QWidget | None = None,
        parent: QWidget | None = None,
    ):
        """``touched`` names the visits it touches, and takes what becomes of each."""
        super().__init__(look, f"Publish {name}?", "publish_dialog", parent)
        self.plan = plan
        self.add_words(
            "Every desk will see its sessions then and can book into them.", tone="text2"
        )
        self.figures = Figures(look, names_dates=True, shows_touched=touched is None, parent=self)
        self.figures.show_plan(plan)
        self.body.addWidget(self.figures)
        if touched is not None:
            self.body.addWidget(touched, 1)
            self.let_body_grow()
            self.setMinimumWidth(look.px(620))
        self.add_buttons("Publish", "Not yet", is_safe=touched is not None)

    def show_changed(self, plan: Published, words: str) -> None:
        """Show the figures as they are now; what was shown before is no longer so."""
        self.plan = plan
        self.figures.show_plan(plan)
        self.say_wrong(None, words)


class MonthsAheadDialog(AskDialog):
    """How many months ahead sessions are made."""

    def __init__(self, look: Look, months: int, parent: QWidget | None = None):
        super().__init__(look, "How far ahead are sessions made?", "months_ahead_dialog", parent)
        self.months = QSpinBox(self)
        self.months.setRange(0, 99)
        self.months.setValue(months)
        self.months.lineEdit().setTextMargins(6, 0, 6, 0)
        self.add_field("&Months", self.months, "months")
        self.add_words(
            f"Between 1 and {MOST_MONTHS}. They are made at once, then more at each start of day; "
            "sessions made already stay.",
            tone="text2",
        )
        self.add_buttons("Set it", "Leave it")
        self.months.setFocus()
        self.months.selectAll()

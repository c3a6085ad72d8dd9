"""What publishing a template would change: figures, booked visits touched, the next dates."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QSizePolicy,
    QSpacerItem,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.times import date_with_year, short_date
from desktop.operations.generating import DateLeftOut
from desktop.operations.template_preview import TemplatePreview
from desktop.operations.templates import KeptSession, Published, say_count
from desktop.ui.kit.icon_line import IconLine
from desktop.ui.kit.look import Look
from desktop.ui.setup.preview_table import NextDates

DATES_NAMED = 5
ASKS = (
    "Publishing names each visit and asks: rebook, keep or cancel. Nobody is moved or told before."
)


class Figures(QFrame):
    """The figures of publishing, and the booked visits it touches; in the panel and the dialog."""

    def __init__(
        self,
        look: Look,
        *,
        names_dates: bool = False,
        shows_touched: bool = True,
        parent: QWidget | None = None,
    ):
        """``names_dates``: dates left out are named here; they are not shown beside it.

        Not ``shows_touched`` where visits touched are named one by one below it.
        """
        super().__init__(parent)
        self._look = look
        self._names_dates, self._shows_touched = names_dates, shows_touched
        self.setObjectName("publish_figures")
        self._lines: list[QWidget] = []
        self.card = QFrame(self)
        self.card.setProperty("kind", "card")
        self._in_card = QVBoxLayout(self.card)
        self._in_card.setContentsMargins(look.px(10), look.px(8), look.px(10), look.px(8))
        self._in_card.setSpacing(look.px(4))
        self.touched = QVBoxLayout()
        self.touched.setSpacing(look.px(4))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        column.addWidget(self.card)
        column.addLayout(self.touched)

    def show_plan(self, plan: Published | None) -> None:
        """Show what publishing would do."""
        for line in self._lines:
            line.hide()
            line.deleteLater()
        self._lines = []
        self.setVisible(plan is not None)
        if plan is None:
            return
        made = f"{say_count(plan.sessions, 'session')} with {say_count(plan.slots, 'slot')} made"
        self._add("check-circle", f"{made}, up to {date_with_year(plan.until)}.", "good")
        if plan.cancelled:
            words = f"{say_count(plan.cancelled, 'free session')} of the one before cancelled."
            self._add("x-circle", words, "bad")
        asked = {one.on_date for one in plan.kept}
        if left_out := [one for one in plan.left_out if one.on_date not in asked]:
            self._add("prohibit", self._say_left_out(left_out), "warn")
        if self._shows_touched:
            self._show_kept(plan.kept)

    def _say_left_out(self, dates: Sequence[DateLeftOut]) -> str:
        said = f"{say_count(len(dates), 'date')} left out"
        if not self._names_dates:
            return f"{said}, {'its reason' if len(dates) == 1 else 'each with its reason'} below."
        named = [
            f"{short_date(one.on_date)}: {one.why.rstrip('.')}." for one in dates[:DATES_NAMED]
        ]
        more = len(dates) - DATES_NAMED
        return "\n".join((f"{said}.", *named, *([f"And {more} more."] if more > 0 else [])))

    def _add(self, icon: str, words: str, colour: str) -> None:
        line = IconLine(self._look, icon, words, colour, self.card)
        self._in_card.addWidget(line)
        self._lines.append(line)

    def _show_kept(self, kept: Sequence[KeptSession]) -> None:
        if not kept:
            self._say("No booked visit is touched.", "text2")
            return
        places = sum(one.taken for one in kept)
        verb = "is" if places == 1 else "are"
        title = self._say(f"{say_count(places, 'place')} {verb} booked or held", "")
        title.setFont(self._look.font("listName"))
        for one in kept[:DATES_NAMED]:
            line = IconLine(
                self._look,
                "calendar-check",
                f"{short_date(one.on_date)}: {say_count(one.taken, 'place')}",
                "warn",
                self,
            )
            self.touched.addWidget(line)
            self._lines.append(line)
        if len(kept) > DATES_NAMED:
            self._say(f"And on {say_count(len(kept) - DATES_NAMED, 'more date')}.", "")
        self._say(ASKS, "text2")

    def _say(self, words: str, tone: str) -> QLabel:
        label = QLabel(words, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setProperty("tone", tone)
        self.touched.addWidget(label)
        self._lines.append(label)
        return label


class ChangesPanel(QFrame):
    """What changes if this is published, and the next twenty dates with the reason beside each."""

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        self._look = look
        self.setObjectName("changes_panel")
        self.setAccessibleName("What changes")
        self.title = QLabel("What changes", self)
        self.words = QLabel(self)
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setProperty("tone", "text2")
        self.words.setObjectName("changes_words")
        self.figures = Figures(look, parent=self)
        self.next_title = QLabel("The next 20 dates", self)
        self.next = NextDates(look, self)
        self.next_title.setBuddy(self.next)
        self.next_keys = QLabel("Enter changes one date, Delete leaves it out.", self)
        self.next_keys.setProperty("tone", "text2")
        self.next_keys.setWordWrap(True)
        column = QVBoxLayout(self)
        self.be_beside(True)
        column.setSpacing(look.px(8))
        for part in (self.title, self.words, self.figures, self.next_title, self.next_keys):
            column.addWidget(part)
        column.addWidget(self.next, 1)
        policy = QSizePolicy.Policy
        column.addItem(QSpacerItem(0, 0, policy.Minimum, policy.Expanding))
        look.changed.connect(self._fit)
        self._fit()
        self.show_waiting("")

    def be_beside(self, is_beside: bool) -> None:
        """Stand beside the editor, with air around; or within it, as wide as its fields are."""
        side = self._look.px(14) if is_beside else 0
        column = self.layout()
        assert column is not None
        column.setContentsMargins(side, self._look.px(12), side, self._look.px(10))

    def show_preview(self, preview: TemplatePreview, *, is_published: bool) -> None:
        """Show what was computed of what is typed."""
        words = "It is published." if is_published else "If you publish it now:"
        self.title.setText("Sessions to come" if is_published else "What changes")
        self.words.setText(words)
        self.figures.show_plan(preview.plan)
        self.next.show_dates(preview.next_dates)
        for part in (self.next_title, self.next_keys, self.next):
            part.show()

    def show_waiting(self, words: str) -> None:
        """Show nothing yet, and what is missing for it."""
        self.title.setText("What changes")
        self.words.setText(words)
        self.figures.show_plan(None)
        for part in (self.next_title, self.next_keys, self.next):
            part.hide()

    def _fit(self) -> None:
        self.title.setFont(self._look.font("section"))
        self.next_title.setFont(self._look.font("listName"))

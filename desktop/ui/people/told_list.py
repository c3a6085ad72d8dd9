"""What a person told us, each with who, since when and a pencil; what to ask today on top."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.people import PatientCard, Preference
from desktop.domain.preference_kinds import Section
from desktop.domain.preference_rules import MOST_ASKED, is_due, question_words, say_told
from desktop.domain.preferences import kind_of, order_of
from desktop.domain.times import date_with_year
from desktop.ui.kit.button_row import ButtonRow
from desktop.ui.kit.buttons import KeyButton, KeyCap
from desktop.ui.kit.focus_back import FocusBack
from desktop.ui.kit.look import Look
from desktop.ui.kit.scrolled import show_in_scroll
from desktop.ui.people.need_mark import NeedMark
from desktop.ui.people.panel_parts import Icon, Words, apply_look
from desktop.ui.people.whole_words import MarkWords, short_month, short_name, told_of

NO_NAMES: Mapping[str, str] = {}
NO_MARKS: Mapping[str, MarkWords] = {}
_ANSWERS = (("Yes, same", "confirm"), ("Changed", "change"), ("Not today", "put_off"))


class Pencil(KeyButton):
    """Changes its row; F2 does the same, where it has the focus."""

    def event(self, event: QEvent) -> bool:
        # The window's F2 changes the person's details: here it means this row.
        is_override = event.type() is QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and _is_f2(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_f2(event):
            self.click()
        else:
            super().keyPressEvent(event)


def _is_f2(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_F2 and not event.modifiers()


class ToldRow(QWidget):
    """One thing told: what, what more, since when and by whom; the pencil changes it."""

    def __init__(
        self,
        look: Look,
        preference: Preference,
        today: date,
        *,
        names: Mapping[str, str],
        mark: MarkWords | None = None,
        parent: QWidget | None = None,
    ):
        super().__init__(parent)
        self.preference = preference
        kind = kind_of(preference.kind)
        said_more = say_told(kind.code, told_of(preference), names)
        detail = "; ".join(
            dict.fromkeys(part for part in (said_more, preference.own_words) if part)
        )
        since, is_late = since_words(preference, today)
        how = mark.words if mark is not None else ""
        parts = (kind.words, how, detail, since)
        self.setAccessibleName(". ".join(part for part in parts if part))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 5, 0, 6)
        grid.setHorizontalSpacing(look.px(10))
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        icon = Icon(look, kind.icon, size="needRow", parent=self)
        grid.addWidget(icon, 0, 0, 2, 1, Qt.AlignmentFlag.AlignTop)
        said = (
            (kind.words, "bodyStrong", "text"),
            (detail, "caption", "text2"),
            (since, "caption", "warn" if is_late else "text2"),
        )
        for line, (words, font, colour) in enumerate(one for one in said if one[0]):
            label = Words(look, font, colour=colour, parent=self)
            label.say(words)
            grid.addWidget(label, line, 1)
        if mark is not None:
            grid.addWidget(NeedMark(look, mark, self), grid.rowCount(), 1)
        self.change = Pencil(
            look, "", icon="pencil-simple", kind="quiet", name="change_told_button", parent=self
        )
        self.change.setAccessibleName(f"Change: {kind.words}")
        self.change.setToolTip(f"Change: {kind.words}")
        grid.addWidget(self.change, 0, 2, 2, 1, Qt.AlignmentFlag.AlignTop)


class Told(QWidget):
    """A heading, with Add where it has one, and a row for each thing told.

    Signals: ``wanted(Preference | None)`` to change one, or to add.
    """

    wanted = Signal(object)

    def __init__(
        self,
        look: Look,
        name: str,
        heading: str,
        nothing: Sequence[str],
        *,
        add: str = "",
        parent: QWidget | None = None,
    ):
        super().__init__(parent)
        self._look = look
        self.setObjectName(name)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look.px(2))
        top = QHBoxLayout()
        top.setSpacing(look.px(12))
        self._heading = Words(look, "label", colour="text2", parent=self)
        self._heading.say(heading)
        top.addWidget(self._heading, 1)
        self._beside = Words(look, "label", colour="text2", parent=self)
        self._beside.setWordWrap(False)
        self._beside.say("")
        top.addWidget(self._beside)
        self.add_button: KeyButton | None = None
        if add:
            self.add_button = KeyButton(look, "Add", icon="plus", name=f"{name}_add", parent=self)
            self.add_button.setAccessibleName(add)
            self.add_button.setToolTip(f"{add} (Ctrl+Shift+N)")
            self.add_button.clicked.connect(lambda: self.wanted.emit(None))
            top.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(top)
        self._nothing = []
        for words in nothing:
            label = Words(look, "body", colour="text2", parent=self)
            label.say(words)
            self._nothing.append(label)
            self._column.addWidget(label)
        self._shown: object = None
        self.rows: list[ToldRow] = []
        self._editor: tuple[str, QWidget] | None = None

    def put_under(self, key: str, editor: QWidget) -> None:
        """Put an editor under the row of what it changes; without one, on top."""
        self._editor = (key, editor)
        self.show()
        self._place_editor()

    def take_out(self, editor: QWidget) -> bool:
        """Take the editor out; it keeps what was typed. Whether it was there."""
        was_there = self._editor is not None and self._editor[1] is editor
        if was_there:
            self._editor = None
        self._column.removeWidget(editor)
        editor.hide()
        return was_there

    def _place_editor(self) -> None:
        if self._editor is None:
            return
        key, editor = self._editor
        self._column.removeWidget(editor)
        places = [self._column.indexOf(row) + 1 for row in self.rows if row.preference.id == key]
        self._column.insertWidget(places[0] if places else 1, editor)

    def stop_of(self, key: str) -> KeyButton | None:
        """Return the pencil of a row, or of a neighbour where it has gone; for no row Add."""
        row = next((one for one in self.rows if one.preference.id == key), None)
        row = row or next(iter(self.rows), None) if key else row
        return row.change if row is not None else self.add_button

    def focus_row(self, key: str) -> None:
        """Go back to a row's pencil, or to Add; to a neighbour where the row has gone."""
        button = self.stop_of(key)
        if button is not None:
            button.setFocus(Qt.FocusReason.OtherFocusReason)
            QTimer.singleShot(0, button, lambda: show_in_scroll(button))  # once it is laid out

    def show_told(
        self,
        told: Sequence[Preference],
        today: date,
        *,
        names: Mapping[str, str] = NO_NAMES,
        marks: Mapping[str, MarkWords] = NO_MARKS,
        beside: str = "",
    ) -> None:
        """Show these; the same ones stay as they are, with the focus on their pencils.

        ``marks`` say how each stands at today's visit, ``beside`` all of them together.
        """
        for label in self._nothing:
            label.setVisible(not told)
        self._beside.say(beside)
        shown = (tuple(told), today, tuple(names.items()), tuple(marks.items()))
        if self._shown == shown:
            return
        self._shown = shown
        focused = next((one.preference.id for one in self.rows if one.change.hasFocus()), None)
        for old in self.rows:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.rows = [
            ToldRow(self._look, one, today, names=names, mark=marks.get(one.id), parent=self)
            for one in told
        ]
        for row in self.rows:
            row.change.clicked.connect(lambda _on=False, one=row.preference: self.wanted.emit(one))
            self._column.addWidget(row)
        self._place_editor()
        apply_look(self)
        if focused is not None:
            self.focus_row(focused)


class Question(QFrame):
    """One thing to ask today, with its answers."""

    def __init__(
        self,
        look: Look,
        preference: Preference,
        names: Mapping[str, str],
        parent: QWidget | None = None,
        *,
        is_card: bool = False,
    ):
        super().__init__(parent)
        self.preference = preference
        words = question_words(preference.kind, told_of(preference), names)
        self.setAccessibleName(words)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 6)
        if is_card:
            self.setProperty("kind", "ask")
            column.setContentsMargins(look.px(12), look.px(8), look.px(10), look.px(8))
        column.setSpacing(look.px(4))
        label = Words(look, "bodyStrong", parent=self)
        label.say(words)
        column.addWidget(label)
        self.answers: dict[str, KeyButton] = {}
        for said, name in _ANSWERS:
            kind = "primary" if is_card and name == "confirm" else "plain"
            button = KeyButton(look, said, kind=kind, name=f"ask_{name}", parent=self)
            button.setAccessibleName(f"{said}: {words}")
            self.answers[name] = button
        column.addWidget(ButtonRow(tuple(self.answers.values()), spacing=look.px(6), parent=self))


class AskToday(QWidget):
    """The questions of this contact, at most three; none takes no room.

    Signals: ``answered(str, Preference)``: confirm, change or put_off; ``emptied()`` when the last
    one went with the focus, and there is nowhere to go back to.
    """

    answered = Signal(str, object)
    emptied = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None, *, font: str = "label"):
        super().__init__(parent)
        self._look, self._is_whole = look, font != "label"
        self.setObjectName("panel_ask_today")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look.px(2))
        heading = Words(look, font, colour="text2" if font == "label" else "text", parent=self)
        heading.say("Ask today")
        row = QHBoxLayout()
        row.setSpacing(look.px(8))
        row.addWidget(heading)
        row.addWidget(KeyCap("Ctrl+Shift+A", self))
        row.addStretch(1)
        self._column.addLayout(row)
        self.questions: list[Question] = []
        self._back = FocusBack(self)

    def show_card(self, card: PatientCard, today: date) -> None:
        """Show what is due to be asked; longest overdue first.

        Once one is answered the keys go to the next one, or back where they came from.
        """
        due = sorted(
            (one for one in card.preferences if is_due(one.review_on, one.put_off_on, today)),
            key=lambda one: (one.review_on or date.max, one.id),
        )[:MOST_ASKED]
        is_shown = bool(due) and not card.is_closed
        if due == [one.preference for one in self.questions]:
            self.setVisible(is_shown)
            return
        answered, gone = self._place_of_focus(), self.questions
        names = dict(card.names)
        self.questions = [
            Question(self._look, one, names, self, is_card=self._is_whole) for one in due
        ]
        for question in self.questions:
            for name, button in question.answers.items():
                button.clicked.connect(
                    lambda _on=False, said=name, one=question.preference: self.answered.emit(
                        said, one
                    )
                )
            self._column.addWidget(question)
        apply_look(self)
        if answered is not None:  # before they go: Qt would move the keys elsewhere
            self._go_on(answered if is_shown else None)
        self.setVisible(is_shown)
        for old in gone:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()

    def _place_of_focus(self) -> int | None:
        """Return which question has the focus; None where it is elsewhere."""
        focus = QApplication.focusWidget()
        inside = (at for at, one in enumerate(self.questions) if focus in one.answers.values())
        return next(inside, None)

    def _go_on(self, answered: int | None) -> None:
        """Go to the question that took the place of the one answered, or back."""
        if answered is not None and self.questions:
            self._focus(min(answered, len(self.questions) - 1))
        elif not self._back.give_back():
            self.emptied.emit()

    def _focus(self, place: int) -> None:
        button = self.questions[place].answers["confirm"]
        button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_first(self) -> bool:
        """Move the focus to the first question; False where nothing is to be asked."""
        if not self.questions or not self.isVisible():
            return False
        self._focus(0)
        return True


def since_words(one: Preference, today: date) -> tuple[str, bool]:
    """Say since when, by whom, until or review by when; whether the review is due."""
    parts = []
    if one.since_on is not None:
        by = f", {short_name(one.recorded_by)}" if one.recorded_by else ""
        parts.append(f"Since {short_month(one.since_on)}{by}")
    if one.said_by:
        parts.append(f"said by {one.said_by}")
    is_late = is_due(one.review_on, None, today)
    if one.ends_on is not None:
        parts.append(f"until {date_with_year(one.ends_on)}")
    elif one.review_on is not None:
        what = "Review due" if is_late else "Review"
        parts.append(f"{what} {short_month(one.review_on)}")
    return ". ".join(parts), is_late


def needs_told(card: PatientCard) -> tuple[Preference, ...]:
    """Return what is acted on at every visit."""
    needs = (one for one in card.preferences if kind_of(one.kind).is_need)
    return tuple(sorted(needs, key=lambda one: (order_of(one.kind), one.id)))


def else_told(card: PatientCard) -> tuple[Preference, ...]:
    """Return all else, by section; for-now notes first."""
    order = [Section.NOTES, Section.MATTERS, Section.SUITS, Section.TREATED, Section.CONSENT]
    found = [one for one in card.preferences if not kind_of(one.kind).is_need]

    def place(one: Preference) -> int:
        section = kind_of(one.kind).section
        return order.index(section) if section in order else len(order)

    return tuple(sorted(found, key=place))

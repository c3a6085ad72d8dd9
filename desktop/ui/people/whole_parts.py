"""Parts of the whole panel: something told as a row, a person's words, a visit and its needs."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.people import Preference, VisitLine
from desktop.domain.related_people import RelatedPerson, role_words, told_words
from desktop.domain.visits import State
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.flowing import FlowRow
from desktop.ui.kit.look import Look
from desktop.ui.people.belonging_words import said_together
from desktop.ui.people.need_mark import NeedMark
from desktop.ui.people.panel_parts import Icon, StateChip, Words
from desktop.ui.people.panel_words import QUOTES, place_words, state_words, visit_words
from desktop.ui.people.row_list import KeyRow
from desktop.ui.people.whole_words import (
    MarkWords,
    RowWords,
    mark_words,
    said_of_needs,
    went_words,
)

_TOLD_ACTS: dict[int, str] = {
    Qt.Key.Key_F2: "change",
    Qt.Key.Key_Return: "change",
    Qt.Key.Key_Enter: "change",
    Qt.Key.Key_Space: "confirm",
    Qt.Key.Key_Delete: "end",
}
_PERSON_ACTS: dict[int, str] = {
    Qt.Key.Key_F2: "change",
    Qt.Key.Key_Return: "change",
    Qt.Key.Key_Enter: "change",
}
_VISIT_ACTS: dict[int, str] = {Qt.Key.Key_Return: "open", Qt.Key.Key_Enter: "open"}


class VoiceWords(QFrame):
    """A person's own words: plum bar, plum tint, in quotes, never cut."""

    def __init__(
        self, look: Look, words: str, *, by: str = "", font: str = "body",
        parent: QWidget | None = None,
    ):  # fmt: skip
        super().__init__(parent)
        self._look = look
        grid = QGridLayout(self)
        edge = look.px(8 if by else 4)
        grid.setContentsMargins(look.borders.voice_bar + look.px(8), edge, look.px(8), edge)
        grid.setHorizontalSpacing(look.px(6))
        grid.setVerticalSpacing(look.px(4))
        grid.setColumnStretch(1, 1)
        icon = Icon(look, "quotes", size="inline", colour="voice", parent=self)
        grid.addWidget(icon, 0, 0, Qt.AlignmentFlag.AlignTop)
        said = f"“{words.strip(QUOTES)}”"
        for line, (text, role, colour) in enumerate(
            ((said, font, "text"), (by, "caption", "text2"))
        ):
            if text:
                label = Words(look, role, colour=colour, parent=self)
                label.say(text)
                grid.addWidget(label, line, 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self._look.colour("voiceTint"))
            bar = self.rect()
            bar.setWidth(self._look.borders.voice_bar)
            painter.fillRect(bar, self._look.colour("voice"))


class MattersRow(KeyRow):
    """What matters to the person, whole and in their words; F2 changes it."""

    def __init__(
        self,
        look: Look,
        preference: Preference,
        words: RowWords,
        *,
        by: str,
        parent: QWidget | None = None,
    ):
        super().__init__(look, preference, _TOLD_ACTS, parent)
        self.setObjectName("told_own-words")
        said = preference.own_words or preference.value
        self.setAccessibleName(". ".join(filter(None, (by.rstrip("."), said, words.review))))
        column = QVBoxLayout(self)
        edge = look.borders.focus
        column.setContentsMargins(edge, edge, edge, edge)
        by = " ".join(part for part in (by, words.review and f"{words.review}.") if part)
        column.addWidget(VoiceWords(look, said, by=by, font="voiceLarge", parent=self))


class ToldWholeRow(KeyRow):
    """Something told: what, their own words, since when and by whom; F2 changes it."""

    def __init__(
        self,
        look: Look,
        preference: Preference,
        words: RowWords,
        *,
        has_room: bool = True,
        parent: QWidget | None = None,
    ):
        super().__init__(look, preference, _TOLD_ACTS, parent)
        self.setObjectName(f"told_{preference.kind}")
        self.words = words
        self.setAccessibleName(words.spoken)
        review = "warn" if words.is_due else "text2"
        since = (
            (words.since, "caption", "text2"),
            (words.review, "label" if words.is_due else "caption", review),
            (words.more, "caption", "text2"),
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(10), look.px(7), look.px(6), look.px(8))
        row.setSpacing(look.px(10))
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(Icon(look, words.icon, size="needRow", parent=self), 0, top)
        said = QVBoxLayout()
        said.setSpacing(look.px(1))
        self._add(said, ((words.title, "bodyStrong", "text"), (words.detail, "body", "text2")))
        if words.own_words:
            said.addWidget(VoiceWords(look, words.own_words, parent=self))
        if not has_room:
            self._add(said, since)
        said.addStretch(1)
        row.addLayout(said, 11)
        if has_room:
            side = QVBoxLayout()
            side.setSpacing(look.px(1))
            self._add(side, since)
            side.addStretch(1)
            row.addLayout(side, 9)
        row.addWidget(self._build_pencil(words.title), 0, top)

    def _add(self, column: QVBoxLayout, said: tuple[tuple[str, str, str], ...]) -> None:
        for words, font, colour in said:
            if words and font == "label":  # what is due: with its sign
                column.addWidget(
                    NeedMark(self._look, MarkWords("warning-circle", words, colour), self)
                )
            elif words:
                label = Words(self._look, font, colour=colour, parent=self)
                label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
                label.say(words)
                column.addWidget(label)

    def _build_pencil(self, title: str) -> KeyButton:
        pencil = KeyButton(
            self._look, "", icon="pencil-simple", kind="quiet", name="change_told", parent=self
        )
        pencil.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        pencil.setAccessibleName(f"Change: {title}")
        pencil.setToolTip(f"Change: {title} (F2)")
        pencil.clicked.connect(lambda: self.wanted.emit("change"))
        return pencil


class SpeakerWholeRow(KeyRow):
    """Somebody who may speak for the person: what each may be told, in words."""

    def __init__(self, look: Look, person: RelatedPerson, parent: QWidget | None = None):
        super().__init__(look, person, _PERSON_ACTS, parent)
        details = person.details
        self.setObjectName("speaker_row")
        grid = QGridLayout(self)
        grid.setContentsMargins(look.px(10), look.px(7), look.px(6), look.px(8))
        grid.setHorizontalSpacing(look.px(10))
        grid.setVerticalSpacing(look.px(1))
        grid.setColumnStretch(1, 1)
        icon = Icon(look, "user", size="needRow", parent=self)
        grid.addWidget(icon, 0, 0, 2, 1, Qt.AlignmentFlag.AlignTop)
        told = told_words(details.may_speak_for)
        more = " · ".join(filter(None, (role_words(details), details.phone, details.email)))
        said = (
            (person.who, "bodyStrong", "text"),
            (told, "caption", "text2" if details.may_speak_for else "warn"),
            (more, "caption", "text2"),
            (details.note, "caption", "text2"),
        )
        for line, (words, font, colour) in enumerate(one for one in said if one[0]):
            label = Words(look, font, colour=colour, parent=self)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
            label.say(words)
            grid.addWidget(label, line, 1)
        self.setAccessibleName(". ".join(part for part, _, _ in said if part))


class VisitWholeRow(KeyRow):
    """A visit: when and with whom, how it stands, each need and whether it was kept.

    ``belongs`` says which of a series it is, or what is on the same trip.
    """

    def __init__(
        self,
        look: Look,
        line: VisitLine,
        *,
        now: datetime,
        today: date,
        zone: str,
        belongs: str = "",
        parent: QWidget | None = None,
    ):
        super().__init__(look, line, _VISIT_ACTS, parent)
        self.setObjectName("visit_row")
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(10), look.px(8), look.px(10), look.px(8))
        column.setSpacing(look.px(4))
        is_over = line.state in (State.FULFILLED, State.CANCELLED, State.NOSHOW)
        when = visit_words(line, today=today, zone=zone)
        went, icon, colour = went_words(line)
        state = state_words(line, now)
        top = QHBoxLayout()
        top.setSpacing(look.px(8))
        first = Words(look, "body" if is_over else "bodyStrong", parent=self)
        first.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        first.say(when)
        top.addWidget(first, 1)
        if went:
            top.addWidget(NeedMark(look, MarkWords(icon, went, colour), self))
        else:
            chip = StateChip(look, self)
            chip.show_state(state)
            top.addWidget(chip, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(top)
        place = said_together(belongs, line.cancel_words or place_words(line))
        if place:
            column.addWidget(self._words(place, "text2"))
        marks = [mark_words(one) for one in line.needs]
        if marks:
            flow = FlowRow(look.px(10), self)
            for mark in marks:
                flow.add(NeedMark(look, mark, flow))
            column.addWidget(flow)
        said = said_of_needs(line)
        if said:
            column.addWidget(self._words(said, "text2"))
        parts = (when, went or state.words, place, *(mark.words for mark in marks), said)
        self.setAccessibleName(". ".join(part.rstrip(".") for part in parts if part))

    def _words(self, words: str, colour: str) -> Words:
        label = Words(self._look, "caption", colour=colour, parent=self)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        label.say(words)
        return label

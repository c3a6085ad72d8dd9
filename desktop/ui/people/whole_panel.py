"""The whole patient panel (F3): all they told us, what it does, their visits and what was kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.people import PatientCard, Preference, VisitLine, WholePerson
from desktop.domain.preference_kinds import Section as Kinds
from desktop.domain.preferences import kind_of
from desktop.domain.times import date_of
from desktop.ui.kit.ask_dialog import AskDialog
from desktop.ui.kit.look import Look
from desktop.ui.kit.scrolled import scrolled, show_top_in_scroll
from desktop.ui.kit.tab_order import tab_after
from desktop.ui.people.belonging_words import belonging_words
from desktop.ui.people.panel_parts import Line, Words, apply_look
from desktop.ui.people.panel_words import find_current_visit
from desktop.ui.people.row_list import KeyRow
from desktop.ui.people.told_list import AskToday
from desktop.ui.people.whole_head import WholeHead
from desktop.ui.people.whole_parts import MattersRow, SpeakerWholeRow, ToldWholeRow, VisitWholeRow
from desktop.ui.people.whole_sections import EverySwitch, Section
from desktop.ui.people.whole_words import (
    NOBODY_TOLD,
    ended_words,
    in_section,
    own_words_by,
    row_words,
    shown_visits,
    visits_summary,
)

THREE_FROM, TWO_FROM = 1160, 780
"""Units: px at 100 % text; so wide has the page to be for three columns, for two."""

_SECTIONS = (
    ("matters", "What matters to me", (Kinds.MATTERS,), "", "Add",
     "Nothing here yet. These are the patient’s words, so ask first."),
    ("now", "For now", (Kinds.NOTES,), "with an end", "", ""),
    ("treated", "How I like to be treated", (Kinds.TREATED,), "shown to everyone I meet", "", ""),
    ("needs", "Needs we act on", (Kinds.NEEDS,), "each one becomes a task on every visit",
     "Add need", NOBODY_TOLD),
    ("suits", "What suits me best", (Kinds.SUITS,), "used to rank times when you book", "", ""),
    ("agreed", "Agreed to", (Kinds.CONSENT,), "", "", ""),
)  # fmt: skip
_LEFT = ("matters", "now", "treated", "speak")
_MIDDLE = ("needs", "suits", "agreed")


class WholePanel(QWidget):
    """What F3 shows in place of the diary.

    Signals: ``told_wanted(str, Preference | None)``: change, confirm, end, or add;
    ``answered(str, Preference)`` what was asked today; ``speaker_wanted(RelatedPerson | None)``;
    ``visit_opened(VisitLine)``; ``left()``; ``history_wanted()``; ``book_wanted()``;
    ``change_wanted()`` of the details; ``passport_wanted()``.
    """

    told_wanted = Signal(str, object)
    answered = Signal(str, object)
    speaker_wanted = Signal(object)
    visit_opened = Signal(object)
    left = Signal()
    history_wanted = Signal()
    book_wanted = Signal()
    change_wanted = Signal()
    passport_wanted = Signal()

    def __init__(
        self, look: Look, *, clock: Callable[[], datetime], zone: str, parent: QWidget | None = None
    ):
        super().__init__(parent)
        self.setObjectName("whole_panel")
        self.setAccessibleName("Patient, everything they told us")
        self.setProperty("namesItsPerson", True)
        self._look, self._clock, self._zone = look, clock, zone
        self.whole: WholePerson | None = None
        self._editor: AskDialog | None = None
        self._edited = ""
        self._columns = 0
        self.head = WholeHead(look, self)
        self.sections = {
            name: Section(
                look, name, heading, about=about, add=add, nothing=nothing, parent=self,
                font="section" if name in (_LEFT[0], _MIDDLE[0]) else "listName",
            )
            for name, heading, _, about, add, nothing in _SECTIONS
        }  # fmt: skip
        self.sections["speak"] = Section(
            look, "speak", "Who may speak for me", add="Add", parent=self,
            nothing="Nobody yet. Ask before you tell anybody else anything.",
        )  # fmt: skip
        self.ask_today = AskToday(look, self, font="section")
        self.visits = Section(
            look, "visits", "Visits", nothing="No visits yet.", font="section", parent=self
        )
        self.switch = EverySwitch(look, self.visits)
        self.visits.top.addWidget(self.switch)
        self.summary = Words(look, "caption", colour="text2", parent=self)
        self.ended = Words(look, "caption", colour="text2", parent=self)
        self._sides = self._build_sides()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(Line(look, self))
        self._row = QHBoxLayout()
        self._row.setSpacing(0)
        column.addLayout(self._row, 1)
        self._scrolls = [self._build_scroll() for _ in range(3)]
        self._join()
        self._arrange()
        look.changed.connect(self._on_look_changed)

    # -- building -------------------------------------------------------------------------------

    def _build_sides(self) -> dict[str, QWidget]:
        """Build the three sides, each a column of sections."""
        sections = self.sections
        parts: dict[str, tuple[QWidget, ...]] = {
            "left": tuple(sections[name] for name in _LEFT),
            "middle": (*(sections[name] for name in _MIDDLE), self.ended),
            "right": (self.ask_today, self.visits, self.summary),
        }
        sides = {}
        for name, widgets in parts.items():
            side = QWidget(self)
            column = QVBoxLayout(side)
            column.setContentsMargins(0, 0, 0, self._look.px(8))
            column.setSpacing(self._look.px(14))
            for widget in widgets:
                column.addWidget(widget)
            sides[name] = side
        return sides

    def _build_scroll(self) -> QScrollArea:
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        px = self._look.px
        column.setContentsMargins(px(14), px(10), px(10), px(10))
        column.setSpacing(px(14))
        column.addStretch(1)
        scroll = scrolled(inside, self)
        self._row.addWidget(scroll)
        return scroll

    def _join(self) -> None:
        for section in self._lists():
            section.emptied.connect(self.focus_first)
        for name, section in self.sections.items():
            if name == "speak":
                section.wanted.connect(lambda _act, person: self.speaker_wanted.emit(person))
                section.add_wanted.connect(lambda: self.speaker_wanted.emit(None))
            else:
                section.wanted.connect(self.told_wanted)
                section.add_wanted.connect(lambda one=name: self._on_add(one))
        self.ask_today.answered.connect(self.answered)
        self.ask_today.emptied.connect(self.focus_first)
        self.visits.wanted.connect(lambda _act, line: self.visit_opened.emit(line))
        self.switch.changed.connect(self._show_visits)
        self.head.left.connect(self.left)
        self.head.history_wanted.connect(self.history_wanted)
        self.head.book_wanted.connect(self.book_wanted)
        self.head.change_wanted.connect(self.change_wanted)
        self.head.passport_wanted.connect(self.passport_wanted)

    def _on_add(self, name: str) -> None:
        """Add something; what matters is one text, so it is changed where it is there."""
        mine = in_section(self.whole.card.preferences, Kinds.MATTERS) if self.whole else ()
        if name == "matters" and mine:
            self.told_wanted.emit("change", mine[0])
        else:
            self.told_wanted.emit("add_words" if name == "matters" else "add", None)

    # -- arranging ------------------------------------------------------------------------------

    def _arrange(self) -> None:
        """Put the sides into as many columns as there is room for."""
        px, width = self._look.px, self.width()
        count = 3 if width >= px(THREE_FROM) else 2 if width >= px(TWO_FROM) else 1
        if count == self._columns:
            return
        self._columns = count
        # A side that goes into another column loses the focus on the way.
        focused = next((one for one in self._lists() if one.list.has_focus), None)
        focus = QApplication.focusWidget()
        was_here = focus is not None and self.isAncestorOf(focus)
        sides = self._sides
        placed = {
            3: (("left",), ("middle",), ("right",)),
            2: (("middle",), ("right", "left")),
            1: (("right", "middle", "left"),),
        }[count]
        shares = {3: (35, 50, 41), 2: (1, 1), 1: (1,)}[count]
        for number, scroll in enumerate(self._scrolls):
            names = placed[number] if number < count else ()
            inside = scroll.widget()
            column = inside.layout() if inside is not None else None
            assert isinstance(column, QVBoxLayout)
            for place, name in enumerate(names):
                column.insertWidget(place, sides[name])
            scroll.setVisible(bool(names))
            self._row.setStretch(number, shares[number] if names else 0)
        for section in self.sections.values():
            section.forget()
        self._show()
        if focused is not None:
            focused.list.focus_row()
        elif focus is not None and was_here:
            focus.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lists(self) -> tuple[Section, ...]:
        return (*self.sections.values(), self.visits)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @Slot()
    def _on_look_changed(self) -> None:
        apply_look(self)
        self.switch.apply_look()
        for section in self._lists():
            section.forget()
        self._columns = 0
        self._arrange()

    # -- showing --------------------------------------------------------------------------------

    @property
    def card(self) -> PatientCard | None:
        """Whose panel it is."""
        return self.whole.card if self.whole is not None else None

    @property
    def chosen_visit(self) -> VisitLine | None:
        """The visit the keys act on: the row the focus is on, else today's."""
        focus = QApplication.focusWidget()
        row = self.visits.list.current
        if row is not None and focus is not None and self.visits.isAncestorOf(focus):
            return row.held if isinstance(row.held, VisitLine) else None
        return find_current_visit(self.card) if self.card is not None else None

    def show_whole(self, whole: WholePerson) -> None:
        """Show a person; an editor that is open stays, with what is typed."""
        other = self.whole is None or self.whole.card.id != whole.card.id
        if other:
            self.close_editor()
            self.switch.recent.setChecked(True)
        self.whole = whole
        if self._editor is None:
            self._show()
        if other:
            for scroll in self._scrolls:
                scroll.verticalScrollBar().setValue(0)

    def forget(self) -> None:
        """Somebody else is at the desk, or the record is closed: nothing stays here."""
        self.close_editor()
        self.whole = None

    def _show(self) -> None:
        whole = self.whole
        if whole is None:
            return
        now = self._clock()
        today = date_of(now, self._zone)
        card, names = whole.card, dict(whole.names)
        self.head.show_card(card, now, today)
        has_room = self._columns == 3

        def build_told(one: Preference) -> KeyRow:
            words = row_words(one, names, today)
            section = self.sections[section_of(one)]
            if one.kind == "own-words":
                by = own_words_by(one, card.called)
                return MattersRow(self._look, one, words, by=by, parent=section.list)
            wide = has_room and section_of(one) in _MIDDLE
            return ToldWholeRow(self._look, one, words, has_room=wide, parent=section.list)

        for name, _, kinds, _, _, _ in _SECTIONS:
            self.sections[name].show_held(in_section(card.preferences, *kinds), build_told)
        matters = self.sections["matters"]
        if matters.add_button is not None:
            has_words = bool(in_section(card.preferences, Kinds.MATTERS))
            matters.add_button.set_words("Change" if has_words else "Add")
            matters.add_button.set_icon("pencil-simple" if has_words else "plus")
        speak = self.sections["speak"]
        speak.show_held(
            card.related, lambda one: SpeakerWholeRow(self._look, one, speak.list), always=True
        )
        ended = [ended_words(one, names) for one in whole.ended]
        self.ended.say("\n".join(("No longer so", *ended)) if ended else "")
        self.ask_today.show_card(card, today)
        self._show_visits()

    @Slot()
    def _show_visits(self) -> None:
        whole = self.whole
        if whole is None:
            return
        now = self._clock()
        today = date_of(now, self._zone)
        self.switch.show_count(len(whole.visits))
        belongs = belonging_words(whole.card, self._zone)
        self.visits.show_held(
            shown_visits(whole.card, whole.visits, every=self.switch.is_every),
            lambda line: VisitWholeRow(
                self._look,
                line,
                now=now,
                today=today,
                zone=self._zone,
                belongs=belongs.get(line.id, ""),
                parent=self.visits.list,
            ),
        )
        self.summary.say(visits_summary(whole.visits, today))

    def begin(self) -> None:
        """Show the top of it, with the focus on what is told first."""
        self.focus_first()
        QTimer.singleShot(0, self, self._show_top)  # the row with the focus has scrolled by then

    def _show_top(self) -> None:
        for scroll in self._scrolls:
            scroll.verticalScrollBar().setValue(0)

    def focus_first(self) -> None:
        """Move the focus to what is told first; without anything, to Add."""
        needs = self.sections["needs"]
        if needs.list.focus_row() or needs.add_button is None:
            return
        needs.add_button.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- the editor -----------------------------------------------------------------------------

    def put_editor(self, editor: AskDialog, preference: Preference | None, section: str) -> None:
        """Open an editor under the row it changes; one is open at a time."""
        self.close_editor()
        name = section_of(preference) if preference is not None else section
        begins = editor.focusWidget()
        self._editor = editor
        self._edited = str(preference.id) if preference is not None else ""
        rows = self.sections[name].list
        self.sections[name].show()
        editor.stand_in(rows)
        rows.put_under(self._edited, editor)
        stop = rows.current if self._edited else self.sections[name].add_button
        if stop is not None:
            tab_after(stop, editor)
        editor.finished.connect(lambda _result: self._on_editor_closed(editor, name))
        editor.show()
        if begins is not None:
            begins.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, editor, lambda: show_top_in_scroll(editor))  # once it is laid out

    def close_editor_of(self, preference: Preference) -> None:
        """Close the editor of something that is settled from its row."""
        if self._editor is not None and self._edited == preference.id:
            self._editor.reject()

    def close_editor(self) -> None:
        """Close the editor that is open; what was typed goes with it."""
        if self._editor is not None:
            self._editor.reject()

    def _on_editor_closed(self, editor: AskDialog, name: str) -> None:
        if self._editor is editor:
            self._editor = None
        self._show()
        if self.isVisible() and not self.sections[name].list.focus_row():
            self.focus_first()


def section_of(preference: Preference) -> str:
    """Return the section something told stands in; of a kind not known here, the needs."""
    wanted = kind_of(preference.kind).section
    return next((name for name, _, kinds, *_ in _SECTIONS if wanted in kinds), "needs")

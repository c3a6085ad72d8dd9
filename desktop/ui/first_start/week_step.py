"""The page of the first week: who works when, and for how many weeks."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.first_start import (
    MOST_WEEKS,
    USUAL_WEEKS,
    NewClinician,
    WeekSession,
    check_week,
)
from desktop.domain.practice_setup import SlotTypeDetails
from desktop.ui.first_start.step_page import StepPage
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.choice_fields import ChoiceField, DaysField, NumberField, TimeField
from desktop.ui.kit.form_fields import Field
from desktop.ui.kit.look import Look

MOST_ROWS = 40
WORKING_DAYS = "Mon Tue Wed Thu Fri"


class SessionCard(QFrame):
    """One session of the week: who, where, which slots, on which days, from when to when."""

    def __init__(self, look: Look, number: int, parent: QWidget):
        super().__init__(parent)
        self.number = number
        self.setProperty("kind", "card")
        self.clinician = ChoiceField(look, f"clinician_{number}", "Who", self)
        self.room = ChoiceField(look, f"room_{number}", "Room", self)
        self.kind = ChoiceField(look, f"kind_{number}", "Slots", self)
        self.days = DaysField(look, f"days_{number}", "Days", self)
        self.start = TimeField(look, f"start_{number}", "From", self)
        self.end = TimeField(look, f"end_{number}", "To", self)
        self.remove_button = KeyButton(
            look, "Take away", name=f"remove_session_{number}", parent=self
        )
        self.remove_button.setAccessibleName(f"Take session {number} away")
        for field in self.fields:
            field.name_input(f"{field.label.text()}, session {number}")
        column = QVBoxLayout(self)
        edge = look.px(12)
        column.setContentsMargins(edge, look.px(8), edge, edge)
        column.setSpacing(look.px(8))
        top = QHBoxLayout()
        top.setSpacing(look.px(8))
        for choice in (self.clinician, self.room, self.kind):
            top.addWidget(choice, 1, Qt.AlignmentFlag.AlignTop)
        foot = QHBoxLayout()
        foot.setSpacing(look.px(8))
        for time_field in (self.start, self.end):
            time_field.setMinimumWidth(look.px(90))
            foot.addWidget(time_field, 1, Qt.AlignmentFlag.AlignTop)
        foot.addStretch(1)
        foot.addWidget(self.remove_button, 0, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(top)
        column.addWidget(self.days)
        column.addLayout(foot)

    @property
    def fields(self) -> tuple[Field, ...]:
        """Its fields, in the order of the page."""
        return (self.clinician, self.room, self.kind, self.days, self.start, self.end)

    def read(self) -> WeekSession:
        """Return the session as it is chosen."""
        return WeekSession(
            clinician=int(self.clinician.box.currentData()),
            room=self.room.box.currentData(),
            kind=int(self.kind.box.currentData()),
            days=self.days.days,
            start=self.start.box.at,
            end=self.end.box.at,
        )


class WeekStep(StepPage):
    """One week of sessions, copied over the weeks after it."""

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(look, "week_step", "The first weeks", "", parent)
        self._kinds: Sequence[SlotTypeDetails] = ()
        self._clinicians: Sequence[NewClinician] = ()
        self._rooms: Sequence[str] = ()
        self._number = 0
        self.week: tuple[WeekSession, ...] = ()
        self.cards: list[SessionCard] = []
        self._cards_column = QVBoxLayout()
        self._cards_column.setSpacing(look.px(10))
        self.body.addLayout(self._cards_column)
        self.more_button = KeyButton(
            look, "Another session", icon="plus", name="more_sessions_button", parent=self
        )
        self.more_button.clicked.connect(self._on_more_clicked)
        self.body.addWidget(self.more_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.weeks = NumberField(look, "weeks", "For how many weeks", (1, MOST_WEEKS), self)
        self.weeks.keep_narrow(look, 160)
        self.weeks.set_text(str(USUAL_WEEKS))
        self.add_field(self.weeks)
        self.next_button.set_words("Make the practice")
        self.later_button.set_words("Leave this for later")
        self.later_button.show()

    def offer(
        self,
        kinds: Sequence[SlotTypeDetails],
        clinicians: Sequence[NewClinician],
        rooms: Sequence[str],
    ) -> None:
        """Offer what the pages before have; at first each clinician has a morning a day."""
        self._kinds, self._clinicians, self._rooms = kinds, clinicians, rooms
        possible = bool(clinicians) and any(one.bookable for one in kinds)
        if not possible:
            for card in tuple(self.cards):
                self._remove(card)
        for card in self.cards:
            self._fill(card)
        if possible and not self.cards:
            for place in range(len(clinicians)):
                self._add_card(place)
        for part in (self.more_button, self.weeks):
            part.setVisible(possible)
        self.words.setText(
            "Who works when. It begins today and is copied week by week; days that have gone "
            "are left out."
            if possible
            else "Sessions need a clinician and a kind of slot that can be booked. Go back for "
            "them, or make the practice without."
        )
        self.words.show()

    def enter(self) -> None:
        if self.cards:
            self.cards[0].clinician.focus()
        else:
            self.next_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def check(self) -> None:
        """Read the week; RuleViolation at the first field that is not right."""
        typed = [(card.number, card.read()) for card in self.cards]
        self.week = check_week(typed, self._kinds, self._clinicians, self._rooms)

    def _add_card(self, place: int) -> SessionCard:
        self._number += 1
        card = SessionCard(self._look, self._number, self)
        self._fill(card)
        card.clinician.box.setCurrentIndex(place)
        is_nurse = "nurse" in self._clinicians[place].profession.casefold()
        kind = next((n for n, one in enumerate(self._kinds) if one.letter == "N"), None)
        if is_nurse and kind is not None:
            card.kind.box.choose(kind)
        if place + 1 < card.room.box.count():
            card.room.box.setCurrentIndex(place + 1)
        card.days.set_text(WORKING_DAYS)
        card.start.set_text("09:00")
        card.end.set_text("12:30")
        card.remove_button.clicked.connect(partial(self._on_remove_clicked, card))
        self.cards.append(card)
        self._cards_column.addWidget(card)
        for field in card.fields:
            self.take_field(field)
        self._put_tabs_in_order()
        return card

    def _fill(self, card: SessionCard) -> None:
        card.clinician.fill((one.name, number) for number, one in enumerate(self._clinicians))
        rooms = [(name, number) for number, name in enumerate(self._rooms)]
        card.room.fill([("No room", None), *rooms])
        card.kind.fill(
            (f"{one.name}, {one.minutes} min", number)
            for number, one in enumerate(self._kinds)
            if one.bookable
        )

    def _put_tabs_in_order(self) -> None:
        stops: list[QWidget] = []
        for card in self.cards:
            for field in card.fields:
                proxy = field.focusProxy()
                stops += card.days.boxes if proxy is None else [proxy]
            stops.append(card.remove_button)
        stops += [self.more_button, self.weeks.box]
        for before, after in pairwise(stops):
            self.setTabOrder(before, after)

    def _on_more_clicked(self) -> None:
        if len(self.cards) < MOST_ROWS:
            card = self._add_card(0)
            card.start.set_text("14:00")
            card.end.set_text("17:00")
            card.clinician.focus()

    def _on_remove_clicked(self, card: SessionCard, _checked: bool = False) -> None:
        self._remove(card)
        self.more_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _remove(self, card: SessionCard) -> None:
        self.cards.remove(card)
        for field in card.fields:
            self.forget_field(field.name)
        card.hide()
        card.deleteLater()

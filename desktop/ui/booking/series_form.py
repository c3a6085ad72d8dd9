"""A series: every date looked at, each with its best time or why none; fixed, skipped, booked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QFrame, QLabel, QListView, QWidget

from desktop.domain.errors import Conflict, RuleViolation
from desktop.domain.ids import SlotId
from desktop.domain.people import PatientCard
from desktop.domain.practice import PracticeOutline
from desktop.domain.series import Series
from desktop.domain.series_times import CheckedDate, DateChoice, say_off
from desktop.domain.times import clock_time, date_of, minutes_between, whole_day
from desktop.domain.together_words import series_to_say
from desktop.domain.wording import clinician_out_loud
from desktop.operations.booking_many import Carried
from desktop.operations.outcome import Outcome
from desktop.operations.series import (
    DateWanted,
    KeptDate,
    SeriesAsked,
    book_series,
    book_series_dates,
)
from desktop.operations.series_times import SeriesChecked, check_kept_series, check_series
from desktop.ui.booking.free_times_delegate import FreeTimesDelegate
from desktop.ui.booking.free_times_model import FreeTimesModel, place_words
from desktop.ui.booking.series_fields import WIDE_FROM, SeriesFields, SeriesStart
from desktop.ui.booking.together_booking import AskedFields, TogetherBooking
from desktop.ui.booking.together_keys import TogetherKeys
from desktop.ui.booking.visit_fields import Draft
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.look import Look
from desktop.ui.kit.visit_rows import VisitRow
from desktop.ui.kit.words_to_say import show_words_to_say
from desktop.ui.runner import Runner

SEEN = 3
"""So many other times of a date are seen at once, and a half: the words to say stay in sight."""

LATER = "left for later"
HOW = "Up and Down choose a date, 1 to 9 another time for it, Space leaves it still to book."


class SeriesForm(TogetherBooking):
    """Books a series for one person, or dates of one that were still to book."""

    leaves = True
    none_left = "No other time is free near it: choose one, or leave it with Space."

    def __init__(
        self,
        runner: Runner,
        look: Look,
        clock: Callable[[], datetime],
        parent: QWidget | None = None,
    ):
        super().__init__(runner, look, clock, "series_form", parent)
        self.setAccessibleName("Repeat booking")
        self.list.setAccessibleName("Dates of the series")
        self._kept: Series | None = None
        self._checked: SeriesChecked | None = None
        self._chosen: dict[int, DateChoice] = {}
        self._later: set[int] = set()
        self._waiting = []
        self._build_hold()
        self.asked = SeriesFields(look, self._inside)
        self.others_head = QLabel(self._inside)
        self.others_head.setObjectName("series_others_head")
        self.others_head.setWordWrap(True)
        self.times = FreeTimesModel(self._zone, self)
        self.others = QListView(self._inside)
        self.others_delegate = FreeTimesDelegate(look, self.times, self.others)
        self.later_button = KeyButton(
            look, "Leave it still to book", key="Space", name="series_later", parent=self
        )
        self._build_others()
        self._lay_out(self.asked, (self.others_head, self.others), (self.later_button,))
        self._set_tab_order((self.others,), (self.later_button,))
        self.asked.changed.connect(self.look_for)
        self.asked.misread.connect(self.show_none)
        self.later_button.clicked.connect(self.leave)
        self.list.selectionModel().currentChanged.connect(self._show_date)
        self._keys = TogetherKeys(self)

    def _build_others(self) -> None:
        self.others.setObjectName("series_others")
        self.others.setAccessibleName("Other times for this date")
        self.others.setModel(self.times)
        self.others.setItemDelegate(self.others_delegate)
        self.others.setFrameShape(QFrame.Shape.NoFrame)
        self.others.viewport().setAutoFillBackground(False)
        policies = Qt.ScrollBarPolicy
        self.others.setHorizontalScrollBarPolicy(policies.ScrollBarAlwaysOff)
        self.others.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.others.clicked.connect(self._on_other_clicked)

    @property
    def asked_fields(self) -> AskedFields:
        return self.asked

    # -- opening --------------------------------------------------------------------------------

    def open_new(
        self,
        card: PatientCard,
        outline: PracticeOutline,
        start: SeriesStart,
        draft: Draft | None = None,
    ) -> None:
        """Begin a series for a person with what was being booked."""
        self._open(card, outline, draft, None)
        self.title.setText(f"Repeat booking for {card.called}")
        role = self._runner.desk.actor.role
        self.asked.show_start(outline, self._today, role, start)
        self.asked.show()
        self.asked.kind.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.asked.is_whole():
            self.look_for()

    def open_kept(self, card: PatientCard, outline: PracticeOutline, kept: Series) -> None:
        """Look again for the dates of a series that are still to book."""
        self._open(card, outline, None, kept)
        self.title.setText(f"Still to book for {card.called}: {kept.words}")
        self.asked.hide()
        self.look_for()
        self.go_to_list()

    def _open(
        self, card: PatientCard, outline: PracticeOutline, draft: Draft | None, kept: Series | None
    ) -> None:
        self.open_page(card, outline, draft)
        self.fields.setVisible(kept is None)
        self.times.zone, self.times.today = self._zone, self._today
        self.others_delegate.kinds = {one.id: one for one in outline.slot_types}
        self._kept, self._checked = kept, None
        self._chosen, self._later = {}, set()
        self._waiting.clear()
        self._show_all()

    # -- looking --------------------------------------------------------------------------------

    def look_for(self) -> None:
        if self._kept is not None:
            self._read(check_kept_series, self._on_checked, series_id=self._kept.id)
        elif self._card is not None:
            self._read(
                check_series,
                self._on_checked,
                patient_id=self._card.id,
                rule=self.asked.read_rule(),
                asked=self.asked.asked(),
            )

    def _on_checked(self, checked: SeriesChecked) -> None:
        if self._checked is None or self._checked.rule != checked.rule:
            self._later.clear()
        kept = {place: one.slot_ids for place, one in self._chosen.items()}
        self._checked = checked
        self._chosen = {}
        for one in checked.dates:
            again = [each for each in one.choices if each.slot_ids == kept.get(one.place)]
            best = again[0] if again else one.best
            if best is not None:
                self._chosen[one.place] = best
        self._show_all()

    def show_none(self, words: str) -> None:
        """Show no date, so that none is booked that was not asked for."""
        self._drop()
        self._checked = None
        self._show_all()
        self.empty.say("No dates looked for yet", words)

    def _fit_asked(self) -> None:
        self.asked.set_wide(self.width() >= self._look.px(WIDE_FROM))

    def _apply_look(self) -> None:
        super()._apply_look()
        self.others_head.setFont(self._look.font("bodyStrong"))

    # -- choosing -------------------------------------------------------------------------------

    @property
    def dates(self) -> tuple[CheckedDate, ...]:
        """The dates shown."""
        return self._checked.dates if self._checked is not None else ()

    @property
    def date(self) -> CheckedDate | None:
        """The date the keys act on."""
        return self.dates[self.row] if 0 <= self.row < len(self.dates) else None

    def choose(self, number: int) -> None:
        """Take another time for the date."""
        one = self.date
        if one is not None and 1 <= number <= len(one.choices):
            self._chosen[one.place] = one.choices[number - 1]
            self._later.discard(one.place)
            self._show_all()

    def _on_other_clicked(self, index: QModelIndex) -> None:
        self.choose(index.row() + 1)

    def leave(self) -> None:
        """Leave the date still to book, or look at it again."""
        one = self.date
        if one is not None:
            self._later ^= {one.place}
            self._show_all()

    def times_chosen(self) -> dict[int, str]:
        chosen = {each.place: one for each in self.dates if (one := self._time_of(each))}
        return {place: self._said(one) for place, one in chosen.items()}

    def _said(self, one: DateChoice) -> str:
        start = one.suggestion.time.start_at
        return f"{whole_day(date_of(start, self._zone))} {clock_time(start, self._zone)}"

    def slots_chosen(self) -> tuple[SlotId, ...]:
        chosen = [one for each in self.dates if (one := self._time_of(each)) is not None]
        return tuple(slot for one in chosen for slot in one.slot_ids)

    def _time_of(self, one: CheckedDate) -> DateChoice | None:
        return None if one.place in self._later else self._chosen.get(one.place)

    # -- showing --------------------------------------------------------------------------------

    def _show_all(self) -> None:
        dates = self.dates
        self.show_rows([self._row(one) for one in dates], self.row)
        booked = sum(self._time_of(one) is not None for one in dates)
        open_ = [one for one in dates if self._is_open(one)]
        left = len(dates) - booked - len(open_)
        said = [f"{booked} of {len(dates)} have a time"]
        said += [f"{len(open_)} to decide"] if open_ else []
        said += [f"{left} still to book"] if left else []
        self.words.setText(f"{', '.join(said)}. {HOW}" if dates else "")
        what = f"Book {booked} of {len(dates)}" if dates else "Book"
        self.book_button.set_words(what)
        if not dates and self._is_looking:
            self.empty.say("Looking at every date")
        self._show_date()
        self._show_say()
        self.forget_question()
        self.hold.want()

    def _is_open(self, one: CheckedDate) -> bool:
        return one.place not in self._later and one.place not in self._chosen

    def _count(self) -> int:
        return len(self._kept.dates) if self._kept is not None else len(self.dates)

    def _row(self, one: CheckedDate) -> VisitRow:
        chosen = self._time_of(one)
        place = f"{one.place} of {self._count()}"
        day = whole_day(one.on_date)
        if chosen is None:
            state = "Still to book" if one.place in self._later else "Choose, or leave it"
            why = one.why or LATER.capitalize()
            offered = f"{len(one.choices)} times near it" if one.choices else "No time near it"
            spoken = f"{place}, {day}. {state}. {why}. {offered}"
            is_open = self._is_open(one)
            return VisitRow(
                f"{place}  {day}", state, why, offered, "", "warn", spoken,
                is_pressing=is_open, is_time=False,
            )  # fmt: skip
        made = chosen.suggestion
        start = made.time.start_at
        if chosen.days_off:
            day = whole_day(date_of(start, self._zone))
        off = say_off(chosen, self._today, self._zone)
        reasons = ", ".join(reason.words for reason in made.reasons)
        if one.why and not chosen.is_as_asked:
            reasons = ", ".join(filter(None, (f"{whole_day(one.on_date)}: {one.why}", reasons)))
        minutes = minutes_between(start, made.time.end_at)
        where = f"{made.time.clinician_name}, {place_words(made.time)}, {minutes} min"
        first = f"{place}  {day} {clock_time(start, self._zone)}"
        fits = made.words
        is_good = not made.unmet and chosen.is_as_asked
        spoken = ". ".join(part for part in (first, off, where, fits, reasons) if part)
        return VisitRow(
            first, off, reasons or "Nothing they told us is against it", where, fits,
            "good" if is_good else "warn", spoken,
        )  # fmt: skip

    def _show_date(self, *_places: object) -> None:
        one = self.date
        there = one is not None and bool(one.choices)
        self.others.setVisible(there)
        self.later_button.setEnabled(one is not None)
        if one is None:
            self.others_head.setText("")
            return
        later = one.place in self._later
        self.later_button.set_words("Look at it again" if later else "Leave it still to book")
        day = whole_day(one.on_date)
        why = f" {one.why}. These are the days around it." if one.why and there else ""
        none = f" {one.why or 'All taken'}." if not there else ""
        self.others_head.setText(f"{one.place} of {self._count()}, {day}.{why}{none}")
        times = [each.suggestion.time for each in one.choices]
        kinds = {each.slot_type_id for each in times}
        self.others_delegate.asked_kind = kinds.pop() if len(kinds) == 1 else None
        self.times.set_rows(times)
        self._mark_other(one)
        high = [self.others.sizeHintForRow(row) for row in range(self.times.rowCount())]
        whole = sum(high[:SEEN]) + (high[SEEN] // 2 if len(high) > SEEN else 0)
        self.others.setFixedHeight(whole + 2 * self.others.frameWidth())
        self._fit()

    def _mark_other(self, one: CheckedDate) -> None:
        chosen = self._time_of(one)
        places = [i for i, each in enumerate(one.choices) if each == chosen]
        if places:
            self.others.setCurrentIndex(self.times.index(places[0], 0))
        else:
            self.others.clearSelection()
            self.others.setCurrentIndex(QModelIndex())

    def _show_say(self) -> None:
        chosen = [one for each in self.dates if (one := self._time_of(each)) is not None]
        there = bool(chosen)
        self.say.setVisible(there)
        self.say_head.setVisible(there)
        if not there or self._outline is None or self._card is None:
            return
        ids = {one.suggestion.time.clinician_id for one in chosen}
        known = [one for one in self._outline.clinicians if one.id in ids]
        who = clinician_out_loud(known[0]) if len(known) == 1 else ""
        starts = [one.suggestion.time.start_at for one in chosen]
        left = len(self.dates) - len(chosen)
        show_words_to_say(self.say, series_to_say(starts, who, left, self._zone))
        self.say_head.setText(f"Words to say to {self._card.called}")
        self.fields.show_channel(chosen[0].suggestion.time.channel)

    # -- booking --------------------------------------------------------------------------------

    def is_decided(self) -> bool:
        open_ = [one for one in self.dates if self._is_open(one)]
        if not self.dates:
            self.asked.go_wrong()
        elif open_:
            self.go_to(self.dates.index(open_[0]))
            several = "1 date has" if len(open_) == 1 else f"{len(open_)} dates have"
            words = f"{several} no time yet. Choose one with 1 to 9, or leave it with Space."
            self.ask.ask("wrong", words, no="Go on")
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        return bool(self.dates) and not open_

    def what_to_send(self) -> tuple[Callable[..., Outcome[Any]], dict[str, Any]] | None:
        if self._kept is not None:
            dates = tuple(
                KeptDate(one.place, one.version, chosen.slot_ids)
                for one in self.dates
                if (chosen := self._time_of(one)) is not None
            )
            return book_series_dates, {"series_id": self._kept.id, "dates": dates}
        asked, typed = self.asked.asked(), self.fields.draft()
        if asked.slot_type_id is None or self._checked is None or self._card is None:
            return None
        return book_series, {
            "patient_id": self._card.id,
            "rule": self._checked.rule,
            "asked": SeriesAsked(
                asked.slot_type_id, asked.clinician_id, asked.clinic_id, asked.minutes
            ),
            "dates": tuple(self._wanted(one) for one in self.dates),
            "carried": Carried(
                typed.reason,
                typed.asked_by,
                typed.note,
                self.fields.chosen_channel,
                self.fields.number_to_ring,
            ),
        }

    def _wanted(self, one: CheckedDate) -> DateWanted:
        chosen = self._time_of(one)
        slots: tuple[SlotId, ...] = () if chosen is None else chosen.slot_ids
        return DateWanted(one.place, slots, "" if slots else one.why or LATER)

    def look_again(self, error: Conflict | RuleViolation) -> None:
        taken = error.facts.get("slot_id")
        places = [one.place for one in self.dates]
        for place, chosen in tuple(self._chosen.items()):
            if taken in chosen.slot_ids:
                del self._chosen[place]
                self.go_to(places.index(place))
        self.look_for()

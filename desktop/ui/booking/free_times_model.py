"""Free times as rows: what a screen reader says of each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from PySide6.QtCore import QObject

from desktop.domain.best_fit import Suggestion
from desktop.domain.booking import FreeTime
from desktop.domain.ids import SlotId
from desktop.domain.times import (
    clock_time,
    date_of,
    long_date,
    minutes_between,
    said_day,
    whole_day,
)
from desktop.ui.booking.fit_words import spoken
from desktop.ui.kit.base_model import ValuesModel


class Column(StrEnum):
    """The one column of the list."""

    TIME = "Free time"


class FreeTimesModel(ValuesModel[FreeTime]):
    """Free times in their order, each with how well it fits whom it is for."""

    columns = Column

    def __init__(self, zone: str, parent: QObject | None = None):
        super().__init__((), parent)
        self.zone = zone
        self.today: date | None = None
        self._fits: dict[tuple[SlotId, ...], Suggestion] = {}

    def show_suggestions(self, suggestions: Sequence[Suggestion]) -> None:
        """Show these, best first."""
        self._fits = {one.time.slot_ids: one for one in suggestions}
        self.set_rows([one.time for one in suggestions])

    def fit_of(self, value: FreeTime) -> Suggestion | None:
        """Return how well a time fits."""
        return self._fits.get(value.slot_ids)

    def words(self, value: FreeTime, column: StrEnum) -> str:
        return f"{self.day_words(value)} {self.time_words(value)}, {value.clinician_name}"

    def sentence(self, value: FreeTime) -> str:
        on = date_of(value.start_at, self.zone)
        minutes = minutes_between(value.start_at, value.end_at)
        place = self.rows.index(value) + 1
        said = (
            f"{place} of {len(self.rows)}, {long_date(on)} {self.time_words(value)}, "
            f"{value.clinician_name}, {place_words(value)}, {minutes} minutes."
        )
        fit = self.fit_of(value)
        notes = f"Note: {' '.join(value.notes)}" if value.notes else ""
        return " ".join(filter(None, (said, spoken(fit) if fit else "", notes)))

    def day_words(self, value: FreeTime) -> str:
        """Say the day: "Today", "Tomorrow", "Wed 25 November"."""
        on = date_of(value.start_at, self.zone)
        near = said_day(on, self.today) if self.today else ""
        if near in ("today", "tomorrow"):
            return near.capitalize()
        year = f" {on.year}" if self._is_other_year(value) else ""
        return f"{whole_day(on)}{year}"

    @property
    def has_years(self) -> bool:
        """Whether a day is said with its year."""
        return any(self._is_other_year(one) for one in self.rows)

    def _is_other_year(self, value: FreeTime) -> bool:
        on = date_of(value.start_at, self.zone)
        return self.today is not None and on.year != self.today.year

    def time_words(self, value: FreeTime) -> str:
        """Say the time, "09:20"."""
        return clock_time(value.start_at, self.zone)


def place_words(value: FreeTime) -> str:
    """Say site and room, the site first: where there is little room, the room is cut off."""
    return ", ".join(part for part in (value.clinic_name, value.room_name) if part)

"""What is selected when another day comes in, and what another desk has changed in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain

from desktop.domain.times import date_of
from desktop.domain.week import DiaryShown, DiaryWeek
from desktop.ui.diary.diary_layout import CellBox, DayLayout


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be selected once it is shown: a visit, a slot, or a date's first to come."""

    visit: str = ""
    version: int = 0
    slot: str = ""
    on_date: date | None = None

    def find(self, layout: DayLayout, now: datetime) -> CellBox | None:
        """Return where it is; of a date nobody works the next one after it."""
        if self.visit:
            return layout.find_visit(self.visit, self.version)
        if self.slot:
            return layout.find(self.slot)
        if self.on_date is None:
            return None
        boxes = [box for column in layout.boxes for box in column]
        zone, on = layout.day.zone, self.on_date
        dated = [box for box in boxes if date_of(box.cell.start_at, zone) >= on]
        coming = [box for box in dated if box.cell.end_at > now]
        return next(iter(coming or dated), None)


NOTHING = Wanted()


def what_of(day: DiaryShown) -> tuple[object, ...]:
    """Return what tells one day or week from another."""
    return (day.on_date, day.clinician_id if isinstance(day, DiaryWeek) else None)


def changed_keys(layout: DayLayout, day: DiaryShown) -> frozenset[str]:
    """Return the keys of the cells that are others in the day than where they stand now."""
    before = {box.cell.key: box.cell for box in chain.from_iterable(layout.boxes)}
    cells = (
        cell for column in day.columns for session in column.sessions for cell in session.cells
    )
    return frozenset(cell.key for cell in cells if before.get(cell.key) != cell)

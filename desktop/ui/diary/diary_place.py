"""Where the selection stands, over a reload of the day and on another day."""

from __future__ import annotations

from datetime import time

from desktop.domain.ids import ClinicianId, ClinicId
from desktop.domain.times import local_of
from desktop.ui.diary.diary_layout import CellBox, DayLayout


def find_again(layout: DayLayout, kept: tuple[CellBox, ...]) -> tuple[CellBox, ...]:
    """Return where the selected cells are now; of several only one, if any was booked meanwhile."""
    found = {box.cell.key: box for one in kept if (box := layout.find(one.cell.key)) is not None}
    again = tuple(found.values())
    if len(again) > 1 and any(box.cell.visits for box in again):
        return again[:1]
    return again


class Place:
    """Whose column the selection stands in and at what time, whatever the day."""

    def __init__(self) -> None:
        self._clinician_id = ClinicianId("")
        self._clinic_id = ClinicId("")
        self._column = 0
        self._at: time | None = None

    def keep(self, layout: DayLayout | None, box: CellBox | None) -> None:
        """Take the place of a cell."""
        if layout is None or box is None:
            return
        column = layout.day.columns[box.column]
        self._clinician_id, self._clinic_id = column.clinician_id, column.clinic_id
        self._column = box.column
        self._at = local_of(box.cell.start_at, layout.day.zone).time()

    def find(self, layout: DayLayout) -> CellBox | None:
        """Return the cell nearest to the place kept: that clinician's, at that time.

        For somebody who does not work that day the column that stands there instead.
        """
        numbers = [number for number, boxes in enumerate(layout.boxes) if boxes]
        at = self._at
        if at is None or not numbers:
            return None

        def away_column(number: int) -> tuple[bool, bool, int]:
            column = layout.day.columns[number]
            return (
                column.clinician_id != self._clinician_id,
                column.clinic_id != self._clinic_id,
                abs(number - self._column),
            )

        def away_time(box: CellBox) -> tuple[bool, int]:
            start = local_of(box.cell.start_at, layout.day.zone).time()
            end = local_of(box.cell.end_at, layout.day.zone).time()
            minutes = (start.hour - at.hour) * 60 + start.minute - at.minute
            return (not start <= at < end, abs(minutes))

        return min(layout.boxes[min(numbers, key=away_column)], key=away_time)

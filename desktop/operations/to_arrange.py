"""What is to arrange for the visits to come: the list, and how many there are."""

from __future__ import annotations

from desktop.domain.ids import ClinicId
from desktop.domain.to_arrange import ToArrange, sort_to_arrange
from desktop.operations.work import Reading
from desktop.persistence import to_arrange as rows


def list_to_arrange(
    reading: Reading, *, clinic_id: ClinicId | None = None, kind: str = ""
) -> tuple[ToArrange, ...]:
    """Return what is to arrange, overdue first; of one clinic or kind, or of all."""
    found = rows.list_to_arrange(reading.db, reading.today)
    chosen = [one for one in found if clinic_id in (None, one.clinic_id) and kind in ("", one.kind)]
    return sort_to_arrange(chosen, reading.today)


def count_to_arrange(reading: Reading) -> int:
    """Return how many needs are open: the badge in the rail."""
    return rows.count_to_arrange(reading.db, reading.today)

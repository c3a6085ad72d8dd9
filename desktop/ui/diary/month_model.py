"""The month as a table: weeks down, days across; and the kinds of slot of one day."""

from __future__ import annotations

from datetime import date, timedelta
from enum import IntEnum, StrEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QObject, Qt

from desktop.domain.month import KindOfDay, Month, MonthDay
from desktop.domain.times import DAYS, MONTHS, whole_day
from desktop.domain.week import DAYS_OF_WEEK
from desktop.ui.kit.base_model import NOWHERE, AnyIndex, ValuesModel


class Roles(IntEnum):
    """Roles of our own."""

    DAY = Qt.ItemDataRole.UserRole + 1


class MonthModel(QAbstractTableModel):
    """A week a row, Monday first."""

    def __init__(self, parent: QObject | None = None):
        super().__init__(parent)
        self.month: Month | None = None
        self.today = date.min

    def show_month(self, month: Month, today: date) -> None:
        """Show another month, or the same as it is now."""
        self.beginResetModel()
        self.month, self.today = month, today
        self.endResetModel()

    def place_of(self, on: date) -> tuple[int, int] | None:
        """Return row and column of a date, None for one that is not shown."""
        if self.month is None or self.month.day(on) is None:
            return None
        return divmod((on - self.month.days[0].on_date).days, DAYS_OF_WEEK)

    def rowCount(self, parent: AnyIndex = NOWHERE) -> int:
        if parent.isValid() or self.month is None:
            return 0
        return len(self.month.days) // DAYS_OF_WEEK

    def columnCount(self, parent: AnyIndex = NOWHERE) -> int:
        return 0 if parent.isValid() or self.month is None else DAYS_OF_WEEK

    def data(self, index: AnyIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or self.month is None:
            return None
        day = self.month.days[index.row() * DAYS_OF_WEEK + index.column()]
        if role == Roles.DAY:
            return day
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return day_sentence(day, self.today)
        if role == Qt.ItemDataRole.ToolTipRole:
            return day_sentence(day, self.today).replace(". ", ".\n")
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = int(Qt.ItemDataRole.DisplayRole),
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole or self.month is None:
            return None
        if orientation is Qt.Orientation.Horizontal:
            return DAYS[section]
        monday = self.month.days[0].on_date + timedelta(weeks=section)
        return f"Week of {monday.day} {MONTHS[monday.month - 1]}"


def day_title(day: MonthDay, today: date) -> str:
    """Say "18", "1 Dec", "Today, 18"."""
    on = day.on_date
    said = f"{on.day} {MONTHS[on.month - 1][:3]}" if on.day == 1 else str(on.day)
    return f"Today, {said}" if on == today else said


def short_sum(day: MonthDay, today: date) -> str:
    """Say in two words what is left of a day: "41 free", "Full", "12 open later"."""
    if not day.capacity or day.on_date < today:
        return ""
    if day.free:
        return f"{day.free} free"
    if day.later:
        return f"{day.later} open later"
    return "Full" if day.booked >= day.capacity else "None free"


def booked_of(day: MonthDay) -> tuple[str, str]:
    """Say "59 of 100 booked", and shorter where a bar beside it says of what."""
    return f"{day.booked} of {day.capacity} booked", f"{day.booked} of {day.capacity}"


def day_sums(day: MonthDay) -> str:
    """Say all that a day comes to: "100 places, 59 booked, 41 free, 2 blocked"."""
    if not day.kinds:
        return "No session"
    places = "1 place" if day.capacity == 1 else f"{day.capacity} places"
    said = [places, f"{day.booked} booked", f"{day.free} free"]
    said += [f"{day.later} open later"] if day.later else []
    said += [f"{day.blocked} blocked"] if day.blocked else []
    return ", ".join(said)


def day_sentence(day: MonthDay, today: date) -> str:
    """Say a day to a screen reader, its sums and then its kinds, the free ones first."""
    head = whole_day(day.on_date) + (", today" if day.on_date == today else "")
    closed = [f"Closed, {', '.join(day.closed)}"] if day.closed else []
    ordered = sorted(day.kinds, key=lambda kind: -kind.free)
    kinds = [f"{one.name}: {one.free} free of {one.capacity}" for one in ordered]
    return ". ".join((head, *closed, day_sums(day), *kinds))


class KindColumns(StrEnum):
    """What stands of a kind of slot on a day."""

    KIND = "Kind"
    PLACES = "Places"
    BOOKED = "Booked"
    FREE = "Free"
    LATER = "Later"


class KindsModel(ValuesModel[KindOfDay]):
    """The kinds of one day, and all of them together last."""

    columns = KindColumns

    def show_day(self, day: MonthDay) -> None:
        """Show the kinds of a day."""
        whole = KindOfDay("", "All kinds", "", "", day.capacity, day.booked, day.free, day.later)  # type: ignore[arg-type]  # no kind of its own
        self.set_rows((*day.kinds, whole) if day.kinds else ())

    def words(self, value: KindOfDay, column: StrEnum) -> str:
        if column is KindColumns.KIND:
            return f"{value.letter}  {value.name}" if value.letter else value.name
        counts = {
            KindColumns.PLACES: value.capacity,
            KindColumns.BOOKED: value.booked,
            KindColumns.FREE: value.free,
            KindColumns.LATER: value.later,
        }
        return str(counts[KindColumns(column)])

    def sentence(self, value: KindOfDay) -> str:
        later = f", {value.later} open later" if value.later else ""
        return f"{value.name}: {value.free} free of {value.capacity}, {value.booked} booked{later}"

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        return super().data(index, role)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        return super().headerData(section, orientation, role)


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter

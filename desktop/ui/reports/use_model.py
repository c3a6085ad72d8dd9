"""The lines of the utilisation report, and what a line says."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QFont

from desktop.domain.times import clock_time, short_date
from desktop.domain.utilisation import By, SessionUse, UseLine, lines_of, total
from desktop.ui.kit.base_model import AnyIndex, Role, ValuesModel


class Columns(StrEnum):
    """The columns, left to right; the last is painted from the others."""

    WHO = "Clinician"
    WHEN = "Sessions"
    OFFERED = "Offered"
    BOOKED = "Booked"
    BLOCKED = "Blocked"
    LATE = "Cancelled late"
    MISSED = "Did not attend"
    EMPTY = "Not taken"
    EXTRAS = "Extras"
    USED = "Used"
    CHART = "Of what was offered"


LEFT = (Columns.WHO, Columns.WHEN, Columns.CHART)


class UseModel(ValuesModel[UseLine]):
    """A line for each clinician or session, and the sum of all as the last."""

    columns = Columns

    def __init__(self, zone: str, parent: QObject | None = None):
        super().__init__((), parent)
        self._zone = zone
        self.sum_font = QFont()

    def show_uses(self, uses: tuple[SessionUse, ...], by: By) -> None:
        """Show sessions one by one, or by clinician."""
        lines = lines_of(uses, by)
        whole = UseLine(f"All {by.value}s", total(uses), len(uses))
        self.set_rows((*lines, whole) if lines else ())

    @property
    def lines(self) -> tuple[UseLine, ...]:
        """The lines without their sum."""
        return self.rows[:-1]

    def is_sum(self, row: int) -> bool:
        """Whether a row is the sum of the others."""
        return row == len(self.rows) - 1

    def words(self, value: UseLine, column: StrEnum) -> str:
        tally = value.tally
        percent = tally.used_percent
        said: dict[StrEnum, object] = {
            Columns.WHO: value.title,
            Columns.WHEN: self._when(value),
            Columns.OFFERED: tally.offered,
            Columns.BOOKED: tally.booked,
            Columns.BLOCKED: tally.blocked,
            Columns.LATE: tally.cancelled_late,
            Columns.MISSED: tally.did_not_attend,
            Columns.EMPTY: tally.empty,
            Columns.EXTRAS: tally.extras,
            Columns.USED: "" if percent is None else f"{percent} %",
            Columns.CHART: "",
        }
        found = said[column]
        return f"{found:,}" if isinstance(found, int) else str(found)

    def _when(self, line: UseLine) -> str:
        session = line.session
        if session is None:
            return f"{line.sessions:,}"
        hours = [clock_time(at, self._zone) for at in (session.start_at, session.end_at)]
        return f"{short_date(session.on_date)} {hours[0]} to {hours[1]}"

    def sentence(self, value: UseLine) -> str:
        tally = value.tally
        sessions = "1 session" if value.sessions == 1 else f"{value.sessions:,} sessions"
        when = self._when(value) if value.session is not None else sessions
        said = [f"{tally.offered:,} offered", f"{tally.booked:,} booked"]
        counts = (
            (tally.blocked, "blocked"),
            (tally.cancelled_late, "cancelled late"),
            (tally.did_not_attend, "did not attend"),
            (tally.empty, "not taken"),
            (tally.extras, "extras"),
        )
        said += [f"{count:,} {words}" for count, words in counts if count]
        used = "" if tally.used_percent is None else f". {tally.used_percent} % used"
        return f"{value.title}, {when}: {', '.join(said)}{used}"

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = list(Columns)[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == Qt.ItemDataRole.FontRole:
            return self.sum_font if self.is_sum(index.row()) else None
        if role == Qt.ItemDataRole.AccessibleTextRole and column is not Columns.WHO:
            value = index.data(Role.VALUE)
            words = self.words(value, column)
            return f"{column.value} {words}" if words else self.sentence(value)
        if role == Qt.ItemDataRole.ToolTipRole and column is Columns.CHART:
            return self.sentence(index.data(Role.VALUE))
        return super().data(index, role)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        is_head = orientation is Qt.Orientation.Horizontal
        if is_head and role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(list(Columns)[section])
        if is_head and role == Qt.ItemDataRole.DisplayRole:
            column = list(Columns)[section]
            # The last word stands below the others: the numbers under it are narrow.
            return column.value if column is Columns.CHART else "\n".join(column.rsplit(" ", 1))
        return super().headerData(section, orientation, role)


def _alignment(column: Columns) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column in LEFT else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter

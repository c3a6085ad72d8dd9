"""The lines of the utilisation report, and what a line says."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QFont

from desktop.domain.times import clock_time, short_date
from desktop.domain.utilisation import By, SessionUse, Tally, UseLine, lines_of, total
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


LEFT = (Columns.WHO, Columns.CHART)
INDENT = "\N{EM SPACE}"
"""Keeps the bars' heading off that of the numbers beside it; the bars begin below its words."""
UP, DOWN = "\N{UPWARDS ARROW}", "\N{DOWNWARDS ARROW}"


class UseModel(ValuesModel[UseLine]):
    """A line for each clinician or session, and the sum of all as the last."""

    columns = Columns

    def __init__(self, zone: str, parent: QObject | None = None):
        super().__init__((), parent)
        self._zone = zone
        self._uses: tuple[SessionUse, ...] = ()
        self._by = By.CLINICIAN
        self._order: tuple[Columns, bool] | None = None
        self.sum_font = QFont()

    def show_uses(self, uses: tuple[SessionUse, ...], by: By) -> None:
        """Show sessions one by one, or by clinician."""
        if by is not self._by:
            self._order = None
        self._uses, self._by = uses, by
        lines: tuple[UseLine, ...] = lines_of(uses, by)
        if self._order is not None:
            column, most_first = self._order
            lines = tuple(sorted(lines, key=lambda one: _rank(one, column), reverse=most_first))
        whole = UseLine(f"All {by.value}s", total(uses), len(uses))
        self.set_rows((*lines, whole) if lines else ())

    @property
    def order(self) -> tuple[Columns, bool]:
        """The column the lines are in order of, and whether the most comes first."""
        own = Columns.WHO if self._by is By.CLINICIAN else Columns.WHEN
        return self._order or (own, False)

    def say_order(self) -> str:
        """Say what the lines are in order of, and from which end."""
        column, most_first = self.order
        way = "most first" if most_first else "least first"
        if self._has_first(column):
            way = "from the last" if most_first else "from the first"
        return f"In order of {column.value.lower()}, {way}"

    def _has_first(self, column: Columns) -> bool:
        """Whether a column begins with the first letter or day; numbers begin with the most."""
        is_time = column is Columns.WHEN and self._by is By.SESSION
        return is_time or column is Columns.WHO

    def put_in_order(self, column: Columns) -> None:
        """Put the lines in order of a column; of the same once more, the other way round."""
        now, most_first = self.order
        self._order = (column, not most_first if column is now else not self._has_first(column))
        self.show_uses(self._uses, self._by)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Columns) - 1)

    def _alignment(self, column: Columns) -> Qt.AlignmentFlag:
        """Numbers end where the others of their column do; the time of a session is none."""
        is_words = column in LEFT or (column is Columns.WHEN and self._by is By.SESSION)
        side = Qt.AlignmentFlag.AlignLeft if is_words else Qt.AlignmentFlag.AlignRight
        return side | Qt.AlignmentFlag.AlignVCenter

    @property
    def lines(self) -> tuple[UseLine, ...]:
        """The lines without their sum."""
        return self.rows[:-1]

    def is_sum(self, row: int) -> bool:
        """Whether a row is the sum of the others."""
        return row == len(self.rows) - 1

    def words(self, value: UseLine, column: StrEnum) -> str:
        if column in (Columns.WHO, Columns.WHEN):
            return value.title if column is Columns.WHO else self._when(value)
        if column is Columns.CHART:
            return ""
        number = _numbers(value.tally)[column]
        if column is Columns.USED:
            return "" if number is None else f"{number} %"
        return f"{number:,}"

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
            return self._alignment(column)
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
            return self._alignment(list(Columns)[section])
        if is_head and role == Qt.ItemDataRole.DisplayRole:
            column = list(Columns)[section]
            # The last words stand below the others: what is under them is narrow.
            middle = " was" if column is Columns.CHART else " "
            words = (f"\n{middle.strip()}").join(column.rsplit(middle, 1))
            if column is Columns.CHART:
                words = "\n".join(f"{INDENT}{line}" for line in words.split("\n"))
            ordered, most_first = self.order
            return f"{words} {DOWN if most_first else UP}" if column is ordered else words
        if is_head and role == Qt.ItemDataRole.AccessibleTextRole:
            column = list(Columns)[section]
            return self.say_order() if column is self.order[0] else column.value
        if is_head and role == Qt.ItemDataRole.ToolTipRole:
            return "Click, or Enter in the table: in order of this; again, the other way round"
        return super().headerData(section, orientation, role)


def _numbers(tally: Tally) -> dict[StrEnum, int | None]:
    return {
        Columns.OFFERED: tally.offered,
        Columns.BOOKED: tally.booked,
        Columns.BLOCKED: tally.blocked,
        Columns.LATE: tally.cancelled_late,
        Columns.MISSED: tally.did_not_attend,
        Columns.EMPTY: tally.empty,
        Columns.EXTRAS: tally.extras,
        Columns.USED: tally.used_percent,
        Columns.CHART: tally.used_percent,
    }


def _rank(line: UseLine, column: Columns) -> tuple[int, str]:
    """Return what a line is put in order by; a share that is not known is the least."""
    if column is Columns.WHO:
        return 0, line.title.casefold()
    if column is Columns.WHEN:
        at = line.session.start_at.isoformat() if line.session is not None else ""
        return line.sessions, at
    number = _numbers(line.tally)[column]
    return -1 if number is None else number, ""

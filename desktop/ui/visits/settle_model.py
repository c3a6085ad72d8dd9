"""Visits to settle as rows: a head for each session, its visits below it."""

from __future__ import annotations

from datetime import date
from enum import IntEnum
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.domain.ids import AppointmentId
from desktop.domain.settling import OpenSession, OpenVisit, ToSettle
from desktop.domain.times import clock_time, date_with_year, short_date
from desktop.domain.visit_end import say_unsaid
from desktop.domain.visits import WORDS, State

AnyIndex = QModelIndex | QPersistentModelIndex
STATUS = {
    State.BOOKED: "booked",
    State.ARRIVED: "arrived",
    State.CHECKED_IN: "inRoom",
    State.FULFILLED: "done",
}
"""How the look calls each state."""


class Roles(IntEnum):
    """What a row says beside its text."""

    ROW = int(Qt.ItemDataRole.UserRole) + 1


class SettleRow(NamedTuple):
    """A row in words; a head has no visit."""

    first: str
    second: str
    spoken: str
    time: str = ""
    found: OpenVisit | None = None

    @property
    def is_head(self) -> bool:
        """Whether it names the session of the rows below it."""
        return self.found is None


class SettleModel(QAbstractListModel):
    """Heads are passed over by the arrows; what is typed into the filter narrows names."""

    def __init__(self, parent: QObject | None = None):
        super().__init__(parent)
        self.rows: tuple[SettleRow, ...] = ()
        self._found = ToSettle((), since=date.min)
        self._zone = "Europe/London"
        self._wanted = ""

    def show_found(self, found: ToSettle, zone: str) -> None:
        """Show these instead."""
        self._found, self._zone = found, zone
        self._lay_out()

    def narrow(self, typed: str) -> None:
        """Show those alone whose name, clinician, place or kind has what was typed."""
        self._wanted = typed.casefold().strip()
        self._lay_out()

    @property
    def hidden(self) -> int:
        """How many the filter hides."""
        return self._found.count - sum(not row.is_head for row in self.rows)

    def row_of(self, appointment_id: AppointmentId) -> int | None:
        """Return the row of a visit; None when it is settled or hidden."""
        for number, row in enumerate(self.rows):
            if row.found is not None and row.found.visit.id == appointment_id:
                return number
        return None

    def nearest_visit(self, row: int) -> int | None:
        """Return the row of the visit at or after a row, else of the last one before it."""
        places = [place for place, one in enumerate(self.rows) if not one.is_head]
        after = [place for place in places if place >= row]
        return after[0] if after else (places[-1] if places else None)

    def _lay_out(self) -> None:
        rows: list[SettleRow] = []
        for session in self._found.sessions:
            visits = [one for one in session.visits if self._fits(one)]
            if visits:
                rows.append(_head(session, len(visits)))
                rows += [_row(one, self._zone) for one in visits]
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def _fits(self, one: OpenVisit) -> bool:
        texts = (one.visit.called, one.clinician, one.place, one.kind)
        return not self._wanted or any(self._wanted in text.casefold() for text in texts)

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        return 0 if parent.isValid() else len(self.rows)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if index.isValid() and self.rows[index.row()].is_head:
            return Qt.ItemFlag.NoItemFlags  # the arrows pass it over
        return super().flags(index)

    def data(self, index: AnyIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.first
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return row.spoken
        return row if role == Roles.ROW else None


def _head(session: OpenSession, count: int) -> SettleRow:
    first = f"{short_date(session.on_date)}, {session.clinician or 'No clinician'}"
    what = (
        "with needs not said" if session.visits[0].visit.state is State.FULFILLED else "to settle"
    )
    left = f"{count} {what}"
    second = ", ".join(filter(None, (session.place, left)))
    return SettleRow(first, second, f"{first}. {second}")


def _row(one: OpenVisit, zone: str) -> SettleRow:
    visit = one.visit
    time = f"{clock_time(visit.start_at, zone)} to {clock_time(visit.end_at, zone)}"
    born = f"born {date_with_year(one.born_on)}" if one.born_on else ""
    needs, is_done = "", visit.state is State.FULFILLED
    if is_done:
        needs = say_unsaid(one.unsaid) or "opens only with a reason"
    second = ", ".join(filter(None, (one.kind, born, needs)))
    state = WORDS[visit.state].lower()
    spoken = f"{visit.called}, {time}, {'' if is_done else 'still '}{state}. {second}"
    return SettleRow(visit.called, second, spoken, time, one)

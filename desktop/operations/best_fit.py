"""The times that fit somebody best: ranked, with reasons, and what was left out."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.asked import Asked
from desktop.domain.best_fit import Suggestion
from desktop.domain.booking import FreeTime, LeftOut
from desktop.domain.ids import PatientId
from desktop.operations.weighing import SHOWN, Weighing
from desktop.operations.work import Reading


@dataclass(frozen=True, slots=True)
class BestFit:
    """Times that fit, best first; ``is_short`` says that none is as long as it should be.

    ``more`` says that a larger limit finds others.
    """

    suggestions: tuple[Suggestion, ...]
    left_out: tuple[LeftOut, ...] = ()
    more: bool = False
    is_short: bool = False
    minutes: int | None = None


def suggest_times(
    reading: Reading,
    *,
    patient_id: PatientId | None,
    asked: Asked,
    limit: int = SHOWN,
    chosen: FreeTime | None = None,
) -> BestFit:
    """Return the times that fit the person best among those that answer what is asked.

    ``chosen`` is a time somebody chose in the diary: it comes first, whatever it loses.
    """
    weighing = Weighing(reading, patient_id)
    found = weighing.find(asked, limit)
    first = chosen.slot_ids[0] if chosen is not None else None
    others = [one for one in found.times if one.slot_ids[0] != first]
    ranked = weighing.rank(others, limit, soonest=asked.is_soonest)
    if chosen is not None:
        ranked = (*weighing.rank((chosen,)), *ranked)
    more = found.more or len(others) > limit
    return BestFit(ranked, found.left_out, more, found.is_short, found.minutes)

"""How the acts on a visit are said."""

from __future__ import annotations

from datetime import date

from desktop.domain.diary import VisitInDiary
from desktop.domain.people import PatientCard, VisitLine
from desktop.domain.series import say_place
from desktop.domain.text import sentence_case
from desktop.domain.times import clock_time, date_of, said_day
from desktop.domain.visit_end import arranged_words

Visit = VisitInDiary | VisitLine


def when_words(visit: Visit, *, today: date, zone: str) -> str:
    """Say when a visit is: "today 10:20", "Wed 25 Nov 09:20"."""
    if visit.start_at is None:
        return "no time yet"
    day = said_day(date_of(visit.start_at, zone), today)
    return f"{day} {clock_time(visit.start_at, zone)}"


def whose_visit(visit: Visit, card: PatientCard | None) -> str:
    """Say whose visit it is: "Maggie Hughes’s visit", or "the visit"."""
    called = called_name(visit, card)
    return f"{called}’s visit" if called else "the visit"


def called_name(visit: Visit, card: PatientCard | None) -> str:
    """Return the name the person uses, where it is known."""
    if isinstance(visit, VisitInDiary):
        return visit.called
    mine = card is not None and any(
        visit.id == line.id for line in (*card.today, *card.coming, *card.past)
    )
    return card.called if card is not None and mine else ""


def arranged_for(visit: Visit, card: PatientCard | None) -> str:
    """Say what has been arranged for a visit, where the card of its person says."""
    lines = (*card.today, *card.coming) if card is not None else ()
    return arranged_words(next((one.needs for one in lines if one.id == visit.id), ()))


def series_of(visit: Visit, card: PatientCard | None) -> str:
    """Say which of a series a visit is, where the card of its person says: "It is 2 of 6: ..."."""
    for series in card.series if card is not None else ():
        for date_ in series.dates:
            if date_.appointment_id == visit.id:
                return f"It is {say_place(date_, series)}: {series.words}."
    return ""


def line_words(line: VisitLine, *, zone: str, today: date | None = None) -> str:
    """Say a visit in a line: "10:20, Grace Adeyemi, Nurse treatment"; of any day with the day."""
    time = clock_time(line.start_at, zone) if line.start_at else "No time yet"
    if today is not None and line.start_at is not None:
        when = when_words(line, today=today, zone=zone)
        time = sentence_case(when)
    return ", ".join(filter(None, (time, line.clinician_name, line.slot_type_name)))

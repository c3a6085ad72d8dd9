"""What Ctrl+P offers where one stands: this session, this site, everything, this person."""

from __future__ import annotations

from datetime import date

from desktop.domain.diary import Cell, DiaryDay
from desktop.domain.ids import ClinicId
from desktop.domain.people import PatientCard
from desktop.domain.practice import PracticeOutline
from desktop.domain.reaching import how_to_reach
from desktop.domain.times import short_date
from desktop.ui.print.print_dialog import PrintChoice


def print_choices(
    day: DiaryDay | None,
    cell: Cell | None,
    *,
    clinic_id: ClinicId | None,
    outline: PracticeOutline,
    card: PatientCard | None,
    today: date,
    is_dealt_with: bool = False,
    is_whole: bool = False,
) -> tuple[PrintChoice, ...]:
    """Return what can be printed, the likeliest first.

    That is the passport where the whole panel is shown; the card of a person the desk is dealing
    with, just found or booked for; else a list.
    """
    choices: list[PrintChoice] = []
    if day is not None:
        when = short_date(day.on_date)
        for column in day.columns:
            for session in column.sessions:
                if cell is not None and session.id == cell.session_id:
                    words = f"List of {column.clinician_name}, {when}"
                    choices.append(PrintChoice(words, on_date=day.on_date, session_id=session.id))
        clinic = next((one for one in outline.clinics if one.id == clinic_id), None)
        if clinic is not None:
            words = f"List of {clinic.name}, {when}"
            choices.append(PrintChoice(words, on_date=day.on_date, clinic_id=clinic.id))
        choices.append(PrintChoice(f"List of all sites, {when}", on_date=day.on_date))
    if card is not None:
        words = f"Appointment card, next visits of {card.called}"
        place = 0 if is_dealt_with else len(choices)
        reach = how_to_reach(card.preferences, today)
        choices.insert(place, PrintChoice(words, patient_id=card.id, large=reach.large_print))
        if not card.is_closed:
            passport = PrintChoice(
                f"Passport, what {card.called} told us",
                patient_id=card.id,
                large=reach.large_print,
                is_passport=True,
                points=reach.points,
            )
            choices.insert(0 if is_whole else place + 1, passport)
    return tuple(choices)

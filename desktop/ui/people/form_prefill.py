"""What was typed into the search box, put into the fields of a new person."""

from __future__ import annotations

from datetime import date

from desktop.domain.errors import RuleViolation
from desktop.domain.names import name_key
from desktop.domain.nhs_numbers import parse_nhs_number
from desktop.domain.people import ContactPoint, PatientDetails
from desktop.domain.people_search import find_wrong_date, read_query

LEAST_PHONE_DIGITS = 10


def details_from_search(typed: str, *, today: date) -> tuple[PatientDetails, str]:
    """Return the details a search already names, and the birth date as it is to be typed."""
    query = read_query(typed, today=today)
    wanted = list(query.names)
    words = [word for word in typed.replace(",", " ").split() if _take(word, wanted)]
    words = [word if any(one.isupper() for one in word) else word.capitalize() for word in words]
    given, family = (words[:-1], words[-1:]) if len(words) > 1 else ([], words)
    number, phone = "", ""
    for digits in query.digits:
        if digits.number is not None and _is_number(digits.number):
            number = digits.number
        elif not digits.births and len(digits.phone) >= LEAST_PHONE_DIGITS:
            phone = digits.phone
    points = (ContactPoint("phone", phone, "mobile"),) if phone else ()
    details = PatientDetails(
        given_names=" ".join(given),
        family_name=" ".join(family),
        nhs_number=number,
        contact_points=points,
    )
    return details, _birth_text(query.all_births) or find_wrong_date(typed, today=today)


def _take(word: str, wanted: list[str]) -> bool:
    key = name_key(word)
    if key and key in wanted:
        wanted.remove(key)
        return True
    return False


def _is_number(digits: str) -> bool:
    try:
        parse_nhs_number(digits)
    except RuleViolation:
        return False
    return True


def _birth_text(births: tuple[date, ...]) -> str:
    """Return a birth date as typed; two centuries are left for the form to ask about."""
    if not births:
        return ""
    first = births[0]
    year = f"{first.year}" if len(births) == 1 else f"{first.year % 100:02}"
    return f"{first.day}/{first.month}/{year}"

"""What has to be true of a person's details before they are kept, and who may be the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from desktop.domain.contacts import phone_search_digits, postcode_key, read_email, read_phone
from desktop.domain.contacts import read_postcode as read_typed_postcode
from desktop.domain.errors import RuleViolation
from desktop.domain.names import (
    NameForm,
    is_near_name,
    is_short_form,
    name_forms,
    read_former_names,
)
from desktop.domain.nhs_numbers import parse_nhs_number
from desktop.domain.people import ContactPoint, PatientCard, PatientDetails, VisitLine
from desktop.domain.said_dates import say_date
from desktop.domain.text import clean_line, clean_lines
from desktop.domain.visits import State

LONGEST_NAME = 200
LONGEST_ADDRESS = 500
LONGEST_WORDS = 500
OLDEST_YEARS = 130
MOST_CONTACT_POINTS = 20

_LINES = {
    "title": 50,
    "given_names": LONGEST_NAME,
    "family_name": LONGEST_NAME,
    "preferred_name": LONGEST_NAME,
    "former_names": LONGEST_WORDS,
    "say_it": LONGEST_NAME,
    "pronouns": 50,
    "sex": 50,
    "gender": 100,
    "born_unknown_why": LONGEST_WORDS,
}


def check_details(
    details: PatientDetails, *, today: date
) -> tuple[PatientDetails, tuple[str, ...]]:
    """Return the details tidied, and a warning for each value kept though it is doubtful.

    Errors: RuleViolation at the field, its sentence saying what to do; nothing is changed then.
    """
    warnings: list[str] = []
    lines: dict[str, Any] = {
        name: clean_line(getattr(details, name), field=name, longest=longest)
        for name, longest in _LINES.items()
    }
    if not lines["given_names"] and not lines["family_name"]:
        raise RuleViolation("empty", "family_name", "Type a name, even if only one part is known.")
    _check_birth(details.born_on, lines["born_unknown_why"], today)
    postcode = details.postcode.strip()
    if postcode:
        reading = read_typed_postcode(postcode)
        postcode = reading.postcode
        warnings += [reading.doubtful] if reading.doubtful else []
    number = details.nhs_number.strip()
    checked = replace(
        details,
        **lines,
        address=clean_lines(details.address, field="address", longest=LONGEST_ADDRESS),
        postcode=postcode,
        nhs_number=parse_nhs_number(number).digits if number else "",
        contact_points=_check_contact_points(details.contact_points, warnings),
    )
    return checked, tuple(warnings)


def _check_birth(born_on: date | None, unknown_why: str, today: date) -> None:
    if born_on is None:
        if not unknown_why:
            raise RuleViolation(
                "empty", "born_on", "Type the date of birth, or say why it is not known."
            )
        return
    if born_on > today:
        raise RuleViolation("date_future", "born_on", f"{say_date(born_on)} is still to come.")
    if today.year - born_on.year > OLDEST_YEARS:
        raise RuleViolation(
            "date_long_ago", "born_on", f"{say_date(born_on)} is over {OLDEST_YEARS} years ago."
        )


def _check_contact_points(
    points: Iterable[ContactPoint], warnings: list[str]
) -> tuple[ContactPoint, ...]:
    checked: dict[tuple[str, str], ContactPoint] = {}
    for point in points:
        if not point.value.strip():
            continue
        note = clean_line(point.note, field="contact", longest=LONGEST_WORDS)
        use = clean_line(point.use, field="contact", longest=50)
        doubtful: str | None
        if point.system == "email":
            email = read_email(point.value)
            value, doubtful = email.address, email.doubtful
        else:
            phone = read_phone(point.value)
            value, doubtful = phone.shown, phone.doubtful
        warnings += [doubtful] if doubtful else []
        checked.setdefault(
            (point.system, value),
            replace(point, value=value, note=note, use=use, doubtful=doubtful or ""),
        )
    if len(checked) > MOST_CONTACT_POINTS:
        raise RuleViolation(
            "too_many", "contact", f"{MOST_CONTACT_POINTS} numbers and addresses are the most."
        )
    return tuple(checked.values())


def forms_of(details: PatientDetails) -> tuple[NameForm, ...]:
    """Return the ways the person's name may be said, folded, at most 8."""
    return name_forms(
        details.given_names,
        details.family_name,
        details.preferred_name,
        read_former_names(details.former_names),
    )


def keys_of(details: PatientDetails, numbers: Iterable[str]) -> frozenset[tuple[str, str]]:
    """Return what else the person is found by: (kind, key), phones by start and by end."""
    keys = {("identifier", number) for number in numbers if number}
    if details.postcode:
        keys.add(("postcode", postcode_key(details.postcode)))
    for point in details.contact_points:
        if point.system != "phone":
            continue
        digits = phone_search_digits(point.value)
        if digits:
            keys |= {("phone", digits), ("phone-end", digits[::-1])}
    return frozenset(keys)


def close_card(card: PatientCard) -> PatientCard:
    """Return a sensitive record's card as it shows without a reason.

    Who they are and what the diary shows as well: today's visits and those to come, without their
    words. What was before, and what was called off, is told with the record alone: clinician and
    kind of past visits say much of somebody.
    """
    kept = card.details
    details = PatientDetails(
        given_names=kept.given_names,
        family_name=kept.family_name,
        born_on=kept.born_on,
        born_unknown_why=kept.born_unknown_why,
        title=kept.title,
        preferred_name=kept.preferred_name,
        say_it=kept.say_it,
        pronouns=kept.pronouns,
        registration=kept.registration,
        nhs_number=kept.nhs_number,
    )
    return replace(
        card,
        today=_without_words(card.today),
        coming=_without_words(card.coming),
        past=(),
        details=details,
        is_closed=True,
        preferences=(),
        related=(),
        other_numbers=(),
        other_contacts=(),
        names=(),
    )


def _without_words(lines: tuple[VisitLine, ...]) -> tuple[VisitLine, ...]:
    return tuple(
        replace(one, reason="", cancel_words="", needs=())
        for one in lines
        if one.state is not State.CANCELLED
    )


def is_alike(details: PatientDetails, other_name: str, other_born_on: date | None) -> bool:
    """Return whether somebody may be the same person: same birth date, same or near name.

    With the same birth date a given name may be a shorter form: "Jo Smith" is near Joanna Smith.
    """
    if details.born_on is None or other_born_on is None:
        return is_near_name(_whole_name(details), other_name)
    mine = [_whole_name(details)]
    if details.preferred_name:
        mine.append(f"{details.preferred_name} {details.family_name}".strip())
    return details.born_on == other_born_on and any(
        is_near_name(name, other_name) or is_short_form(name, other_name) for name in mine
    )


def _whole_name(details: PatientDetails) -> str:
    return f"{details.given_names} {details.family_name}".strip()

"""Ways to reach a person: phone, e-mail and postcode read, tidied, doubted or turned away."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from desktop.domain.errors import RuleViolation
from desktop.domain.practice import Channel
from desktop.domain.text import clean_line

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

# phonenumbers and email_validator take 30 to 40 ms each to import, so they are imported where they
# are used: not at the start of the window.

_GB = 44
_LONGEST_PHONE = 40
_PHONE_FILLERS = re.compile("[\\s()\\-\u2010-\u2015\u2212]+")
_PHONE_SHAPE = re.compile(r"\+{0,2}[0-9]+(?:[./][0-9]+)*")
# Numbers that Ofcom keeps for drama: nobody has them, and practice data is full of them.
_MADE_UP_PHONE = re.compile(r"7700900[0-9]{3}|1632960[0-9]{3}")

_LONGEST_EMAIL = 254
_MAIL_SLIPS = {
    "gmail.con": "gmail.com",
    "gmial.com": "gmail.com",
    "gmai.com": "gmail.com",
    "gmail.co": "gmail.com",
    "gmail.co.uk": "gmail.com",
    "hotmail.con": "hotmail.com",
    "hotmial.com": "hotmail.com",
    "hotmal.com": "hotmail.com",
    "outlook.con": "outlook.com",
    "yahoo.con": "yahoo.com",
    "yaho.com": "yahoo.com",
    "yahoo.couk": "yahoo.co.uk",
    "icloud.con": "icloud.com",
    "btinternet.con": "btinternet.com",
}

_LONGEST_POSTCODE = 12
_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?|GIR)([0-9][A-Z]{2})")
_AREA_LETTERS = (
    "AB AL B BA BB BD BF BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT "
    "DY E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD "
    "LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK "
    "SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO "
    "ZE"
)
_POSTCODE_AREAS = frozenset(_AREA_LETTERS.split())


class PhoneKind(StrEnum):
    """What rings at the other end; only a mobile can be sent a text."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class PhoneReading:
    """A phone number fit to keep; ``doubtful`` is the warning to show, None when all is well."""

    e164: str
    shown: str
    digits: str
    kind: PhoneKind
    doubtful: str | None = None


@dataclass(frozen=True, slots=True)
class EmailReading:
    """An e-mail address fit to keep; ``doubtful`` is the warning to show, None when all is well."""

    address: str
    doubtful: str | None = None


@dataclass(frozen=True, slots=True)
class PostcodeReading:
    """A postcode fit to keep; ``doubtful`` is the warning to show, None when all is well."""

    postcode: str
    doubtful: str | None = None


def check_number_to_ring(channel: Channel, number: str | None) -> None:
    """Raise RuleViolation("call_on") where nobody could be rung: none for a call, or no number."""
    if channel is Channel.TELEPHONE and not number:
        raise RuleViolation("empty", "call_on", "Type the number to ring.")
    if number:
        read_phone(number, field="call_on")


def read_phone(text: str, *, field: str = "phone") -> PhoneReading:
    """Read a phone number as typed; without a country code it is a UK number.

    Shape: ``shown`` is "07700 900118" or "+33 1 22 33 44 55"; ``digits`` is what search keys are
    made of: UK numbers with their 0, others with their country code.
    Errors: RuleViolation with code empty, phone_characters, phone_short or phone_long.
    """
    import phonenumbers

    compact = _compact_phone(text, field)
    try:
        number = phonenumbers.parse(compact, "GB")
    except phonenumbers.NumberParseException as error:
        code, size = ("phone_long", "long") if len(compact) > 15 else ("phone_short", "short")
        raise RuleViolation(code, field, f"This is too {size} for a phone number.") from error
    if phonenumbers.is_valid_number(number):
        return _phone_reading(number, _premium_doubt(number))
    abroad = _read_as_abroad(compact)
    if abroad is not None:
        return abroad
    national = phonenumbers.national_significant_number(number)
    if number.country_code == _GB and _MADE_UP_PHONE.fullmatch(national):
        return _phone_reading(number, None)
    _refuse_impossible(number, national, field)
    if number.country_code == _GB and national.startswith("7") and len(national) == 9:
        return _phone_reading(number, "A mobile number has 11 digits; this one has 10. Check it.")
    return _phone_reading(number, "No such number is in use, as far as we know. Check the digits.")


def phone_search_digits(text: str) -> str:
    """Return the digits of a whole or partly typed number as search keys have them."""
    digits = re.sub(r"[^0-9]", "", text)
    if text.lstrip().startswith("+"):
        digits = "00" + digits
    if digits.startswith("00"):
        digits = digits[2:]
        if digits.startswith("44"):
            digits = "0" + digits[2:].removeprefix("0")
    elif digits.startswith("447") and len(digits) >= 9:
        digits = "0" + digits[2:]
    return digits


def read_email(text: str, *, field: str = "email") -> EmailReading:
    """Read an e-mail address; nothing is asked of any server.

    Errors: RuleViolation with code empty, control, too_long or email.
    """
    import email_validator

    typed = clean_line(text, field=field, longest=_LONGEST_EMAIL, required=True)
    if any(not mark.isascii() and unicodedata.category(mark)[0] in "PS" for mark in typed):
        sentence = "There is a character in this that no e-mail address has. Check the marks in it."
        raise RuleViolation("email", field, sentence)
    try:
        found = email_validator.validate_email(typed, check_deliverability=False)
    except email_validator.EmailNotValidError as error:
        raise RuleViolation("email", field, _email_slip(typed)) from error
    meant = _MAIL_SLIPS.get(found.domain)
    doubtful = None if meant is None else f"Is it {found.local_part}@{meant}?"
    return EmailReading(found.normalized, doubtful)


def read_postcode(text: str, *, field: str = "postcode") -> PostcodeReading:
    """Read a postcode; one of another country or shape is kept as typed, with a warning.

    Errors: RuleViolation with code empty, control or too_long.
    """
    typed = clean_line(text, field=field, longest=60, required=True).upper()
    found = _POSTCODE.fullmatch(typed.replace(" ", ""))
    if found is None:
        if len(typed) > _LONGEST_POSTCODE:
            sentence = "This is too long for a postcode. Put the address in the lines above."
            raise RuleViolation("too_long", field, sentence, longest=_LONGEST_POSTCODE)
        return PostcodeReading(typed, "This does not look like a UK postcode. It is kept as typed.")
    outward, inward = found.groups()
    postcode = f"{outward} {inward}"
    area = re.split(r"[0-9]", outward, maxsplit=1)[0]
    if area in _POSTCODE_AREAS:
        return PostcodeReading(postcode)
    return PostcodeReading(postcode, f"No UK postcode starts with {area}. Check it.")


def postcode_key(postcode: str) -> str:
    """Return a whole or partly typed postcode as search keys have it: capitals, no spaces."""
    return "".join(postcode.split()).upper()


def _compact_phone(text: str, field: str) -> str:
    typed = unicodedata.normalize("NFKC", clean_line(text, field=field, longest=200, required=True))
    compact = _PHONE_FILLERS.sub("", typed)
    if _PHONE_SHAPE.fullmatch(compact) is None:
        if not any("0" <= letter <= "9" for letter in compact):
            sentence = "A phone number needs digits."
        else:
            sentence = "Only digits belong in a phone number. Put anything else in the note."
        raise RuleViolation("phone_characters", field, sentence)
    if len(compact) > _LONGEST_PHONE:
        raise RuleViolation("phone_long", field, "This is too long for a phone number.")
    if compact.startswith(("++", "+00")):
        compact = "+" + compact.lstrip("+").removeprefix("00")
    return re.sub(r"[./]", "", compact)


def _read_as_abroad(compact: str) -> PhoneReading | None:
    """Try digits that make no UK number as a foreign one whose plus was left out."""
    import phonenumbers

    if compact.startswith(("+", "0")):
        return None
    try:
        number = phonenumbers.parse("+" + compact, None)
    except phonenumbers.NumberParseException:
        return None
    if len(compact) < 9 or not phonenumbers.is_valid_number(number):
        return None
    shown = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return _phone_reading(number, f"Read as a number abroad, {shown}. Check the digits.")


def _refuse_impossible(number: PhoneNumber, national: str, field: str) -> None:
    import phonenumbers

    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason == phonenumbers.ValidationResult.TOO_LONG:
        raise RuleViolation("phone_long", field, "This number has too many digits.")
    too_short = number.country_code == _GB and len(national) < 9
    if too_short or reason != phonenumbers.ValidationResult.IS_POSSIBLE:
        sentence = "This number has too few digits. Type it with its area code."
        raise RuleViolation("phone_short", field, sentence)


def _premium_doubt(number: PhoneNumber) -> str | None:
    import phonenumbers

    premium = phonenumbers.PhoneNumberType.PREMIUM_RATE
    if phonenumbers.number_type(number) != premium:
        return None
    return "This is a number that costs more to ring. Check the digits."


def _phone_reading(number: PhoneNumber, doubtful: str | None) -> PhoneReading:
    import phonenumbers

    forms = phonenumbers.PhoneNumberFormat
    e164 = phonenumbers.format_number(number, forms.E164)
    if number.country_code == _GB:
        digits = "0" + phonenumbers.national_significant_number(number)
        national = phonenumbers.format_number(number, forms.NATIONAL)
        shown = national if national.startswith("0") else digits
    else:
        shown = phonenumbers.format_number(number, forms.INTERNATIONAL)
        digits = e164[1:]
    return PhoneReading(e164, shown, digits, _phone_kind(number), doubtful)


def _phone_kind(number: PhoneNumber) -> PhoneKind:
    import phonenumbers

    types = phonenumbers.PhoneNumberType
    kind = phonenumbers.number_type(number)
    if kind in (types.MOBILE, types.FIXED_LINE_OR_MOBILE):
        return PhoneKind.MOBILE
    if kind in (types.FIXED_LINE, types.UAN, types.VOIP):
        return PhoneKind.LANDLINE
    if number.country_code == _GB:
        first = phonenumbers.national_significant_number(number)[:1]
        return {"7": PhoneKind.MOBILE, "1": PhoneKind.LANDLINE, "2": PhoneKind.LANDLINE}.get(
            first, PhoneKind.OTHER
        )
    return PhoneKind.OTHER


def _email_slip(typed: str) -> str:
    if " " in typed:
        return "An e-mail address has no spaces in it."
    if typed.count("@") != 1:
        return "An e-mail address has one @ in it, like name@place.uk."
    local, domain = typed.split("@")
    if not local or not domain:
        return "Something is missing before or behind the @, like name@place.uk."
    if "." not in domain:
        return "The part behind the @ needs a dot, like name@place.uk."
    return "This does not work as an e-mail address. Check it letter by letter."

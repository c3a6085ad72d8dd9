"""How a person likes to be treated, as UK Core, PDS and our own extensions say it."""

from __future__ import annotations

from dataclasses import replace

from desktop.domain.imports import PreferenceRead
from desktop.domain.preference_fields import Filled
from desktop.exchange.elements import Element
from desktop.exchange.fhir_needs import format_of, method_of
from desktop.exchange.fhir_values import Reader, codes_of, words_of
from desktop.exchange.own_preferences import OUR_PREFERENCE, read_own

VERIFICATION = {
    "01": "number-present-and-verified",
    "02": "number-present-but-not-traced",
    "03": "trace-required",
    "04": "trace-attempted",
    "05": "trace-needs-to-be-resolved",
    "06": "trace-in-progress",
    "07": "number-not-present-and-trace-not-required",
    "08": "trace-postponed",
}
"""NHS number status: England's numbers and the codes we keep (domain.md 1)."""

LETTERS_IN = "Letters in "
_SIGN = {"bfi", "bfk", "q4"}
_MAKATON = "q5"
_ARRANGED = frozenset({"bsl", "interpreter", "professional"})
_BSL = "British Sign Language"


def read_preferences(reader: Reader) -> tuple[PreferenceRead, ...]:
    """Return the preferences of a Patient; our own extension, where there, says them all."""
    patient = reader.resource
    ours = [read_own(reader, one) for one in patient.extension(OUR_PREFERENCE)]
    communication = patient.all("communication") + patient.extension("UKCore-NHSCommunication")
    told = patient.extension("UKCore-ContactPreference")
    needs_interpreter = any(
        one.is_true("valueBoolean") for one in patient.extension("patient-interpreterRequired")
    )
    found = _read_languages(communication, needs_interpreter=needs_interpreter)
    for one in told:
        found += _read_contact(one)
    return tuple(ours or dict.fromkeys(found))


def _read_languages(
    communication: tuple[Element, ...], *, needs_interpreter: bool
) -> list[PreferenceRead]:
    """Return languages other than English, and who needs an interpreter for them."""
    found: list[PreferenceRead] = []
    for one in communication:
        language, codes = _language(one)
        asked = [each.is_true("valueBoolean") for each in one.extension("interpreterRequired")]
        is_english = language.lower().startswith("english") or any(
            code.split("-")[0] == "en" for code in codes
        )
        if is_english or not language:
            continue
        signs = bool(_SIGN & set(codes)) or language == _BSL
        spoken: Filled = (("language", language),)
        if not any(asked) and not needs_interpreter:
            found.append(PreferenceRead("language", "", filled=spoken))
        elif _MAKATON in codes:
            found.append(PreferenceRead("professional", "", filled=(("who", "makaton"),)))
        elif signs:
            found.append(PreferenceRead("bsl", ""))
        else:
            found.append(PreferenceRead("interpreter", "", filled=spoken))
    if needs_interpreter and not any(one.kind in _ARRANGED for one in found):
        found.append(PreferenceRead("interpreter", "Language not said"))
    return found


def _language(one: Element) -> tuple[str, tuple[str, ...]]:
    one.use("preferred")
    said = one.one("language")
    if not said:
        said = next(iter(one.extension("language")), Element(None)).one("valueCodeableConcept")
    codes = codes_of(said)
    spoken = [coding.text("display") for coding in said.all("coding")]
    words = said.text("text") or ", ".join(dict.fromkeys(filter(None, spoken))) or words_of(said)
    said.use_all()
    return words, codes


def _read_contact(extension: Element) -> list[PreferenceRead]:
    times = ""
    for one in extension.extension("PreferredContactTimes"):
        times = one.text("valueString") or _say_timing(one.one("valueTiming").one("repeat"))
    found: list[PreferenceRead] = []
    for one in extension.extension("PreferredContactMethod"):
        mapped, words = method_of(_concept(one))
        kind, filled = mapped or ("reach", ())
        found.append(PreferenceRead(kind, "" if mapped else words, filled=filled))
    if times:
        place = next((n for n, one in enumerate(found) if one.kind == "reach"), len(found))
        asked = found[place] if place < len(found) else PreferenceRead("reach", "")
        found[place : place + 1] = [replace(asked, own_words=times)]
    for one in extension.extension("PreferredWrittenCommunicationFormat"):
        mapped, words = format_of(_concept(one))
        if mapped is not None:
            found.append(PreferenceRead(mapped[0], "", filled=mapped[1]))
        else:
            found.append(PreferenceRead("reach", LETTERS_IN + words))
    return found


def _concept(extension: Element) -> Element:
    return extension.one("valueCodeableConcept") or extension.one("valueCoding")


_WHEN = {"MORN": "mornings", "AFT": "afternoons", "EVE": "evenings", "NIGHT": "nights"}


def _say_timing(repeat: Element) -> str:
    """Say a Timing as people do: "mon, wed, fri, mornings"."""
    days = [one.title() for one in repeat.texts("dayOfWeek")]
    when = [_WHEN.get(one, one.lower()) for one in repeat.texts("when")]
    clock = list(repeat.texts("timeOfDay"))
    repeat.use_all()
    return ", ".join(days + when + clock)


def read_verification(identifier: Element) -> str:
    """Return the status of an NHS number, "" where the file does not say."""
    for one in identifier.extension("UKCore-NHSNumberVerificationStatus"):
        for code in codes_of(_concept(one)):
            return VERIFICATION.get(code, code)
    return ""

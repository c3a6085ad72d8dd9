"""Phones, e-mail addresses and postcodes are tidied, doubted or turned away."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.contacts import (
    PhoneKind,
    phone_search_digits,
    postcode_key,
    read_email,
    read_phone,
    read_postcode,
)
from desktop.domain.errors import RuleViolation
from tests.data_sets import DataSets

PHONES = [
    ("07700900118", "07700 900118", "+447700900118", PhoneKind.MOBILE),
    ("07700 900 118", "07700 900118", "+447700900118", PhoneKind.MOBILE),
    ("+44 (0)7700 900118", "07700 900118", "+447700900118", PhoneKind.MOBILE),
    ("0044 7700-900-118", "07700 900118", "+447700900118", PhoneKind.MOBILE),
    ("7700 900118", "07700 900118", "+447700900118", PhoneKind.MOBILE),
    ("01632 960123", "01632 960123", "+441632960123", PhoneKind.LANDLINE),
    ("020 7946 0991", "020 7946 0991", "+442079460991", PhoneKind.LANDLINE),
    ("020.7946.0991", "020 7946 0991", "+442079460991", PhoneKind.LANDLINE),
    ("0800 1111", "0800 1111", "+448001111", PhoneKind.OTHER),
    ("+33 122334455", "+33 1 22 33 44 55", "+33122334455", PhoneKind.LANDLINE),
    ("\uff10\uff17\uff17\uff10\uff10900118", "07700 900118", "+447700900118", PhoneKind.MOBILE),
]
DOUBTED_PHONES = ["0400 123 4567", "0770090011", "1-202-555-0104", "0900 123 4567"]
REFUSED_PHONES = [
    ("", "empty"),
    ("0770", "phone_short"),
    ("0", "phone_short"),
    ("960123", "phone_short"),
    ("07700 900118 900118", "phone_long"),
    ("0" * 39, "phone_long"),
    ("0" * 60, "phone_long"),
    ("0" * 10_000, "too_long"),
    ("07700 900118 ask for Jo", "phone_characters"),
    ("none", "phone_characters"),
    ("07700 90011\u0668", "phone_characters"),
    ("07700\x00900118", "control"),
]


@pytest.mark.parametrize(("typed", "shown", "e164", "kind"), PHONES)
def test_a_phone_is_tidied(typed: str, shown: str, e164: str, kind: PhoneKind) -> None:
    reading = read_phone(typed)
    assert (reading.shown, reading.e164, reading.kind, reading.doubtful) == (
        shown,
        e164,
        kind,
        None,
    )
    assert read_phone(reading.shown).e164 == e164


@pytest.mark.parametrize("typed", DOUBTED_PHONES)
def test_a_doubtful_phone_is_kept_with_a_warning(typed: str) -> None:
    reading = read_phone(typed)
    assert reading.doubtful is not None
    assert reading.doubtful.endswith(".")
    assert reading.shown


@pytest.mark.parametrize(("typed", "code"), REFUSED_PHONES)
def test_an_impossible_phone_is_turned_away(typed: str, code: str) -> None:
    with pytest.raises(RuleViolation) as slip:
        read_phone(typed, field="phone_1")
    assert (slip.value.code, slip.value.field) == (code, "phone_1")
    assert slip.value.message


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("07700 900118", "07700900118"),
        ("+44 7700 900118", "07700900118"),
        ("+44 (0)7700 900118", "07700900118"),
        ("0044 7700", "07700"),
        ("447700900118", "07700900118"),
        ("+33 1 22", "33122"),
        ("0033122", "33122"),
        ("118", "118"),
        ("447", "447"),
        ("", ""),
    ],
)
def test_typed_digits_meet_the_keys_of_phones(typed: str, digits: str) -> None:
    assert phone_search_digits(typed) == digits


@given(st.sampled_from([row[0] for row in PHONES[:9]]))
def test_the_digits_of_a_kept_phone_are_its_search_key(typed: str) -> None:
    reading = read_phone(typed)
    for said in (reading.shown, reading.e164, reading.digits):
        assert phone_search_digits(said) == reading.digits


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        (" jo.smith@example.com ", "jo.smith@example.com"),
        ("Jo.Smith@EXAMPLE.com", "Jo.Smith@example.com"),
        ("jos\u00e9@example.com", "jos\u00e9@example.com"),
    ],
)
def test_an_address_is_tidied(typed: str, address: str) -> None:
    assert read_email(typed).address == address
    assert read_email(typed).doubtful is None


def test_a_slip_in_a_well_known_domain_is_doubted() -> None:
    assert read_email("jo@gmial.com").doubtful == "Is it jo@gmail.com?"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("jo smith@example.com", "no spaces"),
        ("jo.example.com", "one @"),
        ("jo@", "missing"),
        ("jo@example", "needs a dot"),
        ("jo\u2019s@example.com", "marks"),
        ("jo..s@example.com", "letter by letter"),
        ("a" * 10_000, "254 is the most"),
    ],
)
def test_a_slip_in_an_address_is_said(typed: str, words: str) -> None:
    with pytest.raises(RuleViolation, match=words):
        read_email(typed)


@pytest.mark.parametrize(
    ("typed", "postcode", "sure"),
    [
        ("sw1a1aa", "SW1A 1AA", True),
        (" m1  1ae", "M1 1AE", True),
        ("b338th", "B33 8TH", True),
        ("DN55 1PT", "DN55 1PT", True),
        ("ec1a 1bb", "EC1A 1BB", True),
        ("zz1 1zz", "ZZ1 1ZZ", False),
        ("75008", "75008", False),
        ("SW1A", "SW1A", False),
    ],
)
def test_a_postcode_is_tidied(typed: str, postcode: str, sure: bool) -> None:
    reading = read_postcode(typed)
    assert (reading.postcode, reading.doubtful is None) == (postcode, sure)
    assert postcode_key(typed) == postcode_key(postcode)


@pytest.mark.parametrize("typed", ["", "12 High Street, Leeds", "A" * 10_000, "SW1A\x07 1AA"])
def test_what_is_no_postcode_is_turned_away(typed: str) -> None:
    with pytest.raises(RuleViolation) as slip:
        read_postcode(typed)
    assert slip.value.field == "postcode"


@given(st.text(max_size=60))
def test_any_text_is_read_or_turned_away_in_words(typed: str) -> None:
    for read in (read_phone, read_email, read_postcode):
        slip = slip_of(read, typed)
        assert slip is None or slip.message.endswith((".", "?"))


def slip_of(read: Any, typed: str) -> RuleViolation | None:
    """Return what turned the text away, None when it was taken."""
    try:
        read(typed)
    except RuleViolation as slip:
        return slip
    return None


def taken(read: Any, typed: str) -> bool:
    """Say whether the text was taken, with a warning or without."""
    return slip_of(read, typed) is None


def taken_without_warning(read: Any, typed: str) -> bool:
    """Say whether the text was taken as it is."""
    return taken(read, typed) and read(typed).doubtful is None


@pytest.mark.data_set("contact/uk-phone-vectors.json")
def test_published_phones_are_judged_alike(test_data: DataSets) -> None:
    """All good ones are taken, four of them (abroad, without a plus) with a warning.

    None of the bad ones is taken without a warning.
    """
    lists = json.loads(test_data("contact/uk-phone-vectors.json").read_text("utf-8"))
    good = [one for name, each in lists.items() if name.startswith("valid") for one in each]
    bad = [one for name, each in lists.items() if name.startswith("invalid") for one in each]
    bad = [one["input"] if isinstance(one, dict) else one for one in bad]
    test_data.assert_figure("contact/uk-phone-vectors.json", (len(good), len(bad)), (33, 27))
    assert [one for one in good if not taken(read_phone, one)] == []
    assert [one for one in good if not taken_without_warning(read_phone, one)] == [
        "784951234567",
        "1-202-555-0104",
        "1\u2011202\u2013555\u2014010\u22124",
        "230 5 2512345",
    ]
    assert [one for one in bad if taken_without_warning(read_phone, one)] == []


@pytest.mark.data_set("contact/email-vectors.json")
def test_published_addresses_are_judged_alike(test_data: DataSets) -> None:
    lists = json.loads(test_data("contact/email-vectors.json").read_text("utf-8"))
    good, bad = lists["valid_email_addresses"], lists["invalid_email_addresses"]
    test_data.assert_figure("contact/email-vectors.json", (len(good), len(bad)), (17, 30))
    assert [one for one in good if not taken_without_warning(read_email, one)] == []
    assert [one for one in bad if taken(read_email, one)] == []


@pytest.mark.data_set("contact/uk-postcode-vectors.json")
def test_published_postcodes_are_judged_alike(test_data: DataSets) -> None:
    """The six whole addresses are left out: taking one apart is not done here."""
    lists = json.loads(test_data("contact/uk-postcode-vectors.json").read_text("utf-8"))
    real = lists["test_if_postcode_is_a_real_uk_postcode"]["cases"]
    test_data.assert_figure("contact/uk-postcode-vectors.json", len(real), 24)
    assert [one for one, sure in real if taken_without_warning(read_postcode, one) != sure] == []
    keyed = lists["test_normalise_postcode"]["cases"]
    assert [postcode_key(one) for one, _ in keyed] == [key for _, key in keyed]
    printed = lists["test_format_postcode_for_printing"]["cases"]
    assert len(printed) == 10
    assert [read_postcode(one).postcode for one, _ in printed] == [shown for _, shown in printed]

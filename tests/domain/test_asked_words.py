"""What a receptionist types into the search box, and the chips it becomes; nothing is guessed."""

from __future__ import annotations

from datetime import date, time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.asked import ChipKind, Repeat, Understood, without
from desktop.domain.asked_vocabulary import FILLER, LONGEST, OPENING, Vocabulary, read_clock
from desktop.domain.asked_words import GONE_BY, read_asked
from desktop.domain.ids import ClinicianId, ClinicId, SlotTypeId
from desktop.domain.practice import Channel, Clinic, Clinician, SlotType

TODAY = date(2026, 11, 18)  # a Wednesday


def _clinician(key: str, title: str, given: str, family: str, profession: str) -> Clinician:
    return Clinician(ClinicianId(key), title, given, family, profession)


def _kind(letter: str, name: str, *, bookable: bool = True) -> SlotType:
    return SlotType(
        SlotTypeId(letter), name, name[:3], letter, 10, letter, Channel.IN_PERSON, bookable=bookable
    )


WORDS = Vocabulary(
    clinicians=(
        _clinician("patel", "Dr", "Anjali", "Patel", "GP"),
        _clinician("okafor", "Dr", "Chidi", "Okafor", "GP"),
        _clinician("grace", "", "Grace", "Adeyemi", "Nurse"),
        _clinician("marta", "", "Marta", "Kowalska", "Nurse practitioner"),
        _clinician("jo", "", "Jo", "Price", "Health care assistant"),
        _clinician("jane", "", "Jane", "Price", "Physio"),
    ),
    clinics=(Clinic(ClinicId("alder"), "Alder Lane"), Clinic(ClinicId("weir"), "Weir Street")),
    slot_types=(
        _kind("R", "Routine"),
        _kind("D", "On the day"),
        _kind("B", "Blood test"),
        _kind("H", "Home visit"),
        _kind("b", "Break", bookable=False),
    ),
    reasons=(("leg ulcer", SlotTypeId("N")),),
)
_SHORT = {kind: kind.name[:2] for kind in ChipKind}


def read(text: str, *, has_patient: bool = False) -> Understood:
    return read_asked(text, WORDS, today=TODAY, has_patient=has_patient)


def said(understood: Understood) -> str:
    """Return the chips in short: "PA:maggie hughes; WI:a nurse"."""
    return "; ".join(f"{_SHORT[one.kind]}:{one.words}" for one in understood.chips)


UNDERSTOOD = [
    # PAtient, WIth, WHen, TIme, PLace, LEngth, HOw, FOr, ORder, REpeat
    (
        "maggie hughes nurse next week am",
        "PA:maggie hughes; WI:a nurse; WH:23 to 29 Nov; TI:mornings",
    ),
    ("dressing 20 min dr patel thu", "FO:dressing; LE:20 minutes; WI:Dr Anjali Patel; WH:tomorrow"),
    ("first phone call today", "OR:the first there is; HO:by phone; WH:today"),
    ("book maggie hughes tomorrow pm", "PA:maggie hughes; WH:tomorrow; TI:afternoons"),
    (
        "hughes 12/3/1952 dr patel fri after 3",
        "PA:hughes 12/3/1952; WI:Dr Anjali Patel; WH:Fri 20 Nov; TI:from 15:00",
    ),
    ("9990123454 nurse thu", "PA:9990123454; WI:a nurse; WH:tomorrow"),
    ("07700 900118 phone call today", "PA:07700 900118; HO:by phone; WH:today"),
    ("o'brien with patel next mon", "PA:o'brien; WI:Dr Anjali Patel; WH:Mon 23 Nov"),
    ("patel dr patel today", "PA:patel; WI:Dr Anjali Patel; WH:today"),
    ("grace adeyemi tue", "PA:grace adeyemi; WH:Tue 24 Nov"),
    ("maggie hughes grace adeyemi tue", "PA:maggie hughes; WI:Grace Adeyemi; WH:Tue 24 Nov"),
    ("maggie, her usual, in 2 weeks", "PA:maggie; WI:who they usually see; WH:30 Nov to 6 Dec"),
    (
        "maggie usual in 3 days early",
        "PA:maggie; WI:who they usually see; WH:Sat 21 Nov; TI:early, before 10:00",
    ),
    ("rosa marin woman gp this week", "PA:rosa marin; WI:a woman; WI:a GP; WH:18 to 22 Nov"),
    (
        "rosa marín a female doctor mon or tue",
        "PA:rosa marín; WI:a woman; WI:a GP; WH:Monday or Tuesday",
    ),
    (
        "kwame asante alder lane 25 nov 9:20",
        "PA:kwame asante; PL:Alder Lane; WH:Wed 25 Nov; TI:at 09:20",
    ),
    (
        "kwame asante at weir street wed at 3",
        "PA:kwame asante; PL:Weir Street; WH:Wed 25 Nov; TI:at 15:00",
    ),
    ("kwame asante 25/11 between 9 and 11", "PA:kwame asante; WH:Wed 25 Nov; TI:09:00 to 11:00"),
    ("kwame asante 25th nov before 10:30", "PA:kwame asante; WH:Wed 25 Nov; TI:before 10:30"),
    ("kwame asante from 25 nov mornings", "PA:kwame asante; WH:from Wed 25 Nov; TI:mornings"),
    ("kwame by fri am", "PA:kwame; WH:until Fri 20 Nov; TI:mornings"),
    ("kwame after thu", "PA:kwame; WH:from Fri 20 Nov"),
    ("kwame mon to wed late", "PA:kwame; WH:Monday to Wednesday; TI:late, from 16:00"),
    ("kwame mon - wed not tue", "PA:kwame; WH:Monday to Wednesday; WH:not Tuesdays"),
    (
        "video 15 min dr okafor fri week",
        "HO:by video; LE:15 minutes; WI:Dr Chidi Okafor; WH:Fri 27 Nov",
    ),
    ("home visit tomorrow", "HO:at home; WH:tomorrow"),
    (
        "f2f nurse practitioner next month lunchtime",
        "HO:face to face; WI:a nurse practitioner; WH:1 to 31 Dec; TI:lunchtime, 12:00 to 14:00",
    ),
    (
        "face to face hca wed pm",
        "HO:face to face; WI:a health care assistant; WH:Wed 25 Nov; TI:afternoons",
    ),
    (
        "blood test alder lane tomorrow 8:30am",
        "FO:blood test; PL:Alder Lane; WH:tomorrow; TI:at 08:30",
    ),
    ("bloods hca asap", "FO:bloods; WI:a health care assistant; OR:the first there is"),
    ("double nurse next available", "LE:double length; WI:a nurse; OR:the first there is"),
    (
        "maggie hughes double length nurse next week",
        "PA:maggie hughes; LE:double length; WI:a nurse; WH:23 to 29 Nov",
    ),
    ("maggie every 2 weeks x 6 nurse", "PA:maggie; RE:every 2 weeks, 6 times; WI:a nurse"),
    (
        "maggie nurse every week x4 from 1 dec",
        "PA:maggie; WI:a nurse; RE:every week, 4 times; WH:from Tue 1 Dec",
    ),
    ("maggie every 2 weeks 6 times", "PA:maggie; RE:every 2 weeks, 6 times"),
    (
        "maggie nurse for leg ulcer dressing that smells",
        "PA:maggie; WI:a nurse; FO:leg ulcer dressing that smells",
    ),
    ("leg ulcer nurse tomorrow", "FO:leg ulcer; WI:a nurse; WH:tomorrow"),
    (
        "maggie half an hour dr patel thu",
        "PA:maggie; LE:30 minutes; WI:Dr Anjali Patel; WH:tomorrow",
    ),
    (
        "maggie an hour physio in 6 weeks",
        "PA:maggie; LE:60 minutes; WI:a physio; WH:28 Dec to 3 Jan",
    ),
    ("routine dr patel week after next", "FO:routine; WI:Dr Anjali Patel; WH:30 Nov to 6 Dec"),
    ("on the day today", "FO:on the day; WH:today"),
    ("at home dr okafor today", "HO:at home; WI:Dr Chidi Okafor; WH:today"),
    ("maggie nurse tues evening", "PA:maggie; WI:a nurse; WH:Tue 24 Nov; TI:evenings, from 17:00"),
    ("maggie nurse thurs 14:30", "PA:maggie; WI:a nurse; WH:tomorrow; TI:at 14:30"),
    (
        "MAGGIE HUGHES, NURSE, NEXT WEEK, AM",
        "PA:MAGGIE HUGHES; WI:a nurse; WH:23 to 29 Nov; TI:mornings",
    ),
    ("may jones nurse wed", "PA:may jones; WI:a nurse; WH:Wed 25 Nov"),
    (
        "maggie nurse next week am 40 min",
        "PA:maggie; WI:a nurse; WH:23 to 29 Nov; TI:mornings; LE:40 minutes",
    ),
    ("soonest woman", "OR:the first there is; WI:a woman"),
    ("maggie nurse not mon not fri", "PA:maggie; WI:a nurse; WH:not Mondays; WH:not Fridays"),
    ("maggie nurse in december am", "PA:maggie; WI:a nurse; WH:1 to 31 Dec; TI:mornings"),
    ("maggie nurse december", "PA:maggie; WI:a nurse; WH:1 to 31 Dec"),
    ("maggie nurse in nov", "PA:maggie; WI:a nurse; WH:18 to 30 Nov"),
    ("april march nurse in may", "PA:april march; WI:a nurse; WH:1 to 31 May"),
    ("maggie nurse until 4 dec", "PA:maggie; WI:a nurse; WH:until Fri 4 Dec"),
    ("break dr patel thu", "PA:break; WI:Dr Anjali Patel; WH:tomorrow"),
]

NOT_UNDERSTOOD = [
    # UN: told as "I did not follow this", and nothing is booked
    (
        "maggie hughes nurse sometime next week",
        "PA:maggie hughes; WI:a nurse; UN:sometime; WH:23 to 29 Nov",
    ),
    ("maggie nurse tomorow", "PA:maggie; WI:a nurse; UN:tomorow"),
    ("move maggie hughes thu", "UN:move; PA:maggie hughes; WH:tomorrow"),
    ("maggie dr nobody thu", "PA:maggie; UN:dr nobody; WH:tomorrow"),
    ("maggie nurse 31 nov", "PA:maggie; WI:a nurse; UN:31 nov"),
    ("maggie nurse 25:90", "PA:maggie; WI:a nurse; UN:25:90"),
    ("maggie 0 min nurse", "PA:maggie; UN:0 min; WI:a nurse"),
    ("maggie 5000 min nurse", "PA:maggie; UN:5000 min; WI:a nurse"),
    ("maggie every 0 weeks x 6", "PA:maggie; UN:every 0 weeks x 6"),
    ("maggie every 2 weeks", "PA:maggie; UN:every 2 weeks"),
    ("maggie nurse yesterday", "PA:maggie; WI:a nurse; UN:yesterday"),
    ("maggie nurse after 27", "PA:maggie; WI:a nurse; UN:after 27"),
    ("maggie in 400 weeks", "PA:maggie; UN:in 400 weeks"),
    ("maggie nurse next blursday", "PA:maggie; WI:a nurse; UN:next blursday"),
    ("maggie nurse with price", "PA:maggie; WI:a nurse; UN:with price"),
    ("today maggie hughes", "WH:today; UN:maggie hughes"),
    ("maggie nurse for", "PA:maggie; WI:a nurse; UN:for"),
    ("maggie nurse asdf qwer fri", "PA:maggie; WI:a nurse; UN:asdf qwer; WH:Fri 20 Nov"),
    ("maggie nurse 24/12/2020", "PA:maggie; WI:a nurse; UN:24/12/2020"),
    ("maggie between 11 and 9 nurse", "PA:maggie; UN:between 11 and 9; WI:a nurse"),
    ("maggie nurse; drop table patients", "PA:maggie; WI:a nurse; UN:drop table patients"),
]

GONE = [
    ("maggie nurse 1 nov 2025 am", "1 nov 2025"),
    ("maggie nurse yesterday", "yesterday"),
    ("maggie nurse 24/12/2020", "24/12/2020"),
]

CONTRADICTING = [
    ("today tomorrow", "WH:today; WH:tomorrow"),
    ("maggie nurse am pm", "PA:maggie; WI:a nurse; TI:mornings; TI:afternoons"),
    ("phone video today", "HO:by phone; HO:by video; WH:today"),
    ("20 min 40 min", "LE:20 minutes; LE:40 minutes"),
    ("nurse doctor thu", "WI:a nurse; WI:a GP; WH:tomorrow"),
    ("before 9 after 5 nurse", "TI:before 09:00; TI:from 17:00; WI:a nurse"),
    ("not thu thu", "WH:not Thursdays; WH:tomorrow"),
]


def test_the_table_is_as_long_as_it_is_meant_to_be() -> None:
    every = [text for text, _ in (*UNDERSTOOD, *NOT_UNDERSTOOD, *CONTRADICTING)]
    assert len(set(every)) == len(every) >= 60
    assert len(NOT_UNDERSTOOD) >= 15


@pytest.mark.parametrize(("text", "chips"), UNDERSTOOD)
def test_a_sentence_becomes_chips(text: str, chips: str) -> None:
    understood = read(text)
    assert said(understood) == chips
    assert understood.can_search
    assert understood.contradictions == ()


@pytest.mark.parametrize(("text", "chips"), NOT_UNDERSTOOD)
def test_what_is_not_in_the_grammar_is_told_and_never_guessed(text: str, chips: str) -> None:
    understood = read(text)
    assert said(understood) == chips
    assert not understood.can_search
    assert all(one.why and text[one.start : one.end] == one.words for one in understood.unknown)


@pytest.mark.parametrize(("text", "chips"), CONTRADICTING)
def test_what_contradicts_names_the_two(text: str, chips: str) -> None:
    understood = read(text)
    assert said(understood) == chips
    assert not understood.can_search
    (sentence,) = understood.contradictions
    named = [one.words for one in understood.chips if f"“{one.words}”" in sentence]
    assert len(named) == 2


def test_all_the_chips_are_brought_together() -> None:
    asked = read("maggie hughes her usual alder lane next week early phone 20 min").asked
    assert asked.patient_words == "maggie hughes"
    assert asked.is_usual
    assert asked.clinic_id == "alder"
    assert (asked.first_on, asked.last_on) == (date(2026, 11, 23), date(2026, 11, 29))
    assert (asked.from_local, asked.until_local) == (None, time(10))
    assert (asked.channel, asked.minutes) == (Channel.TELEPHONE, 20)
    asked = read("maggie every 2 weeks x 6 mon to wed not tue from 1 dec dr patel").asked
    assert asked.repeat == Repeat(14, 6)
    assert (asked.weekdays, asked.not_weekdays) == ({0, 1, 2}, {1})
    assert (asked.first_on, asked.clinician_id) == (date(2026, 12, 1), "patel")
    assert read("leg ulcer tomorrow").asked.slot_type_id == "N"


def test_bounds_said_twice_narrow_each_other() -> None:
    asked = read("nurse from mon by 4 dec after 9 before 11:30 next week").asked
    assert (asked.first_on, asked.last_on) == (date(2026, 11, 23), date(2026, 11, 29))
    assert (asked.from_local, asked.until_local) == (time(9), time(11, 30))


def test_once_the_person_is_known_no_word_is_theirs() -> None:
    understood = read("hughes nurse thu", has_patient=True)
    assert said(understood) == "UN:hughes; WI:a nurse; WH:tomorrow"


def test_a_chip_taken_away_leaves_the_rest() -> None:
    text = "maggie hughes nurse next week am"
    understood = read(text)
    when = next(one for one in understood.chips if one.kind is ChipKind.WHEN)
    assert without(text, when) == "maggie hughes nurse am"


@pytest.mark.parametrize(
    ("word", "clock"),
    [
        ("9", time(9)), ("3", time(15)), ("7", time(19)), ("8", time(8)), ("12", time(12)),
        ("12am", time(0)), ("12pm", time(12)), ("3am", time(3)), ("3.15pm", time(15, 15)),
        ("09:20", time(9, 20)), ("03:15", time(3, 15)), ("13pm", None), ("25", None),
        ("9:60", None), ("٣", None), ("", None), ("nine", None),
    ],
)  # fmt: skip
def test_a_clock_time_is_read_as_it_is_said_at_a_desk(word: str, clock: time | None) -> None:
    assert read_clock(word) == clock


def test_text_too_long_to_be_a_sentence_is_not_read() -> None:
    understood = read("nurse " * LONGEST)
    assert [one.kind for one in understood.chips] == [ChipKind.UNKNOWN]
    assert len(understood.chips[0].words) < 50


_SENTENCES = " ".join(text for text, _ in (*UNDERSTOOD, *NOT_UNDERSTOOD)).split()
_KNOWN = st.sampled_from(sorted(set(_SENTENCES)))


@given(st.one_of(st.text(max_size=60), st.lists(_KNOWN, max_size=14).map(" ".join)))
def test_any_text_is_read_and_every_word_is_in_one_chip(text: str) -> None:
    understood = read(text)
    tidied = " ".join(text.split()) if text.isascii() and text.isprintable() else None
    places = [(one.start, one.end) for one in understood.chips]
    assert places == sorted(places)
    assert all(first[1] <= second[0] for first, second in pairwise(places))
    if tidied is None or not tidied.replace(" ", "").isalnum():
        return
    left = tidied
    for start, end in reversed(places):
        left = left[:start] + left[end:]
    led_by = FILLER | OPENING | {"for", "with", "at"}
    assert set(left.lower().split()) <= led_by


@pytest.mark.parametrize(("text", "words"), GONE)
def test_a_day_that_has_gone_by_is_said_to_have(text: str, words: str) -> None:
    (chip,) = read(text).unknown
    assert (chip.words, chip.why) == (words, GONE_BY)

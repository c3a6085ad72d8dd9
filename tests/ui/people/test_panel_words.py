"""What the panel says of a person and a visit."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from desktop.domain.people import ContactPoint, PatientDetails, Registration
from desktop.domain.practice import Channel
from desktop.domain.visits import State, Step
from desktop.ui.people import panel_words
from tests.ui.people.cards import (
    DETAILS,
    NOW,
    TODAY,
    WORDS,
    ZONE,
    make_card,
    make_preference,
    make_visit,
)


def test_the_head_says_how_to_say_the_name_and_the_pronouns() -> None:
    assert panel_words.say_words(DETAILS) == "Say “MAG-ee”, never Margaret. She/her"
    assert panel_words.say_words(PatientDetails(pronouns="they/them")) == "They/them"
    assert panel_words.say_words(PatientDetails(say_it="SHI-vaun")) == "Say “SHI-vaun”."


@pytest.mark.parametrize(
    ("born_on", "said"),
    [
        (date(1952, 3, 12), "74, born 12 Mar 1952"),
        (date(1952, 11, 19), "73, born 19 Nov 1952"),
        (date(2025, 10, 20), "12 months, born 20 Oct 2025"),
        (date(2026, 11, 4), "14 days, born 4 Nov 2026"),
    ],
)
def test_the_head_says_age_and_birth_date(born_on: date, said: str) -> None:
    assert panel_words.born_words(replace(DETAILS, born_on=born_on), TODAY) == said


def test_an_unknown_birth_date_is_said_with_why() -> None:
    details = PatientDetails(born_unknown_why="came without papers")
    assert panel_words.born_words(details, TODAY) == "Birth date not known: came without papers"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("9990123454", "NHS 999 012 3454"),
        ("9434765919", "NHS 943 476 5919, test number"),
        ("9990123455", "NHS 999 012 3455, check it"),
        ("", ""),
    ],
)
def test_the_number_is_said_with_what_is_odd_about_it(number: str, said: str) -> None:
    assert panel_words.number_words(replace(DETAILS, nhs_number=number)) == said


def test_a_person_who_died_or_left_is_said_before_all_else() -> None:
    died = make_card(is_deceased=True, deceased_on=date(2026, 11, 2), today=())
    assert panel_words.banner_words(died) == (
        "Recorded as died on 2 Nov 2026. 1 future visit to cancel."
    )
    left = make_card(details=replace(DETAILS, registration=Registration.LEFT))
    assert panel_words.banner_words(left) == "Has left the practice. Booking asks first."
    assert panel_words.banner_words(make_card()) == ""


@pytest.mark.parametrize(
    ("line", "status", "words", "step"),
    [
        (make_visit("a", State.BOOKED, at=NOW), "booked", "Booked", Step.ARRIVED),
        (
            make_visit("b", State.BOOKED, at=NOW - timedelta(minutes=12)),
            "late",
            "Late 12 min",
            Step.ARRIVED,
        ),
        (
            make_visit("c", State.ARRIVED, arrived_at=NOW - timedelta(minutes=7)),
            "arrived",
            "Here 7 min",
            Step.SENT_IN,
        ),
        (make_visit("d", State.CHECKED_IN), "inRoom", "In room", Step.DONE),
        (make_visit("e", State.FULFILLED), "done", "Done", None),
        (make_visit("f", State.FULFILLED, channel=Channel.TELEPHONE), "done", "Called", None),
        (make_visit("g", State.BOOKED, channel=Channel.VIDEO), "booked", "Booked", Step.DONE),
        (make_visit("h", State.NOSHOW), "dna", "Did not attend", None),
        (make_visit("i", State.CANCELLED), "cancelled", "Cancelled", None),
    ],
)
def test_a_visit_says_its_state_and_its_next_step(
    line: panel_words.VisitLine, status: str, words: str, step: Step | None
) -> None:
    assert panel_words.state_words(line, NOW) == panel_words.StateWords(status, words)
    following = panel_words.next_step(line)
    assert (following.step if following else None) is step


def test_a_visit_on_the_rebook_list_says_so_as_the_diary_does() -> None:
    late = make_visit("a", State.BOOKED, at=NOW - timedelta(minutes=12), is_being_rebooked=True)
    said = panel_words.state_words(late, NOW)
    assert (said.words, said.icon) == ("Being rebooked", "warning-circle")
    nowhere = replace(late, state=State.PROPOSED, start_at=None, end_at=None)
    assert panel_words.state_words(nowhere, NOW).words == "To rebook, no time now"
    assert panel_words.next_step(nowhere) is None


def test_the_card_says_how_late_they_came_or_how_long_after_the_time_they_wait() -> None:
    came_late = make_visit("a", State.ARRIVED, at=NOW - timedelta(minutes=15), arrived_at=NOW)
    assert panel_words.lateness_words(came_late, NOW) == "15 min late"
    in_time = make_card().today[0]
    assert panel_words.lateness_words(in_time, NOW) == "2 min after the time"
    assert panel_words.lateness_words(make_visit("b", State.BOOKED), NOW) == ""


@pytest.mark.parametrize(
    ("state", "stamp", "late", "said"),
    [
        (State.CHECKED_IN, "sent_in_at", 0, "waited 12 min"),
        (State.FULFILLED, "done_at", 0, "waited 12 min"),
        (State.CANCELLED, "cancelled_at", 0, "waited 12 min"),
        (State.CHECKED_IN, "sent_in_at", 5, "5 min late, waited 7 min"),
    ],
)
def test_the_card_says_how_long_they_waited(state: State, stamp: str, late: int, said: str) -> None:
    arrived = NOW + timedelta(minutes=late)
    stamps = {"arrived_at": arrived, stamp: NOW + timedelta(minutes=12)}
    line = make_visit("a", state, at=NOW, **stamps)
    assert panel_words.lateness_words(line, NOW + timedelta(hours=1)) == said


def test_the_visit_to_act_on_is_the_one_under_way_not_one_that_is_over() -> None:
    done = make_visit("done", State.FULFILLED, at=NOW - timedelta(hours=2))
    later = make_visit("later", State.BOOKED, at=NOW + timedelta(hours=2))
    card = make_card(today=(done, later))
    assert panel_words.find_current_visit(card) == later
    assert [line.id for line in panel_words.list_other_visits(card)] == ["done", "next", "last"]
    assert panel_words.find_current_visit(make_card(today=(done,))) == done
    assert panel_words.find_current_visit(make_card(today=())) is None


def test_the_card_says_when_they_come_next() -> None:
    here = make_visit("here", State.ARRIVED)
    later = make_visit("later", State.BOOKED, at=NOW + timedelta(hours=2))
    lines = {(): "Next: none booked.", (here,): "Next: Wed 25 Nov 10:22, Grace Adeyemi"}
    lines |= {(here, later): "Next: today 12:22, Grace Adeyemi"}
    for today, said in lines.items():
        card = make_card(today=today, **({} if today else {"coming": ()}))
        assert panel_words.coming_words(card, today=TODAY, zone=ZONE) == said


def test_needs_own_words_and_reach_are_kept_apart() -> None:
    card = make_card()
    needs = panel_words.need_words(card.preferences)
    assert [(one.title, one.detail) for one in needs] == [
        ("BSL interpreter", "Joanna Price first"),
        ("Step-free room", ""),
    ]
    assert panel_words.own_words(card.preferences) == f"“{WORDS}”"
    assert [one.title for one in panel_words.reach_words(card)] == [
        "Text only, after 09:00. No calls.",
        "07700 900118",
        "maggie@example.org",
    ]
    assert panel_words.reach_heading(card.details) == "Reach her by"
    assert panel_words.reach_heading(PatientDetails(pronouns="they/them")) == "Reach them by"


def test_a_doubtful_number_is_shown_with_its_doubt() -> None:
    point = ContactPoint("phone", "not a number", "work", "ask for Tom", "Check the digits.")
    card = make_card(details=replace(DETAILS, contact_points=(point,)), preferences=())
    (shown,) = panel_words.reach_words(card)
    assert (shown.title, shown.detail) == ("not a number", "work, ask for Tom, Check the digits.")


def test_the_strip_says_needs_in_short_words() -> None:
    needs = panel_words.short_need_words([make_preference("bsl"), make_preference("own-words")])
    assert [one.title for one in needs] == ["BSL"]


def test_visits_say_when_where_and_with_whom() -> None:
    line = make_visit("a", State.BOOKED, at=NOW + timedelta(days=7))
    assert (
        panel_words.visit_words(line, today=TODAY, zone=ZONE) == "Wed 25 Nov 10:22, Grace Adeyemi"
    )
    assert panel_words.place_words(line) == "Nurse treatment, Alder Lane, Room 3"
    phone = replace(line, channel=Channel.TELEPHONE, slot_type_name="Routine")
    assert panel_words.place_words(phone) == "Routine, telephone"
    for channel in (Channel.TELEPHONE, Channel.VIDEO):
        twice = replace(line, channel=channel, slot_type_name=channel.words)
        assert panel_words.place_words(twice) == channel.words
    dateless = replace(line, start_at=None, end_at=None)
    assert panel_words.visit_words(dateless, today=TODAY, zone=ZONE) == "Wed 25 Nov, Grace Adeyemi"


def test_a_clock_set_back_never_makes_the_waiting_less_than_none() -> None:
    came = make_visit("a", State.ARRIVED, at=NOW, arrived_at=NOW + timedelta(minutes=5))
    assert panel_words.state_words(came, NOW).words == "Here now"

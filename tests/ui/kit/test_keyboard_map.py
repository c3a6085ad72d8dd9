"""The design's keyboard map: each key does what it says there, or waits for what it acts on."""

from __future__ import annotations

import pytest

from desktop.ui.kit.commands import (
    BOOKING_KEYS,
    COMMANDS,
    DIARY_KEYS,
    PATIENT_FORM_KEYS,
    REBOOK_KEYS,
    SETTLE_KEYS,
    SETUP_KEYS,
)

MAP = {
    # everywhere
    "Ctrl+K": "find",
    "Ctrl+1": "diary",
    "Ctrl+3": "patients",
    "Ctrl+7": "reports",
    "Ctrl+8": "setup",
    "F1": "help",
    "Shift+F1": "what_is_this",
    "F5": "refresh",
    "F6": "next_region",
    "Shift+F6": "last_region",
    "F10": "menus",
    "F11": "full_screen",
    "F12": "cover",
    "Ctrl+Z": "undo",
    "Ctrl+Shift+Z": "redo",
    "Ctrl+J": "messages",
    "Ctrl+T": "today",
    "Ctrl+G": "go_to_date",
    "Alt+Left": "day_before",
    "Alt+Right": "day_after",
    "Ctrl+PgUp": "week_before",
    "Ctrl+PgDown": "week_after",
    "Ctrl+Shift+S": "site",
    "Ctrl+P": "print",
    "Ctrl+=": "larger",
    "Ctrl+-": "smaller",
    "Ctrl+0": "normal",
    "Ctrl+Shift+D": "density",
    "Ctrl+Shift+T": "theme",
    "Shift+F12": "change_person",
    # on a person or visit
    "F2": "change_patient",
    "F4": "panel",
    "F8": "arrived",
    "Shift+F8": "not_here",
    "F9": "sent_in",
    "Shift+F9": "back_to_waiting",
    "Shift+F7": "done",
    "Ctrl+D": "did_not_attend",
    "Ctrl+B": "book",
    "Ctrl+M": "other_time",
    "Ctrl+Shift+B": "repeat_booking",
    "Del": "cancel_visit",
    "Ctrl+I": "who_changed",
    "Ctrl+N": "new_patient",
    "Ctrl+4": "waiting_list",
    "Ctrl+L": "add_wish",
    "Ctrl+C": "copy_person",
    # in the diary and in Set-up
    "Ctrl+X": "pick_up",
    "Ctrl+V": "put_down",
    "Ctrl+H": "hold",
    "Ctrl+Shift+H": "block",
    "Ctrl+Shift+F": "free_only",
    "Ctrl+R": "rebook_list",
    "Shift+F10": "menu_here",
    # what people told us, and what is to arrange of it
    "Ctrl+Shift+N": "add_need",
    "Ctrl+Shift+A": "ask_today",
    "Alt+Up": "to_arrange",
    "F3": "full_panel",
}
"""The keys of design/README.md, section 4, that are a command's."""

LATER = {
    "Ctrl+2": "the Today board",
    "Ctrl+5": "Experience",
    "Ctrl+6": "the team's area",
    "F7": "messages to people",
    "Ctrl+Shift+K": "answers about a visit",
    "Ctrl+Shift+C": "concerns",
}
"""The keys of the map whose part of the program later issues bring; nothing else takes them."""

IN_PLACES = {
    "Arrows": DIARY_KEYS,
    "Enter": DIARY_KEYS,
    "Home, End": DIARY_KEYS,
    "PgUp, PgDn": DIARY_KEYS,
    "Ctrl+Down, Ctrl+Up": DIARY_KEYS,
    "Shift+Down": DIARY_KEYS,
    "Ctrl+X, Ctrl+V, Esc": DIARY_KEYS,
    "Up, Down, 1 to 9": BOOKING_KEYS,
    "PgDn": BOOKING_KEYS,
    "Esc": BOOKING_KEYS,
    "Ctrl+Enter": PATIENT_FORM_KEYS,
    "Ctrl+F": SETTLE_KEYS,
    "Ctrl+M": REBOOK_KEYS,
    "Insert": SETUP_KEYS,
    "Ctrl+S, Ctrl+Enter": SETUP_KEYS,
}
"""The keys of the map that only one place knows, as F1 lists them there."""

KEYS = {key: one.name for one in COMMANDS for key in one.keys}


def test_every_key_of_the_map_gives_its_command() -> None:
    assert {key: KEYS.get(key) for key in MAP} == MAP


def test_a_key_that_waits_for_a_later_part_does_nothing_else_meanwhile() -> None:
    assert {key: KEYS[key] for key in LATER if key in KEYS} == {}


@pytest.mark.parametrize("keys", IN_PLACES)
def test_every_key_of_one_place_is_listed_there(keys: str) -> None:
    assert keys in [listed for listed, _words in IN_PLACES[keys]]

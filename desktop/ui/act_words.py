"""What an act is called while it is under way and when its answer was lost. A table, not code."""

from __future__ import annotations

from typing import NamedTuple


class ActWords(NamedTuple):
    """``done`` ends "We were not sure that ..."; ``again`` is the button that does it once more."""

    done: str
    again: str = "Do it again"


_MARKED = ActWords("the visit was marked", "Mark it again")
_SAVED = ActWords("the change was saved", "Save it again")
ACT_WORDS: dict[str, ActWords] = {
    "book_appointment": ActWords("the visit was booked", "Book it again"),
    "add_extra": ActWords("the extra was booked", "Book it again"),
    "move_appointment": ActWords("the visit was moved", "Move it again"),
    "swap_appointments": ActWords("the two visits were swapped", "Swap them again"),
    "cancel_appointment": ActWords("the visit was cancelled", "Cancel it again"),
    "cancel_future_visits": ActWords("the visits were cancelled", "Cancel them again"),
    "mark_arrived": ActWords("the visit was marked as here", "Mark it again"),
    "mark_not_here": _MARKED,
    "mark_sent_in": ActWords("the visit was marked as sent in", "Mark it again"),
    "mark_back_to_waiting": _MARKED,
    "mark_done": ActWords("the visit was marked as done", "Mark it again"),
    "mark_back_in_room": _MARKED,
    "mark_left_unseen": _MARKED,
    "mark_came_too_late": _MARKED,
    "mark_did_not_attend": _MARKED,
    "mark_back_to_booked": _MARKED,
    "mark_came_after_all": _MARKED,
    "mark_still_here": _MARKED,
    "register_patient": ActWords("the new person was saved", "Save it again"),
    "change_patient": _SAVED,
    "change_nhs_number": _SAVED,
    "block_slot": ActWords("the time was blocked", "Block it again"),
    "unblock_slot": ActWords("the time was opened", "Open it again"),
    "write_note": ActWords("the note was saved", "Save it again"),
    "change_note": ActWords("the note was saved", "Save it again"),
    "merge_patients": ActWords("the records were merged", "Merge them again"),
    "offer_time": ActWords("the time was offered", "Offer it again"),
    "accept_offer": ActWords("the visit was booked", "Book it again"),
    "undo": ActWords("it was undone", "Undo it again"),
}
"""By the operation's name; anything else is "the last change was saved"."""

ANY_ACT = ActWords("the last change was saved")

NEVER_SAID = frozenset(
    {"hold_slots", "hold_together", "renew_hold", "release_hold", "record_look", "copy_wording"}
)
"""Nobody waits for these: holds are renewed, looks are made again with the next look."""


def words_of(operation: str) -> ActWords:
    """Return the words of an operation."""
    return ACT_WORDS.get(operation, ANY_ACT)

"""What to know of a column is read whole in its head: beside the count, or in lines of its own."""

import pytest

from desktop.ui.diary.diary_words import HeadState
from desktop.ui.diary.head_fit import Standing, fit_standing
from desktop.ui.kit.look import Look

ICON, GAP = 16, 11


def fit(look: Look, words: str, free: str, *, width: int) -> Standing:
    metrics = look.metrics("label"), look.metrics("caption")
    state = HeadState("warning-circle", "bad", words, free)
    return fit_standing(state, metrics, width=width, icon=ICON, gap=GAP)


def wide(look: Look, words: str, free: str = "") -> int:
    """Return what words take, and a count beside them."""
    beside = GAP + look.metrics("caption").horizontalAdvance(free) if free else 0
    return ICON + look.metrics("label").horizontalAdvance(words) + beside


@pytest.mark.parametrize(
    ("room_for", "free", "beside"),
    [
        ("11 free, first 08:30", "11 free, first 08:30", True),
        ("11 free", "11 free", True),
        ("", "11 free", False),
    ],
)
def test_the_count_gives_way_before_a_note_does(
    look: Look, room_for: str, free: str, beside: bool
) -> None:
    words = "Leaves 11:45"
    found = fit(look, words, "11 free, first 08:30", width=wide(look, words, room_for))
    assert (found.lines, found.free, found.is_beside) == ((words,), free, beside)
    assert len(found.rows) == 1 + (not beside)


def test_two_notes_have_a_line_each_where_one_line_has_no_room(look: Look) -> None:
    first, second = "Lift out, Room 2", "Staff training from 15:30"
    found = fit(look, f"{first}; {second}", "1 free", width=wide(look, f"{second};", "1 free"))
    assert (found.lines, found.is_beside) == ((f"{first};", second), True)


def test_a_long_note_wraps_between_words_and_only_what_is_left_is_cut(look: Look) -> None:
    width = wide(look, "today please")
    assert fit(look, "No extras today please", "2 free", width=width).lines == (
        "No extras",
        "today please",
    )
    cut = fit(look, "No extras today please, nor tomorrow", "2 free", width=width).lines
    assert (cut[0], cut[1][-1], len(cut)) == ("No extras", "…", 2)


def test_nothing_to_know_leaves_all_of_the_line_to_the_count(look: Look) -> None:
    free = "11 free, first 08:30"
    whole = look.metrics("caption").horizontalAdvance(free)
    assert fit(look, "", free, width=whole).free == free
    assert fit(look, "", free, width=whole - 1).free == "11 free"

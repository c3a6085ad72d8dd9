"""What F1 lists: the keys of the place one is in, then what acts on people, then the rest."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from desktop.domain.text import sentence_case
from desktop.ui.kit.commands import COMMANDS, Command

_DAYS_FIRST = (
    "today",
    "day_before",
    "day_after",
    "week_before",
    "week_after",
    "go_to_date",
    "week_view",
    "free_only",
    "site",
    "find",
)
"""Where one goes comes before what one does there; the rest as in the menus."""

Rows = list[tuple[str, str]]


def key_rows(
    place: str, own: Sequence[tuple[str, str]], shown: Collection[str], *, has_panel: bool
) -> Rows:
    """Return (keys, words) in order; a row without keys is a heading.

    ``own`` are the keys of the place, ``shown`` the commands offered to whoever is at the desk.
    """
    offered = [one for one in COMMANDS if one.keys and one.name in shown]
    rows: Rows = []
    if own:
        rows += [("", "Here"), *((keys, sentence_case(words)) for keys, words in own)]
    if place == "diary":
        rows += _rows(one for one in offered if "Diary" in (one.menu, one.place))
    if has_panel:
        here = {key for keys, _words in own for key in keys.split(", ")}
        of_person = (
            one for one in offered if one.place == "Person or visit" and not set(one.keys) & here
        )
        rows += [("", "For the person or the visit chosen"), *_rows(of_person)]
    listed = {words for _keys, words in rows}
    rest = (one for one in offered if one.place == "Everywhere" and one.words not in listed)
    return [*rows, ("", "Everywhere"), *_rows(rest)]


def _rows(commands: Iterator[Command] | Sequence[Command]) -> Rows:
    return [(", ".join(one.keys), one.words) for one in sorted(commands, key=_place)]


def _place(command: Command) -> int:
    name = command.name
    return _DAYS_FIRST.index(name) if name in _DAYS_FIRST else len(_DAYS_FIRST)

"""Which slots an act has freed: read off its rows alone, for its own window and for the feed."""

from __future__ import annotations

from typing import Any

from desktop.domain.ids import SlotId
from desktop.domain.sessions import SlotState
from desktop.operations.outcome import Changes, Outcome

FREED = "freed"
"""The kind under which the feed names slots that were freed."""

MOST_TOLD = 48
"""So many slots of one act are named: what is looked at of them is less, and a notice is short."""


def slots_freed_by(outcome: Outcome[Any]) -> tuple[SlotId, ...]:
    """Return the slots that an act has given back, opened or made; nothing is read."""
    if outcome.undo is None:
        return ()
    had: dict[tuple[Any, ...], bool] = {}
    has: dict[tuple[Any, ...], bool] = {}
    opened: dict[SlotId, None] = {}
    for change in outcome.undo.rows:
        before, after = change.before or {}, change.after
        if change.table == "slots" and after is not None:
            if change.before is not None and after.get("state") is SlotState.OPEN:
                opened.setdefault(change.key[0])
        elif change.table == "places" and after is not None:
            if change.before is not None and "appointment_id" not in before:
                continue
            had.setdefault(
                change.key, change.before is None or before["appointment_id"] is not None
            )
            has[change.key] = after.get("appointment_id") is not None
    freed = dict.fromkeys(key[0] for key, was in had.items() if was and not has[key])
    return tuple(freed | opened)


def slots_told(changes: Changes) -> tuple[SlotId, ...]:
    """Return the slots that another desk has freed, as the feed names them."""
    return tuple(SlotId(one) for one in sorted(changes.ids.get(FREED, ())))

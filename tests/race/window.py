"""One window without its paint, driven by lines: ``python -m tests.race.window URL DESK LOCKS``.

Input, a line each: {"act": name, "with": {...}} or {"close": true}. Output, a line each: {"ready"},
{"done": id} or {"refused": code} for an act, {"news": {kind: [ids]} or "everything", "desk": name}
and {"live": bool} from the feed.
"""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path
from typing import Any

from desktop.domain.errors import AppError
from desktop.domain.permissions import Role
from desktop.operations import booking, holds, sessions, visits
from desktop.operations.desk import Desk, open_desk
from desktop.operations.feed import Feed
from desktop.operations.outcome import Changes
from desktop.operations.work import Actor
from tests.clock import START_AT

ACTS = {
    "hold": holds.hold_slots,
    "book": booking.book_appointment,
    "block": sessions.block_slot,
    "arrive": visits.mark_arrived,
}
_saying = threading.Lock()


def say(**line: Any) -> None:
    """Write one line, whole, at once; the feed speaks from its own thread."""
    with _saying:
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


def main(url: str, desk_name: str, lock_dir: str) -> None:
    """Do what is asked until told to close."""
    desk = open_desk(
        url,
        desk_name=desk_name,
        actor=Actor("Sam", Role.MANAGER),
        clock=lambda: START_AT,
        lock_dir=Path(lock_dir),
    )
    feed = Feed(
        url, window=desk.window, on_changes=_tell_news, on_live=lambda live, _why: say(live=live)
    )
    feed.wait_until_following(10)
    say(ready=desk.name)
    for line in sys.stdin:
        asked = json.loads(line)
        if "close" in asked:
            break
        _do(desk, asked)
    feed.close()
    desk.close()


def _tell_news(changes: Changes, desk: str) -> None:
    ids = {kind: sorted(keys) for kind, keys in changes.ids.items()}
    say(news="everything" if changes.everything else ids, desk=desk)


def _do(desk: Desk, asked: dict[str, Any]) -> None:
    try:
        outcome = desk.act(ACTS[asked["act"]], **asked["with"])
    except AppError as error:
        say(refused=getattr(error, "code", type(error).__name__), words=str(error))
    else:
        say(done=str(outcome.value.id))


if __name__ == "__main__":
    main(*sys.argv[1:])

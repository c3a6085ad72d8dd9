"""The feed's own thread: turns news of other desks into Changes and hands them on."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable

from desktop.domain.errors import Unavailable
from desktop.operations.outcome import Changes
from desktop.persistence.feed import News, watch

EVERYTHING = Changes(everything=True)


class Feed:
    """Follows one database until closed.

    ``on_changes(changes, desk)`` and ``on_live(is_live, why not)`` are called on the feed's thread.
    Changes that ``window`` itself made are left out.
    """

    def __init__(
        self,
        url: str,
        *,
        window: str,
        on_changes: Callable[[Changes, str], None],
        on_live: Callable[[bool, Unavailable | None], None],
    ):
        self._window = window
        self._on_changes = on_changes
        self._on_live = on_live
        self._live = True
        self._stop = threading.Event()
        self._following = threading.Event()
        self._thread = threading.Thread(
            target=self._run, args=(url,), name="attend-feed", daemon=True
        )
        self._thread.start()

    def wait_until_following(self, seconds: float) -> bool:
        """Wait until no change is missed any more; False when that took longer."""
        return self._following.wait(seconds)

    def close(self) -> None:
        """Stop following and wait for the thread's end."""
        self._stop.set()
        self._thread.join()

    def _run(self, url: str) -> None:
        for news in watch(url, self._stop):
            if self._stop.is_set():
                return
            self._tell(news)

    def _tell(self, news: News) -> None:
        if news.live is not self._live:
            self._live = news.live
            self._on_live(news.live, news.lost)
        if news.live:
            self._following.set()
        if news.everything:
            self._on_changes(EVERYTHING, "")
        elif news.payload is not None:
            payload = json.loads(news.payload)
            if payload.get("window") != self._window:
                self._on_changes(read_changes(payload), payload.get("desk", ""))


def read_changes(payload: dict[str, object]) -> Changes:
    """Return the changes a payload of the feed names."""
    ids = payload.get("ids")
    if not isinstance(ids, dict):
        return EVERYTHING
    named = {kind: frozenset(map(str, keys)) for kind, keys in ids.items()}
    return Changes(named, everything=bool(payload.get("everything")))

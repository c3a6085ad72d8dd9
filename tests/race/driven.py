"""A window in a process of its own, driven from here by lines."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

ROOT = Path(__file__).parents[2]
LONGEST_SECONDS = 30.0


class DrivenWindow:
    """``act`` does something there; ``news`` waits for what its feed was told.

    It starts when it is made, and is open within its context.
    """

    def __init__(self, url: str, desk_name: str, lock_dir: Path):
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.race.window", url, desk_name, str(lock_dir)],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._said: queue.Queue[dict[str, Any]] = queue.Queue()
        self._kept: list[dict[str, Any]] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> DrivenWindow:
        self.wait_for(lambda line: "ready" in line)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process.poll() is None:
            self._send({"close": True})
        self._process.wait(timeout=LONGEST_SECONDS)
        self._reader.join(timeout=LONGEST_SECONDS)
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()

    def act(self, name: str, **arguments: Any) -> str:
        """Do an act there; returns the id of what it made."""
        self._send({"act": name, "with": arguments})
        answer = self.wait_for(lambda line: "done" in line or "refused" in line)
        assert "done" in answer, answer
        return str(answer["done"])

    def news(self, kind: str, key: str) -> dict[str, Any]:
        """Wait until the feed names that kind and id; returns the whole piece of news."""
        return self.wait_for(lambda line: key in _ids(line).get(kind, ()))

    def wait_for(
        self, wanted: Callable[[dict[str, Any]], bool], *, seconds: float = LONGEST_SECONDS
    ) -> dict[str, Any]:
        """Return the first line that fits, among those said and those still to come."""
        until = time.monotonic() + seconds
        while True:
            for line in self._kept:
                if wanted(line):
                    self._kept.remove(line)
                    return line
            try:
                self._kept.append(self._said.get(timeout=max(0.01, until - time.monotonic())))
            except queue.Empty:
                raise AssertionError(f"never said; said instead: {self._kept}") from None

    def _send(self, line: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(line) + "\n")
        self._process.stdin.flush()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._said.put(json.loads(line))


def _ids(line: dict[str, Any]) -> dict[str, list[str]]:
    news = line.get("news")
    return news if isinstance(news, dict) else {}

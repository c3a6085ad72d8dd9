"""The one thread that touches the database: acts in order, before reads; newer reads replace."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, TypeVar

Value = TypeVar("Value")


@dataclass(slots=True)
class _Job:
    call: Callable[[], Any]
    future: Future[Any]
    latest: str | None = None


class Worker:
    """A thread with two queues: acts go before reads; a read's ``latest`` key keeps the newest."""

    def __init__(self, name: str = "attend-database"):
        self._acts: deque[_Job] = deque()
        self._reads: deque[_Job] = deque()
        self._wake = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def act(self, call: Callable[[], Value]) -> Future[Value]:
        """Queue an act; acts run in the order they came."""
        return self._put(self._acts, _Job(call, Future()))

    def read(self, call: Callable[[], Value], latest: str | None = None) -> Future[Value]:
        """Queue a read; one still waiting under the same ``latest`` key is cancelled."""
        return self._put(self._reads, _Job(call, Future(), latest))

    def close(self) -> None:
        """Finish what is queued as acts, drop waiting reads, end the thread."""
        with self._wake:
            self._closing = True
            for job in self._reads:
                job.future.cancel()
            self._reads.clear()
            self._wake.notify()
        self._thread.join()

    def _put(self, queue: deque[_Job], job: _Job) -> Future[Any]:
        with self._wake:
            if self._closing:
                job.future.cancel()
                return job.future
            if job.latest is not None:
                for waiting in [one for one in queue if one.latest == job.latest]:
                    queue.remove(waiting)
                    waiting.future.cancel()
            queue.append(job)
            self._wake.notify()
        return job.future

    def _next(self) -> _Job | None:
        with self._wake:
            while True:
                if self._acts:
                    return self._acts.popleft()
                if self._reads:
                    return self._reads.popleft()
                if self._closing:
                    return None
                self._wake.wait()

    def _run(self) -> None:
        while (job := self._next()) is not None:
            if not job.future.set_running_or_notify_cancel():
                continue
            try:
                result = job.call()
            except BaseException as error:
                job.future.set_exception(error)
            else:
                job.future.set_result(result)

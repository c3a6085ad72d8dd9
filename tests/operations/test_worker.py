"""The database worker: order, replacing reads, ends."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError

import pytest

from desktop.operations.worker import Worker


@pytest.fixture
def worker() -> Iterator[Worker]:
    one = Worker()
    yield one
    one.close()


def _busy(worker: Worker) -> threading.Event:
    """Keep the worker busy until the event is set."""
    go_on, begun = threading.Event(), threading.Event()

    def wait() -> None:
        begun.set()
        go_on.wait(5)

    worker.act(wait)
    assert begun.wait(5)
    return go_on


def test_acts_go_before_reads_and_in_their_order(worker: Worker) -> None:
    done: list[str] = []
    go_on = _busy(worker)
    read = worker.read(lambda: done.append("read"))
    for name in ("first", "second"):
        worker.act(lambda name=name: done.append(name))
    go_on.set()
    read.result(5)
    assert done == ["first", "second", "read"]


def test_a_newer_read_replaces_the_one_that_waits(worker: Worker) -> None:
    go_on = _busy(worker)
    old = worker.read(lambda: "old", latest="search")
    other = worker.read(lambda: "other", latest="day")
    new = worker.read(lambda: "new", latest="search")
    go_on.set()
    assert (new.result(5), other.result(5)) == ("new", "other")
    with pytest.raises(CancelledError):
        old.result(5)


def test_an_error_reaches_whoever_asked_and_the_worker_goes_on(worker: Worker) -> None:
    failed = worker.act(lambda: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        failed.result(5)
    assert worker.act(lambda: 7).result(5) == 7


def test_closing_finishes_acts_and_drops_reads() -> None:
    worker = Worker()
    go_on = _busy(worker)
    act = worker.act(lambda: "saved")
    read = worker.read(lambda: "shown")
    closing = threading.Thread(target=worker.close)
    closing.start()
    with pytest.raises(CancelledError):
        read.result(5)
    go_on.set()
    closing.join(5)
    assert act.result(5) == "saved"
    assert worker.act(lambda: 1).cancelled()

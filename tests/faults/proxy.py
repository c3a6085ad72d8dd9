"""A wire between a desk and its server that a test can cut, also just after a commit was sent."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

COMMIT = b"COMMIT\0"  # as it ends a message; BEGIN says READ COMMITTED


class Wire:
    """Passes bytes between a port of its own and the server's; used as a context.

    ``cut()`` ends every connection; ``lose_next_commit()`` lets the next commit through and never
    its answer; ``lose_next_commit(sent=False)`` not even the commit. ``go_down()`` cuts and takes
    no new connection until ``come_up()``; ``hold_answers()`` keeps what the server says until
    ``let_answers_go()``.
    """

    def __init__(self, port: int) -> None:
        self._to = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._threads: list[threading.Thread] = []
        self._lose = threading.Event()
        self._sent = True
        self.lost = threading.Event()
        self._is_up = True
        self._flows = threading.Event()
        self._flows.set()

    def __enter__(self) -> Wire:
        self._start(self._accept)
        return self

    def __exit__(self, *_error: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._flows.set()
        self.cut()
        for thread in self._threads:
            thread.join(10)

    def cut(self) -> None:
        """End every connection as a pulled cable does, from both ends' point of view."""
        for pair in self._pairs:
            for end in pair:
                _end(end)
        self._pairs.clear()

    def go_down(self) -> None:
        """Cut, and end whatever tries to connect."""
        self._is_up = False
        self.cut()

    def come_up(self) -> None:
        """Take connections again."""
        self._is_up = True

    def hold_answers(self) -> None:
        """Be a server that is long about each answer."""
        self._flows.clear()

    def let_answers_go(self) -> None:
        """Let the answers held, and all others, through."""
        self._flows.set()

    def lose_next_commit(self, *, sent: bool = True) -> None:
        """Cut the connection at the next commit, after or before the server has it."""
        self._sent = sent
        self._lose.set()

    def _start(self, call: object, *arguments: socket.socket) -> None:
        thread = threading.Thread(target=call, args=arguments, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                desk, _ = self._listener.accept()
                if not self._is_up:
                    _end(desk)
                    continue
                server = socket.create_connection(("127.0.0.1", self._to))
                self._pairs.append((desk, server))
                self._start(self._pass_asked, desk, server)
                self._start(self._pass_answered, server, desk)

    def _pass_asked(self, desk: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while asked := desk.recv(65536):
                if self._lose.is_set() and COMMIT in asked:
                    self._lose.clear()
                    _end(desk)  # before the server can answer
                    if self._sent:
                        server.sendall(asked)
                    else:
                        _end(server)
                    self.lost.set()
                    return
                server.sendall(asked)
        _end(server)

    def _pass_answered(self, server: socket.socket, desk: socket.socket) -> None:
        with suppress(OSError):
            while answer := server.recv(65536):
                self._flows.wait()
                desk.sendall(answer)
        _end(desk)
        _end(server)


def _end(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()

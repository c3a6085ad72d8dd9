"""Joining a practice on a server: where it is, who one is there, and what stands in the way."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.domain.errors import RuleViolation, Unavailable
from desktop.domain.server_address import USUAL_PORT, ServerAddress, read_server_address
from desktop.domain.text import clean_line
from desktop.operations.joining import FoundServer, KeptPassword, keep_password, try_server
from desktop.ui.errors import tell
from desktop.ui.first_start.errand import Errand
from desktop.ui.first_start.step_page import StepPage, breakable
from desktop.ui.kit.choice_fields import hidden_line, narrow_line
from desktop.ui.kit.form_fields import FieldMessage, LineField, Tone
from desktop.ui.kit.look import Look

SAYS_SO_AFTER_MS = 1000
_FIELD_OF = {
    "host": "hosts",
    "refused": "port",
    "timeout": "hosts",
    "password": "password",
    "no_password": "password",
    "database": "database",
    "person": "person",
}
"""Which field a failure belongs to, by its code."""


class JoinPage(StepPage):
    """Nothing typed is lost by a failure, and nothing is kept before the server has let one in.

    Signals: ``joined(url, desk_name)``; ``empty_found(FoundServer, desk_name)`` for a database
    without a practice in which one may be made.
    """

    joined = Signal(str, str)
    empty_found = Signal(object, str)

    def __init__(self, look: Look, desk_name: str, parent: QWidget | None = None):
        super().__init__(
            look,
            "join_page",
            "Join a practice on a server",
            "Whoever looks after the server knows these. Nothing is kept before the server has "
            "let you in.",
            parent,
        )
        self._errand = Errand(self)
        self._agreed_name = ""
        self.taken: frozenset[str] = frozenset()
        self._after_words: Callable[[], None] | None = None
        self.hosts = LineField(look, "hosts", "Server (several: commas between)", self)
        self.port = narrow_line(look, "port", "Port", 110, self)
        self.port.set_text(str(USUAL_PORT))
        self.database = LineField(look, "database", "Database", self)
        self.person = LineField(look, "person", "User name", self)
        self.password = hidden_line(look, "password", "Password", self)
        self.desk_name = LineField(look, "desk_name", "What this desk is called", self)
        self.desk_name.set_text(desk_name)
        row = QHBoxLayout()
        row.setSpacing(look.px(8))
        row.addWidget(self.hosts, 1)
        row.addWidget(self.port)
        self.body.addLayout(row)
        below = FieldMessage(look, self)
        self.body.addWidget(below)
        for field in (self.hosts, self.port):
            field.tell_in(below)
            self.take_field(field)
        for field in (self.database, self.person, self.password, self.desk_name):
            self.add_field(field)
        self.next_button.set_words("Join")
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(SAYS_SO_AFTER_MS)
        self._slow.timeout.connect(self._on_slow_timeout)
        self.next_requested.connect(self.try_to_join)

    def fill(self, address: ServerAddress, words: str, *, is_fixed: bool) -> None:
        """Ask for the password of a server that is known; ``is_fixed``: it can be no other one."""
        self.hosts.set_text(", ".join(address.hosts))
        self.port.set_text(str(address.port))
        self.database.set_text(address.database)
        self.person.set_text(address.person)
        for field in (self.hosts, self.port, self.database, self.person):
            field.edit.setReadOnly(is_fixed)
        self.back_button.setVisible(not is_fixed)
        self.say_slip(RuleViolation("password", "password", words))

    def try_to_join(self) -> None:
        """Ask the server; or go on once the words about the password were read."""
        if self._errand.is_running:
            return
        if self._after_words is not None:
            go_on, self._after_words = self._after_words, None
            go_on()
            return
        self.say_nothing_wrong()
        try:
            address = read_server_address(
                hosts=self.hosts.text,
                port=self.port.text,
                database=self.database.text,
                person=self.person.text,
            )
            name = clean_line(self.desk_name.text, field="desk_name", longest=60, required=True)
        except RuleViolation as slip:
            self.say_slip(slip)
            return
        password = self.password.text
        self._wait("Asking the server. Esc stops.")
        self._errand.run(
            lambda: try_server(address, password),
            on_done=lambda found: self._on_found(found, address, password, name),
            on_failed=self._on_failed,
        )

    def stop(self) -> bool:
        """Want no answer any more; False when none was awaited."""
        was_running = self._errand.is_running
        self._errand.drop()
        self._rest()
        return was_running

    def leave(self) -> None:
        """Be left: a password is not kept on the page for whoever comes next."""
        self.stop()
        self._after_words = None
        self.password.set_text("")
        self.next_button.set_words("Join")

    def _wait(self, words: str) -> None:
        self._waiting = words
        self.next_button.setEnabled(False)
        self._slow.start()

    def _rest(self) -> None:
        self._slow.stop()
        self.next_button.setEnabled(True)
        self.message.say_nothing()

    def _on_slow_timeout(self) -> None:
        self.message.say(Tone.UNDERSTOOD, self._waiting)

    def _on_found(
        self, found: FoundServer, address: ServerAddress, password: str, name: str
    ) -> None:
        self._rest()
        if found.practice is None and not found.may_make:
            words = (
                f"There is no practice in {address.database} yet, and {address.person} may make "
                "none. Whoever owns the database makes it, or lets this person."
            )
            self.message.say(Tone.WRONG, words)
            return
        if name in found.taken and name != self._agreed_name:
            self._agreed_name = name
            self.desk_name.say(
                Tone.WARNING,
                f"There has been a {name} there. Is that another PC? Then choose another name, "
                f"such as {found.other_name(name)}. If this PC takes its place, press Join again.",
            )
            self.desk_name.focus()
            return
        if not password:
            self._end(found, name)
            return
        self._wait("Keeping the password.")
        self._errand.run(
            lambda: keep_password(address, password),
            on_done=lambda kept: self._on_kept(kept, found, name),
            on_failed=self._on_failed,
        )

    def _on_kept(self, kept: KeptPassword, found: FoundServer, name: str) -> None:
        self._rest()
        if kept.in_store:
            self._end(found, name)
            return
        self.message.say(Tone.WARNING, breakable(kept.words))
        self._after_words = lambda: self._end(found, name)
        self.next_button.set_words("Go on")

    def _end(self, found: FoundServer, name: str) -> None:
        self.leave()
        self.taken = found.taken
        if found.practice is None:
            self.empty_found.emit(found, name)
        else:
            self.joined.emit(found.url, name)

    def _on_failed(self, error: BaseException) -> None:
        self._rest()
        told = tell(error)
        words = str(error) if isinstance(error, Unavailable) else told.words
        field = _FIELD_OF.get(error.code, "") if isinstance(error, Unavailable) else ""
        self.say_slip(RuleViolation("server", field or None, words))

"""Saving an edit somebody else may have made too: theirs is read, brought together, asked about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QObject

from desktop.domain.errors import LaterAct, NotFound
from desktop.domain.times import date_with_year, how_long_ago
from desktop.domain.two_edits import Keep, Merge, can_keep_both, merge_edits, settle
from desktop.operations.two_edits import Theirs
from desktop.ui.kit.ask_dialog import AskDialog
from desktop.ui.kit.editor_frame import EditorFrame
from desktop.ui.kit.look import Look
from desktop.ui.kit.two_edits_box import Clash, TwoEditsBox
from desktop.ui.runner import Runner

ShowValue = Callable[[Any, str], str]


def who_changed(later: LaterAct | None, what: str, now: datetime) -> str:
    """Say who changed it: "Tomasz Nowak changed this note 1 minute ago"."""
    if later is None or not later.actor:
        return f"Somebody changed {what} while you typed."
    return f"{later.actor} changed {what} {how_long_ago(later.at, now)}."


def taken_words(taken: tuple[str, ...], labels: Mapping[str, str], who: str) -> str:
    """Say what only they changed, so that it stays: "Also kept, changed by Tomasz: address"."""
    if not taken:
        return ""
    names = ", ".join(labels.get(name, name).lower() for name in taken)
    return f"Also kept, changed by {who or 'someone else'}: {names}."


def clashes_of(
    merge: Merge[Any], theirs: Any, labels: Mapping[str, str], shown: ShowValue
) -> list[Clash]:
    """Return the fields both changed, in words."""
    return [
        Clash(
            name,
            labels.get(name, name),
            shown(merge.record, name),
            shown(theirs, name),
            can_keep_both(getattr(theirs, name), name),
        )
        for name in merge.clashes
    ]


def plain_value(record: Any, name: str) -> str:
    """Return a field's value in words, where the record has no words of its own for it."""
    value = getattr(record, name)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return date_with_year(value)
    if isinstance(value, tuple):
        return ", ".join(str(one) for one in value)
    return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class EditWords:
    """How an edit is spoken of: "this note"; what is said when it is gone; its fields."""

    what: str
    gone: str
    labels: Mapping[str, str]
    shown: ShowValue = plain_value


class DialogEdit(QObject):
    """An edit of one record, in a dialog or in its place; saved again once both edits are one.

    ``send(record, version)`` sends the act and hands a stale one to ``on_stale``; ``read`` reads
    theirs; ``fill(record)`` shows what was brought together.
    """

    def __init__(
        self,
        dialog: AskDialog | EditorFrame,
        look: Look,
        runner: Runner,
        *,
        base: Any,
        version: int,
        read: Callable[..., Theirs[Any]],
        about: dict[str, Any],
        send: Callable[[Any, int], None],
        fill: Callable[[Any], None],
        words: EditWords,
        clock: Callable[[], datetime],
        say: Callable[[str], None],
    ):
        super().__init__(dialog)
        self._dialog = dialog
        self._runner = runner
        self._base = base
        self.version = version
        self._read, self.about = read, about
        self._send, self._fill, self._say = send, fill, say
        self._words, self._clock = words, clock
        self._taken: tuple[str, ...] = ()
        self._who = ""
        self._merge: tuple[Merge[Any], Any, Any] | None = None
        self.box = TwoEditsBox(look, dialog)
        dialog.body.addWidget(self.box)
        self.box.answered.connect(self._on_answered)

    def save(self, mine: Any) -> None:
        """Save what is typed."""
        self.box.hide()
        self._send(mine, self.version)

    def on_stale(self, mine: Any) -> None:
        """Somebody else was quicker: read theirs and bring both together."""
        self._runner.run_read(
            self._read,
            initiator=self,
            on_done=partial(self._on_read, mine),
            on_failed=self._on_not_read,
            **self.about,
        )

    def on_saved(self) -> None:
        """Name what only they changed and what stays with mine."""
        if words := taken_words(self._taken, self._words.labels, self._who):
            self._say(words)

    def _on_read(self, mine: Any, theirs: Theirs[Any]) -> None:
        base, merge = self._base, merge_edits(self._base, mine, theirs.record)
        self._base, self.version = theirs.record, theirs.version
        self._who = theirs.later.actor if theirs.later else ""
        self._taken = tuple(dict.fromkeys((*self._taken, *merge.taken)))
        if not merge.clashes:
            self._save_merged(merge.record)
            return
        self._merge = (merge, base, theirs.record)
        heading = who_changed(theirs.later, self._words.what, self._clock())
        clashes = clashes_of(merge, theirs.record, self._words.labels, self._words.shown)
        self.box.ask(heading, clashes)
        self._dialog.grow()

    def _on_not_read(self, error: BaseException) -> None:
        if isinstance(error, NotFound):
            self._dialog.say_wrong(None, self._words.gone)
        else:
            self._runner.failed.emit(error)

    def _on_answered(self, answers: dict[str, Keep]) -> None:
        if self._merge is not None:
            merge, base, theirs = self._merge
            self._merge = None
            self._save_merged(settle(merge, base, theirs, answers))

    def _save_merged(self, record: Any) -> None:
        self._fill(record)
        self._send(record, self.version)

"""The times that answer a sentence: looked for only where all of it was understood."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal

from desktop.domain.asked import NOTHING, Asked, Chip, ChipKind, Understood
from desktop.domain.asked_words import GONE_BY
from desktop.domain.best_fit import Suggestion
from desktop.domain.ids import SlotTypeId
from desktop.operations.weighing import SHOWN
from desktop.ui.booking.times_pane import TimesPane

_DROPPED_FIRST = (
    ChipKind.TIME,
    ChipKind.WHEN,
    ChipKind.WITH,
    ChipKind.PLACE,
    ChipKind.LENGTH,
    ChipKind.HOW,
    ChipKind.FOR,
)
"""Where nothing is free: what is left out first to find something."""

ONE_AT_A_TIME = (
    "Enter looks for every date of it. Take “{words}” away to book the first of them alone."
)


class AskedPane(TimesPane):
    """Signals: ``chip_dropped(Chip)`` where less is asked for, to find something."""

    chip_dropped = Signal(object)
    understood = Understood((), NOTHING)

    def show_sentence(self, understood: Understood) -> None:
        """Look for what is asked now, the best highlighted."""
        if understood.asked.is_soonest != self.understood.asked.is_soonest:
            self.order.show_soonest(understood.asked.is_soonest)
        is_other = understood.asked != self.understood.asked
        self.understood = understood
        if is_other:
            self._limit = SHOWN
            self.list.clearSelection()
            self.model.show_suggestions(())  # the first of the next answer is highlighted
        self.reload()

    def asked(self) -> Asked:
        return replace(self.understood.asked, is_soonest=self.order.is_soonest)

    @property
    def kind_asked(self) -> SlotTypeId | None:
        return self.understood.asked.slot_type_id

    @property
    def is_misread(self) -> bool:
        return not self.understood.can_search or self.understood.asked.repeat is not None

    @property
    def is_series(self) -> bool:
        """Whether all of it was understood, and it repeats: each date is looked for by itself."""
        return self.understood.can_search and self.understood.asked.repeat is not None

    @property
    def is_settled(self) -> bool:
        """Whether the times shown are those that were asked for."""
        return self._answered == self._asked

    def reload(self) -> None:
        if self.is_misread:
            self.show_misread(self._why_not())
            self.misread.emit()
        else:
            super().reload()

    def _why_not(self) -> str:
        understood = self.understood
        if understood.unknown:
            over = [f"“{one.words}”" for one in understood.unknown if one.why == GONE_BY]
            odd = [f"“{one.words}”" for one in understood.unknown if one.why != GONE_BY]
            said = [f"{' and '.join(over)}: gone by."] if over else []
            said += [f"I did not follow {' and '.join(odd)}."] if odd else []
            return f"{' '.join(said)} Take it away, or say it another way (Ctrl+F1 says how)."
        series = [one.words for one in understood.chips if one.kind is ChipKind.REPEAT]
        if series and not understood.contradictions:
            return ONE_AT_A_TIME.format(words=series[0])
        return " ".join(understood.contradictions)

    def current_fit(self) -> Suggestion | None:
        return None if self.is_misread else super().current_fit()

    def _say_empty(self, left_out: str) -> None:
        wanted = [one for one in self.understood.chips if one.kind in _DROPPED_FIRST]
        said = ", ".join(one.words for one in wanted)
        self.empty.say(f"No time free: {said}" if said else "No time free", left_out)
        wanted.sort(key=lambda one: _DROPPED_FIRST.index(one.kind))
        self._offer_steps([(f"Without “{one.words}”", partial(self._drop, one)) for one in wanted])

    def _drop(self, chip: Chip) -> None:
        self.chip_dropped.emit(chip)

    def focus_wishes(self) -> None:
        """What narrows these times is the sentence: who dropped a part of it goes there."""

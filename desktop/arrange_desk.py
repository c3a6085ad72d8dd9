"""To arrange at the desk: its area and badge, and what is done with what stands on the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot

from desktop.domain.needs import NeedState
from desktop.domain.to_arrange import ToArrange, say_what
from desktop.list_desk import ListDesk, Listed
from desktop.operations.needs_said import mark_needs
from desktop.operations.to_arrange import count_to_arrange
from desktop.ui.kit.commands import ARRANGE_KEYS

if TYPE_CHECKING:
    from desktop.ui.needs.arrange_page import ArrangePage


class ArrangeDesk(ListDesk["ArrangePage"]):
    """Joins the page, the rail's badge and the acts.

    Signals: those of its base.
    """

    listed = Listed(
        *("arrange", "Arrange", "warning-circle", "Alt+Up", ARRANGE_KEYS),
        command="to_arrange",
        count=count_to_arrange,
        touched_by=("needs", "appointment", "practice"),
        count_after_ms=2_500,
    )

    def _build_page(self) -> ArrangePage:
        from desktop.ui.needs.arrange_page import ArrangePage

        return ArrangePage(self._look, self._runner, clock=self._clock, zone=self._zone)

    @Slot(str, object)
    def _on_act_wanted(self, name: str, chosen: tuple[ToArrange, ...]) -> None:
        needs = tuple((one.id, one.version) for one in chosen)
        if chosen[0].is_to_call_off:
            self._mark(needs, NeedState.CALLED_OFF)
        elif name == "done":
            self._mark(needs, NeedState.READY)
        else:
            self._ask_not_needed(chosen, needs)

    def _mark(self, needs: tuple[tuple[str, int], ...], state: NeedState) -> None:
        self._send(mark_needs, on_done=self._back_to_list, needs=needs, state=state)

    def _ask_not_needed(
        self, chosen: tuple[ToArrange, ...], needs: tuple[tuple[str, int], ...]
    ) -> None:
        from desktop.ui.needs.not_needed_dialog import NotNeededDialog

        what = "; ".join(f"{one.called}: {say_what(one)}" for one in chosen[:5])
        dialog = NotNeededDialog(self._look, what, parent=self._window)

        def on_submitted() -> None:
            self._send(
                mark_needs,
                dialog=dialog,
                on_done=self._back_to_list,
                needs=needs,
                state=NeedState.NOT_NEEDED,
                said_by=dialog.said_by.text(),
                why=dialog.why.text(),
            )

        self._open(dialog, on_submitted)

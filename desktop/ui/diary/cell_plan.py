"""What goes where in a cell: which words fit, which are shortened or left to the tooltip."""

from __future__ import annotations

from typing import NamedTuple

from desktop.domain.diary import CellState
from desktop.ui.diary.cell_sizes import STRUCK, CellSizes
from desktop.ui.diary.diary_words import CellWords

ICON = "icon"
BOLD_ICON = "boldIcon"
NOTE_ICON = "note-pencil"
EXTRA = "Extra"
_ONE_LINE = (CellState.HELD, CellState.EMBARGOED, CellState.FREE)
_BESIDE_THE_NAME = (CellState.DONE, CellState.IN_ROOM)
"""States that are one short word: they stay beside the name where there is room for a line more."""


class Piece(NamedTuple):
    """A text or an icon: ``role`` is a font's, or ICON, BOLD_ICON; ``y`` is its middle.

    ``ink`` is one of title, quiet, status.
    """

    role: str
    text: str
    x: float
    y: float
    ink: str


class Plan(NamedTuple):
    """A cell laid out: pieces many cells have alike, pieces of its own, whether some is hidden.

    Words with a count in them ("Here 7 min") are a cell's own: few others say the same.
    """

    lines: int
    alike: tuple[Piece, ...]
    own: tuple[Piece, ...]
    hides: bool


def plan_cell(words: CellWords, size: tuple[int, int], sizes: CellSizes) -> Plan:
    """Lay out the words of a cell of that width and height."""
    if words.is_flat:
        return _plan_flat(words, size, sizes)
    lines = lines_of(words, size, sizes)
    planned = _Planned(words, size, sizes, is_small_extra=words.is_extra and lines == 1)
    if lines == 1:
        planned.lay_one_line()
    else:
        planned.lay_lines(lines)
    return Plan(lines, tuple(planned.alike), tuple(planned.own), planned.hides)


def lines_of(words: CellWords, size: tuple[int, int], sizes: CellSizes) -> int:
    """Return how many lines a cell of that size shows of its words."""
    width, height = size
    fits = 2 if height >= sizes.first + sizes.other else 1
    if height >= sizes.first + 2 * sizes.other + 2 * sizes.air + 2:
        fits = 1 + int((height - 2 * sizes.air - sizes.first) // (sizes.other + 2))
    is_worded = any(text for _, text in words.needs)
    has_more = bool(is_worded or words.phrase or words.note or words.is_extra)
    if words.state in _ONE_LINE:
        return 1
    if not has_more and fits == 2 and words.state in _BESIDE_THE_NAME:
        wanted = sizes.width(_title_role(words), words.title) + sizes.width("label", words.short)
        beside = wanted + sizes.icon + sizes.icon_gap + sizes.gap
        return 1 if beside <= width - sizes.title_left - sizes.pad else 2
    return fits if has_more or words.status else 1


def _title_role(words: CellWords) -> str:
    return STRUCK if words.struck else "bodyStrong" if words.strong else "body"


def _plan_flat(words: CellWords, size: tuple[int, int], sizes: CellSizes) -> Plan:
    middle = size[1] / 2
    left = sizes.flat_left + sizes.icon + sizes.gap
    text, _ = sizes.fit("body", words.title, size[0] - left - sizes.pad)
    pieces = (
        Piece(ICON, words.icon, sizes.flat_left, middle, "status"),
        Piece("body", text, left, middle, "status"),
    )
    return Plan(1, (), pieces, hides=text != words.title)


class _Planned:
    """The pieces of one cell while they are laid out."""

    def __init__(
        self, words: CellWords, size: tuple[int, int], sizes: CellSizes, *, is_small_extra: bool
    ):
        self.words, self.sizes = words, sizes
        self.height = size[1]
        self.left = sizes.letter + sizes.icon_gap if is_small_extra else sizes.title_left
        self.right = size[0] - (sizes.air if is_small_extra else sizes.pad)
        self.alike: list[Piece] = []
        self.own: list[Piece] = []
        self.hides = False
        self.role = _title_role(words)

    def lay_one_line(self) -> None:
        """Lay title, icons of needs, status at the right; the title is shortened last."""
        words, sizes = self.words, self.sizes
        middle = self.height / 2 - 0.5
        right: float = self.right
        if words.is_extra:
            right = self._mark_extra(right, middle)
        elif words.icon:
            wanted = sizes.width(self.role, words.title) + sizes.gap
            room = right - self.left - wanted
            count = words.short.split()[-1:] if words.short[-2:-1].isdigit() else []
            tried = (words.short, *count)  # "Here 12m", with less room "12m" beside its icon
            status = next((one for one in tried if self._status_width(one) <= room), "")
            self.hides = status != words.status
            right -= self._status_width(status)
            self._add_status(status, right, middle)
            right -= sizes.gap
        x = self.left + self._add_title(middle, right - self.left) + sizes.gap
        icons = [icon for icon, _ in words.needs] + [NOTE_ICON] * bool(words.note)
        self.hides = self.hides or bool(icons or words.phrase)
        for icon in icons:
            if x + sizes.icon > right:
                return
            self.own.append(Piece(ICON, icon, x, middle, "title"))
            x += sizes.icon + sizes.icon_gap
        self._add_small(words.note, x, middle, right - x)

    def _mark_extra(self, right: float, middle: float) -> float:
        """Say Extra at the right; a plus where the name would not fit beside the word."""
        sizes = self.sizes
        self.hides = bool(self.words.icon)
        mark = sizes.width("label", EXTRA)
        name = sizes.width(self.role, self.words.title) + sizes.icon_gap
        if name + mark <= right - self.left:
            self.alike.append(Piece("label", EXTRA, right - mark, middle, "quiet"))
        else:
            mark = sizes.icon
            self.alike.append(Piece(BOLD_ICON, "plus", right - mark, middle, "quiet"))
            self.hides = True
        return right - mark - sizes.icon_gap

    def lay_lines(self, lines: int) -> None:
        """Lay the title, then the status, then the needs in words."""
        words, sizes = self.words, self.sizes
        is_tight = self.height < sizes.first + sizes.other + 3 * sizes.air - 2
        top = (self.height - sizes.first - sizes.other) / 2 if is_tight else sizes.air
        middle = top + sizes.first / 2
        self._add_title(middle, self.right - self.left)
        middle += (sizes.first + sizes.other) / 2 + (1 if is_tight else sizes.air)
        if lines == 2:  # clear of the border below it, which is thick in high contrast
            middle = min(middle, self.height - sizes.border - sizes.small / 2)
        x = float(self.left)
        if words.is_extra:
            self.alike.append(Piece("label", EXTRA, x, middle, "quiet"))
            x += sizes.width("label", EXTRA) + sizes.gap
        if words.icon:
            room = self.right - x
            fitting = (t for t in (words.status, words.short) if self._status_width(t) <= room)
            status = next(fitting, "")
            self.hides = self.hides or status != words.status
            x += self._add_status(status, x, middle) + sizes.gap + 1
        left_over = lines - 1
        if words.needs and x > self.left and lines > 2:
            x, middle = float(self.left), middle + sizes.other + 2
            left_over -= 1
        self._lay_needs(x, middle, left_over)

    def _lay_needs(self, x: float, middle: float, lines: int) -> None:
        """Lay icons with their words over as many lines as there are, then note or phrase."""
        words, sizes = self.words, self.sizes
        rest = list(words.needs)
        while rest and lines > 0:
            taken = self._take(rest, self.right - x, is_last=lines == 1)
            shown, rest = rest[:taken], rest[taken:]
            for icon, _ in shown:
                self.own.append(Piece(ICON, icon, x, middle, "title"))
                x += sizes.each_icon
            x += sizes.before_words
            self._say_needs([text for _, text in shown if text], x, middle)
            lines -= 1
            if rest or words.note:
                x, middle = float(self.left), middle + sizes.other + 2
        if rest or (words.note and lines <= 0):
            self.hides = True
            return
        if words.note:
            self.own.append(Piece(ICON, NOTE_ICON, x, middle, "quiet"))
            x += sizes.each_icon + sizes.before_words
        self._add_small(words.note or words.phrase, x, middle, self.right - x)

    def _say_needs(self, texts: list[str], x: float, middle: float) -> None:
        """Say the needs beside their icons, as many of the first ones as there is room for."""
        room, width = self.right - x, self.sizes.width
        count = len(texts)
        while count > 1 and width("caption", ", ".join(texts[:count])) > room:
            count -= 1
        self.hides = self.hides or count < len(texts)
        self._add_small(", ".join(texts[:count]), x, middle, room)

    def _take(self, needs: list[tuple[str, str]], room: float, *, is_last: bool) -> int:
        """Return how many needs a line takes: with their words, or icons alone on the last."""
        sizes = self.sizes
        each = sizes.each_icon
        worded = 0
        for count in range(1, len(needs) + 1):
            said = ", ".join(text for _, text in needs[:count] if text)
            if count * each + sizes.before_words + sizes.width("caption", said) > room:
                break
            worded = count
        alone = min(len(needs), int((room + each - sizes.icon) // each))
        if worded == len(needs) or (worded and not is_last):
            return worded
        return max(alone, worded) if is_last else max(worded, 1)

    def _add_title(self, middle: float, room: float) -> int:
        text, width = self.sizes.fit(self.role, self.words.title, room)
        self.hides = self.hides or text != self.words.title
        self.own.append(Piece(self.role, text, self.left, middle, "title"))
        return width

    def _add_status(self, text: str, x: float, middle: float) -> int:
        self.alike.append(Piece(BOLD_ICON, self.words.icon, x, middle, "status"))
        if text:
            after = x + self.sizes.icon + self.sizes.icon_gap
            counts = any(letter.isdigit() for letter in text)
            pieces = self.own if counts else self.alike
            pieces.append(Piece("label", text, after, middle, "status"))
        return self._status_width(text)

    def _add_small(self, text: str, x: float, middle: float, room: float) -> None:
        """Add small words where there is room for more than a stub of them."""
        if not text:
            return
        shown, width = self.sizes.fit("caption", text, room)
        self.hides = self.hides or shown != text
        if shown == text or width > 3 * self.sizes.icon:
            self.own.append(Piece("caption", shown, x, middle, "quiet"))

    def _status_width(self, text: str) -> int:
        sizes = self.sizes
        return sizes.icon + (sizes.width("label", text) + sizes.icon_gap if text else 0)

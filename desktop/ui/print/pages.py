"""Day sheets, cards and passports as pages: Jinja2 makes their text, ``sheets`` lays it out."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtGui import QPageSize

from desktop.domain.nhs_numbers import format_nhs_number
from desktop.domain.passport import Passport, PassportLine
from desktop.domain.sheets import AppointmentCard, DaySheet, settle_count
from desktop.domain.text import breakable
from desktop.domain.times import date_with_year, local_of, long_date
from desktop.paths import resources_dir
from desktop.ui.print.sheets import (
    CARD_LARGE_POINTS,
    LARGE_POINTS,
    NORMAL_POINTS,
    Block,
    Page,
)

if TYPE_CHECKING:
    from jinja2 import Environment

LONGEST_WORD = 24
_NOT_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|]')


def day_sheet_page(sheet: DaySheet, *, large: bool = False) -> Page:
    """Return a day's sheet, A4; large print is 16 points."""
    environment = _environment()
    head = environment.get_template("session_head.html")
    row = environment.get_template("session_row.html")
    blocks: list[Block] = [
        Block(f"<p class='note'>{escape(breakable(note, LONGEST_WORD))}</p>")
        for note in sheet.notes
    ]
    for session in sheet.sessions:
        top = head.render(session=session, again=False)
        again = head.render(session=session, again=True)
        blocks.append(Block(top, keeps_next=True, is_ruled=True, space_above=True))
        blocks += [
            Block(row.render(row=one, large=large), again=again, is_ruled=True)
            for one in session.rows
        ]
    if not sheet.sessions:
        blocks.append(Block("<p>No one has a session on this day.</p>"))
    waiting = settle_count(sheet.sessions)
    settle = f"{waiting} to settle. " if waiting else ""
    return Page(
        title=f"{sheet.title}, {long_date(sheet.on_date)}",
        head=f"{long_date(sheet.on_date)}. {sheet.practice}, {sheet.title}",
        foot=f"{settle}{_printed(sheet.printed_at, sheet.zone)} Shred after use.",
        blocks=tuple(blocks),
        points=LARGE_POINTS if large else NORMAL_POINTS,
        file_name=_sheet_file_name(sheet),
    )


def card_page(card: AppointmentCard, *, large: bool = False) -> Page:
    """Return somebody's next visits: A6 to carry, or A4 in 20 points."""
    body = _environment().get_template("appointment_card.html").render(card=card)
    return Page(
        title=f"Visits of {card.called}",
        head=card.practice,
        foot=_printed(card.printed_at, card.zone),
        blocks=tuple(Block(part, space_above=True) for part in body.split("<!-- part -->")),
        points=CARD_LARGE_POINTS if large else NORMAL_POINTS + 1,
        file_name=f"Next visits {_date_printed(card.printed_at, card.zone)}.pdf",
        size=QPageSize.PageSizeId.A4 if large else QPageSize.PageSizeId.A6,
    )


def passport_page(passport: Passport, *, large: bool = False, points: int | None = None) -> Page:
    """Return what somebody told us, A4, nothing of it cut; large print is in their ``points``."""
    head = _environment().get_template("passport_head.html").render(passport=passport)
    blocks = [Block(head, is_ruled=True, may_part=True)]
    for heading, lines in passport.sections:
        again = f"<h2>{escape(heading)}</h2>"
        blocks.append(Block(again, keeps_next=True, is_ruled=True, space_above=True))
        blocks += [Block(_passport_line(line), again=again, may_part=True) for line in lines]
    if not passport.sections:
        blocks.append(Block("<p>Nothing is written down yet.</p>", space_above=True))
    ring = f", {passport.phone}" if passport.phone else ""
    return Page(
        title=f"Passport of {passport.called}",
        head=f"How to look after me. Kept at {passport.practice}{ring}",
        foot=f"Theirs to carry. {_printed(passport.printed_at, passport.zone)}",
        blocks=tuple(blocks),
        points=(points or LARGE_POINTS) if large else NORMAL_POINTS + 2,
        file_name=f"Passport {_date_printed(passport.printed_at, passport.zone)}.pdf",
    )


def _passport_line(line: PassportLine) -> str:
    words, said, own = (
        escape(breakable(one, LONGEST_WORD)).replace("\n", "<br/>")
        for one in (line.words, line.said, line.own_words)
    )
    head = f"<b>{words}</b>: {said}" if words and said else f"<b>{words}</b>" if words else said
    parts = [f"<p class='told'>{head}</p>"] if head else []
    if own:
        parts.append(f"<p class='told'>“{own}”</p>")
    return "".join(parts)


def _sheet_file_name(sheet: DaySheet) -> str:
    of_one = sheet.title in {one.clinician for one in sheet.sessions}
    place = "" if of_one else f"{_NOT_IN_FILE_NAMES.sub(' ', sheet.title)} "
    return f"Day sheet {place}{date_with_year(sheet.on_date)}.pdf"


def _date_printed(at: datetime, zone: str) -> str:
    return date_with_year(local_of(at, zone).date())


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(resources_dir() / "print"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        finalize=_breakable,
    )
    environment.filters["born"] = _born
    environment.filters["long_date"] = long_date
    environment.filters["nhs"] = format_nhs_number
    return environment


def _breakable(value: object) -> object:
    """Let a very long word go on in the next line: else it pushes all beside it off the paper."""
    is_text = isinstance(value, str) and not hasattr(value, "__html__")
    return breakable(str(value), LONGEST_WORD) if is_text else value


def _born(on: date | None) -> str:
    return f"born {date_with_year(on)}" if on is not None else "birth date not known"


def _printed(at: datetime, zone: str) -> str:
    local = local_of(at, zone)
    return f"Printed {date_with_year(local.date())} {local:%H:%M}."

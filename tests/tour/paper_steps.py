"""Pictures of what is printed: day sheet, card, passport, large print, the downtime pack."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import QSizeF, Qt
from PySide6.QtGui import QImage, QPainter

from desktop.domain.booking import FreeRequest
from desktop.domain.people import PatientDetails
from desktop.operations.booking import book_appointment
from desktop.operations.desk import Desk, open_desk
from desktop.operations.passport import read_passport
from desktop.operations.people import register_patient
from desktop.operations.people_reads import find_people
from desktop.operations.reads import find_free_times, read_outline
from desktop.operations.sheets import (
    read_appointment_card,
    read_day_sheet,
    read_downtime_pack,
)
from desktop.ui.print.pages import card_page, day_sheet_page, passport_page
from desktop.ui.print.sheets import POINTS, Page, Sheets, page_layout

DAY = date(2026, 11, 18)
DOTS_PER_INCH = 110
_NAMES = (
    ("فاطمة الزهراء", "بن عبد الله"),
    ("美咲", "田中"),
    ("Bartholomew Alexander Montgomery", "Featherstonehaugh-Cholmondeley-Marjoribanks"),
)
"""Names that paper has to take: right to left, no letters at all, as long as a line."""


def paper_steps(url: str, pictures: Path) -> None:
    """Take the pictures 44 to 49, a file a page."""
    pictures.mkdir(parents=True, exist_ok=True)
    desk = open_desk(url, desk_name="Desk 2")
    try:
        _book_them(desk)
        sheet = desk.read(read_day_sheet, on_date=DAY)
        one = desk.read(read_day_sheet, on_date=DAY, session_id=sheet.sessions[0].id)
        found = desk.read(find_people, text="sian pritchard").rows[0]
        card = desk.read(read_appointment_card, patient_id=found.id)
        pack = desk.read(read_downtime_pack)
        maggie = desk.read(find_people, text="maggie hughes 12/3/52").rows[0]
        passport = desk.read(read_passport, patient_id=maggie.id)
    finally:
        desk.close()
    save_pages(day_sheet_page(sheet), pictures / "44-day-sheet")
    save_pages(day_sheet_page(one, large=True), pictures / "45-day-sheet-large")
    save_pages(card_page(card), pictures / "46-card")
    save_pages(card_page(card, large=True), pictures / "47-card-large")
    save_pages(passport_page(passport), pictures / "49-passport")
    save_pages(passport_page(passport, large=True, points=24), pictures / "49-passport-large")
    for number, day in enumerate(pack, 1):
        save_pages(day_sheet_page(day), pictures / f"48-downtime-day-{number}", most=1)


def _book_them(desk: Desk) -> None:
    """Book the people with the names above into the morning."""
    kinds = {one.letter: one.id for one in desk.read(read_outline).slot_types}
    request = FreeRequest(from_on=DAY, slot_type_id=kinds["R"])
    for given, family in _NAMES:
        details = PatientDetails(given_names=given, family_name=family, born_on=date(1971, 2, 3))
        made = desk.act(register_patient, details=details).value
        first = desk.read(find_free_times, request=request).times[0]
        desk.act(book_appointment, patient_id=made, slot_ids=first.slot_ids)


def save_pages(page: Page, file: Path, *, most: int = 9) -> None:
    """Save the sheets of a page as pictures, margins and all."""
    number, count = 1, 1
    while number <= min(count, most):
        image, count = picture_of(page, number)
        image.save(str(file.with_name(f"{file.name}-{number}.png")))
        number += 1


def picture_of(page: Page, number: int) -> tuple[QImage, int]:
    """Return a sheet of a page as a picture, and how many sheets there are."""
    layout = page_layout(page)
    inside = layout.paintRectPixels(DOTS_PER_INCH)
    scale = DOTS_PER_INCH / POINTS
    image = QImage(layout.fullRectPixels(DOTS_PER_INCH).size(), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.translate(inside.topLeft())
    painter.scale(scale, scale)
    sheets = Sheets(page, painter, QSizeF(inside.width() / scale, inside.height() / scale))
    sheets.paint(painter, number)
    painter.end()
    return image, sheets.count

"""Pages: nothing parted or lost, text escaped, large print, the downtime pack on the disk."""

import json
import re
import zlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPalette
from PySide6.QtWidgets import QApplication

from desktop.domain.errors import Unavailable
from desktop.domain.ids import PatientId, PreferenceId, SessionId
from desktop.domain.passport import Passport, sections_of
from desktop.domain.people import Preference
from desktop.domain.practice import Channel
from desktop.domain.sheets import (
    AppointmentCard,
    CardVisit,
    DaySheet,
    SheetPerson,
    SheetRow,
    SheetSession,
)
from desktop.ui.kit.look import Look
from desktop.ui.print.downtime import write_pack
from desktop.ui.print.pages import card_page, day_sheet_page, passport_page
from desktop.ui.print.sheets import Page, Sheets, write_pdf
from tests.data_sets import DataSets
from tests.tour.paper_steps import picture_of

NOW = datetime(2026, 11, 18, 10, 22, tzinfo=UTC)
NAUGHTY = ("<b>Bob</b>", "{{ 7 * 7 }}", "Robert'); DROP TABLE", "\u202eevil", "a" * 400, "田中さん")


def make_sheet(names: Sequence[str], on_date: date = date(2026, 11, 18)) -> DaySheet:
    rows = tuple(
        SheetRow(
            time="08:30",
            minutes=10,
            kind="Routine",
            state="Booked",
            person=SheetPerson(
                PatientId(str(n)), name, "", date(1952, 3, 12), "9990000018", needs=(name,)
            ),
            reason=name,
        )
        for n, name in enumerate(names)
    )
    free = SheetRow("12:00", 10, "Routine", "", words="Free")
    session = SheetSession(
        SessionId("s"),
        "Dr Patel",
        "GP",
        "Room 4",
        "08:30 to 12:30",
        ("Leaves 11:45",),
        (*rows, free),
    )
    return DaySheet("Weir Street", on_date, "All sites", NOW, "Europe/London", (session,))


def pages_in(file: Path) -> int:
    return file.read_bytes().count(b"/Type /Page\n")


def letters_of_glyphs(file: Path) -> str:
    """Return the character each glyph of a PDF stands for, as a reader of it is told."""
    streams = re.findall(rb"stream\r?\n(.*?)endstream", file.read_bytes(), re.S)
    tables = [zlib.decompress(one) if one[:1] == b"x" else one for one in streams]
    lists = [one for table in tables for one in re.findall(rb"> \[(<.*?)\]", table, re.S)]
    assert lists
    return "".join(chr(int(one, 16)) for some in lists for one in re.findall(rb"<(\w+)>", some))


def test_a_long_sheet_goes_on_over_pages_under_its_own_head(
    qapp: QApplication, tmp_path: Path
) -> None:
    page = day_sheet_page(make_sheet(["Maggie Hughes"] * 60))
    count = write_pdf(page, tmp_path / "day.pdf")
    assert count == pages_in(tmp_path / "day.pdf") == 3
    assert all("continued" in block.again for block in page.blocks[1:])
    assert "Leaves 11:45" in page.blocks[0].html
    assert "born 12 Mar 1952" in page.blocks[1].html
    assert "999 000 0018" in page.blocks[1].html


def test_paper_is_black_on_white_in_a_dark_window(qapp: QApplication) -> None:
    page = day_sheet_page(make_sheet(["Maggie Hughes"] * 3))
    light, _ = picture_of(page, 1)
    before, dark = qapp.palette(), QPalette()
    dark.setColor(QPalette.ColorRole.Text, QColor(240, 240, 240))
    qapp.setPalette(dark)
    try:
        assert picture_of(page, 1)[0] == light
    finally:
        qapp.setPalette(before)
    rows = range(light.height() // 12, light.height() // 2)
    ink = [light.pixelColor(x, y).lightness() for y in rows for x in range(0, light.width(), 2)]
    assert min(ink) < 60


def test_a_name_from_right_to_left_begins_where_the_others_do(qapp: QApplication) -> None:
    names = ("فاطمة الزهراء", "Maggie Hughes")
    images = [picture_of(day_sheet_page(make_sheet([name])), 1)[0] for name in names]
    across = range(images[0].width() // 8, images[0].width() * 2 // 5)
    down = range(images[0].height() // 12, images[0].height() // 4)
    points = [(x, y) for x in across for y in down]
    rows = {y for x, y in points if images[0].pixel(x, y) != images[1].pixel(x, y)}
    assert rows, "the two names are not printed alike"

    def first_ink(image: QImage) -> int:
        return next(x for x, y in points if y in rows and image.pixelColor(x, y).value() < 99)

    assert abs(first_ink(images[0]) - first_ink(images[1])) < 8


def test_large_print_is_larger_and_holds_the_same(qapp: QApplication, tmp_path: Path) -> None:
    sheet = make_sheet(["Maggie Hughes"] * 12)
    small, large = day_sheet_page(sheet), day_sheet_page(sheet, large=True)
    assert (small.points, large.points) == (9, 16)
    assert len(small.blocks) == len(large.blocks)
    assert write_pdf(large, tmp_path / "l.pdf") > write_pdf(small, tmp_path / "s.pdf")


@pytest.mark.parametrize("name", NAUGHTY)
def test_odd_text_is_printed_as_it_stands(qapp: QApplication, tmp_path: Path, name: str) -> None:
    page = day_sheet_page(make_sheet([name]))
    assert "<b>Bob" not in page.blocks[1].html
    assert "49" not in page.blocks[1].html
    assert write_pdf(page, tmp_path / "odd.pdf") == 1


def test_needs_with_hostile_or_enormous_text_are_printed_whole_and_on_the_paper(
    qapp: QApplication, tmp_path: Path
) -> None:
    page = day_sheet_page(make_sheet(["<b>Bob</b><img src=x>", "w" * 4_000]))
    html = "".join(block.html for block in page.blocks)
    assert "<img" not in html
    assert html.replace("&#8203;", "").replace("\u200b", "").count("w" * 4_000) >= 1
    assert write_pdf(page, tmp_path / "enormous.pdf") > 1
    for number in (1, 2):
        image = picture_of(page, number)[0]
        edge = range(image.width() - image.width() // 40, image.width())
        values = {image.pixelColor(x, y).value() for x in edge for y in range(0, image.height(), 3)}
        assert min(values) > 250, "nothing runs off the paper"


def passport_of(*own_words: str) -> Passport:
    told = [
        Preference(PreferenceId(str(n)), "own-words", "", own_words=said)
        for n, said in enumerate(own_words)
    ]
    named = ("Maggie", "Margaret Hughes", "MAG-ee", "She/her")
    born = date(1952, 3, 12)
    practice = ("Weir Street", "01632 960 000")
    sections = sections_of(told, (), {})
    return Passport(*practice, *named, born, "9990000018", NOW, "Europe/London", sections)


def test_a_passport_is_one_page_with_who_it_is_and_what_they_told_us(
    qapp: QApplication, tmp_path: Path
) -> None:
    page = passport_page(passport_of("Look at me, not the interpreter"))
    whole = " ".join(block.html for block in page.blocks)
    for said in ("Maggie", "Say MAG-ee", "She/her", "Margaret Hughes", "999&nbsp;000&nbsp;0018",
                 "What matters to me", "“Look at me, not the interpreter”"):  # fmt: skip
        assert said in whole
    assert "Maggie" not in page.file_name, "no file is named after anybody"
    assert write_pdf(page, tmp_path / "passport.pdf") == 1
    assert write_pdf(passport_page(passport_of(), large=True), tmp_path / "none.pdf") == 1
    large = passport_page(passport_of(), large=True, points=24)
    assert (page.points, large.points) == (11, 24)


def laid_out(page: Page) -> Sheets:
    """Lay a page out on A4, less its margins."""
    image = QImage(10, 10, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    sheets = Sheets(page, painter, QSizeF(515, 762))
    painter.end()
    return sheets


@pytest.mark.parametrize("points", [None, 16, 48])
def test_enormous_and_hostile_words_on_a_passport_lose_no_line_and_stay_on_their_sheets(
    qapp: QApplication, points: int | None
) -> None:
    words = ("<script>alert(1)</script>" * 160, "\n".join(str(n) for n in range(800)), *NAUGHTY)
    page = passport_page(passport_of(*words), large=points is not None, points=points)
    assert not any("<script>" in block.html for block in page.blocks)
    sheets = laid_out(page)
    inner = sheets._inner
    assert inner.height() > 400, "head and foot leave room"
    seen: dict[int, float] = {}
    for placed in (one for sheet in sheets._sheets for one in sheet):
        assert placed.top + placed.height <= inner.height() + 0.01
        assert placed.document.idealWidth() <= inner.width() + 0.01
        begun = seen.get(id(placed.document), 0.0)
        assert placed.begins == pytest.approx(begun), "it goes on where it ended"
        seen[id(placed.document)] = placed.begins + placed.height
    ends = {id(one.document): one.document for sheet in sheets._sheets for one in sheet}
    assert all(seen[key] >= one.size().height() - 0.01 for key, one in ends.items())


def test_a_part_of_a_long_text_is_painted_on_its_own_sheet_alone(qapp: QApplication) -> None:
    page = passport_page(passport_of("\n".join(f"line {n}" for n in range(120))))
    first, count = picture_of(page, 1)
    assert count == 3
    foot = range(first.height() - 92, first.height() - 82)
    assert all(first.pixelColor(x, y).lightness() > 200 for y in foot for x in range(first.width()))
    last, _ = picture_of(page, 3)
    half = range(last.height() * 2 // 3, last.height() - 110)
    assert all(last.pixelColor(x, y).lightness() > 200 for y in half for x in range(last.width()))


@pytest.mark.data_set("text/blns.json")
def test_naughty_strings_are_printed(
    qapp: QApplication, tmp_path: Path, test_data: DataSets
) -> None:
    strings = json.loads(test_data("text/blns.json").read_text(encoding="utf-8"))
    test_data.assert_figure("text/blns.json", len(strings), 515)
    count = write_pdf(day_sheet_page(make_sheet(strings)), tmp_path / "naughty.pdf")
    assert pages_in(tmp_path / "naughty.pdf") == count > 15


def test_a_card_is_small_or_in_large_print(qapp: QApplication, tmp_path: Path) -> None:
    visit = CardVisit(
        date(2026, 11, 25),
        "09:20",
        "Grace Adeyemi",
        "Room 3",
        Channel.IN_PERSON,
        40,
        "Loose sleeves.",
    )
    card = AppointmentCard("Weir Street", "Maggie Hughes", NOW, "Europe/London", (visit,))
    html = "".join(block.html for block in card_page(card).blocks)
    assert "Wed 25 November 2026, 09:20" in html
    assert "with Grace Adeyemi, Room 3" in html
    assert write_pdf(card_page(card), tmp_path / "card.pdf") == 1
    assert write_pdf(card_page(card, large=True), tmp_path / "large.pdf") == 1


def test_the_pack_is_written_whole_and_older_lists_go(qapp: QApplication, tmp_path: Path) -> None:
    for name in ("attend-list-2026-11-17.pdf", "of somebody else.pdf"):
        (tmp_path / name).write_bytes(b"old")
    days = [make_sheet(["Maggie Hughes"], date(2026, 11, day)) for day in (18, 19, 23)]
    written = write_pack(days, tmp_path)
    assert [one.name[-14:-4] for one in written] == ["2026-11-18", "2026-11-19", "2026-11-23"]
    assert {one.name for one in tmp_path.iterdir()} == {
        "of somebody else.pdf",
        *(one.name for one in written),
    }


def test_a_folder_that_cannot_be_written_is_said_in_words(
    qapp: QApplication, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Unavailable, match="Choose another folder"):
        write_pack([make_sheet(["Maggie Hughes"])], tmp_path / "file" / "lists")


def test_text_copied_from_a_pdf_keeps_its_figures(qapp: QApplication, tmp_path: Path) -> None:
    before, look = qapp.font(), Look(theme="light")
    look.apply()  # the window's figures are all of one width
    try:
        assert qapp.font().featureValue(QFont.Tag("tnum")) == 1
        write_pdf(day_sheet_page(make_sheet(["Maggie Hughes"])), tmp_path / "day.pdf")
    finally:
        qapp.setFont(before)
    said = letters_of_glyphs(tmp_path / "day.pdf")
    assert {"0", "8", ":", "2", "M"} <= set(said)
    assert "\0" not in said, "a glyph that stands for no character"


def test_the_name_of_a_file_says_what_it_is_and_names_nobody(qapp: QApplication) -> None:
    sheet = make_sheet(["Maggie Hughes"])
    card = AppointmentCard("Weir Street", "Maggie Hughes", NOW, "Europe/London", ())
    assert day_sheet_page(sheet).file_name == "Day sheet All sites 18 Nov 2026.pdf"
    assert card_page(card).file_name == "Next visits 18 Nov 2026.pdf"
    of_one = replace(sheet, title="Dr Patel")
    assert day_sheet_page(of_one).file_name == "Day sheet 18 Nov 2026.pdf"


@pytest.mark.parametrize(("visits", "words"), [(1, "come, ring us on"), (0, "Ring us on")])
def test_a_card_says_whom_to_ring(qapp: QApplication, visits: int, words: str) -> None:
    visit = CardVisit(NOW.date(), "09:20", "Grace Adeyemi", "", Channel.IN_PERSON, 20)
    card = AppointmentCard(
        "Weir Street", "Maggie Hughes", NOW, "Europe/London", (visit,) * visits, "020 7946 0321"
    )
    html = "".join(block.html for block in card_page(card).blocks)
    assert f"{words} 020 7946 0321" in html


def test_a_card_without_visits_speaks_of_none(qapp: QApplication) -> None:
    card = AppointmentCard("Weir Street", "Maggie Hughes", NOW, "Europe/London", ())
    words = "".join(block.html for block in card_page(card).blocks)
    assert "No visit is booked." in words
    assert "can’t come" not in words

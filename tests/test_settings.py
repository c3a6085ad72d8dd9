"""The settings file: written in one step, what others wrote in it left as it was."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from desktop.settings import SettingsError, read_settings, write_settings

OURS = """\
# This PC stands at the front door.
theme = "dark"   # softer in the evening
 database = 'old.db'
text_percent=120 # larger

# the end
"""


def test_a_changed_setting_leaves_every_other_line_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(OURS)
    write_settings(file, database="postgresql://desk@server/practice", text_percent=150)
    assert file.read_text() == OURS.replace(
        " database = 'old.db'", 'database = "postgresql://desk@server/practice"'
    ).replace("text_percent=120", "text_percent = 150")
    assert read_settings(file).text_percent == 150
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_as_notepad_writes_it_is_changed_too(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_bytes(b'\xef\xbb\xbftheme = "dark"\r\n')
    write_settings(file, theme="light")
    assert read_settings(file).theme == "light"


def test_a_first_file_is_made_with_its_folder(tmp_path: Path) -> None:
    file = tmp_path / "new" / "settings.toml"
    write_settings(
        file, database='C:\\Praxis "Süd"\\attend.db', desk_name="Desk\t\x7f#2", reduce_motion=True
    )
    found = read_settings(file)
    assert found.database == 'C:\\Praxis "Süd"\\attend.db'
    assert found.desk_name == "Desk\t\x7f#2"
    assert found.reduce_motion


def test_a_setting_stands_before_any_table_and_unknown_ones_stay(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('future = "kept"\n\n[table]\ndatabase = "theirs"\n')
    write_settings(file, database="ours")
    assert tomllib.loads(file.read_text()) == {
        "future": "kept",
        "database": "ours",
        "table": {"database": "theirs"},
    }


@pytest.mark.parametrize(
    "text",
    ["database = ", 'database = """\nold\n"""\n', 'database = "a"\ndatabase = "b"', "\udcff"],
    ids=["broken", "over lines", "twice", "not UTF-8"],
)
def test_a_file_that_cannot_be_changed_safely_is_left_alone_and_said(
    tmp_path: Path, text: str
) -> None:
    file = tmp_path / "settings.toml"
    raw = text.encode("utf-8", "surrogateescape")
    file.write_bytes(raw)
    with pytest.raises(SettingsError, match=r"settings\.toml"):
        write_settings(file, database="ours")
    assert file.read_bytes() == raw
    assert list(tmp_path.iterdir()) == [file]


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="can’t be written"):
        write_settings(tmp_path / "file" / "settings.toml", database="x")


def test_the_file_is_where_its_link_leads(tmp_path: Path) -> None:
    real = tmp_path / "real.toml"
    real.write_text("")
    real.chmod(0o640)
    link = tmp_path / "settings.toml"
    link.symlink_to(real)
    write_settings(link, desk_name="Desk 2")
    assert link.is_symlink()
    assert read_settings(real).desk_name == "Desk 2"
    assert real.stat().st_mode & 0o777 == 0o640


def test_what_is_no_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").mkdir()
    with pytest.raises(SettingsError, match="can’t be read"):
        read_settings(tmp_path / "settings.toml")

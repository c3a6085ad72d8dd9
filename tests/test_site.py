"""The site's file and a person's own settings: which of them says what this PC is."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from desktop.settings import Settings, SettingsError
from desktop.site import SITE_VARIABLE, Source, read_site, site_file, write_site


def written(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_one_s_own_settings_change_what_the_site_does_not_fix(tmp_path: Path) -> None:
    site = written(
        tmp_path,
        "site.toml",
        'database = "postgresql://attend@db1/practice"\ntheme = "dark"\nfixed = ["theme"]\n',
    )
    own = written(tmp_path, "settings.toml", '# mine\ntheme = "light"\ntext_percent = 150\n')
    found = read_site(site, own)
    assert found.settings == Settings(
        database="postgresql://attend@db1/practice", theme="dark", text_percent=150
    )
    assert found.source("theme") == Source(site, 2)
    assert found.source("text_percent") == Source(own, 3)
    assert found.source("density") == Source()
    assert found.fixed == {"theme"}


def test_without_files_everything_is_as_usual(tmp_path: Path) -> None:
    found = read_site(tmp_path / "site.toml", tmp_path / "settings.toml")
    assert found.settings == Settings()
    assert not found.fixed


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('\ndatabse = "x"', r"line 2: unknown setting 'databse'. Is database meant\?"),
        ("colour = 1", "line 1: unknown setting 'colour'. Attend knows database"),
        ('text_percent = "big"', "line 1: text_percent should be a whole number, not 'big'."),
        ("text_percent = true", "line 1: text_percent should be a whole number, not True."),
        ("text_percent = 500", "line 1: text_percent should be between 100 and 200, not 500."),
        ('theme = "drak"', "line 1: theme should be 'system' or 'light'"),
        ("[database]\nhost = 1", "line 1: database should be text in quotes"),
        ("theme = \n", "line 1: "),
        ('theme = "dark"\ntheme = "light"', "can’t be read: Cannot overwrite a value"),
        ('fixed = "theme"', "line 1: this should be a list of settings"),
        ('\n\nfixed = ["colour"]', "line 3: .*'colour' is none"),
        ('database = "postgresql://attend:secret@db1/practice"', "line 1: a password does not"),
        ('database = "postgresql://db1/p?user=a&password=s"', "line 1: a password does not"),
        ('database = "postgresql://db1/p?sslpassword=s"', "line 1: a password does not"),
        ("\udcff", "not written in UTF-8"),
        ('\ndatabase = "mysql://x/y"', "line 2: database should be the practice’s file, or"),
        ('database = "postgresql://a@db1:port/y"', "line 1: database should be the practice’s"),
        ('database = "postgresql://a@db1"', "line 1: database should be the practice’s file"),
        ('database = "a\\u0000.db"', "line 1: database should be the practice’s file"),
    ],
)
def test_a_slip_in_the_site_file_is_said_with_its_line(
    tmp_path: Path, text: str, said: str
) -> None:
    file = tmp_path / "site.toml"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(SettingsError, match=said) as caught:
        read_site(file, tmp_path / "settings.toml")
    assert str(file) in str(caught.value)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "name",
    [
        "C:\\Attend\\attend.db",
        "//server/share/attend.db",
        "/srv/Ärzte/attend.db",
        "sqlite:////srv/attend.db",
        "postgresql://db1/practice",
        "postgresql://Desk%3A1@db1,db2:5433/practice",
        "postgresql+psycopg://desk@[::1]:5432/practice?sslmode=verify-full",
        "postgresql:///practice?host=db1:5432&host=db2",
    ],
)
def test_every_way_to_name_a_database_is_taken(tmp_path: Path, name: str) -> None:
    file = tmp_path / "site.toml"
    write_site(file, Settings(database=name))
    assert read_site(file, tmp_path / "none").settings.database == name


def test_an_empty_file_says_nothing(tmp_path: Path) -> None:
    assert read_site(written(tmp_path, "site.toml", ""), tmp_path / "s").settings == Settings()


def test_a_file_that_was_named_has_to_be_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SITE_VARIABLE, str(tmp_path / "elsewhere.toml"))
    assert site_file() == tmp_path / "elsewhere.toml"
    with pytest.raises(SettingsError, match=r"There is no site file .*elsewhere\.toml"):
        read_site(own=tmp_path / "settings.toml")


def test_no_password_is_written_for_the_next_pc(tmp_path: Path) -> None:
    file = tmp_path / "site.toml"
    settings = Settings(database="postgresql://attend:secret@db1/practice")
    with pytest.raises(SettingsError, match="own settings has a password") as caught:
        write_site(file, settings)
    assert "secret" not in str(caught.value)
    assert not file.exists()


def test_what_is_written_for_the_next_pc_reads_the_same(tmp_path: Path) -> None:
    settings = Settings(
        database="postgresql://attend@db1,db2/practice", desk_name='Desk "2"', text_percent=125
    )
    file = tmp_path / "new" / "site.toml"
    write_site(file, settings, fixed=("theme", "database"))
    found = read_site(file, tmp_path / "settings.toml")
    assert found.settings == settings
    assert found.fixed == {"theme", "database"}
    assert "density" not in tomllib.loads(file.read_text(encoding="utf-8"))

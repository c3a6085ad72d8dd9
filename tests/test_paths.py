"""Where things are: beside the package here, inside it when installed or frozen."""

from pathlib import Path

import pytest

from desktop import paths


def test_the_source_tree_has_its_data_beside_the_package() -> None:
    root = Path(paths.__file__).parent.parent
    assert paths.resources_dir() == root / "resources"
    assert paths.migrations_dir() == root / "migrations"
    assert (paths.fonts_dir() / "inter" / "Inter-Regular.otf").is_file()


def test_a_frozen_program_has_them_beside_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "resources").mkdir()
    monkeypatch.setattr("sys._MEIPASS", str(tmp_path), raising=False)
    assert paths.resources_dir() == tmp_path / "resources"
    assert paths.migrations_dir().name == "migrations"


def test_a_missing_folder_is_said_in_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(paths, "__file__", str(tmp_path / "desktop" / "paths.py"))
    with pytest.raises(FileNotFoundError, match="install it again"):
        paths.resources_dir()


def test_data_and_logs_are_in_this_persons_own_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert paths.data_dir() == tmp_path / "data" / "attend"
    assert paths.log_dir().is_relative_to(tmp_path / "state" / "attend")


def test_a_frozen_program_is_started_again_by_its_own_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/usr/lib/attend/attend")
    assert paths.own_command() == ["/usr/lib/attend/attend", "-m", "desktop"]
    monkeypatch.setattr("sys.frozen", True, raising=False)
    assert paths.own_command() == ["/usr/lib/attend/attend"]

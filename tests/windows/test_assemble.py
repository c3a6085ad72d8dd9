"""What of the pinned libraries goes to Windows: decided here, where pip would ask this system."""

import re
import runpy
from pathlib import Path

import pytest

ASSEMBLE = Path(__file__).parents[2] / "packaging" / "windows" / "assemble.py"


@pytest.fixture(scope="module")
def assemble() -> dict[str, object]:
    return runpy.run_path(str(ASSEMBLE))


def test_windows_gets_its_own_libraries_and_each_with_its_hashes(assemble) -> None:
    blocks = assemble["_for_windows"]("3.11")
    names = {block.split("==")[0] for block in blocks}
    assert {"pywin32-ctypes", "pyside6-essentials", "psycopg-binary", "tzdata"} <= names
    assert not names & {"secretstorage", "jeepney", "cryptography", "setuptools"}
    assert all(re.search(r"--hash=sha256:\w{64}", block) for block in blocks)


@pytest.mark.parametrize(
    ("file", "kept"),
    [
        ("PySide6/Qt6Core.dll", True),
        ("PySide6/plugins/platforms/qwindows.dll", True),
        ("PySide6/opengl32sw.dll", False),
        ("PySide6/Qt6Qml.dll", False),
        ("PySide6/QtCore.pyi", False),
        ("shiboken6/shiboken6.abi3.dll", True),
        ("sqlalchemy/dialects/postgresql/psycopg.py", True),
        ("sqlalchemy/dialects/mysql/base.py", False),
        ("sqlalchemy/testing/__init__.py", False),
        ("holidays/countries/united_kingdom.py", True),
        ("keyring-25.7.0.dist-info/entry_points.txt", True),
        ("keyring-25.7.0.dist-info/licenses/LICENSE", True),
    ],
)
def test_what_is_kept_of_a_library(assemble, file: str, kept: bool) -> None:
    assert assemble["_is_kept"](file) is kept

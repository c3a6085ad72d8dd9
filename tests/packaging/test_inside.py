"""What is inside a build: every file belongs to a part with a licence, or the build is refused."""

import importlib.util
import shutil
import sys
import sysconfig
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
INSTALLED = Path(sysconfig.get_path("purelib"))


@pytest.fixture(scope="module")
def inside() -> ModuleType:
    spec = importlib.util.spec_from_file_location("inside", ROOT / "packaging/supply/inside.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["inside"] = module  # its dataclass looks itself up
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def build(tmp_path: Path) -> Path:
    """A program's folder as Windows has it, with one library, our own files and two fonts."""
    libraries = tmp_path / "site-packages"
    (libraries / "click").mkdir(parents=True)
    shutil.copy(INSTALLED / "click" / "core.py", libraries / "click" / "core.pyc")
    shutil.copytree(ROOT / "resources" / "fonts", tmp_path / "app" / "resources" / "fonts")
    (tmp_path / "Attend.exe").write_bytes(b"MZ")
    return tmp_path


def test_each_part_is_named_with_its_licence(inside: ModuleType, build: Path) -> None:
    look = inside.Inside(build, [INSTALLED])
    found = {one.name: one for one in look.parts()}
    assert not look.unknown
    assert {*found} == {"click", "Inter", "Phosphor Icons"}
    assert found["click"].licence == "BSD-3-Clause"
    assert found["click"].purl.startswith("pkg:pypi/click@")
    assert found["Inter"].purl == "pkg:generic/inter@3.019"
    assert all(text.is_file() for one in found.values() for text in one.texts)
    assert all(one.texts for one in found.values())


def test_a_file_of_nobody_is_named(inside: ModuleType, build: Path) -> None:
    (build / "site-packages" / "secret_sauce.dll").write_bytes(b"MZ")
    look = inside.Inside(build, [INSTALLED])
    look.parts()
    assert look.unknown == ["site-packages/secret_sauce.dll"]


def test_the_licences_of_the_main_parts_are_known_here(inside: ModuleType) -> None:
    for _what, _licence, text in inside.BUNDLED.values():
        assert (inside.TEXTS / text).is_file(), text
    for name in ("LGPL-3.0.txt", "GPL-3.0.txt", "README.head", "python.txt"):
        assert (inside.TEXTS / name).is_file()

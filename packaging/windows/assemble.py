"""Puts the program for Windows together: runtime, libraries and our own files in one folder.

Usage: python packaging/windows/assemble.py RUNTIME OUT LIBRARIES

LIBRARIES is a folder for the libraries as they are installed, whole: what lists them reads it.
What ``-m`` and the libraries need is compiled by this Python, so it has to be of the runtime's own
minor version. Qt stays as separate libraries that can be replaced (LGPL).
"""

import compileall
import py_compile
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from pip._vendor.packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
REQUIREMENTS = ROOT / "packaging" / "requirements" / "run.txt"
WINDOWS = {
    "sys_platform": "win32",
    "os_name": "nt",
    "platform_system": "Windows",
    "platform_machine": "AMD64",
    "implementation_name": "cpython",
    "platform_python_implementation": "CPython",
}
BUILD_ONLY = frozenset({"setuptools"})

OF_QT = re.compile(
    r"""PySide6/(
        __init__\.py | _config\.py | _git_pyside_version\.py
        | Qt6?(Core|Gui|Widgets|PrintSupport|Svg|Network)\.(dll|pyd)
        | pyside6\.abi3\.dll
        | plugins/platforms/q(windows|offscreen)\.dll
        | plugins/styles/.*\.dll
        | plugins/iconengines/qsvgicon\.dll
        | plugins/imageformats/q(svg|ico|jpeg)\.dll
    )$""",
    re.VERBOSE,
)
"""What is kept of PySide6; its other modules are of no use to a screen of ours."""

C_RUNTIME = (
    "vcruntime140.dll",
    "vcruntime140_1.dll",
    "msvcp140.dll",
    "msvcp140_1.dll",
    "msvcp140_2.dll",
)
"""Microsoft's C and C++ libraries as they come with Qt, newer than Python's: beside the launcher
every part finds them, whatever Windows has. They are compatible with what is older."""

LEFT_OUT = re.compile(
    r"""
    ^(setuptools|pkg_resources|_distutils_hack|distutils-precedence\.pth|bin|pycparser|cffi)\b
    | (^|/)(tests?|testing|__pycache__|docs?|examples)/
    | \.(pyi|pyx|pxd|pxi|c|h|cpp|hpp|lib|a|typed|exe|rst|txt\.in)$
    | ^shiboken6/(?!Shiboken\.pyd|shiboken6\.abi3|vcruntime140|msvcp140(_[12])?\.|__init__|_)
    | ^sqlalchemy/dialects/(mysql|oracle|mssql)/
    | ^sqlalchemy/ext/(mypy|asyncio)/
    | ^holidays/(locale/|financial/(?!__init__)|countries/(?!__init__|united_kingdom))
    | ^alembic/templates/
    | \.dist-info/(RECORD|WHEEL|INSTALLER|REQUESTED|top_level\.txt|direct_url\.json|sboms/)
    """,
    re.VERBOSE,
)


def main(runtime: Path, out: Path, whole: Path) -> None:
    """Make the folder, or say what is wrong with what was given."""
    [dll] = [one for one in runtime.glob("python3*.dll") if one.stem != "python3"] or [None]
    if dll is None or not (runtime / f"{dll.stem}.zip").is_file():
        raise SystemExit(
            f"{runtime} holds no embeddable CPython (python3XX.dll and python3XX.zip)."
        )
    if dll.stem != f"python{sys.version_info[0]}{sys.version_info[1]}":
        raise SystemExit(f"{dll.stem} needs a .venv of the same version, which compiles for it.")
    shutil.copytree(runtime, out, ignore=shutil.ignore_patterns("python*.exe", "*._pth", "*.cat"))
    (out / f"{dll.stem}._pth").write_text(f"{dll.stem}.zip\n.\nsite-packages\napp\n")
    _put_libraries(whole, out / "site-packages", f"3.{sys.version_info[1]}")
    for name in C_RUNTIME:
        shutil.move(out / "site-packages" / "shiboken6" / name, out / name)
    app = out / "app"
    plain = shutil.ignore_patterns("__pycache__", "*.pyc")
    for name in ("desktop", "migrations", "resources"):
        shutil.copytree(ROOT / name, app / name, ignore=plain)
    shutil.copy(ROOT / "packaging" / "windows" / "attend_start.py", app)
    _compile(out / "site-packages")
    _compile(app / "desktop")
    _compile(app, only="attend_start.py")


def _put_libraries(whole: Path, folder: Path, version: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        wanted = Path(name) / "windows.txt"
        wanted.write_text("\n".join(_for_windows(version)))
        subprocess.run(
            [
                *(sys.executable, "-m", "pip", "install", "-qq", "--no-deps", "--no-compile"),
                *("--disable-pip-version-check", "--require-hashes", "--only-binary=:all:"),
                *("--platform", "win_amd64", "--python-version", version, "--implementation", "cp"),
                *("--target", str(whole), "--requirement", str(wanted)),
            ],
            check=True,
        )
    for file in sorted(whole.rglob("*")):
        inside = file.relative_to(whole).as_posix()
        if file.is_file() and _is_kept(inside):
            to = folder / inside
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, to)


def _is_kept(inside: str) -> bool:
    if inside.startswith("PySide6/"):
        return OF_QT.match(inside) is not None
    return LEFT_OUT.search(inside) is None


def _for_windows(version: str) -> list[str]:
    """Return the pinned requirements with their hashes that Windows has a use for.

    pip asks the markers of the system it runs on, whatever platform it fetches for.
    """
    environment = WINDOWS | {"python_version": version, "python_full_version": f"{version}.0"}
    kept = []
    for block in re.split(r"\n(?=\S)", REQUIREMENTS.read_text(encoding="utf-8")):
        if block.startswith("#"):
            continue
        one = Requirement(block.split("\\\n")[0].strip())
        if one.name in BUILD_ONLY or (one.marker and not one.marker.evaluate(environment)):
            continue
        kept.append(re.sub(r" ; [^\\]*", " ", block, count=1))
    return kept


def _compile(folder: Path, *, only: str = "") -> None:
    """Replace sources by what is compiled of them: Program Files is not written into later."""
    done = compileall.compile_dir(
        folder,
        maxlevels=0 if only else 20,
        quiet=1,
        legacy=True,
        rx=re.compile(rf"^(?!.*{re.escape(only)}$)") if only else None,
        stripdir=str(folder.parent),
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )
    if not done:
        raise SystemExit(f"{folder} does not compile.")
    for file in [folder / only] if only else folder.rglob("*.py"):
        file.unlink()


if __name__ == "__main__":
    main(*(Path(one) for one in sys.argv[1:4]))

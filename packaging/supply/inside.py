"""What is inside a built program: every file of it belongs to a part with a name and a licence.

A file that belongs to nothing known ends the build, so that the lists are of what is really there.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import Distribution, distributions
from pathlib import Path

HERE = Path(__file__).parent
TEXTS = HERE / "texts"
FONTS = {
    "inter": ("Inter", "OFL-1.1", "OFL.txt"),
    "phosphor": ("Phosphor Icons", "MIT", "LICENSE.txt"),
}
"""Folder of resources/fonts: what it is, its licence, and the file with the text."""
QT_LICENCE = "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only"
SAID_LESS = {
    "Dual License": "Apache-2.0 OR BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "BSD license": "BSD-3-Clause",
}
"""Words of a licence field that are no SPDX expression; python-dateutil's is the first."""
BUNDLED = {
    r"libpq\b": ("PostgreSQL libpq", "PostgreSQL", "postgresql.txt"),
    r"lib(ssl|crypto)\b": ("OpenSSL", "Apache-2.0", "Apache-2.0.txt"),
    r"lib(gssapi_krb5|krb5|k5crypto|krb5support)\b": ("MIT Kerberos", "MIT", "krb5.txt"),
    r"lib(ldap|lber)\b": ("OpenLDAP", "OLDAP-2.8", "openldap.txt"),
    r"libsasl2?\b": ("Cyrus SASL", "BSD-3-Clause-Attribution", "cyrus-sasl.txt"),
    r"libkeyutils\b": ("keyutils", "LGPL-2.1-or-later", "LGPL-2.1.txt"),
    r"libcrypt\b": ("libxcrypt", "LGPL-2.1-or-later", "LGPL-2.1.txt"),
    r"(lib)?com_err\b": ("e2fsprogs libcom_err", "MIT", "com-err.txt"),
    r"sqlite3\b": ("SQLite", "blessing", "sqlite.txt"),
    r"libffi\b": ("libffi", "MIT", "libffi.txt"),
    r"(msvcp|vcruntime|concrt)140": ("Microsoft Visual C++ runtime", "", "microsoft.txt"),
    r"(libicu|icu)": ("ICU", "Unicode-3.0", "icu.txt"),
}
"""Libraries of others inside a wheel or a Windows Python: what they are and where their text is."""
_LICENCE_FILE = re.compile(r"licen[cs]e|copying|notice|authors|contributors", re.IGNORECASE)
_LIBRARY = re.compile(r"\.(so(\.[\d.]+)?|dll|pyd|exe)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """Something inside; ``texts`` are files with its licence."""

    name: str
    version: str
    licence: str
    purl: str
    texts: tuple[Path, ...] = ()


class Inside:
    """Looks a build through; ``where`` are the folders that its distributions are installed in."""

    def __init__(self, build: Path, where: list[Path]):
        self._build = build
        self._root = next(
            (one for one in (build / "_internal", build / "site-packages") if one.is_dir()), build
        )
        self._parts: dict[str, Part] = {}
        self._bundled: dict[tuple[str, str, str, str], list[Path]] = {}
        self._found = [*distributions(path=[str(one) for one in where])]
        self._of_file: dict[str, Distribution] = {}
        for one in self._found:
            for file in one.files or ():
                self._of_file.setdefault(file.as_posix(), one)
        self.unknown: list[str] = []

    def parts(self) -> tuple[Part, ...]:
        """Return every part, by name; ``unknown`` are files that belong to none."""
        for file in sorted(self._build.rglob("*")):
            if file.is_file() and not file.is_symlink():
                self._take_file(file)
        for name in self._modules():
            self._take_module(name)
        for (what, licence, text, owner), files in self._bundled.items():
            version = library_version(what, files)
            slug = re.sub(r"[^a-z0-9]+", "-", what.lower())
            purl = f"pkg:generic/{slug}{f'@{version}' if version else ''}?in={owner.lower()}"
            self._take(Part(what, version, licence, purl, (TEXTS / text,)))
        return tuple(sorted(self._parts.values(), key=lambda one: (one.name.lower(), one.purl)))

    # -- files ----------------------------------------------------------------------------------

    def _take_file(self, file: Path) -> None:
        name = file.relative_to(self._build).as_posix()
        if name.startswith("licences/"):
            return
        inner = file.relative_to(self._root).as_posix() if file.is_relative_to(self._root) else name
        inner = re.sub(r"\.pyc$", ".py", inner)  # compiled in its place
        if inner in self._of_file:
            self._take_distribution(self._of_file[inner], file, inner)
        elif font := re.search(r"(?:^|/)resources/fonts/(\w+)/", name):
            self._take_font(font[1], file)
        elif re.match(r"(_internal/|app/)?(desktop|migrations|resources|app)/", name) or re.match(
            r"((attend|uninstall)(\.exe|\.com)?|commands\.cmd|LICENSE-Attend\.txt)$",
            name,
            re.IGNORECASE,
        ):
            return  # our own
        elif self._is_python(name):
            self._take_python(name)
        elif not self._take_bundled(file, name) and not self._take_system(file, name):
            self.unknown.append(name)

    def _is_python(self, name: str) -> bool:
        return bool(
            re.match(
                r"(_internal/)?(python3\.\d+/|base_library\.zip|libpython3|python3\d*\.(dll|zip)"
                r"|python3\d*\._pth|(DLLs/)?[^/]+\.pyd$|LICENSE\.txt)",
                name,
                re.IGNORECASE,
            )
        )

    def _take_distribution(self, one: Distribution, file: Path, inner: str) -> None:
        self._distribution(one)
        if re.match(r"(lib)?Qt6\w+\.(so|dll)", file.name):
            self._take(
                Part(
                    "Qt",
                    one.version,
                    QT_LICENCE,
                    f"pkg:generic/qt@{one.version}",
                    (TEXTS / "LGPL-3.0.txt", TEXTS / "GPL-3.0.txt"),
                )
            )
        elif ".libs/" in inner or re.match(r"(lib)?icu|msvcp|vcruntime|concrt", file.name):
            self._take_bundled(file, inner)

    def _distribution(self, one: Distribution) -> Part:
        name, version = one.metadata["Name"], one.version
        purl = f"pkg:pypi/{re.sub(r'[-_.]+', '-', name).lower()}@{version}"
        if purl in self._parts:
            return self._parts[purl]
        texts = tuple(
            Path(str(one.locate_file(file)))
            for file in one.files or ()
            if ".dist-info/" in file.as_posix()
            and "/sboms/" not in file.as_posix()
            and _LICENCE_FILE.search(file.as_posix().partition(".dist-info/")[2])
        )
        if name.lower().startswith(("pyside6", "shiboken6")):
            texts += (TEXTS / "LGPL-3.0.txt", TEXTS / "GPL-3.0.txt")
        part = self._take(Part(name, version, said_licence(one), purl, texts))
        for inner in listed_inside(one):
            self._take(inner)
        return part

    def _take_font(self, folder: str, file: Path) -> None:
        name, licence, text = FONTS[folder]
        version = font_version(file.parents[1] / "README.md", folder)
        purl = f"pkg:generic/{name.lower().replace(' ', '-')}@{version}"
        self._take(Part(name, version, licence, purl, (file.parent / text,)))

    def _take_python(self, name: str) -> None:
        version = ".".join(map(str, sys.version_info[:3]))
        if library := next(self._build.glob("python3[0-9][0-9].dll"), None):
            version = file_version(library) or version
        stdlib = Path(json.__file__).parents[1]
        text = next(
            one
            for one in (self._build / "LICENSE.txt", stdlib / "LICENSE.txt", TEXTS / "python.txt")
            if one.exists()
        )
        purl = f"pkg:generic/cpython@{version}"
        self._take(Part("CPython", version, "PSF-2.0", purl, (text,)))

    def _take_bundled(self, file: Path, name: str) -> bool:
        for pattern, (what, licence, text) in BUNDLED.items():
            if not re.match(pattern, file.name, re.IGNORECASE):
                continue
            if self._root.name == "_internal" and "/" not in name.removeprefix("_internal/"):
                return False  # the system's own
            first, _, rest = name.partition("/")
            owner = first.removesuffix(".libs") if rest else "program"
            self._bundled.setdefault((what, licence, text, owner), []).append(file)
            return True
        return False

    def _take_system(self, file: Path, name: str) -> bool:
        if not _LIBRARY.search(file.name):
            return False
        package = debian_package(file.name)
        if package is None:
            return False
        binary, version, licence_file = package
        purl = f"pkg:deb/debian/{binary}@{version}"
        self._take(Part(binary, version, "", purl, (licence_file,)))
        return True

    # -- modules --------------------------------------------------------------------------------

    def _modules(self) -> Iterator[str]:
        """Give the modules in the archive of a frozen program."""
        program = self._build / "attend"
        if self._root.name != "_internal":
            return
        from PyInstaller import __version__
        from PyInstaller.archive.readers import CArchiveReader

        own = next(one for one in self._found if one.metadata["Name"] == "pyinstaller")
        assert own.version == __version__
        self._distribution(own)  # the loader in front
        archive = CArchiveReader(str(program)).open_embedded_archive("PYZ.pyz")
        yield from archive.toc

    def _take_module(self, name: str) -> None:
        top = name.split(".", maxsplit=1)[0]
        if top in sys.stdlib_module_names or top.startswith(("_sysconfigdata", "_pyi")):
            return
        if top == "desktop":
            return
        path = name.replace(".", "/")
        for file in (f"{path}/__init__.py", f"{path}.py"):
            if file in self._of_file:
                self._distribution(self._of_file[file])
                return
        if any(one.startswith(f"{path}/") for one in self._of_file):
            return  # a namespace, whose modules are looked at themselves
        if top not in ("pyimod01_archive", "_aix_support", "_bootsubprocess", "_osx_support"):
            self.unknown.append(f"module {name}")

    def _take(self, part: Part) -> Part:
        return self._parts.setdefault(part.purl, part)


def said_licence(one: Distribution) -> str:
    """Return the licence of a distribution as an SPDX expression where it says one."""
    said = one.metadata.get("License-Expression") or one.metadata.get("License") or ""
    said = said.strip().splitlines()[0] if said.strip() else ""
    if said and said != "UNKNOWN":
        return SAID_LESS.get(said, said)
    classifiers = one.metadata.get_all("Classifier") or []
    return " AND ".join(
        one.rpartition(" :: ")[2] for one in classifiers if one.startswith("License :: ")
    )


def listed_inside(one: Distribution) -> Iterator[Part]:
    """Give what a wheel's own list says is compiled or copied into it."""
    for file in one.files or ():
        if "/sboms/" not in file.as_posix() or not file.as_posix().endswith(".json"):
            continue
        listed = json.loads(Path(str(one.locate_file(file))).read_text(encoding="utf-8"))
        for part in listed.get("components", ()):
            purl = part.get("purl", "").split("?")[0].split("#")[0]
            if not purl or purl.startswith("pkg:pypi/"):
                continue
            licences = part.get("licenses", [])
            said = " AND ".join(
                found.get("expression") or found.get("license", {}).get("id", "")
                for found in licences
            )
            yield Part(part["name"], part.get("version", ""), said, purl)


def font_version(readme: Path, folder: str) -> str:
    """Return the version of a font out of the table beside the fonts."""
    for line in readme.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) > 3 and cells[1] == f"`{folder}/`":
            return cells[3]
    sys.exit(f"{readme} does not say which version of {folder} is there.")


_SAYS = {
    "OpenSSL": rb"OpenSSL (\d+\.\d+\.\d+)",
    "MIT Kerberos": rb"KRB5_BRAND: krb5-([\d.]+\d)",
    "keyutils": rb"keyutils-([\d.]+\d)",
}
"""Libraries that name their version in their own words."""
_NAMED_BY = {"PostgreSQL libpq": r"\.so\.5\.(\d+)$", "ICU": r"\.so\.(\d+)$"}
"""Libraries whose file's name ends in their version; other Linux names have another number."""


def library_version(what: str, files: list[Path]) -> str:
    """Return the version that one of the files names, "" where none does."""
    for file in files:
        if version := file_version(file):
            return version
        if what in _SAYS and (said := re.search(_SAYS[what], file.read_bytes())):
            return said[1].decode()
        if what in _NAMED_BY and (named := re.search(_NAMED_BY[what], file.name)):
            return named[1]
    return ""


def file_version(file: Path) -> str:
    """Return the version in a Windows library's resources, "" for any other file."""
    if file.suffix.lower() not in (".dll", ".pyd", ".exe"):
        return ""
    key = "FileVersion\0".encode("utf-16-le")
    found_in = re.search(re.escape(key) + rb"(?:\0\0)*((?:[\x20-\x7e]\0)+)", file.read_bytes())
    if found_in is None:
        return ""
    return found_in[1].decode("utf-16-le").split(" ")[0].replace(",", ".").rstrip(".")


@cache
def _system_libraries() -> dict[str, Path]:
    listed = subprocess.run(["ldconfig", "-p"], capture_output=True, text=True, check=False).stdout
    found: dict[str, Path] = {}
    for line in listed.splitlines():
        if " => " in line and "x86-64" in line:
            found.setdefault(line.split()[0], Path(line.rpartition(" => ")[2]))
    return found


@cache
def debian_package(library: str) -> tuple[str, str, Path] | None:
    """Return the system's package of a library, its version and the file with its licence."""
    file = _system_libraries().get(library)
    if file is None:
        return None
    real = file.resolve()
    for path in (real, Path("/lib", *real.parts[3:]), Path("/usr", *real.parts[1:]), file):
        asked = ["dpkg-query", "-S", str(path)]
        done = subprocess.run(asked, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            name = done.stdout.split(": ")[0].split(",")[0]
            shown = ["dpkg-query", "-W", "-f", "${Version}", name]
            version = subprocess.run(shown, capture_output=True, text=True, check=True).stdout
            binary = name.split(":")[0]
            return binary, version, Path("/usr/share/doc") / binary / "copyright"
    return None

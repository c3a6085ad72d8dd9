"""Writes what is inside a built program: its licences as a folder, and a CycloneDX list.

Usage: python packaging/supply/describe.py BUILD --licences FOLDER --sbom FILE [--where FOLDER ...]

BUILD is the folder that is packed: a frozen program, or one with site-packages. ``--where`` are the
folders that its libraries are installed in, with their metadata; by default this Python's. The same
build gives the same bytes: times are SOURCE_DATE_EPOCH.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
import sysconfig
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(ROOT)]

from inside import TEXTS, Inside, Part  # noqa: E402 a script's neighbour

import desktop  # noqa: E402

OWN = Part(
    "Attend",
    desktop.__version__,
    "Apache-2.0",
    f"pkg:pypi/attend@{desktop.__version__}",
    (ROOT / "LICENSE",),
)


def file_name(part: Part) -> str:
    """Return the name of a part's file of licences."""
    name = re.sub(r"[^a-z0-9]+", "-", part.name.lower()).strip("-")
    owner = re.search(r"\?in=([\w.]+)", part.purl)
    return f"{name}-in-{owner[1].lower()}.txt" if owner else f"{name}.txt"


def write_licences(parts: Iterable[Part], folder: Path) -> None:
    """Write a file for each part that has a text, and the list of all."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    listed = []
    for part in parts:
        said = part.licence or "see its file"
        listed.append(f"{part.name} {part.version}: {said}".replace(" :", ":"))
        if not part.texts:
            continue
        texts = [f"{part.name} {part.version}\nLicence: {said}\n"]
        for file in part.texts:
            texts.append(f"{'-' * 78}\n{file.name}\n{'-' * 78}\n")
            texts.append(file.read_text(encoding="utf-8", errors="replace").rstrip() + "\n")
        (folder / file_name(part)).write_text("\n".join(texts), encoding="utf-8")
    head = (TEXTS / "README.head").read_text(encoding="utf-8")
    (folder / "README.txt").write_text(head + "\n".join(listed) + "\n", encoding="utf-8")


def component(part: Part, kind: ComponentType = ComponentType.LIBRARY) -> Component:
    """Return a part as CycloneDX has it."""
    licences = [LicenseFactory().make_from_string(part.licence)] if part.licence else []
    return Component(
        type=kind,
        name=part.name,
        version=part.version or None,
        bom_ref=part.purl,
        purl=PackageURL.from_string(part.purl),
        licenses=licences,
    )


def write_sbom(parts: Iterable[Part], file: Path) -> None:
    """Write the list for machines; its serial number and time follow from the content."""
    at = datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), UTC)
    parts = tuple(parts)
    content = "\n".join([at.isoformat(), file.name, *(one.purl for one in parts)])
    own = component(OWN, ComponentType.APPLICATION)
    inside = [component(one) for one in parts]
    bom = Bom(
        serial_number=uuid.uuid5(uuid.NAMESPACE_URL, content),
        metadata=BomMetaData(component=own, timestamp=at),
        components=inside,
    )
    bom.register_dependency(own, inside)
    text = JsonV1Dot6(bom).output_as_string(indent=1) + "\n"
    if wrong := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        sys.exit(f"{file.name} is not as CycloneDX wants it: {wrong}")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def main() -> None:
    """Look the build through and write both."""
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=Path)
    parser.add_argument("--licences", type=Path, required=True)
    parser.add_argument("--sbom", type=Path, required=True)
    parser.add_argument("--where", type=Path, action="append")
    given = parser.parse_args()
    inside = Inside(given.build, given.where or [Path(sysconfig.get_path("purelib"))])
    parts = inside.parts()
    if inside.unknown:
        sys.exit(
            "These files belong to nothing that is known; say what they are in "
            "packaging/supply/inside.py:\n" + "\n".join(f"  {one}" for one in inside.unknown)
        )
    without = [one.name for one in parts if one.purl.startswith("pkg:pypi/") and not one.texts]
    if without:
        sys.exit(f"There is no text of the licence of {', '.join(without)}.")
    write_licences((OWN, *parts), given.licences)
    write_sbom(parts, given.sbom)
    print(f"{len(parts)} parts are inside; their licences are in {given.licences.name}/")


if __name__ == "__main__":
    os.umask(0o022)
    main()

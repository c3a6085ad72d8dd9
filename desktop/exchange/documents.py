"""Files of FHIR resources as plain entries: JSON, NDJSON, XML, Bundles, each also gzipped."""

from __future__ import annotations

import csv
import gzip
import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast
from xml.etree import ElementTree

READ_ERRORS = (
    OSError,
    EOFError,
    UnicodeDecodeError,
    json.JSONDecodeError,
    ElementTree.ParseError,
    zlib.error,
    csv.Error,
    RecursionError,
)
"""What reading a broken file may raise."""

_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class RawEntry:
    """A resource as it lies in a file: where, its address there, what it holds or what is wrong."""

    place: str
    full_url: str = ""
    resource: Any = None
    broken: str = ""


@contextmanager
def open_plain(path: Path) -> Iterator[BinaryIO]:
    """Open a file for reading, unpacking it where it is gzipped."""
    with path.open("rb") as raw:
        is_packed = raw.read(2) == _GZIP
        raw.seek(0)
        if not is_packed:
            yield raw
            return
        with gzip.open(raw, "rb") as unpacked:
            yield cast(BinaryIO, unpacked)


def is_csv(path: Path) -> bool:
    """Return whether a file is no FHIR document: it begins neither as JSON nor as XML."""
    with open_plain(path) as stream:
        start = stream.read(512).removeprefix(b"\xef\xbb\xbf").lstrip()
    return bool(start) and start[:1] not in b"{[<"


def read_entries(path: Path) -> Iterator[RawEntry]:
    """Yield the resources of a file one by one; a broken line is told and loses no other.

    A file that cannot be read on yields what is wrong and ends.
    """
    try:
        yield from _read(path)
    except READ_ERRORS as error:
        yield RawEntry("", broken=f"The file can’t be read on: {_said(error)}.")


def _said(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error).rstrip(".") or type(error).__name__


def _read(path: Path) -> Iterator[RawEntry]:
    with open_plain(path) as stream:
        start = stream.read(512).removeprefix(b"\xef\xbb\xbf").lstrip()
        stream.seek(0)
        if start[:1] == b"<":
            yield from _entries(_read_xml(stream), "")
            return
        first = stream.readline()
        stream.seek(0)
        if _is_whole_line(first):
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield from _line(number, line)
            return
        whole = json.loads(stream.read().decode("utf-8-sig"))
    yield from _entries(whole, "")


def count_entries(path: Path) -> int:
    """Return about how many entries a file holds, quickly, for a progress bar."""
    try:
        with open_plain(path) as stream:
            count = sum(chunk.count(b"\n") for chunk in iter(lambda: stream.read(1 << 20), b""))
            stream.seek(0)
            if is_csv(path) or _is_whole_line(stream.readline()):
                return max(count, 1)
        return sum(1 for _ in read_entries(path))
    except READ_ERRORS:
        return 1


def _is_whole_line(line: bytes) -> bool:
    try:
        json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    return True


def _line(number: int, line: bytes) -> Iterator[RawEntry]:
    place = f"line {number}"
    try:
        found = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        yield RawEntry(place, broken=f"It is not JSON: {_said(error)}.")
        return
    yield from _entries(found, place)


def _entries(found: Any, place: str) -> Iterator[RawEntry]:
    if not isinstance(found, dict) or found.get("resourceType") != "Bundle":
        yield RawEntry(place or "resource", resource=found)
        return
    entries = found.get("entry") or []
    for number, entry in enumerate(entries if isinstance(entries, list) else [entries], 1):
        inside = entry if isinstance(entry, dict) else {}
        where = f"{place} entry {number}".strip()
        resource = inside.get("resource")
        if isinstance(resource, dict) and resource.get("resourceType") == "Bundle":
            yield from _entries(resource, where)
        else:
            yield RawEntry(where, str(inside.get("fullUrl") or ""), resource)


def _read_xml(stream: BinaryIO) -> dict[str, Any]:
    """Return an XML document in the shape of JSON; lists only where a name comes again."""
    return _resource(ElementTree.parse(stream).getroot())


def _resource(root: ElementTree.Element) -> dict[str, Any]:
    made = _value(root)
    parts = made if isinstance(made, dict) else {}
    return {"resourceType": _name(root)} | parts


def _value(element: ElementTree.Element) -> Any:
    if "value" in element.attrib:
        return element.attrib["value"]
    made: dict[str, Any] = {
        name: element.attrib[name] for name in ("url", "id") if name in element.attrib
    }
    for child in element:
        name = _name(child)
        if name == "div":
            continue
        wraps = name in ("resource", "contained") and len(child)
        value = _resource(child[0]) if wraps else _value(child)
        if "value" in child.attrib and len(child):
            made[f"_{name}"] = {"extension": [one.attrib for one in child]}
        if name not in made:
            made[name] = value
        elif isinstance(made[name], list):
            made[name].append(value)
        else:
            made[name] = [made[name], value]
    return made


def _name(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2]

"""What tests of imports share: a small practice on SQLite alone, counts made without our reader."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from desktop.operations.desk import Desk
from desktop.persistence.base import metadata


def count_rows(desk: Desk, table: str, **where: Any) -> int:
    """Count a table's rows, those whose columns have these values."""
    found = metadata.tables[table]
    query = select(func.count()).select_from(found)
    for name, value in where.items():
        query = query.where(found.c[name] == value)
    with desk.database.reading() as db:
        return db.execute(query).scalar_one()


def read_rows(desk: Desk, table: str, **where: Any) -> list[dict[str, Any]]:
    """Return a table's rows, those whose columns have these values."""
    found = metadata.tables[table]
    query = select(found)
    for name, value in where.items():
        query = query.where(found.c[name] == value)
    with desk.database.reading() as db:
        return [dict(row) for row in db.execute(query).mappings()]


def text_of(file: Path) -> str:
    """Return a file's text, unpacked."""
    data = file.read_bytes()
    return (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode("utf-8-sig")


def resources_in(file: Path, kind: str) -> Iterator[Any]:
    """Give every resource of a kind in a file, at any depth: JSON as json reads it, XML by name."""
    text = text_of(file)
    if text.lstrip().startswith("<"):
        yield from re.findall(rf"<{kind}\b.*?</{kind}>", text, re.DOTALL)
        return
    try:
        documents = [json.loads(text)]
    except ValueError:
        documents = [json.loads(line) for line in text.splitlines() if line.strip()]
    waiting = documents
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if one.get("resourceType") == kind:
                yield one
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)


def write_lines(path: Path, *found: object) -> Path:
    """Write resources (or text as it is) line by line; gzipped where the name says so."""
    text = "\n".join(one if isinstance(one, str) else json.dumps(one) for one in found)
    data = text.encode("utf-8", "surrogatepass")
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path

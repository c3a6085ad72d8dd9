"""What the import commands have in common: their options, the report, what they say."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from desktop.domain.errors import RuleViolation
from desktop.domain.imports import ImportReport
from desktop.exchange.mapping import CsvMapping, read_mapping
from desktop.operations.people_import import report_rows
from desktop.paths import resources_dir

COMMAND_DESK = "Import"


def import_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of every import."""
    for option in (
        click.option(
            "--report",
            type=click.Path(path_type=Path, dir_okay=False),
            help="Write every row not taken and every value kept with a warning to this CSV file.",
        ),
        click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON."),
        click.option("--dry-run", is_flag=True, help="Say what would happen, change nothing."),
        click.option(
            "--source",
            default="",
            help="Whose the ids in the files are; give each system its own name.",
        ),
        click.option(
            "--mapping",
            default="",
            help="What the columns of a CSV file are: a mapping file, or a shipped one’s name.",
        ),
    ):
        command = option(command)
    return command


def find_mapping(given: str) -> CsvMapping | None:
    """Return the mapping a file or a name stands for, None where none was given.

    Errors: click.BadParameter where there is none such.
    """
    if not given:
        return None
    try:
        file = Path(given)
        return read_mapping(file) if file.is_file() else mapping_named(given)
    except RuleViolation as error:
        raise click.BadParameter(error.message, param_hint="--mapping") from error


def mapping_named(name: str) -> CsvMapping:
    """Return a mapping that is shipped with the program."""
    return read_mapping(resources_dir() / "mappings" / f"{name.removesuffix('.toml')}.toml")


def write_report(file: Path | None, done: ImportReport) -> None:
    """Write the report's rows where that was asked for."""
    if file is None:
        return
    with file.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.writer(opened)
        writer.writerow(("file", "line", "field", "reason", "taken"))
        writer.writerows(report_rows(done))


def say_report(done: ImportReport, *, dry_run: bool, as_json: bool) -> None:
    """Print the counts; no person's details."""
    if as_json:
        counts: dict[str, Any] = {name: asdict(one) for name, one in done.kinds.items()}
        counts |= {"extras": done.extras, "refused": done.refused, "dry_run": dry_run}
        counts["told"] = done.mapped
        click.echo(json.dumps(counts))
        return
    would = "would be added" if dry_run else "added"
    for name, one in done.kinds.items():
        if one.read:
            click.echo(
                f"{one.read:,} {name} read: {one.added:,} {would}, {one.known:,} known already, "
                f"{one.refused:,} not taken."
            )
    if done.mapped:
        told = ", ".join(f"{words} {count:,}" for words, count in sorted(done.mapped.items()))
        click.echo(f"Of what they told us {'would be kept' if dry_run else 'were kept'}: {told}.")
    lines = sum(1 for _ in report_rows(done))
    if lines:
        click.echo(
            f"{lines:,} lines say what was left out, or kept in words alone: --report FILE "
            "writes them."
        )
    if done.extras:
        click.echo(f"{done.extras:,} visits found no free place and are extras.")
    if done.refused_entries:
        click.echo(f"{done.refused_entries:,} entries could not be read.")
    if not any(one.read for one in done.kinds.values()):
        click.echo("Nothing in these files is of a kind that is read here.")

"""The GP Connect demonstrator's SQL and slots.txt turned into CSV files, without our reader."""

from __future__ import annotations

import csv
import re
from datetime import date, timedelta
from pathlib import Path

FIRST_DAY = date(2026, 12, 1)
"""The slots count their days from here."""

SLOT_HEAD = (
    "id",
    "schedule",
    "clinician",
    "profession",
    "clinic",
    "date",
    "start",
    "end",
    "status",
    "type",
    "channel",
)
PEOPLE_MAPPING = """
name = "gp-connect"
kind = "people"
ignored = ["pas_number", "department_id", "gp_id", "lastUpdated", "multiple_birth",
    "marital_status", "managing_organization", "registration_start", "registration_status"]
[person]
id = "id"
title = "title"
given_names = "first_name"
family_name = "last_name"
postcode = "postcode"
phone = "phone"
born_on = "date_of_birth"
gender = { column = "gender", values = { Male = "male", Female = "female" } }
nhs_number = "nhs_number"
sensitive = "sensitive_flag"
deceased_on = { column = "deceased", values = { NULL = "", "2005-01-13" = "2005-01-13" } }
[person.address]
columns = ["address_1", "address_2", "address_3", "address_4", "address_5"]
join = "\\n"
"""


def table_rows(file: Path, table: str) -> list[dict[str, str]]:
    """Return the rows that the SQL inserts into a table, as text by column."""
    found = []
    insert = re.compile(rf"INSERT INTO {table}\s*\((.*?)\)\s*VALUES\s*(.*?);", re.DOTALL)
    for names, values in insert.findall(file.read_text(encoding="utf-8")):
        columns = [name.strip() for name in names.split(",")]
        for line in re.findall(r"^\s*\((.*)\)[,;]?\s*$", values, re.MULTILINE):
            cells = next(csv.reader([line], quotechar="'"))
            found.append(dict(zip(columns, (cell.strip() for cell in cells), strict=False)))
    return found


def write_people(folder: Path, to: Path) -> int:
    """Write the patients as CSV; returns how many they are."""
    people = table_rows(folder / "populate_patients_table.sql", "patients")
    heads = list(dict.fromkeys(name for row in people for name in row))
    with to.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.DictWriter(opened, heads, restval="")
        writer.writeheader()
        writer.writerows(people)
    return len(people)


def write_slots(folder: Path, to: Path) -> int:
    """Write slots.txt as CSV with the names its numbers stand for; returns how many slots."""
    sql = folder / "populate_appointment_data.sql"
    schedules = {row["id"]: row for row in table_rows(sql, "appointment_schedules")}
    places = {row["id"]: row["name"] for row in table_rows(sql, "locations")}
    people = {
        row["id"]: f"{row['p_name_prefix']} {row['p_name_given']} {row['p_name_family']}"
        for row in table_rows(folder / "populate_general_practitioners_table.sql", "practitioners")
    }
    lines = [line for line in (folder / "slots.txt").read_text().splitlines() if line.strip()]
    with to.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.writer(opened)
        writer.writerow(SLOT_HEAD)
        for number, line in enumerate(lines, 1):
            day, h, m, s, eh, em, es, _, kind, schedule, status, *rest = line.split(",")
            its = schedules[schedule]
            row = (
                number,
                its["identifier"],
                people[its["practitionerId"]],
                its["practitionerRoleDisplay"],
                places[its["locationId"]],
                FIRST_DAY + timedelta(days=int(day)),
                f"{int(h):02}:{int(m):02}:{int(s):02}",
                f"{int(eh):02}:{int(em):02}:{int(es):02}",
                status,
                kind,
                rest[-1].strip() or "P",
            )
            writer.writerow(row)
    return len(lines)

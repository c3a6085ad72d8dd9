"""What is in a practice's file, read by Python's own sqlite3: ``people.py FILE [--revision]``."""

import hashlib
import sqlite3
import sys

with sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True) as db:
    if sys.argv[2:] == ["--revision"]:
        print(db.execute("SELECT version_num FROM alembic_version").fetchone()[0])
    else:
        rows = db.execute("SELECT * FROM patients ORDER BY id").fetchall()
        print(len(rows), hashlib.sha256(repr(rows).encode()).hexdigest())

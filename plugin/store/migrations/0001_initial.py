"""The first tables, as text: what this made on the day of the release it makes for ever."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import peewee as pw


def up(migrator: Any, db: pw.Database) -> None:
    """Create every table, with the statements kept beside this file."""
    engine = "postgres" if isinstance(db, pw.PostgresqlDatabase) else "sqlite"
    text = Path(__file__).with_name(f"0001_initial.{engine}.sql").read_text(encoding="utf-8")
    for statement in filter(None, map(str.strip, text.split(";\n"))):
        db.execute_sql(statement)

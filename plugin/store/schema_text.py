"""Schemat som text. The statements that make every table from nothing, an engine at a time.

The first migration is this text as it stood at its release, so that later changes of the tables cannot change history.
`python -m kansli.plugin.store.schema_text` writes it anew; only before the release, afterwards a migration is written.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import peewee as pw

from kansli.plugin.store.base import database
from kansli.plugin.store.tables import TABLES

ENGINES = ("sqlite", "postgres")
FIRST_MIGRATION = Path(__file__).parent / "migrations"


def schema_text(engine: str) -> str:
    """Return the statements for `sqlite` or `postgres`, each ended by a semicolon and a line break."""
    statements: list[str] = []

    def write_down(_database: pw.Database, sql: str, params: Any = None, *_rest: Any) -> None:
        if params:
            raise ValueError(f"a schema has no parameters: {sql}")
        statements.append(sql)

    base = pw.SqliteDatabase if engine == "sqlite" else pw.PostgresqlDatabase
    recording = type("Recording", (base,), {"execute_sql": write_down})
    before = database.obj
    database.initialize(recording("never opened"))
    try:
        for table in TABLES:
            table.create_table(safe=False)
    finally:
        database.initialize(before)
    return "".join(f"{statement};\n" for statement in statements)


def first_migration(engine: str) -> Path:
    """Where the first migration's statements are kept."""
    return FIRST_MIGRATION / f"0001_initial.{engine}.sql"


if __name__ == "__main__":
    for engine in ENGINES:
        first_migration(engine).write_text(schema_text(engine), encoding="utf-8")

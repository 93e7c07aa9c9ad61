"""Anslutningen. Opens SQLite or PostgreSQL by a URL, with the settings that a diarium needs, and migrates it."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import peewee as pw
from playhouse import migrations
from playhouse.db_url import connect as connect_url

from kansli.plugin.errors import Refused
from kansli.plugin.store.base import database


class NewerSchema(Refused):
    """The database has been migrated by a newer Kansli than this one."""

    code = "newer_schema"

    def __init__(self, name: str) -> None:
        super().__init__(f"Databasen är uppdaterad av en nyare Kansli ({name}). Installera den nyare versionen igen.")


class NoDatabase(Refused):
    """The database does not answer."""

    code = "no_database"

    def __init__(self, reason: str) -> None:
        super().__init__(f"Databasen svarar inte: {reason} Kontrollera KANSLI_DATABASE_URL och att servern är igång.")


def sqlite_url(data: Path) -> str:
    """The embedded default: one file in the data directory."""
    return f"sqlite:///{(data / 'kansli.db').resolve()}"


def connect(url: str) -> pw.Database:
    """Return a database for the URL and make it the one that the tables speak to.

    SQLite: WAL, IMMEDIATE (so that a read-then-write never meets a stale snapshot), foreign keys on,
    synchronous FULL (a committed number survives a power cut). PostgreSQL: pooled.
    """
    if url.startswith("sqlite:"):
        opened: pw.Database = pw.SqliteDatabase(
            url.removeprefix("sqlite:///"),
            timeout=30,
            lock_type="IMMEDIATE",
            pragmas={"journal_mode": "wal", "foreign_keys": 1, "synchronous": "full"},
        )
        opened.register_collation(_swedish_order, "sv")
        opened.register_function(str.casefold, "fold", 1)
    elif url.startswith(("postgres:", "postgresql:", "postgresql+pool:")):
        server = url.partition(":")[2]
        separator = "&" if "?" in server else "?"
        opened = connect_url(f"postgresql+pool:{server}{separator}max_connections=16&stale_timeout=300")
    else:
        raise NoDatabase("adressen måste börja med sqlite: eller postgresql:.")
    database.initialize(opened)
    return opened


def _swedish_order(left: str, right: str) -> int:
    a, b = _sort_letters(left), _sort_letters(right)
    return (a > b) - (a < b)


_LETTERS = str.maketrans({"å": "{", "ä": "|", "ö": "}", "é": "e", "è": "e", "ü": "y", "æ": "|", "ø": "}"})


def _sort_letters(text: str) -> str:
    return text.casefold().translate(_LETTERS)


def is_postgres(db: pw.Database) -> bool:
    """Tell whether the engine is PostgreSQL."""
    return isinstance(db, pw.PostgresqlDatabase)


def migrate(db: pw.Database, data: Path) -> list[str]:
    """Apply the migrations that are missing, one process at a time; return their names.

    Refused when the database is newer than this code.
    """
    folder = Path(str(resources.files("kansli.plugin.store.migrations")))
    with _one_at_a_time(db, data):
        runner = migrations.Runner(db, str(folder))
        newer = sorted(set(runner.applied()) - {migration.name for migration in runner.migrations()})
        if newer:
            raise NewerSchema(newer[-1])
        done: list[str] = runner.up()
        return done


@contextlib.contextmanager
def _one_at_a_time(db: pw.Database, data: Path) -> Iterator[None]:
    data.mkdir(parents=True, exist_ok=True)
    with (data / ".migrating").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with db.connection_context():
            if is_postgres(db):
                db.execute_sql("SELECT pg_advisory_lock(727272)")
            try:
                yield
            finally:
                if is_postgres(db):
                    db.execute_sql("SELECT pg_advisory_unlock(727272)")

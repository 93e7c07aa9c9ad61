"""A PostgreSQL database that is as good as new for each test, without making one each time."""

from __future__ import annotations

import os
from pathlib import Path

import peewee as pw
from playhouse.db_url import connect

from kansli.plugin.installing import install
from kansli.plugin.settings import Settings
from kansli.plugin.store.tables import TABLES

POSTGRES = os.environ.get("KANSLI_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")


def url_of(name: str) -> str:
    """The address of a database on the server of the tests."""
    return POSTGRES.rsplit("/", 1)[0] + "/" + name


def connected(url: str) -> pw.PostgresqlDatabase:
    """Connect without transactions; peewee.OperationalError where no server answers."""
    opened = connect(url)
    opened.connect()
    opened.connection().autocommit = True
    return opened


def make_database(name: str, folder: Path, *, profile: str) -> None:
    """Make a database with an installation in it, and keep a copy of every row in the schema `fresh`."""
    drop_database(name)
    admin = connected(POSTGRES)
    admin.execute_sql(f'CREATE DATABASE "{name}"')
    admin.close()
    made = install(Settings(data=folder, database_url=url_of(name)), profile_name=profile)
    made.system.database.close_all()
    database = connected(url_of(name))
    database.execute_sql("CREATE SCHEMA fresh")
    for table in _names():
        database.execute_sql(f'CREATE TABLE fresh."{table}" AS TABLE public."{table}"')
    database.close()


def drop_database(name: str) -> None:
    """Remove the database and whoever is still connected to it."""
    admin = connected(POSTGRES)
    admin.execute_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    admin.close()


def make_fresh(name: str) -> None:
    """Put every table and every sequence back as it was after the installation, in one transaction."""
    statements = ["SET LOCAL session_replication_role = replica", "SET LOCAL synchronous_commit = off"]
    for table in _names():
        statements.append(f'DELETE FROM "{table}"')
        statements.append(f'INSERT INTO "{table}" SELECT * FROM fresh."{table}"')
        highest = f'(SELECT coalesce(max(id), 0) + 1 FROM "{table}")'
        sequence = f"pg_get_serial_sequence('\"{table}\"', 'id')"
        statements.append(f"SELECT setval({sequence}, {highest}, false)")
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
    database = connected(url_of(name))
    database.execute_sql(others, (name,))
    database.execute_sql("BEGIN;" + ";".join(statements) + ";COMMIT")
    database.close()


def _names() -> list[str]:
    return [*(table._meta.table_name for table in TABLES), "schema_migration"]

"""The schema: what the migrations make is what the tables say, on both engines."""

from __future__ import annotations

import pytest

from kansli.plugin.installing import install
from kansli.plugin.settings import Settings
from kansli.plugin.store.base import database
from kansli.plugin.store.connect import NewerSchema, migrate
from kansli.plugin.store.schema_text import ENGINES, first_migration, schema_text
from kansli.plugin.store.tables import TABLES


@pytest.mark.parametrize("engine", ENGINES)
def test_the_first_migration_makes_the_tables_as_they_are(engine):
    assert first_migration(engine).read_text(encoding="utf-8") == schema_text(engine)


def test_every_table_is_there_after_the_migrations(system):
    made = set(database.get_tables())
    assert {table._meta.table_name for table in TABLES} <= made


def test_migrating_again_does_nothing(system):
    assert migrate(system.database, system.data) == []


def test_a_database_from_a_newer_kansli_is_refused(system):
    system.database.execute_sql(
        "INSERT INTO schema_migration (name, applied) VALUES ('9999_from_the_future', '2030-01-01 00:00:00')"
    )
    with pytest.raises(NewerSchema, match="9999_from_the_future"):
        migrate(system.database, system.data)


def test_installing_twice_keeps_the_profile_and_changes_nothing(system):
    before = [tuple(row) for row in database.execute_sql("SELECT id, step FROM log_entry ORDER BY id").fetchall()]
    database.close()
    again = install(Settings(data=system.data, database_url=system.settings.database_url))
    with again.system.database.connection_context():
        after = [tuple(row) for row in database.execute_sql("SELECT id, step FROM log_entry ORDER BY id").fetchall()]
    database.initialize(system.database)
    database.connect(reuse_if_open=True)
    assert again.system.profile.name == system.profile.name
    assert after == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE \"case\" SET state = 'påhittat'",
        "INSERT INTO number_series (registry_id, year, first, last) SELECT id, 2020, 5, 1 FROM registry LIMIT 1",
        "DELETE FROM registry",
    ],
    ids=["a state that is none", "a series that ends before it begins", "a registry that has records"],
)
def test_the_database_itself_refuses_what_must_never_be(system, the_operator, statement):
    from kansli.plugin.runner import run
    from kansli.plugin.store.organisation import Registry

    registry = Registry.get(Registry.code == "TN")
    run(system, "open_case", registry, actor=the_operator, data={"case_type": "general", "title": "Lekplats"})
    with pytest.raises(Exception, match=r"(?i)constraint|violates"), database.atomic():
        database.execute_sql(statement)

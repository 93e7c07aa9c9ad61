"""Ändring. Writes to a record that is not the step's own subject, so that nobody's older copy can overwrite it."""

from __future__ import annotations

from kansli.plugin.store.base import Guarded


def change(record: Guarded, **columns: object) -> None:
    """Set the columns in the table and on the value, and count the version up. The case is locked by the runner."""
    table = type(record)
    columns["version"] = record.version + 1
    table.update(**columns).where(table.id == record.get_id()).execute()
    for name, value in columns.items():
        setattr(record, name, value)

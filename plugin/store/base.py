"""Grunden. What every table shares: the database handle, the moment field, and the record's own name."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

import peewee as pw

from kansli.plugin.clock import STOCKHOLM, now

database = pw.DatabaseProxy()


class MomentField(pw.TextField):
    """A point in time, stored as UTC ISO text of fixed width: the same order and the same bytes on every engine.

    Python values are aware datetimes in Europe/Stockholm.
    """

    if TYPE_CHECKING:  # on the class it is the field, on a row the moment: a descriptor of peewee's own

        def __get__(self, instance: object, owner: object) -> Any: ...
        def __set__(self, instance: object, value: datetime | None) -> None: ...

    def db_value(self, value: datetime | str | None) -> str | None:
        """Write an aware datetime as `2026-11-22T03:37:25.123456+00:00`."""
        if value is None or isinstance(value, str):
            return value
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def python_value(self, value: str | None) -> datetime | None:
        """Read it back in Swedish time."""
        return None if value is None else datetime.fromisoformat(value).astimezone(STOCKHOLM)


class LastingId(pw.AutoField):
    """A primary key that is never given twice, also after its row is gone: what outlives the row may still name it."""

    def ddl(self, ctx: Any) -> Any:
        """SQLite reuses the highest id unless told not to; PostgreSQL's sequences never do."""
        made = super().ddl(ctx)
        return pw.NodeList((made, pw.SQL("AUTOINCREMENT"))) if isinstance(database.obj, pw.SqliteDatabase) else made


class Record(pw.Model):
    """A row of Kansli. `record_kind` is the first half of its public id (`case:12`)."""

    record_kind: ClassVar[str] = ""

    class Meta:
        database = database
        legacy_table_names = False

    @property
    def record_id(self) -> str:
        """The public id, `<kind>:<integer>`."""
        return f"{self.record_kind}:{self.get_id()}"


class Guarded(Record):
    """A record that changes through steps only: its state, and the counter that shows who saved first."""

    state = pw.TextField(index=True)
    version = pw.IntegerField(default=1, verbose_name="Version")
    created_at = MomentField(default=now, verbose_name="Skapad")

    @property
    def type_id(self) -> str:
        """The type that chooses the record's workflow; empty where its kind of record has one workflow only."""
        return ""


def allowed(column: str, *values: str) -> pw.Check:
    """Return a database check that holds `column` to `values`."""
    listed = ", ".join(f"'{value}'" for value in values)
    return pw.Check(f'"{column}" IN ({listed})')

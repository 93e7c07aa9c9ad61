"""Profilen i databasen. Published type versions are immutable; a case points at the one it was opened under."""

from __future__ import annotations

import peewee as pw

from kansli.plugin.clock import now
from kansli.plugin.store.base import MomentField, Record


class TypeVersion(Record):
    """Typversion: the resolved definition of a case or document type, with its hash."""

    record_kind = "type_version"
    kind = pw.TextField(verbose_name="Slag")
    type_id = pw.TextField(verbose_name="Typ")
    number = pw.IntegerField(verbose_name="Version")
    definition = pw.JSONField(verbose_name="Definition")
    definition_hash = pw.TextField(verbose_name="Kontrollsumma")
    published_at = MomentField(default=now, verbose_name="Publicerad")

    class Meta:
        indexes = ((("kind", "type_id", "number"), True), (("kind", "type_id", "definition_hash"), True))


class Setting(Record):
    """Inställning: a value kept by the installation, such as the profile it runs."""

    record_kind = "setting"
    key = pw.TextField(unique=True, verbose_name="Nyckel")
    value = pw.JSONField(verbose_name="Värde")


def installation() -> Setting:
    """The row that stands for the installation: the subject of steps that belong to no register."""
    found: Setting = Setting.get(Setting.key == "profile")
    return found

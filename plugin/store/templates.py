"""Mallar. Published template versions are immutable; a generated document remembers which one made it."""

from __future__ import annotations

import peewee as pw

from kansli.plugin.clock import now
from kansli.plugin.store.base import MomentField, Record
from kansli.plugin.store.documents import StoredFile


class TemplateVersion(Record):
    """Mallversion: the bytes of a template in use, who put it in use and why."""

    record_kind = "template_version"
    template = pw.TextField(verbose_name="Mall")
    number = pw.IntegerField(verbose_name="Version")
    file = pw.ForeignKeyField(StoredFile, on_delete="RESTRICT")
    note = pw.TextField(default="", verbose_name="Anteckning")
    published_by = pw.TextField(default="", verbose_name="Tagen i bruk av")
    published_at = MomentField(default=now, verbose_name="Tagen i bruk")

    class Meta:
        indexes = ((("template", "number"), True),)

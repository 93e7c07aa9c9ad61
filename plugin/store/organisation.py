"""Organisationen. Registries own numbers; bodies own meetings and §; units work for a body."""

from __future__ import annotations

import peewee as pw

from kansli.plugin.store.base import Record


class Registry(Record):
    """Diarium: the register of one authority."""

    record_kind = "registry"
    code = pw.TextField(unique=True, verbose_name="Kod")
    name = pw.TextField(verbose_name="Namn")
    active = pw.BooleanField(default=True, verbose_name="I bruk")


class NumberFormat(Record):
    """Diarienummerformat: how a registry writes its numbers from a day on."""

    record_kind = "number_format"
    registry = pw.ForeignKeyField(Registry, backref="formats", on_delete="RESTRICT", verbose_name="Diarium")
    pattern = pw.TextField(verbose_name="Mönster")
    valid_from = pw.DateField(verbose_name="Gäller från")

    class Meta:
        indexes = ((("registry", "valid_from"), True),)


class NumberSeries(Record):
    """Nummerserie: the last number given in a registry's year. The row's lock serialises allocation."""

    record_kind = "number_series"
    registry = pw.ForeignKeyField(Registry, backref="series", on_delete="RESTRICT", verbose_name="Diarium")
    year = pw.IntegerField(verbose_name="År")
    first = pw.IntegerField(default=1, verbose_name="Börjar på")
    last = pw.IntegerField(default=0, verbose_name="Senast använda")

    class Meta:
        indexes = ((("registry", "year"), True),)
        constraints = [pw.Check("last >= first - 1")]


class Body(Record):
    """Organ: council, executive board, board or committee."""

    record_kind = "body"
    code = pw.TextField(unique=True, verbose_name="Kod")
    name = pw.TextField(verbose_name="Namn")
    genitive = pw.TextField(default="", verbose_name="Genitiv")
    running_name = pw.TextField(default="", verbose_name="Namn i löpande text")
    kind = pw.TextField(verbose_name="Slag")
    registry = pw.ForeignKeyField(Registry, backref="bodies", on_delete="RESTRICT", verbose_name="Diarium")
    parent = pw.ForeignKeyField("self", null=True, on_delete="RESTRICT", verbose_name="Under")
    aliases = pw.JSONField(default=list, verbose_name="Andra namn")
    active = pw.BooleanField(default=True, verbose_name="I bruk")

    @property
    def in_text(self) -> str:
        """The name inside a sentence: as the profile says, else with a small first letter."""
        return str(self.running_name or self.name[:1].lower() + self.name[1:])


class Unit(Record):
    """Enhet: a förvaltning, kontor or unit, and the body it works for."""

    record_kind = "unit"
    code = pw.TextField(unique=True, verbose_name="Kod")
    name = pw.TextField(verbose_name="Namn")
    genitive = pw.TextField(default="", verbose_name="Genitiv")
    body = pw.ForeignKeyField(Body, backref="units", on_delete="RESTRICT", verbose_name="Organ")
    aliases = pw.JSONField(default=list, verbose_name="Andra namn")


class Organisation(Record):
    """Organisation: a counterparty seen before; suggested, never required."""

    record_kind = "organisation"
    name = pw.TextField(unique=True, verbose_name="Namn")
    email = pw.TextField(default="", verbose_name="E-post")

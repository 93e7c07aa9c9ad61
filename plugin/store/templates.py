"""Mallar. Published template versions are immutable; a generated document remembers which one made it."""

from __future__ import annotations

import peewee as pw

from kansli.plugin.clock import now
from kansli.plugin.store.base import MomentField, Record, allowed
from kansli.plugin.store.documents import StoredFile


class TemplateVersion(Record):
    """Mallversion: the bytes of a template in use, who proposed it, who put it in use and why."""

    record_kind = "template_version"
    template = pw.TextField(verbose_name="Mall")
    number = pw.IntegerField(verbose_name="Version")
    file = pw.ForeignKeyField(StoredFile, on_delete="RESTRICT")
    note = pw.TextField(default="", verbose_name="Anteckning")
    proposed_by = pw.TextField(default="", verbose_name="Föreslagen av")
    published_by = pw.TextField(default="", verbose_name="Tagen i bruk av")
    published_at = MomentField(default=now, verbose_name="Tagen i bruk")
    valid_from = pw.DateField(null=True, verbose_name="Gäller från")
    """None for what came with Kansli: it held already before it was put in use here."""

    class Meta:
        indexes = ((("template", "number"), True),)


class TemplateProposal(Record):
    """Mallförslag: a checked template that somebody else than the proposer can put in use.

    `based_on` is the number of the newest version when it was proposed (0: none), `number` that of what it became.
    """

    record_kind = "template_proposal"
    template = pw.TextField(index=True, verbose_name="Mall")
    file = pw.ForeignKeyField(StoredFile, on_delete="RESTRICT")
    filename = pw.TextField(default="", verbose_name="Filnamn")
    note = pw.TextField(default="", verbose_name="Anteckning")
    based_on = pw.IntegerField(default=0, verbose_name="Bygger på version")
    state = pw.TextField(default="proposed", index=True, verbose_name="Läge")
    proposed_by = pw.TextField(default="", verbose_name="Föreslagen av")
    proposed_at = MomentField(default=now, verbose_name="Föreslagen")
    closed_by = pw.TextField(default="", verbose_name="Avgjord av")
    closed_at = MomentField(null=True, verbose_name="Avgjord")
    number = pw.IntegerField(null=True, verbose_name="Blev version")

    class Meta:
        constraints = [allowed("state", "proposed", "published", "withdrawn")]

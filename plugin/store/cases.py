"""Ärenden. A case is one authority's; cases of different authorities are held together by a matter."""

from __future__ import annotations

import peewee as pw

from kansli.plugin.clock import now
from kansli.plugin.store.accounts import User
from kansli.plugin.store.base import Guarded, MomentField, Record, allowed
from kansli.plugin.store.lowcode import TypeVersion
from kansli.plugin.store.organisation import Body, Registry, Unit


class Matter(Record):
    """Samhörande ärenden: one matter, a case in each authority."""

    record_kind = "matter"
    title = pw.TextField(verbose_name="Rubrik")


class Case(Guarded):
    """Ärende. The number is frozen when the row is made; a voided case keeps its row and its number."""

    record_kind = "case"
    registry = pw.ForeignKeyField(Registry, backref="cases", on_delete="RESTRICT", verbose_name="Diarium")
    year = pw.IntegerField(index=True, verbose_name="År")
    sequence = pw.IntegerField(verbose_name="Löpnummer")
    case_number = pw.TextField(unique=True, verbose_name="Diarienummer")
    canonical = pw.TextField(unique=True)
    sort_key = pw.TextField(index=True)
    title = pw.TextField(verbose_name="Ärendemening")
    public_title = pw.TextField(default="", verbose_name="Offentlig rubrik")
    case_type = pw.TextField(verbose_name="Ärendetyp")
    type_version = pw.ForeignKeyField(TypeVersion, on_delete="RESTRICT", verbose_name="Typversion")
    body = pw.ForeignKeyField(Body, backref="cases", on_delete="RESTRICT", verbose_name="Organ")
    unit = pw.ForeignKeyField(Unit, null=True, on_delete="RESTRICT", verbose_name="Enhet")
    officer = pw.ForeignKeyField(User, null=True, backref="cases", on_delete="RESTRICT", verbose_name="Handläggare")
    matter = pw.ForeignKeyField(Matter, null=True, backref="cases", on_delete="RESTRICT", verbose_name="Hör till")
    opened_on = pw.DateField(index=True, verbose_name="Öppnat")
    closed_on = pw.DateField(null=True, verbose_name="Avslutat")
    void_reason = pw.TextField(default="", verbose_name="Skäl för makulering")
    secret = pw.BooleanField(default=False, index=True, verbose_name="Sekretess")
    """Kept equal to "has an unlifted SecrecyMark on the whole case", so that rights are one comparison."""
    data = pw.JSONField(default=dict, verbose_name="Egna fält")

    class Meta:
        indexes = ((("registry", "year", "sequence"), True), (("state", "officer"), False), (("body", "state"), False))
        constraints = [allowed("state", "open", "closed", "voided")]

    @property
    def type_id(self) -> str:
        """The case type."""
        return str(self.case_type)


class CaseRelation(Record):
    """Samband mellan ärenden, with its kind."""

    record_kind = "case_relation"
    case = pw.ForeignKeyField(Case, backref="relations", on_delete="RESTRICT")
    other = pw.ForeignKeyField(Case, backref="related_from", on_delete="RESTRICT")
    kind = pw.TextField(default="related")

    class Meta:
        indexes = ((("case", "other", "kind"), True),)


class Watch(Guarded):
    """Bevakning: something to be done in a case by a day. `kind` response_due comes from the referral."""

    record_kind = "watch"
    case = pw.ForeignKeyField(Case, backref="watches", on_delete="RESTRICT", verbose_name="Ärende")
    kind = pw.TextField(default="own", verbose_name="Slag")
    title = pw.TextField(verbose_name="Vad")
    due = pw.DateField(index=True, verbose_name="Senast")
    user = pw.ForeignKeyField(User, null=True, backref="watches", on_delete="RESTRICT", verbose_name="Vem")
    done_at = MomentField(null=True, verbose_name="Klar")

    class Meta:
        constraints = [allowed("state", "open", "done")]


class SecrecyMark(Record):
    """Sekretessmarkering (OSL 5:5): a warning with provision, day and authority; lifted, never removed."""

    record_kind = "secrecy_mark"
    case = pw.ForeignKeyField(Case, backref="secrecy_marks", on_delete="RESTRICT", verbose_name="Ärende")
    document = pw.DeferredForeignKey("Document", null=True, backref="secrecy_marks", on_delete="RESTRICT")
    provision = pw.TextField(verbose_name="Bestämmelse")
    note = pw.TextField(default="", verbose_name="Anteckning")
    authority = pw.TextField(verbose_name="Myndighet")
    marked_on = pw.DateField(verbose_name="Dag")
    marked_by = pw.ForeignKeyField(User, null=True, on_delete="RESTRICT", verbose_name="Av")
    lifted_on = pw.DateField(null=True, verbose_name="Hävd")
    created_at = MomentField(default=now)

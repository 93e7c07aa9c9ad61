"""Beslut och remisser. A decision is its own record; statuses and citations point at it."""

from __future__ import annotations

import peewee as pw

from kansli.plugin.store.base import Guarded, Record, allowed
from kansli.plugin.store.cases import Case
from kansli.plugin.store.documents import Document
from kansli.plugin.store.organisation import Body
from kansli.plugin.store.writing import Memo


class Decision(Record):
    """Beslut: by a body under a §, or by a delegate under a delegation point."""

    record_kind = "decision"
    case = pw.ForeignKeyField(Case, null=True, backref="decisions", on_delete="RESTRICT", verbose_name="Ärende")
    body = pw.ForeignKeyField(Body, backref="decisions", on_delete="RESTRICT", verbose_name="Organ")
    decided_on = pw.DateField(index=True, verbose_name="Beslutsdatum")
    year = pw.IntegerField(verbose_name="År")
    paragraph = pw.TextField(null=True, verbose_name="§")
    delegate = pw.TextField(default="", verbose_name="Delegat")
    delegation_point = pw.TextField(default="", verbose_name="Delegationspunkt")
    title = pw.TextField(verbose_name="Rubrik")
    text = pw.TextField(verbose_name="Beslut")
    outcome = pw.TextField(default="approve", verbose_name="Utgång")
    """An id of the profile's list `decision_outcomes`."""
    memo = pw.ForeignKeyField(Memo, null=True, backref="decisions", on_delete="RESTRICT", verbose_name="Efter")
    source = pw.TextField(default="recorded", verbose_name="Kom genom")

    class Meta:
        indexes = ((("body", "year", "paragraph"), True),)
        constraints = [
            pw.Check("paragraph IS NOT NULL OR delegation_point <> '' OR source <> 'recorded'"),
        ]

    @property
    def citation(self) -> str:
        """`Tekniska nämnden § 12, 2021-01-27`; with a delegate, who and by which point."""
        if self.paragraph:
            return f"{self.body.name} § {self.paragraph}, {self.decided_on.isoformat()}"
        who = f"{self.delegate}, delegation {self.delegation_point}" if self.delegation_point else self.body.name
        return f"{who}, {self.decided_on.isoformat()}"


class Referral(Guarded):
    """Remiss. Incoming: somebody asks us for a statement by a day. Outgoing: we ask."""

    record_kind = "referral"
    case = pw.ForeignKeyField(Case, backref="referrals", on_delete="RESTRICT", verbose_name="Ärende")
    document = pw.ForeignKeyField(Document, null=True, on_delete="RESTRICT", verbose_name="Handling")
    direction = pw.TextField(default="incoming", verbose_name="Riktning")
    remitter = pw.TextField(verbose_name="Remittent")
    their_reference = pw.TextField(default="", verbose_name="Er beteckning")
    referred_on = pw.DateField(null=True, verbose_name="Daterad")
    response_due = pw.DateField(null=True, index=True, verbose_name="Svar senast")
    extended_due = pw.DateField(null=True, verbose_name="Anstånd till")
    stance = pw.TextField(default="", verbose_name="Ställningstagande")
    answer = pw.ForeignKeyField(Document, null=True, backref="answers", on_delete="RESTRICT", verbose_name="Svar")

    class Meta:
        constraints = [
            allowed("direction", "incoming", "outgoing"),
            allowed("state", "received", "answered", "declined"),
        ]


class ReferralBody(Record):
    """Remissinstans: one that is asked, when it must answer and how it stood."""

    record_kind = "referral_body"
    referral = pw.ForeignKeyField(Referral, backref="bodies", on_delete="RESTRICT")
    name = pw.TextField(verbose_name="Remissinstans")
    response_due = pw.DateField(null=True, verbose_name="Svar senast")
    extended_due = pw.DateField(null=True, verbose_name="Anstånd till")
    reminded_on = pw.DateField(null=True, verbose_name="Påmind")
    stance = pw.TextField(default="", verbose_name="Ställningstagande")
    answer = pw.ForeignKeyField(Document, null=True, on_delete="RESTRICT", verbose_name="Svar")

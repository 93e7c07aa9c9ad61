"""Motparter. Which names of senders and recipients a person may see: those of handlingar that she may see."""

from __future__ import annotations

import peewee as pw

from kansli.plugin.rights import Actor, visible_documents
from kansli.plugin.store.cases import Case
from kansli.plugin.store.documents import Document
from kansli.plugin.store.organisation import Organisation


def visible_counterparties(actor: Actor) -> pw.Expression:
    """The condition on `Organisation`: a name that stands only on what the actor may not see is not told of.

    That somebody has written to us can itself be secret (OSL 5 kap. 2 §).
    """
    named = Document.select(pw.SQL("1")).join(Case).where(Document.counterparty == Organisation.name)
    return pw.fn.EXISTS(named.where(visible_documents(actor))) | ~pw.fn.EXISTS(named)

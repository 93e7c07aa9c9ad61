"""Expediera. A handling leaves the house, and is upprättad by it; a statement only when it is decided."""

from __future__ import annotations

from kansli.plugin.errors import Blocked, Blocker
from kansli.plugin.inputs import Inputs
from kansli.plugin.leaks import must_be_looked_at
from kansli.plugin.runner import Done, Running
from kansli.plugin.steps._dispatching import (
    dispatch_facts,
    is_answer,
    must_be_decided,
    read_dispatch,
    send,
    sent_columns,
    written_of,
)
from kansli.plugin.steps._document import give_number
from kansli.plugin.steps._referral import answer_open_referrals
from kansli.plugin.steps._versions import newest_version
from kansli.plugin.store.documents import Document
from kansli.plugin.store.writing import Statement


def perform(running: Running, subject: Document) -> Done:
    """Send the newest version.

    Data: see `read_dispatch`. A statement answers the case's referral. Facts: `number`, `version`, `recipients`.
    """
    written = written_of(subject)
    must_be_decided(subject, written)
    if isinstance(written, Statement):
        raise Blocked((Blocker("dispatch_statement", "Expediera yttrandet från dess egen sida.", written.record_id),))
    version = newest_version(subject)
    if version is None:
        raise Blocked((Blocker("no_file", "Handlingen har ingen fil.", subject.record_id, "file"),))
    inputs = Inputs(running.data)
    values = read_dispatch(running, inputs, written)
    leaks = must_be_looked_at(inputs, version)
    inputs.finish()
    send(running, version, values)
    give_number(running, subject)
    for column, value in sent_columns(subject, values).items():
        setattr(subject, column, value)
    answered = answer_open_referrals(running, subject.case, subject) if is_answer(subject, written) else ()
    facts = {"number": subject.number, **dispatch_facts(version, values, leaks)}
    return Done(subject, changed=(subject.case, *answered), facts=facts)

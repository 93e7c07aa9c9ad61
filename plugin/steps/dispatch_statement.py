"""Expediera yttrande. The board's answer leaves the house; the referral is answered by it."""

from __future__ import annotations

from kansli.plugin.errors import Blocked, Blocker
from kansli.plugin.inputs import Inputs
from kansli.plugin.leaks import must_be_looked_at
from kansli.plugin.runner import Done, Running
from kansli.plugin.steps._changing import change
from kansli.plugin.steps._dispatching import dispatch_facts, must_be_decided, read_dispatch, send, sent_columns
from kansli.plugin.steps._document import give_number
from kansli.plugin.steps._referral import answer_open_referrals
from kansli.plugin.steps._versions import newest_version
from kansli.plugin.store.writing import Statement


def perform(running: Running, subject: Statement) -> Done:
    """Send the newest rendering, made after the decision.

    Data: see `read_dispatch`. The handling gets its number if it has none. Facts: `number`, `version`, `recipients`.
    """
    document = subject.document
    version = newest_version(document) if document is not None else None
    if document is None or version is None:
        raise Blocked((Blocker("no_file", "Yttrandet har ingen Word-fil. Skapa den först.", subject.record_id),))
    must_be_decided(document, subject)
    inputs = Inputs(running.data)
    values = read_dispatch(running, inputs, subject)
    leaks = must_be_looked_at(inputs, version)
    inputs.finish()
    send(running, version, values)
    give_number(running, document)
    change(document, state="dispatched", **sent_columns(document, values))
    answered = answer_open_referrals(running, subject.case, document, stance=subject.stance)
    facts = {"number": document.number, **dispatch_facts(version, values, leaks)}
    return Done(subject, changed=(subject.case, document, *answered), facts=facts)

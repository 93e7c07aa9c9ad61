"""Which names of senders a person is told of: never one that stands only on what she may not see."""

from __future__ import annotations

from kansli.plugin.overview.counterparties import visible_counterparties
from kansli.plugin.runner import run
from kansli.plugin.store.organisation import Organisation, Registry

SECRECY = {"provision": "OSL 26 kap. 1 §"}


def test_a_name_is_told_of_where_it_stands_on_something_that_may_be_seen_or_on_nothing(system, the_operator, actor_of):
    registry = Registry.get(Registry.code == "TN")
    for name, *marks in (("Bara hemlig", SECRECY), ("Både och", SECRECY, {}), ("Bara öppen", {})):
        for secrecy in marks:
            letter = {"kind": "letter", "counterparty": name, "secrecy": secrecy}
            data = {"case_type": "general", "title": "Ett brev", "documents": [letter]}
            run(system, "register_incoming", registry, actor=the_operator, data=data)
    Organisation.create(name="Ny i registret")

    def told(actor):
        return {row.name for row in Organisation.select().where(visible_counterparties(actor))}

    everyone = {"Bara hemlig", "Både och", "Bara öppen", "Ny i registret"}
    assert told(the_operator) & everyone == everyone
    assert told(actor_of("reader")) & everyone == everyone - {"Bara hemlig"}

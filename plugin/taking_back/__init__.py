"""Läs in från Word. A file that Kansli made, edited in Word and handed back: its sections come home, one by one.

`plan` tells what would happen and writes nothing; `take_back` does it, once everything that needs a person is decided.
"""

from kansli.plugin.taking_back.decisions import Decisions, Undecided
from kansli.plugin.taking_back.identity import identify, known_as
from kansli.plugin.taking_back.plan import Plan, plan
from kansli.plugin.taking_back.take import Taken, take_back

__all__ = ["Decisions", "Plan", "Taken", "Undecided", "identify", "known_as", "plan", "take_back"]

"""Sekretess. What a secrecy marking must state.

Offentlighets- och sekretesslagen 5 kap. 5 §. A marking is a warning and decides nothing: the question is
tried anew each time somebody asks for the handling.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kansli.plugin.errors import InvalidField, InvalidFields


@dataclass(frozen=True, slots=True)
class SecrecyMarking:
    """The note of OSL 5:5: by which provision, on which day, and which authority made it."""

    provision: str
    marked_on: date
    authority: str

    def __str__(self) -> str:
        """Return the note as it is written on the handling."""
        return f"Sekretess enligt {self.provision}. {self.marked_on}, {self.authority}"


def marking(*, provision: str, marked_on: date, authority: str, today: date) -> SecrecyMarking:
    """Return the marking, or refuse it with every part that is missing (OSL 5 kap. 5 §)."""
    problems = []
    if not provision.strip():
        problems.append(InvalidField("provision", "Ange vilken bestämmelse markeringen grundas på."))
    if not authority.strip():
        problems.append(InvalidField("authority", "Ange vilken myndighet som gör markeringen."))
    if marked_on > today:
        problems.append(InvalidField("marked_on", f"Markeringen kan inte göras {marked_on}, dagen har inte varit än."))
    if problems:
        raise InvalidFields(tuple(problems))
    return SecrecyMarking(provision.strip(), marked_on, authority.strip())

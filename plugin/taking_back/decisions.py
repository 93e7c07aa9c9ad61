"""Besluten vid inläsning. What a person must say before anything is stored, and the content that her words give."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from kansli.plugin.errors import Blocker, InvalidField, Refused
from kansli.plugin.inputs import Inputs
from kansli.plugin.taking_back.parts import Part, put
from kansli.plugin.writing.content import Content

Take = Literal["word", "kansli", "text"]
TAKES: Mapping[str, Take] = {"word": "word", "kansli": "kansli", "text": "text"}
ALL = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """What has been decided.

    `changes` is accept or reject for the tracked changes, `takes` says by part (or section) whose text is to hold
    (`text`: the one in `texts`), `confirmed` names the parts whose doubts and losses have been seen (`*`: all).
    `keep_file` stores the file as a version also where no text is taken in.
    """

    changes: Literal["", "accept", "reject"] = ""
    comments_read: bool = False
    takes: Mapping[str, Take] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    confirmed: frozenset[str] = frozenset()
    keep_file: bool = False

    def take(self, part: Part) -> Take | None:
        """Return whose text is to hold; None where nobody has said and somebody must."""
        chosen = self.takes.get(part.name) or self.takes.get(part.section)
        if part.state == "unchanged":
            return "kansli"
        return chosen or (None if part.needs_choice else "word")

    def confirms(self, part: Part) -> bool:
        """Tell whether the doubts and the losses of the part have been seen."""
        return bool(self.confirmed & {part.name, part.section, ALL})

    def as_data(self) -> dict[str, object]:
        """As plain values, the same for the same decisions: what a request is recognised by."""
        return {
            "changes": self.changes,
            "comments_read": self.comments_read,
            "takes": dict(self.takes),
            "texts": dict(self.texts),
            "confirmed": sorted(self.confirmed),
            "keep_file": self.keep_file,
        }


class Undecided(Refused):
    """Something must be decided by a person first; `details` name each question by its field."""

    code = "undecided"

    def __init__(self, questions: Sequence[Blocker]) -> None:
        super().__init__(" ".join(question.message for question in questions), details=tuple(questions))


def questions(parts: Sequence[Part], decisions: Decisions, *, tracked: bool, commented: bool) -> tuple[Blocker, ...]:
    """Return what is not decided yet. Fields: `changes`, `comments`, `take.<part>`, `confirm.<part>`."""
    return tuple(_questions(parts, decisions, tracked=tracked, commented=commented))


def settled(
    content: Content, base: Content, parts: Sequence[Part], decisions: Decisions
) -> tuple[Content, list[str], list[str]]:
    """Return the content with what is to be taken in, the names of the parts that were taken, and what was not kept.

    The last are sentences about characters of the written texts that no document can hold.
    """
    made, taken, written = copy.deepcopy(content), [], Inputs(decisions.texts)
    for part in parts:
        choice = decisions.take(part)
        if choice in {"word", "text"}:
            text = part.word if choice == "word" else written.long_text(part.name, part.label)
            put(made, base, part.name, text)
            taken.append(part.name)
    return made, taken, written.removed


def must_be_known(parts: Sequence[Part], decisions: Decisions) -> None:
    """Refuse a decision about something that the file was not made with."""
    known = {ALL, *(part.name for part in parts), *(part.section for part in parts)}
    for name in (*decisions.takes, *decisions.confirmed):
        if name not in known:
            listed = ", ".join(dict.fromkeys(part.section for part in parts))
            raise InvalidField(name, f"Avsnittet ”{name[:40]}” finns inte i filen. Välj bland {listed}.")


def _questions(parts: Sequence[Part], decisions: Decisions, *, tracked: bool, commented: bool) -> Iterator[Blocker]:
    if tracked and not decisions.changes:
        yield Blocker("tracked_changes", "Filen har spårade ändringar: godkänn eller avvisa dem.", field="changes")
    if commented and not decisions.comments_read:
        yield Blocker("comments", "Filen har kommentarer: bekräfta att de är omhändertagna.", field="comments")
    for part in parts:
        choice = decisions.take(part)
        if choice is None and part.state == "conflict":
            message = f"{part.label} är ändrat både i Kansli och i Word: välj text."
            yield Blocker("section_conflict", message, field=f"take.{part.name}")
        elif choice is None:
            message = f"{part.label} är tomt eller borta i filen: välj om avsnittet ska vara kvar eller tas bort."
            yield Blocker("section_missing_in_file", message, field=f"take.{part.name}")
        elif choice == "word" and part.needs_confirmation and not decisions.confirms(part):
            message = f"{part.label}: bekräfta att avsnittet ska läsas in som det visas."
            yield Blocker("not_confirmed", message, field=f"confirm.{part.name}")

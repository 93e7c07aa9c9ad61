"""Delarna. A text's sections and lists as three readings: what was printed, what Kansli has now, what Word says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from kansli.doctemplates.diff import WordChange, compare_words
from kansli.doctemplates.markdown import normalise
from kansli.doctemplates.problems import TemplateError
from kansli.doctemplates.returned import Returned, ReturnedSection
from kansli.plugin.writing.content import Content

State = Literal["unchanged", "changed", "conflict", "missing"]
PROPOSAL_ANCHOR, BASIS_ANCHOR = "forslag_{}", "underlag"
_TWICE = "Avsnittet står på flera ställen i filen, med olika text. Det första läses in."
_MOVED = "Förslaget har flyttats eller bytt organ i Kansli sedan filen skapades."


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A section, the att-satser of a proposal, or the basis; texts are Markdown, lists have an item a line.

    `name` is `sections.summary`, `proposals.0` or `basis`; `section` is the id that the type gives it, `anchor` its
    name in the file. `doubts` say
    why a person must look before the text of Word is taken, `lost` what of its formatting the text cannot hold.
    """

    name: str
    anchor: str
    section: str
    label: str
    state: State
    base: str
    current: str
    word: str
    listed: bool = False
    doubts: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()

    @property
    def needs_choice(self) -> bool:
        """Tell whether somebody must say which text is to hold."""
        return self.state in {"conflict", "missing"}

    @property
    def needs_confirmation(self) -> bool:
        """Tell whether somebody must have looked before Word's text is taken."""
        return self.state != "unchanged" and bool(self.doubts or self.lost)

    @property
    def difference(self) -> tuple[WordChange, ...]:
        """Word by word, from what Kansli has now to what Word says."""
        return compare_words(self.current, self.word)

    @property
    def here(self) -> tuple[WordChange, ...]:
        """Word by word, what has been changed in Kansli since the file was made."""
        return compare_words(self.base, self.current)

    @property
    def there(self) -> tuple[WordChange, ...]:
        """Word by word, what has been changed in Word since the file was made."""
        return compare_words(self.base, self.word)


def compare(
    definition: Mapping[str, Any],
    base: Content,
    current: Content,
    returned: Returned,
    read_before: Mapping[str, Content],
) -> tuple[Part, ...]:
    """Return the parts that the file was made with or has a heading for, in the order of the type.

    `read_before` holds, by the part's name, the content that the same person's earlier reading of the same file made:
    what she took in then is what she goes on from, and no change of somebody else's.
    """
    found = []
    known = {section["id"] for section in definition.get("sections", ())}
    for part in _printed(definition, base):
        section = _read(returned, part.anchor, known)
        since = read_before.get(part.name)
        if section is not None and (part.text(base) or section.markdown):
            found.append(_compared(part, base, since if since is not None else base, current, section))
    return tuple(found)


def put(content: Content, base: Content, name: str, text: str) -> None:
    """Put the text of a part where it belongs in the content, which is changed in place."""
    kind, _, index = name.partition(".")
    if kind == "proposals":
        _put_clauses(content, base, int(index), lines_of(text))
    elif kind == "basis" and not index:
        linked = {row["text"]: row for row in (*base["basis"], *content["basis"])}
        content["basis"] = [dict(linked.get(line, {"text": line})) for line in lines_of(text)]
    else:
        kept = {section: words for section, words in content["sections"].items() if section != index}
        content["sections"] = {**kept, index: text} if text else kept


def lines_of(text: str) -> list[str]:
    """The items of a list part."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


@dataclass(frozen=True, slots=True)
class _Printed:
    """A part that the file was printed with: its anchor in the file, and how its text is found in a content."""

    name: str
    anchor: str
    section: str
    label: str
    text: Callable[[Content], str]
    listed: bool


def _printed(definition: Mapping[str, Any], base: Content) -> Iterator[_Printed]:
    for section in definition.get("sections", ()):
        kind, own, label = section.get("kind", "text"), section["id"], section["label"]
        if kind == "text":
            yield _Printed(f"sections.{own}", own, own, label, _section_text(own), listed=False)
        elif kind == "basis" and base["basis"]:
            yield _Printed("basis", BASIS_ANCHOR, own, label, _basis_text, listed=True)
        elif kind == "proposals":
            rows = [index for index, row in enumerate(base["proposals"]) if row["clauses"]]
            for number, index in enumerate(rows, 1):
                told = f"{label} {number}" if len(rows) > 1 else label
                anchor = PROPOSAL_ANCHOR.format(number)
                yield _Printed(f"proposals.{index}", anchor, own, told, _clauses_text(index), listed=True)


def _read(returned: Returned, anchor: str, known: set[str]) -> ReturnedSection | None:
    """What the file says at the anchor. A template may print a section twice: the place that was edited counts."""
    first = returned.sections.get(anchor)
    again = (
        name for name in returned.sections if re.fullmatch(rf"{re.escape(anchor)}_\d+", name) and name not in known
    )
    others = [returned.sections[name] for name in again]
    touched = [one for one in (first, *others) if one is not None and not one.intact and one.anchor != "missing"]
    if not others or not touched:
        return first
    if len({one.markdown for one in touched}) == 1:
        return touched[0]
    return replace(touched[0], doubts=(*touched[0].doubts, _TWICE))


def _compared(part: _Printed, printed: Content, since: Content, current: Content, section: ReturnedSection) -> Part:
    base, now = part.text(since), part.text(current)
    doubts: tuple[str, ...] = ()
    if part.name.startswith("proposals.") and _row(printed, part.name) != _row(current, part.name):
        doubts = (_MOVED,)
    word = part.text(printed) if section.intact else _words(part, section)
    if section.anchor == "missing" or not word.strip():
        return _part(part, "missing" if base and now else "unchanged", base, now, "", doubts=section.doubts)
    state = _state(part, base, now, word) if since is not printed or not section.intact else "unchanged"
    return _part(part, state, base, now, word, doubts=(*section.doubts, *doubts), lost=section.lost)


def _part(
    part: _Printed,
    state: State,
    base: str,
    current: str,
    word: str,
    *,
    doubts: tuple[str, ...] = (),
    lost: tuple[str, ...] = (),
) -> Part:
    return Part(
        name=part.name,
        anchor=part.anchor,
        section=part.section,
        label=part.label,
        state=state,
        base=base,
        current=current,
        word=word,
        listed=part.listed,
        doubts=doubts,
        lost=lost,
    )


def _state(part: _Printed, base: str, current: str, word: str) -> State:
    """What was changed where; the same change on both sides is no conflict. `word` is canonical as it is read."""
    if word in (base, current):
        return "unchanged"
    said, was = _alike(part, word, canonical=True), _alike(part, base)
    now = was if current == base else _alike(part, current)
    if said in (was, now):
        return "unchanged"
    return "changed" if was == now else "conflict"


def _words(part: _Printed, section: ReturnedSection) -> str:
    return "\n".join(section.items) if part.listed and section.items is not None else section.markdown


def _alike(part: _Printed, text: str, *, canonical: bool = False) -> object:
    """The text as it is compared: how it is broken or marked up in the source is no change."""
    if part.listed or canonical:
        return lines_of(text) if part.listed else text
    try:
        return normalise(text)
    except TemplateError:  # nested too deep to be set in a document: no file has been made of it
        return text.strip()


def _section_text(own: str) -> Callable[[Content], str]:
    return lambda content: str(content["sections"].get(own, ""))


def _clauses_text(index: int) -> Callable[[Content], str]:
    def text(content: Content) -> str:
        rows = content["proposals"]
        return "\n".join(" ".join(clause.split()) for clause in rows[index]["clauses"]) if index < len(rows) else ""

    return text


def _basis_text(content: Content) -> str:
    return "\n".join(row["text"] for row in content["basis"])


def _row(content: Content, name: str) -> object:
    """A proposal without its att-satser: before whom it is put."""
    index = int(name.partition(".")[2])
    rows = content["proposals"]
    return {key: value for key, value in rows[index].items() if key != "clauses"} if index < len(rows) else None


def _put_clauses(content: Content, base: Content, index: int, clauses: list[str]) -> None:
    rows = [dict(row) for row in content["proposals"]]
    if index < len(rows):
        rows[index]["clauses"] = clauses
    else:
        rows.append({**base["proposals"][index], "clauses": clauses})
    content["proposals"] = rows

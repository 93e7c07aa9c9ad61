"""Skrivning av Markdown. The canonical signs for a text: what is typed stays typed, and reading it gives it back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from kansli.doctemplates.markdown_in import parse_inline
from kansli.doctemplates.prose import (
    MdBlock,
    MdHeading,
    MdList,
    MdParagraph,
    MdQuote,
    MdRun,
    MdTable,
    tidy,
)

_CAREFREE = re.compile(r"[^\\*_~\[\]\n]*\Z")
_SIGNS = re.compile(r"\\|\*|~(?=~)|(?<=~)~|_|\[(?=\^)")
_ALL_SIGNS = re.compile(r"([\\*_~\[\]^:()])")
_LINE_START = re.compile(r"(#{1,6}(?=[ \t]|$)|>|[-+](?=[ \t]|$))|(?<!\d)(\d{1,9})([.)])(?=[ \t]|$)")
_RULE_LINE = re.compile(r"[-:|][-:|\s]*$")
_LAST_NUMBER = 999_999_999
_TOP_HEADING, _MOST_SIGNS = 2, 6
_MARKS = (("**", "*"), ("**", "_"), ("__", "*"))
_TIGHT = re.compile(r"[^\w\s]+")

Mark = tuple[str, str]


def write(blocks: Iterable[MdBlock]) -> str:
    """Skriv. The Markdown of canonical blocks, footnotes last and named 1, 2, 3 in the order of their marks."""
    writer = _Writer()
    body = "\n\n".join(writer.blocks(blocks))
    notes = "\n".join(writer.definitions())
    return f"{body}\n\n{notes}" if notes else body


def write_inline(runs: tuple[MdRun, ...]) -> str:
    """Skriv ett stycke. As `write`, for one paragraph without footnotes."""
    return _Writer().inline(runs)


@dataclass(slots=True)
class _Writer:
    notes: dict[str, tuple[MdParagraph, ...]] = field(default_factory=dict)

    def blocks(self, blocks: Iterable[MdBlock]) -> Iterator[str]:
        delimiter, deep = ".", None
        listed = list(blocks)
        levels = max((block.level for block in listed if isinstance(block, MdHeading)), default=1)
        top = _TOP_HEADING if levels < _MOST_SIGNS else 1
        for block in listed:
            if isinstance(block, MdList):
                # Two numbered lists side by side are kept apart by their signs: "1." and "1)".
                delimiter = ")" if deep is not None and deep.ordered and delimiter == "." else "."
                yield "\n".join(self._list(block, delimiter))
            elif isinstance(block, MdHeading):
                signs = "#" * min(block.level + top - 1, _MOST_SIGNS)
                yield f"{signs} {self._heading(block.runs)}"
            elif isinstance(block, MdQuote):
                inner = "\n\n".join(self.blocks(block.blocks))
                yield "\n".join(f"> {line}" if line else ">" for line in inner.split("\n"))
            elif isinstance(block, MdTable):
                yield "\n".join(self._table(block))
            else:
                yield self._lines(block.runs)
            deep = block if isinstance(block, MdList) else None

    def definitions(self) -> Iterator[str]:
        for name, paragraphs in self.notes.items():
            text = "\n\n".join(self.inline(paragraph.runs) for paragraph in paragraphs)
            first, *rest = text.split("\n")
            yield "\n".join([f"[^{name}]: {first}", *(f"    {line}" if line else "" for line in rest)])

    def _heading(self, runs: tuple[MdRun, ...]) -> str:
        text = self.inline(runs)
        # Signs at the end of a heading would be taken for its closing.
        return re.sub(r"(?<![^ \t])(#+)$", r"\\\1", text)

    def _lines(self, runs: tuple[MdRun, ...]) -> str:
        lines = self.inline(runs).split("\n")
        first_note = bool(runs) and bool(runs[0].note)
        for number, line in enumerate(lines):
            made = _LINE_START.sub(_escaped_start, line, count=1) if _LINE_START.match(line) else line
            if len(lines) > 1 and _RULE_LINE.match(made):
                made = "\\" + made
            if number == 0 and first_note:
                made = re.sub(r"^(\[\^\d+\]):", r"\1\\:", made)
            lines[number] = made
        return "\n".join(lines)

    def _list(self, block: MdList, delimiter: str) -> Iterator[str]:
        for number, item in enumerate(block.items, block.start):
            marker = f"{min(number, _LAST_NUMBER)}{delimiter} " if block.ordered else "- "
            lines: list[str] = []
            before: MdBlock | None = None
            for inner, text in zip(item, self.blocks(item), strict=True):
                follows = isinstance(before, MdParagraph) and isinstance(inner, MdList)
                # Only a list that begins with a bullet or with 1 may follow its paragraph directly.
                if before is not None and not (follows and (not inner.ordered or inner.start == 1)):  # type: ignore[union-attr]
                    lines.append("")
                lines += text.split("\n")
                before = inner
            indent = " " * len(marker)
            yield marker + lines[0]
            yield from (indent + line if line else "" for line in lines[1:])

    def _table(self, block: MdTable) -> Iterator[str]:
        for number, row in enumerate(block.rows):
            cells = [self.inline(cell).replace("|", "\\|") for cell in row]
            yield "| " + " | ".join(cells) + " |"
            if number == 0:
                yield "|" + " --- |" * len(row)

    def inline(self, runs: tuple[MdRun, ...]) -> str:
        """One paragraph's signs, the plainest that read back as the same runs."""
        if len(runs) == 1 and _is_plain(runs[0]) and _CAREFREE.match(runs[0].text):
            return runs[0].text
        named = self._named(runs)
        for wanted in (runs, _softened(runs), _without_look(runs)):
            for careful in (False, True):
                for bold, italic in _MARKS:
                    made = _signs(wanted, named, bold, italic, careful=careful)
                    if parse_inline(made, self.notes) == wanted:
                        return made
        return _ALL_SIGNS.sub(r"\\\1", " ".join(run.text for run in runs))

    def _named(self, runs: tuple[MdRun, ...]) -> Mapping[int, str]:
        """The names of the notes in a paragraph, by the place of the run."""
        found = {}
        for index, run in enumerate(runs):
            if run.note:
                found[index] = str(len(self.notes) + 1)
                self.notes[found[index]] = run.note
        return found


def _escaped_start(match: re.Match[str]) -> str:
    return f"\\{match.group(1)}" if match.group(1) else f"{match.group(2)}\\{match.group(3)}"


def _is_plain(run: MdRun) -> bool:
    return not (run.bold or run.italic or run.strike or run.link or run.note)


def _signs(runs: tuple[MdRun, ...], named: Mapping[int, str], bold: str, italic: str, *, careful: bool) -> str:
    """The source of runs: looks opened in the order of how far they reach, closed in reverse."""
    whole = "".join(run.text for run in runs)
    brackets = "](" in whole or any(run.link for run in runs)
    out: list[str] = []
    stack: list[Mark] = []
    for index, run in enumerate(runs):
        wanted = _marks(run, bold, italic)
        kept = 0
        while kept < len(stack) and stack[kept] in wanted:
            kept += 1
        out += [_closing(mark) for mark in reversed(stack[kept:])]
        del stack[kept:]
        opened = [mark for mark in wanted if mark not in stack]
        opened.sort(key=lambda mark: -_reach(runs, index, mark, bold, italic))
        out += [_opening(mark) for mark in opened]
        stack += opened
        out.append(f"[^{named[index]}]" if run.note else _text(run.text, brackets=brackets, careful=careful))
    out += [_closing(mark) for mark in reversed(stack)]
    return "".join(out)


def _marks(run: MdRun, bold: str, italic: str) -> list[Mark]:
    found = [("[", run.link)] if run.link else []
    for on, sign in ((run.bold, bold), (run.strike, "~~"), (run.italic, italic)):
        if on:
            found.append((sign, ""))
    return found


def _reach(runs: tuple[MdRun, ...], index: int, mark: Mark, bold: str, italic: str) -> int:
    reach = 0
    for run in runs[index:]:
        if mark not in _marks(run, bold, italic):
            break
        reach += 1
    return reach


def _opening(mark: Mark) -> str:
    return mark[0]


def _closing(mark: Mark) -> str:
    sign, address = mark
    if sign != "[":
        return sign
    return f"](<{address}>)" if "(" in address or ")" in address else f"]({address})"


def _text(text: str, *, brackets: bool, careful: bool) -> str:
    if careful:
        return _ALL_SIGNS.sub(r"\\\1", text).replace("\n", "\\\n")

    def escaped(match: re.Match[str]) -> str:
        sign, start, end = match.group(), match.start(), match.end()
        before, after = text[start - 1 : start], text[end : end + 1]
        if sign == "*" and before == after == " ":
            return sign
        if sign == "_" and before.isalnum() and after.isalnum():
            return sign
        return "\\" + sign

    made = _SIGNS.sub(escaped, text)
    if brackets:
        made = re.sub(r"(?<!\\)([\[\]])", r"\\\1", made)
    return made.replace("\n", "\\\n")


def _softened(runs: tuple[MdRun, ...]) -> tuple[MdRun, ...]:
    """Signs and blanks at the edge of a look stand outside it: Markdown cannot end a look between a sign and a word."""
    made: list[MdRun] = []
    for run in runs:
        if _is_plain(run) or run.note:
            made.append(run)
            continue
        core = run.text.strip()
        head = _TIGHT.match(core)
        tail = re.search(r"[^\w\s]+\Z", core)
        start, end = head.end() if head else 0, tail.start() if tail else len(core)
        plain = MdRun("", link=run.link)
        at = run.text.find(core)
        if start >= end:
            made.append(replace(plain, text=run.text))
            continue
        made += [
            replace(plain, text=run.text[: at + start]),
            replace(run, text=core[start:end]),
            replace(plain, text=run.text[at + end :]),
        ]
    return tidy([run for run in made if run.text or run.note])


def _without_look(runs: tuple[MdRun, ...]) -> tuple[MdRun, ...]:
    return tidy([run if run.note else MdRun(run.text, link=run.link) for run in runs])

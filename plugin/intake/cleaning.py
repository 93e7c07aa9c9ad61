"""Rensad text. Takes away what the page added: running headers, wrapped lines, page numbers, odd bullets.

A running header is kept once, first in the text, since it may be the only place with date and number.
Cleaning a clean text changes nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from kansli.plugin.intake.plain import tidy
from kansli.plugin.rules.case_numbers import PREFIX_WORDS, canonical

_DATE = re.compile(r"(?:19|20)\d\d ?- ?\d\d ?- ?\d\d")
_LABEL = re.compile(rf"(?i)(?:{PREFIX_WORDS}|datum|vår referens|er referens)\s*[:.]?")
_PAGE_NUMBER = re.compile(
    r"(?i)(?:sida|sid\.?|s\.)? ?\(?\d{1,4}\)? ?(?:(?:av|/|\() ?\d{1,4} ?\)?)|(?:sida|sid\.?) \d{1,4}|[-–] \d{1,4} [-–]"
)
_BULLET = re.compile(r"^(\s*)(?:[•·▪●◦‣∙■□–—*]|[\uf0a7\uf0b7])\s+(?=\S)")
_LISTED = re.compile(r"^\s*(?:- |\d{1,3}[.)] |[a-zå-ö]\) )")
_ENDED = re.compile(r"[.!?:;…][”\"’')\]]*\**$")
ROLE = (
    r"(?:direktör|chef|sekreterare|ordförande|handläggare|samordnare|strateg|utredare|jurist|ledare|ansvarig|"
    r"controller|ekonom|registrator|rektor|ledamot|arkitekt|ingenjör|planerare|inspektör)"
)
"""What the last word of a title ends in."""
_BROKEN_NAME = re.compile(rf"(?i:.*{ROLE}), [A-ZÅÄÖ][a-zåäöé-]+$")
_ONE_NAME = re.compile(r"[A-ZÅÄÖ][a-zåäöé-]+$")
_TAKES_A_DATE = 6
_PROSE = 40
_NARROW, _WIDE = 45, 140
_LEAST_FULL_LINES = 4
_PAGE = "\f"
_MOST_ROUNDS = 6
"""A rejoined line may show that the next one belongs to it too; real texts need one round and a second to see it."""


@dataclass(frozen=True, slots=True)
class _Group:
    """Lines `start` up to `end` that look like a page's head or foot; `key` is the same on every page."""

    start: int
    end: int
    key: tuple[str, ...]


def clean(text: str) -> str:
    """Return the text that everything else reads; all offsets count in it."""
    for _ in range(_MOST_ROUNDS):
        cleaned = _clean_once(text)
        if cleaned == text:
            break
        text = cleaned
    return text


def _clean_once(text: str) -> str:
    pages = [[line.rstrip() for line in page.split("\n")] for page in tidy(text).split(_PAGE)]
    heads = _page_edges(pages) if len(pages) > 1 else []
    lines = heads + [line for number, page in enumerate(pages) for line in ([""] * bool(number) + page)]
    lines = [_plain_line(line) for line in lines]
    lines = _without_running_headers(lines, pages=len(pages))
    lines = _rejoined(lines)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _plain_line(line: str) -> str:
    if "\t" in line:
        return line if line.strip() else ""
    line = _BULLET.sub(r"\1- ", line)
    return line if _LISTED.match(line) else line.strip()


def _page_edges(pages: list[list[str]]) -> list[str]:
    """Take repeated first and last lines off the pages of a paged text; return those to keep, once."""
    kept: list[str] = []
    for edge in (0, -1):
        for _ in range(6):
            lines = [_edge_line(page, edge) for page in pages]
            keys = Counter(_masked(page[at]) for page, at in zip(pages, lines, strict=True) if at is not None)
            common = {key for key, count in keys.items() if count >= max(2, len(pages) // 2)}
            if not common:
                break
            for page, at in zip(pages, lines, strict=True):
                if at is not None and _masked(page[at]) in common:
                    line = page.pop(at).strip()
                    if not _PAGE_NUMBER.fullmatch(line) and line not in kept and not line.isdigit():
                        kept.append(line)
    return [*kept, ""] if kept else []


def _edge_line(page: list[str], edge: int) -> int | None:
    filled = [at for at, line in enumerate(page) if line.strip()]
    return filled[edge] if len(filled) > 1 else None


def _masked(line: str) -> str:
    """A line with its page number masked; other digits must be equal."""
    plain = line.strip()
    return "#" if _PAGE_NUMBER.fullmatch(plain) or plain.isdigit() else re.sub(_PAGE_NUMBER, "#", plain)


def _without_running_headers(lines: list[str], *, pages: int) -> list[str]:
    groups = list(_header_groups(lines))
    counts = Counter(group.key for group in groups)
    running = [group for group in groups if counts[group.key] > 1 and _stands_alone(lines, group)]
    repeated = Counter(group.key for group in running)
    running = [group for group in running if repeated[group.key] > 1 or pages > 1]
    if not running:
        return lines
    out = list(lines)
    for group in reversed(running):
        _cut(out, group)
    kept = [line for key in dict.fromkeys(group.key for group in running) for line in (*key, "") if line != "#"]
    return [*kept, *out]


def _header_groups(lines: list[str]) -> list[_Group]:
    """Runs of lines that are each a date, a number, a label or a page number, blank lines between allowed."""
    groups: list[_Group] = []
    run: list[int] = []
    for at, line in enumerate([*lines, "end of text"]):
        if line and _is_header_line(line):
            run.append(at)
        elif line and run:
            key = tuple("#" if _PAGE_NUMBER.fullmatch(lines[each]) else lines[each] for each in run)
            groups.append(_Group(run[0], run[-1] + 1, key))
            run = []
    return groups


def _is_header_line(line: str) -> bool:
    if len(line) > _PROSE:
        return False
    tests = (_DATE.fullmatch, _LABEL.fullmatch, _PAGE_NUMBER.fullmatch)
    return any(test(line) for test in tests) or ("," not in line and canonical(line) is not None)


def _stands_alone(lines: list[str], group: _Group) -> bool:
    """A lone date or number under a label (Anslagsdatum, Datum) is a value, not the foot of a page."""
    if len(group.key) > 1:
        return True
    before = next((line for line in reversed(lines[: group.start]) if line), "")
    return not before or bool(_ENDED.search(before)) or len(before.split()) > _TAKES_A_DATE


def _cut(lines: list[str], group: _Group) -> None:
    """Remove a running header and rejoin the sentence or word that it cut."""
    before = next((at for at in range(group.start - 1, -1, -1) if lines[at]), None)
    after = next((at for at in range(group.end, len(lines)) if lines[at]), None)
    if before is not None and after is not None and goes_on(lines[before], lines[after]):
        lines[before : after + 1] = [joined(lines[before], lines[after])]
    else:
        lines[group.start : group.end] = [""]


def goes_on(before: str, after: str) -> bool:
    """Tell whether `after` continues the sentence that `before` breaks off."""
    if _ENDED.search(before) or _LISTED.match(after) or "\t" in before + after:
        return False
    if after[0].islower():
        return len(before.split()) >= 5 and not after.startswith("att ")
    return len(before) > _PROSE and len(after) > _PROSE and not _LISTED.match(before)


def joined(before: str, after: str) -> str:
    """One line of two; a word that was hyphenated at the end of the first is whole again."""
    hyphen = re.search(r"[a-zåäöé]-$", before) and after[0].islower()
    if hyphen and not re.match(r"(?:och|eller|samt)\b", after):
        return before[:-1] + after
    return f"{before} {after}"


def _rejoined(lines: list[str]) -> list[str]:
    """Rejoin lines that were wrapped: bold text over two lines, a name, and prose wrapped at a fixed width."""
    width = _wrap_width(lines)
    out: list[str] = []
    for line in lines:
        if out and line and out[-1] and _was_wrapped(out[-1], line, width):
            out[-1] = joined(out[-1], line.strip())
        else:
            out.append(line)
    return out


def _was_wrapped(before: str, after: str, width: int) -> bool:
    if "\t" in before + after or _LISTED.match(after) or _is_header_line(after):
        return False
    if before.count("**") % 2 and before.lstrip().startswith("**") and after.endswith("**"):
        return True
    if _BROKEN_NAME.fullmatch(before) and _ONE_NAME.fullmatch(after):
        return True
    last = before.rsplit("\n", 1)[-1]
    return bool(width) and _last_width(last, width) + 1 + len(after.split(" ", 1)[0]) > width


def _last_width(line: str, width: int) -> int:
    """How long the last physical line of a rejoined line was, by wrapping it again."""
    length = 0
    for word in line.split(" "):
        length = len(word) if length and length + 1 + len(word) > width else length + bool(length) + len(word)
    return length


def _wrap_width(lines: list[str]) -> int:
    """The width that a text was wrapped at; 0 where its lines are whole paragraphs."""
    lengths = sorted((len(line) for line in lines if line and "\t" not in line), reverse=True)
    if not lengths or not _NARROW <= lengths[0] <= _WIDE:
        return 0
    followed = [len(one) for one, two in pairwise(lines) if one and two and "\t" not in one + two]
    full = [length for length in followed if length >= lengths[0] * 0.8]
    return lengths[0] if len(full) >= _LEAST_FULL_LINES and len(full) >= len(followed) * 0.4 else 0

"""Läsning av Markdown. Which signs mean something in the one subset, and what stays as it was typed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from kansli.doctemplates.problems import MarkdownRefused
from kansli.doctemplates.prose import (
    MdBlock,
    MdHeading,
    MdList,
    MdParagraph,
    MdQuote,
    MdRun,
    MdTable,
    canonical,
    tidy,
)
from kansli.doctemplates.values import clean

_RULES = ["table", "blockquote", "list", "heading", "newline", "escape", "strikethrough", "emphasis", "link"]
_LINK = re.compile(r"(https?://|mailto:|tel:)", re.IGNORECASE)
_SITE = re.compile(r"^(https?://[^/?#]+)/$", re.IGNORECASE)
_MARK = re.compile(r"\[\^([^\s\[\]]+)\]")
_DEFINITION = re.compile(r"\[\^([^\s\[\]]+)\]:[ \t]*(.*)", re.DOTALL)
_LOOKS = {"strong": "bold", "em": "italic", "s": "strike"}
_CONTINUED = 2
_SHOWN = 30


@lru_cache(maxsize=1)
def reader() -> MarkdownIt:
    """Läsaren. Everything that is not named stays as typed: code, HTML, images, rules and entities are characters."""
    made = MarkdownIt("zero", {"html": False, "linkify": False, "typographer": False})
    # A link that a document may not carry stays as its characters too.
    made.validateLink = lambda url: _LINK.match(url) is not None  # type: ignore[method-assign]
    normal = made.normalizeLink
    # LibreOffice adds the slash that ends the name of a whole site; it says nothing.
    made.normalizeLink = lambda url: _SITE.sub(r"\1", normal(url))  # type: ignore[method-assign]
    made.enable(_RULES)
    made.block.ruler.before("heading", "note", _note_definition, {"alt": ["paragraph"]})
    made.inline.ruler.before("link", "note", _note_mark)
    return made


def _note_mark(state: StateInline, silent: bool) -> bool:
    match = _MARK.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        state.push("note", "", 0).content = match.group(1)
    state.pos = match.end()
    return True


def _note_definition(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    match = _DEFINITION.match(_line(state, start))
    if match is None:
        return False
    if silent:
        return True
    paragraphs, line = [[match.group(2)]], start + 1
    while line < end:
        if state.isEmpty(line):
            if line + 1 < end and not state.isEmpty(line + 1) and _is_continued(state, line + 1):
                paragraphs.append([])
        elif _is_continued(state, line) or not (state.isEmpty(line - 1) or _begins_another(state, line, end)):
            paragraphs[-1].append(_line(state, line))
        else:
            break
        line += 1
    token = state.push("note_definition", "", 0)
    token.meta = {"name": match.group(1), "paragraphs": ["\n".join(lines) for lines in paragraphs]}
    state.line = line
    return True


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _is_continued(state: StateBlock, line: int) -> bool:
    return state.sCount[line] - state.blkIndent >= _CONTINUED


def _begins_another(state: StateBlock, line: int, end: int) -> bool:
    return state.sCount[line] < state.blkIndent or any(
        rule(state, line, end, True) for rule in state.md.block.ruler.getRules("paragraph")
    )


def parse(text: str) -> tuple[MdBlock, ...]:
    """Tolka. The blocks of a section's text in their canonical form.

    Raises `MarkdownRefused` for a footnote's mark without its text and for a footnote's text without its mark.
    """
    source = clean(text)
    tokens = reader().parse(source)
    notes = _Notes(source)
    for token in tokens:
        if token.type == "note_definition":
            notes.define(token.meta["name"], token.meta["paragraphs"])
    blocks = canonical(_blocks(_Stream(tokens), "", notes))
    notes.all_used()
    return blocks


def parse_inline(source: str, notes: Mapping[str, tuple[MdParagraph, ...]]) -> tuple[MdRun, ...]:
    """Tolka en rad. The runs of one paragraph's source; a mark without a known note is refused."""
    tokens = reader().parseInline(source)
    return tidy(_runs(tokens[0].children or [] if tokens else [], _Notes(source, dict(notes))))


@dataclass(slots=True)
class _Notes:
    """Fotnoter. The footnotes of one text by their names."""

    source: str
    known: dict[str, tuple[MdParagraph, ...]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def define(self, name: str, paragraphs: list[str]) -> None:
        if name in self.known:
            self._refuse(
                name,
                f"Fotnoten [^{name}] har två texter. Ge den ena ett annat namn.",
                f"[^{name}]:",
                self.source.rfind(f"[^{name}]:"),
            )
        inner = _Notes(self.source)
        made = []
        for text in paragraphs:
            tokens = reader().parseInline(text)
            children = tokens[0].children or [] if tokens else []
            nested = next((token.content for token in children if token.type == "note"), None)
            if nested is not None:
                said = f"Fotnoten [^{name}] har en egen fotnot, [^{nested}], och det går inte. Skriv allt i en."
                self._refuse(name, said, f"[^{nested}]", self.source.find(f"[^{name}]:") + len(name))
            runs = tidy(_runs(children, inner))
            if runs:
                made.append(MdParagraph(runs))
        if not made:
            said = f"Fotnoten [^{name}] har ingen text. Skriv den efter ”[^{name}]:”, eller ta bort raden."
            self._refuse(name, said, f"[^{name}]:")
        self.known[name] = tuple(made)

    def text_of(self, name: str) -> tuple[MdParagraph, ...]:
        if name not in self.known:
            before = self.source.partition(f"[^{name}]")[0].rpartition("\n")[2].strip()[-_SHOWN:]
            after = f" efter ”{before}”" if before else ""
            said = (
                f"Fotnoten [^{name}]{after} saknar sin text. Skriv ”[^{name}]: fotnotens text” på en egen rad, "
                f"eller ta bort [^{name}]."
            )
            self._refuse(name, said, f"[^{name}]")
        self.used.add(name)
        return self.known[name]

    def all_used(self) -> None:
        for name in self.known:
            if name not in self.used:
                said = (
                    f"Fotnoten [^{name}] används inte i texten. Skriv [^{name}] efter det ord den hör till, "
                    "eller ta bort raden."
                )
                self._refuse(name, said, f"[^{name}]:")

    def _refuse(self, name: str, said: str, mark: str, after: int = 0) -> None:
        start = max(self.source.find(mark, after), 0)
        raise MarkdownRefused(said, details=[{"start": start, "end": start + len(mark), "note": name}])


class _Stream:
    """Tokens read one by one."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens, self._at = tokens, 0

    def next(self) -> Token | None:
        if self._at >= len(self._tokens):
            return None
        self._at += 1
        return self._tokens[self._at - 1]


def _blocks(stream: _Stream, until: str, notes: _Notes) -> Iterator[MdBlock]:
    while (token := stream.next()) is not None and token.type != until:
        kind = token.type
        if kind in {"paragraph_open", "heading_open"}:
            inline = stream.next()
            runs = tuple(_runs(inline.children or [], notes)) if inline is not None else ()
            stream.next()
            yield MdParagraph(runs) if kind == "paragraph_open" else MdHeading(runs, int(token.tag[1:]))
        elif kind in {"bullet_list_open", "ordered_list_open"}:
            yield _list(stream, token, notes)
        elif kind == "blockquote_open":
            yield MdQuote(tuple(_blocks(stream, "blockquote_close", notes)))
        elif kind == "table_open":
            yield _table(stream, notes)


def _list(stream: _Stream, opening: Token, notes: _Notes) -> MdList:
    ordered = opening.type == "ordered_list_open"
    end = "ordered_list_close" if ordered else "bullet_list_close"
    items = []
    while (token := stream.next()) is not None and token.type != end:
        items.append(tuple(_blocks(stream, "list_item_close", notes)))
    return MdList(tuple(items), ordered, int(opening.attrGet("start") or 1) if ordered else 1)


def _table(stream: _Stream, notes: _Notes) -> MdTable:
    rows: list[tuple[tuple[MdRun, ...], ...]] = []
    cells: list[tuple[MdRun, ...]] = []
    while (token := stream.next()) is not None and token.type != "table_close":
        if token.type == "inline":
            cells.append(tuple(_runs(token.children or [], notes)))
        elif token.type == "tr_close":
            rows.append(tuple(cells))
            cells = []
    return MdTable(tuple(rows))


def _runs(tokens: list[Token], notes: _Notes) -> Iterator[MdRun]:
    look, depths = MdRun(""), dict.fromkeys(_LOOKS.values(), 0)
    for token in tokens:
        kind = token.type
        if kind in {"text", "text_special"}:
            if token.content:
                yield replace(look, text=token.content)
        elif kind == "softbreak":
            yield replace(look, text=" ")
        elif kind == "hardbreak":
            yield replace(look, text="\n")
        elif kind == "note":
            yield MdRun("", note=notes.text_of(token.content))
        elif kind.startswith("link"):
            look = replace(look, link=str(token.attrGet("href") or "") if token.nesting == 1 else "")
        else:
            # A look may be written inside itself; it ends where the outer one does.
            depths[_LOOKS[token.tag]] += token.nesting
            bold, italic, strike = (depths[name] > 0 for name in _LOOKS.values())
            look = MdRun("", bold, italic, strike, look.link)


@lru_cache(maxsize=1024)
def address(target: str) -> str:
    """Länkadress. In the form that Markdown keeps it; empty for what a document may not link to."""
    made = reader()
    normal = made.normalizeLink(target)
    return normal if made.validateLink(normal) else ""

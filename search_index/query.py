"""Frågespråket. How a typed query becomes a tree; it never refuses, it says how it understood.

Numbers and § are recognised before anything else. Then words, "fraser", början*, OCH, ELLER, INTE in capitals,
parentheses, and fields: diarienr: paragraf: nämnd: år: typ: status: handläggare: gäller: version:.
"""

from __future__ import annotations

from kansli.search_index import nodes
from kansli.search_index.analysis import Language, analyse, is_light, normalise, stem, words
from kansli.search_index.field_values import read_field
from kansli.search_index.interpret import interpret
from kansli.search_index.lexer import FIELDS, Piece, lex, unknown_field
from kansli.search_index.port import Parsed, Versions

LONGEST_QUERY = 1000
MOST_PARTS = 60
DEEPEST = 25
_FIELD_NAMES = tuple({meaning: name for name, meaning in reversed(FIELDS.items())}.values())[::-1]


def parse(text: str, language: Language) -> Parsed:
    """Understand a query. Offsets in the tree are in `normalise(text)`; `interpreted` ends with what was left out."""
    query = normalise(text)
    notes: list[str] = []
    if len(query) > LONGEST_QUERY:
        notes.append(f"Bara de första {LONGEST_QUERY} tecknen av sökningen användes.")
        query = query[:LONGEST_QUERY]
    pieces = lex(query, language.recognise)
    if len(pieces) > MOST_PARTS:
        notes.append(f"Bara de första {MOST_PARTS} delarna av sökningen användes.")
        pieces = pieces[:MOST_PARTS]
    parser = _Parser(pieces, language, notes)
    root = parser.read()
    spelt = tuple(dict.fromkeys(word for leaf in positive_leaves(root) for word in _words_of(leaf)))
    terms = tuple(dict.fromkeys(stem(word) for word in spelt))
    synonyms = tuple(dict.fromkeys(phrase for word in spelt for phrase in language.synonyms_of(word)))
    parts = tuple(dict.fromkeys(part for word in spelt for part in language.parts(word)))
    expanded = (*terms, *parts, *(term for phrase in synonyms for term in analyse(phrase)))
    return Parsed(
        query=query,
        root=root,
        interpreted=interpret(root, parser.versions, tuple(notes)),
        notes=tuple(notes),
        versions=parser.versions,
        terms=terms,
        query_terms=tuple(dict.fromkeys(expanded)),
        parts=parts,
        synonyms=synonyms,
    )


def positive_leaves(node: nodes.Node) -> list[nodes.Node]:
    """The leaves that a hit may hold: those that are not under INTE."""
    match node:
        case nodes.And() | nodes.Or():
            return [leaf for part in node.parts for leaf in positive_leaves(part)]
        case nodes.Not():
            return []
        case _:
            return [node]


def relax(root: nodes.Node) -> nodes.Node | None:
    """The same query asking for any of its words instead of all; None where it did not merely list words."""
    if not isinstance(root, nodes.And) or not root.implicit:
        return None
    loose = tuple(part for part in root.parts if isinstance(part, nodes.Word | nodes.Phrase | nodes.Prefix))
    if len(loose) < 2:
        return None
    kept = tuple(part for part in root.parts if part not in loose)
    return nodes.And((nodes.Or(loose), *kept)) if kept else nodes.Or(loose)


def _words_of(leaf: nodes.Node) -> tuple[str, ...]:
    match leaf:
        case nodes.Word():
            return (leaf.text,)
        case nodes.Phrase():
            return leaf.words
        case _:
            return ()


class _Parser:
    """Recursive descent over the pieces. Signs that lead nowhere are passed over."""

    def __init__(self, pieces: list[Piece], language: Language, notes: list[str]) -> None:
        self.pieces = pieces
        self.language = language
        self.notes = notes
        self.versions: Versions | None = None
        self.at = 0
        self.depth = 0

    def read(self) -> nodes.Node:
        found: list[nodes.Node] = []
        while self.at < len(self.pieces):
            node = self._either()
            if node is not None:
                found.append(node)
            elif self.at < len(self.pieces):
                self.at += 1  # a closing parenthesis without its other half
        if not found and self.pieces and self.versions is None:
            self.notes.append("Sökningen innehåller inget ord att söka efter.")
            return nodes.Nothing("".join(piece.text for piece in self.pieces))
        return _join(found, implicit=True) or nodes.All()

    def _peek(self) -> str:
        return self.pieces[self.at].kind if self.at < len(self.pieces) else "end"

    def _either(self) -> nodes.Node | None:
        found: list[nodes.Node] = []
        while True:
            node = self._both()
            if node is not None:
                found.append(node)
            if self._peek() != "or":
                break
            self.at += 1
        return found[0] if len(found) == 1 else nodes.Or(tuple(found)) if found else None

    def _both(self) -> nodes.Node | None:
        found: list[nodes.Node] = []
        implicit = True
        while (kind := self._peek()) not in ("or", "close", "end"):
            if kind == "and":
                implicit = False
                self.at += 1
                continue
            node = self._one()
            if node is not None:
                found.append(node)
        return _join(found, implicit=implicit)

    def _one(self) -> nodes.Node | None:
        negated = False
        while self._peek() == "not":
            negated = not negated
            self.at += 1
        if self._peek() in ("or", "and", "close", "end"):
            return None
        piece = self.pieces[self.at]
        self.at += 1
        node = self._group() if piece.kind == "open" else self._leaf(piece)
        return nodes.Not(node) if negated and node is not None else node

    def _group(self) -> nodes.Node | None:
        if self.depth >= DEEPEST:
            return None
        self.depth += 1
        node = self._either()
        self.depth -= 1
        if self._peek() == "close":
            self.at += 1
        return node

    def _leaf(self, piece: Piece) -> nodes.Node | None:
        if piece.kind == "number":
            return nodes.Identifier(piece.canonical, piece.text, piece.start, piece.end)
        if piece.kind == "field":
            reading = read_field(piece, self.language)
            self.notes.extend(reading.notes)
            self.versions = reading.versions or self.versions
            return reading.node
        spelt = words(piece.text)
        following = self.pieces[self.at] if self.at < len(self.pieces) else None
        if spelt and (name := unknown_field(piece, following)):
            self.notes.append(
                f"Sökfältet ”{name}” finns inte, så texten söktes som den står. Fälten är {', '.join(_FIELD_NAMES)}."
            )
        if piece.kind == "prefix" and len(spelt) == 1 and len(spelt[0]) > 1:
            return nodes.Prefix(spelt[0], piece.start, piece.end)
        if not spelt:
            return None
        if piece.kind == "prefix":
            self.notes.append(
                f"Stjärnan efter ”{piece.text}” togs bort: en början ska vara ett ord på minst två tecken."
            )
        if len(spelt) == 1:
            return nodes.Word(spelt[0], piece.start, piece.end)
        return nodes.Phrase(tuple(spelt), piece.start, piece.end)


def _join(found: list[nodes.Node], *, implicit: bool) -> nodes.Node | None:
    """All of them. Light words among others that merely stand beside them need not be found."""
    if implicit and len(found) > 1:
        heavy = [node for node in found if not (isinstance(node, nodes.Word) and is_light(node.text))]
        found = heavy if any(isinstance(node, nodes.Word | nodes.Phrase | nodes.Prefix) for node in heavy) else found
    if len(found) < 2:
        return found[0] if found else None
    return nodes.And(tuple(found), implicit=implicit)

"""Träffar. Which versions answer a query, and how well.

A query is answered by a version of a group, not by an entry: its words may stand in different sections of one version.
A word counts by its best section in the version; a section that holds several of them lifts the group further. Words
are scored by BM25F over title, heading and text, with all figures counted in what the user may see.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from kansli.search_index import nodes
from kansli.search_index.analysis import Language, analyse, fold, stem, words
from kansli.search_index.port import Ids, Mask
from kansli.search_index.schema import TEXT_FIELDS, fold_number
from kansli.search_index.segments import Postings, doc_of
from kansli.search_index.view import Scores, View

WEIGHTS = {"title": 3.0, "heading": 2.0, "text": 1.0}
NUMBER_SCORES = {"identifiers": 60.0, "case_number": 30.0, "mentions": 15.0}
"""Above any sum of words: a number that was asked for comes first."""

SYNONYM_WEIGHT = 0.7
PART_WEIGHT = 0.3
EXACT_BONUS = 1.1
_K1, _B = 1.2, 0.75


@dataclass(frozen=True, slots=True)
class Answer:
    """Svar på en del av frågan: which keys answer, their scores, and each entry's own score."""

    keys: Mask
    key_scores: Scores
    doc_scores: Scores


class Evaluation:
    """One query over one view."""

    def __init__(self, view: View, language: Language) -> None:
        self.view = view
        self.language = language
        self.docs = view.snapshot.count
        self.keys = len(view.key_groups)

    def answer(self, node: nodes.Node) -> Answer:
        """Evaluate a tree."""
        match node:
            case nodes.And():
                return self._and([self.answer(part) for part in node.parts])
            case nodes.Or():
                return self._or([self.answer(part) for part in node.parts])
            case nodes.Not():
                inner = self.answer(node.part)
                return Answer(~inner.keys, np.zeros(self.keys), np.zeros(self.docs))
            case _:
                hit, scores = self.leaf(node)
                return self._lift(hit, scores)

    def leaf(self, node: nodes.Node) -> tuple[Mask, Scores]:
        """Which entries of the population a leaf finds, and their scores."""
        match node:
            case nodes.Word():
                return self._word(node.text)
            case nodes.Phrase():
                return self._phrase([stem(word) for word in node.words])
            case nodes.Prefix():
                return self._constant(self._any("words", self.view.snapshot.terms("words", fold(node.text))))
            case nodes.Identifier():
                return self._identifier(node)
            case nodes.Column():
                return self._silent(self._column(node))
            case nodes.Years():
                years = self.view.snapshot.years
                first = years >= (node.first if node.first is not None else 0)
                return self._silent(first & (years <= (node.last if node.last is not None else 9999)))
            case nodes.All():
                return self._silent(np.ones(self.docs, np.bool_))
            case _:
                return self._silent(np.zeros(self.docs, np.bool_))

    def count_of(self, word: str) -> int:
        """How many entries of the population have a word in this very spelling."""
        return int(self._any("words", [word]).sum())

    def _lift(self, hit: Mask, scores: Scores) -> Answer:
        """From entries to the versions they stand in; the best entry of a version gives its score."""
        view = self.view
        found = hit[view.pair_docs]
        keys = np.zeros(self.keys, np.bool_)
        keys[view.pair_keys[found]] = True
        key_scores = np.zeros(self.keys)
        np.maximum.at(key_scores, view.pair_keys[found], scores[view.pair_docs[found]])
        return Answer(keys, key_scores, np.where(hit, scores, 0.0))

    def _and(self, answers: list[Answer]) -> Answer:
        keys = np.logical_and.reduce([one.keys for one in answers])
        return Answer(keys, _sum(one.key_scores for one in answers) * keys, _sum(one.doc_scores for one in answers))

    def _or(self, answers: list[Answer]) -> Answer:
        keys = np.logical_or.reduce([one.keys for one in answers])
        return Answer(keys, _sum(one.key_scores for one in answers), _sum(one.doc_scores for one in answers))

    def _word(self, spelt: str) -> tuple[Mask, Scores]:
        """A word in any inflection, what it is a synonym of, and the parts it is made of."""
        hit, scores = self._term(stem(spelt))
        exact = self._any("words", [fold(spelt)])
        scores = np.where(exact, scores * EXACT_BONUS, scores)
        for phrase in self.language.synonyms_of(spelt):
            hit, scores = _better(hit, scores, *self._phrase(analyse(phrase)), weight=SYNONYM_WEIGHT)
        in_compound = self._any("parts", [stem(spelt)])
        hit, scores = _better(hit, scores, *self._constant(in_compound), weight=PART_WEIGHT)
        parts = self.language.parts(spelt)
        if parts:
            found = np.logical_and.reduce([self._any("parts", [part]) | self._term(part)[0] for part in parts])
            hit, scores = _better(hit, scores, *self._constant(found), weight=PART_WEIGHT)
        return hit, scores

    def _term(self, term: str) -> tuple[Mask, Scores]:
        return self._score(lambda field: _counted(self.view.snapshot.postings(field, term)))

    def _phrase(self, terms: list[str]) -> tuple[Mask, Scores]:
        if len(terms) == 1:
            return self._term(terms[0])
        return self._score(lambda field: self._beside(field, terms))

    def _beside(self, field: str, terms: list[str]) -> tuple[Ids, Ids]:
        """Entries where the terms stand beside each other in order, and how often."""
        found: Ids | None = None
        for offset, term in enumerate(terms):
            places = self.view.snapshot.postings(field, term).places() - offset
            found = places if found is None else np.intersect1d(found, places, assume_unique=True)
            if not len(found):
                break
        docs, counts = np.unique(doc_of(found if found is not None else np.empty(0, np.int64)), return_counts=True)
        return docs, counts.astype(np.int64)

    def _score(self, where: Callable[[str], tuple[Ids, Ids]]) -> tuple[Mask, Scores]:
        """BM25F: occurrences weighed by field and length are summed before they are dampened."""
        weights = np.zeros(self.docs)
        for number, field in enumerate(TEXT_FIELDS):
            docs, counts = where(field)
            seen = self.view.population[docs]
            docs, counts = docs[seen], counts[seen]
            average = self.view.average_lengths[number] or 1.0
            length = self.view.snapshot.lengths[docs, number] / average
            weights[docs] += WEIGHTS[field] * counts / ((1 - _B) + _B * length)
        hit = weights > 0
        return hit, self._rarity(hit) * weights * (_K1 + 1) / (weights + _K1)

    def _rarity(self, hit: Mask) -> float:
        found = int(hit.sum())
        return math.log(1 + (self.view.size - found + 0.5) / (found + 0.5))

    def _constant(self, hit: Mask) -> tuple[Mask, Scores]:
        return hit, np.where(hit, self._rarity(hit), 0.0)

    def _silent(self, hit: Mask) -> tuple[Mask, Scores]:
        return hit & self.view.population, np.zeros(self.docs)

    def _any(self, field: str, terms: Iterable[str]) -> Mask:
        """Entries of the population where any of the terms stands in a field."""
        hit = np.zeros(self.docs, np.bool_)
        for term in terms:
            hit[self.view.snapshot.postings(field, term).docs] = True
        return hit & self.view.population

    def _identifier(self, node: nodes.Identifier) -> tuple[Mask, Scores]:
        """A number: first what it is, then what belongs to it, then what mentions it or has its signs in the text."""
        hit = np.zeros(self.docs, np.bool_)
        scores = np.zeros(self.docs)
        for field, score in NUMBER_SCORES.items():
            found = self._any(field, self._numbers(field, node))
            hit |= found
            scores = np.maximum(scores, np.where(found, score, 0.0))
        spelt = words(node.text)
        if len(spelt) > 1 and not node.partial:
            hit, scores = _better(hit, scores, *self._phrase([stem(word) for word in spelt]), weight=1.0)
        return hit, scores

    def _numbers(self, field: str, node: nodes.Identifier) -> list[str]:
        wanted = [fold_number(number) for number in node.canonical]
        if not node.partial:
            return wanted
        return [term for term in self.view.snapshot.lexicon(field) if any(term.endswith(end) for end in wanted)]

    def _column(self, node: nodes.Column) -> Mask:
        """A value as it is written in the column; an officer by any of the names."""
        names = ("kind", "doc_type") if node.field == "kind" else (node.field,)
        hit = np.zeros(self.docs, np.bool_)
        for name in names:
            column = self.view.snapshot.column(name)
            good = np.array([_is_value(node, value) for value in column.names], np.bool_)
            if len(good):
                hit |= good[column.codes]
        return hit


def _is_value(node: nodes.Column, value: str) -> bool:
    wanted = [fold(word) for word in words(node.value)]
    have = [fold(word) for word in words(value)]
    if node.field == "officer":
        return bool(wanted) and all(any(name.startswith(part) for name in have) for part in wanted)
    return wanted == have


def _counted(found: Postings) -> tuple[Ids, Ids]:
    return found.docs, found.counts


def _better(hit: Mask, scores: Scores, more: Mask, extra: Scores, *, weight: float) -> tuple[Mask, Scores]:
    """Both; an entry keeps the higher of its two scores."""
    return hit | more, np.maximum(scores, extra * weight)


def _sum(arrays: Iterable[Scores]) -> Scores:
    first, *rest = arrays
    for more in rest:
        first = first + more
    return first

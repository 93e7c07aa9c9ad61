"""Språkanalys. Which words of a text are the same word: one analysis for indexing, queries and snippets.

Text is made NFC and loses soft hyphens; words are case-folded and lose accents (idéburen = ideburen), but å, ä and ö
are letters of their own and never become a or o; the stem is the current Snowball's. Every word keeps its position,
also the small ones, so that phrases are whole.
"""

from __future__ import annotations

import hashlib
import re
import threading
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import version

from snowballstemmer.swedish_stemmer import SwedishStemmer

from kansli.search_index import compounds
from kansli.search_index.compounds import split_compound
from kansli.search_index.identifiers import Recogniser, recognise_identifiers

ANALYSIS_VERSION = 1
"""Raised with every change in this module or in `identifiers` that gives other terms: an older index is rebuilt."""

LONGEST_WORD = 60
_LIGHT = "och att i på av för till om en ett den det de som är med eller samt vid från har ska"
LIGHT_WORDS = frozenset(_LIGHT.split())
"""Words that need not be found when they merely stand among others; in a phrase they count."""

_WORD = re.compile(r"[^\W_]+")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_SURROGATE = re.compile("[\ud800-\udfff]")
_KEPT = frozenset("åäö")
_NORDIC = {"æ": "ä", "ø": "ö", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "œ": "oe", "ı": "i"}
_PARADIGMS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(.*(?:bur|skriv|giv|tag|håll|bund|drag|funn))(?:en|et|n?a|ne)(?:s|de)?",
        r"(.*(?:ktor|kontor|mentor|kantor|[^g]ator))(?:n|er|erna|et|en)?s?",
        r"(.*(?:ment|ärend|protokoll))(?:e?n|e?t|ena?|er|erna|e)?s?",
        r"(.*(?:skol|fråg|gat|bilag|kyrk|sid|veck|åtgärd))(?:an?|or|orna|en?|er|erna)?s?",
    )
)
"""What Snowball keeps apart or cuts too far, among the everyday words of a registry: strong participles (idéburen,
idéburna; antagen, antagna), nouns in -or that are no plurals (sektor, kontoret), dokumentet, ärendet, protokollet,
skolan, bilagan. The group is the stem."""

_stemmer = SwedishStemmer()
_stemmer_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Token:
    """Ord i en text: folded, its stem, and where it stands in the normalised text."""

    word: str
    stem: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Language:
    """Språkinställning: what an installation adds to the analysis.

    `synonyms` are used at query time: a word to the phrases it also stands for; a key in capitals (SN) counts only when
    the query has it in capitals. `split` gives the parts of a compound. `names` are spellings of field values:
    field (`board`, `kind`, `status`) → spelling → value. `fingerprint` must change when `recognise` or `split` would
    give other answers.
    """

    recognise: Recogniser = recognise_identifiers
    synonyms: Mapping[str, Sequence[str]] = field(default_factory=dict)
    split: Callable[[str], tuple[str, ...]] = split_compound
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    fingerprint: str = ""

    def version(self) -> str:
        """A short hash of everything that decides the terms in the index."""
        libraries = (version("snowballstemmer"), unicodedata.unidata_version)
        parts = (ANALYSIS_VERSION, compounds.VERSION, *libraries, self.fingerprint)
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]

    def synonyms_of(self, word: str) -> tuple[str, ...]:
        """The phrases that a word, spelt as in the query, also stands for."""
        found: list[str] = []
        for key, phrases in self.synonyms.items():
            same = normalise(word) == normalise(key) if key.isupper() else fold(word) == fold(key)
            if same:
                found.extend(phrases)
        return tuple(dict.fromkeys(found))

    def parts(self, word: str) -> tuple[str, ...]:
        """Stems of the parts of a compound, where there is more than one part."""
        parts = self.split(word)
        return tuple(dict.fromkeys(stem(part) for part in parts)) if len(parts) > 1 else ()


def normalise(text: str) -> str:
    """NFC without invisible signs; what is no character at all becomes the replacement sign."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", _SURROGATE.sub("\ufffd", text).translate(_INVISIBLE))


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """Case and accents away, å ä ö kept: `Idéburen` → `ideburen`, `MÖTE` → `möte`."""
    small = normalise(word).casefold()
    if not small.isascii():
        small = "".join(map(_base_letter, unicodedata.normalize("NFC", small)))
    return small[:LONGEST_WORD]


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The index term of a word."""
    folded = fold(word)
    for paradigm in _PARADIGMS:
        if match := paradigm.fullmatch(folded):
            return match[1]
    with _stemmer_lock:  # the generated stemmers keep their word in the object
        return str(_stemmer.stemWord(folded)) or folded


def tokens(text: str) -> Iterator[Token]:
    """The words of a *normalised* text, in order."""
    for match in _WORD.finditer(text):
        word = fold(match.group())
        yield Token(word, stem(word), match.start(), match.end())


def words(text: str) -> list[str]:
    """The words of any text as they stand, normalised but neither folded nor stemmed."""
    return _WORD.findall(normalise(text))


def analyse(text: str) -> list[str]:
    """The index terms of a text, in order, one for every word."""
    return [stem(word) for word in words(text)]


def is_light(word: str) -> bool:
    """Whether a word may be passed over among others."""
    return fold(word) in LIGHT_WORDS


@lru_cache(maxsize=4096)
def _base_letter(sign: str) -> str:
    """A letter without its accents; å ä ö are whole letters."""
    if sign in _KEPT or sign.isascii():
        return sign
    if sign in _NORDIC:
        return _NORDIC[sign]
    decomposed = unicodedata.decomposition(sign)
    if not decomposed or decomposed.startswith("<"):
        return "" if unicodedata.combining(sign) else sign
    first, *rest = (chr(int(code, 16)) for code in decomposed.split())
    return _base_letter(first) + "".join(map(_base_letter, rest))

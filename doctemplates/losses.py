"""Förluster. What of a Word text has no place in the Markdown subset, told once each with the words where it stands."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from kansli.doctemplates.looks import Look

_SHOWN = 50
# Where it is not known how the template's own text looked, a look that most of the text has is taken for it.
_MOST = 0.5

_SAID = {
    "underline": "Understrykning",
    "marker": "Överstrykning med färg",
    "color": "Textfärg",
    "font": "Annat typsnitt",
    "size": "Annan teckenstorlek",
    "capitals": "Versaler eller kapitäler som format",
    "raised": "Upphöjd eller nedsänkt text",
    "alignment": "Centrering eller högerställning",
    "page_break": "Sidbrytning",
    "section_break": "Avsnittsbrytning eller spalter",
    "picture": "Bild",
    "text_box": "Textruta",
    "equation": "Ekvation",
    "nested_table": "Tabell i tabell",
    "merged_cells": "Sammanslagna celler",
    "cell_lines": "Flera rader i en tabellcell",
    "cell_list": "Lista i en tabellcell",
    "inner_link": "Länk inom dokumentet",
    "other_link": "Länk till annat än en webbplats eller en adress",
    "empty_note": "Fotnot utan text",
    "object": "Inbäddat objekt",
}
_BECOMES = {
    "hidden": "Dold text blir synlig",
    "field": "Fält blir vanlig text",
    "contents": "Innehållsförteckning blir vanlig text",
    "endnote": "Slutkommentar blir fotnot",
}


@dataclass(slots=True)
class Losses:
    """Förluster. Gathered over one section, then told. `base` is how the text was printed, None where not known."""

    base: Look | None = None
    _found: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    _letters: Counter[tuple[str, str]] = field(default_factory=Counter)
    _all: int = 0

    def add(self, kind: str, words: str, value: str = "") -> None:
        """Lägg till. One thing that the subset cannot hold, and the words where it stands."""
        self._found[kind].append((value, words))

    def text(self, words: str, look: Look, normal: Look, *, linked: bool) -> None:
        """Text. Compares what was set by hand with what the paragraph's style gives."""
        self._all += len(words)
        if not words.strip():
            return
        if look.hidden:
            self.add("hidden", words)
        for kind in ("marker", "font", "size", "capitals", "raised", "underline", "color"):
            value = getattr(look, kind)
            if not value or value == getattr(normal, kind) or (linked and kind in {"underline", "color"}):
                continue
            if self.base is not None and value == getattr(self.base, kind):
                continue
            self._letters[kind, value] += len(words)
            self.add(kind, words, value)

    def said(self) -> tuple[str, ...]:
        """Sägs. A Swedish sentence for each kind."""
        return tuple(
            sentence for kind in (*_SAID, *_BECOMES) if (sentence := self._sentence(kind, self._found.get(kind, [])))
        )

    def _sentence(self, kind: str, found: list[tuple[str, str]]) -> str:
        places = [words for value, words in found if not self._is_usual(kind, value)]
        if not places:
            return ""
        lead = _BECOMES.get(kind) or f"{_SAID[kind]} följer inte med"
        shown = next((_short(words) for words in places if words.strip()), "")
        where = f": ”{shown}”" if shown else ""
        more = len(places) - 1
        return (
            f"{lead}{where}{f' och på {more} ställen till' if more > 1 else ' och på ett ställe till' if more else ''}."
        )

    def _is_usual(self, kind: str, value: str) -> bool:
        return self.base is None and self._letters[kind, value] > self._all * _MOST


def _short(words: str) -> str:
    text = " ".join(words.split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1].rstrip() + "…"

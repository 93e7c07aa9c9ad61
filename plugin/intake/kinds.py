"""Handlingstyp. What kind of document a text is, by a table of signs; the strongest kind wins."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of a kind: a pattern in the document's own name, in its title or in its text, and its weight."""

    kind: str
    where: str
    pattern: str
    weight: float


SIGNS: tuple[Sign, ...] = (
    Sign("memo", "word", r"tjänsteskrivelse|tjänsteutlåtande", 5),
    Sign("memo", "sections", r"\bproposals\b.*\bbasis\b|\bbasis\b.*\bproposals\b", 3),
    Sign("memo", "sections", r"\bproposals\b", 1.5),
    Sign("memo", "text", r"(?im)^[\w ]*föreslås besluta\b", 1),
    Sign("memo", "text", r"(?im)^(?:kontorets|förvaltningens) förslag till ", 1),
    Sign("cover_letter", "word", r"missiv", 6),
    Sign("cover_letter", "title", r"(?i)\bmissiv\b", 4),
    Sign("referral", "word", r"^remiss$", 5),
    Sign("referral", "title", r"(?i)^(?:remiss|inbjudan att (?:lämna|yttra))\b", 2.5),
    Sign("referral", "text", r"(?i)\b(?:ni|nämnden|du) (?:ges|får|har) (?:härmed )?möjlighet att (?:yttra|lämna)", 2),
    Sign("referral", "text", r"(?i)\b(?:remisstid|remissinstans|remissvar(?:et)? (?:ska|skickas|lämnas))", 1.5),
    Sign("referral", "text", r"(?i)\bsynpunkter\b", 1),
    Sign("referral", "deadline", r".", 2),
    Sign("statement", "word", r"yttrande|remissvar", 5),
    Sign("statement", "title", r"(?i)^(?:yttrande|remissvar|svar på remiss)\b", 4),
    Sign("agreement", "title", r"(?i)\b(?:\w*överenskommelse|\w*avtal)\b", 2.5),
    Sign("agreement", "word", r"överenskommelse|avtal", 4),
    Sign("agreement", "text", r"(?i)\bparterna\b", 1),
    Sign("action_plan", "title", r"(?i)\b(?:handlings|samverkans|utvecklings|verksamhets|åtgärds)plan(?:en)?\b", 4),
    Sign("action_plan", "word", r"handlingsplan", 4),
    Sign("annex", "title", r"(?i)^bilaga\b", 5),
    Sign("annex", "word", r"^bilaga", 5),
    Sign("minutes_extract", "word", r"protokollsutdrag", 7),
    Sign("minutes_extract", "text", r"(?i)utdragsbestyrk", 3),
    Sign("minutes_extract", "text", r"(?m)^§ ?\d+", 2),
    Sign("minutes", "word", r"^(?:sammanträdes)?protokoll$", 5),
    Sign("minutes", "text", r"(?s)(?:^|\n)§ ?\d+.*\n§ ?\d+", 2),
    Sign("minutes", "text", r"(?im)^(?:närvarande|tjänstgörande|beslutande|justerare|paragrafer|plats och tid)\b", 2.5),
    Sign("summons", "word", r"kallelse|föredragningslista", 6),
    Sign("summons", "title", r"(?i)^(?:kallelse|föredragningslista)\b", 4),
    Sign("application", "word", r"^ansökan", 5),
    Sign("application", "title", r"(?i)^ansökan\b", 4),
    Sign("notice", "word", r"anslag", 6),
    Sign("notice", "title", r"(?i)^(?:anslag|bevis om anslag|tillkännagivande)\b", 5),
)
"""`where`: word (alone at the top), title, text, sections (ids found, in order), deadline (a reply date was found)."""

KIND_OF_FILE = {"eml": "email"}
"""What a file is by its type alone (`gate.TYPES`), where its text does not say what kind of document it is."""

_LEAST = 2.5


def tell_kind(text: str, *, word: str, title: str, sections: Iterable[str], deadline: bool) -> tuple[str, float]:
    """Return the kind and how sure we are, 0 to 1."""
    places = {
        "word": word,
        "title": title,
        "text": text,
        "sections": " ".join(sections),
        "deadline": "x" if deadline else "",
    }
    scores: dict[str, float] = {}
    for sign in SIGNS:
        if re.search(sign.pattern, places[sign.where]):
            scores[sign.kind] = scores.get(sign.kind, 0) + sign.weight
    if not scores:
        return "unknown", 0.0
    (kind, best), *rest = sorted(scores.items(), key=lambda item: -item[1])
    if best < _LEAST:
        return "unknown", round(best / 10, 2)
    second = rest[0][1] if rest else 0.0
    return kind, round(min(0.99, 0.5 + 0.5 * (best - second) / best * min(1.0, best / 4)), 2)

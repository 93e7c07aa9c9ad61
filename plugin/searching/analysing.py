"""Analys. Shows how the search reads a text: for people who wonder why something was found, and for checks."""

from __future__ import annotations

from kansli.plugin.lowcode.model import Profile
from kansli.plugin.searching.language import language_of
from kansli.search_index.analysis import Language
from kansli.search_index.analysis import analyse as index_terms
from kansli.search_index.query import parse


def analyse(text: str, *, profile: Profile | None = None) -> dict[str, list[str]]:
    """Return `terms` (what is indexed), `query_terms` (what a query of the text looks for), `parts` and `synonyms`.

    Without a profile there are no synonyms.
    """
    parsed = parse(text, language_of(profile) if profile else Language())
    return {
        "terms": index_terms(text),
        "query_terms": list(parsed.query_terms),
        "parts": list(parsed.parts),
        "synonyms": list(parsed.synonyms),
    }

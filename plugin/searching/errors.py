"""Sökfel för användaren. What the search leaf says is wrong, as a refusal that pages and commands can show."""

from __future__ import annotations

from kansli.plugin.errors import Blocker, Refused
from kansli.search_index.errors import SearchError


class IndexerBusy(Refused):
    """Another process is indexing and does not finish."""

    code = "indexer_busy"

    def __init__(self) -> None:
        super().__init__("En annan process indexerar just nu. Vänta tills den är klar och försök igen.")


class SearchUnavailable(Refused):
    """The index cannot answer. Nothing is lost: it can always be built from the database."""

    def __init__(self, error: SearchError) -> None:
        details = tuple(Blocker(error.code, detail) for detail in error.details)
        super().__init__(error.message, details=details)
        self.code = error.code

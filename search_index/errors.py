"""Sökfel. What can be wrong with an index, said in Swedish with a stable code and what to do."""

from __future__ import annotations


class SearchError(Exception):
    """The search index could not do what was asked. `details` are further sentences."""

    code = "search_error"

    def __init__(self, message: str, *, details: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.details = details


class IndexOutdated(SearchError):
    """The index was made by other code or other settings and must be built anew from the database."""

    code = "index_outdated"

    def __init__(self, differences: tuple[str, ...] = ()) -> None:
        super().__init__(
            "Sökindexet är byggt med en annan version och måste byggas om. Kör kansli reindex.", details=differences
        )


class IndexMissing(IndexOutdated):
    """There is no index yet."""

    code = "index_missing"

    def __init__(self) -> None:
        SearchError.__init__(self, "Sökindexet finns inte än. Kör kansli reindex så byggs det ur databasen.")


class IndexDamaged(IndexOutdated):
    """The files of the index cannot be read, as after a power failure."""

    code = "index_damaged"

    def __init__(self, reason: str) -> None:
        SearchError.__init__(
            self, "Sökindexet är skadat. Kör kansli reindex så byggs det om ur databasen.", details=(reason,)
        )


class IndexBusy(SearchError):
    """Another process is writing to the index."""

    code = "index_busy"

    def __init__(self) -> None:
        super().__init__("Sökindexet uppdateras just nu av en annan process. Försök igen om en stund.")


class IndexNotWritten(SearchError):
    """The disk refused: full, read-only, or not ours."""

    code = "index_not_written"

    def __init__(self, reason: str) -> None:
        super().__init__(
            "Sökindexet kunde inte skrivas. Kontrollera att det finns plats på disken och rätt att skriva.",
            details=(reason,),
        )


class DuplicateUnit(SearchError):
    """The same unit came twice in one build; the caller's list is wrong."""

    code = "duplicate_unit"

    def __init__(self, unit_id: int) -> None:
        super().__init__(f"Sökenhet {unit_id} förekommer två gånger i underlaget till sökindexet. Kör kansli verify.")

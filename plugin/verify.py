"""Kontroll. Whether everything still holds: database, files, log chain, number series, secrecy, index = database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from kansli.plugin import journal
from kansli.plugin.jobs import parked
from kansli.plugin.searching import outbox
from kansli.plugin.searching.comparing import compare_index
from kansli.plugin.store.base import database
from kansli.plugin.store.cases import Case, SecrecyMark
from kansli.plugin.store.connect import is_postgres
from kansli.plugin.store.documents import Document, StoredFile
from kansli.plugin.store.organisation import NumberSeries, Registry
from kansli.plugin.system import System
from kansli.search_index.errors import SearchError

SHOWN = 10
"""How many faults of a kind are spelt out; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was checked. `detail` is Swedish: what was found, or every fault (the first ones, and a count)."""

    name: str
    ok: bool
    detail: str


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """`ok` when every check is."""

    ok: bool
    checks: tuple[Check, ...]


def verify(system: System) -> VerifyReport:
    """Check everything and change nothing. Reads every stored byte, so it takes a while on a large installation."""
    checks = tuple(_checked(name, check, system) for name, check in CHECKS.items())
    return VerifyReport(all(check.ok for check in checks), checks)


@dataclass(frozen=True, slots=True)
class _Finding:
    """What a check came to: `told` when all is well, and the faults."""

    told: str
    faults: tuple[str, ...] = ()


@contextmanager
def _one_moment() -> Iterator[None]:
    """Everything read within is of the same moment, also while people register. Takes no lock from them."""
    if is_postgres(database.obj):
        with database.atomic():
            database.execute_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        with database.atomic("DEFERRED"):
            yield


def _checked(name: str, check: Callable[[System], _Finding], system: System) -> Check:
    try:
        if name == "index":
            finding = check(system)  # holds the indexer back by a lease, which is a row
        else:
            with _one_moment():
                finding = check(system)
    except Exception as error:  # noqa: BLE001 - data so damaged that it cannot be checked is the finding
        return Check(name, False, f"Kontrollen gick inte att göra: {type(error).__name__}: {error}".strip()[:500])
    if not finding.faults:
        return Check(name, True, finding.told)
    more = len(finding.faults) - SHOWN
    listed = " ".join(finding.faults[:SHOWN])
    return Check(name, False, f"{listed} Och {more} till." if more > 0 else listed)


def _database(_system: System) -> _Finding:
    if is_postgres(database.obj):
        rows = database.execute_sql("SELECT conname FROM pg_constraint WHERE NOT convalidated").fetchall()
        return _Finding("Alla villkor gäller.", tuple(f"Villkoret {name} är inte kontrollerat." for (name,) in rows))
    broken = [text for (text,) in database.execute_sql("PRAGMA integrity_check").fetchall() if text != "ok"]
    loose = database.execute_sql("PRAGMA foreign_key_check").fetchall()
    faults = [f"SQLite: {text}." for text in broken]
    faults += [f"Rad {row[1]} i {row[0]} pekar på en rad i {row[2]} som inte finns." for row in loose]
    return _Finding("Hel, och alla hänvisningar leder rätt.", tuple(faults))


def _files(system: System) -> _Finding:
    faults: list[str] = []
    known: set[str] = set()
    for row in StoredFile.select().order_by(StoredFile.id).iterator():
        known.add(row.sha256)
        path = system.files.path(row.sha256)
        if not path.is_file():
            faults.append(f"Filen {row.record_id} ({row.sha256[:12]}…) saknas.")
        elif path.stat().st_size != row.size or not system.files.intact(row.sha256):
            faults.append(f"Filen {row.record_id} ({row.sha256[:12]}…) är ändrad eller avklippt.")
    orphans = sum(address not in known for address in system.files.addresses())
    told = f"{len(known)} filer är hela. {orphans} filer på disk hör inte till någon post och städas bort efter en dag."
    return _Finding(told if orphans else f"{len(known)} filer är hela.", tuple(faults))


def _log(_system: System) -> _Finding:
    report = journal.verify()
    told = f"{report.sealed} händelser i kedjan, {report.unsealed} väntar på sin plats"
    if report.destroyed:
        told += f", {report.destroyed} har fått sitt innehåll gallrat"
    return _Finding(f"{told}.", tuple(fault[:1].upper() + fault[1:] for fault in report.faults))


def _number_series(_system: System) -> _Finding:
    faults: list[str] = []
    series = cases = voided = 0
    for row in NumberSeries.select(NumberSeries, Registry).join(Registry).order_by(Registry.code, NumberSeries.year):
        series += 1
        given = _given(row)
        faults += _series_faults(row, [sequence for sequence, _, _ in given])
        cases += len(given)
        gone = [(sequence, reason) for sequence, state, reason in given if state == "voided"]
        voided += len(gone)
        where = f"{row.registry.code} {row.year}"
        faults += [f"{where}: nummer {number} är makulerat utan skäl." for number, reason in gone if not reason.strip()]
    faults += _cases_without_series()
    return _Finding(f"{cases} ärenden i {series} serier utan lucka, {voided} makulerade med skäl.", tuple(faults))


def _given(row: NumberSeries) -> list[tuple[int, str, str]]:
    query = Case.select(Case.sequence, Case.state, Case.void_reason)
    same = (Case.registry == row.registry) & (Case.year == row.year)
    return list(query.where(same).order_by(Case.sequence).tuples())


def _series_faults(row: NumberSeries, sequences: list[int]) -> Iterator[str]:
    where = f"{row.registry.code} {row.year}"
    wanted = set(range(row.first, row.last + 1))
    for missing in sorted(wanted - set(sequences)):
        yield f"{where}: nummer {missing} är förbrukat men har inget ärende."
    for stray in sorted(set(sequences) - wanted):
        yield f"{where}: nummer {stray} ligger utanför serien {row.first}–{row.last}."
    for double in sorted({number for number in sequences if sequences.count(number) > 1}):
        yield f"{where}: nummer {double} har mer än ett ärende."


def _cases_without_series() -> Iterator[str]:
    known = {(row.registry_id, row.year) for row in NumberSeries.select()}
    pairs = Case.select(Case.registry, Case.year).distinct().tuples()
    for registry_id, year in sorted(set(pairs) - known):
        yield f"{Registry.get_by_id(registry_id).code} {year}: ärenden finns men ingen nummerserie."


def _document_sequences(_system: System) -> _Finding:
    faults: list[str] = []
    numbered = Document.select(Document.case, Document.sequence).where(Document.sequence.is_null(False))
    held: dict[int, list[int]] = {}
    for case_id, sequence in numbered.order_by(Document.case, Document.sequence).tuples():
        held.setdefault(case_id, []).append(sequence)
    for case_id, sequences in held.items():
        missing = sorted(set(range(1, sequences[-1] + 1)) - set(sequences))
        if missing:
            listed = ", ".join(map(str, missing))
            faults.append(f"{Case.get_by_id(case_id).case_number}: handling {listed} saknas.")
    return _Finding(f"{sum(map(len, held.values()))} handlingar i följd i {len(held)} ärenden.", tuple(faults))


def _secrecy(_system: System) -> _Finding:
    in_force = SecrecyMark.select().where(SecrecyMark.lifted_on.is_null())
    of_case = {row.case_id for row in in_force.where(SecrecyMark.document.is_null())}
    of_document = {row.document_id for row in in_force.where(SecrecyMark.document.is_null(False))}
    faults = [*_flags(Case, of_case), *_flags(Document, of_document)]
    return _Finding(f"{len(of_case)} ärenden och {len(of_document)} handlingar med sekretess.", tuple(faults))


def _flags(table: type[Case] | type[Document], marked: set[int]) -> Iterator[str]:
    secret = {int(number) for (number,) in table.select(table.id).where(table.secret).tuples()}
    for number in sorted(secret - marked):
        yield f"{table.record_kind}:{number} är stängd men har ingen sekretessmarkering i kraft."
    for number in sorted(marked - secret):
        yield f"{table.record_kind}:{number} har en sekretessmarkering men är inte stängd."


def _index(system: System) -> _Finding:
    try:
        compared = compare_index(system)
    except SearchError as error:
        return _Finding("", (error.message, *error.details))
    told = f"{compared.entries} sökenheter är desamma som i databasen"
    return _Finding(
        f"{told}, {compared.waiting} poster väntar på indexering." if compared.waiting else f"{told}.", compared.faults
    )


def _plugins(system: System) -> _Finding:
    faults = tuple(f"Tillägget {name} är lämnat utanför: {why}." for name, why in sorted(system.hooks.broken.items()))
    return _Finding("Alla installerade tillägg är laddade.", faults)


def _jobs(_system: System) -> _Finding:
    """Parked work is told and is no fault of the data."""
    told = [
        *(f"Jobbet {row.kind} ({row.record_id}) är parkerat: {row.error}" for row in parked()),
        *(f"Indexeringen av {row.record} är parkerad: {row.error}" for row in outbox.parked()),
    ]
    advice = "Avhjälp orsaken och kör ”kansli worker --retry”."
    return _Finding(" ".join((*told, advice)) if told else "Inget är parkerat.")


CHECKS: dict[str, Callable[[System], _Finding]] = {
    "database": _database,
    "files": _files,
    "log": _log,
    "number_series": _number_series,
    "document_sequences": _document_sequences,
    "secrecy": _secrecy,
    "index": _index,
    "jobs": _jobs,
    "plugins": _plugins,
}
"""Name → check, in the order of the report."""

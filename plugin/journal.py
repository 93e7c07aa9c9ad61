"""Loggkedjan. Writes what happened, seals it in a chain a registry, and proves that nothing was changed since."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from kansli.plugin.clock import now
from kansli.plugin.fingerprint import canonical_json, fingerprint, text_fingerprint
from kansli.plugin.store.base import database
from kansli.plugin.store.connect import is_postgres
from kansli.plugin.store.jobs import Lease
from kansli.plugin.store.journal import HandledRequest, LogEntry, LogPayload

SYSTEM_CHAIN = "kansli"
BUNDLED = "bundle_documents"
"""The log's word, which is no step, for a bundle whose hidden contents somebody has answered for."""


def write(
    *,
    chain: str,
    actor: str,
    step: str,
    record: str,
    case_id: int | None,
    reason: str,
    request_id: str,
    payload: Mapping[str, object],
) -> LogEntry:
    """Append an entry within the running transaction. Unsealed until `seal` has given it a place."""
    text = canonical_json(payload)
    salt = secrets.token_hex(16)
    entry: LogEntry = LogEntry.create(
        chain=chain,
        at=now(),
        actor=actor,
        step=step,
        record=record,
        case_id=case_id,
        reason=reason,
        request_id=request_id,
        payload_hash=text_fingerprint(salt + text),
    )
    LogPayload.create(entry=entry, salt=salt, payload=text)
    return entry


def seal() -> int:
    """Give every committed, unsealed entry its place and hash; return how many were sealed.

    One sealer at a time: the lease row is locked for the transaction. Entries that commit later come later.
    """
    with database.atomic():
        _lock_sealing()
        waiting = list(LogEntry.select().where(LogEntry.position.is_null()).order_by(LogEntry.id))
        tips: dict[str, tuple[int, str]] = {}
        for entry in waiting:
            position, previous = tips.get(entry.chain) or _tip(entry.chain)
            entry.position, entry.previous_hash = position + 1, previous
            entry.hash = entry_hash(entry)
            LogEntry.update(position=entry.position, previous_hash=previous, hash=entry.hash).where(
                (LogEntry.id == entry.id) & LogEntry.position.is_null()
            ).execute()
            tips[entry.chain] = (entry.position, entry.hash)
        return len(waiting)


def _lock_sealing() -> None:
    Lease.insert(role="sealing").on_conflict_ignore().execute()
    query = Lease.select().where(Lease.role == "sealing")
    (query.for_update() if is_postgres(database.obj) else query).get()


def _tip(chain: str) -> tuple[int, str]:
    last = (
        LogEntry.select()
        .where((LogEntry.chain == chain) & LogEntry.position.is_null(False))
        .order_by(LogEntry.position.desc())
        .first()
    )
    return (last.position, last.hash) if last else (0, "")


def entry_hash(entry: LogEntry) -> str:
    """SHA-256 over the entry's own facts, the payload's hash and the hash before it."""
    facts = [
        entry.chain,
        entry.position,
        _moment_text(entry.at),
        entry.actor,
        entry.step,
        entry.record,
        entry.case_id,
        entry.reason,
        entry.request_id,
        entry.payload_hash,
        entry.previous_hash,
    ]
    return fingerprint(facts)


def _moment_text(moment: datetime) -> str:
    return str(LogEntry.at.db_value(moment))


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What verifying found: `faults` are Swedish sentences; `unsealed` entries have no place yet."""

    sealed: int
    unsealed: int
    destroyed: int
    faults: tuple[str, ...]


def verify() -> ChainReport:
    """Walk every chain: places without holes, hashes that follow, payloads that match or are destroyed."""
    faults: list[str] = []
    sealed = 0
    expected: dict[str, tuple[int, str]] = {}
    ordered = LogEntry.select().where(LogEntry.position.is_null(False)).order_by(LogEntry.chain, LogEntry.position)
    for entry in ordered.iterator():
        sealed += 1
        faults.extend(_faults_of(entry, *expected.get(entry.chain, (0, ""))))
        expected[entry.chain] = (entry.position, entry.hash)
    entries, payloads = LogEntry.select().count(), LogPayload.select().count()
    faults.extend(_payload_faults())
    faults.extend(_cut_off())
    return ChainReport(sealed, entries - sealed, entries - payloads, tuple(faults))


def _faults_of(entry: LogEntry, position: int, previous: str) -> Iterator[str]:
    where = f"loggen {entry.chain}, plats {entry.position}"
    if entry.position != position + 1:
        yield f"{where}: en händelse saknas före den."
    if entry.previous_hash != previous:
        yield f"{where}: kedjan är bruten."
    if entry.hash != entry_hash(entry):
        yield f"{where}: händelsen är ändrad i efterhand."


def _cut_off() -> Iterator[str]:
    """A chain cannot see that its end is gone; the answers that were given for the entries can."""
    answered = {
        row.outcome["log"]: row.step for row in HandledRequest.select(HandledRequest.outcome, HandledRequest.step)
    }
    there = {row.id for row in LogEntry.select(LogEntry.id).where(LogEntry.id >= min(answered, default=0))}
    for number in sorted(set(answered) - there):
        yield f"loggen: händelse {number} ({answered[number]}) är besvarad men saknas."


def _payload_faults() -> Iterator[str]:
    joined = LogPayload.select(LogPayload, LogEntry).join(LogEntry)
    for payload in joined.iterator():
        if text_fingerprint(payload.salt + payload.payload) != payload.entry.payload_hash:
            yield f"loggen {payload.entry.chain}, händelse {payload.entry.id}: innehållet är ändrat i efterhand."

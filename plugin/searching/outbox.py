"""Utkorgen. Which changes the index has not seen, and what becomes of their rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from kansli.plugin.store.jobs import IndexOutbox

MAX_ATTEMPTS = 5


def waiting(limit: int) -> list[IndexOutbox]:
    """The oldest rows that are still to be tried."""
    query = IndexOutbox.select().where(IndexOutbox.attempts < MAX_ATTEMPTS)
    return list(query.order_by(IndexOutbox.id).limit(limit))


def lag() -> tuple[int, datetime | None]:
    """How many rows wait, and since when the oldest has."""
    query = IndexOutbox.select().where(IndexOutbox.attempts < MAX_ATTEMPTS)
    oldest = query.order_by(IndexOutbox.id).first()
    return int(query.count()), oldest.at if oldest else None


def parked() -> list[IndexOutbox]:
    """The rows that failed every time, with their errors."""
    return list(IndexOutbox.select().where(IndexOutbox.attempts >= MAX_ATTEMPTS).order_by(IndexOutbox.id))


def retry_parked() -> int:
    """Try the parked rows again; return how many."""
    return int(IndexOutbox.update(attempts=0).where(IndexOutbox.attempts >= MAX_ATTEMPTS).execute())


def settle(rows: Sequence[IndexOutbox], failed: Mapping[str, str]) -> int:
    """Delete the rows that are done and note the error on the others; return how many will not come again.

    `failed` is by the row's record. A record that went well takes its own parked rows with it.
    """
    done = {row.record for row in rows if row.record not in failed}
    delete([row.id for row in rows if row.record in done])
    delete([row.id for row in parked() if row.record in done])
    left = 0
    for row in rows:
        if row.record not in done:
            IndexOutbox.update(attempts=row.attempts + 1, error=failed[row.record]).where(
                IndexOutbox.id == row.id
            ).execute()
            left += row.attempts + 1 < MAX_ATTEMPTS
    return len(rows) - left


def park(failed: Mapping[str, str], known: Collection[str]) -> None:
    """Make a fault visible for a record that has no row of its own."""
    for record_id, error in failed.items():
        if record_id not in known:
            IndexOutbox.create(record=record_id, attempts=MAX_ATTEMPTS, error=error)


def delete(row_ids: Iterable[int]) -> None:
    """Delete rows by their ids."""
    ids = list(row_ids)
    for start in range(0, len(ids), 500):
        IndexOutbox.delete().where(IndexOutbox.id.in_(ids[start : start + 500])).execute()

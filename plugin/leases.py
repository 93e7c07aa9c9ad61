"""Arrende. Which process has a role right now; the fencing number grows each time the role changes hands."""

from __future__ import annotations

import os
import secrets
import socket
from dataclasses import dataclass
from datetime import timedelta

from kansli.plugin.clock import now
from kansli.plugin.errors import Refused
from kansli.plugin.store.base import database
from kansli.plugin.store.jobs import Lease


class LeaseLost(Refused):
    """The work took longer than the lease, and somebody else has it now. What was done here is not written."""

    code = "lease_lost"

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} har tagits över av en annan process. Inget skrevs härifrån; arbetet görs om där.")


@dataclass(frozen=True, slots=True)
class HeldLease:
    """A role that this process has. `fence` is larger than that of every holder before it."""

    role: str
    holder: str
    fence: int
    seconds: float


def process_name() -> str:
    """A name for this process that no other has: host, process and a random part."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


def take_lease(role: str, *, holder: str, seconds: float) -> HeldLease | None:
    """Take the role for so long, or renew it; None while somebody else has it."""
    moment = now()
    Lease.insert(role=role).on_conflict_ignore().execute()
    until = moment + timedelta(seconds=seconds)
    renewed = Lease.update(until=until).where((Lease.role == role) & (Lease.holder == holder) & (Lease.until >= moment))
    if not renewed.execute():
        free = Lease.until.is_null() | (Lease.until < moment)
        taken = Lease.update(holder=holder, until=until, fence=Lease.fence + 1).where((Lease.role == role) & free)
        if not taken.execute():
            return None
    row = Lease.get(Lease.role == role)
    return HeldLease(role, holder, row.fence, seconds) if row.holder == holder else None


def show_signs_of_life(role: str, *, holder: str, seconds: float) -> None:
    """Let others see for so long that somebody has the role; any number may have it at once."""
    until = now() + timedelta(seconds=seconds)
    Lease.insert(role=role).on_conflict_ignore().execute()
    Lease.update(until=until, holder=holder).where(
        (Lease.role == role) & (Lease.until.is_null() | (Lease.until < until))
    ).execute()


def somebody_has(role: str) -> bool:
    """Tell whether anybody has shown signs of life in the role."""
    return bool(Lease.select().where((Lease.role == role) & (Lease.until >= now())).exists())


def still_holds(lease: HeldLease) -> bool:
    """Renew the lease if nobody has taken it over. True: whatever commits in the same transaction is ours to write."""
    until = now() + timedelta(seconds=lease.seconds)
    ours = (Lease.role == lease.role) & (Lease.holder == lease.holder) & (Lease.fence == lease.fence)
    return bool(Lease.update(until=until).where(ours).execute())


def must_hold(lease: HeldLease, what: str) -> None:
    """Refuse to go on when the lease is lost. Call inside the transaction that writes."""
    if not database.in_transaction():
        raise RuntimeError("a lease is proved inside the transaction that writes")
    if not still_holds(lease):
        raise LeaseLost(what)


def give_back(lease: HeldLease) -> None:
    """Let the next one in at once."""
    ours = (Lease.role == lease.role) & (Lease.holder == lease.holder) & (Lease.fence == lease.fence)
    Lease.update(until=None, holder="").where(ours).execute()

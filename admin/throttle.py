"""Inloggningsförsök. How many wrong passwords an address may try, and how long it then waits. Kept in the database."""

from __future__ import annotations

from datetime import timedelta

from kansli.plugin.clock import now
from kansli.plugin.store.accounts import SignInAttempt

WINDOW = timedelta(minutes=15)
ADDRESS_FACTOR = 10
"""A whole town hall may share one network address, so it may fail this many times more than one account."""

KEPT = timedelta(days=90)


def minutes_to_wait(email: str, *, address: str, allowed: int) -> int:
    """Return how many whole minutes are left until a new attempt is allowed; 0 when it is allowed now.

    The count for an e-mail begins again at a successful sign-in, the one for an address does not:
    one who owns one account may not reset the count for all the others.
    """
    since = now() - WINDOW
    waits = [0]
    own = SignInAttempt.email == email
    last_good = (
        SignInAttempt.select(SignInAttempt.at).where(own & SignInAttempt.succeeded).order_by(SignInAttempt.at.desc())
    )
    newest = last_good.first()
    start = max(since, newest.at) if newest is not None else since
    waits.append(_wait(own, since=start, allowed=allowed))
    waits.append(_wait(SignInAttempt.address == address, since=since, allowed=allowed * ADDRESS_FACTOR))
    return max(waits)


def _wait(condition: object, *, since: object, allowed: int) -> int:
    failures = (
        SignInAttempt.select(SignInAttempt.at)
        .where(condition & (SignInAttempt.succeeded == False) & (SignInAttempt.at > since))  # noqa: E712 - SQL
        .order_by(SignInAttempt.at.desc())
        .limit(allowed)
    )
    moments = [attempt.at for attempt in failures]
    if len(moments) < allowed:
        return 0
    left = moments[-1] + WINDOW - now()
    return max(0, int(left.total_seconds() // 60) + 1)


def record(email: str, *, address: str, succeeded: bool) -> None:
    """Note an attempt, and forget those older than `KEPT`."""
    SignInAttempt.create(email=email[:254], address=address[:64], succeeded=succeeded, at=now())
    SignInAttempt.delete().where(SignInAttempt.at < now() - KEPT).execute()

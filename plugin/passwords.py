"""Lösenord. What is long enough, the hash that is stored, and the key that sessions are bound to.

The hash is checked at sign-in by the library in the web part.
"""

from __future__ import annotations

import secrets

from argon2 import PasswordHasher

from kansli.plugin.errors import InvalidField

SHORTEST = 12
_WORDS = (
    "akter", "anslag", "bilaga", "bokhylla", "cykelväg", "diarium", "fjärde", "fullmakt", "glasögon", "höstlov",
    "kaffekopp", "kallelse", "klubbslag", "ledamot", "missiv", "mötesrum", "nämnd", "ordförande", "papper", "pärm",
    "remiss", "rådhus", "stämpel", "torget", "utskick", "vårregn", "yrkande", "årsbok", "ärende", "överblick",
)  # fmt: skip


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password; refused when it is too short to protect anything."""
    if len(password) < SHORTEST:
        raise InvalidField("password", f"Lösenordet är för kort. Ta minst {SHORTEST} tecken, gärna flera ord.")
    return PasswordHasher(time_cost=3, memory_cost=65536, parallelism=4).hash(password)


def new_password() -> str:
    """Make a password that can be read over the telephone: three words and a number."""
    return "-".join([*(secrets.choice(_WORDS) for _ in range(3)), str(secrets.randbelow(9000) + 1000)])


def new_session_key() -> str:
    """Return a key that nobody has: a user who is given it is signed out everywhere."""
    return secrets.token_urlsafe(32)

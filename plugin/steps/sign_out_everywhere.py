"""Logga ut överallt. Every session of a user ends, in all browsers."""

from __future__ import annotations

from kansli.plugin.passwords import new_session_key
from kansli.plugin.runner import Done, Running
from kansli.plugin.steps._accounts import ADMINISTER
from kansli.plugin.store.accounts import User

VERB = ADMINISTER
LABEL = "Logga ut användare överallt"
SUBJECT = User


def perform(running: Running, subject: User) -> Done:
    """Give the user a new session key. Facts: `user`."""
    User.update(session_key=new_session_key()).where(User.id == subject.id).execute()
    return Done(subject, facts={"user": subject.email})

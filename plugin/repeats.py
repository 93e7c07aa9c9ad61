"""Upprepad begäran. The same request gives the same outcome; another one under the same id is refused, never lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kansli.plugin.errors import Refused
from kansli.plugin.fingerprint import fingerprint
from kansli.plugin.inputs import clean
from kansli.plugin.store.journal import HandledRequest

_MADE_ANEW = frozenset({"file", "values_snapshot"})
"""What a rendering hands its step is made at each try, so that it differs though the same was asked for."""


class RequestTaken(Refused):
    """The request id has been used for something else: what is sent now would be lost if it were answered."""

    code = "request_taken"

    def __init__(self) -> None:
        super().__init__(
            "Formuläret har redan sparats en gång, med ett annat innehåll. Ingenting av det nya är sparat. "
            "Öppna sidan på nytt, se efter vad som står där och gör ändringen igen."
        )


@dataclass(frozen=True, slots=True)
class Request:
    """A request that must be carried out once. Without `id` it may be repeated at will."""

    id: str
    actor: str
    asked: str

    def earlier(self) -> Mapping[str, Any] | None:
        """Return the outcome that the request had before, or None. RequestTaken where its id is another's."""
        handled = HandledRequest.get_or_none(HandledRequest.request_id == self.id) if self.id else None
        if handled is None:
            return None
        outcome = dict(handled.outcome)
        if handled.actor != self.actor or outcome.pop("asked", self.asked) != self.asked:
            raise RequestTaken
        return outcome

    def keep(self, step: str, outcome: Mapping[str, Any]) -> None:
        """Remember the outcome, within the step's transaction."""
        if self.id:
            kept = {**outcome, "asked": self.asked}
            HandledRequest.create(request_id=self.id, step=step, actor=self.actor, outcome=kept)


def request_for(
    request_id: str, *, actor: str, step: str, subject: str, data: Mapping[str, object], reason: str
) -> Request:
    """Describe what is asked for, by a fingerprint of the step, its subject and its data."""
    said = {name: value for name, value in data.items() if name not in _MADE_ANEW}
    return Request(clean(request_id), actor, fingerprint([step, subject, said, reason]) if request_id else "")

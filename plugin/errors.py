"""Errors. Refused means that the user can act on it: Swedish text, a stable code, and where to go."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Blocker:
    """One thing that stands in the way of a step.

    `message` says what is missing in Swedish, `record` names the record to open (`memo:3`),
    `field` the form field where it can be mended. The web turns the two into a link.
    """

    code: str
    message: str
    record: str | None = None
    field: str | None = None


class Refused(Exception):
    """The request was understood and refused; nothing was stored.

    Subclasses set `code` and build `message`; `details` holds every blocker at once.
    """

    code = "refused"

    def __init__(self, message: str, *, field: str | None = None, details: tuple[Blocker, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.details = details


class InvalidField(Refused):
    """A value in a form or an option cannot be used."""

    code = "invalid_field"

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message, field=field, details=(Blocker(self.code, message, field=field),))


class InvalidFields(Refused):
    """Several values of one form cannot be used; all are told at once."""

    code = "invalid_fields"

    def __init__(self, problems: tuple[InvalidField, ...]) -> None:
        details = tuple(detail for problem in problems for detail in problem.details)
        super().__init__(" ".join(problem.message for problem in problems), details=details)


class NotFound(Refused):
    """The record does not exist, or the actor may not know that it does."""

    code = "not_found"

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} finns inte, eller så har du inte behörighet att se det.")


class NotAllowed(Refused):
    """The actor's roles do not permit the step."""

    code = "not_allowed"

    def __init__(self, what: str) -> None:
        super().__init__(f"Din behörighet räcker inte för att {what}. Be systemförvaltaren om rätt roll.")


class WrongState(Refused):
    """The workflow has no such step from the record's present state."""

    code = "wrong_state"

    def __init__(self, step_label: str, state_label: str) -> None:
        super().__init__(f"”{step_label}” kan inte göras när läget är ”{state_label}”.")


class Blocked(Refused):
    """One or more guards say no; `details` lists every one of them."""

    code = "blocked"

    def __init__(self, blockers: tuple[Blocker, ...]) -> None:
        super().__init__(" ".join(blocker.message for blocker in blockers), details=blockers)


class Conflict(Refused):
    """Somebody else saved first. Both texts are kept: theirs in the record, ours in the draft buffer."""

    code = "conflict"

    def __init__(self, who: str, when: str, *, theirs: str = "", ours: str = "") -> None:
        super().__init__(
            f"{who} hann spara först ({when}). Din text finns kvar: jämför de två och spara den som ska gälla."
        )
        self.theirs = theirs
        self.ours = ours

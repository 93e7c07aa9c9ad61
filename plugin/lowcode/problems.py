"""Profilfel. What is wrong in a profile: where it stands, what it says, and what was probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from kansli.plugin.errors import Blocker, Refused


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line of a profile file; `file` begins with the profile's folder: `_base/roles.toml`."""

    file: str
    line: int


@dataclass(frozen=True, slots=True, order=True)
class ProfileProblem:
    """One fault. `key` is the path to it, e.g. `workflow.memo.transitions.approve_memo.guards`."""

    file: str
    line: int
    key: str
    message: str
    suggestion: str = ""

    def __str__(self) -> str:
        """Return the problem as one readable line."""
        hint = f" Menade du ”{self.suggestion}”?" if self.suggestion else ""
        return f"{self.file} rad {self.line}, {self.key}: {self.message}{hint}"


class ProfileInvalid(Refused):
    """The profile has faults; every one of them is told at once."""

    code = "profile_invalid"

    def __init__(self, name: str, problems: tuple[ProfileProblem, ...]) -> None:
        count = "1 fel" if len(problems) == 1 else f"{len(problems)} fel"
        lines = "".join(f"\n  {problem}" for problem in problems)
        details = tuple(Blocker(self.code, str(problem), field=problem.key) for problem in problems)
        super().__init__(f"Profilen ”{name}” kan inte användas, den har {count}:{lines}", details=details)
        self.problems = problems


class ProfileMissing(Refused):
    """No folder of the search path holds a profile with this name."""

    code = "profile_missing"

    def __init__(self, name: str, known: Iterable[str]) -> None:
        names = sorted(known)
        close = closest(name, names)
        hint = f" Menade du ”{close}”?" if close else f" Det finns: {', '.join(names) or 'inga profiler'}."
        super().__init__(f"Profilen ”{name}” finns inte.{hint}", field="profile")


def closest(word: str, known: Iterable[str]) -> str:
    """Return the known word that `word` most resembles, or an empty text."""
    folded = {candidate.casefold(): candidate for candidate in sorted(known)}
    matches = get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    return folded[matches[0]] if matches else ""

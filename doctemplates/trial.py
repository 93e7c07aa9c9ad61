"""Provfyllning. What a template makes of short, long and missing values, before anybody depends on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from kansli.doctemplates.catalogue import Catalogue, Size
from kansli.doctemplates.fill import fill
from kansli.doctemplates.problems import MissingValue, Problem, TemplateError
from kansli.doctemplates.verify import verify

SIZES: dict[Size, str] = {"short": "Korta uppgifter", "long": "Långa uppgifter", "empty": "Bara det som krävs"}
_TITLE = "Provfyllning"
_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class TrialFill:
    """Ett prov. The document (empty bytes when none could be made), what stops it, and what its author should know."""

    size: Size
    label: str
    problems: tuple[Problem, ...]
    advice: tuple[Problem, ...] = ()
    data: bytes = b""

    @property
    def ok(self) -> bool:
        """Godkänt. A document was made and passed our own check."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class Trial:
    """Provfyllning. One fill of each size, in the order of `SIZES`."""

    fills: tuple[TrialFill, ...]

    @property
    def ok(self) -> bool:
        """Godkänd. Every size made a document."""
        return all(one.ok for one in self.fills)

    def of(self, size: str) -> TrialFill | None:
        """Provet av en storlek."""
        return next((one for one in self.fills if one.size == size), None)


def trial(template: bytes, catalogue: Catalogue, *, sizes: Iterable[Size] = tuple(SIZES)) -> Trial:
    """Provfyll. With the catalogue's examples; never raises for a faulty template: the faults are in the result."""
    return Trial(tuple(_filled(template, catalogue, size) for size in sizes))


def _filled(template: bytes, catalogue: Catalogue, size: Size) -> TrialFill:
    values, label = catalogue.example_values(size), SIZES[size]
    try:
        made = fill(template, values, catalogue=catalogue, title=_TITLE, author=_TITLE, created=_MOMENT)
    except TemplateError as error:
        return TrialFill(size, label, _problems(error))
    return TrialFill(size, label, (), verify(made), made)


def _problems(error: TemplateError) -> tuple[Problem, ...]:
    listed = getattr(error, "problems", ())
    if listed:
        return tuple(listed)
    if isinstance(error, MissingValue):
        return tuple(
            Problem("Mallen", 0, "", f"Provet saknar ett värde för ”{label}”, som mallen kräver.", path, error.code)
            for path, label in error.fields.items()
        )
    return (Problem("Mallen", 0, "", error.message, "", error.code),)

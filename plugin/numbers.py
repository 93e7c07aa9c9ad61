"""Diarienummer och handlingsnummer. Allocated once, in the transaction that registers; no gap without a visible row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kansli.plugin.errors import InvalidField, Refused
from kansli.plugin.rules.case_numbers import NumberFormat as Format
from kansli.plugin.rules.case_numbers import canonical, sort_key
from kansli.plugin.store.base import database
from kansli.plugin.store.cases import Case
from kansli.plugin.store.documents import Document
from kansli.plugin.store.organisation import NumberFormat, NumberSeries, Registry


class NoNumberFormat(Refused):
    """The registry has no format in force on the day."""

    code = "no_number_format"

    def __init__(self, registry: str, day: date) -> None:
        super().__init__(f"Diariet {registry} saknar nummerformat för {day.isoformat()}. Lägg till ett i profilen.")


class UnreadableFormat(Refused):
    """The registry's format writes numbers that nobody could look up."""

    code = "unreadable_number_format"

    def __init__(self, registry: str, text: str) -> None:
        super().__init__(
            f"Nummerformatet för {registry} ger ”{text}”, som inte går att läsa tillbaka. Ändra formatet i profilen."
        )


@dataclass(frozen=True, slots=True)
class AllocatedNumber:
    """An allocated number: the frozen text, the key that any spelling leads to, and the order in a list."""

    year: int
    sequence: int
    text: str
    canonical: str
    sort_key: str


def allocate_case_number(registry: Registry, day: date) -> AllocatedNumber:
    """Take the next number of the registry's year. Call inside the transaction that inserts the case.

    One upsert: its row lock serialises the year, and a rollback gives the number back.
    """
    _must_be_in_transaction()
    row = (
        NumberSeries.insert(registry=registry, year=day.year, first=1, last=1)
        .on_conflict(
            conflict_target=[NumberSeries.registry, NumberSeries.year],
            update={NumberSeries.last: NumberSeries.last + 1},
        )
        .returning(NumberSeries.last)
    )
    sequence = next(iter(row.execute())).last
    return case_number(registry, day, sequence)


def case_number(registry: Registry, day: date, sequence: int) -> AllocatedNumber:
    """Write a number in the registry's own format of that day."""
    pattern = format_in_force(registry, day)
    text = pattern.format(board=registry.code, year=day.year, seq=sequence)
    key = canonical(text, default_board=registry.code)
    if key is None:
        raise UnreadableFormat(registry.code, text)
    return AllocatedNumber(day.year, sequence, text, key, sort_key(registry.code, day.year, sequence))


def format_in_force(registry: Registry, day: date) -> Format:
    """Return the format that the registry used on the day."""
    row = (
        NumberFormat.select()
        .where((NumberFormat.registry == registry) & (NumberFormat.valid_from <= day))
        .order_by(NumberFormat.valid_from.desc())
        .first()
    )
    if row is None:
        raise NoNumberFormat(registry.code, day)
    return Format.parse(row.pattern)


def preliminary_number(registry: Registry, day: date) -> str:
    """The number that the next case would get, shown grey: nothing is reserved."""
    row = NumberSeries.get_or_none((NumberSeries.registry == registry) & (NumberSeries.year == day.year))
    return case_number(registry, day, (row.last if row else 0) + 1).text


def start_series(registry: Registry, year: int, first: int) -> NumberSeries:
    """Let a year's series begin at `first`, as when another system has used the numbers before it.

    Refused once a number of the year has been given.
    """
    _must_be_in_transaction()
    if first < 1:
        raise InvalidField("first", "Serien måste börja på 1 eller mer.")
    row = NumberSeries.get_or_none((NumberSeries.registry == registry) & (NumberSeries.year == year))
    if row is None:
        created: NumberSeries = NumberSeries.create(registry=registry, year=year, first=first, last=first - 1)
        return created
    changed = (
        NumberSeries.update(first=first, last=first - 1)
        .where((NumberSeries.id == row.id) & (NumberSeries.last == NumberSeries.first - 1))
        .execute()
    )
    if not changed:
        raise InvalidField("first", f"Serien {registry.code} {year} är redan påbörjad och kan inte flyttas.")
    moved: NumberSeries = NumberSeries.get_by_id(row.id)
    return moved


def allocate_document_sequence(case: Case) -> int:
    """Take the next running number in the case. The case row must be locked by the running step."""
    _must_be_in_transaction()
    highest = Document.select(Document.sequence).where(Document.case == case).order_by(Document.sequence.desc())
    numbered = highest.where(Document.sequence.is_null(False)).first()
    return (numbered.sequence if numbered else 0) + 1


def _must_be_in_transaction() -> None:
    if not database.in_transaction():
        raise RuntimeError("numbers are allocated inside the transaction that registers the record")

"""Värden. What a field's value looks like in print, and when it counts as missing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from kansli.doctemplates.catalogue import Catalogue, FieldType, Target
from kansli.doctemplates.problems import WrongValue

# Characters that XML 1.0 cannot hold at all. Tab and newline are kept; a vertical tab or form feed goes.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip
_EXPECTED: dict[FieldType, str] = {
    "date": "ett datum (ÅÅÅÅ-MM-DD)",
    "money": "ett belopp",
    "boolean": "ja eller nej",
    "list": "en lista",
    "text": "text",
    "markdown": "text",
    "group": "en grupp",
}
Scope = Mapping[str, tuple[object, str]]


def clean(text: str) -> str:
    """Rensa. Line ends as newlines, and nothing that XML cannot hold."""
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def illegal(text: str) -> tuple[str, ...]:
    """Otillåtna tecken. Those that `clean` takes away, by their code points ("U+0000"), each once, in order."""
    return tuple(dict.fromkeys(f"U+{ord(character):04X}" for character in _ILLEGAL.findall(text)))


def is_empty(value: object) -> bool:
    """Tomt. None, False, blank text, an empty list, or a group of nothing but such; a zero amount is a value."""
    if value is None or value is False:
        return True
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, Mapping):
        return all(is_empty(inner) for inner in value.values())
    if isinstance(value, Sequence):
        return len(value) == 0
    return False


def find(path: str, scope: Scope, values: Mapping[str, object]) -> object:
    """Slå upp. The value at a path of a template; None where a step is missing; only mappings are entered."""
    first, *rest = path.split(".")
    value: object = scope[first][0] if first in scope else values.get(first)
    for name in rest:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def resolve(path: str, scope: Scope, catalogue: Catalogue) -> Target | None:
    """Fält. What the catalogue says of a path, given what the loop variables stand for."""
    return catalogue.resolve(path, _owners(scope))


def spelled(path: str, scope: Scope, catalogue: Catalogue) -> str:
    """Utskriven. The path with the loop variable that a repeating section leaves out."""
    return catalogue.spelled(path, _owners(scope)) if scope else path


def _owners(scope: Scope) -> dict[str, str]:
    return {variable: owner for variable, (_, owner) in scope.items()}


def items(value: object, target: Target) -> Sequence[object]:
    """Poster. The items of a list field; none for an empty value. Raises `WrongValue` for anything else."""
    if value is None or value == "":
        return ()
    if isinstance(value, str | bytes | Mapping) or not isinstance(value, Sequence):
        raise _wrong(target)
    return value


def printed(value: object, target: Target, form: str) -> str:
    """I tryck. The text of a value by its type and the format asked for; empty for None."""
    if target.type == "boolean":
        on = not is_empty(value)
        return ("☒" if on else "☐") if form == "kryss" else ("Ja" if on else "Nej")
    if value is None or value == "":
        return ""
    if target.type == "list":
        return _enumerated(
            [printed(item, Target(target.path, "text", target.label), "") for item in items(value, target)]
        )
    if target.type == "date":
        shown = _date(value, target, form)
    elif target.type == "money":
        shown = _amount(value, target)
    elif isinstance(value, str | int | Decimal | date):
        shown = clean(str(value))
    else:
        raise _wrong(target)
    return shown.upper() if form == "versaler" else shown


def _date(value: object, target: Target, form: str) -> str:
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value.strip())
        except ValueError as error:
            raise _wrong(target) from error
    if isinstance(value, datetime):
        value = value.date()
    if not isinstance(value, date):
        raise _wrong(target)
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}" if form == "datum" else value.isoformat()


def _amount(value: object, target: Target) -> str:
    """Kronor with a hard space between thousands; öre only where there are any."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise _wrong(target)
    try:
        amount = Decimal(value)
    except InvalidOperation as error:
        raise _wrong(target) from error
    if not amount.is_finite():
        raise _wrong(target)
    shown = f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"
    return shown.replace(",", "\xa0").replace(".", ",").replace("-", "\u2212") + "\xa0kr"


def _enumerated(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} och {parts[-1]}" if parts else ""


def _wrong(target: Target) -> WrongValue:
    return WrongValue(target.path, label=target.label, expected=_EXPECTED[target.type])

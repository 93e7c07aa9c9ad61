"""Utifrån. Whether a finished document would fetch something from elsewhere when somebody opens or prints it."""

from __future__ import annotations

from kansli.doctemplates.opc import Package
from kansli.doctemplates.package import check_package
from kansli.doctemplates.problems import Place, Problem
from kansli.doctemplates.wordfields import OUTSIDE, word_fields

_PARTS = {
    "header": "Sidhuvudet",
    "footer": "Sidfoten",
    "footnotes": "Fotnoterna",
    "endnotes": "Slutkommentarerna",
    "comments": "Kommentarerna",
}


def check_returned(data: bytes) -> tuple[Problem, ...]:
    """Sträng kontroll av det som kommer åter. As `check_package`, and no field that reaches outside the document.

    Such a file is kept, printed and sent as ours. Raises `Unreadable` where a part cannot be parsed.
    """
    problems = check_package(data)
    if problems:
        return problems
    package = Package.open(data)
    parts = {package.main: "Brödtexten"}
    for kind, said in _PARTS.items():
        parts |= dict.fromkeys(package.related(package.main, kind), said)
    kinds = ((said, field.kind) for name, said in parts.items() for field in word_fields(package.xml(name)))
    return tuple(
        Place(said).problem(f"Word-fältet ”{kind}” hämtar något utifrån. Ta bort det i Word.", code="outside_field")
        for said, kind in dict.fromkeys(kinds)
        if kind in OUTSIDE
    )

"""Från fil. A text that was written elsewhere, as what a memo is drafted from: recognised, and what was not told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from kansli.plugin.errors import Refused
from kansli.plugin.intake.extract import extract
from kansli.plugin.intake.gate import receive
from kansli.plugin.intake.plain import tidy
from kansli.plugin.intake.written import RecognisedDocument, recognise_written
from kansli.plugin.lowcode.model import Profile
from kansli.plugin.office_program import office_program
from kansli.plugin.rules.case_numbers import canonical
from kansli.plugin.store.cases import Case
from kansli.plugin.system import System
from kansli.plugin.vocabulary import vocabulary_of


class NotReadable(Refused):
    """The file has no text that a document can be made of."""

    code = "not_readable"


@dataclass(frozen=True, slots=True)
class FromFile:
    """What a file gives: the content, the lines that no field was found for, and sentences about the rest."""

    content: Mapping[str, Any]
    unplaced: tuple[str, ...]
    remarks: tuple[str, ...]


def read_document(system: System, data: bytes, file_name: str, *, type_id: str) -> RecognisedDocument:
    """Recognise a file (text, Word, PDF …) as a document of the type; refused when it holds no text."""
    text, markdown, lost = _text_of(system, data, file_name)
    vocabulary = vocabulary_of(system.profile)
    found = recognise_written(text, vocabulary=vocabulary, type_id=type_id, markdown=markdown)
    if found is None:
        raise NotReadable(f"Handlingstypen ”{type_id}” skrivs inte i Kansli, så filen kan inte bli en sådan.")
    return replace(found, lost=(*lost, *found.lost))


def _text_of(system: System, data: bytes, file_name: str) -> tuple[str, bool, tuple[str, ...]]:
    """The file's text, whether it is Markdown, and what that cannot hold; refused when there is no text."""
    verdict = receive(data, file_name=file_name, max_bytes=max(1, len(data)))
    read = extract(data, file_name, verdict=verdict, office=office_program(system.settings))
    if not read.text:
        told = " ".join(warning.message for warning in read.warnings)
        raise NotReadable(f"{file_name}: {told or 'Filen innehåller ingen text.'}")
    if verdict.type.id != "docx":
        return read.text, False, ()
    from kansli.doctemplates.problems import TemplateError  # what reads Word is slow to load
    from kansli.doctemplates.whole import read_whole

    try:
        whole = read_whole(data)
    except TemplateError as error:
        raise NotReadable(f"{file_name}: {error.message}") from error
    # What the pages repeat stands first, where dates and numbers are looked for, also when it stood at the foot.
    return tidy("\n".join([*whole.running, "", whole.markdown])).strip("\n"), True, whole.lost


def memo_from_file(system: System, case: Case, data: bytes, file_name: str, *, type_id: str = "memo") -> FromFile:
    """Return what a memo in the case is drafted from. Nothing is stored.

    A proposal that names no organ is put before the case's own. Refused when the file holds no text.
    """
    found = read_document(system, data, file_name, type_id=type_id)
    proposals, strangers = _proposals(found, system.profile, case)
    content = {**found.content, "proposals": proposals}
    return FromFile(content, found.unplaced, tuple(_remarks(found, strangers, case)))


def _proposals(found: RecognisedDocument, profile: Profile, case: Case) -> tuple[list[dict[str, Any]], list[str]]:
    """The groups with organs that exist here, and the names of those that do not."""
    own = [case.body.code] if case.body else []
    strangers: list[str] = []
    groups = []
    for row in found.content["proposals"]:
        strangers += [name for name in row["bodies"] if name not in profile.bodies and name not in strangers]
        known = [code for code in row["bodies"] if code in profile.bodies]
        groups.append({**row, "bodies": known or own})
    return groups, strangers


def _remarks(found: RecognisedDocument, strangers: list[str], case: Case) -> Iterator[str]:
    for name in strangers:
        yield f"Förslaget ställs till ”{name}”, som inte är ett organ här."
    ours = canonical(case.case_number) or case.case_number
    if found.case_numbers and ours not in {canonical(number) for number in found.case_numbers}:
        yield f"Filen har diarienummer {', '.join(found.case_numbers)}, men ärendet har {case.case_number}."
    yield from found.lost
    for title in found.others:
        yield f"Filen innehåller också ”{title}”, som inte är med här."


def extract_from_file(system: System, data: bytes, file_name: str) -> RecognisedDocument:
    """Recognise a file as a protocol extract; refused when it has no § or no decision."""
    found = read_document(system, data, file_name, type_id="minutes_extract")
    if not found.content["paragraph"] or not found.content["decision"]:
        raise NotReadable(f"{file_name}: Ingen paragraf med ett beslut hittades, så filen är inget protokollsutdrag.")
    return found

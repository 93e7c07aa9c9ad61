"""Från fil. A memo that begins from a finished text: the file that was handed in, and what it gives the draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from kansli.admin.work.uploads import Upload
from kansli.plugin.errors import InvalidField
from kansli.plugin.store.cases import Case
from kansli.plugin.system import System


@dataclass(frozen=True, slots=True)
class Begun:
    """What the draft is made from, and what its writer must look at herself."""

    data: Mapping[str, object]
    unplaced: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def begun_from(system: System, case: Case, values: Mapping[str, str], uploads: Sequence[Upload]) -> Begun:
    """Return the form's values, with what the file says under them; the newest file where there are several.

    A title that is still the case's own gives way to the file's. Refused when the file cannot be opened or has no text.
    """
    if not uploads:
        return Begun(values)
    from kansli.plugin.writing.from_file import memo_from_file  # the readers behind it are heavy; only files need them

    upload = uploads[-1]
    if upload.quarantine:
        raise InvalidField("files", upload.quarantine)
    kind = values.get("type") or "memo"
    found = memo_from_file(system, case, system.files.read(upload.sha256), upload.filename, type_id=kind)
    own = {name: value for name, value in values.items() if value and not (name == "title" and value == case.title)}
    return Begun({**found.content, **own}, found.unplaced, found.remarks)


def said(begun: Begun) -> str:
    """One sentence for the top of the page; empty when everything found its place."""
    if begun.unplaced:
        lines = len(begun.unplaced)
        return ngettext("%(num)d rad i filen fick ingen plats.", "%(num)d rader i filen fick ingen plats.", lines)
    return _("Se efter det här innan du skriver vidare.") if begun.remarks else ""

"""Mallgranskning. Whether a template fits every document type that it serves, before it is proposed or put in use.

The package is checked here; a package that is sound is scanned in a process of its own, since anybody may have made it.
What has been found is remembered by the file's hash, so that a step can ask again inside its transaction.
"""

from __future__ import annotations

import hashlib
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from kansli.doctemplates.catalogue import Catalogue
from kansli.doctemplates.locate import in_place_order
from kansli.doctemplates.package import as_docx, check_package
from kansli.doctemplates.problems import Place, Problem, TemplateError
from kansli.doctemplates.scan import ScanReport, scan
from kansli.doctemplates.trial import Trial, trial
from kansli.plugin.errors import Blocked, Blocker
from kansli.plugin.lowcode.model import DocumentType, Profile
from kansli.plugin.rendering.catalogues import catalogue_for, has_room
from kansli.plugin.templating.apart import PASSING, scan_apart, trial_apart
from kansli.plugin.templating.types import types_of

_Found = TypeVar("_Found")
_Key = tuple[str, tuple[Catalogue, ...]]
WITHOUT_PLACE = "section_without_place"
_REMEMBERED = 64
_LARGE = 2**20
"""Bytes of a template whose trial fills are made anew each time, rather than kept in memory."""
_reports: OrderedDict[_Key, Report] = OrderedDict()
_trials: OrderedDict[_Key, Trial] = OrderedDict()


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found: the catalogue fields used, and problems and advice in the order of the document.

    `sound` is false where the package itself was refused, or its reading was stopped: nothing in it was looked at.
    """

    fields: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    sound: bool = True

    @property
    def ok(self) -> bool:
        """Whether the template can be used."""
        return not self.problems

    def as_json(self) -> dict[str, object]:
        """The shape that the command line prints."""
        return {
            "ok": self.ok,
            "fields": list(self.fields),
            "problems": [problem.as_dict() for problem in self.problems],
            "warnings": [problem.as_dict() for problem in self.warnings],
        }


def check_template(profile: Profile, template: str, data: bytes) -> Report:
    """Check a foreign file for the template of that name, against every type that names it."""
    return _checked(profile, template, data, scan_apart)


def trust(profile: Profile, template: str, data: bytes) -> Report:
    """As `check_template`, for a file of our own or one already in use: read in this process."""
    return _checked(profile, template, data, _scan_here)


def normal_form(data: bytes) -> bytes:
    """The file as it is kept: a .dotx as the same .docx. What is not sound comes back as it is."""
    try:
        return as_docx(data)
    except TemplateError:
        return data


def try_out(profile: Profile, template: str, data: bytes) -> Trial:
    """Fill the template with short, long and missing values; a faulty one says so. `data` has passed the check."""
    kinds = types_of(profile, template)
    catalogue = catalogue_for(profile, kinds[0].id)
    return _tried(data, catalogue, trial_apart)


def try_out_here(profile: Profile, template: str, data: bytes) -> Trial:
    """As `try_out`, for a version that is in use already: filled in this process."""
    catalogue = catalogue_for(profile, types_of(profile, template)[0].id)
    return _tried(data, catalogue, trial)


def must_fit(report: Report) -> None:
    """Refuse, with every fault, a template that cannot be used."""
    if not report.ok:
        raise Blocked(tuple(Blocker("template_fault", problem.message, field="file") for problem in report.problems))


def _tried(data: bytes, catalogue: Catalogue, make: Callable[[bytes, Catalogue], Trial]) -> Trial:
    if len(data) > _LARGE:
        return make(data, catalogue)
    return _remember(_trials, (_digest(data), (catalogue,)), lambda: make(data, catalogue), lasting=_lasting_trial)


def _lasting_trial(found: Trial) -> bool:
    return not any(problem in PASSING for one in found.fills for problem in one.problems)


def _lasting_report(found: Report) -> bool:
    return not any(problem in PASSING for problem in found.problems)


Scanner = Callable[[bytes, tuple[Catalogue, ...]], list[ScanReport]]


def _checked(profile: Profile, template: str, data: bytes, scanner: Scanner) -> Report:
    kinds = types_of(profile, template)
    catalogues = tuple(catalogue_for(profile, kind.id) for kind in kinds)
    key = (_digest(data), catalogues)
    return _remember(_reports, key, lambda: _report(kinds, catalogues, data, scanner), lasting=_lasting_report)


def _report(
    kinds: tuple[DocumentType, ...], catalogues: tuple[Catalogue, ...], data: bytes, scanner: Scanner
) -> Report:
    unsafe = check_package(data)
    if unsafe:
        return Report(problems=unsafe, sound=False)
    try:
        found = scanner(normal_form(data), catalogues)
    except TemplateError as error:
        return Report(problems=(Problem("Filen", 0, "", error.message, "", error.code),), sound=False)
    fields = tuple(dict.fromkeys(field for one in found for field in one.fields))
    advice = [(*_without_place(kind, one.fields), *one.warnings) for kind, one in zip(kinds, found, strict=True)]
    problems = _merged(kinds, [one.problems for one in found])
    # What was stopped there is not opened here either, to be commented or mapped.
    sound = not any(problem in PASSING for problem in problems)
    return Report(fields, problems, _merged(kinds, advice), sound=sound)


def _without_place(kind: DocumentType, used: tuple[str, ...]) -> tuple[Problem, ...]:
    """What the type lets people write but the template does not print: told before the template is in use."""
    lost = [section.label for section in kind.sections if not has_room(section, used)]
    if not lost:
        return ()
    said = f"ingen plats för {', '.join(lost)}. Det som skrivs där kommer inte med. Kopiera rutorna ur startmallen."
    return (Place("Mallen").problem(said, code=WITHOUT_PLACE),)


def _merged(kinds: tuple[DocumentType, ...], found: list[tuple[Problem, ...]]) -> tuple[Problem, ...]:
    """Each problem once, in order; one that only some of several types have names them."""
    count = Counter(problem for problems in found for problem in set(problems))
    merged: dict[Problem, Problem] = {}
    for problem in (problem for problems in found for problem in problems):
        if count[problem] < len(found):
            labels = " och ".join(kind.label for kind, own in zip(kinds, found, strict=True) if problem in own)
            merged[problem] = replace(problem, message=f"{problem.message} (Gäller {labels}.)")
        else:
            merged[problem] = problem
    return tuple(merged.values())


def _scan_here(data: bytes, catalogues: Iterable[Catalogue]) -> list[ScanReport]:
    reports = [scan(data, catalogue) for catalogue in catalogues]
    return [
        ScanReport(one.fields, in_place_order(data, one.problems), in_place_order(data, one.warnings))
        for one in reports
    ]


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _remember(
    kept: OrderedDict[_Key, _Found], key: _Key, find: Callable[[], _Found], *, lasting: Callable[[_Found], bool]
) -> _Found:
    """What was found before; what only this moment's load was to blame for is not kept."""
    found = kept.get(key)
    if found is None:
        found = find()
        if lasting(found):
            kept[key] = found
        while len(kept) > _REMEMBERED:
            kept.popitem(last=False)
    return found

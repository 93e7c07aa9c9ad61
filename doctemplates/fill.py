"""Ifyllnad. A finished document from a template and a tree of values: complete and verified, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from lxml.etree import _Element as Element

from kansli.doctemplates.catalogue import Catalogue
from kansli.doctemplates.conditions import dropped, is_inline, without
from kansli.doctemplates.grammar import parse_tags
from kansli.doctemplates.imprint import imprint
from kansli.doctemplates.opc import DOCUMENT_TYPE, Package, pack
from kansli.doctemplates.prepare import prepare
from kansli.doctemplates.problems import InvalidTemplate, MissingValue, OutputRefused
from kansli.doctemplates.properties import MAX_LENGTH, read_custom, read_properties, write_core, write_custom
from kansli.doctemplates.render import Renderer
from kansli.doctemplates.scan import FILLED_PROPERTIES, ScanReport, scan
from kansli.doctemplates.structure import text_parts
from kansli.doctemplates.styles import with_language
from kansli.doctemplates.tidy import Ids, drop_comments, note_marks, tidy, tidy_notes
from kansli.doctemplates.values import clean, find, illegal, is_empty, printed, resolve
from kansli.doctemplates.verify import ADVISORY, verify_parts


def fill(
    template: bytes,
    values: Mapping[str, object],
    *,
    catalogue: Catalogue,
    title: str,
    language: str = "sv-SE",
    author: str,
    created: datetime,
    custom: Mapping[str, str] | None = None,
    tell: Callable[[str], None] | None = None,
) -> bytes:
    """Fyll i. The document as bytes, the same for the same input.

    `title` becomes the title property unless the template's own title has fields that say something. Raises
    `InvalidTemplate` for a template that `scan` faults, `MissingValue` naming the form fields, `WrongValue`,
    `MarkdownRefused`, `TooLong`, and `OutputRefused` where our own check faults the result: a document with a hole
    or a fault is never returned. `tell` gets a Swedish sentence for each field (or title, author) whose text held
    characters that no document can hold: they are left out, and all the rest is printed.
    """
    document = draft(
        template,
        values,
        catalogue=catalogue,
        title=title,
        language=language,
        author=author,
        created=created,
        custom=custom,
    )
    problems = verify_parts(document.parts, literal=document.literal, known=document.known)
    stopping = [problem for problem in problems if problem.code not in ADVISORY]
    if stopping:
        raise OutputRefused(stopping)
    if tell is not None:
        names = {"titeln": title, "upphovet": author}
        for sentence in _removed(_scanned(template, catalogue), values, catalogue, names):
            tell(sentence)
    return pack(document.parts, known=document.known)


@dataclass(frozen=True, slots=True)
class Draft:
    """Utkast. A document's parts before they are checked; `literal` and `known` as `verify_parts` takes them."""

    parts: Mapping[str, bytes]
    literal: Collection[str]
    known: Collection[str]


def draft(
    template: bytes,
    values: Mapping[str, object],
    *,
    catalogue: Catalogue,
    title: str,
    language: str,
    author: str,
    created: datetime,
    custom: Mapping[str, str] | None = None,
) -> Draft:
    """Skriv ut. As `fill`, but without the check: for `fill`, and for measuring what the check costs."""
    report = _scanned(template, catalogue)
    if report.problems:
        raise InvalidTemplate(report.problems)
    _require(report, values, catalogue)
    package = Package(dict(_unpacked(template)))
    package.set_content_type(package.main, DOCUMENT_TYPE)
    drop_comments(package)
    renderer = _fill_parts(package, values, catalogue)
    _set_properties(package, values, catalogue, title=title, language=language, author=author, created=created)
    own = {name: _filled(text, values, catalogue) for name, text in read_custom(package).items() if parse_tags(text)}
    given = {clean(name): clean(text) for name, text in (custom or {}).items()}
    write_custom(package, {**own, **given, **imprint(package, renderer.marks.made)})
    parts = package.written()
    known = {name for name, data in _unpacked(template).items() if parts.get(name) is data}
    return Draft(parts, renderer.literal, known)


@lru_cache(maxsize=64)
def _scanned(template: bytes, catalogue: Catalogue) -> ScanReport:
    return scan(template, catalogue)


@lru_cache(maxsize=64)
def _unpacked(template: bytes) -> Mapping[str, bytes]:
    """The template's parts, read once; every one of them is sound XML or none at all."""
    package = Package.open(template)
    for name in package.parts:
        if name.endswith((".xml", ".rels")):
            package.xml(name)
    return package.parts


def _require(report: ScanReport, values: Mapping[str, object], catalogue: Catalogue) -> None:
    """Every required field that the template uses has a value; all that lack one are named at once."""
    missing = {}
    for path in report.fields:
        entry = catalogue.lookup(path)
        if entry is not None and entry.required and any(is_empty(value) for value in _all_values(path, values)):
            missing[path] = entry.label
    if missing:
        raise MissingValue(missing)


def _all_values(path: str, value: object) -> list[object]:
    """The values at a path, one for each item of the lists on the way; nothing below an empty list is asked for."""
    first, _, rest = path.partition(".")
    inner = value.get(first) if isinstance(value, Mapping) else None
    if not rest:
        return [inner]
    if isinstance(inner, list | tuple):
        return [found for item in inner for found in _all_values(rest, item)]
    return _all_values(rest, inner)


def _removed(
    report: ScanReport, values: Mapping[str, object], catalogue: Catalogue, other: Mapping[str, str]
) -> Iterator[str]:
    """A sentence for each text that loses characters."""
    found = {name: illegal(text) for name, text in other.items()}
    for path in report.fields:
        entry = catalogue.lookup(path)
        texts = _texts(_all_values(path, values))
        found[f"fältet ”{entry.label if entry else path}”"] = tuple(
            dict.fromkeys(code for text in texts for code in illegal(text))
        )
    for name, codes in found.items():
        if codes:
            listed = ", ".join(codes)
            yield f"Ur {name} togs tecken bort som ett dokument inte kan innehålla ({listed}). Resten är kvar."


def _texts(value: object) -> Iterator[str]:
    """The texts among values and lists of values; groups have fields of their own."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def _fill_parts(package: Package, values: Mapping[str, object], catalogue: Catalogue) -> Renderer:
    renderer = Renderer(package, values, catalogue)
    marked = note_marks(package)
    prepared: dict[str, Element] = {}
    for part in text_parts(package):
        if part.part not in prepared:
            prepared[part.part] = package.xml(part.part)
            prepare(prepared[part.part])
        renderer.fill(part.part, part.container)
    tidy_notes(package, marked)
    ids, names = Ids(), set[str]()
    for root in prepared.values():
        tidy(root, ids, names)
    return renderer


def _set_properties(
    package: Package,
    values: Mapping[str, object],
    catalogue: Catalogue,
    *,
    title: str,
    language: str,
    author: str,
    created: datetime,
) -> None:
    old = read_properties(package)
    filled = {key: _filled(old.get(key, ""), values, catalogue) for key in FILLED_PROPERTIES}
    own_title = filled.pop("title") if parse_tags(old.get("title", "")) else clean(title)
    kept = {key: text for key, text in filled.items() if text}
    shown = (own_title.strip() or clean(title).strip())[:MAX_LENGTH]
    write_core(package, title=shown, author=clean(author), created=created, language=language, kept=kept)
    for name in package.related(package.main, "styles"):
        package.parts[name] = with_language(package.parts[name], language)


def _filled(text: str, values: Mapping[str, object], catalogue: Catalogue) -> str:
    tags = parse_tags(text)
    if is_inline(tags):
        gone = dropped(tags, lambda tag: is_empty(find(tag.path, {}, values)) == tag.negated)
        return _filled(without(text, gone), values, catalogue)
    for tag in reversed(tags):
        target = resolve(tag.path, {}, catalogue)
        shown = printed(find(tag.path, {}, values), target, tag.format) if target is not None else ""
        text = text[: tag.start] + shown + text[tag.end :]
    return text

"""Egenskaper. A document's title, author, dates and own properties: read, and written without leaving old names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from lxml import etree
from lxml.etree import _Element as Element

from kansli.doctemplates.opc import Package

_CORE_NS = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_DC, _TERMS = "http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_CUSTOM_NS = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VT = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
_CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/"
_FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_DUBLIN = frozenset({"title", "subject", "description"})
_OURS = ("kansli_mark_", "kansli_outside_")
MAX_LENGTH = 255


def read_properties(package: Package) -> dict[str, str]:
    """Läs egenskaper. Core properties by their short names (title, creator …) and own properties by theirs."""
    found: dict[str, str] = {}
    for kind in ("core-properties", "custom-properties"):
        for name in package.related("", kind):
            for entry in package.xml(name):
                key = entry.get("name") or etree.QName(entry).localname
                found.setdefault(key, "".join(entry.itertext()))
    return found


def write_core(
    package: Package, *, title: str, author: str, created: datetime, language: str, kept: Mapping[str, str]
) -> None:
    """Skriv kärnegenskaper. Anew, so that no old name follows along; `kept` is subject, keywords and the like."""
    names = {None: _CORE_NS, "dc": _DC, "dcterms": _TERMS, "xsi": _XSI}
    root = etree.Element(f"{{{_CORE_NS}}}coreProperties", nsmap=names)
    for tag, text in ((f"{{{_DC}}}title", title), (f"{{{_DC}}}creator", author), (f"{{{_DC}}}language", language)):
        etree.SubElement(root, tag).text = text[:MAX_LENGTH]
    etree.SubElement(root, f"{{{_CORE_NS}}}lastModifiedBy").text = author[:MAX_LENGTH]
    stamp = _stamp(created)
    for tag in ("created", "modified"):
        entry = etree.SubElement(root, f"{{{_TERMS}}}{tag}")
        entry.set(f"{{{_XSI}}}type", "dcterms:W3CDTF")
        entry.text = stamp
    for key, text in kept.items():
        space = _DC if key in _DUBLIN else _CORE_NS
        etree.SubElement(root, f"{{{space}}}{key}").text = text[:MAX_LENGTH]
    old = package.related("", "core-properties")
    name = old[0] if old else "docProps/core.xml"
    package.put(name, _bytes(root), content_type=_CORE_TYPE)
    package.relate("", kind="core-properties", target=name, namespace=_PACKAGE_RELATIONS)


def put_core(package: Package, key: str, text: str) -> None:
    """Byt en kärnegenskap. title, subject, keywords or description; the others stay as they are."""
    space = _DC if key in _DUBLIN else _CORE_NS
    for name in package.related("", "core-properties")[:1]:
        root = package.xml(name)
        entry = root.find(f"{{{space}}}{key}")
        if entry is None:
            entry = etree.SubElement(root, f"{{{space}}}{key}")
        entry.text = text
        return
    root = etree.Element(f"{{{_CORE_NS}}}coreProperties", nsmap={None: _CORE_NS, "dc": _DC})
    etree.SubElement(root, f"{{{space}}}{key}").text = text
    package.put("docProps/core.xml", _bytes(root), content_type=_CORE_TYPE)
    package.relate("", kind="core-properties", target="docProps/core.xml", namespace=_PACKAGE_RELATIONS)


def read_custom(package: Package) -> dict[str, str]:
    """Läs egna egenskaper. As text, by their names as written."""
    return {entry.get("name") or "": "".join(entry.itertext()) for entry in _custom_entries(package)}


def write_custom(package: Package, properties: Mapping[str, str]) -> None:
    """Skriv egna egenskaper. Over those with the same names (Word knows no case in them); the others stay.

    Not those of ours that an earlier document left in a template: they would say where its sections were.
    """
    if not properties:
        return
    old = package.related("", "custom-properties")
    name = old[0] if old else "docProps/custom.xml"
    entries = {(entry.get("name") or "").casefold(): entry for entry in _custom_entries(package)}
    entries = {key: entry for key, entry in entries.items() if not key.startswith(_OURS)}
    root = etree.Element(f"{{{_CUSTOM_NS}}}Properties", nsmap={None: _CUSTOM_NS, "vt": _VT})
    for key, text in properties.items():
        known = entries.get(key.casefold())
        shown = key if known is None else known.get("name") or key
        entry = etree.Element(f"{{{_CUSTOM_NS}}}property", fmtid=_FORMAT_ID, name=shown)
        etree.SubElement(entry, f"{{{_VT}}}lpwstr").text = text
        entries[key.casefold()] = entry
    for number, entry in enumerate(entries.values(), 2):
        entry.set("pid", str(number))
        root.append(entry)
    package.put(name, _bytes(root), content_type=_CUSTOM_TYPE)
    package.relate("", kind="custom-properties", target=name)


def _custom_entries(package: Package) -> list[Element]:
    return [entry for name in package.related("", "custom-properties")[:1] for entry in package.xml(name)]


def _stamp(moment: datetime) -> str:
    """W3CDTF in UTC; a time without a zone is taken as it stands."""
    utc = moment.astimezone(UTC) if moment.tzinfo is not None else moment
    return utc.strftime("%Y-%m-%dT%H:%M:%SZ")


def _bytes(root: Element) -> bytes:
    written: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
    return written

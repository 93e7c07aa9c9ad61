"""Läsbar text. A content as plain text, for putting two versions beside each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kansli.plugin.writing.content import Content


def as_text(content: Content, definition: Mapping[str, Any]) -> str:
    """Return the content under the type's headings, in the type's order."""
    blocks = [str(content.get("title", "")), str(content.get("date", ""))]
    for section in definition.get("sections", ()):
        text = "\n".join(_section(content, section))
        if text:
            blocks.append(f"{section['label']}\n{text}")
    return "\n\n".join(block for block in blocks if block)


def _section(content: Content, section: Mapping[str, Any]) -> Iterator[str]:
    kind = section.get("kind", "text")
    if kind == "text":
        text = (content.get("sections") or {}).get(section["id"], "")
        if text:
            yield text
    elif kind == "proposals":
        for proposal in content.get("proposals") or ():
            yield from (f"{proposal.get('body', '')}:", *proposal.get("clauses", ()))
    elif kind == "basis":
        yield from (f"- {item['text']}" for item in content.get("basis") or ())
    elif kind == "recipients":
        for people in (content.get("recipients") or {}).values():
            yield from (f"- {person['name']}" for person in people)
    else:
        yield from (f"{item['name']}, {item['title']}".rstrip(", ") for item in content.get("signatories") or ())

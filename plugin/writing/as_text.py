"""Läsbar text. A content as plain text, for putting two versions beside each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kansli.plugin.writing.content import OFFICER_CONTACT, Content


def as_text(content: Content, definition: Mapping[str, Any]) -> str:
    """Return the content under the type's headings, in the type's order."""
    blocks = [str(content.get("title", "")), str(content.get("date", "")), "\n".join(_officers(content))]
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
    elif kind == "addressees":
        yield from (f"- {row['body']}, {row['number']}".rstrip(", ") for row in content.get("addressees") or ())
    elif kind == "proposals":
        for proposal in content.get("proposals") or ():
            yield from (f"{', '.join(proposal.get('bodies', ()))}:", *proposal.get("clauses", ()))
    elif kind == "basis":
        yield from (f"- {item['text']}" for item in content.get("basis") or ())
    elif kind == "recipients":
        for people in (content.get("recipients") or {}).values():
            yield from (_recipient(person) for person in people)
    else:
        yield from (f"{item['name']}, {item['title']}".rstrip(", ") for item in content.get("signatories") or ())


def _recipient(person: Mapping[str, Any]) -> str:
    name = f"~~{person['name']}~~" if person.get("struck") else person["name"]
    return f"- {name} {person.get('note', '')}".rstrip()


def _officers(content: Content) -> Iterator[str]:
    for one in content.get("officers") or ():
        yield ", ".join(filter(None, (one["name"], one["title"], *(one.get(name, "") for name in OFFICER_CONTACT))))

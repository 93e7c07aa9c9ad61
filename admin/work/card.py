"""Registreringskortet. What the card is filled in with, what it sends on, and where its faults belong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from kansli.admin.work.uploads import Upload
from kansli.plugin.intake import gate
from kansli.plugin.rights import Actor
from kansli.plugin.store.files import Blob
from kansli.plugin.store.organisation import Registry
from kansli.plugin.system import System

if TYPE_CHECKING:
    from kansli.plugin.proposing import Proposal, Reason

COMMON = ("counterparty", "counterparty_reference", "received_on", "document_date", "channel")
SHOWN_TEXT = 30_000
"""Characters of a file's text that the middle column shows; the words behind a proposal stand early."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A file of the card, with what its text gave."""

    upload: Upload
    proposal: Proposal
    text: Markup


def letters(system: System, uploads: Sequence[Upload], *, registry: Registry, actor: Actor) -> tuple[Letter, ...]:
    """Read each file and propose; the one that the others come with (the covering letter) first."""
    read = [_letter(system, upload, registry, actor) for upload in uploads]
    return tuple(sorted(read, key=lambda letter: _rank(letter.proposal)))


def first_values(found: Sequence[Letter], *, case_type: str, today: str) -> dict[str, str]:
    """Return the card's values: what the covering letter says, completed from the others."""
    values = {"received_on": today, "case_type": case_type, "title": ""}
    for letter in reversed(found):
        said = {name: getattr(letter.proposal, name) for name in (*COMMON[:4], "response_due", "title", "case_type")}
        values.update({name: value for name, value in said.items() if value})
    for number, letter in enumerate(found):
        values[f"doc.{number}.title"] = letter.proposal.document_title
        values[f"doc.{number}.kind"] = letter.proposal.kind
    return values


def posted_documents(form: MultiDict[str, str], uploads: Sequence[Upload]) -> list[dict[str, Any]]:
    """Return the handlingar that the card makes: a file of its own, or with the one before; none at all is paper."""
    common = {name: form.get(name, "") for name in COMMON}
    if not uploads:
        return [{**common, **_own(form, 0), "response_due": form.get("response_due", ""), "files": []}]
    made: list[dict[str, Any]] = []
    for number, upload in enumerate(uploads):
        if made and form.get(f"doc.{number}.with_previous"):
            made[-1]["files"].append(upload.as_file())
        else:
            made.append({**common, **_own(form, number), "files": [upload.as_file()]})
    made[0]["response_due"] = form.get("response_due", "")
    return made


def posted_secrecy(form: MultiDict[str, str]) -> dict[str, Any]:
    """Return the marking that what is registered begins with, and the title that others see instead; may be empty."""
    marking = {name: form.get(f"secrecy.{name}", "") for name in ("provision", "note")}
    return {"secrecy": marking, "public_title": form.get("public_title", "")}


def card_problems(problems: Mapping[str, str]) -> dict[str, str]:
    """Return faults by the card's own fields: what all handlingar share is told once."""
    told: dict[str, str] = {}
    for name, text in problems.items():
        parts = name.split(".")
        own = parts[0] == "documents" and len(parts) > 2
        inner = ".".join(parts[2:]) if own else name
        field = f"doc.{parts[1]}.{inner}" if own and inner in {"title", "kind"} else inner
        told.setdefault("files" if field.startswith("files") else field, text)
    return told


def _own(form: MultiDict[str, str], number: int) -> dict[str, str]:
    return {"title": form.get(f"doc.{number}.title", ""), "kind": form.get(f"doc.{number}.kind", "") or "unknown"}


def _rank(proposal: Proposal) -> int:
    """A covering letter before what it covers; otherwise as they came."""
    return 0 if proposal.kind == "cover_letter" or proposal.response_due else 1


def _letter(system: System, upload: Upload, registry: Registry, actor: Actor) -> Letter:
    from kansli.plugin.registering import Received, propose  # the recogniser is heavy; only the card needs it

    with system.files.open(upload.sha256) as stored:
        verdict = gate.judge(stored, file_name=upload.filename, max_bytes=system.incoming_limit)
    blob = Blob(upload.sha256, upload.size)
    again = Received(blob, upload.filename, upload.media_type, upload.quarantine, verdict)
    proposal = propose(system, again, registry=registry, actor=actor)
    return Letter(upload, proposal, marked(proposal.text[:SHOWN_TEXT], proposal.why))


def marked(text: str, why: Mapping[str, Reason]) -> Markup:
    """Return the text with the words behind each proposal marked, each with an id that its field links to."""
    pieces, at = Markup(""), 0
    for name, reason in sorted(why.items(), key=lambda item: item[1].start):
        if reason.start < at or reason.end > len(text):
            continue
        pieces += Markup("{}<mark id='why-{}'>{}</mark>").format(
            text[at : reason.start], name, text[reason.start : reason.end]
        )
        at = reason.end
    return pieces + text[at:]

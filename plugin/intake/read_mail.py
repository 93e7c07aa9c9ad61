"""E-post. A mail as a handling: who, when, what about, the text, and a list of the files that came with it."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser

from kansli.plugin.intake.extraction import Attachment, Caution, Extraction

_LINES = (("From", "Från"), ("To", "Till"), ("Cc", "Kopia"), ("Subject", "Ämne"))
_BREAKS = {"p", "br", "div", "tr", "li", "h1", "h2", "h3", "h4", "table", "ul", "ol"}
_HIDDEN = {"script", "style", "head", "title"}


def read_mail(data: bytes) -> Extraction:
    """Read a mail: its header lines in Swedish, the body as text, the attachments listed and left unopened."""
    message = message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - policy.default promises it; the type checker cannot know
    header = [f"{label}: {_header(message, name)}" for name, label in _LINES if _header(message, name)]
    if day := _day(message):
        header.insert(1, f"Datum: {day}")
    attachments = tuple(_attachments(message))
    body, warnings = _body(message)
    listed = [f"- {attachment.name}" for attachment in attachments]
    parts = ["\n".join(header), body.strip(), "\n".join(["Bilagor:", *listed]) if listed else ""]
    return Extraction(
        text="\n\n".join(part for part in parts if part),
        warnings=warnings,
        title=re.sub(r"^(?:\s*(?:sv|re|vb|fw|fwd)\s*:)+\s*", "", _header(message, "Subject"), flags=re.I),
        sender=_header(message, "From"),
        attachments=attachments,
    )


def _header(message: EmailMessage, name: str) -> str:
    try:
        value = message.get(name)
    except (ValueError, IndexError, AttributeError):
        # The standard library's header parser stumbles on some broken headers; the raw text is better than none.
        value = next((raw for key, raw in message.raw_items() if key.lower() == name.lower()), "")
    return re.sub(r"\s+", " ", str(value or "")).strip()


def _day(message: EmailMessage) -> str:
    try:
        return parsedate_to_datetime(_header(message, "Date")).date().isoformat()
    except (ValueError, TypeError, IndexError):
        return ""


def _body(message: EmailMessage) -> tuple[str, tuple[Caution, ...]]:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return "", (Caution("no_text", "Meddelandet har ingen text; se bilagorna."),)
    try:
        content = part.get_content()
    except (LookupError, ValueError, KeyError, AssertionError):
        payload = part.get_payload(decode=True)
        content = payload.decode("cp1252", "replace") if isinstance(payload, bytes) else ""
    text = content if isinstance(content, str) else ""
    return (_plain(text) if part.get_content_type() == "text/html" else text), ()


def _attachments(message: EmailMessage) -> list[Attachment]:
    from kansli.plugin.intake.gate import safe_name

    found = []
    for part in message.iter_attachments():
        payload = part.get_payload(decode=True)
        size = len(payload) if isinstance(payload, bytes) else len(part.as_bytes()) if part.is_multipart() else 0
        found.append(Attachment(safe_name(part.get_filename() or "bilaga"), part.get_content_type(), size))
    return found


class _Text(HTMLParser):
    """Keeps the words of a mail written as HTML, breaks where its blocks end, and nothing of its code."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - parser's shape
        """Break the line at blocks, count into hidden parts."""
        self._hidden += tag in _HIDDEN
        if tag in _BREAKS:
            self.pieces.append("\n- " if tag == "li" else "\n")

    def handle_endtag(self, tag: str) -> None:
        """Count out of hidden parts, break after paragraphs."""
        self._hidden = max(0, self._hidden - (tag in _HIDDEN))
        if tag in ("p", "h1", "h2", "h3", "h4", "table"):
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        """Keep the words that are shown."""
        if not self._hidden:
            self.pieces.append(re.sub(r"\s+", " ", data))


def _plain(html: str) -> str:
    parser = _Text()
    parser.feed(html)
    parser.close()
    return "".join(parser.pieces)

"""Mallfiler på väg in. An uploaded template is kept by its hash and carried from page to page as a signed token."""

from __future__ import annotations

from flask import request
from flask_babel import gettext as _

from kansli.admin.work.downloads import WORD
from kansli.admin.work.uploads import Upload, upload_of
from kansli.doctemplates.package import MAX_FILE, MESSAGES
from kansli.plugin.errors import InvalidField
from kansli.plugin.system import System
from kansli.plugin.templating.checking import normal_form

CARRIED = "fil"
"""Name of the part of the address that carries the token."""


def received_template(system: System) -> Upload:
    """Store the request's file, a .dotx as the same .docx; refused when there is none or it is too large."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise InvalidField("file", _("Välj mallens fil."))
    data = sent.stream.read(MAX_FILE + 1)
    if len(data) > MAX_FILE:
        raise InvalidField("file", MESSAGES["too_large"])
    return stored_template(system, data, str(sent.filename))


def stored_template(system: System, data: bytes, filename: str) -> Upload:
    """Store bytes that are to be looked at; they are swept after a day unless somebody proposes them."""
    blob = system.files.put(normal_form(data))
    return Upload(blob.sha256, blob.size, filename[:255], WORD, "")


def carried_template() -> Upload | None:
    """Return the file that the address carries; None when it carries none. Refused when it is lost."""
    token = request.args.get(CARRIED, "")
    if not token:
        return None
    found = upload_of(token)
    if found is None:
        raise InvalidField("file", _("Filen som du valde går inte att läsa längre. Välj den igen."))
    return found

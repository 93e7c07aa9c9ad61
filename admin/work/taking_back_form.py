"""Inläsningens formulär. How the page's choices become decisions, and which file they are about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from kansli.admin.work.uploads import Upload
from kansli.plugin.errors import InvalidField, NotFound
from kansli.plugin.overview.document_page import visible_file
from kansli.plugin.rights import Actor
from kansli.plugin.store.documents import VersionFile
from kansli.plugin.taking_back import Decisions
from kansli.plugin.taking_back.decisions import TAKES

Form = MultiDict[str, str]


def the_file(uploads: Sequence[Upload]) -> Upload:
    """Return the one file; the newest where the form carried one from before. Refused where there is none."""
    if not uploads:
        raise InvalidField("files", _("Välj Word-filen som du har redigerat."))
    return uploads[-1]


def stored_upload(version: int, *, actor: Actor) -> Upload:
    """Return the first file of a stored version as one handed in; NotFound unless the actor may see it."""
    row = VersionFile.select().where(VersionFile.version == version).order_by(VersionFile.position).first()
    if row is None:
        raise NotFound(_("Filen"))
    found = visible_file(row.id, actor=actor)
    return Upload(found.file.sha256, found.file.size, found.filename, found.media_type, found.quarantine)


def posted_decisions(form: Form) -> Decisions:
    """Return what the form says; what nobody has chosen is left undecided."""
    changes = form.get("changes", "")
    return Decisions(
        changes="accept" if changes == "accept" else "reject" if changes == "reject" else "",
        comments_read="comments" in form,
        takes={name: TAKES[value] for name, value in _under(form, "take.").items() if value in TAKES},
        texts=_under(form, "text."),
        confirmed=frozenset(_under(form, "confirm.")),
        keep_file="keep_file" in form,
    )


def _under(form: Form, prefix: str) -> Mapping[str, str]:
    return {name.removeprefix(prefix): value for name, value in form.items() if name.startswith(prefix)}

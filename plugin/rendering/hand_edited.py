"""Redigerad för hand. A file that somebody has worked on in Word is the version; no new rendering hides it unasked."""

from __future__ import annotations

from kansli.plugin.errors import Blocker, Refused
from kansli.plugin.store.accounts import User
from kansli.plugin.store.documents import Document, DocumentVersion


class HandEdited(Refused):
    """The newest version of the handling was not made by Kansli.

    `version` is its public id, `is_home` tells that its text has been read back.
    """

    code = "hand_edited"

    def __init__(self, version: DocumentVersion) -> None:
        when = version.created_at.strftime("%Y-%m-%d %H:%M")
        home = "Texten i den är inläst." if version.taken_back else "Läs in den från Word om texten ska följa med."
        message = (
            f"Word-filen är redigerad för hand: version {version.number}, {when}, {_who(version)}. {home} Skapas en ny "
            f"fil ändå blir den redigerade kvar som version {version.number}, men den nya gäller."
        )
        super().__init__(message, details=(Blocker(self.code, message, version.document.record_id),))
        self.version = version.record_id
        self.is_home = version.taken_back is not None


def must_not_be_hand_edited(document: Document | None) -> None:
    """Refuse where a new rendering would come after a file that somebody has edited."""
    if document is None or document.state in {"purged", "voided"}:
        return
    versions = DocumentVersion.select().where(DocumentVersion.document == document)
    newest: DocumentVersion | None = versions.order_by(DocumentVersion.number.desc()).first()
    if newest is not None and newest.source != "rendered" and newest.files.exists():
        raise HandEdited(newest)


def _who(version: DocumentVersion) -> str:
    user = User.get_or_none(User.email == version.author)
    return str(user.name if user is not None else version.author)

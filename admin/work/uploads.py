"""Uppladdat. Files on their way in: stored at once by their hash, and carried through the form as a signed token.

A refused form keeps its files: the token names bytes that are stored already. It can neither be made nor changed by
anybody else, and never holds a path.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from flask import current_app, request
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.datastructures import FileStorage

from kansli.admin.access import the_actor
from kansli.plugin.errors import InvalidField
from kansli.plugin.system import System

LASTS = 24 * 3600
"""Seconds that a token is good for; the bytes are swept as orphans no sooner than a day."""

MOST = 50

CARRIED = "upload"
"""Name of the hidden fields that carry the tokens."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that is stored. `quarantine` says why it may not be opened; `size` is in bytes."""

    sha256: str
    size: int
    filename: str
    media_type: str
    quarantine: str

    def as_file(self) -> Mapping[str, object]:
        """Return what the registering steps take."""
        return asdict(self)

    @property
    def token(self) -> str:
        """Return the signed form of it, good for the one who uploaded it."""
        return _signer().dumps(asdict(self))


def received_uploads(system: System) -> tuple[Upload, ...]:
    """Store every file of the request and return them after those that the form has carried.

    Refused over the incoming gate's limit, when there are more than `MOST`, and when a carried one is lost.
    """
    kept = kept_uploads()
    must_all_be_kept(kept)
    sent = [one for one in request.files.getlist("files") if one.filename]
    if len(kept) + len(sent) > MOST:
        count = len(kept) + len(sent)
        raise InvalidField("files", _("%(n)d filer är för många på en gång, högst %(most)d.", n=count, most=MOST))
    return (*kept, *_stored(system, sent))


def _stored(system: System, sent: Sequence[FileStorage]) -> Iterator[Upload]:
    from kansli.plugin.registering import receive  # the readers behind it are heavy; only uploads need them

    for file in sent:
        one = receive(system, file.stream, str(file.filename))
        yield Upload(one.blob.sha256, one.blob.size, one.filename, one.media_type, one.quarantine)


def kept_uploads() -> tuple[Upload, ...]:
    """Return the files that the form has carried and that can be read: tokens of ours, of hers, and not too old."""
    return tuple(upload for token in request.form.getlist(CARRIED) if (upload := upload_of(token)) is not None)


def must_all_be_kept(kept: Sequence[Upload]) -> None:
    """Refuse a form that has carried more files than could be read: none is left out without a word."""
    if len(kept) < len(request.form.getlist(CARRIED)):
        raise InvalidField("files", _("En fil som du valde tidigare går inte att läsa längre. Välj filerna igen."))


def upload_of(token: str) -> Upload | None:
    """Return the file that a token names; None for one that is not ours, not hers, or too old."""
    try:
        values = _signer().loads(token, max_age=LASTS)
        return Upload(**values)
    except (BadSignature, TypeError):
        return None


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=f"kansli-upload-{the_actor().id}")

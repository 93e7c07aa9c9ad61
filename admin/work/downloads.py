"""Nedladdning. How stored bytes leave us: always as a file to save, under a name that is only a name."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from flask import Response, send_file

from kansli.plugin.intake.gate import safe_name
from kansli.plugin.store.documents import VersionFile
from kansli.plugin.store.files import FileStore

UNKNOWN = "application/octet-stream"
PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def send_stored(files: FileStore, found: VersionFile) -> Response:
    """Stream a file out of the store. What is in quarantine goes as bytes of no kind."""
    media_type = UNKNOWN if found.quarantine else found.media_type or UNKNOWN
    # Flask reads a relative path from the code's folder, and a data folder may be given relative to where we started.
    return _hardened(
        send_file(
            files.path(found.file.sha256).absolute(),
            mimetype=media_type,
            as_attachment=True,
            download_name=safe_name(found.filename),
            etag=False,
            conditional=False,
            max_age=0,
        )
    )


def send_made(path: Path, *, filename: str, media_type: str) -> Response:
    """Send a file that has been made for this and is kept for a while."""
    made = send_file(
        path.absolute(),
        mimetype=media_type,
        as_attachment=True,
        download_name=safe_name(filename),
        etag=False,
        conditional=False,
        max_age=0,
    )
    return _hardened(made)


def send_bytes(data: bytes, *, filename: str, media_type: str) -> Response:
    """Send bytes that were made now."""
    made = send_file(
        BytesIO(data), mimetype=media_type, as_attachment=True, download_name=safe_name(filename), max_age=0
    )
    return _hardened(made)


def _hardened(response: Response) -> Response:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    response.headers["Cache-Control"] = "no-store"
    return response

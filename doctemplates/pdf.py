"""PDF. A finished document as tagged PDF/A-2, made by LibreOffice in a process and a profile of its own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from kansli.doctemplates.problems import PdfFailed

_NAMES = ("soffice", "libreoffice")
_USUAL_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
)
_EXPORT = {
    "SelectPdfVersion": {"type": "long", "value": "2"},
    "PDFUACompliance": {"type": "boolean", "value": "true"},
    "UseTaggedPDF": {"type": "boolean", "value": "true"},
    "ExportBookmarks": {"type": "boolean", "value": "true"},
}


def libreoffice() -> Path | None:
    """LibreOffice. Where its program is; None where it is not installed."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    if found is None:
        found = next((path for path in _USUAL_PLACES if Path(path).exists()), None)
    return Path(found) if found else None


def to_pdf(data: bytes, *, timeout: float = 60) -> bytes:
    """Gör PDF. PDF/A-2 and PDF/UA from a document that `verify` has passed; `timeout` in seconds.

    Each call has its own profile, since two programs sharing one lose files without a word. Raises `PdfFailed`.
    """
    program = libreoffice()
    if program is None:
        raise PdfFailed("LibreOffice finns inte på servern, så dokumentet kan inte göras till PDF. Hämta Word-filen.")
    # LibreOffice may still be writing its profile when it is stopped; what is left then is the system's to clean.
    with tempfile.TemporaryDirectory(prefix="kansli-pdf-", ignore_cleanup_errors=True) as folder:
        source = Path(folder) / "dokument.docx"
        source.write_bytes(data)
        said = _convert(program, source, timeout=timeout)
        made = source.with_suffix(".pdf")
        # It reports success also when it wrote nothing.
        if not made.exists() or not made.stat().st_size:
            raise PdfFailed("LibreOffice gjorde ingen PDF av dokumentet.", details=[{"output": said[-2000:]}])
        return made.read_bytes()


def _convert(program: Path, source: Path, *, timeout: float) -> str:
    folder = source.parent
    command = [
        str(program), f"-env:UserInstallation={(folder / 'profil').as_uri()}",
        "--headless", "--norestore", "--nolockcheck", "--nodefault",
        "--convert-to", f"pdf:writer_pdf_Export:{json.dumps(_EXPORT)}", "--outdir", str(folder), str(source),
    ]  # fmt: skip
    environment = {**os.environ, "HOME": str(folder)}
    # A session of its own, so that LibreOffice's helper process can be ended with it.
    with subprocess.Popen(  # noqa: S603 - a fixed program, and a file name of our own
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment,
        start_new_session=True,
    ) as process:
        try:
            output, _ = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired as error:
            _end(process)
            raise PdfFailed(f"PDF:en blev inte klar på {timeout:g} sekunder och avbröts. Försök igen.") from error
    return output.decode("utf-8", "replace")


def _end(process: subprocess.Popen[bytes]) -> None:
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()

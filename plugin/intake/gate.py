"""Inkommande grind. Whether a file that arrived can be opened safely, or is kept unopened in quarantine.

Whatever has arrived is registered (TF 2:9, OSL 5:1), so nothing is refused here but what exceeds the size limit.
The type is told from the bytes, never from the name.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO, Literal

from kansli.plugin.errors import Refused
from kansli.plugin.intake.old_office import look_into
from kansli.plugin.intake.pieces import holds, piece
from kansli.plugin.intake.plain import decode

Status = Literal["readable", "quarantined"]
BEG_FOR_COPY = "Går inte att öppna – begär läsbar kopia."
MAX_BYTES = 500 * 1024 * 1024

_MAX_ENTRIES = 2_000
_MAX_UNPACKED = 100 * 1024 * 1024
_MAX_RATIO, _RATIO_FROM = 200, 1024 * 1024
_LONGEST_NAME = 120
_HEAD = 8_192


class FileTooLarge(Refused):
    """The only thing the gate refuses."""

    code = "file_too_large"

    def __init__(self, name: str, size: int, limit: int) -> None:
        super().__init__(
            f"Filen ”{name}” är {size / 1e6:.0f} MB; gränsen är {limit / 1e6:.0f} MB. "
            "Ta emot den på annat sätt och registrera handlingen utan fil.",
            field="file",
        )


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of file that the gate knows. `text` says whether `extract` gets text out of it."""

    id: str
    label: str
    media_type: str
    suffix: str
    text: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """The gate's decision. `code` and `message` say why a file is in quarantine, else they are empty."""

    status: Status
    type: FileType
    display_name: str
    size: int
    code: str = ""
    message: str = ""

    @property
    def readable(self) -> bool:
        """True where the file may be opened, indexed and shown."""
        return self.status == "readable"


_WORD = "application/vnd.openxmlformats-officedocument."
TYPES = {
    kind.id: kind
    for kind in (
        FileType("txt", "text", "text/plain", ".txt", text=True),
        FileType("md", "Markdown", "text/markdown", ".md", text=True),
        FileType("docx", "Word", f"{_WORD}wordprocessingml.document", ".docx", text=True),
        FileType("pdf", "PDF", "application/pdf", ".pdf", text=True),
        FileType("odt", "OpenDocument-text", "application/vnd.oasis.opendocument.text", ".odt", text=True),
        FileType("eml", "e-post", "message/rfc822", ".eml", text=True),
        FileType("xlsx", "Excel", f"{_WORD}spreadsheetml.sheet", ".xlsx"),
        FileType("pptx", "PowerPoint", f"{_WORD}presentationml.presentation", ".pptx"),
        FileType("png", "bild (PNG)", "image/png", ".png"),
        FileType("jpg", "bild (JPEG)", "image/jpeg", ".jpg"),
        FileType("gif", "bild (GIF)", "image/gif", ".gif"),
        FileType("tif", "bild (TIFF)", "image/tiff", ".tif"),
        FileType("rtf", "RTF", "application/rtf", ".rtf", text=True),
        FileType("doc", "Word 97–2003", "application/msword", ".doc", text=True),
        FileType("office97", "äldre Office-fil", "application/x-ole-storage", ".doc"),
        FileType("zip", "packat arkiv", "application/zip", ".zip"),
        FileType("program", "programfil", "application/octet-stream", ".bin"),
        FileType("web", "webbsida eller XML", "text/html", ".html"),
        FileType("unknown", "okänd filtyp", "application/octet-stream", ".bin"),
    )
}
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF8", "gif"),
    (b"II*\x00", "tif"),
    (b"MM\x00*", "tif"),
    (b"{\\rtf", "rtf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office97"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"#!", "program"),
)
_OFFICE_FOLDERS = (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx"))
_MAIL_HEADER = re.compile(
    rb"^(?:from|to|subject|date|received|return-path|message-id|mime-version|delivered-to|x-[\w-]+|dkim-\w+):",
    re.I | re.M,
)

REASONS = {
    "empty": "Filen är tom (0 byte).",
    "encrypted": "Filen är lösenordsskyddad eller krypterad.",
    "truncated": "Filen är skadad eller avbruten.",
    "macros": "Filen innehåller makron och öppnas inte.",
    "zip_bomb": "Filen packas upp till orimlig storlek och öppnas inte.",
    "archive": "Filen är ett packat arkiv. Be avsändaren skicka handlingarna var för sig.",
    "legacy_office": "Filen är i ett äldre Office-format som inte kan kontrolleras.",
    "program": "Filen är ett program och öppnas inte.",
    "web": "Filen är en webbsida eller XML-fil och öppnas inte.",
    "unknown_type": "Filens typ går inte att känna igen.",
}


def receive(data: bytes, *, file_name: str, max_bytes: int = MAX_BYTES) -> Verdict:
    """Judge a file that arrived. Raises FileTooLarge, and nothing else whatever the bytes are."""
    return judge(io.BytesIO(data), file_name=file_name, max_bytes=max_bytes)


def judge(stream: IO[bytes], *, file_name: str, max_bytes: int = MAX_BYTES) -> Verdict:
    """Judge a file where it lies, as `receive` does, in pieces: a large one is never whole in memory.

    Word files (small once they have passed as zip) and locked PDF files are read whole by those that open them.
    """
    name = safe_name(file_name)
    size = stream.seek(0, io.SEEK_END)
    if size > max_bytes:
        raise FileTooLarge(name, size, max_bytes)
    kind = TYPES[_sniff(stream, name)]
    code, detail = _reason(stream, kind) if size else ("empty", "")
    if not code:
        return Verdict("readable", kind, name, size)
    return Verdict("quarantined", kind, name, size, code, f"{BEG_FOR_COPY} {detail or REASONS[code]}")


def safe_name(file_name: str, *, fallback: str = "namnlös") -> str:
    """Make a name that can be shown and downloaded: no path, no control or direction characters, å ä ö kept."""
    name = unicodedata.normalize("NFC", file_name.encode("utf-8", "ignore").decode("utf-8"))
    name = re.split(r"[/\\]", name)[-1]
    name = "".join(
        char for char in name if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    )
    name = re.sub(r'[<>:"|?*]', "_", re.sub(r"\s+", " ", name)).strip(" .")
    if re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?", name):
        name = f"_{name}"
    if len(name) > _LONGEST_NAME:
        stem, dot, suffix = name.rpartition(".")
        keep_suffix = dot and len(suffix) <= 8
        name = (
            f"{stem[: _LONGEST_NAME - len(suffix) - 2]}….{suffix}" if keep_suffix else name[: _LONGEST_NAME - 1] + "…"
        )
    return name or fallback


def _sniff(stream: IO[bytes], name: str) -> str:
    """Tell the type from the bytes. The name only chooses between plain text and Markdown."""
    head = piece(stream, 0, _HEAD)
    if b"%PDF-" in head[:1024]:
        return "pdf"
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            if kind == "office97":
                return "doc" if look_into(stream).word else kind
            return _sniff_zip(stream) if kind == "zip" else kind
    if not head or not _is_text(head):
        return "unknown"
    if len(_MAIL_HEADER.findall(head.split(b"\n\n", 1)[0].split(b"\r\n\r\n", 1)[0])) >= 2:
        return "eml"
    if re.match(rb"(?is)\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|\?xml|svg)", head):
        return "web"
    return "md" if name.lower().endswith((".md", ".markdown")) else "txt"


def _sniff_zip(stream: IO[bytes]) -> str:
    try:
        with zipfile.ZipFile(stream) as package:
            names = set(package.namelist())
            if "mimetype" in names and package.getinfo("mimetype").file_size < 200:
                mime = package.read("mimetype")
                return "odt" if mime.startswith(b"application/vnd.oasis.opendocument.text") else "zip"
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, RuntimeError, OSError, zipfile.LargeZipFile):
        beginning = piece(stream, 0, 65_536)
        names = {kind for folder, kind in _OFFICE_FOLDERS if folder.encode() in beginning}
        return names.pop() if len(names) == 1 else "zip"
    if "[Content_Types].xml" in names:
        for folder, kind in _OFFICE_FOLDERS:
            if any(entry.startswith(folder) for entry in names):
                return kind
    return "zip"


def _is_text(head: bytes) -> bool:
    """Text has no control characters to speak of, in whatever encoding it is."""
    text = decode(head)
    odd = sum(1 for char in text if (char < " " and char not in "\t\n\r\f\x0b\x1b") or char in "\ufffd\x7f")
    return odd <= max(2, len(text) * 0.02)


def _reason(stream: IO[bytes], kind: FileType) -> tuple[str, str]:
    """Why the file goes to quarantine, as code and sentence; empty where it does not."""
    if kind.id in ("unknown", "program", "web"):
        return "unknown_type" if kind.id == "unknown" else kind.id, ""
    if kind.id in ("office97", "doc"):
        return _old_office_reason(stream, kind), ""
    if kind.id == "pdf":
        return _pdf_reason(stream), ""
    if kind.id in ("docx", "xlsx", "pptx", "odt", "zip"):
        reason = _zip_reason(stream, kind.id)
        return (reason, "") if reason or kind.id != "docx" else _word_reason(stream)
    return "", ""


def _old_office_reason(stream: IO[bytes], kind: FileType) -> str:
    inside = look_into(stream)
    if inside.encrypted:
        return "encrypted"
    if inside.macros:
        return "macros"
    return "" if kind.id == "doc" else "legacy_office"


def _pdf_reason(stream: IO[bytes]) -> str:
    size = stream.seek(0, io.SEEK_END)
    if b"%%EOF" not in piece(stream, max(0, size - 4096), 4096):
        return "truncated"
    if holds(stream, b"/Encrypt"):
        from kansli.plugin.intake.sandbox import pdf_opens

        return "" if pdf_opens(piece(stream, 0, size)) else "encrypted"
    return ""


def _zip_reason(stream: IO[bytes], kind: str) -> str:
    try:
        with zipfile.ZipFile(stream) as package:
            reason = _entries_reason(package.infolist())
            if reason or kind == "zip":
                return reason or "archive"
            # Inflates everything once, in small pieces and within the sizes just checked; a wrong checksum shows.
            if package.testzip() is not None:
                return "truncated"
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, EOFError, OSError, RuntimeError):
        return "truncated"
    return "encrypted" if _odt_encrypted(stream, kind) else ""


def _entries_reason(entries: list[zipfile.ZipInfo]) -> str:
    names = [entry.filename.lower() for entry in entries]
    if any(entry.flag_bits & 1 for entry in entries):
        return "encrypted"
    if any("vbaproject" in name or name.startswith(("basic/", "scripts/")) for name in names):
        return "macros"
    swollen = any(e.file_size > _RATIO_FROM and e.file_size > _MAX_RATIO * max(1, e.compress_size) for e in entries)
    if len(entries) > _MAX_ENTRIES or sum(entry.file_size for entry in entries) > _MAX_UNPACKED or swollen:
        return "zip_bomb"
    return ""


def _odt_encrypted(stream: IO[bytes], kind: str) -> bool:
    if kind != "odt":
        return False
    with zipfile.ZipFile(stream) as package:
        try:
            with package.open("META-INF/manifest.xml") as manifest:
                return b"encryption-data" in manifest.read(1024 * 1024)
        except (KeyError, RuntimeError, zipfile.BadZipFile, OSError):
            return False


def _word_reason(stream: IO[bytes]) -> tuple[str, str]:
    from kansli.doctemplates.package import readable

    problem = readable(piece(stream, 0, stream.seek(0, io.SEEK_END)))
    return ("", "") if problem is None else (problem.code, problem.message)

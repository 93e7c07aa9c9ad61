"""Utseende. Every shipped template as PDF and as small pictures; `python tests/support/looks.py` writes new ones."""

from __future__ import annotations

import json
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
from letters import EXTRACT, EXTRACT_FOLDERS, EXTRACT_SIZES, MUNICIPALITY, SIZES, TYPES, Values, values

from kansli.doctemplates.fill import fill
from kansli.plugin.lowcode import load_profile
from kansli.plugin.rendering.catalogues import catalogue_for

GOLDEN = Path(__file__).resolve().parents[1] / "doctemplates" / "looks"
PAGE = (210, 149)
"""Height and width in pixels of a page in a picture: A4 at 18 to the inch."""
CELL = 7
"""Pictures are compared cell by cell, so that another renderer's letter shapes do not matter, but places do."""
MOST_DIFFERENT = 2.5
"""The mean difference of two pictures' cells that passes, of 255. Another page break or margin is far above it."""

Picture = np.ndarray[Any, np.dtype[np.uint8]]


def letters() -> Iterator[tuple[str, str, str]]:
    """Every template and what it is filled with: folder, name, size."""
    yield from ((folder, name, size) for folder in MUNICIPALITY for name in TYPES for size in SIZES)
    yield from ((folder, EXTRACT, size) for folder in EXTRACT_FOLDERS for size in EXTRACT_SIZES)


def filled(folder: str, name: str, tree: Values) -> bytes:
    """The letter as the plugin makes it: with its municipality's own fields."""
    template = (Path(str(resources.files("kansli.doctemplates"))) / folder / f"{name}.docx").read_bytes()
    catalogue = catalogue_for(load_profile(folder), TYPES.get(name, "minutes_extract"))
    moment = datetime(2026, 11, 22, 12, tzinfo=UTC)
    title = tree["dokument"]["rubrik"]
    return fill(
        template,
        tree,
        catalogue=catalogue,
        title=title,
        author=tree.get("forvaltning", tree["kommun"])["namn"],
        created=moment,
    )


def pdfs(program: Path, folder: Path) -> dict[str, bytes]:
    """Every letter as a tagged PDF, by `folder-name-size`; all in one run of the program."""
    made = []
    for each in letters():
        made.append(folder / f"{'-'.join(each)}.docx")
        made[-1].write_bytes(filled(*each[:2], values(*each)))
    options = {
        "SelectPdfVersion": {"type": "long", "value": "2"},
        "PDFUACompliance": {"type": "boolean", "value": "true"},
        "UseTaggedPDF": {"type": "boolean", "value": "true"},
    }
    command = [
        str(program), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
        "--convert-to", f"pdf:writer_pdf_Export:{json.dumps(options)}", "--outdir", str(folder),
    ]  # fmt: skip
    subprocess.run([*command, *map(str, made)], check=True, capture_output=True, timeout=300)
    return {path.stem: path.with_suffix(".pdf").read_bytes() for path in made}


def picture(pdf: bytes) -> Picture:
    """The pages under each other in grey."""
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.render(scale=18 / 72, grayscale=True).to_numpy() for page in document]
    return np.vstack([page.reshape(page.shape[:2])[: PAGE[0], : PAGE[1]] for page in pages])


def pages_of(shown: Picture) -> int:
    """How many pages a picture has."""
    return int(shown.shape[0] // PAGE[0])


def difference(first: Picture, second: Picture) -> float:
    """The mean difference of two pictures of as many pages, cell by cell: 0 for the same, 255 for black and white."""
    return float(np.abs(_cells(first) - _cells(second)).mean())


def _cells(shown: Picture) -> np.ndarray[Any, np.dtype[np.float64]]:
    height, width = (side // CELL * CELL for side in shown.shape)
    return shown[:height, :width].reshape(height // CELL, CELL, width // CELL, CELL).mean(axis=(1, 3))


def write_png(path: Path, shown: Picture) -> None:
    """Keep a grey picture as the plainest PNG there is."""
    height, width = shown.shape
    rows = b"".join(b"\0" + row.tobytes() for row in shown)
    parts = ((b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)), (b"IDAT", zlib.compress(rows, 9)))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in (*parts, (b"IEND", b""))))


def read_png(path: Path) -> Picture:
    """Read a picture that `write_png` wrote."""
    data, at, found = path.read_bytes(), 8, {}
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        found[data[at + 4 : at + 8]] = data[at + 8 : at + 8 + length]
        at += length + 12
    width, height = struct.unpack(">II", found[b"IHDR"][:8])
    rows = np.frombuffer(zlib.decompress(found[b"IDAT"]), dtype=np.uint8).reshape(height, width + 1)
    return rows[:, 1:]


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def main() -> int:
    """Write the pictures anew. Look at them before they are kept."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        sys.stderr.write("LibreOffice behövs.\n")
        return 1
    GOLDEN.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, pdf in pdfs(Path(program), Path(folder)).items():
            write_png(GOLDEN / f"{name}.png", picture(pdf))
    return 0


if __name__ == "__main__":
    sys.exit(main())

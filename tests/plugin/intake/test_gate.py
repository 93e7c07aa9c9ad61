"""The incoming gate: whatever arrives is taken in; what cannot be opened safely lies unopened, with a sentence."""

import io
import zipfile

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kansli.plugin.intake.gate import FileTooLarge, judge, receive, safe_name
from kansli.plugin.intake.pieces import AT_A_TIME, holds


def packed(files: dict[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return out.getvalue()


def word_file() -> bytes:
    out = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Svar på frågan om bryggan")
    document.save(out)
    return out.getvalue()


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
OPENDOCUMENT = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}
MAIL = b"From: a@exempel.se\r\nTo: b@exempel.se\r\nSubject: Bryggan\r\n\r\nHej!\r\n"


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        ("Bryggan behöver lagas.".encode(), "brev.exe", "txt"),
        ("Bryggan på ön".encode("latin-1"), "brev.txt", "txt"),
        ("Bryggan".encode("utf-16"), "brev.txt", "txt"),
        (b"# Bryggan", "brev.md", "md"),
        (PDF, "brev.docx", "pdf"),
        (word_file(), "brev.pdf", "docx"),
        (packed(OPENDOCUMENT), "brev", "odt"),
        (MAIL, "brev", "eml"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 50, "karta.jpg", "png"),
        (b"\xff\xd8\xff\xe0" + b"x" * 50, "karta", "jpg"),
    ],
)
def test_the_type_is_told_from_the_bytes(data: bytes, name: str, kind: str) -> None:
    verdict = receive(data, file_name=name)
    assert (verdict.type.id, verdict.status, verdict.code) == (kind, "readable", "")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"MZ\x90\x00" + b"\x00" * 100, "program"),
        (b"#!/bin/sh\nrm -rf /", "program"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "web"),
        (bytes(range(256)) * 20, "unknown_type"),
        (PDF[:40], "truncated"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500, "legacy_office"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (packed({"a.txt": b"hej"}), "archive"),
        (packed(OPENDOCUMENT)[:-30], "truncated"),
        (packed(OPENDOCUMENT | {"Basic/script.xml": b"x"}), "macros"),
        (packed(OPENDOCUMENT | {"META-INF/manifest.xml": b"<m:encryption-data/>"}), "encrypted"),
        (packed(OPENDOCUMENT | {"stor.xml": b"0" * 20_000_000}), "zip_bomb"),
        (packed({f"{number}.txt": b"" for number in range(2001)}), "zip_bomb"),
        (packed({"[Content_Types].xml": b"<x/>", "xl/vbaProject.bin": b"x"}), "macros"),
    ],
)
def test_what_cannot_be_opened_safely_is_quarantined_with_a_sentence(data: bytes, code: str) -> None:
    verdict = receive(data, file_name="handling")
    assert (verdict.status, verdict.code) == ("quarantined", code)
    assert verdict.message.startswith("Går inte att öppna – begär läsbar kopia.")
    assert verdict.size == len(data)


def test_a_truncated_word_file_is_quarantined() -> None:
    verdict = receive(word_file()[:-200], file_name="svar.docx")
    assert verdict.status == "quarantined"


def test_an_encrypted_archive_is_quarantined() -> None:
    data = bytearray(packed({"a.txt": b"hej"}))
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(sign) + place] |= 1
    assert receive(bytes(data), file_name="a.zip").code == "encrypted"


def test_only_the_size_limit_refuses() -> None:
    with pytest.raises(FileTooLarge, match="gränsen") as refused:
        receive(b"x" * 2_000_001, file_name="film.mp4", max_bytes=2_000_000)
    assert refused.value.code == "file_too_large"


@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", b"%PDF-", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]))
def test_no_bytes_are_refused(data: bytes, start: bytes) -> None:
    verdict = receive(start + data, file_name="okänd")
    assert verdict.readable is (verdict.code == "")


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Temp\\Remiss åäö.docx", "Remiss åäö.docx"),
        ("Sjo\u0308fart.pdf", "Sjöfart.pdf"),
        ("rad\nbruten\x00.txt", "radbruten.txt"),
        ("fil\u202egpj.exe", "filgpj.exe"),
        ("a<b>:c|?.txt", "a_b__c__.txt"),
        ("  .dold. ", "dold"),
        ("CON.txt", "_CON.txt"),
        ("\ud800", "namnlös"),
        ("", "namnlös"),
    ],
)
def test_a_hostile_file_name_becomes_one_to_show(hostile: str, shown: str) -> None:
    assert safe_name(hostile) == shown


def test_a_long_file_name_keeps_its_ending() -> None:
    name = safe_name("å" * 5000 + ".docx")
    assert len(name) <= 120
    assert name.endswith("….docx")


@given(st.text())
def test_every_safe_name_stays_as_it_is(name: str) -> None:
    shown = safe_name(name)
    assert shown
    assert not set(shown) & set('/\\<>:"|?*\x00\n')
    assert len(shown) <= 120


class Watched(io.BytesIO):
    """A file that remembers the most that was read of it at once."""

    most = 0

    def read(self, size: int | None = -1) -> bytes:
        read = super().read(size)
        self.most = max(self.most, len(read))
        return read


@pytest.mark.parametrize(
    ("start", "end", "status"),
    [
        (b"%PDF-1.7\n", b"\n%%EOF\n", "readable"),
        (b"\x89PNG\r\n\x1a\n", b"", "readable"),
        (b"%PDF-1.7\n", b"", "quarantined"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", "quarantined"),
    ],
)
def test_a_large_file_is_judged_a_piece_at_a_time(start, end, status):
    stream = Watched(start + b"\0" * (40 << 20) + end)
    assert judge(stream, file_name="stor.pdf").status == status
    assert stream.most <= 1 << 20


def test_what_is_looked_for_is_found_where_two_pieces_meet():
    for shift in range(9):
        assert holds(io.BytesIO(b"x" * (AT_A_TIME - shift) + b"/Encrypt" + b"x" * 20), b"/Encrypt")
    assert not holds(io.BytesIO(b"x" * (AT_A_TIME + 9)), b"/Encrypt")

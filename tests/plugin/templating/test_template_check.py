"""What is wrong with a template is told with its place, whatever its kind, and foreign files are kept apart."""

from __future__ import annotations

import base64
import io
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from word_templates import MEMO, template

from kansli.doctemplates.annotate import annotate
from kansli.doctemplates.opc import DOCUMENT_TYPE, TEMPLATE_TYPE
from kansli.doctemplates.package import MAX_FILE
from kansli.plugin.rendering.catalogues import catalogue_for
from kansli.plugin.templating.apart import Limits, scan_apart, trial_apart
from kansli.plugin.templating.checking import WITHOUT_PLACE, check_template, normal_form, trust, try_out
from kansli.plugin.templating.overview import broken_templates
from kansli.plugin.templating.shipped import known_templates, template_file

# A picture of one dot.
PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=")


@pytest.fixture
def profile(sqlite_system):
    return sqlite_system.profile


def made(change) -> bytes:
    """A Word file that python-docx makes, with a change of one's own."""
    document = Document()
    document.add_paragraph("{{ dokument.rubrik }}")
    change(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def repacked(data: bytes, **parts: bytes) -> bytes:
    """The file with parts added or replaced (`__` for a slash, `_` for a dot)."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        names = {name.replace("__", "/").replace("_", "."): content for name, content in parts.items()}
        for name in old.namelist():
            if name not in names:
                new.writestr(name, old.read(name))
        for name, content in names.items():
            new.writestr(name, content)
    return buffer.getvalue()


def dotx() -> bytes:
    data = template()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        types = archive.read("[Content_Types].xml").replace(DOCUMENT_TYPE.encode(), TEMPLATE_TYPE.encode())
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, types if name == "[Content_Types].xml" else old.read(name))
    return buffer.getvalue()


def header_control(document) -> None:
    control = parse_xml(
        f'<w:sdt {nsdecls("w")}><w:sdtPr><w:alias w:val="Ärenderubrik"/><w:tag w:val="arende.rubrk"/></w:sdtPr>'
        "<w:sdtContent><w:r><w:t>x</w:t></w:r></w:sdtContent></w:sdt>"
    )
    document.sections[0].header.paragraphs[0]._p.append(control)


def open_row_loop(document) -> None:
    table = document.add_table(3, 1)
    table.cell(2, 0).text = "{%tr for h in handlaggare %}"


FAULTS = {
    "unknown field": (
        template("Hej", "Diarienummer: {{ arende.diarienumer }}"),
        "Brödtexten, stycke 2 ”Diarienummer: {{ arende.diarienumer }}”: okänt fält ”arende.diarienumer”. "
        "Menade du ”arende.diarienummer”?",
    ),
    "control in the header": (
        made(header_control),
        "Sidhuvudet: innehållskontrollen ”Ärenderubrik” har taggen ”arende.rubrk” som inte finns i fältlistan. "
        "Menade du ”arende.rubrik”?",
    ),
    "row loop without end": (
        made(open_row_loop), "Tabell 1, rad 3: {%tr for h in handlaggare %} saknar {% endfor %}."
    ),
    "field without end": (
        template("{{ arende.rubrik"),
        "Brödtexten, stycke 1 ”{{ arende.rubrik”: ett fält är inte avslutat. Fält skrivs {{ arende.rubrik }}.",
    ),
    "macros": (
        repacked(template(), word__vbaProject_bin=b"x"),
        "Filen innehåller makron. Spara den som ”Word-dokument (*.docx)”.",
    ),
    "linked template": (
        repacked(
            template(),
            word___rels__settings_xml_rels=(
                b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                b'<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
                b'attachedTemplate" Target="file:///N:/mall.dotm" TargetMode="External"/></Relationships>'
            ),
        ),
        "Filen hänvisar till en yttre fil (attachedTemplate: file:///N:/mall.dotm). Ta bort länken i Word.",
    ),
    "no Word file": (b"%PDF-1.4", "Filen är inte ett Word-dokument (.docx)."),
    "too large": (b"PK" + b"\0" * MAX_FILE, "Filen är större än 20 MB."),
    "empty": (b"", "Filen är tom (0 byte)."),
}  # fmt: skip


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_is_told_with_its_place_and_what_to_do(profile, kind):
    data, message = FAULTS[kind]
    report = check_template(profile, MEMO, data)
    assert not report.ok
    assert report.problems[0].message.startswith(message)


def test_advice_does_not_stop_a_template(profile):
    def awkward(document):
        document.add_table(1, 1).cell(0, 0).text = "{{ arende.rubrik }}"
        document.add_comment(document.paragraphs[0].runs, text="Snygga till", author="Kim", initials="K")

    report = check_template(profile, MEMO, made(awkward))
    assert report.ok
    assert {problem.code for problem in report.warnings} == {
        WITHOUT_PLACE, "language", "comments", "no_header_row",
    }  # fmt: skip


def test_a_template_without_a_place_for_what_people_write_tells_which(profile):
    found = check_template(profile, MEMO, made(lambda document: document.add_paragraph("{{ sektioner.summary }}")))
    (told,) = (one for one in found.warnings if one.code == WITHOUT_PLACE)
    assert found.ok
    assert told.message.startswith("Mallen: ingen plats för Förslag till beslut")
    assert "Beslutet skickas till" in told.message
    assert "Sammanfattning" not in told.message


def test_the_comments_of_an_earlier_check_are_no_new_advice(profile):
    faulty = made(lambda document: document.add_paragraph("{{ arende.rubrikk }}"))
    before = check_template(profile, MEMO, faulty)
    again = check_template(profile, MEMO, annotate(faulty, before.problems, at=datetime.now(UTC)))
    assert "field_in_comment" not in {one.code for one in again.warnings}
    assert again.problems == before.problems


def test_pictures_without_words_and_tracked_changes_are_told_as_advice(profile):
    def careless(document):
        document.add_picture(io.BytesIO(PIXEL))
        document.paragraphs[0]._p.append(
            parse_xml(f'<w:ins {nsdecls("w")} w:id="9" w:author="Kim"><w:r><w:t> nytt</w:t></w:r></w:ins>')
        )

    report = check_template(profile, MEMO, made(careless))
    assert report.ok
    assert {"no_alt_text", "tracked_changes"} <= {problem.code for problem in report.warnings}
    assert all(problem.message.startswith(problem.part) for problem in report.warnings)


def test_every_field_that_is_used_is_told(profile):
    report = check_template(profile, MEMO, template())
    assert set(report.fields) == {"dokument.rubrik", "arende.diarienummer", "sektioner.summary"}
    assert report.as_json()["ok"] is True


def test_words_own_kind_of_template_is_taken_as_a_document(profile):
    data = dotx()
    assert check_template(profile, MEMO, data).ok
    assert normal_form(data) != data
    assert try_out(profile, MEMO, normal_form(data)).ok
    assert normal_form(b"inget") == b"inget"


def test_a_template_of_several_types_is_checked_against_each(profile):
    memo = profile.document_types["memo"]
    other = replace(memo, id="other", label="Annan skrivelse", written=False)
    both = replace(profile, document_types={**profile.document_types, "other": other})
    faulty = template("{{ arende.rubrk }}")
    assert len(check_template(both, MEMO, faulty).problems) == 1


def test_a_process_of_its_own_finds_what_this_one_finds(profile):
    faulty = template("{{ arende.rubrk }}", "{% if arende.rubrik %}")
    catalogue = catalogue_for(profile, "memo")
    apart = scan_apart(faulty, [catalogue])[0]
    here = trust(profile, MEMO, faulty)
    of_the_file = tuple(one for one in here.warnings if one.code != WITHOUT_PLACE)
    assert (apart.problems, apart.warnings) == (here.problems, of_the_file)
    assert [one.ok for one in trial_apart(faulty, catalogue).fills] == [False] * 3


def test_a_file_that_takes_too_long_is_stopped_and_told(profile):
    catalogue = catalogue_for(profile, "memo")
    hurried = Limits(wall_seconds=0.001)
    assert scan_apart(template(), [catalogue], limits=hurried)[0].problems[0].code == "too_slow"
    assert [one.problems[0].code for one in trial_apart(template(), catalogue, limits=hurried).fills] == [
        "too_slow"
    ] * 3


@pytest.mark.parametrize(
    "deed",
    [
        "import socket; socket.socket().connect(('127.0.0.1', 9))",
        "import socket; socket.getaddrinfo('exempel.se', 80)",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
    ],
)
def test_the_process_of_its_own_reaches_neither_the_network_nor_other_programs(deed):
    code = f"from kansli.plugin.templating.apart_child import stay_inside; stay_inside(); {deed}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert "PermissionError" in done.stderr


def test_a_profile_that_loses_a_field_names_the_templates_it_breaks(sqlite_system):
    profile, data = sqlite_system.profile, sqlite_system.data

    def read(name):
        return 1, template("{{ sektioner.goals }}") if name == MEMO else template_file(data, name).read_bytes()

    assert broken_templates(profile, read) == ()
    types = {
        name: replace(kind, sections=tuple(one for one in kind.sections if one.id != "goals"))
        for name, kind in profile.document_types.items()
    }
    broken = broken_templates(replace(profile, document_types=types), read)
    assert MEMO in {one.template for one in broken}
    assert all("sektioner.goals" in problem.message for one in broken for problem in one.problems)


def test_an_installations_own_templates_are_known_beside_the_shipped(sqlite_system):
    folder = sqlite_system.data / "profiles" / "storby" / "templates"
    folder.mkdir(parents=True)
    (folder / "inbjudan.docx").write_bytes(template())
    assert {"storby/inbjudan", MEMO} <= set(known_templates(sqlite_system.data))
    assert template_file(sqlite_system.data, "storby/inbjudan") == folder / "inbjudan.docx"

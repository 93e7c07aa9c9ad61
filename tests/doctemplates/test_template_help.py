"""What helps a template's author: comments at the faults, trial fills, a preview, a file to start from, new names."""

from __future__ import annotations

import io
import subprocess

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from kansli.doctemplates.annotate import AUTHOR, annotate
from kansli.doctemplates.catalogue import Catalogue, Field
from kansli.doctemplates.locate import in_place_order
from kansli.doctemplates.opc import Package, pack
from kansli.doctemplates.package import check_package
from kansli.doctemplates.preview import to_html
from kansli.doctemplates.problems import Problem, Unreadable
from kansli.doctemplates.properties import write_custom
from kansli.doctemplates.read import read
from kansli.doctemplates.rename import rename_field
from kansli.doctemplates.scan import scan
from kansli.doctemplates.starter import starter
from kansli.doctemplates.trial import trial
from kansli.doctemplates.verify import verify


def commented(data: bytes) -> dict[str, list[str]]:
    """Each comment's words by the text of the paragraph that it stands at."""
    document = Document(io.BytesIO(data))
    said = {str(comment.comment_id): comment.text for comment in document.comments}
    found: dict[str, list[str]] = {}
    for paragraph in document.element.body.iter("{*}p"):
        for mark in paragraph.findall("{*}commentRangeStart"):
            text = "".join(element.text or "" for element in paragraph.iter("{*}t"))
            found.setdefault(text, []).append(said[mark.get(f"{mark.tag[: mark.tag.index('}') + 1]}id")])
    return found


def box(text: str):
    return parse_xml(
        f'<w:r {nsdecls("w")} xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><w:drawing><wp:inline>'
        '<wp:docPr id="7" name="Ruta" descr="En ruta"/><wps:txbx><w:txbxContent><w:p><w:r><w:t>'
        f"{text}</w:t></w:r></w:p></w:txbxContent></wps:txbx></wp:inline></w:drawing></w:r>"
    )


def with_footnote(data: bytes, text: str) -> bytes:
    """The file with a footnote, which python-docx cannot make."""
    package = Package.open(data)
    note = f'<w:footnote w:id="2"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:footnote>'
    root = f"<w:footnotes {nsdecls('w')}>{note}</w:footnotes>"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    package.put("word/footnotes.xml", root.encode(), content_type=kind)
    package.relate(package.main, kind="footnotes", target="word/footnotes.xml")
    return pack(package.written())


def faulty(document) -> None:
    table = document.add_table(2, 1)
    table.cell(1, 0).text = "{{ kostnad | datum }}"
    document.sections[0].header.paragraphs[0].text = "{{ kommun.nam }}"
    document.paragraphs[0]._p.append(box("{{ motpart.nam }}"))


def test_every_fault_gets_a_comment_where_it_stands(make_template, catalogue):
    template = make_template("Hej", "Nr {{ arende.diarienumer }}", "Löst {{ arende.rubrik", before_save=faulty)
    problems = scan(template, catalogue).problems
    found = commented(annotate(template, problems))
    assert sum(map(len, found.values())) == len(problems) == 5
    assert "Menade du ”arende.diarienummer”?" in found["Nr {{ arende.diarienumer }}"][0]
    assert "inte avslutat" in found["Löst {{ arende.rubrik"][0]
    assert "formatet ”datum”" in found["{{ kostnad | datum }}"][0]
    at_start = found["Hej{{ motpart.nam }}"]
    assert any(said.startswith("Sidhuvudet") for said in at_start), "Word has no comments in headers"
    assert any(said.startswith("Textruta 1") for said in at_start)


def test_a_fault_in_a_footnote_stands_at_the_beginning_and_names_the_note(make_template, catalogue):
    template = with_footnote(make_template("Hej", "Text"), "{{ arende.rubrk }}")
    problems = scan(template, catalogue).problems
    assert problems[0].part == "Fotnot 1"
    made = annotate(template, problems)
    assert commented(made)["Hej"][0].startswith("Fotnot 1")
    assert check_package(made) == ()


def test_the_annotated_copy_is_sound_and_otherwise_the_same(make_template, catalogue):
    template = make_template("Hej", "{{ arende.rubrk }}")
    made = annotate(template, scan(template, catalogue).problems)
    assert check_package(made) == ()
    assert read(made).text == read(template).text
    assert scan(made, catalogue).problems == scan(template, catalogue).problems


def test_comments_of_others_stay_and_our_earlier_ones_go(make_template, catalogue):
    def remark(document):
        document.add_comment(document.paragraphs[0].runs, text="Snygga till", author="Kim", initials="K")

    template = make_template("Hej", "{{ arende.rubrk }}", before_save=remark)
    problems = scan(template, catalogue).problems
    twice = annotate(annotate(template, problems), problems)
    authors = [comment.author for comment in Document(io.BytesIO(twice)).comments]
    assert authors == ["Kim", AUTHOR]
    assert annotate(twice, problems) == twice


def test_what_concerns_the_whole_file_stands_at_its_beginning_also_where_there_is_nothing(catalogue, make_template):
    empty = make_template()
    made = annotate(empty, [Problem("Mallen", 0, "", "Mallen: språket är inte svenska.", "Välj svenska")])
    assert commented(made) == {"": ["Mallen: språket är inte svenska.\nFörslag: Välj svenska"]}
    with pytest.raises(Unreadable):
        annotate(b"inget", ())


def test_comments_are_shown_by_libreoffice(make_template, catalogue, libreoffice, tmp_path):
    template = make_template("Hej", "{{ arende.rubrk }}", before_save=faulty)
    source = tmp_path / "anmarkt.docx"
    source.write_bytes(annotate(template, scan(template, catalogue).problems))
    command = [
        str(libreoffice), f"-env:UserInstallation={(tmp_path / 'profil').as_uri()}", "--headless",
        "--convert-to", "fodt", "--outdir", str(tmp_path), str(source),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    text = source.with_suffix(".fodt").read_text(encoding="utf-8")
    assert text.count("<office:annotation ") == 4
    assert "arende.rubrik" in text


def test_faults_come_in_the_order_of_the_text(make_template, catalogue):
    template = make_template("{{ a.x }}", "{{ b.x }}", before_save=faulty)
    problems = scan(template, catalogue).problems
    order = [problem.part for problem in in_place_order(template, reversed(problems))]
    assert order == ["Brödtexten", "Textruta 1 i brödtexten", "Brödtexten", "Tabell 1, rad 2", "Sidhuvudet"]


def test_a_trial_fills_with_short_long_and_missing_values(make_template, catalogue):
    template = make_template("{{ dokument.rubrik }}", "{% for u in underlag %}", "{{ u.text }}", "{% endfor %}")
    done = trial(template, catalogue)
    assert done.ok
    assert [one.size for one in done.fills] == ["short", "long", "empty"]
    short, long, empty = (read(one.data).text for one in done.fills)
    assert short.count("Missiv") == 2
    assert long.count("Missiv") == 12
    assert "Missiv" not in empty
    assert "Remiss om cykelbanor" in empty, "what is required is always there"
    assert all(verify(one.data) == one.advice for one in done.fills)


def test_a_trial_of_a_faulty_template_tells_its_faults_instead(make_template, catalogue):
    done = trial(make_template("{{ arende.rubrk }}"), catalogue)
    assert not done.ok
    assert [one.data for one in done.fills] == [b"", b"", b""]
    assert all("Menade du" in one.problems[0].message for one in done.fills)
    assert not trial(b"inget", catalogue).ok


def test_a_preview_shows_the_text_in_order_and_the_running_head_apart(make_template, make_document, values):
    def head(document):
        document.sections[0].header.paragraphs[0].text = "{{ kommun.namn }}"
        table = document.add_table(1, 2)
        table.cell(0, 0).text, table.cell(0, 1).text = "Kostnad", "4 mnkr"

    lines = (("Heading 1", "Ärendet"), "{{ sektioner.background }}")
    shown = to_html(make_document(make_template(*lines, before_save=head), values))
    running = '<div class="doc-running" role="group" aria-label="Sidhuvud"><p>Björkby kommun</p></div>'
    assert shown.startswith(running)
    assert "<h3>Ärendet</h3><p>Regionen har sänt förslaget på remiss.</p>" in shown
    assert '<span class="doc-number">1.</span> mäta' in shown
    assert "<td>Kostnad</td><td>4 mnkr</td>" in shown


@settings(max_examples=30, deadline=None)
@given(text=st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=40))
def test_a_preview_lets_no_text_become_markup(text):
    document = Document()
    document.add_paragraph(f"<script>{text}</script>", style="Title")
    document.add_paragraph(f"<b onclick='{text}'>", style="List Bullet")
    buffer = io.BytesIO()
    document.save(buffer)
    shown = to_html(buffer.getvalue())
    assert "<script" not in shown
    assert "<b " not in shown


def test_the_file_to_start_from_is_itself_a_template_that_can_be_filled(catalogue, values):
    made = starter(catalogue, title="Tjänsteskrivelse")
    report = scan(made, catalogue)
    assert check_package(made) == ()
    assert (report.problems, report.warnings) == ((), ())
    every = {field.path for field in catalogue.fields if field.type != "group"}
    assert set(report.fields) == every
    done = trial(made, catalogue)
    assert done.ok
    assert [one.advice for one in done.fills] == [(), (), ()]
    assert starter(catalogue, title="Tjänsteskrivelse") == made


def test_every_field_of_the_file_to_start_from_is_a_control_with_its_label(catalogue):
    body = Document(io.BytesIO(starter(catalogue, title="Prov"))).element.body
    controls = {
        control.find("{*}sdtPr/{*}tag").values()[0]: control.find("{*}sdtPr/{*}alias").values()[0]
        for control in body.iter("{*}sdt")
    }
    assert controls["arende.diarienummer"] == "Diarienummer"
    assert controls["sektioner.summary"] == "Sammanfattning"
    lines = [paragraph.text for paragraph in Document(io.BytesIO(starter(catalogue, title="Prov"))).paragraphs]
    assert "{% for f in forslag %}" in lines
    assert "{% for s in f.satser %}" in lines
    assert "{% if dokument.utkast %}" in lines


_NAMES = st.from_regex(r"[a-zåäö][a-zåäö0-9]{0,6}", fullmatch=True)
_KINDS = st.sampled_from(["text", "date", "money", "boolean", "markdown", "list"])


@settings(max_examples=15, deadline=None)
@given(st.dictionaries(_NAMES, st.tuples(_KINDS, st.dictionaries(_NAMES, _KINDS, max_size=3)), min_size=1, max_size=5))
def test_any_field_list_gives_a_file_to_start_from(tree):
    fields = []
    for name, (kind, children) in tree.items():
        fields.append(Field(name, name.upper(), "list" if children else kind))
        fields += [Field(f"{name}.{child}", child, inner) for child, inner in children.items()]
    catalogue = Catalogue(fields)
    made = starter(catalogue, title="Prov")
    assert scan(made, catalogue).problems == ()
    assert trial(made, catalogue).ok


def test_a_field_gets_its_new_name_wherever_it_stands(make_template, catalogue):
    def more(document):
        run = document.add_paragraph("Nr {{ arende.dia").add_run("rienummer | versaler }} ")
        run.bold = True
        document.sections[0].header.paragraphs[0]._p.append(
            parse_xml(
                f'<w:sdt {nsdecls("w")}><w:sdtPr><w:tag w:val="arende.diarienummer"/></w:sdtPr><w:sdtContent><w:r>'
                "<w:t>x</w:t></w:r></w:sdtContent></w:sdt>"
            )
        )

    template = make_template("{{ arende.rubrik }}", title="{{ arende.diarienummer }}", before_save=more)
    made = rename_field(template, "arende.diarienummer", "kommun.namn")
    assert [(change.before, change.after) for change in made.changes] == [
        ("Nr {{ arende.diarienummer | versaler }}", "Nr {{ kommun.namn | versaler }}"),
        ("kontroll arende.diarienummer", "kontroll kommun.namn"),
        ("{{ arende.diarienummer }}", "{{ kommun.namn }}"),
    ]
    assert scan(made.data, catalogue).fields == ("arende.rubrik", "kommun.namn")


def test_inside_a_loop_the_loops_own_word_stays(make_template, catalogue):
    lines = ("{% for h in handlaggare %}", "{{ h.namn }}, {{ h.titel }}", "{% endfor %}", "{% for h in underlag %}",
             "{{ h.text }}", "{% endfor %}")  # fmt: skip
    template = make_template(*lines)
    one = rename_field(template, "handlaggare.namn", "handlaggare.titel")
    assert [change.after for change in one.changes] == ["{{ h.titel }}, {{ h.titel }}"]
    whole = rename_field(template, "handlaggare", "undertecknare")
    assert [change.after for change in whole.changes] == ["{% for h in undertecknare %}"]
    assert scan(whole.data, catalogue).problems == ()
    outside = rename_field(template, "handlaggare.namn", "arende.rubrik")
    assert outside.changes == ()
    assert "hör till listan ”handlaggare”" in outside.problems[0].message
    assert outside.data == template


def test_a_name_is_changed_in_conditions_inside_a_line_in_repeated_controls_and_in_own_properties(make_template):
    def more(document):
        section = (
            f'<w:sdt {nsdecls("w")} xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"><w:sdtPr>'
            '<w:tag w:val="handlaggare"/><w15:repeatingSection/></w:sdtPr><w:sdtContent><w:sdt><w:sdtPr>'
            '<w:tag w:val="namn"/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>x</w:t></w:r></w:p></w:sdtContent></w:sdt>'
            "</w:sdtContent></w:sdt>"
        )
        document.element.body.insert(0, parse_xml(section))

    template = make_template("Om {% if arende.rubrik %}{{ arende.rubrik }}{% endif %}.", before_save=more)
    package = Package.open(template)
    write_custom(package, {"Mening": "{{ arende.rubrik }}"})
    template = pack(package.written())
    told = {change.after for change in rename_field(template, "arende.rubrik", "arende.mening").changes}
    assert told == {"Om {% if arende.mening %}{{ arende.mening }}{% endif %}.", "{{ arende.mening }}"}
    one = rename_field(template, "handlaggare.namn", "handlaggare.titel").changes
    assert [change.after for change in one] == ["kontroll titel"]


def test_a_name_that_only_looks_alike_is_left_alone(make_template):
    template = make_template("{{ arende.rubrik }} arende.rubrik {{ dokument.rubrik }}", title="")
    assert rename_field(template, "arende.rub", "x.y").changes == ()
    assert rename_field(template, "rubrik", "titel").changes == ()


def test_a_renamed_field_fills_as_the_old_one_did(make_template, catalogue, values, make_document):
    template = make_template("{% if arende.rubrik %}", "Om {{ arende.rubrik }}", "{% endif %}")
    before = read(make_document(template, values)).text
    other = Catalogue([*(f for f in catalogue.fields if f.path != "arende.rubrik"), Field("arende.mening", "Mening")])
    made = rename_field(template, "arende.rubrik", "arende.mening").data
    changed = {**values, "arende": {"diarienummer": "x", "mening": values["arende"]["rubrik"]}}
    assert read(make_document(made, changed, catalogue=other)).text == before

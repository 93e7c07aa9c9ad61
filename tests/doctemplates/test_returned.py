"""Åter från Word. An edited document comes home section by section, and what is not sure is told."""

from __future__ import annotations

import copy
import io
import random
import subprocess

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import RGBColor

from kansli.doctemplates.catalogue import Catalogue, Field
from kansli.doctemplates.markdown import normalise
from kansli.doctemplates.opc import Package, pack
from kansli.doctemplates.problems import TemplateError, Unreadable
from kansli.doctemplates.read import read
from kansli.doctemplates.returned import read_back

HEADINGS = {
    "summary": ("Sammanfattning",),
    "background": ("Ärendet", "Bakgrund"),
    "assessment": ("Föredragning", "Förvaltningens bedömning"),
    "preparation": ("Beredning",),
    "child_impact": ("Barnets bästa", "Barnkonsekvensanalys"),
}
RICH = {
    "summary": "Kontoret[^a] är **positivt** till *hela*, se [planen](https://a.se/plan_1).\n\n[^a]: En *not*.",
    "background": (
        "Första stycket\\\nmed ny rad.\n\n- skolvägar\n  - övergångar\n\n    två stycken\n- vinter\n\n"
        "1. mäta\n2. bygga\n\n> Ett citat[^b] ur planen.\n\n[^b]: Se [lagen](https://a.se).\n\n    Och mer."
    ),
    "assessment": (
        "## Trafik\n\nVäl avvägt.\n\n| År | Kostnad |\n|---|---|\n| 2027 | **4** mnkr |\n\n### Vinter\n\n"
        "3. tre\n4. fyra\n\nSlutsats."
    ),
    "preparation": "Beredd av kontoret.",
}


@pytest.fixture
def printed(templates, make_document, values):
    """A memo with every kind of text in its sections."""
    values["sektioner"] = dict(RICH)
    return make_document(templates["lund/tjansteskrivelse"], values)


def edited(data, change):
    """The file as Word would save it after a person's change."""
    document = Document(io.BytesIO(data))
    change(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def back(data, **options):
    return read_back(data, headings=HEADINGS, **options)


def paragraph_with(document, text):
    return next(
        p for p in document.element.body.iter(qn("w:p")) if text in "".join(t.text or "" for t in p.iter(qn("w:t")))
    )


def set_text(document, old, new):
    for text in paragraph_with(document, old).iter(qn("w:t")):
        if old in (text.text or ""):
            text.text = text.text.replace(old, new)


def add_after(document, text, new, *, outside=False):
    """A paragraph typed after another, in its style; outside: after the control and the bookmark that end there."""
    paragraph = paragraph_with(document, text)
    added = copy.deepcopy(paragraph)
    for child in list(added):
        if child.tag != qn("w:pPr"):
            added.remove(child)
    added.append(parse_xml(f"<w:r {nsdecls('w')}><w:t>{new}</w:t></w:r>"))
    control = next(paragraph.iterancestors(qn("w:sdt")), None)
    (control if outside and control is not None else paragraph).addnext(added)
    return added


def drop(document, *tags):
    for tag in tags:
        for element in list(document.element.body.iter(qn(tag))):
            if tag == "w:sdt":
                at = element.getparent().index(element)
                for offset, child in enumerate(list(element.find(qn("w:sdtContent")))):
                    element.getparent().insert(at + offset, child)
            element.getparent().remove(element)


def changed(sections, original):
    return {name for name, section in sections.items() if section.markdown != original[name].markdown}


def test_an_untouched_document_comes_back_whole_and_without_doubt(printed):
    returned = back(printed)
    for name, text in RICH.items():
        section = returned.sections[name]
        assert (section.markdown, section.anchor, section.intact) == (normalise(text), "bookmark", True)
        assert (section.lost, section.doubts, section.paragraphs) == ((), (), section.paragraphs_printed)
    assert returned.sections["forslag_1"].items == (
        "att anta kontorets yttrande som sitt eget", "att sända yttrandet till regionen",
    )  # fmt: skip
    assert returned.sections["underlag"].items is not None
    assert (returned.outside, returned.changes, returned.comments) == ((), (), ())


def test_a_section_that_was_empty_is_missing_without_doubt(printed):
    section = back(printed).sections["child_impact"]
    assert (section.anchor, section.markdown, section.intact, section.doubts) == ("missing", "", True, ())


def test_a_changed_word_changes_its_own_section_only(printed):
    before = back(printed).sections
    after = back(edited(printed, lambda d: set_text(d, "Slutsats", "Slutsatsen är klar"))).sections
    assert changed(after, before) == {"assessment"}
    assert after["assessment"].markdown.endswith("Slutsatsen är klar.")
    assert (after["assessment"].intact, after["assessment"].doubts) == (False, ())


def test_a_paragraph_added_last_within_the_control_belongs_to_the_section(printed):
    section = back(edited(printed, lambda d: add_after(d, "Beredd av", "Även MBL."))).sections["preparation"]
    assert section.markdown == "Beredd av kontoret.\n\nÄven MBL."
    assert section.doubts == ()


def test_text_typed_outside_the_mark_is_counted_in_and_doubted(printed):
    section = back(edited(printed, lambda d: add_after(d, "Beredd av", "Även MBL.", outside=True))).sections[
        "preparation"
    ]
    assert section.markdown == "Beredd av kontoret.\n\nÄven MBL."
    assert section.doubts == ("Text som stod utanför märket räknades hit: ”Även MBL.”.",)


def test_the_signatures_after_the_last_section_are_not_part_of_it(printed):
    returned = back(edited(printed, lambda d: drop(d, "w:sdt", "w:bookmarkStart", "w:bookmarkEnd")))
    assert returned.sections["preparation"].markdown == "Beredd av kontoret."
    assert "Örjan Ek" not in "".join(section.markdown for section in returned.sections.values())


def test_with_all_controls_deleted_the_bookmarks_still_find_everything(printed):
    before, after = back(printed).sections, back(edited(printed, lambda d: drop(d, "w:sdt"))).sections
    assert changed(after, before) == set()
    assert all(section.intact and not section.doubts for section in after.values())


def test_with_all_bookmarks_deleted_whole_controls_are_trusted(printed):
    before = back(printed).sections
    after = back(edited(printed, lambda d: drop(d, "w:bookmarkStart", "w:bookmarkEnd"))).sections
    assert changed(after, before) == set()
    assert {name for name, section in after.items() if section.anchor == "control"} == set(before) - {"child_impact"}
    assert all(section.intact and not section.doubts for section in after.values())


def test_with_both_deleted_the_headings_find_the_sections(printed):
    before = back(printed).sections

    def strip_and_change(document):
        drop(document, "w:sdt", "w:bookmarkStart", "w:bookmarkEnd")
        set_text(document, "Beredd av", "Granskad av")

    after = back(edited(printed, strip_and_change)).sections
    assert changed(after, before) == {"preparation", "forslag_1", "underlag", "handlaggare"}
    assert after["preparation"].anchor == "heading"
    assert after["preparation"].markdown == "Granskad av kontoret."
    assert "hittades under sin rubrik" in after["preparation"].doubts[0]
    # What reads exactly as it was printed needs nobody's word.
    assert after["background"].intact and after["background"].doubts == ()
    assert after["forslag_1"].anchor == "missing" and after["forslag_1"].doubts


def test_a_section_emptied_by_hand_is_doubted(printed):
    def empty(document):
        for run in list(paragraph_with(document, "Beredd av").iter(qn("w:r"))):
            run.getparent().remove(run)

    section = back(edited(printed, empty)).sections["preparation"]
    assert section.markdown == ""
    assert "har ingen text men hade 1" in section.doubts[0]


def test_a_section_deleted_whole_is_doubted(printed):
    def remove(document):
        control = next(paragraph_with(document, "Beredd av").iterancestors(qn("w:sdt")))
        control.getparent().remove(control)

    section = back(edited(printed, remove)).sections["preparation"]
    assert (section.markdown, section.paragraphs, section.paragraphs_printed) == ("", 0, 1)
    assert section.doubts


def test_a_paragraph_moved_to_another_section_is_doubted_where_it_is_gone(printed):
    def move(document):
        paragraph_with(document, "Beredd av").addprevious(paragraph_with(document, "Väl avvägt"))

    sections = back(edited(printed, move)).sections
    assert sections["preparation"].markdown == "Väl avvägt.\n\nBeredd av kontoret."
    assert "Väl avvägt" not in sections["assessment"].markdown
    assert "har 9 stycken men hade 10" in sections["assessment"].doubts[0]


def test_a_section_pasted_twice_is_told(printed):
    def double(document):
        control = next(paragraph_with(document, "Beredd av").iterancestors(qn("w:sdt")))
        copied = copy.deepcopy(control)
        for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
            for mark in list(copied.iter(qn(tag))):
                mark.getparent().remove(mark)
        document.element.body.insert(0, copied)

    section = back(edited(printed, double)).sections["preparation"]
    assert section.markdown == "Beredd av kontoret."


def test_a_changed_copy_of_a_section_is_told(printed):
    def double(document):
        control = next(paragraph_with(document, "Beredd av").iterancestors(qn("w:sdt")))
        document.element.body.insert(0, copy.deepcopy(control))
        for mark in list(document.element.body[0].iter(qn("w:bookmarkStart"), qn("w:bookmarkEnd"))):
            mark.getparent().remove(mark)
        set_text(document, "Beredd av", "Granskad av")
        next(control.iter(qn("w:t"))).text = "Beredd och granskad av kontoret."

    returned = back(edited(printed, double))
    assert returned.sections["preparation"].markdown == "Beredd och granskad av kontoret."
    assert returned.sections["preparation"].doubts == (
        "Avsnittet finns på flera ställen i dokumentet. Bara det med bokmärket lästes.",
    )
    assert returned.outside == ("Granskad av kontoret.",)


def test_two_sections_grown_together_are_both_doubted(printed):
    def join(document):
        heading = paragraph_with(document, "Beredning")
        heading.getparent().remove(heading)
        last, first = paragraph_with(document, "Slutsats"), paragraph_with(document, "Beredd av")
        for child in list(first):
            if child.tag != qn("w:pPr"):
                last.append(child)
        control = next(first.iterancestors(qn("w:sdt")))
        control.getparent().remove(control)

    sections = back(edited(printed, join)).sections
    assert "Slutsats.Beredd av kontoret." in sections["assessment"].markdown
    assert any("vuxit ihop" in doubt for doubt in sections["assessment"].doubts)
    assert sections["preparation"].doubts


def test_a_bookmark_without_its_end_is_doubted(printed):
    def cut(document):
        drop(document, "w:sdt")
        marks = document.element.body.iter(qn("w:bookmarkStart"))
        start = next(mark for mark in marks if mark.get(qn("w:name")) == "kansli_preparation")
        end = next(
            mark
            for mark in document.element.body.iter(qn("w:bookmarkEnd"))
            if mark.get(qn("w:id")) == start.get(qn("w:id"))
        )
        end.getparent().remove(end)
        set_text(document, "Beredd av", "Granskad av")

    without_labels = read_back(edited(printed, cut)).sections["preparation"]
    assert without_labels.markdown.startswith("Granskad av kontoret.")
    assert any("avklippt" in doubt for doubt in without_labels.doubts)


def test_a_clause_added_to_the_list_comes_back_as_an_item(printed):
    section = back(edited(printed, lambda d: add_after(d, "att sända", "att ge ordföranden i uppdrag"))).sections[
        "forslag_1"
    ]
    assert section.items == (
        "att anta kontorets yttrande som sitt eget",
        "att sända yttrandet till regionen",
        "att ge ordföranden i uppdrag",
    )  # fmt: skip
    assert section.doubts == ()


def test_an_item_comes_back_without_the_templates_own_words_round_it(make_template, make_document, values):
    clauses = ["{% for s in f.satser %}", ("List Number", "att {{ s }};"), "{% endfor %}"]
    template = make_template("{% for f in forslag %}", *clauses, "{% endfor %}")
    values["forslag"][0]["satser"] = ["anta yttrandet", "sända det"]
    data = make_document(template, values)
    assert back(data).sections["forslag_1"].items == ("anta yttrandet", "sända det")
    data = edited(data, lambda d: add_after(d, "sända det", "uppdra åt ordföranden"))
    assert back(data).sections["forslag_1"].items == ("anta yttrandet", "sända det", "uppdra åt ordföranden")


def test_a_table_added_in_word_comes_back_as_a_table(printed):
    def add(document):
        table = document.add_table(2, 2)
        for cell, text in zip(table._cells, ("Post", "Kr", "Cykel|väg", "4"), strict=True):
            cell.text = text
        paragraph_with(document, "Beredd av").addnext(table._tbl)

    section = back(edited(printed, add)).sections["preparation"]
    assert section.markdown == "Beredd av kontoret.\n\n| Post | Kr |\n| --- | --- |\n| Cykel\\|väg | 4 |"
    assert section.doubts == ()


def test_a_heading_as_high_as_the_sections_own_is_doubted(printed):
    def add(document):
        heading = add_after(document, "Slutsats", "Ny rubrik")
        for old in heading.findall(qn("w:pPr")):
            heading.remove(old)
        style = document.styles["Heading 1"].style_id
        heading.insert(0, parse_xml(f'<w:pPr {nsdecls("w")}><w:pStyle w:val="{style}"/></w:pPr>'))

    section = back(edited(printed, add)).sections["assessment"]
    assert any("”Ny rubrik” står lika högt" in doubt for doubt in section.doubts)


def tracked(document):
    date = 'w:author="Åsa" w:date="2026-11-20T10:00:00Z"'
    paragraph = paragraph_with(document, "Beredd av")
    run = paragraph.find(qn("w:r"))
    inserted = f'<w:ins w:id="90" {date} {nsdecls("w")}><w:r><w:t xml:space="preserve"> noga</w:t></w:r></w:ins>'
    run.addnext(parse_xml(inserted))
    deleted = parse_xml(f'<w:del w:id="91" {date} {nsdecls("w")}><w:r><w:delText>Hastigt. </w:delText></w:r></w:del>')
    run.addprevious(deleted)
    title = paragraph_with(document, "Väl avvägt")
    look = parse_xml(f'<w:rPr {nsdecls("w")}><w:b/><w:rPrChange w:id="92" {date}><w:rPr/></w:rPrChange></w:rPr>')
    title.find(qn("w:r")).insert(0, look)


def test_tracked_changes_are_listed_with_their_section(printed):
    found = back(edited(printed, tracked)).changes
    assert [(c.kind, c.author, c.date, c.text, c.section) for c in found] == [
        ("format", "Åsa", "2026-11-20T10:00:00Z", "Väl avvägt.", "assessment"),
        ("delete", "Åsa", "2026-11-20T10:00:00Z", "Hastigt. ", "preparation"),
        ("insert", "Åsa", "2026-11-20T10:00:00Z", " noga", "preparation"),
    ]


def test_tracked_changes_are_read_as_accepted_or_as_taken_back(printed):
    data = edited(printed, tracked)
    accepted, rejected = back(data).sections, back(data, accept=False).sections
    assert accepted["preparation"].markdown == "Beredd av kontoret. noga"
    assert "**Väl avvägt.**" in accepted["assessment"].markdown
    assert rejected["preparation"].markdown == "Hastigt. Beredd av kontoret."
    assert "\n\nVäl avvägt." in rejected["assessment"].markdown


def test_a_tracked_change_in_a_footnote_is_listed_with_the_notes_section(printed):
    package = Package.open(printed)
    note = next(note for note in package.xml("word/footnotes.xml") if note.get(qn("w:id")) == "1")
    run = list(note.iter(qn("w:r")))[-1]
    wrapped = parse_xml(f'<w:del w:id="97" w:author="Åsa" {nsdecls("w")}/>')
    run.addprevious(wrapped)
    wrapped.append(run)
    for text in run.iter(qn("w:t")):
        text.tag = qn("w:delText")
    data = pack(package.written())
    (change,) = back(data).changes
    assert (change.kind, change.text, change.section) == ("delete", ".", "summary")
    assert back(data, accept=False).sections["summary"].intact
    assert back(data).sections["summary"].markdown.endswith("[^1]: En *not*")


def test_a_tracked_new_paragraph_goes_away_when_it_is_taken_back(printed):
    def add(document):
        added = add_after(document, "Beredd av", "Även MBL.")
        mark = parse_xml(f'<w:rPr {nsdecls("w")}><w:ins w:id="95" w:author="Å"/></w:rPr>')
        paragraph_with(document, "Beredd av").find(qn("w:pPr")).append(mark)
        run = added.find(qn("w:r"))
        wrapped = parse_xml(f'<w:ins w:id="96" w:author="Å" {nsdecls("w")}/>')
        run.addprevious(wrapped)
        wrapped.append(run)

    data = edited(printed, add)
    assert back(data).sections["preparation"].markdown == "Beredd av kontoret.\n\nÄven MBL."
    rejected = back(data, accept=False).sections["preparation"]
    assert (rejected.markdown, rejected.intact) == ("Beredd av kontoret.", True)
    assert [change.text for change in back(data).changes] == ["¶", "Även MBL."]


def test_comments_are_listed_with_their_section(printed):
    def remark(document):
        from docx.text.paragraph import Paragraph

        paragraph = Paragraph(paragraph_with(document, "Väl avvägt"), document)
        document.add_comment(paragraph.runs, text="Säkert?", author="Åsa")

    (comment,) = back(edited(printed, remark)).comments
    assert (comment.author, comment.text, comment.section) == ("Åsa", "Säkert?", "assessment")


def test_hidden_text_is_warned_about(printed):
    def hide(document):
        look = parse_xml(f"<w:rPr {nsdecls('w')}><w:vanish/></w:rPr>")
        paragraph_with(document, "Beredd av").find(qn("w:r")).insert(0, look)

    returned = back(edited(printed, hide))
    assert returned.warnings == ("Dokumentet innehåller dold text: ”Beredd av kontoret.”.",)
    assert returned.sections["preparation"].lost == ("Dold text blir synlig: ”Beredd av kontoret.”.",)


def test_a_changed_line_of_the_templates_own_is_told_as_outside(printed):
    returned = back(edited(printed, lambda d: set_text(d, "Örjan Ek", "Örjan Eklund")))
    assert returned.outside == ("Örjan Eklund",)
    assert all(section.intact for section in returned.sections.values())


def test_a_template_made_from_a_finished_document_marks_its_own_sections_only(printed, make_document, values):
    template = edited(printed, lambda d: set_text(d, "Beredd av kontoret.", "{{ sektioner.summary }}"))
    values["sektioner"] = {"summary": "Ny text."}
    sections = read_back(make_document(template, values)).sections
    assert list(sections) == ["summary"]
    assert (sections["summary"].markdown, sections["summary"].doubts) == ("Ny text.", ())


def test_text_set_as_the_template_sets_it_is_no_loss(make_template, make_document, values):
    def bold_and_red(document):
        run = document.add_paragraph().add_run("{{ sektioner.summary }}")
        run.bold, run.font.color.rgb = True, RGBColor(0xC0, 0, 0)

    values["sektioner"] = {"summary": "Helt *vanlig* text.\n\n- punkt"}
    data = make_document(make_template(before_save=bold_and_red), values)
    section = back(data).sections["summary"]
    assert (section.markdown, section.lost, section.intact) == (normalise("Helt *vanlig* text.\n\n- punkt"), (), True)

    def underline(document):
        look = next(paragraph_with(document, "Helt").iter(qn("w:rPr")))
        look.append(parse_xml(f'<w:u {nsdecls("w")} w:val="single"/>'))

    assert back(edited(data, underline)).sections["summary"].lost == ("Understrykning följer inte med: ”Helt”.",)


def test_a_section_in_a_table_that_lays_out_the_page_comes_back(make_template, make_document, values):
    def laid_out(document):
        table = document.add_table(1, 2)
        table.cell(0, 0).text, table.cell(0, 1).text = "Sammanfattning", "{{ sektioner.summary }}"

    values["sektioner"] = {"summary": "Ett.\n\n- två"}
    data = make_document(make_template(before_save=laid_out), values)
    section = back(edited(data, lambda d: set_text(d, "Ett", "Ettan"))).sections["summary"]
    assert (section.markdown, section.doubts) == ("Ettan.\n\n- två", ())


def test_a_section_whose_name_is_too_long_for_a_bookmark_comes_back_by_its_whole_name(make_template, make_document):
    long = "konsekvenser_for_landsbygden_och_tatorten"
    catalogue = Catalogue([Field(f"sektioner.{long}", "Konsekvenser", "markdown")])
    template = make_template(f"{{{{ sektioner.{long} }}}}", title="")
    data = make_document(template, {"sektioner": {long: "Få."}}, catalogue=catalogue)
    sections = read_back(data, headings={long: ("Konsekvenser",)}).sections
    assert [(name, section.markdown, section.intact) for name, section in sections.items()] == [(long, "Få.", True)]


DAMAGED = ["word/document.xml", "word/numbering.xml", "word/styles.xml", "word/footnotes.xml", "docProps/custom.xml"]
WRONG = ["", "-1", "x", "²", "99999999999", "kansli_summary"]


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_document_is_read_or_refused_but_never_breaks_the_reading(seed, printed):
    dice, package = random.Random(seed), Package.open(printed)
    for _ in range(dice.randint(1, 6)):
        name = dice.choice(DAMAGED)
        element = dice.choice(list(package.xml(name).iter()))
        if dice.random() < 0.4 and element.getparent() is not None:
            element.getparent().remove(element)
        elif element.attrib:
            element.set(dice.choice(list(element.attrib)), dice.choice(WRONG))
    data = pack(package.written())
    try:
        returned = back(data)
    except TemplateError:
        return
    assert set(HEADINGS) <= set(returned.sections)


def test_a_broken_file_is_refused():
    with pytest.raises(Unreadable):
        read_back(b"inte en fil")


@pytest.fixture
def through_libreoffice(libreoffice, tmp_path):
    """Saves many files as LibreOffice would, in one call."""

    def convert(files):
        for name, data in files.items():
            (tmp_path / f"{name}.docx").write_bytes(data)
        command = [str(libreoffice), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to",
                   "docx:MS Word 2007 XML", "--outdir", str(tmp_path / "out")]  # fmt: skip
        subprocess.run([*command, *(str(tmp_path / f"{name}.docx") for name in files)], check=True, capture_output=True)
        return {name: (tmp_path / "out" / f"{name}.docx").read_bytes() for name in files}

    return convert


def test_a_document_saved_by_libreoffice_gives_exactly_the_changes_made(printed, through_libreoffice):
    def change(document):
        set_text(document, "Slutsats", "Slutsatsen är klar")
        add_after(document, "vinter", "sommar")
        table = document.add_table(2, 1)
        table.cell(0, 0).text, table.cell(1, 0).text = "Post", "4"
        paragraph_with(document, "Väl avvägt").addnext(table._tbl)
        tracked(document)

    before = back(printed).sections
    saved = through_libreoffice({"same": printed, "changed": edited(printed, change)})
    same = back(saved["same"])
    assert {name: section.markdown for name, section in same.sections.items()} == {
        name: section.markdown for name, section in before.items()
    }
    assert all(section.intact and not section.doubts for section in same.sections.values())
    after = back(saved["changed"])
    wanted = back(edited(printed, change))
    assert {name: section.markdown for name, section in after.sections.items()} == {
        name: section.markdown for name, section in wanted.sections.items()
    }
    assert changed(after.sections, before) == {"background", "assessment", "preparation"}
    assert {change.kind for change in after.changes} >= {"insert", "delete"}
    again = back(edited(saved["same"], lambda d: set_text(d, "Beredd av", "Granskad av")))
    assert changed(again.sections, before) == {"preparation"}
    controls_only = back(edited(saved["same"], lambda d: drop(d, "w:bookmarkStart", "w:bookmarkEnd"))).sections
    assert changed(controls_only, before) == set()
    assert controls_only["background"].anchor == "control"
    assert ("kansli_background",) in controls_in(saved["same"])


def controls_in(data):
    return [block.controls for block in read(data).blocks if block.controls]

"""Ändringsmarkerat dokument. Both versions can be had back from it, Word and LibreOffice open it, nothing is hidden."""

from __future__ import annotations

import re
import subprocess
from datetime import UTC, datetime

import pytest
from docx.oxml.ns import nsdecls
from openxml_audit import OpenXmlValidator
from version_pairs import Spec, make, pair

from kansli.doctemplates.ooxml import W
from kansli.doctemplates.opc import Package, pack
from kansli.doctemplates.read import read
from kansli.doctemplates.redline import AlreadyTracked, RedlineFailed, compare_documents, marked, redline
from kansli.doctemplates.revisions import accepted, rejected
from kansli.doctemplates.verify import ADVISORY, verify

WHEN = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
PAIRS = 200
GROUPS = 8
OPENED = 12


def mark(old, new, **over):
    return marked(old, new, author="Åsa Öberg", date=WHEN, **over)


def texts(data):
    """What our own reader says, block by block; notes in no order, since their numbers follow the text."""
    return said(read(data))


def said(reading):
    blocks = [block for block in reading.blocks if block.kind not in {"header", "footer"} and block.text]
    return [block.text for block in blocks if block.kind != "note"], sorted(
        block.text for block in blocks if block.kind == "note"
    )


def document(*blocks, header="Avtal"):
    return make(Spec(list(blocks), header))


def text(*words):
    return ["p", [["text", words_, 1, ""] for words_ in words]]


def struck(data):
    return [element.text for element in body(data).iter(W + "delText")]


def inserted(data):
    return ["".join(t.text for t in element.iter(W + "t")) for element in body(data).iter(W + "ins") if len(element)]


def body(data):
    package = Package.open(data)
    return package.xml(package.main)


def with_body(data, change):
    """The same document with its main part's XML changed."""
    package = Package.open(data)
    package.parts[package.main] = change(package.parts[package.main].decode()).encode()
    return pack(package.parts)


@pytest.mark.parametrize("group", range(GROUPS))
def test_accepting_all_gives_the_new_version_and_rejecting_all_the_old(group):
    for seed in range(group, PAIRS, GROUPS):
        old, new = pair(seed)
        made = mark(old, new)
        before, after, now = read(old), read(new), read(accepted(made.data))
        assert now.text == after.text, seed
        assert said(now) == said(after), seed
        assert texts(rejected(made.data)) == said(before), seed
        pictures_only = any(line.startswith("Bilder eller") for line in made.unmarked)
        assert (made.marks > 0) == (said(before) != said(after) or pictures_only), seed


@pytest.mark.parametrize("seed", range(OPENED))
def test_the_marked_document_keeps_the_rules_of_word(seed):
    """A link's deletion is inside it, a row's mark in its properties, every bookmark, list and picture is there."""
    made = mark(*pair(seed))
    assert [fault.message for fault in verify(made.data) if fault.code not in ADVISORY] == []


@pytest.mark.parametrize("seed", [5, 7])
def test_a_checker_that_is_not_ours_finds_nothing_new_in_the_marked_document(seed, tmp_path):
    """Rows that came and went, links, notes and pictures: what it says of the two versions is not about the marks."""
    old, new = pair(seed)
    checker = OpenXmlValidator()

    def opinion(data):
        (tmp_path / "d.docx").write_bytes(data)
        return {re.sub(r"\d+", "", error.description) for error in checker.validate(tmp_path / "d.docx").errors}

    assert opinion(mark(old, new).data) <= opinion(old) | opinion(new)


@pytest.fixture(scope="module")
def opened(libreoffice, tmp_path_factory):
    """A dozen marked documents as LibreOffice reads them, all in one call: marks, changed text?, and its own XML."""
    folder = tmp_path_factory.mktemp("redlines")
    made = []
    for seed in range(OPENED):
        old, new = pair(seed)
        redlined = mark(old, new)
        (folder / f"{seed}.docx").write_bytes(redlined.data)
        made.append((redlined, texts(old) != texts(new)))
    command = [str(libreoffice), f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "fodt"]
    files = [str(folder / f"{seed}.docx") for seed in range(OPENED)]
    subprocess.run([*command, "--outdir", str(folder), *files], capture_output=True, timeout=180, check=False)
    return [(*each, (folder / f"{seed}.fodt").read_text(encoding="utf-8")) for seed, each in enumerate(made)]


def test_libreoffice_opens_every_one_and_shows_changes_exactly_where_the_texts_differ(opened):
    for seed, (_, differ, shown) in enumerate(opened):
        assert ("<text:changed-region" in shown) == differ, seed


def test_libreoffice_names_the_author(opened):
    shown = [xml for _, differ, xml in opened if differ]
    assert shown
    assert all("<dc:creator>Åsa Öberg</dc:creator>" in xml for xml in shown)


def test_a_changed_word_is_struck_and_its_replacement_inserted():
    data = mark(document(text("Nämnden avslår planen.")), document(text("Nämnden antar planen."))).data
    assert (struck(data), inserted(data)) == (["avslår"], ["antar"])


def test_words_that_word_has_cut_into_other_runs_are_no_change():
    made = mark(document(text("Nämn", "den an", "tar.")), document(text("Nämnden antar.")))
    assert made.marks == 0


def test_every_change_bears_the_given_name_and_time():
    data = mark(document(text("Ett.")), document(text("Två."), ["table", [["a", "b"]]])).data
    signed = {(e.get(W + "author"), e.get(W + "date")) for e in body(data).iter(W + "ins", W + "del")}
    assert signed == {("Åsa Öberg", "2026-11-22T08:30:00Z")}


def test_the_same_two_versions_give_the_same_bytes():
    old, new = pair(7)
    assert redline(old, new, author="A", date=WHEN) == redline(old, new, author="A", date=WHEN)


def test_a_struck_link_stays_a_link_around_the_struck_words():
    link = ["link", "se bilagan", 2, ""]
    data = mark(document(["p", [["text", "Förslag, ", 1, ""], link]]), document(text("Förslag, bifogas."))).data
    (holder,) = body(data).iter(W + "hyperlink")
    assert [child.tag for child in holder] == [W + "del"]
    package = Package.open(data)
    targets = {relation.id: relation.target for relation in package.relations(package.main)}
    assert targets[next(iter(holder.attrib.values()))] == "https://exempel.se/2"


def test_a_word_changed_inside_a_link_is_marked_inside_it():
    def linked(words):
        return document(["p", [["link", words, 1, ""]]])

    data = mark(linked("se gamla planen"), linked("se nya planen")).data
    (holder,) = body(data).iter(W + "hyperlink")
    assert len(list(holder.iter(W + "del"))) == len(list(holder.iter(W + "ins"))) == 1


def test_a_new_and_a_removed_table_row_are_marked_as_rows():
    old, new = [["År", "Kostnad"], ["2027", "4 mnkr"]], [["År", "Kostnad"], ["2027", "4 mnkr"], ["2028", "5 mnkr"]]
    more = mark(document(["table", old]), document(["table", new])).data
    less = mark(document(["table", new]), document(["table", old])).data
    assert len(body(more).findall(f".//{W}trPr/{W}ins")) == 1
    assert len(body(less).findall(f".//{W}trPr/{W}del")) == 1


def test_a_changed_cell_marks_only_its_own_words():
    def budget(cost):
        return document(["table", [["År", "Kostnad"], ["2027", cost]]])

    data = mark(budget("4 mnkr"), budget("5 mnkr")).data
    assert (struck(data), inserted(data)) == (["4"], ["5"])


def test_a_picture_that_is_struck_is_brought_along():
    old = document(["p", [["text", "Karta: ", 1, ""], ["picture", "", 2, ""]]])
    data = mark(old, document(text("Karta: utgår"))).data
    package = Package.open(data)
    assert package.related(package.main, "image")
    assert next(body(data).find(f".//{W}del/{W}r/{W}drawing").iter()) is not None


def test_words_changed_in_a_footnote_are_marked_in_the_footnote():
    def noted(words):
        return document(["p", [["note", "Planen gäller.", 1, words]]])

    data = mark(noted("Antagen 2020."), noted("Antagen 2026.")).data
    package = Package.open(data)
    (notes,) = package.related(package.main, "footnotes")
    assert [e.text for e in package.xml(notes).iter(W + "delText")] == ["2020"]


def test_a_struck_footnote_is_brought_to_a_document_without_notes():
    old = document(["p", [["note", "Planen gäller.", 1, "Antagen 2020."]]])
    data = mark(old, document(text("Planen gäller."))).data
    assert texts(rejected(data))[1] == ["Antagen 2020."]
    assert texts(accepted(data))[1] == []


def test_a_struck_list_item_keeps_its_place_in_the_list():
    def listed(*items):
        return document(*(["li", [["text", item, 1, ""]]] for item in items))

    old = listed("att anta planen", "att avslå yrkandet", "att sända den vidare")
    data = mark(old, listed("att anta planen", "att sända den vidare")).data
    assert [block.number for block in read(rejected(data)).of_kind("list_item")] == ["1.", "2.", "3."]


def test_a_changed_running_head_is_listed_since_it_is_not_marked():
    made = mark(document(text("Lika."), header="Version 1"), document(text("Lika."), header="Version 2"))
    assert made.marks == 0
    assert made.unmarked == ("Sidhuvudet: ”Version 1” har blivit ”Version 2”.",)


def test_words_that_became_bold_are_listed_and_not_marked():
    bold = document(["p", [["bold", "Viktigt. ", 1, ""]]])
    made = mark(document(text("Viktigt. ")), bold)
    assert (made.marks, made.unmarked) == (0, ("Formateringen av ord i ”Viktigt. ” har ändrats.",))


@pytest.mark.parametrize(
    ("old", "new"), [("Dnr 12 av 2026 ", "Dnr 12 av 2027 "), ("a b c ", "a c "), ("b c ", "a b c ")]
)
def test_a_part_of_a_fields_value_is_listed_since_libreoffice_shows_the_field_without_its_marks(old, new):
    made = mark(*(document(["p", [["field", words, 1, ""], ["text", "slut", 1, ""]]]) for words in (old, new)))
    assert made.marks > 0
    assert made.unmarked == (f"Värdet i ett fält i ”{new}slut” har ändrats, och märket syns inte överallt.",)


def test_words_beside_a_field_are_no_change_of_its_value():
    made = mark(*(document(["p", [["field", "Dnr 12 ", 1, ""], ["text", words, 1, ""]]]) for words in ("ett", "två")))
    assert made.unmarked == ()


def test_a_link_that_leads_elsewhere_is_listed():
    made = mark(*(document(["p", [["link", "planen", number, ""]]]) for number in (1, 2)))
    assert made.unmarked == ("En länk i ”planen” leder någon annanstans.",)


def test_a_line_that_became_a_heading_is_listed():
    listed = mark(document(text("Bakgrund.")), document(["h", "Bakgrund."])).unmarked
    assert listed[0] == "”Bakgrund.” var brödtext och är rubrik på nivå 1."


def test_other_margins_are_listed():
    old = document(text("Lika."))
    new = with_body(old, lambda xml: xml.replace('w:left="1800"', 'w:left="1417"'))
    assert mark(old, new).unmarked == ("Sidornas storlek, marginaler eller avsnittsbrytningar har ändrats.",)


@pytest.mark.parametrize("side", [0, 1])
def test_a_version_with_tracked_changes_of_its_own_is_refused(side):
    old, new = document(text("Ett två.")), document(text("Ett tre."))
    tracked = mark(old, new).data
    with pytest.raises(AlreadyTracked, match=["tidigare", "senare"][side]):
        mark(*[(tracked, new), (old, tracked)][side])


def test_tracked_changes_can_be_taken_as_accepted_and_that_is_said():
    tracked = mark(document(text("Ett två.")), document(text("Ett tre."))).data
    made = mark(tracked, document(text("Ett fyra.")), accept=True)
    assert struck(made.data) == ["tre"]
    assert made.unmarked == ("Den tidigare versionen innehöll spårade ändringar, som här räknas som godkända.",)


def test_no_file_is_made_when_a_version_cannot_be_had_back():
    """A place where paragraphs can stand that we do not mark."""

    def behind(words):
        paragraph = f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"
        choice = f'<mc:AlternateContent {nsdecls("w")} xmlns:mc="{MC}"><mc:Choice>{paragraph}</mc:Choice>'
        return with_body(
            document(text("Lika.")), lambda xml: xml.replace("<w:body>", f"<w:body>{choice}</mc:AlternateContent>")
        )

    with pytest.raises(RedlineFailed, match="går inte att få tillbaka"):
        mark(behind("Ett."), behind("Två."))


MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def test_comparing_documents_tells_text_and_the_rest_apart():
    old = document(["h", "Ärendet"], text("Planen gäller till 2026."), header="Version 1")
    new = document(["h", "Ärendet"], text("Planen gäller till 2030."), header="Version 2")
    compared = compare_documents(old, new)
    assert [(change.op, change.section, change.new) for change in compared.changes] == [
        ("replace", ("Ärendet",), "Planen gäller till 2030.")
    ]
    assert compared.unmarked == ("Sidhuvudet: ”Version 1” har blivit ”Version 2”.",)

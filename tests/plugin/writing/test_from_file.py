"""From a text written elsewhere to a draft: what is told becomes fields, what has no place is said."""

from __future__ import annotations

import io

import pytest
from docx import Document

from kansli.doctemplates.read import read
from kansli.plugin.rendering import render
from kansli.plugin.rendering.extracts import render_extract
from kansli.plugin.rendering.refusals import NotRendered
from kansli.plugin.runner import run
from kansli.plugin.store.organisation import Registry
from kansli.plugin.store.tables import get_record
from kansli.plugin.templating.shipped import publish_shipped_templates
from kansli.plugin.writing.content import content_of
from kansli.plugin.writing.from_file import NotReadable, extract_from_file, memo_from_file

MEMO = """Tjänsteskrivelse

2026-03-04

Diarienummer

{number}

Eva Påhittad

Belysning längs ån

Förslag till beslut

{board} föreslås besluta

att sätta upp nio lampor

Sammanfattning

Ån är mörk.

Underlag för beslutet

- Missiv 2026-02-01

Ärendet

Lamporna räcker till bron. Se tabellen:

År\tLampor
2026\t9

Barnets bästa

Barn går till skolan längs ån.

Ekonomiska konsekvenser

Inga.

Robin Påhittad
Teknisk direktör

Beslutet skickas till

Akten
"""
EXTRACT = """§ 12 Belysning längs ån

Dnr: TN 2026/0001

Sammanfattning

Ån är mörk.

Yrkanden

Ordförande Eva Påhittad (A) yrkar bifall.

Det yrkas också att lamporna släcks om natten.

Tekniska nämndens beslut

Nämnden sätter upp nio lampor.

Reservation

Kim Exempel (B) reserverar sig.

Beslutet skickas till

Akten
~~Polisen~~ utgår

Justerandes signum \tAnslagsdatum 2026-03-20\tUtdragsbestyrkande
"""


@pytest.fixture
def case(sqlite_system, the_operator):
    publish_shipped_templates(sqlite_system)
    registry = Registry.get(Registry.code == "TN")
    opened = run(
        sqlite_system, "open_case", registry, actor=the_operator, data={"case_type": "general", "title": "Belysning"}
    )
    return get_record(opened.record)


def memo_text(case, board="Tekniska nämnden", number=None):
    return MEMO.format(board=board, number=number or case.case_number).encode()


def test_a_file_becomes_a_draft_whose_word_file_says_the_same(sqlite_system, the_operator, case):
    seen = memo_from_file(sqlite_system, case, memo_text(case), "skrivelse.txt")
    assert (seen.unplaced, seen.remarks) == ((), ())
    drafted = run(sqlite_system, "draft_memo", case, actor=the_operator, data=dict(seen.content))
    memo = get_record(drafted.record)
    assert content_of(memo)["title"] == "Belysning längs ån"
    made = render(sqlite_system, memo, actor=the_operator)
    text = read(sqlite_system.files.read(made.sha256)).text
    for words in (
        "att sätta upp nio lampor",
        "Missiv 2026-02-01",
        "2026 | 9",
        "Robin Påhittad",
        "Barn går till skolan",
    ):
        assert words in text


def test_the_word_file_of_a_memo_is_recognised_as_the_memo_that_it_was_made_from(sqlite_system, the_operator, case):
    seen = memo_from_file(sqlite_system, case, memo_text(case), "skrivelse.txt")
    memo = get_record(run(sqlite_system, "draft_memo", case, actor=the_operator, data=dict(seen.content)).record)
    made = render(sqlite_system, memo, actor=the_operator)
    again = memo_from_file(sqlite_system, case, sqlite_system.files.read(made.sha256), "skrivelse.docx")
    assert again.content == seen.content
    assert again.unplaced == ()


def test_a_word_file_that_somebody_else_made_keeps_its_headings_tables_and_looks(sqlite_system, case):
    document = Document()
    document.sections[0].header.paragraphs[0].text = f"Dnr: {case.case_number}"
    document.sections[0].footer.paragraphs[0].text = "Besöksadress: Storgatan 1"
    document.add_paragraph("Belysning längs ån", style="Title")
    for style, text in (
        ("Heading 1", "Sammanfattning"),
        ("Normal", "Ån är 3*4 meter mörk."),
        ("Heading 2", "Varför nu"),
        ("List Bullet", "Det är höst."),
        ("Heading 1", "Beslutet skickas till"),
        ("Normal", "Akten"),
    ):
        document.add_paragraph(text, style=style)
    document.paragraphs[2].add_run(" Mycket").bold = True
    table = document.add_table(2, 2)
    table.cell(0, 1).text, table.cell(1, 0).text, table.cell(1, 1).text = "Lampor", "2026", "9 | 10"
    document.paragraphs[5]._p.addprevious(table._tbl)
    file = io.BytesIO()
    document.save(file)
    seen = memo_from_file(sqlite_system, case, file.getvalue(), "skrivelse.docx")
    assert seen.content["title"] == "Belysning längs ån"
    assert seen.content["sections"]["summary"] == (
        "Ån är 3\\*4 meter mörk. **Mycket**\n\n## Varför nu\n\n- Det är höst.\n\n"
        "|  | Lampor |\n| --- | --- |\n| 2026 | 9 \\| 10 |"
    )
    assert [one["name"] for one in seen.content["recipients"]["for_action"]] == ["Akten"]
    assert seen.unplaced == ("Besöksadress: Storgatan 1",)


def test_a_proposal_to_nobody_that_is_known_is_put_before_the_cases_own_organ_and_said(sqlite_system, case):
    seen = memo_from_file(sqlite_system, case, memo_text(case, board="Månnämnden"), "skrivelse.txt")
    assert seen.content["proposals"][0]["bodies"] == ["TN"]
    assert seen.remarks == ("Förslaget ställs till ”månnämnden”, som inte är ett organ här.",)


def test_another_cases_number_is_said(sqlite_system, case):
    seen = memo_from_file(sqlite_system, case, memo_text(case, number="TN 1999/0777"), "skrivelse.txt")
    assert seen.remarks == (f"Filen har diarienummer TN 1999/0777, men ärendet har {case.case_number}.",)


def test_a_file_without_text_is_refused(sqlite_system, case):
    with pytest.raises(NotReadable, match=r"tom\.txt"):
        memo_from_file(sqlite_system, case, b"  \n", "tom.txt")


def test_a_kind_that_is_not_written_is_refused(sqlite_system, case):
    with pytest.raises(NotReadable, match="skrivs inte i Kansli"):
        memo_from_file(sqlite_system, case, memo_text(case), "skrivelse.txt", type_id="letter")


def test_an_extract_says_what_the_minutes_said_and_crosses_out_what_was_crossed_out(sqlite_system, case):
    found = extract_from_file(sqlite_system, EXTRACT.encode(), "paragraf.txt")
    assert found.unplaced == ()
    reading = read(render_extract(sqlite_system, found.content))
    headings = [block.text for block in reading.of_kind("heading")]
    assert headings == [
        "Sammanfattning",
        "Yrkanden",
        "Tekniska nämndens beslut",
        "Reservationer",
        "Beslutet skickas till",
    ]
    for words in ("§ 12 Belysning längs ån", "Ordförande Eva Påhittad (A) yrkar bifall.", "Polisen utgår"):
        assert words in reading.text
    assert any("2026-03-20" in block.text for block in reading.of_kind("footer"))
    assert any("(forts. § 12, Dnr: TN 2026/0001)" in block.text for block in reading.of_kind("header"))


@pytest.mark.parametrize("missing", ["paragraph", "title", "case_number", "decision"])
def test_an_extract_without_what_it_must_say_is_not_made(sqlite_system, case, missing):
    content = dict(extract_from_file(sqlite_system, EXTRACT.encode(), "paragraf.txt").content)
    content[missing] = [] if missing == "decision" else ""
    with pytest.raises(NotRendered, match="saknas"):
        render_extract(sqlite_system, content)


def test_a_text_that_the_extract_has_no_place_for_stops_it(sqlite_system, case):
    content = dict(extract_from_file(sqlite_system, EXTRACT.encode(), "paragraf.txt").content)
    with pytest.raises(NotRendered, match="ingen plats"):
        render_extract(sqlite_system, {**content, "sections": {"poem": "En dikt."}})


def test_what_is_no_extract_is_refused(sqlite_system, case):
    with pytest.raises(NotReadable, match="Ingen paragraf"):
        extract_from_file(sqlite_system, memo_text(case), "skrivelse.txt")


def test_an_extract_is_not_drafted_as_a_memo(sqlite_system, the_operator, case):
    with pytest.raises(Exception, match="Handlingstyp"):
        run(sqlite_system, "draft_memo", case, actor=the_operator, data={"type": "minutes_extract"})

"""What comes back from Word passes the strict gate: it becomes a version of ours, that is printed and sent."""

from __future__ import annotations

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from hostile_packages import external, rebuilt, related
from word_desk import edited, paragraph_of, rewrite

from kansli.doctemplates.returned_apart import AT_HAND
from kansli.plugin.errors import Refused
from kansli.plugin.store.documents import DocumentVersion, StoredFile
from kansli.plugin.taking_back import Decisions, known_as, plan, take_back


def with_field(code, at="skickat en plan"):
    """The file with a field in a paragraph of its text, as Word writes one."""
    xml = f"<w:fldSimple {nsdecls('w')} w:instr='{code}'><w:r><w:t>förra gången</w:t></w:r></w:fldSimple>"
    return lambda document: paragraph_of(document, at)._p.append(parse_xml(xml))


def with_field_in_footer(code):
    """The file with a field in the running foot, in three pieces."""

    def change(document):
        footer = document.sections[0].footer.part.element
        runs = "".join(
            f"<w:r>{inner}</w:r>"
            for inner in (
                '<w:fldChar w:fldCharType="begin"/>',
                f"<w:instrText>{code[:5]}</w:instrText>",
                f"<w:instrText>{code[5:]}</w:instrText>",
                '<w:fldChar w:fldCharType="end"/>',
            )
        )
        paragraph = parse_xml(f"<w:p {nsdecls('w')}>{runs}</w:p>")
        next(footer.iter(qn("w:p"))).addnext(paragraph)

    return change


FETCHING = {
    "a template elsewhere": (
        lambda data: rebuilt(data, extra=external("attachedTemplate", "http://127.0.0.1:9/ond.dotm")),
        "external",
    ),
    "a picture elsewhere": (
        lambda data: rebuilt(data, extra=external("image", "file:///etc/hemlig.png")),
        "external",
    ),
    "an object": (lambda data: related(data, "oleObject"), "embedded"),
    "another document": (lambda data: related(data, "aFChunk"), "alt_chunk"),
    "a file's text": (
        lambda data: edited(data, with_field('INCLUDETEXT "/etc/passwd"', "sänt en plan")),
        "outside_field",
    ),
    "another program": (lambda data: edited(data, with_field_in_footer("DDEAUTO calc x")), "outside_field"),
}


@pytest.mark.parametrize("name", FETCHING)
def test_a_file_that_fetches_something_from_elsewhere_is_not_read_back(shared, name):
    change, code = FETCHING[name]
    data = change(edited(shared.printed, rewrite("skickat en plan", "sänt en plan")))
    with pytest.raises(Refused) as refused:
        plan(shared.writer.system, data, actor=shared.writer.actor)
    assert refused.value.code == code
    assert known_as(data, actor=shared.writer.actor) is None


def test_nothing_of_a_file_that_is_refused_at_the_gate_is_kept(shared):
    data = edited(shared.printed, with_field('INCLUDEPICTURE "file:///etc/hemlig.png"'))
    before = DocumentVersion.select().count(), StoredFile.select().count()
    with pytest.raises(Refused, match="INCLUDEPICTURE"):
        take_back(shared.writer.system, data, filename="a.docx", actor=shared.writer.actor, decisions=Decisions())
    assert (DocumentVersion.select().count(), StoredFile.select().count()) == before


def test_page_numbers_and_links_are_no_hindrance(shared):
    data = edited(shared.printed, with_field('HYPERLINK "https://example.org"'), with_field("PAGE"))
    assert plan(shared.writer.system, data, actor=shared.writer.actor).record == shared.memo


def test_an_unusually_large_file_is_read_like_any_other(shared):
    data = edited(shared.printed, rewrite("skickat en plan", "sänt en plan"))
    large = rebuilt(data, extra=[("customXml/item9.xml", b"<a>" + b"x" * AT_HAND + b"</a>")])
    assert len(large) < AT_HAND
    found = plan(shared.writer.system, large, actor=shared.writer.actor)
    assert found.sections("changed") == plan(shared.writer.system, data, actor=shared.writer.actor).sections("changed")
    assert found.sections("changed") == ["background"]

"""Mallgranskning. Faults in a template are named with part, paragraph, text and what to do."""

from __future__ import annotations

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from kansli.doctemplates.problems import InvalidTemplate
from kansli.doctemplates.scan import scan

ATTACKS = [
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ lipsum.__globals__ }}",
    "{{ self.__init__.__globals__ }}",
    "{{ config }}",
    "{{ request.application }}",
    "{{ arende.__class__ }}",
    "{{ arende._meta }}",
    "{{ arende.update({'rubrik': 'x'}) }}",
    "{{ arende.pop('rubrik') }}",
    "{{ arende.delete() }}",
    "{{ arende.rubrik.__len__ }}",
    "{{ arende['rubrik'] }}",
    "{{ arende.rubrik|safe }}",
    "{{ '<w:r/>'|safe }}",
    "{{ arende.rubrik|attr('x') }}",
    "{{ arende,rubrik }}",
    "{{ 7*7 }}",
    "{{ 'a'*1000000000 }}",
    "{{ 'x'|center(1000000000) }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ lipsum(n=1000000) }}",
    "{{ '{:1000000000}'.format(1) }}",
    "{{ range(1000000000) }}",
    "{% for x in range(99999) %}",
    "{% for x in 'abc' %}",
    "{% set x = 1 %}",
    "{% include 'x' %}",
    "{% import 'os' as os %}",
    "{% macro x() %}",
    "{% raw %}",
    "{% if arende.rubrik == 'x' %}",
    "{% for a, b in forslag %}",
    "{# {{ arende.rubrik }} #}",
    "Inne i text {% if arende.__class__ %}x{% endif %}",
    "Inne i text {% if arende.rubrik.__len__ %}x{% else %}y{% endif %}",
    "Inne i text {% for u in underlag %}{{ u.__init__ }}{% endfor %}",
    "{% if arende.rubrik or config %}x{% endif %}",
    "{{ @underlag.text }}",
    "{% for @x in underlag %}",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_written_in_a_template_is_refused_at_its_paragraph(attack, make_template, make_document, catalogue):
    template = make_template("Inledning", attack)
    report = scan(template, catalogue)
    assert report.problems
    assert all((problem.part, problem.paragraph) == ("Brödtexten", 2) for problem in report.problems)
    assert report.problems[0].text == attack
    assert report.problems[0].message.startswith("Brödtexten, stycke 2 ”")
    with pytest.raises(InvalidTemplate):
        make_document(template, {})


def test_an_unknown_field_is_named_with_the_one_that_was_meant(make_template, catalogue):
    report = scan(make_template("Hej", "Diarienummer: {{ arende.diarienumer }}"), catalogue)
    problem = report.problems[0]
    assert (problem.part, problem.paragraph, problem.text) == (
        "Brödtexten", 2, "Diarienummer: {{ arende.diarienumer }}",
    )  # fmt: skip
    assert problem.suggestion == "arende.diarienummer"
    assert problem.message == (
        "Brödtexten, stycke 2 ”Diarienummer: {{ arende.diarienumer }}”: okänt fält ”arende.diarienumer”. "
        "Menade du ”arende.diarienummer”?"
    )


def test_a_row_loop_that_is_never_closed_is_named_by_table_and_row(make_template, catalogue):
    def table(document):
        table = document.add_table(3, 1)
        table.cell(1, 0).text = "{%tr for u in underlag %}"
        table.cell(2, 0).text = "{{ u.text }}"

    messages = [p.message for p in scan(make_template("Hej", before_save=table), catalogue).problems]
    assert messages == ["Tabell 1, rad 2: {%tr for u in underlag %} saknar {% endfor %}."]


def test_a_content_control_with_an_unknown_tag_is_named_by_its_label(make_template, catalogue):
    def header(document):
        document.sections[0].header.paragraphs[0]._p.append(control("arende.rubrk", "Ärenderubrik"))

    problem = scan(make_template("Hej", before_save=header), catalogue).problems[0]
    assert problem.message == (
        "Sidhuvudet: innehållskontrollen ”Ärenderubrik” har taggen ”arende.rubrk” som inte finns i fältlistan. "
        "Menade du ”arende.rubrik”?"
    )


def control(tag, label):
    return parse_xml(
        f'<w:sdt {nsdecls("w")}><w:sdtPr><w:alias w:val="{label}"/><w:tag w:val="{tag}"/><w:showingPlcHdr/></w:sdtPr>'
        '<w:sdtContent><w:r><w:rPr><w:rStyle w:val="PlaceholderText"/></w:rPr><w:t>[fyll i]</w:t></w:r>'
        "</w:sdtContent></w:sdt>"
    )


FAULTS = {
    "{{ arende.rubrik": ("unclosed", "ett fält är inte avslutat. Fält skrivs {{ arende.rubrik }}."),
    "arende.rubrik }}": ("unopened", "avslutar inget fält"),
    "{ { arende.rubrik } }": ("spaced_braces", "utan mellanslag emellan"),
    "{{ arende.rubrik | stor }}": ("unknown_format", "De format som finns är"),
    "{{ arende.rubrik | datum }}": ("wrong_format", "passar inte fältet"),
    "{{ arende }}": ("is_a_group", "är en grupp av fält"),
    "{{ underlag }}": ("is_a_list", "är en lista"),
    "{{ handlaggare.namn }}": ("unknown_field", "finns bara inne i {% for x in handlaggare %}"),
    "Text {{ sektioner.summary }}": ("not_alone", "måste stå ensam i sitt stycke"),
    "Text {% if arende.rubrik %} text": ("no_end", "saknar {% endif %} i samma stycke"),
    "Text {% endif %} text": ("no_beginning", "saknar sin början i samma stycke"),
    "Text {% if arende.rubrik %}a{% else %}b{% else %}c{% endif %}": ("no_beginning", "{% else %} saknar sin början"),
    "Text {% if arende.rubik %}a{% endif %}": ("unknown_field", "Menade du ”arende.rubrik”?"),
    "Text {%p if arende.rubrik %}a{%p endif %}": ("not_alone", "ska stå ensam på sin egen rad"),
    "Text {% for u in underlag %}{{ u.text }}{% endfor %}": ("not_alone", "I en mening skrivs {{ underlag | lista }}."),
    "{% endfor %}": ("no_beginning", "{% endfor %} saknar sin början."),
    "{% else %}": ("no_beginning", "{% else %} saknar sin början."),
    "{% if arende.rubrik %}": ("no_end", "saknar {% endif %}."),
    "{% elif arende.rubrik %}": ("unknown_command", "kommandot ”elif” finns inte"),
    "{%tr if arende.rubrik %}": ("not_a_row", "ska stå på en egen tabellrad"),
}


@pytest.mark.parametrize("text", FAULTS)
def test_each_way_of_miswriting_a_field_has_its_own_sentence(text, make_template, catalogue):
    code, said = FAULTS[text]
    problems = scan(make_template(text), catalogue).problems
    found = {problem.code: problem.message for problem in problems}
    assert code in found
    assert said in found[code]


def test_a_loop_over_something_that_is_no_list_is_refused(make_template, catalogue):
    problems = scan(make_template("{% for x in arende.rubrik %}", "hej", "{% endfor %}"), catalogue).problems
    assert [problem.code for problem in problems] == ["not_a_list"]


def test_a_loop_variable_may_not_hide_a_field(make_template, catalogue):
    problems = scan(make_template("{% for arende in underlag %}", "hej", "{% endfor %}"), catalogue).problems
    assert [problem.code for problem in problems] == ["shadowed"]


def test_words_own_merge_fields_are_listed_with_the_field_to_use(make_template, catalogue):
    def merge(document):
        shown = "<w:r><w:t>«dnr»</w:t></w:r>"
        document.add_paragraph("Dnr ")._p.append(
            parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" MERGEFIELD diarienummer ">{shown}</w:fldSimple>')
        )
        document.add_paragraph("")._p.append(
            parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" INCLUDETEXT &quot;http://x/y&quot; "/>')
        )

    problems = scan(make_template(before_save=merge), catalogue).problems
    assert [problem.code for problem in problems] == ["merge_field", "outside_field"]
    assert problems[0].suggestion == "arende.diarienummer"


def test_the_fields_a_template_uses_are_listed_by_their_full_names(make_template, catalogue):
    template = make_template(
        "{% for f in forslag %}", "{{ f.organ }}", "{% for sats in f.satser %}", "{{ sats }}", "{% endfor %}",
        "{% endfor %}", "{{ svar_senast | datum }}", title="{{ dokument.rubrik }}",
    )  # fmt: skip
    report = scan(template, catalogue)
    assert report.ok, report.problems
    assert report.fields == ("forslag", "forslag.organ", "forslag.satser", "svar_senast", "dokument.rubrik")


def test_an_unswedish_template_is_warned_about_but_not_refused(make_template, catalogue):
    report = scan(make_template("{{ arende.rubrik }}"), catalogue)
    assert report.ok
    assert "language" in {warning.code for warning in report.warnings}

"""Kommunerna. Each shipped municipality is installed and writes its own memo: numbers, organs, headings and order."""

from __future__ import annotations

import re
from importlib import resources
from itertools import pairwise

import pytest

from kansli.doctemplates.read import read
from kansli.plugin.errors import Refused
from kansli.plugin.installing import install
from kansli.plugin.intake.vocabulary import fold_heading
from kansli.plugin.lowcode import known_profiles, load_profile, shipped_profiles
from kansli.plugin.rendering import render
from kansli.plugin.runner import run
from kansli.plugin.searching.units import wanted_units
from kansli.plugin.settings import Settings
from kansli.plugin.store.organisation import Body, Registry
from kansli.plugin.store.tables import get_record
from kansli.plugin.system import open_system
from kansli.plugin.templating.shipped import publish_shipped_templates
from kansli.plugin.writing.content import content_of

OFFICER = {
    "name": "Kim Påhittad", "title": "Utredare", "unit": "Enheten för gata och park", "phone": "010-000 00 12",
    "email": "kim@example.org",
}  # fmt: skip


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """The data folder of an installation for each municipality, made once."""
    made = {profile: tmp_path_factory.mktemp(profile) / "data" for profile in ("sodertalje", "linkoping")}
    for profile, folder in made.items():
        system = install(Settings(data=folder), profile_name=profile).system
        with system.database.connection_context():
            publish_shipped_templates(system)
        system.database.close()
    return made


@pytest.fixture
def office(folders):
    """`office("linkoping")` opens the installation of a municipality."""
    opened = []

    def opening(profile):
        opened.append(open_system(Settings(data=folders[profile])))
        opened[-1].database.connect(reuse_if_open=True)
        return opened[-1]

    yield opening
    for system in opened:
        system.database.close()


def memo_in(system, actor, registry, **content):
    """A rendered memo: its case and the reading of its file."""
    board = Registry.get(Registry.code == registry)
    case = get_record(
        run(system, "open_case", board, actor=actor, data={"case_type": "general", "title": "Ljus på gångvägar"}).record
    )
    memo = get_record(run(system, "draft_memo", case, actor=actor, data=content).record)
    made = render(system, memo, actor=actor)
    return case, memo, read(system.files.read(made.sha256))


def headings(reading):
    return [block.text for block in reading.of_kind("heading")]


@pytest.mark.parametrize(
    ("profile", "registry", "number"),
    [("sodertalje", "Jä", r"Jä \d\d/\d+"), ("sodertalje", "KS", r"KS \d\d/\d+"), ("linkoping", "KS", r"KS 20\d\d-\d+")],
)
def test_a_case_gets_its_number_as_the_municipality_writes_it(office, the_operator, profile, registry, number):
    system = office(profile)
    board = Registry.get(Registry.code == registry)
    data = {"case_type": "general", "title": "Ljus"}
    case = get_record(run(system, "open_case", board, actor=the_operator, data=data).record)
    assert re.fullmatch(number, case.case_number)


def test_a_name_of_a_place_keeps_its_capital_inside_a_sentence(office):
    office("sodertalje")
    names = {body.code: body.in_text for body in Body.select()}
    assert names["KS"] == "kommunstyrelsen"
    assert names["Jä"] == "Järna kommunalnämnd"


def test_a_memo_to_seven_organs_has_seven_numbers_and_a_proposal_for_each_group(office, the_operator):
    system = office("sodertalje")
    codes = ["KS", "DB", "KFN", "En", "HM", "Jä", "VM"]
    local = ["KFN", "En", "HM", "Jä", "VM"]
    _, memo, reading = memo_in(
        system,
        the_operator,
        "KS",
        addressees=[{"body": code, "number": f"{code} 26/{number}"} for number, code in enumerate(codes, 900)],
        sections={
            "summary": "Kort.",
            "background": "Längre.[^1]\n\n[^1]: Se planen.",
            "financial_impact": "Så här:\n\n| | 2027 | Totalt |\n|---|---|---|\n| Lampor | 40 000 | 40 000 |",
        },
        basis=[{"text": "Bilaga 1: Plan för ljus"}],
        proposals=[
            {"bodies": local, "clauses": ["Nämnden tillstyrker kontorets förslag."]},
            {"bodies": ["DB"], "clauses": ["Demokratiberedningen tillstyrker kontorets förslag."]},
            {"bodies": ["KS"], "clauses": ["Kommunstyrelsen antar planen.", "Planen följs upp varje höst."]},
        ],
        signatories=[{"name": "Robin Påhittad", "title": "Stadsdirektör"}],
        officers=[OFFICER],
        recipients={"for_action": [{"name": "Akten"}, {"name": "Parkkontoret", "struck": True, "note": "K3"}]},
    )
    assert headings(reading) == [
        "Sammanfattning av ärendet",
        "Beslutsunderlag",
        "Ärendet",
        "Ekonomiska konsekvenser och finansiering",
        "Kontorets förslag till kultur- och fritidsnämnden, Enhörna kommunalnämnd, Hölö-Mörkö kommunalnämnd, "
        "Järna kommunalnämnd och Vårdinge-Mölnbo kommunalnämnd:",
        "Kontorets förslag till demokratiberedningen:",
        "Kontorets förslag till kommunstyrelsen:",
        "Beslutet skickas till",
    ]
    about = next(unit for unit in wanted_units(system.profile, memo) if "Ljus" in unit.text)
    assert "Jä 26/905" in about.text
    lines = [block.text for block in reading.blocks]
    numbers = next(line for line in lines if line.startswith("Dnr: "))
    own = memo.case.case_number
    told = ", ".join(f"{code} 26/{number}" for number, code in enumerate(codes, 900))
    assert numbers == f"Dnr: {own}, {told}"
    at = lines.index("Kommunstyrelsen")
    assert lines[at : at + 4] == [
        "Kommunstyrelsen", "Demokratiberedningen", "Kultur- och fritidsnämnden", "Enhörna kommunalnämnd"
    ]  # fmt: skip
    assert {"Handläggare: Kim Påhittad", "Utredare", "Telefon (direkt): 010-000 00 12"} <= set(lines)
    assert [line for line in lines if "Parkkontoret" in line] == ["Parkkontoret K3"]


def test_the_numbered_proposals_of_the_other_municipality_stand_first_and_name_no_organ(office, the_operator):
    system = office("linkoping")
    content = {
        "sections": {
            "summary": "Kort.", "background": "Längre.", "financial_impact": "Inga.", "goals": "Ett mål",
            "equality_impact": "Lika.", "follow_up": "Varje höst.", "codetermination": "Inte påkallad.",
        },
        "basis": [{"text": "Bilaga – Rapport"}],
        "proposals": [{"bodies": ["KS"], "clauses": ["Rapporten noteras."]}],
        "signatories": [{"name": "Robin Påhittad", "title": ""}],
    }  # fmt: skip
    _, _, reading = memo_in(system, the_operator, "KS", **content)
    assert headings(reading) == [
        "Förslag till beslut", "Ärende", "Beslutsunderlag:", "Bakgrund", "Ekonomiska konsekvenser", "Kommunala mål",
        "Jämställdhet", "Uppföljning och utvärdering",
        "Information eller förhandling enligt lag (1976:580) om medbestämmande i arbetslivet",
        "Beslutet skickas till:",
    ]  # fmt: skip
    assert "föreslås besluta" not in reading.text
    assert "Kommunledningsförvaltningen\n\nRobin Påhittad" in reading.text


def test_a_letter_tells_of_the_decision_to_those_that_the_memo_named(office, the_operator):
    system = office("linkoping")
    people = {"for_action": [{"name": "Parkenheten"}], "for_information": [{"name": "Akten"}]}
    proposals = [{"bodies": ["KS"], "clauses": ["Rapporten noteras.", "Planen antas."]}]
    sections = {"summary": "Kort."}
    case, memo, _ = memo_in(
        system, the_operator, "KS", recipients=people, proposals=proposals, sections=sections,
        signatories=[{"name": "Robin Påhittad", "title": "Chef"}],
    )  # fmt: skip
    run(system, "approve_memo", get_record(memo.record_id), actor=the_operator)
    decided = {"decided_on": "2026-11-20", "paragraph": "12", "body": "KS"}
    run(system, "record_decision", get_record(memo.record_id), actor=the_operator, data=decided)
    letter = get_record(run(system, "draft_memo", case, actor=the_operator, data={"type": "dispatch_letter"}).record)
    assert [one["name"] for one in content_of(letter)["recipients"]["for_action"]] == ["Parkenheten"]
    run(system, "approve_memo", get_record(letter.record_id), actor=the_operator)
    made = render(system, get_record(letter.record_id), actor=the_operator)
    reading = read(system.files.read(made.sha256))
    assert made.template == "linkoping/foljebrev"
    assert "Kommunstyrelsen § 12, 2026-11-20\n\nRapporten noteras.\n\nPlanen antas." in reading.text
    assert "UTKAST" not in " ".join(block.text for block in reading.of_kind("header"))


def test_a_memo_without_proposals_is_still_refused(office, the_operator):
    system = office("linkoping")
    _, memo, _ = memo_in(
        system, the_operator, "KS", sections={"summary": "Kort."}, proposals=[{"bodies": ["KS"], "clauses": ["Ja."]}]
    )
    content = {**content_of(memo), "proposals": []}
    run(system, "edit_memo", memo, actor=the_operator, data={"content": content})
    with pytest.raises(Refused, match="Förslag till beslut saknas"):
        run(system, "submit_memo", get_record(memo.record_id), actor=the_operator)


WRITTEN = [
    (profile, kind.id)
    for profile in ("_base", *known_profiles((shipped_profiles(),)))
    for kind in load_profile(profile).document_types.values()
    if kind.written
]


@pytest.mark.parametrize(("profile", "type_id"), WRITTEN)
def test_the_headings_of_a_template_are_those_that_a_text_is_known_again_by(profile, type_id):
    kind = load_profile(profile).document_types[type_id]
    file = resources.files("kansli.doctemplates") / f"{kind.template}.docx"
    blocks = read(file.read_bytes()).blocks
    strange = []
    for before, block in pairwise(blocks):
        name = re.fullmatch(r"{{ sektioner\.(\w+) }}", block.text)
        section = kind.section(name[1]) if name else None
        if section is not None and before.kind == "heading":
            known = {fold_heading(word) for word in (section.label, *section.synonyms)}
            strange += [before.text] if fold_heading(before.text) not in known else []
    assert strange == []


@pytest.mark.parametrize(("profile", "type_id"), WRITTEN)
def test_a_template_has_room_for_every_section_of_its_type(profile, type_id):
    kind = load_profile(profile).document_types[type_id]
    file = resources.files("kansli.doctemplates") / f"{kind.template}.docx"
    text = read(file.read_bytes()).text
    texts = [section.id for section in kind.sections if section.kind == "text"]
    assert [name for name in texts if f"sektioner.{name} " not in text] == []

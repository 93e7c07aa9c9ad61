"""The checker refuses each fault with file, line, key and a suggestion."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kansli.plugin.lowcode import ProfileMissing, ProfileProblem, check_profile, known_profiles, shipped_profiles
from kansli.plugin.lowcode.verbs import VERBS

Write = Callable[..., tuple[Path, ...]]
Check = Callable[..., list[ProfileProblem]]


@pytest.mark.parametrize("name", ["_base", *known_profiles((shipped_profiles(),))])
def test_every_shipped_profile_passes(name: str) -> None:
    assert check_profile(name) == []


def test_a_good_profile_has_no_problems(check: Check) -> None:
    assert check("") == []


NEW_REGISTRY = """[[registry]]
code = "TN"
name = "Tekniska nämndens diarium"
formats = [{ pattern = "{board} {yyyy}/{seq}", valid_from = 2000-01-01 }]
"""

FAULTS = {
    "an unknown table": ('[[rolle]]\nid = "x"\n', 1, "rolle", "Tabellen ”rolle” finns inte", "role"),
    "an unknown key": (
        '[[role]]\nid = "reader"\nverb = ["read"]\n',
        3,
        "role.reader.verb",
        "Nyckeln ”verb” finns inte här",
        "verbs",
    ),
    "a wrong type": ('[[role]]\nid = "reader"\nverbs = "read"\n', 3, "role.reader.verbs", "en lista av texter", ""),
    "a missing key": ('[[role]]\nid = "archivist"\n', 1, "role.archivist.label", "Nyckeln ”label” saknas", ""),
    "an unknown verb": ('[[role]]\nid = "reader"\nverbs = ["serch"]\n', 3, "role.reader.verbs", "”serch”", "search"),
    "an id with a capital": (
        '[[role]]\nid = "Arkivarie"\nlabel = "Arkivarie"\n',
        2,
        "role.Arkivarie.id",
        "kan inte vara id",
        "",
    ),
    "an unknown choice": (
        '[[document_type]]\nid = "memo"\ndirection = "outgoin"\n',
        3,
        "document_type.memo.direction",
        "Välj bland",
        "outgoing",
    ),
    "the same id twice": (
        '[[role]]\nid = "a"\nlabel = "A"\n[[role]]\nid = "a"\nlabel = "B"\n',
        4,
        "role.a",
        "står två gånger",
        "",
    ),
    "a removal of nothing": (
        '[[role]]\nid = "readr"\nremove = true\n',
        3,
        "role.readr.remove",
        "kan inte tas bort",
        "reader",
    ),
    "a place after nothing": (
        '[[role]]\nid = "reader"\nafter = "manger"\n',
        3,
        "role.reader.after",
        "finns inte att stå efter",
        "manager",
    ),
    "an unknown document type": (
        '[[case_type]]\nid = "general"\ndocument_types = ["mmo"]\n',
        3,
        "case_type.general.document_types",
        "Handlingstypen ”mmo”",
        "memo",
    ),
    "a workflow for another record": (
        '[[case_type]]\nid = "general"\nworkflow = "memo"\n',
        3,
        "case_type.general.workflow",
        "Arbetsflödet för posten ”case” ”memo” finns inte",
        "",
    ),
    "an unknown field type": (
        '[[case_type]]\nid = "general"\n[[case_type.fields]]\nid = "a"\nlabel = "A"\ntype = "datum"\n',
        6,
        "case_type.general.fields.a.type",
        "Välj bland",
        "date",
    ),
    "a choice without choices": (
        '[[case_type]]\nid = "general"\nfields = [{ id = "a", label = "A", type = "choice" }]\n',
        3,
        "case_type.general.fields.a.choices",
        "inget att välja på",
        "",
    ),
    "a heading that means two sections": (
        '[[document_type]]\nid = "memo"\n[[document_type.sections]]\nid = "goals"\nsynonyms = ["BAKGRUND:"]\n',
        5,
        "document_type.memo.sections.goals.synonyms",
        "hör redan till avsnittet ”background”",
        "",
    ),
    "a written type without a template": (
        '[[document_type]]\nid = "note"\nwritten = true\nsections = [{ id = "body", label = "Text" }]\n',
        1,
        "document_type.note.template",
        "behöver en mall",
        "",
    ),
    "a lead with an unknown word": (
        '[[document_type]]\nid = "memo"\nproposal_lead = "{organ} föreslås"\n',
        3,
        "document_type.memo.proposal_lead",
        "Bara {body}",
        "",
    ),
    "an unknown registry": (
        '[[body]]\ncode = "TN"\nname = "Tekniska nämnden"\nkind = "board"\nregistry = "KSS"\n',
        5,
        "body.TN.registry",
        "Diariet ”KSS”",
        "KS",
    ),
    "a bad number pattern": (
        '[[registry]]\ncode = "TN"\nname = "T"\n[[registry.formats]]\nvalid_from = 2000-01-01\npattern = "{seq"\n',
        6,
        "registry.TN.formats.2000-01-01.pattern",
        "Nummerformatet",
        "",
    ),
    "a series that starts at nothing": (
        '[[role]]\nid = "reader"\n' + NEW_REGISTRY + 'series_start = { "2020" = 0 }\n',
        7,
        "registry.TN.series_start",
        "en tabell av år och nummer",
        "",
    ),
    "a registry code that cannot stand in a number": (
        NEW_REGISTRY.replace('"TN"', '"K9"'),
        2,
        "registry.K9.code",
        "en till tio bokstäver",
        "",
    ),
    "a registry without a format": (
        '[[registry]]\ncode = "TN"\nname = "Tekniska nämndens diarium"\n',
        1,
        "registry.TN.formats",
        "saknar nummerformat",
        "",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_checker_finds(fault: str, check: Check) -> None:
    text, line, key, message, suggestion = FAULTS[fault]

    (problem,) = check(text)

    assert (problem.file, problem.line, problem.key) == ("prov/own.toml", line, key)
    assert message in problem.message
    assert problem.suggestion == suggestion


FLOW = """
[[workflow]]
id = "memo"
replace = true
initial = "draft"
states = [
    { id = "draft", label = "Utkast" },
    { id = "decided", label = "Beslutad", final = true },
]
transitions = [
    { step = "record_decision", label = "Besluta", from = ["draft"], to = "decided", roles = ["manager"], guards = [] },
]
"""


def test_a_small_workflow_may_replace_the_shipped_one(check: Check) -> None:
    assert check(FLOW) == []


FLOW_FAULTS = {
    "an unknown step": (
        "record_decision",
        "record_desicion",
        10,
        "step",
        "Steget ”record_desicion”",
        "record_decision",
    ),
    "an unknown guard": ("guards = []", 'guards = ["reson_given"]', 10, "guards", "Villkoret", "reason_given"),
    "an unknown role": ('["manager"]', '["manger"]', 10, "roles", "Rollen ”manger”", "manager"),
    "no role": ('["manager"]', "[]", 10, "roles", "Ingen roll får ta steget", ""),
    "an unknown first state": ('initial = "draft"', 'initial = "draf"', 4, "initial", "Läget ”draf”", "draft"),
    "a final state that is left": (
        'label = "Utkast" }',
        'label = "Utkast", final = true }',
        6,
        "final",
        "är slutligt, men ett steg leder därifrån",
        "",
    ),
    "a dead end": (", final = true }", " }", 7, "decided", "återvändsgränd", ""),
    "an unknown state": ('to = "decided"', 'to = "decidd"', 10, "to", "Läget ”decidd”", "decided"),
}


@pytest.mark.parametrize("fault", FLOW_FAULTS)
def test_the_workflow_check_finds(fault: str, check: Check) -> None:
    old, new, line, key, message, suggestion = FLOW_FAULTS[fault]
    assert old in FLOW

    problems = check(FLOW.replace(old, new), known_steps=_steps(), known_guards={"reason_given", *_guards()})

    found = [problem for problem in problems if message in problem.message]
    assert found, problems
    assert (found[0].file, found[0].line, found[0].suggestion) == ("prov/own.toml", line, suggestion)
    assert found[0].key.endswith(key)


def test_a_state_that_nothing_leads_to_is_found(check: Check) -> None:
    text = FLOW.replace("]\ntransitions", '    { id = "lost", label = "Borta", final = true },\n]\ntransitions')

    (problem,) = check(text)

    assert (problem.line, problem.key) == (8, "workflow.memo.states.lost")
    assert problem.message == "Läget ”lost” går inte att nå från ”draft”."


def test_two_rows_for_the_same_step_and_state_are_found(check: Check) -> None:
    again = '    { id = "again", step = "record_decision", label = "I", from = ["draft"], roles = ["manager"] },\n]\n'
    text = FLOW.rstrip("\n").removesuffix("]") + again

    (problem,) = check(text)

    assert (problem.line, problem.key) == (11, "workflow.memo.transitions.again.from")
    assert "står redan på rad 10" in problem.message


def test_every_kind_of_record_needs_its_workflow(check: Check) -> None:
    (problem,) = check('[[workflow]]\nid = "watch"\nremove = true\n')

    assert problem.key == "workflow.watch"


def test_an_unknown_template_is_found_where_templates_are_known(check: Check) -> None:
    text = '[[document_type]]\nid = "memo"\ntemplate = "_base/tjansteskrivlse"\n'
    templates = {
        f"_base/{name}" for name in ("tjansteskrivelse", "yttrande", "missiv", "foljebrev", "protokollsutdrag")
    }

    (problem,) = check(text, templates=templates)

    assert (problem.line, problem.suggestion) == (3, "_base/tjansteskrivelse")


def test_a_body_under_itself_is_found(check: Check) -> None:
    bodies = "".join(
        f'[[body]]\ncode = "{code}"\nname = "Nämnd {code}"\nkind = "board"\nregistry = "KS"\nparent = "{parent}"\n'
        for code, parent in (("A", "B"), ("B", "A"))
    )

    assert [problem.line for problem in check(bodies)] == [6, 12]


def test_an_alias_that_leads_to_two_bodies_is_found(check: Check) -> None:
    bodies = "".join(
        f'[[body]]\ncode = "{code}"\nname = "Nämnd {code}"\nkind = "board"\nregistry = "KS"\naliases = ["Nämnden"]\n'
        for code in ("A", "B")
    )

    (problem,) = check(bodies)

    assert (problem.line, problem.message) == (12, "”Nämnden” leder redan till ”A”.")


def test_text_that_is_not_toml_is_found_on_its_line(check: Check) -> None:
    (problem,) = check('[[role]]\nid = "reader"\nlabel = "Läsare\n')

    assert (problem.file, problem.line) == ("prov/own.toml", 3)
    assert "går inte att läsa som TOML" in problem.message


def test_a_key_written_twice_is_found(check: Check) -> None:
    (problem,) = check('[[role]]\nid = "reader"\nid = "reader"\n')

    assert problem.line == 3
    assert "två gånger" in problem.message


def test_a_file_in_another_encoding_is_found(write: Write) -> None:
    search_path = write({})
    (search_path[0] / "prov" / "own.toml").write_bytes('[[role]]\nid = "a"\nlabel = "Å"\n'.encode("latin-1"))

    (problem,) = check_profile("prov", search_path=search_path)

    assert (problem.file, problem.line) == ("prov/own.toml", 3)
    assert "UTF-8" in problem.message


def test_a_file_from_another_system_keeps_its_lines(write: Write) -> None:
    search_path = write({})
    text = '\ufeff# rad ett\r\n\r\n[[role]]\r\nid = "reader"\r\nhelp = """\r\ntvå\r\nrader"""\r\nverbs = ["raed"]\r\n'
    (search_path[0] / "prov" / "own.toml").write_bytes(text.encode())

    problems = check_profile("prov", search_path=search_path)

    assert [(problem.line, problem.key) for problem in problems] == [(5, "role.reader.help"), (8, "role.reader.verbs")]


def test_a_folder_is_checked_as_it_is(write: Write) -> None:
    folder = write({"own.toml": '[[role]]\nid = "reader"\nverbs = ["raed"]\n'})[0] / "prov"

    (problem,) = check_profile(folder)

    assert problem.file == "prov/own.toml"
    assert check_profile(str(folder)) == [problem]


def test_a_folder_of_the_search_path_lies_over_what_is_shipped(write: Write) -> None:
    search_path = write({"types.toml": '[[case_type]]\nid = "general"\nlabel = "Fråga"\n'}, name="lund")

    assert check_profile(search_path[0] / "lund", search_path=search_path) == []


def test_a_fault_in_a_local_file_is_told_with_its_whole_path(write: Write) -> None:
    search_path = write({"types.toml": '[[role]]\nid = "reader"\nverbs = ["raed"]\n'}, name="lund")

    (problem,) = check_profile("lund", search_path=search_path)

    assert problem.file == str(search_path[0] / "lund" / "types.toml")


def test_an_unknown_folder_is_refused_in_words() -> None:
    with pytest.raises(ProfileMissing, match="finns inte"):
        check_profile("/finns/inte")


def test_a_profile_without_its_head_or_a_registry_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "tom"
    folder.mkdir()

    problems = check_profile(folder, search_path=(shipped_profiles(),))

    assert [problem.key for problem in problems] == ["profile.municipality", "registry"]


def test_every_verb_says_in_swedish_what_it_allows() -> None:
    assert all(text.islower() or "profil" in text for text in VERBS.values())


def _steps() -> set[str]:
    from kansli.plugin.lowcode import load_profile

    return {row.step for flow in load_profile("lund").workflows.values() for row in flow.transitions}


def _guards() -> set[str]:
    from kansli.plugin.lowcode import load_profile

    rows = [row for flow in load_profile("lund").workflows.values() for row in flow.transitions]
    return {guard for row in rows for guard in row.guards}

"""In every shipped profile: an untouched file reads back unchanged, and one edited row comes home alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from word_desk import edited, remove, rewrite, write_after

import kansli.plugin
from kansli.plugin.installing import install
from kansli.plugin.rendering import render
from kansli.plugin.rights import operator
from kansli.plugin.runner import run
from kansli.plugin.settings import Settings
from kansli.plugin.store.organisation import Body, Registry
from kansli.plugin.store.tables import get_record
from kansli.plugin.taking_back import plan
from kansli.plugin.templating.shipped import publish_shipped_templates
from kansli.plugin.writing.content import content_of

PROFILES = sorted(
    folder.name
    for folder in (Path(kansli.plugin.__file__).parent / "profiles").iterdir()
    if (folder / "profile.toml").is_file() and not folder.name.startswith("_")
)
TEXT = "Första stycket om {} & annat.\n\n- punkt ett\n- punkt två\n\nSista stycket."
FIRST, SECOND = ["att anta planen,", "att tacka alla."], ["att avslå motionen."]


@pytest.fixture(params=PROFILES)
def printed(request, tmp_path):
    """A memo with everything in it, put before several organs, and its file."""
    system = install(Settings(data=tmp_path / "data"), profile_name=request.param).system
    system.database.connect(reuse_if_open=True)
    publish_shipped_templates(system)
    actor = replace(operator(), name="test")
    given = {"case_type": "general", "title": "Gångvägar"}
    case = get_record(run(system, "open_case", Registry.select().first(), actor=actor, data=given).record)
    memo = get_record(run(system, "draft_memo", case, actor=actor).record)
    content, sections = content_of(memo), memo.type_version.definition["sections"]
    bodies = [body.code for body in Body.select().order_by(Body.id).limit(3)]
    content["sections"] = {one["id"]: TEXT.format(one["id"]) for one in sections if one.get("kind", "text") == "text"}
    content["proposals"] = [{"bodies": bodies[:1], "clauses": FIRST}, {"bodies": bodies[1:], "clauses": SECOND}]
    content["basis"] = [{"text": "Missiv 2026-01-07"}, {"text": "Planen"}]
    content["signatories"] = [{"name": "Robin Påhittad", "title": "chef"}]
    run(system, "edit_memo", memo, actor=actor, data=content)
    made = render(system, get_record(memo.record_id), actor=actor)
    yield lambda *changes: plan(system, edited(system.files.read(made.sha256), *changes), actor=actor)
    system.database.close()


def test_each_section_and_each_row_of_a_list_comes_home_by_itself(printed):
    untouched = printed()
    assert untouched.is_empty
    assert untouched.outside == ()
    assert {"proposals.0", "proposals.1", "basis"} <= {part.name for part in untouched.parts}

    def changed(*changes):
        found = printed(*changes)
        assert [part.name for part in found.parts if part.doubts] == []
        return {part.name: part.word.splitlines() for part in found.in_state("changed", "conflict", "missing")}

    assert changed(rewrite("avslå motionen", "bifalla motionen")) == {"proposals.1": ["att bifalla motionen."]}
    assert changed(write_after("tacka alla", "att sluta.")) == {"proposals.0": [*FIRST, "att sluta."]}
    assert changed(rewrite("Planen", "Planen, antagen")) == {"basis": ["Missiv 2026-01-07", "Planen, antagen"]}
    assert changed(rewrite("om background", "om bakgrunden")) == {
        "sections.background": TEXT.format("background").replace("om background", "om bakgrunden").splitlines()
    }
    (fewer,) = printed(remove("anta planen")).in_state("changed")
    assert (fewer.name, fewer.word, fewer.needs_confirmation) == ("proposals.0", FIRST[1], True)

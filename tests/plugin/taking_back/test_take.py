"""Taking back: what was decided becomes the next wording and the file a version, or nothing is stored at all."""

from __future__ import annotations

import pytest
from docx.enum.text import WD_COLOR_INDEX
from word_desk import comment, edited, look, remove, rewrite, track

from kansli.plugin.errors import Conflict, InvalidField, NotAllowed
from kansli.plugin.rendering import HandEdited
from kansli.plugin.runner import run
from kansli.plugin.searching.units import wanted_units
from kansli.plugin.store.documents import DocumentVersion, VersionFile
from kansli.plugin.store.journal import LogEntry, LogPayload
from kansli.plugin.store.tables import get_record
from kansli.plugin.store.writing import BasisLink, Memo, MemoVersion, Statement
from kansli.plugin.taking_back import Decisions, Undecided, plan, take_back
from kansli.plugin.writing.content import content_of
from kansli.plugin.writing.drafts import draft_of, keep_draft


def taken_back(writer, data, *, actor=None, request_id="", expected_version=None, **decisions):
    return take_back(
        writer.system,
        data,
        filename="skrivelse.docx",
        actor=actor or writer.actor,
        decisions=Decisions(**decisions),
        request_id=request_id,
        expected_version=expected_version,
    )


def undecided(writer, data, **decisions):
    before = MemoVersion.select().count(), DocumentVersion.select().count(), LogEntry.select().count()
    with pytest.raises(Undecided) as refused:
        taken_back(writer, data, **decisions)
    assert (MemoVersion.select().count(), DocumentVersion.select().count(), LogEntry.select().count()) == before
    return [detail.field for detail in refused.value.details]


def test_the_changed_section_becomes_a_new_wording_by_the_one_who_took_it_back(writer_on_each, actor_of):
    writer = writer_on_each
    memo = writer.memo()
    before = content_of(memo)
    officer = actor_of("case_officer")
    taken = taken_back(writer, edited(writer.file(memo), rewrite("skickat", "sänt")), actor=officer)
    row = MemoVersion.get((MemoVersion.owner == memo) & (MemoVersion.number == memo.content_number + 1))
    assert (row.author, row.comment) == (officer.log_name, "Läst in från Word")
    text = before["sections"]["background"].replace("skickat", "sänt")
    assert row.content == {**before, "sections": {**before["sections"], "background": text}}
    assert (taken.content_number, taken.parts) == (memo.content_number + 1, ("sections.background",))


def test_the_file_is_kept_byte_for_byte_as_a_version_that_says_where_it_came_from(writer_on_each):
    writer = writer_on_each
    memo = writer.memo()
    data = edited(writer.file(memo), rewrite("skickat", "sänt"))
    version = get_record(taken_back(writer, data).version)
    assert (version.number, version.source) == (2, "word")
    assert writer.system.files.read(VersionFile.get(VersionFile.version == version).file.sha256) == data
    rendering = DocumentVersion.get(DocumentVersion.source == "rendered")
    assert version.taken_back == {
        "rendering": rendering.record_id,
        "content": memo.content_number,
        "became": memo.content_number + 1,
        "parts": ["sections.background"],
        "tracked_changes": "",
        "draft": True,
    }
    assert version.is_draft


def test_the_log_tells_which_parts_and_never_their_words(writer):
    taken_back(writer, edited(writer.file(writer.memo()), rewrite("skickat", "sänt")))
    entry = LogEntry.select().order_by(LogEntry.id.desc()).get()
    payload = str(LogPayload.get(LogPayload.entry == entry).payload)
    assert entry.step == "take_back_memo"
    assert "sections.background" in payload
    assert "sänt" not in payload


def test_the_same_file_twice_has_nothing_to_take_in(writer_on_each):
    writer = writer_on_each
    data = edited(writer.file(writer.memo()), rewrite("skickat", "sänt"))
    taken_back(writer, data)
    counts = MemoVersion.select().count(), DocumentVersion.select().count(), LogEntry.select().count()
    again = taken_back(writer, data)
    assert (again.version, again.parts) == ("", ())
    assert (MemoVersion.select().count(), DocumentVersion.select().count(), LogEntry.select().count()) == counts


def test_a_double_click_takes_it_in_once_and_answers_the_same(writer_on_each):
    writer = writer_on_each
    data = edited(writer.file(writer.memo()), rewrite("skickat", "sänt"))
    first = taken_back(writer, data, request_id="klick")
    assert taken_back(writer, data, request_id="klick") == first
    assert DocumentVersion.select().where(DocumentVersion.source == "word").count() == 1


def test_the_same_file_edited_further_goes_on_from_what_was_taken_in(writer):
    memo = writer.memo()
    once = edited(writer.file(memo), rewrite("skickat", "sänt"))
    taken_back(writer, once)
    taken_back(writer, edited(once, rewrite("har sänt en plan", "har nu sänt en plan")))
    assert "har nu sänt en plan" in writer.sections(memo)["background"]


def test_two_who_have_each_edited_a_copy_meet_in_a_conflict(writer, actor_of):
    memo = writer.memo()
    printed = writer.file(memo)
    taken_back(writer, edited(printed, rewrite("skickat", "sänt")), actor=actor_of("case_officer"))
    other = edited(printed, rewrite("skickat", "lämnat"))
    assert undecided(writer, other, actor=actor_of("board_secretary")) == ["take.sections.background"]


@pytest.mark.parametrize(
    ("take", "texts", "expected"),
    [
        ("word", {}, "Barn cyklar till skolan på vägarna."),
        ("kansli", {}, "En annan text."),
        ("text", {"sections.child_impact": "Barn cyklar. En annan text."}, "Barn cyklar. En annan text."),
    ],
)
def test_a_conflict_gives_the_text_that_was_chosen(writer, take, texts, expected):
    memo = writer.memo()
    data = edited(writer.file(memo), rewrite("Barn går", "Barn cyklar"), rewrite("skickat", "sänt"))
    writer.write(memo, child_impact="En annan text.")
    assert undecided(writer, data) == ["take.sections.child_impact"]
    taken_back(writer, data, takes={"child_impact" if take == "kansli" else "sections.child_impact": take}, texts=texts)
    assert writer.sections(memo)["child_impact"] == expected
    assert "sänt" in writer.sections(memo)["background"]


def test_a_changed_section_can_be_left_as_it_is_in_kansli(writer):
    memo = writer.memo()
    data = edited(writer.file(memo), rewrite("skickat", "sänt"), rewrite("Barn går", "Barn cyklar"))
    taken_back(writer, data, takes={"background": "kansli"})
    assert "skickat" in writer.sections(memo)["background"]
    assert "cyklar" in writer.sections(memo)["child_impact"]


def test_a_section_that_is_gone_from_the_file_is_emptied_only_by_somebody_who_says_so(writer):
    memo = writer.memo()
    data = edited(writer.file(memo), remove("Barn går till skolan"))
    assert "take.sections.child_impact" in undecided(writer, data)
    taken_back(writer, data, takes={"child_impact": "word"}, confirmed=frozenset({"*"}))
    assert "child_impact" not in writer.sections(memo)


def test_tracked_changes_must_be_accepted_or_rejected(writer):
    memo = writer.memo()
    data = edited(writer.file(memo), track("kostnaden", "priset"))
    assert undecided(writer, data) == ["changes"]
    assert taken_back(writer, data, changes="reject").parts == ()
    assert taken_back(writer, data, changes="accept").parts == ("sections.assessment",)
    assert "- priset" in writer.sections(memo)["assessment"]


def test_comments_must_be_seen_to(writer):
    data = edited(writer.file(writer.memo()), rewrite("skickat", "sänt"), comment("Barn går", "Stämmer det?"))
    assert undecided(writer, data) == ["comments"]
    assert taken_back(writer, data, comments_read=True).parts == ("sections.background",)


def test_what_would_be_lost_must_be_confirmed_for_that_section(writer):
    data = edited(
        writer.file(writer.memo()),
        rewrite("kostar ingenting", "kostar nästan ingenting"),
        look("kostar nästan ingenting", highlight_color=WD_COLOR_INDEX.YELLOW),
    )
    assert undecided(writer, data, confirmed=frozenset({"background"})) == ["confirm.sections.financial_impact"]
    confirmed = frozenset({"sections.financial_impact"})
    assert taken_back(writer, data, confirmed=confirmed).parts == ("sections.financial_impact",)


def test_a_row_of_the_basis_keeps_its_link_while_its_words_are_the_same(writer_on_each):
    writer = writer_on_each
    memo = writer.memo()
    blob = writer.system.files.put(b"Missiv.")
    files = [{"sha256": blob.sha256, "size": blob.size, "filename": "missiv.txt"}]
    data = {"kind": "letter", "title": "Missiv", "files": files}
    version = run(writer.system, "register_document", memo.case, actor=writer.actor, data=data).facts["version"]
    content = content_of(Memo.get_by_id(memo.id))
    content["basis"][0]["version"] = version
    run(writer.system, "edit_memo", Memo.get_by_id(memo.id), actor=writer.actor, data=content)
    taken_back(writer, edited(writer.file(memo), rewrite("Planen, remissversionen", "Planen, antagen")))
    assert content_of(Memo.get_by_id(memo.id))["basis"] == [
        {"text": "Missiv 2026-01-07", "version": version},
        {"text": "Planen, antagen"},
    ]
    assert [link.version.record_id for link in BasisLink.select().where(BasisLink.memo == memo)] == [version]


def test_the_att_satser_come_home_under_their_own_organ(writer):
    memo = writer.memo()
    before = content_of(memo)["proposals"]
    taken_back(writer, edited(writer.file(memo), rewrite("omedelbart justerad", "justerad")))
    expected = [before[0]["clauses"][0], "att förklara paragrafen justerad."]
    assert content_of(Memo.get_by_id(memo.id))["proposals"] == [{**before[0], "clauses": expected}]


def test_somebody_who_saves_meanwhile_is_not_written_over(writer):
    memo = writer.memo()
    data = edited(writer.file(memo), rewrite("skickat", "sänt"))
    seen = plan(writer.system, data, actor=writer.actor).version
    writer.write(memo, child_impact="En annan text.")
    with pytest.raises(Conflict):
        taken_back(writer, data, expected_version=seen)
    assert "skickat" in writer.sections(memo)["background"]


def test_a_reader_may_not(writer, actor_of):
    data = edited(writer.file(writer.memo()), rewrite("skickat", "sänt"))
    with pytest.raises(NotAllowed):
        taken_back(writer, data, actor=actor_of("reader"))


def test_what_the_writer_has_typed_and_not_saved_stays_with_her(writer, actor_of):
    memo = writer.memo()
    data = edited(writer.file(memo), rewrite("skickat", "sänt"))
    officer = actor_of("case_officer")
    fresh = Memo.get_by_id(memo.id)
    keep_draft(writer.system, officer, fresh, {"title": "Halvskrivet"}, fresh.version)
    taken_back(writer, data, actor=officer)
    assert draft_of(officer, Memo.get_by_id(memo.id)).form == {"title": "Halvskrivet"}


def test_a_decision_about_a_section_that_the_file_does_not_have_is_refused(writer):
    data = edited(writer.file(writer.memo()), rewrite("skickat", "sänt"))
    with pytest.raises(InvalidField, match="finns inte i filen"):
        taken_back(writer, data, takes={"bakgrunden": "word"})


def test_a_file_without_a_changed_word_is_kept_only_where_somebody_wants_it(writer):
    memo = writer.memo()
    data = edited(writer.file(memo), rewrite("Robin Påhittad", "Robin Annansson"))
    assert taken_back(writer, data).version == ""
    kept = taken_back(writer, data, keep_file=True)
    assert (kept.parts, get_record(kept.version).source) == ((), "word")
    assert Memo.get_by_id(memo.id).content_number == memo.content_number


def test_after_the_file_has_come_home_no_rendering_hides_it_unasked(writer):
    memo = writer.memo()
    taken_back(writer, edited(writer.file(memo), rewrite("skickat", "sänt")))
    with pytest.raises(HandEdited):
        writer.file(memo)


def test_a_draft_whose_file_has_come_home_is_found_as_the_draft_and_not_twice(writer):
    memo = writer.memo()
    taken_back(writer, edited(writer.file(memo), rewrite("skickat", "sänt")))
    assert wanted_units(writer.system.profile, Memo.get_by_id(memo.id).document) == ()


def test_an_edited_draft_is_cleared_out_with_the_other_drafts(writer):
    memo = writer.memo()
    version = get_record(taken_back(writer, edited(writer.file(memo), rewrite("skickat", "sänt"))).version)
    run(writer.system, "approve_memo", Memo.get_by_id(memo.id), actor=writer.actor)
    writer.file(memo, replace_edited=True)
    run(writer.system, "purge_drafts", memo.case, actor=writer.actor)
    assert VersionFile.select().where(VersionFile.version == version).count() == 0
    assert get_record(version.record_id).taken_back["parts"] == ["sections.background"]


def test_a_file_that_lies_among_the_versions_already_is_not_put_there_twice(writer):
    memo = writer.memo()
    data = edited(writer.file(memo), rewrite("skickat", "sänt"))
    blob = writer.system.files.put(data)
    files = [{"sha256": blob.sha256, "size": blob.size, "filename": "skrivelse.docx"}]
    document = Memo.get_by_id(memo.id).document
    added = run(writer.system, "add_version", document, actor=writer.actor, data={"files": files, "source": "word"})
    assert taken_back(writer, data).version == added.facts["version"]
    assert get_record(str(added.facts["version"])).taken_back["parts"] == ["sections.background"]


def test_a_draft_statement_comes_home_like_a_memo(writer_on_each):
    writer = writer_on_each
    memo = writer.memo()
    statement = get_record(run(writer.system, "draft_statement", memo, actor=writer.actor).record)
    section, text = next(iter(content_of(statement)["sections"].items()))
    first = text.split("\n")[0].split(".")[0]
    taken_back(writer, edited(writer.file_of(statement), rewrite(first, f"Numera: {first}")))
    assert content_of(Statement.get_by_id(statement.id))["sections"][section].startswith("Numera: ")


def test_the_step_takes_no_file_that_was_not_read_here(writer):
    memo = writer.memo()
    blob = writer.system.files.put(b"vad som helst")
    data = {"file": {"sha256": blob.sha256}, "returned": {"sections": {}}, "decisions": {}}
    with pytest.raises(InvalidField):
        run(writer.system, "take_back_memo", memo, actor=writer.actor, data=data)

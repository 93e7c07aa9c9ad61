"""What a person may not see changes no byte of the page: not a count, a score, a suggestion or a facet."""

from __future__ import annotations

import json
import random
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from kansli.plugin.clock import now
from kansli.plugin.rights import actor_for
from kansli.plugin.searching.search import search
from kansli.plugin.store.accounts import Grant, User
from kansli.plugin.store.cases import Case
from kansli.plugin.store.documents import Document
from kansli.plugin.store.search import SearchUnit

WORDS = ("torget", "belysning", "lokaler", "föreningar", "badhus", "skridskobana", "remiss", "avgift")
QUERIES = (
    "torget",
    "lokaler föreningar",
    "skridskobanan",
    "badhus ELLER avgift",
    '"om torget"',
    "bely*",
    "skridskobna",
    "",
)

sentences = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join)
hidden_things = st.lists(
    st.tuples(st.sampled_from(("case", "document", "version", "registry", "memo", "decision")), sentences),
    min_size=1,
    max_size=4,
)


def pages(system, reader) -> str:
    found = []
    for query in QUERIES:
        for versions in ("current", "all", date(2020, 1, 1)):
            result = search(system, query, actor=reader, versions=versions)
            found.append({**result.as_json(), "took_ms": 0, "waiting": result.waiting})
    return json.dumps(found, ensure_ascii=False)


def hide_something(archive, what: str, text: str, *, secret_document: Document) -> None:
    if what == "version":
        archive.version(secret_document, f"# Plan\n\n## Del\n\n{text}", valid_from=date(2019, 1, 1))
    elif what == "registry":
        archive.document(archive.case(text, registry="KS"), text, text)
    elif what == "document":
        archive.document(Case.get(Case.title == "Belysning på torget"), text, text, secret=True)
    else:
        case = archive.case(text, secret=True)
        if what == "memo":
            archive.memo(case, text, background=text, clauses=(text,))
        elif what == "decision":
            number = str(Case.select().count())
            archive.decision(case, text, text, number, date(2021, 1, 1))


def test_adding_what_is_hidden_changes_no_byte_of_another_users_page(system, archive, actor_of):
    case = archive.case("Belysning på torget")
    archive.document(
        case, "Plan", "# Plan\n\n## Mål\n\nLokaler för föreningar.\n\n## Medel\n\nAvgift för skridskobanan."
    )
    archive.document(case, "Brev", "Om torget och badhuset.")
    archive.memo(case, "Svar på remiss", background="Belysningen vid torget är svag.")
    secret_document = archive.document(case, "Hemlig plan", "Om torget.", kind="action_plan", secret=True)
    archive.index()
    reader = actor_of("reader", registry="TN")
    before = pages(system, reader)

    @settings(max_examples=8, deadline=None)
    @given(hidden=hidden_things, indexed=st.booleans())
    def add_and_compare(hidden, indexed):
        random.seed()  # Hypothesis seeds it for each example, and the index names its files by it
        for what, text in hidden:
            hide_something(archive, what, text, secret_document=secret_document)
        assert pages(system, reader) == before
        if indexed:
            archive.index()
            assert pages(system, reader) == before

    add_and_compare()


def test_the_title_of_what_is_hidden_is_never_suggested(system, archive, actor_of):
    archive.document(archive.case("Stängt", secret=True), "Skridskobana", "skridskobana skridskobana")
    archive.index()
    assert search(system, "skridskobna", actor=actor_of("reader")).suggestions == ()
    assert search(system, "skridskobna", actor=actor_of("registrar")).suggestions != ()


def test_a_revoked_grant_holds_for_the_next_search(system, archive, actor_of):
    archive.document(archive.case("Stängt", secret=True), "Brev", "Om torget.")
    archive.index()
    secretary = actor_of("board_secretary")
    user = User.get_by_id(secretary.id)
    assert len(archive.found("torget", actor_for(user, system.profile))) == 1
    Grant.create(user=user, role="reader", cause="test")
    Grant.update(revoked_at=now()).where((Grant.user == user) & (Grant.role == "board_secretary")).execute()
    assert archive.found("torget", actor_for(user, system.profile)) == []


def test_an_entry_whose_unit_is_gone_from_the_database_is_never_a_hit(system, archive):
    archive.document(archive.case("Park"), "Brev", "Om torget.")
    archive.index()
    SearchUnit.delete().execute()
    assert archive.found("torget") == []

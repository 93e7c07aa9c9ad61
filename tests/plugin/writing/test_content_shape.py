"""The shape of a content: whatever a form holds becomes the one shape, and reading that again changes nothing."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from kansli.plugin.inputs import Inputs
from kansli.plugin.writing.as_text import as_text
from kansli.plugin.writing.content import content_hash, read_content
from kansli.plugin.writing.sections import _clauses, _recipients, _signatories

DEFINITION = {
    "label": "Tjänsteskrivelse",
    "sections": [
        {"id": "proposals", "label": "Förslag till beslut", "kind": "proposals"},
        {"id": "summary", "label": "Sammanfattning", "kind": "text"},
        {"id": "basis", "label": "Underlag", "kind": "basis"},
        {"id": "signatories", "label": "Underskrift", "kind": "signatories"},
        {"id": "recipients", "label": "Skickas till", "kind": "recipients"},
    ],
}
texts = st.text(max_size=40)
people = st.lists(
    st.fixed_dictionaries(
        {"name": texts, "title": texts, "address": texts},
        optional={"struck": st.booleans(), "note": texts, "unit": texts, "phone": texts, "email": texts},
    ),
    max_size=3,
)
forms = st.fixed_dictionaries(
    {
        "title": texts,
        "date": st.dates().map(str),
        "sections": st.fixed_dictionaries({"summary": texts}),
        "proposals": st.lists(st.fixed_dictionaries({"clauses": st.lists(texts, max_size=3)}), max_size=2),
        "basis": st.lists(st.fixed_dictionaries({"text": texts}), max_size=3),
        "recipients": st.fixed_dictionaries({"for_action": people, "for_information": people}),
        "signatories": people,
        "officers": people,
    }
)
anything = st.recursive(
    st.none() | st.booleans() | texts, lambda inner: st.lists(inner) | st.dictionaries(texts, inner)
)


@given(forms)
def test_a_content_read_again_is_the_same(form):
    once = read_content(Inputs(form), DEFINITION)
    assert read_content(Inputs(once), DEFINITION) == once
    assert json.loads(json.dumps(once)) == once
    assert content_hash(once) == content_hash(json.loads(json.dumps(once)))


@given(
    st.fixed_dictionaries(
        dict.fromkeys(("title", "date", "sections", "basis", "recipients", "signatories", "officers"), anything)
    )
)
def test_a_form_of_the_wrong_shape_is_refused_at_its_fields_and_never_fails(form):
    as_text(read_content(Inputs(form), DEFINITION), DEFINITION)


@given(st.text())
def test_any_text_can_be_read_as_clauses_recipients_or_signatories(text):
    assert all(clause.strip() for clause in _clauses(text))
    assert set(_recipients(text)) == {"for_action", "for_information"}
    assert all(set(person) == {"name", "title"} for person in _signatories(text))

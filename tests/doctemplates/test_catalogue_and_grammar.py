"""Fältlista och mallspråk. Paths lead where they should, and no text can make the parser stumble."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kansli.doctemplates.catalogue import Catalogue, Field
from kansli.doctemplates.grammar import parse_tags

NAMES = st.from_regex(r"[a-zåäö][a-zåäö0-9_]{0,8}", fullmatch=True)


def test_a_lists_fields_are_reached_only_through_its_loop(catalogue):
    assert catalogue.resolve("handlaggare.namn", {}) is None
    assert catalogue.resolve("h.namn", {"h": "handlaggare"}).path == "handlaggare.namn"
    assert catalogue.resolve("f.satser", {"f": "forslag"}).type == "list"
    assert catalogue.resolve("sats", {"sats": "forslag.satser"}).type == "text"
    assert catalogue.resolve("h", {"h": "handlaggare"}).type == "group"
    assert catalogue.resolve("mottagare", {}).type == "group"


def test_a_suggestion_is_written_as_it_is_written_at_that_place(catalogue):
    assert catalogue.suggest("arende.rubik") == "arende.rubrik"
    assert catalogue.suggest("h.nam", {"h": "handlaggare"}) == "h.namn"
    assert catalogue.suggest("qqqq") == ""


def test_example_values_fill_every_field_shortly_at_length_and_not_at_all(catalogue):
    short, long, empty = (catalogue.example_values(size) for size in ("short", "long", "empty"))
    assert short["arende"]["diarienummer"] == "KS 2026/0123"
    assert len(long["underlag"]) > len(short["underlag"]) > len(empty["underlag"]) == 0
    assert empty["arende"]["rubrik"] == "" and empty["dokument"]["rubrik"] != ""


@pytest.mark.parametrize(
    "fields",
    [
        [Field("a.b", "B"), Field("a.b", "B")],
        [Field("a", "A"), Field("a.b", "B")],
        [Field("a b", "A")],
        [Field("", "A")],
    ],
)
def test_a_field_list_that_contradicts_itself_is_refused(fields):
    with pytest.raises(ValueError, match=r"”"):
        Catalogue(fields)


@given(st.lists(NAMES, min_size=1, max_size=4), st.sampled_from(["", " ", "\u00a0", "\t"]))
def test_a_written_path_is_read_back(names, space):
    path = ".".join(names)
    (tag,) = parse_tags("{{" + space + path + space + "}}")
    assert (tag.kind, tag.path) == ("value", path)
    (loop,) = parse_tags("{% for x in " + path + " %}")
    assert (loop.kind, loop.path, loop.variable) == ("for", path, "x")
    (condition,) = parse_tags("{%p if inte " + path + "%}")
    assert (condition.path, condition.negated, condition.level) == (path, True, "p")


@given(st.text(alphabet=st.sampled_from(list("{}%#| .aåifor_nedl\n")), max_size=60))
def test_any_text_is_read_to_tags_in_order_that_do_not_overlap(text):
    tags = parse_tags(text)
    position = 0
    for tag in tags:
        assert tag.start >= position or tag.kind == "fault"
        assert tag.message if tag.kind == "fault" else text[tag.start : tag.end] == tag.source
        position = max(position, tag.end)

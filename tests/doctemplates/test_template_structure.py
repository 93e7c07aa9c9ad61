"""Mallens byggnad. Any nesting of loops and conditions prints exactly the lines that a reader would expect."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kansli.doctemplates.catalogue import Catalogue, Field
from kansli.doctemplates.read import read

CATALOGUE = Catalogue(
    [
        Field("ja", "Ja", "boolean"),
        Field("nej", "Nej", "boolean"),
        Field("poster", "Poster", "list"),
        Field("poster.namn", "Namn"),
        Field("poster.ord", "Ord", "list"),
    ]
)
VALUES = {
    "ja": True,
    "nej": False,
    "poster": [{"namn": "A", "ord": ["a1", "a2"]}, {"namn": "B", "ord": []}, {"namn": "C", "ord": ["c1"]}],
}
TEXT = st.sampled_from(["rad", "text & <tecken>"]).map(lambda text: ("text", text))
TREE = st.recursive(
    TEXT,
    lambda inner: st.one_of(
        st.tuples(st.just("if"), st.sampled_from(["ja", "nej"]), st.booleans(), st.lists(inner, max_size=3)),
        st.tuples(
            st.just("else"), st.sampled_from(["ja", "nej"]), st.lists(inner, max_size=2), st.lists(inner, max_size=2)
        ),
        st.tuples(st.just("for"), st.lists(inner, max_size=2)),
    ),
    max_leaves=8,
)


def lines(nodes, depth=0):
    """The template's lines; each loop's own variable is named by its depth."""
    for node in nodes:
        if node[0] == "text":
            yield node[1]
        elif node[0] == "if":
            yield f"{{% if {'inte ' if node[2] else ''}{node[1]} %}}"
            yield from lines(node[3], depth)
            yield "{% endif %}"
        elif node[0] == "else":
            yield f"{{% if {node[1]} %}}"
            yield from lines(node[2], depth)
            yield "{% else %}"
            yield from lines(node[3], depth)
            yield "{% endif %}"
        else:
            yield f"{{% for p{depth} in poster %}}"
            yield f"{{{{ p{depth}.namn }}}}"
            yield f"{{% for o{depth} in p{depth}.ord %}}"
            yield f"- {{{{ o{depth} }}}}"
            yield "{% endfor %}"
            yield from lines(node[1], depth + 1)
            yield "{% endfor %}"


def expected(nodes):
    for node in nodes:
        if node[0] == "text":
            yield node[1]
        elif node[0] == "if":
            if VALUES[node[1]] != node[2]:
                yield from expected(node[3])
        elif node[0] == "else":
            yield from expected(node[2] if VALUES[node[1]] else node[3])
        else:
            for post in VALUES["poster"]:
                yield post["namn"]
                yield from (f"- {word}" for word in post["ord"])
                yield from expected(node[1])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TREE, max_size=5))
def test_every_nesting_prints_its_lines_in_order(make_template, make_document, nodes):
    data = make_document(make_template(*lines(nodes), "slut", title=""), VALUES, catalogue=CATALOGUE)
    assert [block.text for block in read(data).of_kind("paragraph")] == [*expected(nodes), "slut"]

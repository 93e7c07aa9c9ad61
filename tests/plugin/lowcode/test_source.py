"""Every key of a profile file is found on its own line, whatever stands around it."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kansli.plugin.lowcode.source import read_file

NOISE = st.sampled_from(["", "\n", "# label = 1\n", "\n\n# [[role]]\n", "  \n"])
LABELS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20).filter(str.strip)
LISTS = st.lists(st.sampled_from(["read", "search", "export"]), max_size=3)


def _spread(items: list[str], noise: str) -> str:
    return "[" + "".join(f"\n    {json.dumps(item)}, # label = {item}{noise and chr(10)}" for item in items) + "\n]"


@given(st.lists(st.tuples(LABELS, LISTS, NOISE, st.booleans()), min_size=1, max_size=5))
def test_lines_are_right_for_any_layout(rows: list[tuple[str, list[str], str, bool]]) -> None:
    text, expected = "", []
    for number, (label, verbs, noise, verbs_first) in enumerate(rows):
        parts = [f"label = {json.dumps(label, ensure_ascii=False)}\n", f"verbs = {_spread(verbs, noise)}\n"]
        text += f"{noise}[[role]]\n{noise}id = 'r{number}'\n"
        for part in reversed(parts) if verbs_first else parts:
            text += noise
            if part.startswith("label"):
                expected.append(text.count("\n") + 1)
            text += part

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "roles.toml"
        path.write_text(text, encoding="utf-8", newline="\n")
        found, problems = read_file(path, label="prov/roles.toml")

    assert problems == []
    assert [row.place_of("label").line for row in found["role"]] == expected
    assert [row.values["label"] for row in found["role"]] == [label for label, *_ in rows]


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_bytes_break_the_reader(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "roles.toml"
        path.write_bytes(content)
        found, problems = read_file(path, label="prov/roles.toml")

    assert isinstance(found, dict)
    assert all(problem.line >= 1 and problem.message for problem in problems)


def test_rows_on_one_line_share_it_and_rows_on_their_own_have_their_own(tmp_path: Path) -> None:
    path = tmp_path / "lists.toml"
    path.write_text(
        '[[list]]\nid = "a"\nlabel = "A"\nitems = [{ id = "x", label = "X" }, { id = "y", label = "Y" }]\n'
        '\n[[list]]\nid = "b"\nlabel = "B"\nitems = [\n    { id = "x", label = "X" },\n'
        '\n    { id = "y", label = "Y" },\n]\n'
    )

    found, _ = read_file(path, label="lists.toml")

    lines = [[item.place.line for item in row.children["items"]] for row in found["list"]]
    assert lines == [[4, 4], [10, 12]]

"""Word som Markdown. What a section says in Word is what was written, and what it says beyond that is told."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kansli.doctemplates.markdown import normalise
from kansli.doctemplates.problems import MarkdownRefused
from kansli.doctemplates.returned import read_back

FOLDERS = ["_base", "linkoping", "lund", "sodertalje"]

SPELLED = [
    "kontoret", "är", "å & ö", "*stjärna", "1. 5", "#rubrik", "a|b", "[^not", "(x)", "<b>", "\\", "_", "~~",
    "{{ x }}", "4 %",
]  # fmt: skip
WORDS = st.lists(st.sampled_from(SPELLED), min_size=1, max_size=4).map(" ".join)
LOOKS = st.sampled_from(
    ["{}", "**{}**", "*{}*", "~~{}~~", "***{}***", "[{}](https://a.se/b_c)", "{}[^1]", "{}  \nny rad"]
)
LINE = st.lists(st.builds(lambda look, text: look.format(normalise_text(text)), LOOKS, WORDS), min_size=1, max_size=3)


def normalise_text(text):
    """The words as a person would type them to have them printed as they are."""
    for sign in "\\*_~[]#|":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("1. 5", "1\\. 5")


def block(kind, lines, depth):
    text = [" ".join(line) for line in lines]
    flat = [line.replace("  \n", " ") for line in text]
    pad = "  " * depth
    return {
        "stycke": "\n\n".join(text),
        "rubrik": f"{'#' * (2 + depth)} {flat[0]}",
        "punkter": "\n".join(f"{'  ' * min(index, depth)}- {line}" for index, line in enumerate(flat)),
        "nummer": "\n".join(f"{index + 1 + depth}. {line}" for index, line in enumerate(flat)),
        "blandat": f"1. {flat[0]}\n   - {flat[-1]}\n\n   {flat[0]}\n2. {pad.strip()}{flat[-1]}",
        "citat": "\n>\n".join(f"> {line}" for line in flat),
        "tabell": f"| A | {flat[0]} |\n|---|---|\n" + "\n".join(f"| {line} | {depth} |" for line in flat),
    }[kind]


KINDS = st.sampled_from(["stycke", "rubrik", "punkter", "nummer", "blandat", "citat", "tabell"])
BLOCKS = st.lists(st.builds(block, KINDS, st.lists(LINE, min_size=1, max_size=3), st.integers(0, 3)), max_size=6)


def with_note(text):
    return f"{text}\n\n[^1]: En *not* om 1\\. saken." if "[^1]" in text.replace("\\[^1]", "") else text


@pytest.mark.parametrize("folder", FOLDERS)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(BLOCKS.map("\n\n".join).map(with_note))
def test_what_was_written_is_read_back_in_its_canonical_form(folder, templates, make_document, values, text):
    try:
        wanted = normalise(text)
    except MarkdownRefused:
        return
    values["sektioner"] = {"summary": text}
    data = make_document(templates[f"{folder}/tjansteskrivelse"], values)
    section = read_back(data, headings={"summary": ("Sammanfattning",)}).sections["summary"]
    assert (section.markdown, section.lost, section.doubts) == (wanted, (), ())
    assert section.intact

"""Every section that a shipped profile asks for has its place in the template that the profile names."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

import kansli.doctemplates
from kansli.plugin.lowcode import load_profile

TEMPLATES = Path(kansli.doctemplates.__file__).parent
PRINTED = re.compile(r"\{\{ sektioner\.(\w+) \}\}")


def printed_by(template: str) -> set[str]:
    with zipfile.ZipFile(TEMPLATES / f"{template}.docx") as archive:
        text = re.sub(r"<[^>]+>", "", archive.read("word/document.xml").decode("utf-8"))
    return set(PRINTED.findall(text))


@pytest.mark.parametrize("name", ["_base", "lund"])
def test_what_the_profile_asks_for_is_printed_by_its_template(name):
    kinds = load_profile(name).document_types.values()
    written = [kind for kind in kinds if kind.written and kind.template]
    assert written
    for kind in written:
        asked = {section.id for section in kind.sections if section.kind == "text"}
        assert asked <= printed_by(kind.template), kind.id

"""The map in docs/architecture.md names every module that one may look for, and none that is gone."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
DOMAIN, WORD = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").split("\n## doctemplates", 1)


def named(text: str) -> list[str]:
    return sorted(re.findall(r"^\| `([a-z_]+(?:\.py|/))` \|", text, re.MULTILINE))


def modules(folder: str) -> list[str]:
    return [file.name for file in (ROOT / folder).glob("[a-z]*.py")]


def test_each_module_and_folder_of_the_domain_stands_on_the_map_once():
    folders = [f"{place.name}/" for place in (ROOT / "plugin").glob("[a-z]*/") if place.is_dir()]
    assert named(DOMAIN) == sorted(modules("plugin") + folders)


def test_each_module_of_the_word_engine_stands_on_the_map_once():
    assert named(WORD) == sorted(modules("doctemplates"))

"""The handbook follows the code: every command, setting and step has its place in docs/."""

from __future__ import annotations

import argparse
import re
from dataclasses import fields
from pathlib import Path

from kansli.plugin.cli.program import build_parser
from kansli.plugin.hooks import Points
from kansli.plugin.settings import Settings
from kansli.plugin.steps import STEPS

DOCS = Path(__file__).parent.parent / "docs"


def commands(parser: argparse.ArgumentParser, prefix: str = "kansli") -> set[str]:
    nested = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not nested:
        return {prefix}
    return {
        name for action in nested for word, sub in action.choices.items() for name in commands(sub, f"{prefix} {word}")
    }


def headings(text: str) -> set[str]:
    return set(re.findall(r"^#+ `(kansli [^`]+)`", text, re.MULTILINE))


def test_every_command_is_documented_and_nothing_else():
    text = (DOCS / "commands.md").read_text(encoding="utf-8")
    assert headings(text) == commands(build_parser())


def test_every_option_of_a_command_is_named_under_its_heading():
    text = (DOCS / "commands.md").read_text(encoding="utf-8")
    missing = []

    def walk(parser, prefix="kansli"):
        nested = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
        for action in nested:
            for word, sub in action.choices.items():
                walk(sub, f"{prefix} {word}")
        if not nested:
            part = text.split(f"`{prefix}`", 1)[-1].split("\n## ", 1)[0]
            options = [option for action in parser._actions for option in action.option_strings]
            own = [option for option in options if option not in {"-h", "--help", "--json", "--data", "--as", "-o"}]
            missing.extend((prefix, option) for option in own if f"`{option}" not in part)

    walk(build_parser())
    assert missing == []


def test_every_setting_is_documented_with_its_default_and_nothing_else():
    text = (DOCS / "settings.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(KANSLI_[A-Z_]+)` \| `?([^|`]*)`? \|", text, re.MULTILINE))
    wanted = {f"KANSLI_{item.name.upper()}": str(item.default) for item in fields(Settings)}
    assert {name: value.strip() for name, value in rows.items()} == wanted


def test_every_step_has_a_page_of_its_own():
    pages = {path.stem for path in (DOCS / "steps").glob("*.md")} - {"README"}
    assert pages == set(STEPS)


def test_every_extension_point_is_documented_and_nothing_else():
    text = (DOCS / "hooks.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `(kansli_[a-z_]+)\(", text, re.MULTILINE))
    assert documented == {name for name in vars(Points) if name.startswith("kansli_")}


def test_every_acceptance_check_names_tests_that_there_are():
    text = (DOCS / "acceptance-word.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| (\d+) \|", text, re.MULTILINE) == [str(number) for number in range(1, 21)]
    named = re.findall(r"`([\w/]+\.py)::(\w+)`", text)
    rows = re.findall(r"^\| (?!---|nr |krav )(.*)$", text, re.MULTILINE)
    assert [row for row in rows if ".py::test_" not in row] == []
    tests = Path(__file__).parent
    assert [
        (file, name) for file, name in named if f"def {name}(" not in (tests / file).read_text(encoding="utf-8")
    ] == []

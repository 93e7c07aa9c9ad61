"""Guards over all steps: each has its page, each workflow row has its step, and each step can be reached."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kansli.plugin.lowcode.load import load_profile, shipped_profiles
from kansli.plugin.steps import STEPS

ROOT = Path(__file__).parents[3]
PAGES = {path.stem: path for path in (ROOT / "docs" / "steps").glob("*.md") if path.stem != "README"}


def profiles():
    names = sorted(path.name for path in shipped_profiles().iterdir() if path.is_dir())
    return [load_profile(name, search_path=(shipped_profiles(),)) for name in names]


def test_every_step_has_a_page_and_every_page_a_step():
    assert PAGES.keys() == STEPS.keys()


@pytest.mark.parametrize("name", sorted(STEPS))
def test_a_page_names_the_data_that_the_step_reads(name):
    page = PAGES[name].read_text(encoding="utf-8")
    assert page.startswith(f"# `{name}`")
    for heading in ("## Uppgifter", "## Regler", "## Ändrar"):
        assert heading in page


def test_every_row_of_every_workflow_is_a_step():
    rows = {row.step for profile in profiles() for flow in profile.workflows.values() for row in flow.transitions}
    assert rows <= STEPS.keys()


def test_a_step_is_in_a_workflow_or_says_which_right_it_asks_for():
    for profile in profiles():
        rows = {row.step for flow in profile.workflows.values() for row in flow.transitions}
        lost = {name for name, step in STEPS.items() if name not in rows and not step.verb}
        assert lost == set(), profile.name


def test_a_step_module_has_its_own_documentation():
    for name, step in STEPS.items():
        assert step.perform.__doc__, name


@pytest.mark.parametrize("module", ["rendering", "registering", "runner", "steps", "templating.shipped", "writing"])
def test_each_part_can_be_the_first_to_be_imported(module):
    command = [sys.executable, "-c", f"import kansli.plugin.{module}"]
    assert subprocess.run(command, capture_output=True, timeout=60, check=False).returncode == 0

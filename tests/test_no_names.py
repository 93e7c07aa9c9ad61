"""No municipality stands in the code: a new one is two folders of data."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kansli.plugin.lowcode import known_profiles, load_profile, shipped_profiles

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("plugin", "admin", "doctemplates", "search_index")


def _names() -> set[str]:
    """The folder names and the municipalities' own names, and those of the documents we test with."""
    names = {"lund", "södertälje", "linköping"}
    for profile in known_profiles((shipped_profiles(),)):
        names |= {profile.casefold(), load_profile(profile).municipality.casefold().removesuffix(" kommun")}
    return names


@pytest.mark.parametrize("part", PARTS)
def test_no_municipality_is_named_in_the_code(part: str) -> None:
    wanted = re.compile(rf"\b({'|'.join(sorted(map(re.escape, _names())))})s?\b", re.IGNORECASE)

    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in sorted((ROOT / part).rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if wanted.search(line)
    ]

    assert not found, "\n".join(found)

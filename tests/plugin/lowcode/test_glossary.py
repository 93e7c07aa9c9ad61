"""The glossary holds every word that a profile is built of."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import get_args

import pytest

from kansli.plugin.lowcode import load_profile
from kansli.plugin.lowcode.glossary import glossary
from kansli.plugin.lowcode.model import BodyKind, Direction, RecordKind
from kansli.plugin.lowcode.verbs import VERBS


def _used() -> dict[str, set[str]]:
    base = load_profile("_base")
    return {
        "roles": set(base.roles),
        "verbs": set(VERBS),
        "document types": set(base.document_types),
        "records": set(get_args(RecordKind)),
        "kinds of body": set(get_args(BodyKind)),
        "directions": set(get_args(Direction)),
    }


@pytest.mark.parametrize("kind", _used())
def test_every_word_of_the_profiles_is_in_the_glossary(kind: str) -> None:
    assert _used()[kind] - set(glossary()) == set()


def test_no_term_stands_twice_and_every_one_is_explained() -> None:
    rows = tomllib.loads(files("kansli.plugin").joinpath("glossary.toml").read_text(encoding="utf-8"))["term"]

    assert len(rows) == len(glossary())
    assert all(re.fullmatch(r"[a-z][a-z_]*", term.id) for term in glossary().values())
    assert all(term.swedish and term.definition.endswith(".") for term in glossary().values())

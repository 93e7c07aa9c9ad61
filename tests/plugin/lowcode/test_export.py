"""A profile goes out as files and comes back as the same profile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kansli.plugin.lowcode import ProfileInvalid, check_profile, known_profiles, load_profile, shipped_profiles
from kansli.plugin.lowcode.export import export_profile

Write = Callable[..., tuple[Path, ...]]


@pytest.mark.parametrize("name", ["_base", *known_profiles((shipped_profiles(),))])
def test_every_shipped_profile_comes_back_as_it_was(name: str, tmp_path: Path) -> None:
    export_profile(name, tmp_path / name)

    assert check_profile(tmp_path / name) == []
    assert load_profile(name, search_path=(tmp_path, shipped_profiles())) == load_profile(name)


def test_what_was_taken_away_stays_away(write: Write, tmp_path: Path) -> None:
    search_path = write({"own.toml": '[[list]]\nid = "stances"\nremove = true\n'})

    export_profile("prov", tmp_path / "ut" / "prov", search_path=search_path)

    again = load_profile("prov", search_path=(tmp_path / "ut", shipped_profiles()))
    assert "stances" not in again.lists
    assert again == load_profile("prov", search_path=search_path)


def test_an_exported_profile_does_not_depend_on_the_base(write: Write, tmp_path: Path) -> None:
    export_profile("prov", tmp_path / "ut" / "prov", search_path=write({}))
    write({"broken.toml": "[[role"}, name="_base")

    assert check_profile(tmp_path / "ut" / "prov", search_path=write({})) == []


def test_a_faulty_profile_is_not_handed_on(write: Write, tmp_path: Path) -> None:
    search_path = write({"own.toml": '[[role]]\nid = "reader"\nverbs = ["raed"]\n'})

    with pytest.raises(ProfileInvalid):
        export_profile("prov", tmp_path / "ut", search_path=search_path)
    assert not (tmp_path / "ut").exists()


def test_a_series_start_and_quotes_survive(write: Write, tmp_path: Path) -> None:
    text = """
[[registry]]
code = "TN"
name = 'Tekniska "nämndens" diarium'
formats = [{ pattern = "{board} {yyyy}/{seq:04}", valid_from = 2000-01-01 }]
series_start = { "2020" = 874, "2021" = 12 }
"""
    search_path = write({"own.toml": text})

    export_profile("prov", tmp_path / "ut" / "prov", search_path=search_path)

    again = load_profile("prov", search_path=(tmp_path / "ut",))
    assert again.registries["TN"] == load_profile("prov", search_path=search_path).registries["TN"]

"""The wheel: every package is listed, and profiles, templates and pages travel with it."""

from __future__ import annotations

import configparser
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOTS = ("plugin", "admin", "doctemplates", "search_index")


def config() -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    return parser


def packages_in_the_tree() -> set[str]:
    return {
        "kansli." + ".".join(init.parent.relative_to(ROOT).parts)
        for top in ROOTS
        for init in (ROOT / top).rglob("__init__.py")
    }


def test_every_package_of_the_tree_is_listed_in_setup_cfg():
    listed = set(config()["options"]["packages"].split())
    assert listed == packages_in_the_tree()


def test_the_bare_names_are_banned_for_imports():
    banned = (ROOT / "ruff.toml").read_text(encoding="utf-8")
    assert all(f'"{name}".msg' in banned for name in ROOTS)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    out = tmp_path_factory.mktemp("wheel")
    source = tmp_path_factory.mktemp("source") / "kansli"
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    for name in filter(None, tracked.decode().split("\0")):
        if (ROOT / name).is_file() and not name.startswith("tests/"):
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((ROOT / name).read_bytes())
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(out), str(source)]
    subprocess.run(command, check=True, env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}, timeout=300)
    return zipfile.ZipFile(next(out.glob("kansli-*.whl")))


@pytest.mark.parametrize(
    ("folder", "endings"),
    [
        ("plugin/profiles", (".toml", ".csv", ".md")),
        ("doctemplates", (".docx", ".toml", "GRAMMAR.md")),
        ("admin/templates", (".html",)),
        ("admin/static", (".css", ".js", "SHA256SUMS")),
        ("admin/translations", (".po",)),
        ("plugin/store/migrations", (".py", ".sql")),
    ],
)
def test_what_is_not_python_travels_in_the_wheel(wheel, folder, endings):
    inside = set(wheel.namelist())
    wanted = {f"kansli/{path.relative_to(ROOT)}" for path in (ROOT / folder).rglob("*") if path.name.endswith(endings)}
    assert wanted
    assert wanted <= inside


def test_the_wheel_puts_everything_under_one_name(wheel):
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"kansli"}

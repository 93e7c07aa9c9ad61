"""Lager. Which folders make up a profile, and the rows they give together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from kansli.plugin.lowcode.merge import combine
from kansli.plugin.lowcode.problems import ProfileMissing, ProfileProblem
from kansli.plugin.lowcode.schema import TABLES
from kansli.plugin.lowcode.source import Row, read_file

BASE = "_base"
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")


@dataclass(slots=True)
class Tree:
    """A profile's rows after merging, by table name, and what was found wrong on the way."""

    name: str
    rows: dict[str, list[Row]] = field(default_factory=dict)
    problems: list[ProfileProblem] = field(default_factory=list)

    def __getitem__(self, table: str) -> list[Row]:
        return self.rows.get(table, [])

    def ids(self, table: str) -> list[str]:
        """Return the ids or codes of a table's rows, in order."""
        key = TABLES[table].identity[0]
        return [row.values[key] for row in self[table] if key in row.values]


def shipped_profiles() -> Path:
    """Return the folder of the profiles that come with Kansli."""
    return Path(str(files("kansli.plugin").joinpath("profiles")))


def known_profiles(search_path: Sequence[Path]) -> list[str]:
    """Return the names of every municipality's profile in the search path; building blocks begin with `_`."""
    names = {folder.name for root in search_path for folder in _subfolders(root) if any(folder.glob("*.toml"))}
    return sorted(name for name in names if not name.startswith("_"))


def is_name(text: str) -> bool:
    """Tell whether the text can name a profile: letters, digits, _ and hyphens, so that it never leaves its folder."""
    return _NAME.fullmatch(text) is not None


def read_tree(name_or_dir: str | Path, *, search_path: Sequence[Path]) -> Tree:
    """Read a profile and everything under it.

    A name is looked up in the search path; a folder, or a text that is no known name but a folder, is read as it
    is. `ProfileMissing` when there is neither.
    """
    folder = Path(name_or_dir)
    if isinstance(name_or_dir, Path) and folder.resolve().parent in [root.resolve() for root in search_path]:
        name_or_dir = folder.resolve().name  # a folder of the search path lies over those of its name
    own = [] if isinstance(name_or_dir, Path) else [*_folders(name_or_dir, search_path)]
    if not own:
        if "\0" in str(name_or_dir) or not str(name_or_dir) or not folder.is_dir():
            raise ProfileMissing(str(name_or_dir), known_profiles(search_path))
        own = [folder]
    name = own[0].resolve().name
    tree = Tree(name)
    labels: set[str] = set()
    for layer in own if name == BASE else [*_folders(BASE, search_path), *own]:
        # The folder's name is enough until two layers share it: then the upper one is written with its whole path.
        label = layer.resolve().name if layer.resolve().name not in labels else str(layer)
        labels.add(label)
        _lay(tree, layer, label)
    return tree


def _folders(name: str, search_path: Sequence[Path]) -> Iterator[Path]:
    """Yield the profile's folders from the lowest layer up: what is first in the search path has the last word."""
    if not is_name(name):
        return
    for root in reversed(search_path):
        if (root / name).is_dir():
            yield root / name


def _lay(tree: Tree, folder: Path, label: str) -> None:
    layer: dict[str, list[Row]] = {}
    for path in sorted(folder.glob("*.toml")):
        rows, problems = read_file(path, label=f"{label}/{path.name}")
        tree.problems += problems
        for table, found in rows.items():
            layer.setdefault(table, []).extend(found)
    if any(head.values.get("standalone") for head in layer.get("profile", ())):
        tree.rows.clear()
        tree.problems[:] = [problem for problem in tree.problems if problem.file.startswith(f"{label}/")]
    for table, found in layer.items():
        if table in TABLES:
            tree.rows[table] = combine(tree[table], found, TABLES[table], tree.problems)


def _subfolders(root: Path) -> list[Path]:
    return [path for path in root.iterdir() if path.is_dir()] if root.is_dir() else []

"""Guards over the whole: what the tree promises, every file keeps."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHIPPED = ("plugin", "admin", "doctemplates", "search_index")
MODULES = sorted(path for top in SHIPPED for path in (ROOT / top).rglob("*.py") if "migrations" not in path.parts)
LONGEST_MODULE, LONGEST_FUNCTION = 400, 50


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_a_module_says_in_its_first_line_what_it_decides_and_fits_in_the_head(path):
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    assert ast.get_docstring(tree), "no docstring"
    assert source.count("\n") <= LONGEST_MODULE
    functions = (node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))
    long = [node.name for node in functions if (node.end_lineno or 0) - node.lineno > LONGEST_FUNCTION]
    assert long == []


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_only_the_store_defines_tables(path):
    if "store" in path.parts:
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bases = {ast.unparse(base) for node in ast.walk(tree) if isinstance(node, ast.ClassDef) for base in node.bases}
    assert not bases & {"pw.Model", "peewee.Model", "Model", "Record", "Guarded"}


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_no_error_is_swallowed(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    silent = [
        handler.lineno
        for handler in ast.walk(tree)
        if isinstance(handler, ast.ExceptHandler)
        and all(isinstance(node, ast.Pass) for node in handler.body)
        and (handler.type is None or ast.unparse(handler.type) in {"Exception", "BaseException"})
    ]
    assert silent == []


def test_no_two_modules_of_the_domain_import_each_other():
    graph: dict[str, set[str]] = {}
    for path in MODULES:
        name = "kansli." + ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        tree = ast.parse(path.read_text(encoding="utf-8"))
        graph[name] = {
            found
            for node in tree.body
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("kansli.")
            for found in (node.module, *(f"{node.module}.{alias.name}" for alias in node.names))
        }
    pairs = {
        tuple(sorted((one, other)))
        for one, imports in graph.items()
        for other in imports
        if other in graph and one in graph[other] and one != other
    }
    assert pairs == set()

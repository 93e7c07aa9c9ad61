"""Tolkning. The Swedish sentence that says how a query was understood."""

from __future__ import annotations

from datetime import date

from kansli.search_index import nodes
from kansli.search_index.port import Versions

_COLUMNS = {"board": "nämnd", "kind": "typ", "status": "status", "officer": "handläggare"}


def interpret(root: nodes.Node, versions: Versions | None, notes: tuple[str, ...], *, relaxed: bool = False) -> str:
    """`Söker efter ”samverkan” och ”sektor”, i det som gällde 2021-06-01.` and the notes after it."""
    what = "Visar allt" if isinstance(root, nodes.All) else f"Söker efter {describe(root)}"
    sentence = f"{what}{_versions(versions)}."
    if relaxed:
        sentence = f"Inget innehåller alla orden. {sentence}"
    return " ".join([sentence, *notes])


def describe(node: nodes.Node, *, inside: bool = False) -> str:
    """One node in words; a group inside another stands in parentheses."""
    match node:
        case nodes.And():
            return _group(node.parts, "och", inside=inside)
        case nodes.Or():
            return _group(node.parts, "eller", inside=inside)
        case nodes.Not():
            return f"inte {describe(node.part, inside=True)}"
        case nodes.Identifier():
            return _identifier(node)
        case nodes.Years():
            return _years(node)
        case _:
            return _leaf(node)


def _leaf(node: nodes.Node) -> str:
    match node:
        case nodes.Word():
            return f"”{node.text}”"
        case nodes.Phrase():
            return f"frasen ”{' '.join(node.words)}”"
        case nodes.Prefix():
            return f"ord som börjar på ”{node.text}”"
        case nodes.Column():
            return f"{_COLUMNS.get(node.field, node.field)} {node.value}"
        case nodes.Nothing():
            return f"det som inte kunde tolkas, ”{node.text}”"
        case _:
            return "allt"


def _identifier(node: nodes.Identifier) -> str:
    if node.canonical[0].startswith("§"):
        first, last = node.canonical[0][1:], node.canonical[-1][1:]
        return f"§ {first}" if first == last else f"§§ {first}–{last}"
    what = "ett diarienummer som slutar på" if node.partial else "diarienummer"
    return f"{what} {node.text.strip()}"


def _years(node: nodes.Years) -> str:
    if node.first == node.last:
        return f"år {node.first}"
    if node.first is None:
        return f"år till och med {node.last}"
    return f"år från och med {node.first}" if node.last is None else f"år {node.first}–{node.last}"


def _group(parts: tuple[nodes.Node, ...], word: str, *, inside: bool) -> str:
    named = [describe(part, inside=True) for part in parts]
    text = f" {word} ".join([", ".join(named[:-1]), named[-1]])
    return f"({text})" if inside else text


def _versions(versions: Versions | None) -> str:
    match versions:
        case date():
            return f", i det som gällde {versions.isoformat()}"
        case "all":
            return ", i alla versioner"
        case "latest":
            return ", i de senaste versionerna"
        case _:
            return ""

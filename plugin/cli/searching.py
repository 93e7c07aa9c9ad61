"""Kommandon för att söka: search, analyse, reindex."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from kansli.plugin.cli.call import Answer, Call, Subparsers, add_command, print_each_line
from kansli.plugin.errors import InvalidField

Scope = Literal["current", "latest", "all"] | date


def add_commands(commands: Subparsers) -> None:
    """Add the commands of this module."""
    search = add_command(commands, "search", "sök i ärenden, handlingar och beslut", _search, acting=True)
    search.add_argument("query", metavar="FRÅGA")
    search.add_argument("--versions", default="current", metavar="current|latest|all|DATUM")
    search.add_argument("--board", action="append", default=[], metavar="KOD")
    search.add_argument("--kind", action="append", default=[], metavar="SLAG")
    search.add_argument("--year", type=int, metavar="ÅR")
    search.add_argument("--sort", choices=["relevance", "date"], default="relevance")
    search.add_argument("--limit", type=int, default=10, metavar="ANTAL")
    search.add_argument("--offset", type=int, default=0, metavar="ANTAL")
    analyse = add_command(commands, "analyse", "visa hur sökningen läser ord", _analyse)
    analyse.add_argument("words", nargs="*", metavar="ORD")
    analyse.add_argument("--jsonl", action="store_true", help='läs {"text": …} en rad i taget från stdin')
    add_command(commands, "reindex", "bygg om sökindexet från databasen", _reindex)


def _search(call: Call) -> Answer:
    from kansli.plugin.searching.search import search
    from kansli.plugin.worker import work

    options = call.options
    work(call.system, once=True)  # what waits is done first, so that a script finds what it has just registered
    result = search(
        call.system,
        options.query,
        actor=call.actor,
        versions=_scope(options.versions),
        boards=tuple(options.board),
        kinds=tuple(options.kind),
        year=options.year,
        sort=options.sort,
        limit=max(0, min(options.limit, 500)),
        offset=max(0, options.offset),
    )
    page = result.as_json()
    return Answer(page, "\n".join(_lines(page)))


def _scope(text: str) -> Scope:
    if text in ("current", "latest", "all"):
        return text  # type: ignore[return-value]
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidField(
            "versions", f"--versions ska vara current, latest, all eller ett datum (ÅÅÅÅ-MM-DD), inte ”{text}”."
        ) from None


def _lines(page: dict[str, object]) -> Iterator[str]:
    hits = page["hits"]
    yield f"{page['total']} träffar. {page['interpreted']}"
    for hit in hits if isinstance(hits, list) else []:
        snippet = "".join(f"»{text}«" if marked else text for text, marked in hit["snippet"])
        about = f"{hit['kind']}, {hit['date'] or 'utan datum'}, {hit['id']}"
        yield f"\n{hit['case_number'] or ''}  {hit['title']}  ({about})"
        yield f"    {' '.join(snippet.split())}"


def _analyse(call: Call) -> Answer | None:
    from kansli.plugin.searching.analysing import analyse

    if call.options.jsonl:
        print_each_line(analyse)
        return None
    found = analyse(" ".join(call.options.words))
    return Answer(found, " ".join(found["terms"]))


def _reindex(call: Call) -> Answer:
    from kansli.plugin.searching.indexer import reindex

    count = reindex(call.system, progress=call.say)
    return Answer({"entries": count}, f"Sökindexet är ombyggt: {count} poster.")

"""Sök. The search page: what was asked, how it was understood, what was found, and how to narrow it."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _

from kansli.admin.access import the_actor
from kansli.admin.page import Page
from kansli.admin.state import the_system
from kansli.admin.work.filters import section_anchor
from kansli.admin.work.links import record_url
from kansli.admin.work.querying import page_number, whole_number
from kansli.plugin.errors import Refused
from kansli.plugin.lowcode.model import Profile
from kansli.plugin.searching.page import SearchHit
from kansli.plugin.searching.search import search
from kansli.search_index.port import Snippet

SIZE = 20
LONGEST = 500


class SearchPage(Page):
    """One box for everything."""

    verb = "search"

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """Search, or show how one can search."""
        text = request.args.get("q", "")[:LONGEST].strip()
        if not text:
            return self.render("work/search.html", text="", result=None, problem="")
        scope, day = _scope()
        try:
            result = search(
                the_system(),
                text,
                actor=the_actor(),
                versions=day or scope,  # type: ignore[arg-type]  # one of the three words, see _scope
                boards=request.args.getlist("board"),
                kinds=request.args.getlist("kind"),
                statuses=request.args.getlist("status"),
                year=whole_number("year"),
                sort="date" if request.args.get("sort") == "date" else "relevance",
                limit=SIZE,
                offset=page_number() * SIZE,
            )
        except Refused as refusal:
            return self.render("work/search.html", text=text, result=None, problem=refusal.message), 503
        profile = the_system().profile
        return self.render(
            "work/search.html",
            text=text,
            result=result,
            problem="",
            scope=scope,
            day=day,
            page=page_number(),
            pages=min((result.total + SIZE - 1) // SIZE, 500),
            facets=_facets(result.facets, profile),
            hit_url=hit_url,
            title_and_rest=title_and_rest,
            kind_label=lambda hit: _kind_label(hit, profile),
        )


def hit_url(hit: SearchHit) -> str:
    """Return where a hit opens: the record, at the section that was found and in the version shown."""
    url = record_url(hit.id)
    if hit.kind != "document":
        return url
    query = f"?version={hit.version_number}" if hit.version_number else ""
    return f"{url}{query}#{section_anchor(hit.section)}" if hit.section else f"{url}{query}"


def title_and_rest(hit: SearchHit) -> tuple[Snippet, Snippet]:
    """Return the title with what was found in it marked, and the excerpt.

    The text of a record as a whole begins with its title, so its excerpt does too: there it is cut off, not repeated.
    """
    title, whole = " ".join(hit.title.split()), "".join(part for part, _marked in hit.snippet)
    if hit.section or not f"{whole} ".startswith(f"{title} "):
        return ((hit.title, False),), hit.snippet
    head, rest, at = [], [], 0
    for part, marked in hit.snippet:
        cut = max(0, len(title) - at)
        head.append((part[:cut], marked))
        rest.append((part[cut:], marked))
        at += len(part)
    return tuple(filter(_has_text, head)), tuple(filter(_has_text, rest))


def _has_text(part: tuple[str, bool]) -> bool:
    return bool(part[0].strip())


def _scope() -> tuple[str, date | None]:
    """Return which versions are searched, and the day where one was chosen."""
    asked = request.args.get("versions", "current")
    if asked == "day":
        try:
            return "day", date.fromisoformat(request.args.get("day", ""))
        except ValueError:
            return "current", None
    return (asked if asked in {"current", "latest", "all"} else "current"), None


def _facets(counted: Any, profile: Profile) -> list[tuple[str, str, list[tuple[str, str, int, bool]]]]:
    """Return name, label and the values of each facet: value, label, count, whether it is chosen."""
    labels = {"board": _("Organ"), "year": _("År"), "kind": _("Slag"), "status": _("Läge")}
    made = []
    for name, label in labels.items():
        chosen = set(request.args.getlist(name))
        values = [
            (value, _value_label(name, value, profile), count, value in chosen)
            for value, count in sorted(counted.get(name, {}).items(), key=lambda item: (-item[1], item[0]))
        ]
        if values:
            made.append((name, label, values))
    return made


def _value_label(facet: str, value: str, profile: Profile) -> str:
    if facet == "board":
        return profile.bodies[value].name if value in profile.bodies else value
    if facet == "kind":
        return str(_kinds().get(value, value))
    if facet == "status":
        states = (state for workflow in profile.workflows.values() for state in workflow.states)
        listed = next((state.label for state in states if state.id == value), "")
        return listed or profile.list_label("decision_outcomes", value)
    return value


def _kinds() -> dict[str, str]:
    return {
        "case": _("Ärende"),
        "document": _("Handling"),
        "memo": _("Tjänsteskrivelse"),
        "statement": _("Yttrande"),
        "decision": _("Beslut"),
    }


def _kind_label(hit: SearchHit, profile: Profile) -> str:
    kind = profile.document_types.get(hit.doc_type)
    return kind.label if hit.kind == "document" and kind is not None else str(_kinds().get(hit.kind, hit.kind))

"""Förhandsvisning. The text as it will read, as safe HTML; what cannot be set yet is told where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from kansli.doctemplates.markdown import to_html
from kansli.doctemplates.problems import TemplateError
from kansli.plugin.lowcode.model import Profile
from kansli.plugin.writing.leads import proposal_lead

Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """A section of the preview."""

    id: str
    label: str
    html: Markup


def preview(content: Content, definition: Mapping[str, Any], profile: Profile) -> tuple[Shown, ...]:
    """Return the sections that have text, in the document's order."""
    made = ((item, _section(item, content, definition, profile)) for item in definition.get("sections", ()))
    return tuple(Shown(item["id"], item["label"], html) for item, html in made if html)


def markdown(text: str, *, name: str = "") -> Markup:
    """Return a text of the Markdown subset as HTML that the converter has escaped; `name` keeps its notes apart."""
    try:
        return Markup(to_html(text, name=name))  # noqa: S704 - to_html escapes all text and writes its own tags only
    except TemplateError as refused:
        return Markup('<p class="k-field-error">{}</p><p class="k-pre">{}</p>').format(str(refused), text)


def _section(item: Mapping[str, Any], content: Content, definition: Mapping[str, Any], profile: Profile) -> Markup:
    kind = item.get("kind", "text")
    if kind == "text":
        text = str((content.get("sections") or {}).get(item["id"], ""))
        return markdown(text, name=item["id"]) if text.strip() else Markup("")
    return Markup("").join(_LISTS[kind](content, definition, profile))


def _proposals(content: Content, definition: Mapping[str, Any], profile: Profile) -> Iterator[Markup]:
    pattern = str(definition.get("proposal_lead", "{body} föreslås besluta"))
    for proposal in content.get("proposals") or ():
        clauses = [clause for clause in proposal.get("clauses", ()) if clause.strip()]
        if clauses:
            bodies = [profile.bodies[code].in_text for code in proposal.get("bodies", ()) if code in profile.bodies]
            if pattern:
                yield Markup("<p>{}</p>").format(proposal_lead(pattern, bodies))
            yield from (Markup('<p class="w-clause">{}</p>').format(clause) for clause in clauses)


def _basis(content: Content, *_rest: object) -> Iterator[Markup]:
    yield from _list(row.get("text", "") for row in content.get("basis") or ())


def _signatories(content: Content, *_rest: object) -> Iterator[Markup]:
    for person in content.get("signatories") or ():
        yield Markup("<p>{}<br>{}</p>").format(person.get("name", ""), person.get("title", ""))


def _recipients(content: Content, _definition: object, profile: Profile) -> Iterator[Markup]:
    for group in profile.lists.get("recipient_groups", ()):
        people = (content.get("recipients") or {}).get(group.id) or ()
        if people:
            yield Markup("<p><strong>{}</strong></p>").format(group.label)
            yield from _list(_recipient(person) for person in people)


def _recipient(person: Mapping[str, Any]) -> Markup:
    pattern = Markup("<s>{}</s> {}") if person.get("struck") else Markup("{} {}")
    return pattern.format(person.get("name", ""), person.get("note", ""))


def _addressees(content: Content, _definition: object, profile: Profile) -> Iterator[Markup]:
    for row in content.get("addressees") or ():
        body = profile.bodies.get(row.get("body", ""))
        name = body.name if body else row.get("body", "")
        yield Markup("<p>{}</p>").format(", ".join(filter(None, (name, row.get("number", "")))))


def _list(texts: Iterator[str]) -> Iterator[Markup]:
    rows = [Markup("<li>{}</li>").format(text) for text in texts if text.strip()]
    if rows:
        yield Markup("<ul>") + Markup("").join(rows) + Markup("</ul>")


_LISTS: Mapping[str, Any] = {
    "addressees": _addressees,
    "proposals": _proposals,
    "basis": _basis,
    "signatories": _signatories,
    "recipients": _recipients,
}

"""Fältlistan. Which fields a template may use, ready to copy; the file to start from; and a field's new name."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _

from kansli.admin.access import needs, the_actor
from kansli.admin.page import Page
from kansli.admin.state import the_system
from kansli.admin.views.template_pages import template_url
from kansli.admin.work.downloads import WORD, send_bytes
from kansli.admin.work.names import label_of
from kansli.admin.work.posting import Trouble, text_of, trouble_of
from kansli.doctemplates.catalogue import Catalogue, Field
from kansli.plugin.errors import NotFound, Refused
from kansli.plugin.lowcode.model import DocumentType
from kansli.plugin.rendering.catalogues import catalogue_for
from kansli.plugin.templating.fields import offered_fields, starter_for
from kansli.plugin.templating.renaming import Plan, plan_renaming, propose_renaming

_FORMATS = {"date": " | datum", "money": " | belopp", "boolean": " | kryss"}


@dataclass(frozen=True, slots=True)
class Row:
    """A field as it is written in a template; `source` is what one copies, `loop` the list that it stands in."""

    field: Field
    source: str
    example: str
    loop: str = ""


class TemplateFields(Page):
    """What a template's author looks things up in."""

    verb = "read"

    @expose("/falt/<type_id>")
    @needs("read")
    def fields(self, type_id: str) -> ResponseReturnValue:
        """Show the fields of a document type, with examples."""
        kind = _kind(type_id)
        rows = _rows(offered_fields(the_system().profile, kind.id))
        back = template_url(kind.template or "")
        return self.render("work/template_fields.html", kind=kind, groups=rows, back=back)

    @expose("/falt/<type_id>/startmall")
    @needs("read")
    def start(self, type_id: str) -> Response:
        """Send the file to start from."""
        kind = _kind(type_id)
        made = starter_for(the_system().profile, kind.id)
        return send_bytes(made, filename=f"startmall {kind.label.lower()}.docx", media_type=WORD)

    @expose("/byt-falt", methods=("GET", "POST"))
    @needs("propose")
    def rename(self) -> ResponseReturnValue:
        """Show what a field's new name would change; make the proposals where that is asked."""
        old, new = (request.values.get(name, "").strip() for name in ("old", "new"))
        plans: tuple[Plan, ...] = ()
        trouble = Trouble()
        try:
            plans = plan_renaming(the_system(), old, new) if old or new else ()
            if request.method == "POST":
                made = propose_renaming(the_system(), old, new, note=text_of("note"), actor=the_actor())
                flash(_("%(n)d förslag är lämnade. Någon annan tar dem i bruk.", n=len(made)), "success")
                return redirect(url_for("template.index"))
        except Refused as refusal:
            trouble = trouble_of(refusal, fields=frozenset({"old", "new", "note"}))
        page = self.render(
            "work/template_rename.html",
            old=old,
            new=new,
            plans=plans,
            trouble=trouble,
            paths=sorted(_all_fields().items()),
            label_of=label_of,
            faults=sum(len(plan.problems) for plan in plans),
        )
        return page, trouble.status


def _kind(type_id: str) -> DocumentType:
    kind = the_system().profile.document_types.get(type_id)
    if kind is None or not kind.template:
        raise NotFound(_("Fältlistan"))
    return kind


def _all_fields() -> dict[str, str]:
    """The fields of every type that has a template, with their labels."""
    profile = the_system().profile
    kinds = [kind for kind in profile.document_types.values() if kind.template]
    return {field.path: field.label for kind in kinds for field in catalogue_for(profile, kind.id).fields}


def _rows(catalogue: Catalogue) -> dict[str, list[Row]]:
    """The fields by group, as the author writes them; those of a list with the list's own word before them."""
    groups: dict[str, list[Row]] = {}
    lists = {field.path: field for field in catalogue.fields if field.type == "list"}
    for field in catalogue.fields:
        if field.type == "group":
            continue
        owner = max((path for path in lists if field.path.startswith(path + ".")), key=len, default="")
        first = field.path.partition(".")[0]
        known = catalogue.lookup(first)
        alone = "." not in field.path and field.type != "list"
        group = _("Övrigt") if alone or known is None else known.label
        groups.setdefault(group, []).append(_row(field, owner))
    return groups


def _row(field: Field, owner: str) -> Row:
    example = field.example or {"date": "2026-11-22", "boolean": "☒"}.get(field.type, "")
    written = f"x.{field.path.removeprefix(owner + '.')}" if owner else field.path
    if field.type == "list":
        return Row(field, f"{{% for x in {written} %}}", example, owner)
    return Row(field, f"{{{{ {written}{_FORMATS.get(field.type, '')} }}}}", example, owner)

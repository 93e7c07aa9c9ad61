"""Mallar. Which templates there are, one template's versions, and the way back to an older one."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _

from kansli.admin.access import may, needs, the_actor
from kansli.admin.page import Page
from kansli.admin.state import the_system
from kansli.admin.work.downloads import WORD, send_bytes
from kansli.admin.work.names import label_of
from kansli.admin.work.posting import Trouble, request_id, trouble_of
from kansli.admin.work.template_trials import send_trial, shown, trials
from kansli.doctemplates.trial import Trial
from kansli.plugin.errors import NotFound, Refused
from kansli.plugin.rendering import pdf_is_possible
from kansli.plugin.runner import run
from kansli.plugin.store.documents import StoredFile
from kansli.plugin.store.templates import TemplateVersion
from kansli.plugin.templating.overview import template_list, template_page
from kansli.plugin.templating.types import types_of


def template_url(name: str) -> str:
    """Return the page of a template."""
    folder, _slash, file = name.partition("/")
    return url_for("template.show", folder=folder, file=file)


def filename_of(name: str, number: int) -> str:
    """Return the name under which a version is saved."""
    return f"{name.replace('/', '-')}-{number}.docx"


class TemplateVersions(Page):
    """The list, a template's own page, and its versions."""

    verb = "read"

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """List the templates, with what waits and what no longer fits."""
        return self.render("work/templates.html", rows=template_list(the_system()), label_of=label_of)

    @expose("/mall/<folder>/<file>")
    @needs("read")
    def show(self, folder: str, file: str) -> ResponseReturnValue:
        """Show one template: what is in use, what waits, and every version."""
        name = f"{folder}/{file}"
        page = template_page(the_system(), name, actor=the_actor())
        return self.render("work/template.html", page=page, row=page.row, label=label_of(name))

    @expose("/<int:record_id>/fil")
    @needs("read")
    def file(self, record_id: int) -> ResponseReturnValue:
        """Send a version's file."""
        found = _version(record_id)
        data = the_system().files.read(found.file.sha256)
        return send_bytes(data, filename=filename_of(found.template, found.number), media_type=WORD)

    @expose("/version/<int:record_id>", methods=("GET", "POST"))
    @needs("read")
    def version(self, record_id: int) -> ResponseReturnValue:
        """Show a version filled with examples; put it in use again where that is asked."""
        found = _version(record_id)
        if request.method == "GET":
            return self._version_page(found, Trouble())
        try:
            data = {"note": request.form.get("note", ""), "valid_from": request.form.get("valid_from", "")}
            done = run(the_system(), "restore_template", found, actor=the_actor(), data=data, request_id=request_id())
        except Refused as refusal:
            trouble = trouble_of(refusal, fields=frozenset({"note", "valid_from"}))
            return self._version_page(found, trouble)
        flash(
            _("Version %(old)d gäller igen, som version %(new)d.", old=found.number, new=done.facts["number"]),
            "success",
        )
        return redirect(template_url(found.template))

    @expose("/version/<int:record_id>/prov/<size>/<form>")
    @needs("read")
    def version_trial(self, record_id: int, size: str, form: str) -> ResponseReturnValue:
        """Send a version filled with examples."""
        found = _version(record_id)
        return send_trial(the_system(), found.template, _trial(found), size, form)

    def _version_page(self, found: TemplateVersion, trouble: Trouble) -> ResponseReturnValue:
        newest = TemplateVersion.select().where(TemplateVersion.template == found.template)
        is_newest = newest.order_by(TemplateVersion.number.desc()).first().file_id == found.file_id
        trial = _trial(found)
        page = self.render(
            "work/template_version.html",
            version=found,
            label=label_of(found.template),
            trial=trial,
            shown=shown(trial),
            can_pdf=pdf_is_possible(the_system()),
            can_restore=may("publish") and not is_newest,
            trouble=trouble,
            typed=request.form,
            request_id=request_id(),
        )
        return page, trouble.status


def _version(record_id: int) -> TemplateVersion:
    query = TemplateVersion.select(TemplateVersion, StoredFile).join(StoredFile)
    found: TemplateVersion | None = query.where(TemplateVersion.id == record_id).first()
    if found is None:
        raise NotFound(_("Mallversionen"))
    return found


def _trial(found: TemplateVersion) -> Trial:
    if not types_of(the_system().profile, found.template):
        return Trial(())
    data = the_system().files.read(found.file.sha256)
    return trials(the_system(), found.template, data, ours=True)

"""Granska en mall. Upload, report in the order of the text, the copy with comments, trial fills, and the proposal."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _

from kansli.admin.access import needs, takes_files, the_actor
from kansli.admin.page import Page
from kansli.admin.state import the_system
from kansli.admin.views.template_pages import template_url
from kansli.admin.work.downloads import WORD, send_bytes
from kansli.admin.work.names import label_of
from kansli.admin.work.posting import Trouble, request_id, text_of, trouble_of
from kansli.admin.work.template_files import CARRIED, carried_template, received_template, stored_template
from kansli.admin.work.template_trials import send_trial, shown, trials
from kansli.admin.work.uploads import Upload
from kansli.doctemplates.annotate import annotate
from kansli.doctemplates.mapping import map_fields
from kansli.doctemplates.merge_fields import find_merge_fields
from kansli.doctemplates.trial import Trial
from kansli.plugin.clock import now
from kansli.plugin.errors import InvalidField, NotFound, Refused
from kansli.plugin.rendering import pdf_is_possible
from kansli.plugin.rendering.catalogues import catalogue_for
from kansli.plugin.templating.checking import Report, check_template
from kansli.plugin.templating.proposing import propose
from kansli.plugin.templating.types import types_of

PROPOSE = "propose"
_OF_WORD = frozenset({"merge_field", "document_property"})


class TemplateChecks(Page):
    """A template on its way in. What is looked at is named by a token in the address."""

    verb = "read"

    @expose("/granska/<folder>/<file>", methods=("GET", "POST"))
    @needs(PROPOSE)
    @takes_files
    def check(self, folder: str, file: str) -> ResponseReturnValue:
        """Take a file in, and show what is wrong with it."""
        name = _known(folder, file)
        try:
            if request.method == "POST":
                return redirect(_report_url(name, received_template(the_system())))
            return self._report(name, carried_template(), Trouble())
        except InvalidField as refusal:
            return self._report(name, None, trouble_of(refusal, fields=frozenset({"file"})))

    @expose("/granska/<folder>/<file>/forslag", methods=("POST",))
    @needs(PROPOSE)
    def propose(self, folder: str, file: str) -> ResponseReturnValue:
        """Make the file a proposal."""
        name, upload = _known(folder, file), _carried()
        try:
            made = propose(
                the_system(),
                name,
                _bytes(upload),
                filename=upload.filename,
                note=text_of("note"),
                actor=the_actor(),
                request_id=request_id(),
            )
        except Refused as refusal:
            return self._report(name, upload, trouble_of(refusal, fields=frozenset({"note"})))
        flash(_("Förslaget är lämnat. Någon annan med rätt att ta mallar i bruk granskar det."), "success")
        return redirect(url_for("template.proposal", record_id=int(made.record.partition(":")[2])))

    @expose("/granska/<folder>/<file>/kommentarer")
    @needs(PROPOSE)
    def comments(self, folder: str, file: str) -> Response:
        """Send the file with a Word comment at each fault."""
        name, upload = _known(folder, file), _carried()
        data = _bytes(upload)
        report = check_template(the_system().profile, name, data)
        if not report.sound:
            raise NotFound(_("Filen med kommentarer"))
        marked = annotate(data, (*report.problems, *report.warnings), at=now())
        said = upload.filename.rpartition(".")[0] or upload.filename
        return send_bytes(marked, filename=f"{said} med kommentarer.docx", media_type=WORD)

    @expose("/granska/<folder>/<file>/prov/<size>/<form>")
    @needs(PROPOSE)
    def trial(self, folder: str, file: str, size: str, form: str) -> ResponseReturnValue:
        """Send the file filled with examples."""
        name = _known(folder, file)
        data = _bytes(_carried())
        if not check_template(the_system().profile, name, data).ok:
            raise NotFound(_("Provdokumentet"))
        return send_trial(the_system(), name, trials(the_system(), name, data), size, form)

    @expose("/granska/<folder>/<file>/koppla", methods=("GET", "POST"))
    @needs(PROPOSE)
    def connect(self, folder: str, file: str) -> ResponseReturnValue:
        """Show Word's own fields with the field that each probably means; exchange those that are chosen."""
        name, upload = _known(folder, file), _carried()
        data, system = _bytes(upload), the_system()
        if not check_template(system.profile, name, data).sound:
            raise NotFound(_("Mallens Word-fält"))
        catalogue = catalogue_for(system.profile, types_of(system.profile, name)[0].id)
        found = find_merge_fields(data, catalogue)
        if request.method == "POST":
            chosen = {one.name: text_of(f"val.{number}") for number, one in enumerate(found)}
            mapping = {key: path for key, path in chosen.items() if catalogue.lookup(path) is not None}
            made = stored_template(system, map_fields(data, mapping, catalogue=catalogue), upload.filename)
            flash(_("%(n)d fält är kopplade. Originalfilen är orörd.", n=len(mapping)), "success")
            return redirect(_report_url(name, made))
        fields = [
            one for one in catalogue.fields if catalogue.resolve(one.path, {}) and one.type not in {"list", "group"}
        ]
        return self.render(
            "work/template_connect.html",
            name=name,
            label=label_of(name),
            found=found,
            choices=[(one.path, f"{one.label} ({one.path})") for one in fields],
            back=_report_url(name, upload),
        )

    def _report(self, name: str, upload: Upload | None, trouble: Trouble) -> ResponseReturnValue:
        system = the_system()
        report, trial = Report(), Trial(())
        if upload is not None:
            data = _bytes(upload)
            report = check_template(system.profile, name, data)
            trial = trials(system, name, data) if report.ok else trial
        folder, _slash, file = name.partition("/")
        page = self.render(
            "work/template_check.html",
            name=name,
            label=label_of(name),
            back=template_url(name),
            upload=upload,
            at={"folder": folder, "file": file, CARRIED: upload.token if upload else ""},
            report=report,
            trial=trial,
            shown=shown(trial),
            of_word=any(problem.code in _OF_WORD for problem in report.problems),
            can_pdf=pdf_is_possible(system),
            trouble=trouble,
            typed=request.form,
            request_id=request_id(),
        )
        return page, trouble.status


def _known(folder: str, file: str) -> str:
    name = f"{folder}/{file}"
    if not types_of(the_system().profile, name):
        raise NotFound(_("Mallen"))
    return name


def _carried() -> Upload:
    upload = carried_template()
    if upload is None:
        raise NotFound(_("Filen"))
    return upload


def _bytes(upload: Upload) -> bytes:
    try:
        return the_system().files.read(upload.sha256)
    except OSError:
        raise InvalidField("file", _("Filen som du valde går inte att läsa längre. Välj den igen.")) from None


def _report_url(name: str, upload: Upload) -> str:
    folder, _slash, file = name.partition("/")
    at: dict[str, Any] = {"folder": folder, "file": file, CARRIED: upload.token}
    return url_for("template.check", **at)

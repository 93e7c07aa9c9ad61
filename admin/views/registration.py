"""Registrera. From what arrived to a numbered handling: choose the files, correct the card, save."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _

from kansli.admin import accounts
from kansli.admin.access import may, needs, takes_files, the_actor
from kansli.admin.page import Page
from kansli.admin.state import the_system
from kansli.admin.work import choices
from kansli.admin.work.card import Letter, card_problems, first_values, letters, posted_documents, posted_secrecy
from kansli.admin.work.posting import Trouble, request_id, text_of, trouble_of
from kansli.admin.work.querying import whole_number
from kansli.admin.work.uploads import kept_uploads, must_all_be_kept, received_uploads
from kansli.plugin.clock import today
from kansli.plugin.errors import NotAllowed, NotFound, Refused
from kansli.plugin.numbers import preliminary_number
from kansli.plugin.overview.case_file import visible_case
from kansli.plugin.overview.document_page import visible_document
from kansli.plugin.rights import can
from kansli.plugin.rules.referral_deadline import reply_plan
from kansli.plugin.store.cases import Case
from kansli.plugin.store.organisation import Registry

LAST_REGISTRY = "registry"
"""Where a session remembers the registry that was chosen last: a registrar's next letter is mostly for the same."""


class RegistrationPage(Page):
    """What has arrived becomes a handling. Whoever may write may add to a case; `register` opens new ones."""

    verb = "register"
    shortcut = "r"

    @expose("/")
    @needs("edit")
    def index(self) -> ResponseReturnValue:
        """Ask for the files, or for none; tell what was registered a moment ago."""
        case = _chosen_case(request.args.get("case", ""))
        done = whole_number("klart")
        made = visible_document(done, actor=the_actor()) if done is not None else None
        return self._choose(case, made=made)

    @expose("/kort", methods=("GET", "POST"))
    @needs("edit")
    @takes_files
    def card(self) -> ResponseReturnValue:
        """Store the files and show the card with what they say."""
        if request.method == "GET":
            return redirect(url_for("registration.index"))
        case = _chosen_case(text_of("case"))
        try:
            uploads = received_uploads(the_system())
        except Refused as refusal:
            return self._choose(case, trouble=trouble_of(refusal), status=422)
        registry = _registry(case)
        found = letters(the_system(), uploads, registry=registry, actor=the_actor())
        default = next(iter(the_system().profile.case_types), "")
        values = first_values(found, case_type=default, today=today().isoformat())
        values["case"] = case.record_id if case is not None else _likely_case(found)
        return self._card(found, values, registry=registry, case=case)

    @expose("/spara", methods=("POST",))
    @needs("edit")
    def save(self) -> ResponseReturnValue:
        """Register what the card says; a fault shows the card again with everything kept."""
        uploads = kept_uploads()
        target = _chosen_case(text_of("case").removeprefix("case:"))
        registry = _registry(target)
        documents = posted_documents(request.form, uploads)
        try:
            must_all_be_kept(uploads)
            document = self._register(target, registry, documents)
        except Refused as refusal:
            trouble = trouble_of(refusal)
            trouble = Trouble(trouble.status, card_problems(trouble.problems), trouble.blockers, trouble.message)
            found = letters(the_system(), uploads, registry=registry, actor=the_actor())
            ordered = tuple(sorted(found, key=lambda letter: uploads.index(letter.upload)))
            return self._card(ordered, dict(request.form.items()), registry=registry, case=target, trouble=trouble)
        return _done(target, document)

    def _register(self, target: Case | None, registry: Registry, documents: list[dict[str, Any]]) -> int:
        """Return the number of the first handling's row. The same request again registers nothing more."""
        from kansli.plugin.registering import register  # the recogniser behind it is heavy

        system, actor, request_ = the_system(), the_actor(), request_id()
        if target is None:
            names = ("case_type", "title", "body", "officer", "unit")
            own = {name: text_of(name) for name in names}
            values = {**own, **posted_secrecy(request.form), "documents": documents}
            outcome = register(system, registry, values, (), actor=actor, request_id=request_)
            first = outcome.facts["documents"][0]["document"]  # type: ignore[index]
            return _number(str(first))
        secrecy = posted_secrecy(request.form)
        outcomes = [
            register(
                system,
                target,
                {**document, **secrecy},
                document["files"],
                actor=actor,
                request_id=f"{request_}-{number}",
            )
            for number, document in enumerate(documents)
        ]
        return _number(outcomes[0].record)

    def _choose(
        self, case: Case | None, *, made: object = None, trouble: Trouble | None = None, status: int = 200
    ) -> ResponseReturnValue:
        if case is None and not may("register"):
            flash(
                _("Nya ärenden öppnas av registratorn. Öppna ett ärende för att lägga till en handling i det."), "info"
            )
            return redirect(url_for("case.index"))
        limit = the_system().incoming_limit
        page = self.render(
            "work/register.html",
            case=case,
            made=made,
            trouble=trouble or Trouble(),
            limit=limit,
            **_registry_choice(case),
        )
        return page, status

    def _card(
        self,
        found: tuple[Letter, ...],
        values: dict[str, Any],
        *,
        registry: Registry,
        case: Case | None,
        trouble: Trouble | None = None,
    ) -> ResponseReturnValue:
        profile = the_system().profile
        why = {name: reason for letter in reversed(found) for name, reason in letter.proposal.why.items()}
        page = self.render(
            "work/card.html",
            letters=found,
            values=values,
            case=case,
            registry=registry,
            registry_choices=[(row.code, row.name) for row in _registries()],
            number=preliminary_number(registry, today()),
            candidates=_candidates(found, case),
            warnings=[warning for letter in found for warning in letter.proposal.warnings],
            same_files=[same for letter in found for same in letter.proposal.same_file],
            note=_reply_note(values),
            why=why,
            trouble=trouble or Trouble(),
            request_id=request_id(),
            case_types=choices.case_types(profile),
            kinds=choices.document_types(profile),
            officers=choices.writers(profile, registry.id),
            units=choices.units(),
            bodies=choices.bodies(registry.id),
            provisions=choices.listed(profile, "secrecy_provisions"),
            counterparties=choices.counterparties(the_actor()),
            paper=not found,
        )
        return page, (trouble.status if trouble is not None else 200)


def _done(case: Case | None, document: int) -> ResponseReturnValue:
    """Go back for the next one, with what was registered; a handling may be secret to the one who registered it."""
    try:
        visible_document(document, actor=the_actor())
    except NotFound:
        flash(_("Registrerat och sekretessmarkerat. Din behörighet räcker inte för att öppna handlingen."), "success")
        return redirect(url_for("registration.index", case=case.id if case is not None else None))
    return redirect(url_for("registration.index", klart=document))


def _chosen_case(number: str) -> Case | None:
    """Return the case that the address or the form names by its row's number; None where it names none.

    What cannot be read is refused: a new case must not come of a slip in the number of an old one.
    """
    if not number:
        return None
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        raise NotFound(_("Ärendet"))
    return visible_case(int(number), actor=the_actor())


def _registry(case: Case | None) -> Registry:
    """Return the registry that is registered in: the case's, the chosen one, else the one of the actor's own unit."""
    if case is not None:
        registry: Registry = case.registry
        return registry
    chosen = request.values.get("registry") or session.get(LAST_REGISTRY) or _own_registry()
    rows = _registries()
    found = next((row for row in rows if row.code == chosen), rows[0] if rows else None)
    if found is None:
        raise NotAllowed(_("registrera nya ärenden"))
    session[LAST_REGISTRY] = found.code
    return found


def _own_registry() -> str:
    """The code of the registry of the body that the actor's unit works for; empty for one who has no unit."""
    unit = accounts.current_row().unit
    return str(unit.body.registry.code) if unit is not None else ""


def _registry_choice(case: Case | None) -> dict[str, Any]:
    """Return what the first step offers: nothing where the case has decided already."""
    if case is not None:
        return {"registry": case.registry, "registry_choices": []}
    return {"registry": _registry(None), "registry_choices": [(row.code, row.name) for row in _registries()]}


def _registries() -> list[Registry]:
    rows = Registry.select().where(Registry.active).order_by(Registry.id)
    return [row for row in rows if can(the_actor(), "register", row)]


def _candidates(found: tuple[Letter, ...], case: Case | None) -> list[Any]:
    if case is not None:
        return []
    seen: dict[str, Any] = {}
    for letter in found:
        for candidate in letter.proposal.candidates:
            seen.setdefault(candidate.case, candidate)
    return list(seen.values())[:3]


def _likely_case(found: tuple[Letter, ...]) -> str:
    """A case whose own number stands in the text is proposed; the registrar sees why and can choose a new one."""
    likely = _candidates(found, None)
    return str(likely[0].case) if likely else ""


def _reply_note(values: dict[str, Any]) -> str:
    try:
        due, received = (date.fromisoformat(str(values.get(name, ""))) for name in ("response_due", "received_on"))
        return reply_plan(due, received=received).note
    except (ValueError, Refused):
        return ""


def _number(record: str) -> int:
    return int(record.partition(":")[2])

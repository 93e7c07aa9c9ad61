"""Stegens formulär. Which fields the form of each step has, in order; what they mean is decided by the step itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from flask_babel import lazy_gettext as _l

FieldKind = Literal["text", "date", "area", "select", "checkbox", "file"]
Reason = Literal["none", "optional", "required"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepField:
    """A field. `choices` names a list of choices.py; `empty` is the choice of nothing, None where one must be made."""

    name: str
    label: Any
    kind: FieldKind = "text"
    required: bool = False
    help: Any = ""
    choices: str = ""
    empty: Any = None
    short: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StepForm:
    """A form. `lead` says what the step means; `recipients` adds the rows of a sending; `files` lets it take files."""

    fields: tuple[StepField, ...] = ()
    reason: Reason = "none"
    reason_label: Any = ""
    lead: Any = ""
    submit: Any = ""
    danger: bool = False
    recipients: bool = False
    files: bool = False


def _text(name: str, label: Any, **more: Any) -> StepField:
    return StepField(name=name, label=label, **more)


def _day(name: str, label: Any, **more: Any) -> StepField:
    return StepField(name=name, label=label, kind="date", short=True, **more)


def _pick(name: str, label: Any, choices: str, *, empty: Any = None, **more: Any) -> StepField:
    return StepField(name=name, label=label, kind="select", choices=choices, empty=empty, **more)


def _area(name: str, label: Any, **more: Any) -> StepField:
    return StepField(name=name, label=label, kind="area", **more)


_UNCHANGED = _l("Som förut")
_NONE = _l("Ingen")
_SENDING = (
    _day("sent_on", _l("Skickad"), help=_l("Tomt betyder i dag.")),
    _pick("channel", _l("Sändningssätt"), "channels", short=True),
)
LEAKS_CHECKED = StepField(
    name="leaks_checked", label=_l("Jag har sett efter: det som är dolt i filen får följa med."), kind="checkbox"
)
_DECISION = (
    _pick("body", _l("Organ"), "bodies"),
    _day("decided_on", _l("Beslutsdatum"), required=True),
    _text(
        "paragraph",
        _l("§ i protokollet"),
        short=True,
        help=_l("Till exempel 12. Lämna tomt för ett delegationsbeslut."),
    ),
    _text("delegate", _l("Delegat"), help=_l("Bara för delegationsbeslut: namn och titel.")),
    _text("delegation_point", _l("Punkt i delegationsordningen"), short=True),
    _text("title", _l("Rubrik")),
    _area("text", _l("Beslut"), help=_l("Som det står i protokollet. Ifyllt från förslaget till beslut.")),
    _pick("outcome", _l("Utgång"), "outcomes"),
)

FORMS: dict[str, StepForm] = {
    "assign_officer": StepForm(
        fields=(
            _pick("officer", _l("Handläggare"), "officers", empty=_l("Välj"), required=True),
            _pick("unit", _l("Enhet"), "units", empty=_UNCHANGED),
        ),
        lead=_l("Handläggaren svarar för ärendet och tar över bevakningarna i det."),
    ),
    "update_case": StepForm(
        fields=(
            _text("title", _l("Ärendemening"), required=True),
            _text(
                "public_title",
                _l("Offentlig rubrik"),
                help=_l("Visas i stället för ärendemeningen när den rymmer en sekretessbelagd uppgift."),
            ),
            _pick("body", _l("Organ"), "bodies"),
            _pick("unit", _l("Enhet"), "units", empty=_NONE),
        ),
        lead=_l("Diarienumret ändras aldrig. Ändringen syns i händelserna."),
    ),
    "add_watch": StepForm(
        fields=(
            _text("title", _l("Vad"), required=True),
            _day("due", _l("Senast"), required=True),
            _pick("user", _l("Vem"), "officers", empty=_l("Handläggaren")),
        ),
    ),
    "complete_watch": StepForm(),
    "mark_secret": StepForm(
        fields=(
            _pick("document", _l("Handling"), "documents", empty=_l("Hela ärendet")),
            _pick("provision", _l("Bestämmelse"), "provisions", empty=_l("Välj"), required=True),
            _text("authority", _l("Myndighet"), help=_l("Tomt betyder diariets egen nämnd.")),
            _day("marked_on", _l("Dag"), help=_l("Tomt betyder i dag.")),
            _text(
                "public_title",
                _l("Offentlig rubrik"),
                help=_l("Det som får visas utåt i stället för rubriken. Tomt betyder som förut."),
            ),
            _area("note", _l("Anteckning")),
        ),
        lead=_l(
            "Markeringen är en varning och avgör ingenting: frågan prövas när någon begär "
            "handlingen. Den döljer genast ärendet eller handlingen för dem som saknar "
            "behörighet."
        ),
    ),
    "lift_secrecy": StepForm(
        fields=(_pick("document", _l("Handling"), "documents", empty=_l("Hela ärendet")),), reason="required"
    ),
    "purge_drafts": StepForm(
        lead=_l(
            "Utkast och annat arbetsmaterial tas bort för gott. Händelserna behåller "
            "kontrollsummorna. Det som är registrerat rörs inte."
        ),
        danger=True,
    ),
    "close_case": StepForm(lead=_l("Allt som står kvar i ärendet blir allmän handling när det avslutas.")),
    "reopen_case": StepForm(reason="required"),
    "void_case": StepForm(
        reason="required",
        danger=True,
        lead=_l("Numret står kvar i diariet, makulerat och med skälet. Det ges aldrig till något annat ärende."),
    ),
    "update_document": StepForm(
        fields=(
            _text("title", _l("Handlingens rubrik"), required=True),
            _text("public_title", _l("Offentlig rubrik")),
            _pick("kind", _l("Handlingstyp"), "document_types"),
            _pick("direction", _l("Riktning"), "directions"),
            _text("counterparty", _l("Motpart")),
            _text("public_counterparty", _l("Offentlig motpart")),
            _text("counterparty_reference", _l("Er beteckning")),
            _day("document_date", _l("Daterad")),
            _day("received_on", _l("Inkom")),
            _day("sent_on", _l("Skickad")),
            _pick("channel", _l("Sändningssätt"), "channels", empty=_NONE),
            _area("note", _l("Anteckning")),
        ),
        lead=_l("Numret och filerna ändras inte. Ändringen syns i händelserna."),
    ),
    "add_version": StepForm(
        fields=(
            _pick("label", _l("Benämning"), "version_labels", empty=_NONE),
            _day("version_date", _l("Daterad")),
            _day("valid_from", _l("Gäller från")),
            _day("valid_to", _l("Gäller till")),
            _area("comment", _l("Kommentar")),
        ),
        files=True,
        lead=_l("De tidigare versionerna ligger kvar som de är."),
    ),
    "finalise_document": StepForm(
        fields=(
            _pick("fact", _l("Upprättad genom"), "facts"),
            _day("finalised_on", _l("Upprättad"), help=_l("Tomt betyder i dag.")),
        ),
        lead=_l("Arbetsmaterialet får ett nummer i ärendet och blir allmän handling."),
    ),
    "void_document": StepForm(
        reason="required", danger=True, lead=_l("Numret står kvar i ärendet, makulerat och med skälet.")
    ),
    "dispatch_document": StepForm(fields=_SENDING, recipients=True),
    "dispatch_statement": StepForm(
        fields=_SENDING, recipients=True, lead=_l("Remissen blir besvarad när yttrandet har skickats.")
    ),
    "submit_memo": StepForm(reason="optional", reason_label=_l("Meddelande till chefen")),
    "approve_memo": StepForm(
        reason="optional",
        reason_label=_l("Kommentar"),
        lead=_l("Godkännandet gäller texten som den är nu. Det gör den inte till allmän handling."),
    ),
    "return_memo": StepForm(reason="required", reason_label=_l("Vad behöver ändras?")),
    "withdraw_memo": StepForm(reason="required", danger=True),
    "withdraw_statement": StepForm(reason="required", danger=True),
    "draft_statement": StepForm(
        fields=(
            _text("title", _l("Rubrik"), help=_l("Tomt betyder tjänsteskrivelsens.")),
            _pick("stance", _l("Ställningstagande"), "stances", empty=_l("Väljs senare")),
        ),
        lead=_l("Ett utkast skapas ur tjänsteskrivelsen. Det säger UTKAST tills nämnden har beslutat."),
    ),
    "record_decision": StepForm(fields=_DECISION),
    "extend_referral": StepForm(fields=(_day("extended_due", _l("Anstånd till"), required=True),)),
    "answer_referral": StepForm(
        fields=(
            _pick("answer", _l("Svar"), "documents", empty=_l("Välj"), required=True),
            _pick("stance", _l("Ställningstagande"), "stances", empty=_l("Inget")),
        )
    ),
    "decline_referral": StepForm(reason="required", lead=_l("Att avstå är också ett svar. Skälet syns i händelserna.")),
}
"""The form of each step that has one of this plain kind; the others (registering, writing) have their own pages."""

ADOPTS = _pick("adopts", _l("Vad antas?"), "adopts_memo", empty=_l("Inget yttrande antas"))
"""Asked only where a memo is decided: which text becomes the board's statement."""

"""Stegens ord. What is said when a step is done, and which steps go on from the text as it was last saved."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

USES_TEXT = frozenset({"submit_memo", "approve_memo", "draft_statement", "record_decision", "dispatch_statement"})
"""Steps that take the saved text: one who has typed more must save it first, or it is left behind unseen."""

DONE: Mapping[str, LazyString] = {
    "assign_officer": _l("Ärendet är fördelat."),
    "update_case": _l("Uppgifterna är ändrade."),
    "add_watch": _l("Bevakningen är tillagd."),
    "complete_watch": _l("Bevakningen är klar."),
    "mark_secret": _l("Sekretessmarkeringen är gjord."),
    "lift_secrecy": _l("Sekretessmarkeringen är hävd."),
    "purge_drafts": _l("Arbetsmaterialet är rensat."),
    "close_case": _l("Ärendet är avslutat."),
    "reopen_case": _l("Ärendet är öppnat igen."),
    "void_case": _l("Ärendet är makulerat. Numret står kvar i diariet."),
    "update_document": _l("Uppgifterna är ändrade."),
    "add_version": _l("Den nya versionen är tillagd."),
    "finalise_document": _l("Handlingen är upprättad och har fått sitt nummer."),
    "void_document": _l("Handlingen är makulerad. Numret står kvar."),
    "dispatch_document": _l("Handlingen är expedierad."),
    "dispatch_statement": _l("Yttrandet är expedierat och remissen besvarad."),
    "submit_memo": _l("Tjänsteskrivelsen är inlämnad till chefen."),
    "approve_memo": _l("Tjänsteskrivelsen är godkänd."),
    "return_memo": _l("Tjänsteskrivelsen är tillbaka hos handläggaren."),
    "withdraw_memo": _l("Tjänsteskrivelsen är återtagen."),
    "withdraw_statement": _l("Yttrandet är återtaget."),
    "draft_statement": _l("Ett utkast till yttrande finns nu."),
    "record_decision": _l("Beslutet är infört."),
    "extend_referral": _l("Anståndet är infört."),
    "answer_referral": _l("Remissen är besvarad."),
    "decline_referral": _l("Remissen är avslutad utan svar."),
}
"""The sentence by step; a step that is not here is told by its label."""

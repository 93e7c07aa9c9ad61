"""Brev att titta på. Invented values for every shipped template: a short letter, a long one, and a draft.

The pictures that the templates are compared with are made of these, so a change here asks for new pictures:
`python tests/support/looks.py` writes them.
"""

from __future__ import annotations

from typing import Any

Values = dict[str, Any]
SIZES = ("short", "long", "draft")
MUNICIPALITY = {
    "_base": ("Björkby kommun", "Samhällsbyggnadsförvaltningen", "Byggnadsnämnden"),
    "lund": ("Lunds kommun", "Tekniska förvaltningen", "Tekniska nämnden"),
    "sodertalje": ("Södertälje kommun", "Kommunstyrelsens kontor", "Kommunstyrelsen"),
    "linkoping": ("Linköpings kommun", "Kommunledningsförvaltningen", "Kommunstyrelsen"),
}
NUMBER = {"_base": "BN 2026/0042", "lund": "TN 2026/0417", "sodertalje": "KS 26/153", "linkoping": "KS 2024-121"}
TYPES = {
    "tjansteskrivelse": "memo",
    "yttrande": "statement",
    "missiv": "cover_letter",
    "foljebrev": "dispatch_letter",
}
EXTRACT, EXTRACT_FOLDERS, EXTRACT_SIZES = "protokollsutdrag", ("_base", "sodertalje"), ("short", "long")
KIND = {"tjansteskrivelse": "Tjänsteskrivelse", "yttrande": "Yttrande", "missiv": "Missiv", "foljebrev": "Följebrev"}

_ONE = (
    "Kommunen har sedan 2021 lagt om belysningen längs gång- och cykelvägarna till lampor som dämpas när ingen går "
    "förbi. Elanvändningen har minskat med en tredjedel, och klagomålen på bländning har blivit färre."
)
_TWO = (
    "Under våren har invånarna fått tycka till på tre möten och i en enkät. De flesta vill ha ljus vid skolor, "
    "hållplatser och underfarter, och kan tänka sig mörkare stråk genom skogen om det finns en upplyst väg bredvid."
)
_THREE = (
    "Arbetet delas upp på tre år, så att varje stadsdel får en egen plan. Först byts lamporna vid skolorna, därefter "
    "längs pendlingsstråken och sist i parkerna. Planen prövas mot trygghetsmätningen varje höst."
)
_LISTED = (
    "Planen har fyra delar:\n\n- lampor som dämpas nattetid\n- nya stolpar vid hållplatser och underfarter\n"
    "- röjning längs mörka stråk\n- mätning av ljus och trygghet varje höst"
)
_TABLE = """Kostnaden fördelas så här (kronor):

| | 2027 | 2028 | 2029 | Totalt |
|---|---|---|---|---|
| Lampor och stolpar | 420 000 | 380 000 | 240 000 | 1 040 000 |
| Röjning | 60 000 | 60 000 | 60 000 | 180 000 |
| Mätning | 25 000 | 25 000 | 25 000 | 75 000 |
| Totalt | 505 000 | 465 000 | 325 000 | 1 295 000 |"""
_SHORT_TEXTS = {
    "summary": "Belysningen längs gångvägarna läggs om under tre år. Elen räcker längre och färre bländas.",
    "background": _ONE,
    "assessment": _TWO,
    "child_impact": "Ärendet berör barn: skolvägarna läggs om först.",
    "financial_impact": "Kostnaden ryms inom beslutad budget.",
    "statement": _TWO,
    "body": f"Vi ber om era synpunkter på planen för belysning.\n\n{_ONE}",
    "message": "Här kommer beslutet om belysningen längs gångvägarna.",
}
_LONG_TEXTS = {
    **_SHORT_TEXTS,
    "summary": f"{_ONE}\n\n{_TWO}",
    "background": f"{_ONE}\n\n{_LISTED}\n\n## Samråd\n\n{_TWO}\n\n{_THREE}\n\n## Genomförande\n\n{_THREE}\n\n"
    f"1. Lamporna vid skolorna byts före höstterminen 2027.\n2. Pendlingsstråken läggs om under 2028.\n"
    f"3. Parkerna får sin plan sist.\n\n{_ONE}",
    "assessment": f"{_TWO}\n\n> Det ska gå att gå hem i ljus, men natten ska få vara mörk.\n\n{_THREE}\n\n{_ONE}",
    "preparation": "Ärendet har beretts tillsammans med skolan, parken och handikapprådet.",
    "child_impact": f"Ärendet berör barn.\n\n{_THREE}",
    "equality_impact": "Fler kvinnor än män svarar att de väljer en annan väg när det är mörkt.",
    "financial_impact": f"{_TWO}\n\n{_TABLE}\n\nPengarna finns i investeringsbudgeten.",
    "goals": "En trygg kommun\n\nEn kommun som hushåller med el",
    "follow_up": "Nämnden får en rapport varje höst.",
    "codetermination": "Förhandling enligt medbestämmandelagen är inte påkallad.",
    "statement": f"### Sammanfattning\n\n{_TWO}\n\n### Synpunkter på planen\n\n{_ONE}\n\n{_LISTED}\n\n{_THREE}\n\n"
    f"### Kostnader\n\n{_TABLE}\n\n{_TWO}\n\n{_THREE}\n\n{_ONE}",
    "body": f"Vi ber om era synpunkter på planen för belysning.\n\n{_ONE}\n\n{_LISTED}\n\n{_TWO}\n\n{_THREE}",
    "message": f"Här kommer beslutet om belysningen längs gångvägarna.\n\n{_TWO}",
    "instructions": "1. Planera arbetet vid skolorna.\n2. Lämna en rapport till nämnden före den 1 oktober.",
}
_OFFICERS = [
    {"namn": "Kim Åkerlund", "titel": "Utredare", "enhet": "Enheten för gata och park", "telefon": "010-000 00 12",
     "epost": "kim.akerlund@example.org"},
    {"namn": "Robin Sjöö", "titel": "Ljusplanerare", "enhet": "", "telefon": "", "epost": ""},
]  # fmt: skip
_ADDRESSEES = ("Kommunstyrelsen", "Demokratiberedningen", "Kultur- och fritidsnämnden", "Enhörna kommunalnämnd",
               "Hölö-Mörkö kommunalnämnd", "Järna kommunalnämnd", "Vårdinge-Mölnbo kommunalnämnd")  # fmt: skip
_NUMBERS = ("KS 26/153", "DB 26/12", "KFN 26/58", "En 26/31", "HM 26/37", "Jä 26/51", "VM 26/45")


def values(folder: str, name: str, size: str) -> Values:
    """The tree for a template, as the plugin makes it for a record."""
    municipality, unit, board = MUNICIPALITY[folder]
    long = size != "short"
    if name == EXTRACT:
        return _extract(folder, long=long)
    title = "Plan för belysning av gång- och cykelvägar 2027–2029" if long else "Belysning av gångvägar"
    several = long and folder == "sodertalje"
    return {
        "arende": {
            "diarienummer": NUMBER[folder],
            "alla_diarienummer": ", ".join(_NUMBERS) if several else NUMBER[folder],
            "rubrik": title,
        },
        "dokument": {"rubrik": title, "datum": "2026-11-22", "slag": KIND[name], "utkast": size == "draft"},
        "namnd": {"namn": board, "genitiv": f"{board}s"},
        "forvaltning": {"namn": unit},
        "kommun": {"namn": municipality},
        "handlaggare": _OFFICERS[: 1 + long],
        "adressater": [
            {"namn": one, "diarienummer": number} for one, number in zip(_ADDRESSEES, _NUMBERS, strict=True)
        ][: 7 if several else 1],
        "forslag": _proposals(folder, board, long=long),
        "underlag": _basis(unit, long=long),
        "sektioner": dict(_LONG_TEXTS if long else _SHORT_TEXTS),
        "undertecknare": _signatories(folder, long=long),
        "mottagare": _recipients(name, long=long),
        "motpart": {"namn": "Region Norrdal", "beteckning": "RN 2026-77"},
        "beslut": _decision(board) if size != "draft" and name in {"yttrande", "foljebrev"} else dict(_UNDECIDED),
        "svar_senast": "2027-01-31",
    }


def _extract(folder: str, *, long: bool) -> Values:
    municipality, _, board = MUNICIPALITY[folder]
    clauses = [f"{board} antar planen för belysning.", "Stadsdirektören får i uppdrag att följa upp den varje höst."]
    people = [
        {"vem": "Kim Exempel (A)", "text": "yrkar bifall till förslaget."},
        {"vem": "Robin Prov (B)", "text": "yrkar avslag."},
    ]
    title = "Plan för belysning av gång- och cykelvägar 2027–2029" if long else "Belysning av gångvägar"
    return {
        "paragraf": "17",
        "arende": {"diarienummer": NUMBER[folder], "rubrik": title},
        "dokument": {"rubrik": title, "datum": "2026-11-22", "slag": "Protokollsutdrag", "utkast": False},
        "kommun": {"namn": municipality},
        "namnd": {"namn": board, "genitiv": f"{board}s"},
        "sammantrade": {"datum": "2026-11-17"},
        "anslag": {"datum": "2026-11-24"},
        "forslag": [{"satser": clauses, "flera": True}] if long else [],
        "underlag": _basis("Kontoret", long=long),
        "yrkanden": people if long else [],
        "propositioner": ["Ordföranden ställer proposition på förslaget och finner att nämnden bifaller det."] * long,
        "beslut": {"satser": clauses[: 1 + long], "flera": long},
        "medskick": ["Nämnden vill följa frågan varje höst."] * long,
        "reservationer": [{"vem": "Robin Prov (B)", "text": "reserverar sig mot beslutet."}] * long,
        "sektioner": {"summary": "\n\n".join([_ONE, _TWO, _LISTED, _THREE, _TABLE] if long else [_ONE])},
        "mottagare": {
            "verkstallighet": [{"namn": "Kommunstyrelsen", "struken": long, "anteckning": "E-post" if long else ""}],
            "kannedom": [{"namn": "Akten", "struken": False, "anteckning": ""}],
        },
    }


_UNDECIDED: Values = {"organ": "", "datum": "", "paragraf": "", "rad": "", "satser": []}


def _decision(board: str) -> Values:
    clauses = ["att anta planen för belysning", "att ge förvaltningen i uppdrag att börja vid skolorna"]
    line = f"{board} § 12, 2026-11-19"
    return {"organ": board, "datum": "2026-11-19", "paragraf": "12", "rad": line, "satser": clauses}


def _proposals(folder: str, board: str, *, long: bool) -> list[Values]:
    if folder == "linkoping":
        clauses = ["Planen för belysning antas.", "Kommunstyrelsen får en rapport varje höst."]
        return [{"organ": board, "inledning": "", "satser": clauses[: 1 + long], "flera": long}]
    if folder == "sodertalje" and long:
        local = "kultur- och fritidsnämnden, Enhörna kommunalnämnd, Hölö-Mörkö kommunalnämnd och Järna kommunalnämnd"
        both = ["Kommunstyrelsen föreslår kommunfullmäktige att anta planen.",
                "Kommunstyrelsen ger stadsdirektören i uppdrag att följa upp den varje höst."]  # fmt: skip
        return [
            _proposal(local, ["Nämnden tillstyrker kontorets förslag till kommunstyrelsen."]),
            _proposal("demokratiberedningen", ["Demokratiberedningen tillstyrker kontorets förslag."]),
            _proposal("kommunstyrelsen", both),
        ]
    if folder == "sodertalje":
        return [_proposal("kommunstyrelsen", ["Kommunstyrelsen antar planen för belysning."])]
    clauses = ["att anta planen för belysning av gång- och cykelvägar", "att översända den till kommunstyrelsen"]
    return [{"organ": board, "inledning": f"{board} föreslås besluta", "satser": clauses[: 1 + long], "flera": long}]


def _proposal(bodies: str, clauses: list[str]) -> Values:
    lead = f"Kontorets förslag till {bodies}:"
    return {"organ": bodies, "inledning": lead, "satser": clauses, "flera": len(clauses) > 1}


def _basis(unit: str, *, long: bool) -> list[Values]:
    texts = [
        f"{unit}s tjänsteskrivelse, 2026-11-22",
        "Bilaga 1: Plan för belysning av gång- och cykelvägar 2027–2029, daterad 2026-11-02",
        "Bilaga 2: Sammanställning av synpunkter från invånarna, daterad 2026-10-15",
        "Byggnadsnämndens beslut § 104, 2026-09-24",
    ]
    return [{"text": text} for text in texts[: 4 if long else 1]]


def _signatories(folder: str, *, long: bool) -> list[Values]:
    titled = folder != "linkoping"
    people = [("Örjan Ek", "Förvaltningschef"), ("Ann-Sofie Bergström", "Avdelningschef"), ("Ali Lind", "Kanslichef")]
    return [{"namn": name, "titel": title if titled else ""} for name, title in people[: 3 if long else 1]]


def _recipients(name: str, *, long: bool) -> Values:
    first = "Region Norrdal" if name in {"missiv", "yttrande"} else "Kommunstyrelsen"
    acting = [{"namn": first, "struken": False, "anteckning": ""}]
    if long:
        acting.append({"namn": "Kultur- och fritidskontoret", "struken": True, "anteckning": "K3"})
        acting.append({"namn": "Gatuenheten", "struken": False, "anteckning": ""})
    return {"verkstallighet": acting, "kannedom": [{"namn": "Akten", "struken": False, "anteckning": ""}]}

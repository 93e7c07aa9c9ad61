"""Behörigheter. What a role can be allowed beside the steps of the workflows."""

from __future__ import annotations

VERBS: dict[str, str] = {
    "read": "läsa offentliga uppgifter, ärenden och handlingar",
    "search": "söka",
    "read_secret": "läsa det som är sekretessmarkerat",
    "register": "registrera handlingar och öppna ärenden",
    "edit": "skriva i utkast och ändra uppgifter",
    "approve": "godkänna tjänsteskrivelser",
    "decide": "föra in beslut",
    "dispatch": "expediera",
    "export": "ta ut listor och register som fil",
    "propose": "lämna förslag till nya mallar",
    "publish": "ta mallar i bruk som någon annan har föreslagit",
    "administer": "ändra profil, användare och inställningar",
}
"""Every verb that `can()` answers for, with what it means to the person at the desk."""

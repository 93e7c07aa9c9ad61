"""Inställningar. What an installation can set from outside, in one typed table that docs/settings.md follows."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from kansli.plugin.errors import Refused


class BadSetting(Refused):
    """An environment variable has a value that cannot be used."""

    code = "bad_setting"

    def __init__(self, name: str, value: str, wanted: str) -> None:
        super().__init__(f"Inställningen {name} har värdet ”{value}”, men ska vara {wanted}.")


@dataclass(frozen=True, slots=True)
class Settings:
    """Read from the environment: field `base_url` is `KANSLI_BASE_URL`. Sizes are in the unit of the name."""

    data: Path = Path("instance")
    """Folder for database, files, index and keys."""
    database_url: str = ""
    """Empty: SQLite in the data folder. Otherwise postgresql://…"""
    base_url: str = ""
    """The address that people reach the installation at; the links of search hits begin with it."""
    incoming_limit_mb: int = 500
    """The incoming gate's only limit."""
    worker_poll_ms: int = 500
    """How often an idle worker looks for jobs."""
    session_idle_minutes: int = 60
    """A signed-in user who does nothing is signed out after this."""
    session_max_hours: int = 12
    """Everybody is signed out after this."""
    trusted_proxies: int = 0
    """How many proxies in front of the server set X-Forwarded-*; 0 trusts none."""
    secure_cookies: bool = True
    """Cookies only over https. `kansli serve` turns it off by itself on plain loopback."""
    sign_in_attempts: int = 8
    """Failed sign-ins within 15 minutes before an address has to wait."""
    libreoffice: str = ""
    """The program that makes PDF and reads .doc. Empty: the one that the machine has."""
    pdf_timeout_seconds: int = 60
    """A conversion that is not done by then is stopped."""


def read_settings(environment: Mapping[str, str] | None = None, *, data: Path | None = None) -> Settings:
    """Return the settings in force. `data` (the option `--data`) goes before the environment."""
    environment = os.environ if environment is None else environment
    values: dict[str, object] = {}
    for item in fields(Settings):
        name = f"KANSLI_{item.name.upper()}"
        if name in environment:
            values[item.name] = _value(name, environment[name], type(item.default))
    if data is not None:
        values["data"] = data
    return Settings(**values)  # type: ignore[arg-type]


def _value(name: str, text: str, kind: type) -> object:
    if kind is bool:
        if text.lower() not in {"0", "1", "true", "false"}:
            raise BadSetting(name, text, "1 eller 0")
        return text.lower() in {"1", "true"}
    if kind is int:
        if not text.isascii() or not text.isdigit():
            raise BadSetting(name, text, "ett heltal")
        return int(text)
    return Path(text) if issubclass(kind, Path) else text

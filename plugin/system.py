"""Systemet. Builds the one System that everything else is handed: the only wiring."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

import peewee as pw

from kansli.plugin.errors import Refused
from kansli.plugin.hooks import Hooks, load_hooks
from kansli.plugin.lowcode.load import load_profile, shipped_profiles
from kansli.plugin.lowcode.model import Profile
from kansli.plugin.settings import Settings
from kansli.plugin.store import connect
from kansli.plugin.store.files import FileStore
from kansli.plugin.store.lowcode import Setting


class NotInitialised(Refused):
    """The data directory has not been made yet."""

    code = "not_initialised"

    def __init__(self, data: Path) -> None:
        super().__init__(f"Det finns ingen Kansli i {data}. Kör ”kansli init” först, eller ange rätt mapp med --data.")


@dataclass(frozen=True, slots=True)
class System:
    """An opened installation. Everything slow or derived (index, templates) is reached through `data`."""

    settings: Settings
    profile: Profile
    database: pw.Database
    files: FileStore
    secret_key: bytes
    hooks: Hooks

    @property
    def data(self) -> Path:
        """The data directory."""
        return self.settings.data

    @property
    def derived(self) -> FileStore:
        """Files that can be made again, such as PDFs on their way to somebody: no part of the record or its backup."""
        return FileStore(self.data / "derived")

    @property
    def incoming_limit(self) -> int:
        """Bytes that the incoming gate takes."""
        return self.settings.incoming_limit_mb << 20


def profile_folders(data: Path, hooks: Hooks | None = None) -> tuple[Path, ...]:
    """Where profiles are looked for: the installation's own, then installed packages', then the shipped."""
    return (data / "profiles", *(hooks or load_hooks()).profile_folders(), shipped_profiles())


def open_database(settings: Settings) -> pw.Database:
    """Connect without migrating."""
    return connect.connect(settings.database_url or connect.sqlite_url(settings.data))


def open_system(settings: Settings) -> System:
    """Open an installation that `kansli init` has made; migrate it if this Kansli is newer."""
    if not (settings.data / "secret.key").is_file():
        raise NotInitialised(settings.data)
    database = open_database(settings)
    connect.migrate(database, settings.data)
    with database.connection_context():
        chosen = Setting.get_or_none(Setting.key == "profile")
    if chosen is None:
        raise NotInitialised(settings.data)
    return build_system(settings, database, str(chosen.value))


def build_system(settings: Settings, database: pw.Database, profile_name: str) -> System:
    """Put the parts together."""
    hooks = load_hooks()
    return System(
        settings=settings,
        profile=load_profile(profile_name, search_path=profile_folders(settings.data, hooks)),
        database=database,
        files=FileStore(settings.data / "files"),
        secret_key=secret_key(settings.data),
        hooks=hooks,
    )


def secret_key(data: Path) -> bytes:
    """Return the installation's key, made once, readable by its owner only."""
    path = data / "secret.key"
    if not path.exists():
        data.mkdir(parents=True, exist_ok=True)
        temporary = data / f".secret-{secrets.token_hex(4)}"
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.write(secrets.token_hex(32).encode())
            out.flush()
            os.fsync(out.fileno())
        try:
            os.link(temporary, path)
        except FileExistsError:
            temporary.unlink()
            return path.read_bytes()
        temporary.unlink()
    return path.read_bytes()

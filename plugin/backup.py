"""Säkerhetskopia. One file with everything that cannot be made again: database, files, profiles and the key."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kansli.plugin.errors import Refused
from kansli.plugin.store.connect import is_postgres
from kansli.plugin.system import System

DATABASE = "kansli.db"
KEY = "secret.key"
FOLDERS = ("files", "profiles")


class NotThisDatabase(Refused):
    """A PostgreSQL database is backed up by its own tools."""

    code = "backup_needs_pg_dump"

    def __init__(self) -> None:
        super().__init__(
            "Databasen är PostgreSQL och säkerhetskopieras med pg_dump. Ta först kopian av databasen och sedan av "
            "datamappens files, profiles och secret.key, i den ordningen: då finns varje fil som databasen nämner."
        )


class CannotWrite(Refused):
    """The backup cannot be written where it was asked for."""

    code = "cannot_write_backup"

    def __init__(self, file: Path, error: OSError) -> None:
        super().__init__(f"Säkerhetskopian kan inte skrivas till {file}: {error.strerror}. Välj en annan plats.")


class NotABackup(Refused):
    """The file is not a backup that Kansli has made, or it is damaged."""

    code = "not_a_backup"

    def __init__(self, file: Path, why: str) -> None:
        super().__init__(f"{file} kan inte läggas tillbaka: {why} Inget har ändrats.")


class NotEmpty(Refused):
    """A backup is only put where nothing is."""

    code = "data_not_empty"

    def __init__(self, data: Path) -> None:
        super().__init__(
            f"{data} är inte tom. Ange en ny mapp med --data, eller flytta undan den gamla: inget skrivs över."
        )


def backup(system: System, file: Path) -> int:
    """Write everything to `file` (tar) and return its size in bytes. May be done while people work.

    The database is copied first, as it is at one moment, and then the files: they are never changed, so each one that
    the copy names is there. The index is left out, it is built from the database. The file holds the key and all
    texts: it is readable by its owner only.
    """
    if is_postgres(system.database):
        raise NotThisDatabase
    try:
        _write(system, file)
    except OSError as error:
        raise CannotWrite(file, error) from error
    return file.stat().st_size


def _write(system: System, file: Path) -> None:
    """Write beside the file first, so that an older backup is whole until the new one is."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".backup-") as folder:
        copy, packed = Path(folder) / DATABASE, Path(folder) / "packed"
        _copy_database(system.data / DATABASE, copy)
        descriptor = os.open(packed, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            with tarfile.open(fileobj=out, mode="w") as archive:
                archive.add(copy, DATABASE)
                for path in _lasting(system.data):
                    archive.add(path, str(path.relative_to(system.data)), recursive=False)
            out.flush()
            os.fsync(out.fileno())
        packed.replace(file)


def _copy_database(source: Path, target: Path) -> None:
    with sqlite3.connect(source) as live, sqlite3.connect(target) as copy:
        live.backup(copy)
    live.close()
    copy.close()


def _lasting(data: Path) -> Iterator[Path]:
    """What is backed up besides the database; half-written and laid-aside files are not."""
    yield data / KEY
    for name in FOLDERS:
        for path in sorted((data / name).rglob("*")):
            if path.is_file() and not any(part.startswith(".") for part in path.relative_to(data).parts):
                yield path


def restore(file: Path, data: Path) -> None:
    """Put a backup into `data`, which must be empty or not be there. All of it comes back, or nothing.

    The index is not in the backup: the worker builds it. Run `verify` afterwards.
    """
    if data.exists() and any(data.iterdir()):
        raise NotEmpty(data)
    data.parent.mkdir(parents=True, exist_ok=True)
    unpacked = Path(tempfile.mkdtemp(dir=data.parent, prefix=".restore-"))
    try:
        _unpack(file, unpacked)
        if data.exists():
            data.rmdir()
        unpacked.replace(data)
    except BaseException:
        shutil.rmtree(unpacked, ignore_errors=True)
        raise


def _unpack(file: Path, folder: Path) -> None:
    try:
        with tarfile.open(file, "r:") as archive:
            names = archive.getnames()
            if DATABASE not in names or KEY not in names:
                raise NotABackup(file, "databas eller nyckel saknas i den.")
            strange = [name for name in names if name not in {DATABASE, KEY} and name.partition("/")[0] not in FOLDERS]
            if strange:
                raise NotABackup(file, f"den innehåller ”{strange[0]}”, som inte hör dit.")
            archive.extractall(folder, filter="data")
    except (OSError, tarfile.TarError) as error:
        raise NotABackup(file, f"filen går inte att läsa ({error}).") from error
    (folder / KEY).chmod(0o600)

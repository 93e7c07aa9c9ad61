"""Installation. Makes the data directory and takes a profile into the tables."""

from __future__ import annotations

from dataclasses import dataclass

from kansli.plugin import journal
from kansli.plugin.lowcode.model import BodyDef, Profile, RegistryDef, UnitDef
from kansli.plugin.numbers import start_series
from kansli.plugin.settings import Settings
from kansli.plugin.store import connect
from kansli.plugin.store.base import database
from kansli.plugin.store.lowcode import Setting
from kansli.plugin.store.organisation import Body, NumberFormat, NumberSeries, Registry, Unit
from kansli.plugin.system import System, build_system, open_database, secret_key


@dataclass(frozen=True, slots=True)
class Installed:
    """What `init` made or found."""

    system: System
    migrations: tuple[str, ...]
    boards: tuple[str, ...]


def install(settings: Settings, *, profile_name: str | None = None) -> Installed:
    """Make or bring up to date an installation. Safe to repeat; an existing one keeps its profile unless named."""
    secret_key(settings.data)
    (settings.data / "files").mkdir(parents=True, exist_ok=True)
    db = open_database(settings)
    applied = connect.migrate(db, settings.data)
    with db.connection_context():
        name = profile_name or _chosen_profile() or "_base"
        system = build_system(settings, db, name)
        with database.atomic():
            take_in_profile(system.profile)
    return Installed(system, tuple(applied), tuple(system.profile.registries))


def _chosen_profile() -> str | None:
    found = Setting.get_or_none(Setting.key == "profile")
    return None if found is None else str(found.value)


def take_in_profile(profile: Profile) -> None:
    """Bring registries, bodies and units of the profile into the tables, and log what changed.

    What the profile no longer names stays: records point at it.
    """
    changed: list[str] = []
    for registry in profile.registries.values():
        changed += _registry(registry)
    for body in _parents_first(profile):
        changed += _body(body)
    for unit in profile.units.values():
        changed += _unit(unit)
    Setting.insert(key="profile", value=profile.name).on_conflict(
        conflict_target=[Setting.key], update={Setting.value: profile.name}
    ).execute()
    if changed:
        journal.write(
            chain=journal.SYSTEM_CHAIN,
            actor="kansli",
            step="take_in_profile",
            record="setting:profile",
            case_id=None,
            reason="",
            request_id="",
            payload={"profile": profile.name, "changed": changed},
        )


def _registry(wanted: RegistryDef) -> list[str]:
    row, made = Registry.get_or_create(code=wanted.code, defaults={"name": wanted.name})
    changed = [f"registry {wanted.code}"] if made or row.name != wanted.name else []
    if row.name != wanted.name:
        Registry.update(name=wanted.name).where(Registry.id == row.id).execute()
    for form in wanted.formats:
        _, new = NumberFormat.get_or_create(
            registry=row, valid_from=form.valid_from, defaults={"pattern": form.pattern}
        )
        changed += [f"format {wanted.code} {form.pattern}"] if new else []
    for year, first in wanted.series_start.items():
        begun = NumberSeries.select().where((NumberSeries.registry == row) & (NumberSeries.year == year)).exists()
        if not begun:
            start_series(row, year, first)
            changed.append(f"series {wanted.code} {year} from {first}")
    return changed


def _parents_first(profile: Profile) -> list[BodyDef]:
    ordered: list[BodyDef] = []
    waiting = list(profile.bodies.values())
    while waiting:
        ready = [body for body in waiting if body.parent is None or body.parent in {done.code for done in ordered}]
        ordered += ready
        waiting = [body for body in waiting if body not in ready]
    return ordered


def _body(wanted: BodyDef) -> list[str]:
    values = {
        "name": wanted.name,
        "genitive": wanted.genitive,
        "running_name": wanted.running_name,
        "kind": wanted.kind,
        "registry": Registry.get(Registry.code == wanted.registry),
        "parent": Body.get(Body.code == wanted.parent) if wanted.parent else None,
        "aliases": list(wanted.aliases),
    }
    return _upsert(Body, wanted.code, values)


def _unit(wanted: UnitDef) -> list[str]:
    values = {
        "name": wanted.name,
        "genitive": wanted.genitive,
        "body": Body.get(Body.code == wanted.body),
        "aliases": list(wanted.aliases),
    }
    return _upsert(Unit, wanted.code, values)


def _upsert(table: type[Body] | type[Unit], code: str, values: dict[str, object]) -> list[str]:
    row, made = table.get_or_create(code=code, defaults=values)
    different = {name: value for name, value in values.items() if getattr(row, name) != value}
    if different:
        table.update(**different).where(table.id == row.id).execute()
    return [f"{table.record_kind} {code}"] if made or different else []

"""Tilläggspunkter. Every place where an installed package may add to Kansli, one sentence each.

A package names its module in the entry-point group `kansli.plugins` and marks its functions with `implementation`.
One that cannot be loaded is left out and named by `kansli verify`; the rest works on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pluggy

if TYPE_CHECKING:
    from kansli.plugin.guards import Guard
    from kansli.plugin.runner import Outcome, Step
    from kansli.plugin.system import System

GROUP = "kansli.plugins"
_specification = pluggy.HookspecMarker("kansli")
implementation = pluggy.HookimplMarker("kansli")
_log = logging.getLogger("kansli.hooks")


class Points:
    """The extension points. None of them can take away a guard, a right or a log entry."""

    @_specification
    def kansli_steps(self) -> Mapping[str, Step]:
        """More workflow steps, by the name that profiles use; a name of our own cannot be replaced."""
        return {}

    @_specification
    def kansli_guards(self) -> Mapping[str, Guard]:
        """More guards, by the name that profiles use; a name of our own cannot be replaced."""
        return {}

    @_specification
    def kansli_profile_folders(self) -> tuple[Path, ...]:
        """More folders with profiles, searched after the installation's own and before the shipped."""
        return ()

    @_specification
    def kansli_job_handlers(self) -> Mapping[str, Callable[[System, Mapping[str, Any]], None]]:
        """More kinds of jobs that the worker can do."""
        return {}

    @_specification
    def kansli_after_step(self, system: System, step: str, outcome: Outcome) -> None:
        """Told after a step has been committed; what fails here is logged and changes nothing."""


@dataclass(frozen=True, slots=True)
class Hooks:
    """The loaded packages. `broken` is name → why it was left out."""

    manager: pluggy.PluginManager
    broken: Mapping[str, str]

    def steps(self) -> dict[str, Step]:
        """Steps that packages add."""
        return _merged(self.manager.hook.kansli_steps())

    def guards(self) -> dict[str, Guard]:
        """Guards that packages add."""
        return _merged(self.manager.hook.kansli_guards())

    def profile_folders(self) -> tuple[Path, ...]:
        """Folders of profiles that packages bring."""
        return tuple(folder for folders in self.manager.hook.kansli_profile_folders() for folder in folders)

    def job_handlers(self) -> dict[str, Callable[[System, Mapping[str, Any]], None]]:
        """Job kinds that packages can do."""
        return _merged(self.manager.hook.kansli_job_handlers())

    def tell(self, system: System, step: str, outcome: Outcome) -> None:
        """Tell every package of a committed step, each by itself."""
        for told in self.manager.hook.kansli_after_step.get_hookimpls():
            try:
                told.function(system=system, step=step, outcome=outcome)
            except Exception:  # noqa: BLE001 - a package of somebody else's must not undo what is committed
                _log.exception("kansli_after_step i %s misslyckades efter %s", told.plugin_name, step)


def _merged(found: list[Mapping[str, Any]]) -> dict[str, Any]:
    return {name: value for mapping in reversed(found) for name, value in mapping.items()}


def load_hooks() -> Hooks:
    """Load the installed packages of the entry-point group."""
    manager = pluggy.PluginManager("kansli")
    manager.add_hookspecs(Points)
    broken: dict[str, str] = {}
    for found in sorted(metadata.entry_points(group=GROUP), key=lambda item: item.name):
        try:
            manager.register(found.load(), name=found.name)
            manager.check_pending()
        except Exception as error:  # noqa: BLE001 - fail closed: leave the package out and say so
            _log.exception("tillägget %s kunde inte laddas", found.name)
            manager.unregister(name=found.name)
            broken[found.name] = f"{type(error).__name__}: {error}"
    return Hooks(manager, broken)

"""Stegen. One workflow step a file; the file's name is the step's name in the profile and in the log.

A step module has `perform(running, subject) -> Done`, and optionally `both_texts(subject, data)` (what a conflict
shows). One whose subject has no workflow, such as a registry, has `VERB` (the right that is asked), `LABEL` (its name
in the infinitive) and `SUBJECT` (the table). Modules whose names begin
with an underscore hold what several steps share.
"""

from __future__ import annotations

import importlib
import pkgutil

from kansli.plugin.runner import Step
from kansli.plugin.store.base import Record


def _load() -> dict[str, Step]:
    found = {}
    for module_info in pkgutil.iter_modules(__path__):
        if module_info.name.startswith("_"):
            continue
        module = importlib.import_module(f"{__name__}.{module_info.name}")
        found[module_info.name] = Step(
            name=module_info.name,
            perform=module.perform,
            verb=getattr(module, "VERB", ""),
            both_texts=getattr(module, "both_texts", None),
            label=getattr(module, "LABEL", ""),
            subject=getattr(module, "SUBJECT", Record),
        )
    return found


STEPS: dict[str, Step] = _load()

"""Sökmotorn för en installation. One engine a process and data directory: what is open stays open between searches."""

from __future__ import annotations

import threading
from pathlib import Path

from kansli.plugin.lowcode.model import Profile
from kansli.plugin.searching.language import language_of
from kansli.plugin.system import System
from kansli.search_index.engine import SearchEngine

_engines: dict[Path, tuple[Profile, SearchEngine]] = {}
_making = threading.Lock()


def engine_of(system: System) -> SearchEngine:
    """Return the engine over `<data>/index`; a new one when the profile has been loaded anew."""
    root = (system.data / "index").resolve()
    with _making:
        profile, engine = _engines.get(root, (None, None))
        if engine is None or profile is not system.profile:
            engine = SearchEngine(root, language=language_of(system.profile))
            _engines[root] = (system.profile, engine)
        return engine

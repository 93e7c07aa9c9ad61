"""Avskilt. A module of ours in a process of its own, under limits: what a foreign file does to it stays there."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass

OUT_OF_MEMORY = 3
"""What a child ends with that has met its limit of memory and can say so."""
# Killed by SIGXCPU, or by SIGKILL after it.
_STOPPED = frozenset({-24, -9, OUT_OF_MEMORY})


@dataclass(frozen=True, slots=True)
class Ended:
    """Slut. A child's exit code and what it wrote."""

    code: int
    output: bytes = b""

    @property
    def stopped(self) -> bool:
        """Stoppad. Whether a limit ended it, and no fault of its own."""
        return self.code in _STOPPED


@dataclass(frozen=True, slots=True)
class Limits:
    """Gränser. Seconds of processor and of wall clock, and bytes of memory."""

    cpu_seconds: int = 10
    wall_seconds: float = 30.0
    memory: int = 1536 * 2**20


LIMITS = Limits()
"""What a file gets where nothing else is said."""


def run_apart(module: str, *arguments: str, seconds: float, data: bytes = b"") -> Ended:
    """Kör. Our own `module`, with `data` on stdin and nothing of our environment; `seconds` on the wall clock."""
    command = [sys.executable, "-I", "-X", "utf8", "-m", module, *arguments]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module, the arguments are numbers and paths of ours
            command, input=data, capture_output=True, timeout=seconds, check=False, env={}
        )
    except subprocess.TimeoutExpired:
        return Ended(-9)
    return Ended(done.returncode, done.stdout)


def limit(cpu: int, memory: int, *, writes: bool = False) -> None:
    """Begränsa. Called by the child before it reads: seconds of processor, bytes of memory, and whether it `writes`."""
    try:
        import resource
    except ImportError:
        # Windows has no such limits; the caller's wall clock still holds.
        return
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not writes:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

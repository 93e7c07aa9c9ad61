"""Arbetsprocessen. Starts the worker as a process of its own, and starts it again when it dies."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from pathlib import Path

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
LIVED_WELL = 60.0
"""Seconds after which a worker that dies is started at once: it had got through its start."""

GRACE = 20.0
"""Seconds that a worker has to finish its job when it is told to stop."""

_START = "import sys; from kansli.plugin.cli.program import main; sys.exit(main())"

log = logging.getLogger("kansli.worker")


class Supervisor:
    """Keeps one worker process alive, in a thread of its own, until `stop`."""

    def __init__(self, *, data: Path, command: list[str] | None = None) -> None:
        self._command = command or [sys.executable, "-c", _START, "--data", str(data), "worker"]
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep_alive, name="kansli-supervisor", daemon=True)
        self.starts = 0

    @property
    def pid(self) -> int | None:
        """The worker's process id, or None when there is none at the moment."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def start(self) -> None:
        """Begin to keep a worker alive."""
        self._thread.start()

    def stop(self) -> None:
        """Tell the worker to finish, and wait for it; a worker that does not is killed (its job is resumed later)."""
        with self._lock:
            self._stopping.set()
            process = self._process
        if process is not None and process.poll() is None:
            process.terminate()
            try:
                process.wait(GRACE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if self._thread.is_alive():
            self._thread.join(GRACE)

    def _keep_alive(self) -> None:
        pause = FIRST_PAUSE
        while not self._stopping.is_set():
            with self._lock:
                if self._stopping.is_set():
                    return
                # A group of its own: Ctrl+C reaches the server alone, which then lets the worker finish.
                self._process = subprocess.Popen(self._command, start_new_session=True)  # noqa: S603 - our own program
                self.starts += 1
            if self._lived(self._process):
                pause = FIRST_PAUSE
            if self._stopping.is_set():
                return
            log.warning("Arbetsprocessen slutade (%s). Startar om den om %.0f s.", self._process.returncode, pause)
            self._stopping.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    @staticmethod
    def _lived(process: subprocess.Popen[bytes]) -> bool:
        """Wait for the process to end, and answer whether it had lived well."""
        try:
            process.wait(LIVED_WELL)
        except subprocess.TimeoutExpired:
            process.wait()
            return True
        return False

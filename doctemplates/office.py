"""LibreOffice. One file made into another by a program of its own: shut off from the net, and stopped when it hangs."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Literal

from kansli.doctemplates.problems import TemplateError

TIMEOUT = 60.0
_NAMES = ("soffice", "libreoffice")
_USUAL_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
)
_LARGEST_FILE = 300 * 2**20
_MEMORY = 4 * 2**30
# A port where nothing listens: what ignores the settings below and asks for a page gets no answer.
_NOWHERE = "http://127.0.0.1:9"
_SETTINGS = (
    ("org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("org.openoffice.Office.Writer/Content/Update", "Link", "0"),
    ("org.openoffice.Office.Common/Load", "UpdateDocMode", "0"),
    ("org.openoffice.Inet/Settings", "ooInetProxyType", "2"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)
Reason = Literal["absent", "slow", "nothing"]
# In RTF, and there only, LibreOffice fetches the picture that this field names, from the server's own disk as well,
# whatever its settings say. A field of no known kind shows what it showed when the file was saved.
_FETCHING = re.compile(rb"[\r\n]*".join(bytes([letter]) for letter in b"INCLUDEPICTURE"), re.IGNORECASE)
_FETCHES_NOTHING = b"INCLUDE-PICTURE"


class ConversionFailed(TemplateError):
    """Omvandlingen gick inte. `reason` says whether the program is absent, was stopped, or made nothing."""

    code = "conversion_failed"

    def __init__(self, reason: Reason, message: str, *, said: str = "") -> None:
        super().__init__(message, details=[{"output": said}] if said else ())
        self.reason = reason


def libreoffice() -> Path | None:
    """LibreOffice. Where its program is; None where it is not installed."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    if found is None:
        found = next((path for path in _USUAL_PLACES if Path(path).exists()), None)
    return Path(found) if found else None


def convert(
    data: bytes, *, suffix: str, to: str, infilter: str = "", timeout: float = TIMEOUT, program: Path | None = None
) -> bytes:
    """Omvandla. `to` is LibreOffice's own word for a format (`docx`, `pdf:writer_pdf_Export:{…}`); `timeout` seconds.

    Each call has its own profile, since two programs sharing one lose files without a word. Raises `ConversionFailed`.
    """
    command = shutil.which(program) if program else libreoffice()
    if command is None:
        raise ConversionFailed("absent", "LibreOffice finns inte på servern.")
    # LibreOffice may still be writing its profile when it is stopped; what is left then is the system's to clean.
    with tempfile.TemporaryDirectory(prefix="kansli-office-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source = folder / f"in{suffix}"
        source.write_bytes(_FETCHING.sub(_FETCHES_NOTHING, data) if suffix == ".rtf" else data)
        _write_profile(folder / "profil")
        words = [
            *_without_network(), str(command), f"-env:UserInstallation={(folder / 'profil').as_uri()}",
            "--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo",
            *([f"--infilter={infilter}"] if infilter else []),
            "--convert-to", to, "--outdir", str(folder / "ut"), str(source),
        ]  # fmt: skip
        said = _run(words, folder, timeout=timeout)
        made = folder / "ut" / f"in.{to.partition(':')[0]}"
        # It reports success also when it wrote nothing.
        if not made.is_file() or not made.stat().st_size:
            raise ConversionFailed("nothing", "LibreOffice kunde inte läsa filen.", said=said)
        return made.read_bytes()


def _write_profile(folder: Path) -> None:
    items = "".join(
        f'<item oor:path="/{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    (folder / "user").mkdir(parents=True)
    (folder / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        f"{items}</oor:items>",
        encoding="utf-8",
    )


@cache
def _without_network() -> tuple[str, ...]:
    """The words before the command that give it a net of its own with nothing in it; none where the system has none.

    Then the profile's settings and the proxy to nowhere are what keeps a document from fetching anything.
    """
    unshare = shutil.which("unshare")
    if unshare is None:
        return ()
    prefix = (unshare, "--map-root-user", "--net", "--")
    try:
        tried = subprocess.run([*prefix, "true"], capture_output=True, timeout=10, check=False)  # noqa: S603 - fixed words
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return prefix if tried.returncode == 0 else ()


def _run(command: list[str], folder: Path, *, timeout: float) -> str:
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "SYSTEMROOT") if name in os.environ}
    environment = {**kept, "HOME": str(folder), "TMPDIR": str(folder), "SAL_USE_VCLPLUGIN": "svp"}
    environment |= dict.fromkeys(("http_proxy", "https_proxy", "ftp_proxy", "all_proxy"), _NOWHERE)
    log = folder / "sagt.txt"
    # What it says goes to a file: a helper that outlives it would keep a pipe open. A session of its own, so that
    # the helpers can be ended with it.
    with (
        log.open("wb") as output,
        subprocess.Popen(  # noqa: S603 - a program that the installation names, and file names of our own
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,
        ) as process,
    ):
        _limit(process.pid, timeout)
        try:
            process.wait(timeout=timeout)
        except subprocess.TimeoutExpired as error:
            message = f"LibreOffice blev inte klar på {timeout:g} sekunder och avbröts."
            raise ConversionFailed("slow", message) from error
        finally:
            _end(process)
    return log.read_bytes()[-2000:].decode("utf-8", "replace")


def _limit(pid: int, timeout: float) -> None:
    """Bounds that the program and its helpers inherit, where the system lets another process set them."""
    if sys.platform != "linux":
        return
    import resource

    seconds = int(timeout) * 2 + 5
    bounds = ((resource.RLIMIT_CPU, seconds), (resource.RLIMIT_FSIZE, _LARGEST_FILE), (resource.RLIMIT_AS, _MEMORY))
    for what, most in bounds:
        try:
            resource.prlimit(pid, what, (most, most))
        except (ProcessLookupError, PermissionError, ValueError):
            # Over already, or the machine's own bound is tighter.
            continue


def _end(process: subprocess.Popen[bytes]) -> None:
    """Whatever of its group still runs is ended; nothing, when all went well."""
    try:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    except (ProcessLookupError, PermissionError):
        pass
    process.wait()

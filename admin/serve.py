"""Servera. The command that serves the pages and keeps one worker process alive beside them."""

from __future__ import annotations

import argparse
import ipaddress
import signal
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kansli.admin.settings import WebSettings, web_settings
from kansli.admin.supervisor import Supervisor
from kansli.plugin.errors import Refused

if TYPE_CHECKING:
    from kansli.plugin.cli.call import Answer, Call, Subparsers
    from kansli.plugin.system import System

THREADS = 8


class PortTaken(Refused):
    """Something else listens on the port."""

    code = "port_taken"

    def __init__(self, host: str, port: int) -> None:
        super().__init__(f"Porten {port} på {host} används redan. Välj en annan med --port, eller stäng det andra.")


def add_command(commands: Subparsers) -> None:
    """Add `kansli serve` to the command line."""
    from kansli.plugin.cli.call import add_command as add

    parser: argparse.ArgumentParser = add(commands, "serve", "visa sidorna i webbläsaren, och utför köade jobb", serve)
    parser.add_argument("--host", default="127.0.0.1", metavar="ADRESS", help="adress att lyssna på (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, metavar="N", help="port (8000)")
    parser.add_argument("--no-worker", action="store_true", help="starta ingen arbetsprocess")


def serve(call: Call) -> Answer | None:
    """Serve until the process is told to stop (SIGINT or SIGTERM)."""
    from waitress.server import create_server

    from kansli.admin.app import create_app

    host, port = call.options.host, call.options.port
    system = call.system
    web = settings_for(host, web_settings(system))
    app = create_app(system, web=web)
    system.database.close()
    try:
        server = create_server(
            app, host=host, port=port, threads=THREADS, ident=None, max_request_body_size=web.incoming_limit + (1 << 20)
        )
    except OSError:
        raise PortTaken(host, port) from None
    worker = None if call.options.no_worker else Supervisor(data=system.data)
    _greet(call, _address(host, server), demo=web.demo)
    signal.signal(signal.SIGTERM, _stop)
    try:
        if worker is not None:
            worker.start()
        server.run()
    except (KeyboardInterrupt, SystemExit):
        call.say("Avslutar …")
    finally:
        if worker is not None:
            worker.stop()
        server.close()
    return None


def settings_for(host: str, web: WebSettings) -> WebSettings:
    """Let cookies travel over plain http only where the traffic never leaves the machine."""
    if web.trusted_proxies == 0 and is_loopback(host):
        return replace(web, secure_cookies=False)
    return web


def is_loopback(host: str) -> bool:
    """Answer whether an address is the machine's own."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _address(host: str, server: Any) -> str:
    port = getattr(server, "effective_port", None) or server.effective_listen[0][1]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def _greet(call: Call, address: str, *, demo: bool) -> None:
    call.say(f"Kansli svarar på {address}  (avsluta med Ctrl+C)")
    for line in demo_lines(call.system) if demo else ():
        call.say(line)


def demo_lines(system: System) -> list[str]:
    """Return the sign-ins of the demo, one a line: two may have one role, so each has her name."""
    from kansli.plugin.demo import sign_ins

    rows = sign_ins(system)
    return [f"  {row['role']:<20} {row['name']:<20} {row['email']:<34} {row['password']}" for row in rows]


def _stop(_signal: int, _frame: Any) -> None:
    sys.exit(0)

"""The server."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Annotated

import typer

from addrreg.cli import options
from addrreg.cli.shared import attribution, open_cleanser

__all__ = ["add"]


def add(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(epilog=_EXAMPLE)(serve)


_EXAMPLE = """\b
Examples:
  addrreg serve
  addrreg serve --port 8080 --jobs 4"""


def serve(
    host: Annotated[
        str,
        typer.Option("--host", metavar="HOST", help="Address to listen at; only this machine by default."),
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", "-p", metavar="PORT", min=0, max=65535, help="Port; 0 is any free one.")
    ] = 3000,
    jobs: Annotated[int, typer.Option("--jobs", "-j", metavar="N", min=1, help="Processes.")] = 1,
    quiet: options.Quiet = False,
    registry: options.Registry = None,
    wildcard: options.Wildcard = options.WILDCARD,
    dictionary: options.Dictionary = None,
) -> None:
    """Serve the official geocoder's API, this library's own, and a page for people.

    A page at / cleanses pasted addresses and CSV files. The API is described at /openapi.json (docs/serve.md). Addresses are
    neither kept nor logged. Ctrl-C ends it when the answers in work are given.
    """
    from addrreg.extras import require
    from addrreg.options import Options

    require("fastapi", "serve")
    require("uvicorn", "serve")
    from addrreg.serve.run import bind, run

    opened = bind(host, port)
    with opened:
        port = opened.getsockname()[1]
        chosen = Options(wildcard=wildcard, dictionary=dictionary)
        # built and checked here, in sight, and not in the threads
        with open_cleanser(registry, quiet, chosen) as cleanser:
            path = cleanser.registry.path
            notes = attribution(cleanser.registry)

        def ready() -> None:
            typer.echo("\n".join(["" if quiet else "\n".join(notes), *_said(host, port)]).lstrip(), err=True)

        try:
            run(opened, Path(path), chosen, jobs, quiet, ready)
        except (KeyboardInterrupt, SystemExit) as stop:
            if isinstance(stop, SystemExit) and stop.code not in (None, 0, 143):
                raise
        typer.echo("addrreg: the server has ended", err=True)


def _said(host: str, port: int) -> list[str]:
    """Where the server is, and what should be known where others can reach it."""
    shown = f"[{host}]" if ":" in host else host
    lines = [f"addrreg: http://{shown}:{port}/  (Ctrl-C ends it)"]
    try:
        local = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        local = False
    if not local:
        lines.append(
            "addrreg: other machines can reach this server; it asks for no password and does not encrypt, so put it "
            "behind a proxy that does"
        )
    return lines

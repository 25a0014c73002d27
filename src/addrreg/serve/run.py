"""Run (起動): one process that serves, or several that share the port."""

from __future__ import annotations

import errno
import json
import os
import socket
from collections.abc import Callable
from dataclasses import asdict
from inspect import signature
from pathlib import Path
from typing import Any, Final

import uvicorn
from fastapi import FastAPI

from addrreg.errors import InputError
from addrreg.options import Options
from addrreg.serve.app import create_app
from addrreg.serve.typed import TypedProtocol

__all__ = ["SETTINGS", "app_of_environment", "bind", "run"]

#: How the processes that share a port learn what to serve: they start afresh and get no objects.
_VARIABLE = "ADDRREG_SERVE"
#: How uvicorn is run.
SETTINGS: Final[dict[str, Any]] = {
    "http": TypedProtocol,
    "ws": "none",
    "lifespan": "on",
    "access_log": False,  # its lines hold the query, and so the address
    "server_header": False,
    "proxy_headers": False,
    "timeout_graceful_shutdown": 10,  # seconds that answers in work have to end after SIGTERM or Ctrl-C
}


def bind(host: str, port: int) -> socket.socket:
    """The address to listen at, taken before the rest starts; nothing is accepted yet.

    Raises :class:`~addrreg.errors.InputError` for a port that is taken or not allowed, and for a host that is none of this machine.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)[0]
    except (OSError, UnicodeError):
        raise InputError(f"{host} is no host name or address", remedy="--host 127.0.0.1") from None
    opened = socket.socket(*found[:3])
    if os.name != "nt":
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # connections inherit it: head and body of an answer are two writes, and would lie 40 ms apart
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        opened.bind(found[4])
        opened.set_inheritable(True)
    except OSError as error:
        opened.close()
        raise _refusal(error, host, port) from None
    return opened


def _refusal(error: OSError, host: str, port: int) -> InputError:
    if error.errno == errno.EADDRINUSE:
        return InputError(f"port {port} is in use", remedy=f"--port {port + 1 if port < 65535 else 3000}")
    if error.errno == errno.EACCES:
        return InputError(f"no permission to listen at port {port}", remedy="--port 3000")
    if error.errno == errno.EADDRNOTAVAIL:
        return InputError(f"{host} is no address of this machine", remedy="--host 127.0.0.1")
    return InputError(f"cannot listen at {host} port {port}: {error.strerror}", remedy="--port 3000")


def run(
    opened: socket.socket, registry: Path, options: Options, jobs: int, quiet: bool, ready: Callable[[], None]
) -> None:
    """Serve until SIGTERM or Ctrl-C; requests in work are answered first. ``ready`` is called before listening begins."""
    settings = {**SETTINGS, "log_config": _log_config(quiet)}
    with opened:
        if jobs == 1:
            app = create_app(registry, options)
            ready()
            uvicorn.Server(uvicorn.Config(app, **settings)).run([opened])
            return
        chosen = {"registry": str(registry), "options": asdict(options)}
        os.environ[_VARIABLE] = json.dumps(chosen, default=str)
        config = uvicorn.Config(f"{__name__}:app_of_environment", factory=True, workers=jobs, **settings)
        ready()
        _several(config, opened)


def _several(config: uvicorn.Config, opened: socket.socket) -> None:
    """Processes on one socket. ``uvicorn.run`` would open another, without what :func:`bind` asked of ours."""
    from uvicorn.supervisors import Multiprocess

    # versions before the processes made their own server take its run
    older = "target" in signature(Multiprocess).parameters
    target: dict[str, Any] = {"target": uvicorn.Server(config).run} if older else {}
    Multiprocess(config, sockets=[opened], **target).run()


def app_of_environment() -> FastAPI:
    """The application of one process of several."""
    settings = json.loads(os.environ[_VARIABLE])
    return create_app(settings["registry"], Options(**settings["options"]))


def _log_config(quiet: bool) -> dict[str, Any]:
    """One line for each request, without what was asked; from uvicorn only what is wrong."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "%(asctime)s %(message)s"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "loggers": {
            "addrreg.serve": {"handlers": ["stderr"], "level": "WARNING" if quiet else "INFO"},
            "uvicorn": {"handlers": ["stderr"], "level": "WARNING"},
        },
    }

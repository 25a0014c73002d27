"""A real server on loopback, for tests."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import uvicorn

from addrreg.serve.app import create_app
from addrreg.serve.limits import Limits
from addrreg.serve.run import SETTINGS, bind


@contextmanager
def served(registry: Path | None = None, limits: Limits | None = None) -> Iterator[httpx.Client]:
    """A client of a server that runs in a thread, on a port that is free."""
    app = create_app(registry, limits=limits)
    with bind("127.0.0.1", 0) as opened:
        url = f"http://127.0.0.1:{opened.getsockname()[1]}"
        server = uvicorn.Server(uvicorn.Config(app, **SETTINGS, log_config=None))
        thread = threading.Thread(target=server.run, args=([opened],))
        thread.start()
        try:
            while not server.started and thread.is_alive():
                time.sleep(0.01)
            with httpx.Client(base_url=url, timeout=60, trust_env=False) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join()

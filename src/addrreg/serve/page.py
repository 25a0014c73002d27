"""Page (画面): the files of the page at ``/``, which lie in the package and ask for nothing of another host."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from importlib.resources import files

from fastapi import FastAPI, Response

__all__ = ["add_page"]

_FILES = {
    "/": ("page.html", "text/html; charset=utf-8"),
    "/page.css": ("page.css", "text/css; charset=utf-8"),
    "/page.js": ("page.js", "text/javascript; charset=utf-8"),
    "/icon.svg": ("icon.svg", "image/svg+xml"),
}


def add_page(app: FastAPI) -> None:
    """Serve the page and its parts; none of them is part of the API."""
    for path, (name, media_type) in _FILES.items():
        content = files("addrreg.serve").joinpath(name).read_bytes()
        app.add_api_route(path, _sender(content, media_type), methods=["GET"], include_in_schema=False)


def _sender(content: bytes, media_type: str) -> Callable[[], Awaitable[Response]]:
    async def send() -> Response:
        return Response(content, media_type=media_type)

    return send

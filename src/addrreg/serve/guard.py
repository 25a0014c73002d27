"""Guard (関門): what every request passes on its way in and out, whatever the route.

In: the size of the body, and a query that is UTF-8 (bytes of Shift_JIS would become lost characters, which are wildcards, and find
a wrong town). Out: headers for browsers, and no traceback. The log has method, path, status and time: never the query
nor the body, because addresses are personal data.
"""

from __future__ import annotations

import json
import logging
import time
import traceback
from typing import Any
from urllib.parse import unquote_to_bytes

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from addrreg.serve.limits import Limits, Refused, error_body

__all__ = ["CSP", "Guard"]

#: Nothing but the server's own script, style and answers; a saved report is a file and not a frame.
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = [
    (b"content-security-policy", CSP.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
]
_LOG = logging.getLogger("addrreg.serve")


class Guard:
    """ASGI middleware around the application."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self._app, self._limits = app, limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0

        async def out(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message = {**message, "headers": [*message.get("headers", ()), *_HEADERS]}
            await send(message)

        try:
            refusal = self._refusal(scope)
            if refusal:
                await _answer(out, refusal.status_code, error_body(refusal.detail, refusal.remedy))
            else:
                await self._app(scope, self._counted(receive), out)
        except Exception as error:
            # the message may hold an address, the places in the code do not
            places = "".join(traceback.format_tb(error.__traceback__))
            _LOG.error("%s at %s\n%s", type(error).__name__, _plain(scope["path"]), places)
            if not status:
                await _answer(out, 500, error_body("an error of the server; its log says where"))
        took = (time.perf_counter() - began) * 1000
        _LOG.info("%s %s %d %.1f ms", scope["method"], _plain(scope["path"]), status, took)

    def _refusal(self, scope: Scope) -> Refused | None:
        """What can be refused before anything is read."""
        try:
            unquote_to_bytes(scope.get("query_string", b"").replace(b"+", b" ")).decode("utf-8")
        except UnicodeDecodeError:
            return Refused(400, "the query is not UTF-8", remedy="percent-encode the address as UTF-8")
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if declared.isdigit() and int(declared[:20]) > self._limits.max_body:
            return self._too_large()
        return None

    def _too_large(self) -> Refused:
        return Refused(
            413,
            f"the body is larger than {self._limits.max_body:,} bytes",
            remedy="send it in parts, or use the command: addrreg cleanse",
        )

    def _counted(self, receive: Receive) -> Receive:
        """The body as it comes, up to the limit: a client need not say how much it sends."""
        total = 0

        async def counted() -> Message:
            nonlocal total
            message = await receive()
            total += len(message.get("body", b""))
            if total > self._limits.max_body:
                raise self._too_large()
            return message

        return counted


async def _answer(send: Send, status: int, body: dict[str, Any]) -> None:
    content = json.dumps(body, ensure_ascii=False).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(content)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})


def _plain(path: str) -> str:
    """A path for the log: one that is not ours may be anything, an address too."""
    return (
        path
        if path.isascii() and path.replace("/", "").replace(".", "").isalpha() and len(path) < 40
        else "…"
    )

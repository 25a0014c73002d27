"""Limits (上限): how much one request may ask for, so that no request costs much and each refusal says why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException

__all__ = ["Limits", "Refused", "error_body"]


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is taken; what is over it is refused with a 4xx status and a sentence, never cut off in silence."""

    max_length: int = 1000
    """Characters of one ``address``, ``prefix`` or ``id`` of a GET request. A longer row of a batch or of a table is no
    address: it comes back ``unmatched``, because one bad row must not cost the others."""
    max_batch: int = 1000
    """Addresses of one POST request."""
    max_rows: int = 20_000
    """Rows of one table; a larger one is work for ``addrreg cleanse``."""
    max_body: int = 5 * 1024 * 1024
    """Bytes of a request's body."""
    max_waiting: int = 64
    """Requests in work or waiting in one process; the next one is told to come again (429)."""
    threads: int = 2
    """Threads of one process, each with a Cleanser of its own (some 20 MB): a long table does not keep an address waiting."""


class Refused(HTTPException):
    """A request that is not done, with the status and what was wrong with it."""

    def __init__(self, status: int, message: str, remedy: str = "") -> None:
        super().__init__(status, message, {"Retry-After": "1"} if status == 429 else None)
        self.remedy = remedy


def error_body(message: str, remedy: str = "") -> dict[str, Any]:
    """What every refusal looks like: the official geocoder's two fields, and what mends it where that is known.

    >>> error_body("The address parameter is empty")
    {'status': 'error', 'message': 'The address parameter is empty'}
    """
    return {"status": "error", "message": message} | ({"remedy": remedy} if remedy else {})

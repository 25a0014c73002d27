"""Typed (入力のままの要求): request lines with the address as it was typed, as in the official README's example.

``curl http://localhost:3000/geocode?address=東京都…`` sends the bytes as they are. HTTP wants them percent-encoded and parsers refuse
them, but the official server takes them, and so do its clients' scripts for granted.
"""

from __future__ import annotations

from typing import Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

__all__ = ["TypedProtocol", "percent_encoded"]

_ENCODED: Final = {byte: f"%{byte:02X}".encode() for byte in range(0x80, 0x100)}


class TypedProtocol(H11Protocol):
    """uvicorn's own protocol, which percent-encodes what of a request line is not ASCII."""

    def data_received(self, data: bytes) -> None:
        """Pass on what came; a line that comes in pieces is left as it is, because only its beginning is known for one."""
        if self.conn.their_state is h11.IDLE and not self.conn.trailing_data[0]:
            data = percent_encoded(data)
        super().data_received(data)


def percent_encoded(data: bytes) -> bytes:
    """The first line in ASCII; headers and body are not touched.

    >>> percent_encoded("GET /?address=東 HTTP/1.1\\r\\nX: 東".encode()) == b"GET /?address=%E6%9D%B1 HTTP/1.1\\r\\nX: " + "東".encode()
    True
    """
    line, end, rest = data.partition(b"\n")
    if line.isascii():
        return data
    return b"".join(_ENCODED.get(byte, line[i : i + 1]) for i, byte in enumerate(line)) + end + rest

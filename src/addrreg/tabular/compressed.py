"""Compressed files (.gz, .zst): opened by their name, and written as pieces that can be put one behind the other.

A file is written as many gzip members or Zstandard frames, one for each chunk of rows: processes compress their own
rows, and a run that was killed goes on behind the last whole piece. Both formats define such a file as the
pieces' contents in order (RFC 1952 §2.2, RFC 8878 §3.1), and every reader that was tried takes it so.
"""

from __future__ import annotations

import errno
import gzip
import io
import zlib
from pathlib import Path
from typing import Any, BinaryIO, cast

from addrreg.extras import require

__all__ = ["DAMAGED", "SUFFIXES", "compress", "compression_of", "open_compressed", "without"]

#: The endings that name a compression.
SUFFIXES = {".gz": "gz", ".zst": "zst"}

#: What reading a damaged gzip file raises; Zstandard's own error comes as an OSError.
DAMAGED = (EOFError, zlib.error, gzip.BadGzipFile)

_GZIP_LEVEL = 6
_ZSTD_LEVEL = 3
#: Packed bytes unpacked at once: four of them may become 128 KiB.
_FED = 1 << 10


def compression_of(name: str) -> str:
    """The compression that a file's name tells: gz, zst, or nothing.

    >>> compression_of("list.csv.gz"), compression_of("list.csv")
    ('gz', '')
    """
    return SUFFIXES.get(Path(name).suffix.lower(), "")


def without(name: str) -> str:
    """The name without the ending of a compression.

    >>> without("list.csv.zst"), without("list.csv")
    ('list.csv', 'list.csv')
    """
    return name[: -len(Path(name).suffix)] if compression_of(name) else name


def compress(data: bytes, compression: str) -> bytes:
    """One whole piece; without a date in it, so that the same rows always give the same bytes."""
    if compression == "gz":
        return gzip.compress(data, _GZIP_LEVEL, mtime=0)
    if compression == "zst":
        packed: bytes = require("zstandard", "zstd").ZstdCompressor(_ZSTD_LEVEL).compress(data)
        return packed
    return data


def open_compressed(raw: BinaryIO, compression: str) -> BinaryIO:
    """The plain content of an open file, to read and to read again from the start (``seek(0)``)."""
    if compression == "gz":
        return cast(BinaryIO, gzip.GzipFile(fileobj=raw))
    if compression == "zst":
        return cast(BinaryIO, io.BufferedReader(_Zstandard(raw)))
    return raw


class _Zstandard(io.RawIOBase):
    """A Zstandard stream that can be rewound, and that tells a file which was cut off from one at its end.

    The package's own reader can do neither: of half a frame it gives what is there and then says that all was read.
    """

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self._package: Any = require("zstandard", "zstd")
        self._start()

    def _start(self) -> None:
        self._frame: Any = None
        self._plain = memoryview(b"")
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        if offset == self._at and whence == 0:
            return offset
        if whence:
            raise io.UnsupportedOperation("only from the start")
        if offset < self._at:
            self._raw.seek(0)
            self._start()
        while offset > self._at and self.read(min(1 << 20, offset - self._at)):
            pass
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Any) -> int:
        if not self._plain:
            self._plain = memoryview(self._more())  # of which parts are no copies
        taken, self._plain = self._plain[: len(buffer)], self._plain[len(buffer) :]
        buffer[: len(taken)] = taken
        self._at += len(taken)
        return len(taken)

    def _more(self) -> bytes:
        """The next plain bytes; nothing behind the last frame."""
        plain = b""
        while not plain:
            ended = self._frame is None or self._frame.eof
            packed = (self._frame.unused_data if self._frame and ended else b"") or self._raw.read(_FED)
            if not packed:
                if not ended:
                    raise OSError(errno.EIO, "the Zstandard data is cut off")
                break
            if ended:
                self._frame = self._package.ZstdDecompressor().decompressobj()
            try:
                plain = self._frame.decompress(packed)
            except self._package.ZstdError as error:
                raise OSError(errno.EIO, f"the Zstandard data is damaged: {error}") from None
        return plain

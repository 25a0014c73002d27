"""Source: the lines of a text file or of standard input, strictly decoded, in flat memory.

Lines end where the file's own line ends are (CR LF, LF or CR) and nowhere else: ``str.splitlines`` would also
cut at U+2028 or U+0085, which do occur inside cells.
"""

from __future__ import annotations

import errno
import io
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from addrreg.errors import InputError
from addrreg.tabular.encoding import BLOCK, Encoding, Undecodable, decoded, detect, named, read_blocks

__all__ = ["Source"]

#: The longest line, in characters: a bound on memory for what is no table at all.
_MAX_LINE = 1 << 24


class Source:
    """An open text: its encoding, its first part, its lines.

    ``where`` is a path, or ``-`` for standard input; ``encoding`` a name, or empty to find it out. A file is
    read through to find out its encoding, a pipe gives only its first 256 KiB for that. Raises
    :class:`InputError`.
    """

    encoding: Encoding
    size: int | None
    """Bytes in all; None for a pipe."""
    head: str
    """The first part of the text, at most 256 KiB."""

    def __init__(self, where: str, encoding: str = "") -> None:
        self.name = "standard input" if where == "-" else where
        self.bytes_read = 0
        self.line_ends: set[str] = set()
        self._given = bool(encoding)
        self._stack = ExitStack()
        try:
            self._open(where, encoding)
            self._chunks = self._text()
            self.head = next(self._chunks, "")
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the file; standard input stays open."""
        self._stack.close()

    def _open(self, where: str, encoding: str) -> None:
        if where == "-" and sys.stdin is None:
            raise InputError("standard input is closed", remedy="give a file, or a pipe to read from")
        stream: BinaryIO = sys.stdin.buffer if where == "-" else self._stack.enter_context(_open_file(where))
        status = os.fstat(stream.fileno()) if where != "-" else None
        self.size = status.st_size if status and stat.S_ISREG(status.st_mode) else None
        try:
            head = stream.read(BLOCK)
            if self.size is None:
                sample = io.BytesIO(head)
                self.encoding = (
                    named(encoding, head) if encoding else detect(sample, complete=len(head) < BLOCK)
                )
            else:
                stream.seek(0)
                self.encoding = named(encoding, head) if encoding else detect(stream)
                stream.seek(len(head))
        except InputError as error:
            raise InputError(f"{self.name}: {error.message}", error.remedy) from None
        self._blocks = chain([head[len(self.encoding.bom) :]], read_blocks(stream))

    def _counted(self) -> Iterator[bytes]:
        for block in self._blocks:
            self.bytes_read += len(block)
            yield block

    def _text(self) -> Iterator[str]:
        codec = self.encoding.codec
        try:
            yield from decoded(self._counted(), codec, len(self.encoding.bom))
        except Undecodable as error:
            taken = "given as" if self._given else "by its first part taken for"
            raise InputError(
                f"{self.name} was {taken} {codec}, but {error.where} is not {codec}",
                remedy="--encoding with the right name (utf-8, cp932, utf-16, euc_jp)"
                + (", or leave it out" if self._given else ""),
            ) from None
        except InputError as error:
            raise InputError(f"{self.name}: {error.message}", error.remedy) from None
        except OSError as error:
            raise InputError(f"{self.name} cannot be read: {_reason(error)}") from None

    def lines(self) -> Iterator[str]:
        """The lines, each with its end; to be called once."""
        kept = ""
        for text in chain([self.head], self._chunks):
            kept += text
            cut = max(kept.rfind("\n"), kept.rfind("\r", 0, len(kept) - 1)) + 1
            if not cut:
                if len(kept) > _MAX_LINE:
                    raise InputError(
                        f"{self.name} has a line of more than {_MAX_LINE:,} characters: is it a table?"
                    )
                continue
            yield from io.StringIO(kept[:cut], newline="")
            kept = kept[cut:]
        if kept:
            yield from io.StringIO(kept, newline="")


def _open_file(path: str) -> io.BufferedReader:
    if not path or "\0" in path:
        raise InputError(f"{path!r} is not a file name")
    if Path(path).is_dir():
        raise InputError(f"{path} is a folder, not a file")
    try:
        return Path(path).open("rb")
    except FileNotFoundError:
        raise InputError(f"there is no file {path}", remedy=_near(path)) from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {_reason(error)}") from None


def _near(path: str) -> str:
    """A file of the same folder with nearly that name, as a remedy."""
    from difflib import get_close_matches

    try:
        names = [entry.name for entry in os.scandir(Path(path).parent) if entry.is_file()]
    except OSError:
        return "the folder does not exist either: check the path"
    near = get_close_matches(Path(path).name, names, n=1)
    return f"did you mean {Path(path).parent / near[0]}?" if near else ""


def _reason(error: OSError) -> str:
    if error.errno == errno.EACCES:
        return "no permission to read it"
    return error.strerror or type(error).__name__

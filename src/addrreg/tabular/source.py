"""Source: the text of a file (also .gz and .zst) or of standard input, strictly decoded, in flat memory.

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
from addrreg.tabular.compressed import DAMAGED, compression_of, open_compressed
from addrreg.tabular.encoding import BLOCK, Encoding, Undecodable, decoded, detect, named, read_blocks

__all__ = ["PIECE", "Source", "open_file"]

#: Bytes read at once behind the first part: what one process works on at a time, some 50 ms.
PIECE = 1 << 16

#: The longest line, in characters: a bound on memory for what is no table at all.
_MAX_LINE = 1 << 24


class Source:
    """An open text: its encoding, its first part, its pieces.

    ``where`` is a path, or ``-`` for standard input; ``encoding`` a name, or empty to find it out. A file is
    read through to find out its encoding, a pipe gives only its first 256 KiB for that; ``found`` is what an
    earlier look at the same file found out, and spares that. Raises :class:`InputError`.
    """

    encoding: Encoding
    size: int | None
    """Bytes in all, as they lie on the disk; None for a pipe."""
    head: str
    """The first part of the text, at most 256 KiB."""

    def __init__(self, where: str, encoding: str = "", found: Encoding | None = None) -> None:
        self.name = "standard input" if where == "-" else where
        self._given = bool(encoding)
        self._found = found
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
        self._raw: BinaryIO = (
            sys.stdin.buffer if where == "-" else self._stack.enter_context(open_file(where))
        )
        status = os.fstat(self._raw.fileno()) if where != "-" else None
        self.size = status.st_size if status and stat.S_ISREG(status.st_mode) else None
        stream = self._raw
        if where != "-" and (packed := compression_of(where)):
            stream = self._stack.enter_context(open_compressed(self._raw, packed))
        try:
            head = stream.read(BLOCK)
            if self._found:
                self.encoding = self._found
            elif self.size is None:
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
        except (OSError, *DAMAGED) as error:
            raise self._unreadable(error) from None
        self._blocks = chain([head[len(self.encoding.bom) :]], read_blocks(stream, PIECE))

    @property
    def bytes_read(self) -> int:
        """Bytes of the file that were read so far, to be set against ``size``."""
        return self._raw.tell() if self.size is not None else 0

    def _unreadable(self, error: Exception) -> InputError:
        reason = _reason(error) if isinstance(error, OSError) else ""
        if isinstance(error, DAMAGED):
            reason = f"the compressed data is damaged or cut off ({error})"
        return InputError(f"{self.name} cannot be read: {reason}", remedy="get the file once more")

    def _text(self) -> Iterator[str]:
        codec = self.encoding.codec
        try:
            yield from decoded(self._blocks, codec, len(self.encoding.bom))
        except Undecodable as error:
            taken = "given as" if self._given else "taken for"
            if self.size is None and not self._given:
                taken = "by its first part taken for"
            raise InputError(
                f"{self.name} was {taken} {codec}, but {error.where} is not {codec}",
                remedy="--encoding with the right name (utf-8, cp932, utf-16, euc_jp)"
                + (", or leave it out" if self._given else ""),
            ) from None
        except InputError as error:
            raise InputError(f"{self.name}: {error.message}", error.remedy) from None
        except (OSError, *DAMAGED) as error:
            raise self._unreadable(error) from None

    def pieces(self) -> Iterator[str]:
        """The text in pieces of about 64 KiB that end where a line ends; to be called once."""
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
            yield kept[:cut]
            kept = kept[cut:]
        if kept:
            yield kept


def open_file(path: str) -> io.BufferedReader:
    """Open a file to read it; raises :class:`InputError` with a near name where there is none."""
    if not path or "\0" in path:
        raise InputError(f"{path!r} is not a file name")
    try:
        if Path(path).is_dir():
            raise InputError(f"{path} is a folder, not a file")
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

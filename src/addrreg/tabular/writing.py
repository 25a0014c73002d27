"""Writing a table so that a reader never sees half of it.

A file is written beside its place, synced and renamed: whatever goes wrong, the old file stays as it was. A
device, a pipe and standard output are written as they come.
"""

from __future__ import annotations

import csv
import errno
import os
import secrets
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import SimpleNamespace
from typing import BinaryIO

from addrreg.errors import OutputError
from addrreg.tabular.encoding import Encoding

__all__ = ["Writer", "open_output", "target_of"]


class Writer:
    """Rows to bytes, in one encoding, with one delimiter and one line end; quotes only where they are needed.

    A character that the encoding does not have raises :class:`OutputError`: a replacement would lose it
    silently.
    """

    def __init__(self, stream: BinaryIO, encoding: Encoding, delimiter: str, newline: str) -> None:
        self._stream, self._encoding, self._newline = stream, encoding, newline
        self._lines: list[str] = []
        # CR LF for the csv module, whatever is asked for: it quotes cells with a character of its line end,
        # and before Python 3.13 no others, so that a bare CR in a cell would break a file with LF.
        sink = SimpleNamespace(write=self._lines.append)
        self._csv = csv.writer(sink, delimiter=delimiter, lineterminator="\r\n")
        self._rows = 0
        self._put(encoding.bom)

    def write(self, rows: Iterable[Iterable[object]]) -> None:
        """Write the rows; call it with a thousand at a time."""
        self._csv.writerows(rows)
        lines, newline = self._lines, self._newline
        text = "".join(lines) if newline == "\r\n" else newline.join([line[:-2] for line in lines] + [""])
        try:
            self._put(text.encode(self._encoding.codec))
        except UnicodeEncodeError:
            self._refuse(lines)
        self._rows += len(lines)
        lines.clear()

    def _put(self, data: bytes) -> None:
        try:
            self._stream.write(data)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OutputError(f"writing failed: {_reason(error)}", remedy=_remedy(error)) from None

    def _refuse(self, lines: list[str]) -> None:
        for number, line in enumerate(lines, self._rows + 1):
            try:
                line.encode(self._encoding.codec)
            except UnicodeEncodeError as error:
                char, name = line[error.start], self._encoding.name
                raise OutputError(
                    f"record {number:,} of the output holds {char!r} (U+{ord(char):04X}), which {name} lacks",
                    remedy="--output-encoding utf-8-sig (Excel reads it too)",
                ) from None


@contextmanager
def open_output(where: str, source: str = "") -> Iterator[BinaryIO]:
    """A stream to write to: ``-`` for standard output, else a file that appears when all went well.

    ``source`` is the path of the input, which must not be the output. The file keeps the mode of the one that
    it replaces; a link's target is replaced, not the link.
    """
    if where == "-":
        if sys.stdout is None:
            raise OutputError("standard output is closed", remedy="give a file with -o")
        with _as_output_error("standard output"):
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
        return
    target = target_of(where, source)
    if target.exists() and not target.is_file():
        with _as_output_error(where), target.open("wb") as device:
            yield device
        return
    beside = target.with_name(f".addrreg-{secrets.token_hex(4)}.tmp")
    with _as_output_error(where):
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with _as_output_error(where):
            with os.fdopen(descriptor, "wb") as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            if target.exists():
                beside.chmod(stat.S_IMODE(target.stat().st_mode))
            beside.replace(target)
            _sync_folder(target.parent)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise


def target_of(where: str, source: str = "") -> Path:
    """The path to write, links resolved; raises :class:`OutputError` where that cannot be."""
    if not where or "\0" in where:
        raise OutputError(f"{where!r} is not a file name")
    target = Path(where).resolve()
    if target.is_dir():
        raise OutputError(f"{where} is a folder, not a file", remedy=f"-o {Path(where) / 'cleansed.csv'}")
    if not target.parent.is_dir():
        raise OutputError(
            f"the folder {target.parent} does not exist", remedy=f"mkdir -p {Path(where).parent}"
        )
    if target.exists():
        if source not in ("", "-") and target.samefile(source):
            raise OutputError(
                f"{where} is the input itself", remedy="give another name with -o; the input stays as it is"
            )
        if not os.access(target, os.W_OK):
            raise OutputError(
                f"no permission to write {where}", remedy="chmod u+w it, or give another name with -o"
            )
    return target


@contextmanager
def _as_output_error(where: str) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"{where} cannot be written: {_reason(error)}", remedy=_remedy(error)) from None


def _sync_folder(folder: Path) -> None:
    """Make the rename itself last; not every system can, and the file is whole without it."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


_REASONS = {
    "ENOSPC": "no space is left on the disk",
    "EDQUOT": "the disk quota is used up",
    "EFBIG": "the file would be larger than allowed",
    "EACCES": "no permission to write there",
    "EROFS": "the disk is read-only",
}


def _reason(error: OSError) -> str:
    return _REASONS.get(errno.errorcode.get(error.errno or 0, ""), error.strerror or type(error).__name__)


def _remedy(error: OSError) -> str:
    if errno.errorcode.get(error.errno or 0) in ("ENOSPC", "EDQUOT"):
        return "make room, or write to another disk with -o"
    return "give another place with -o"

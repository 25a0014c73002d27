"""Writing: where an output may go, and what the system's refusals mean."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from addrreg.errors import OutputError

__all__ = ["as_output_error", "open_stream", "sync_folder", "target_of"]


@contextmanager
def open_stream(where: str) -> Iterator[BinaryIO | None]:
    """Standard output (``-``), a device or a pipe, which are written as they come; None for a file."""
    if where == "-":
        if sys.stdout is None:
            raise OutputError("standard output is closed", remedy="give a file with -o")
        with as_output_error("standard output"):
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
    elif (target := target_of(where)).exists() and not target.is_file():
        with as_output_error(where), target.open("wb") as device:
            yield device
    else:
        yield None


def target_of(where: str, source: str = "") -> Path:
    """The path to write, links resolved; raises :class:`OutputError` where that cannot be."""
    if not where or "\0" in where:
        raise OutputError(f"{where!r} is not a file name")
    with as_output_error(where):  # a name may be longer than the system takes
        return _checked(where, source)


def _checked(where: str, source: str) -> Path:
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
def as_output_error(where: str) -> Iterator[None]:
    """What the system says of a write, as an :class:`OutputError` that says what to do."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"{where} cannot be written: {_reason(error)}", remedy=_remedy(error)) from None


def sync_folder(folder: Path) -> None:
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

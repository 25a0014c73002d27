"""Is a file what its name says: a whole zip with one CSV of the registry in it?

Asked before a download gets its final name, so that no later step meets half a file, another file, an error page
saved as a zip, or an archive made to fill the disk.
"""

from __future__ import annotations

import codecs
import zipfile
import zlib
from pathlib import Path

from addrreg.errors import SourceError
from addrreg.registry.official import COLUMNS, column_of
from addrreg.registry.zip_entry import fault_of

__all__ = ["verify"]

_CHUNK = 1 << 20
_MAX_HEADER_BYTES = 1 << 16


def verify(path: Path, type_: str, name: str) -> None:
    """Read a zip to its end: one CSV, of honest size, in UTF-8, with right check sums and the columns of its type.

    ``name`` is the file's name in messages. Columns are asked for by name, today's or that of 2022, never by
    place, since releases add and move them. Raises SourceError.
    """
    remedy = f"delete it where it came from, or report it to who runs the site: {name}"
    try:
        with zipfile.ZipFile(path) as archive:
            entry = _only_entry(archive, name)
            header = _read(archive, entry)
    except UnicodeDecodeError as error:
        raise SourceError(f"{name}: {entry.filename} is not UTF-8 (cp932?)", remedy) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise SourceError(f"{name} is damaged or no zip file: {error}", remedy) from error
    if not header.strip():
        raise SourceError(f"{name}: {entry.filename} is empty", remedy)
    columns = {
        column_of(cell.strip().strip('"')) for cell in header.decode("utf-8-sig", "replace").split(",")
    }
    lacking = [column for column in COLUMNS[f"mt_{type_}"] if column not in columns]
    if lacking:
        raise SourceError(
            f"{name}: {entry.filename} lacks the columns {', '.join(lacking)} of mt_{type_}", remedy
        )


def _only_entry(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    entries = archive.infolist()
    if len(entries) != 1:
        raise zipfile.BadZipFile(f"{len(entries)} entries instead of one CSV")
    entry = entries[0]
    if fault := fault_of(entry):
        raise zipfile.BadZipFile(fault)
    if "/" in entry.filename or not entry.filename.lower().endswith(".csv"):
        raise zipfile.BadZipFile(
            f"its entry is named {entry.filename!r} instead of {name.removesuffix('.zip')}"
        )
    return entry


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The first line. All is read in pieces, for the check sum and the encoding; no more than the size that was checked."""
    decode = codecs.getincrementaldecoder("utf-8")().decode
    with archive.open(entry) as file:
        header = file.readline(_MAX_HEADER_BYTES)
        decode(header)
        while piece := file.read(_CHUNK):
            decode(piece)
    decode(b"", final=True)
    return header

"""Zip entries (圧縮ファイルの中身): which of them may be read at all, told from the directory before a byte is unpacked.

Nothing is unpacked to disk; an entry that would leave its folder, or fill the memory, is still no file of the
registry. One rule for the files that a download brings and for those that a user lays into a folder.
"""

from __future__ import annotations

import stat
import zipfile
from typing import Final

__all__ = ["MAX_CSV_BYTES", "MAX_RATIO", "fault_of"]

#: The largest CSV that is unpacked; that of 和歌山市's 367,519 parcels has 31 MB.
MAX_CSV_BYTES: Final = 4 << 30
#: How much larger than its packed form a CSV may be; the registry's come to 10–16, a zip bomb to 1,000.
MAX_RATIO: Final = 200
#: What packs into less than this counts as this much: a table of a few equal lines is no bomb.
_SMALL: Final = 1 << 10


def fault_of(entry: zipfile.ZipInfo) -> str:
    """What is wrong with an entry, in words for a message; '' where it may be read.

    >>> fault_of(zipfile.ZipInfo("mt_city_all.csv")), fault_of(zipfile.ZipInfo("../mt_city_all.csv"))
    ('', "its entry '../mt_city_all.csv' leads out of the archive")
    """
    inside = entry.filename
    if inside.startswith("/") or set(inside) & set("\\:\0") or ".." in inside.split("/"):
        return f"its entry {inside!r} leads out of the archive"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return f"its entry {inside!r} is a link"
    if entry.flag_bits & 1:
        return f"its entry {inside!r} is encrypted"
    if entry.file_size > MAX_CSV_BYTES or entry.file_size > MAX_RATIO * max(_SMALL, entry.compress_size):
        return f"its entry {inside!r} would unpack to {entry.file_size:,} bytes from {entry.compress_size:,}"
    return ""

"""Files of the registry from a folder: a USB stick, a share, the downloads of another machine.

For machines without a network and for those that the official site refuses. The folder is laid out like the
site, or holds the zip files side by side; names tell what they are.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from addrreg.errors import InputError, RegistryError, SourceError
from addrreg.registry.feed import FEED_PATH, FILES_URL, Entry, entry_of, read_feed
from addrreg.registry.manifest import Manifest, Record
from addrreg.registry.official import sha256_of
from addrreg.registry.part import Fetched
from addrreg.registry.transfer import Report, Stopped

__all__ = ["Folder"]

_CHUNK = 1 << 20


class Folder:
    """A folder of the registry's zip files, asked like the site itself."""

    def __init__(self, source: Path, stop: threading.Event) -> None:
        source = source.expanduser().absolute()
        if not source.is_dir():
            raise InputError(f"{source} is no folder", remedy="--from DIR: a folder of mt_….csv.zip files")
        self.name = str(source)
        self.stop = stop
        self._source = source
        self._paths: dict[str, Path] = {}
        for path in sorted(source.rglob("mt_*.csv.zip")):
            entry = entry_of(path.name)
            # laid out like the site goes before a copy elsewhere in the folder
            first = entry and (path == source / entry.path or entry.path not in self._paths)
            if entry and first and path.is_file():
                self._paths[entry.path] = path

    def __enter__(self) -> Folder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is held open."""

    def entries(self) -> list[Entry]:
        """The files that are there, with the dates of a catalogue or of a download's record beside them."""
        if not self._paths:
            raise InputError(
                f"{self.name} holds no file of the registry",
                remedy="give the folder that holds mt_city_all.csv.zip and the others, or mt_city/",
            )
        dates: dict[str, str] = {}
        with suppress(RegistryError):  # of a folder that is only read, the files count and not their record
            dates |= {path: record.date for path, record in Manifest.read(self._source).files.items()}
        with suppress(OSError, SourceError):
            feed = read_feed((self._source / FEED_PATH).read_bytes(), (FILES_URL,))
            dates |= {entry.path: entry.date for entry in feed}
        found = (entry_of(path.rpartition("/")[2], dates.get(path, "")) for path in sorted(self._paths))
        return [entry for entry in found if entry]

    def fetch(self, entry: Entry, part: Path, held: Record | None, report: Report) -> Fetched | None:
        """Copy a file to ``part``; None where what is held has the same bytes."""
        source = self._paths[entry.path]
        try:
            total = source.stat().st_size
            if held and held.size == total and held.sha256 == sha256_of(source):
                return None
            with source.open("rb") as file, part.open("wb") as copy:
                while piece := file.read(_CHUNK):
                    copy.write(piece)
                    report(copy.tell(), total)
                    if self.stop.is_set():
                        raise Stopped
        except PermissionError as error:
            if error.filename != str(source):
                raise
            raise InputError(f"{source} cannot be read", remedy=f"chmod u+r {source}") from error
        return Fetched()

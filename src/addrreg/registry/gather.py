"""One run over a list of files: some side by side, one record, one report, no half file under a final name."""

from __future__ import annotations

import errno
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from addrreg.errors import DownloadError, OutputError, SourceError
from addrreg.registry.archive import verify
from addrreg.registry.copying import Folder
from addrreg.registry.feed import Entry, is_newer
from addrreg.registry.manifest import Manifest, Record
from addrreg.registry.official import sha256_of
from addrreg.registry.part import drop_part
from addrreg.registry.selection import holds
from addrreg.registry.store import Progress
from addrreg.registry.transfer import Site

__all__ = ["Outcome", "Run", "writing"]

#: How many times as long as a writing of the record took the next one waits: of thousands of files it is long itself,
#: and what a kill finds unwritten is fetched again.
_SAVE_WAIT = 10


class Outcome(NamedTuple):
    """What a run did: paths below the folder, as on the site."""

    folder: Path
    fetched: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    """Files that another one now holds all of."""
    missing: tuple[str, ...]
    """What was asked for and is not published, in words."""
    bytes: int
    """Size of the fetched files."""
    forgotten: str = ""
    """Where the former record could not be read: why. Requests before this one are forgotten."""


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Name what keeps the folder from being written, and what can be done about it."""
    try:
        yield
    except (OSError, NotImplementedError) as error:
        full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        elsewhere = "set ADDRREG_DATA to a folder"
        if full:
            raise OutputError(
                f"there is no space left for {folder}: {error}",
                remedy=f"make room, or {elsewhere} on another disk, then run the command again: it goes on where it stopped",
            ) from error
        raise OutputError(
            f"{folder} cannot be written: {error}", f"{elsewhere} that can be written"
        ) from error


class Run:
    """One run over a list of files: some side by side, one record, one report."""

    def __init__(
        self, folder: Path, manifest: Manifest, site: Site | Folder, progress: Progress | None
    ) -> None:
        self._folder = folder
        self._manifest = manifest
        self._site = site
        self._progress = progress
        self._lock = threading.Lock()
        self._save_at = 0.0

    def all(self, wanted: tuple[Entry, ...], connections: int) -> Outcome:
        """Fetch what is not here yet. A fault of one file does not keep the others; a fault of all stops them."""
        due = [entry for entry in wanted if self._is_due(entry)]
        fetched: list[str] = []
        faults: list[SourceError] = []
        with writing(self._folder):
            self._manifest.write(self._folder)
            self._report("files", 0, len(due))
            pool = ThreadPoolExecutor(max_workers=connections, thread_name_prefix="download")
            try:
                running = {pool.submit(self._fetch, entry): entry.path for entry in due}
                for number, future in enumerate(as_completed(running), 1):
                    try:
                        if future.result():
                            fetched.append(running[future])
                    except SourceError as fault:
                        faults.append(fault)
                    self._report("files", number, len(due))
            except BaseException:
                self._site.stop.set()
                raise
            finally:
                pool.shutdown(cancel_futures=True)
                with suppress(OSError):
                    self._manifest.write(self._folder)
            _raise(faults, len(wanted))
            removed = self._remove_doubles()
            self._remove_parts()
        unchanged = sorted({entry.path for entry in wanted} - set(fetched))
        size = sum(self._manifest.files[path].size for path in fetched)
        return Outcome(self._folder, tuple(sorted(fetched)), tuple(unchanged), tuple(removed), (), size)

    def _is_due(self, entry: Entry) -> bool:
        """By the dates alone; where the feed says nothing, the server is asked with the ETag."""
        record = self._manifest.intact(self._folder, entry)
        return not (record and record.date and entry.date and not is_newer(entry.date, record.date))

    def _fetch(self, entry: Entry) -> bool:
        """Whether a file came that was not here; it gets its name when all of it has been proved."""
        path = self._folder / entry.path
        part = path.with_name(f"{path.name}.part")
        path.parent.mkdir(parents=True, exist_ok=True)
        held = self._manifest.intact(self._folder, entry)
        for last in (False, True):
            said = self._site.fetch(
                entry, part, held, lambda done, total: self._report(entry.path, done, total)
            )
            if said is None and held:
                self._note(entry, held._replace(date=max(entry.date, held.date)))
                return False
            try:
                verify(part, entry.type, path.name)
                break
            except SourceError:
                # Perhaps harmed on its way, or a resumed transfer of two versions: once more from the first byte.
                drop_part(part)
                if last:
                    raise
        record = _record(part, entry, said.etag if said else "", said.last_modified if said else "")
        if held and held.sha256 == record.sha256:
            record = record._replace(since=held.since)
        part.replace(path)
        drop_part(part)
        self._note(entry, record)
        return record.since != (held.since if held else None)

    def _note(self, entry: Entry, record: Record) -> None:
        """Into the record, and that to the disk unless this was done a moment ago."""
        with self._lock:
            self._manifest.files[entry.path] = record
            self._manifest.removed.pop(entry.path, None)
            begun = time.monotonic()
            if begun >= self._save_at:
                self._manifest.write(self._folder)
                ended = time.monotonic()
                self._save_at = ended + _SAVE_WAIT * (ended - begun)

    def _report(self, stage: str, done: int, total: int) -> None:
        if self._progress:
            with self._lock:
                self._progress(stage, done, total)

    def _remove_doubles(self) -> list[str]:
        """mt_town of 東京都 when mt_town_fullset has come: a build would read each town from both."""
        here = self._manifest.entries()
        larger = [entry for entry in here if entry.scope != "city"]
        removed = [entry.path for entry in here if any(holds(other, entry) for other in larger)]
        for path in removed:
            (self._folder / path).unlink(missing_ok=True)
            del self._manifest.files[path]
            self._manifest.removed[path] = time.time()
        if removed:
            self._manifest.write(self._folder)
        return removed

    def _remove_parts(self) -> None:
        """Every wanted file is whole: what a killed run for other files left will not be gone on with."""
        for part in self._folder.glob("mt_*/**/*.part*"):
            part.unlink(missing_ok=True)


def _record(part: Path, entry: Entry, etag: str, last_modified: str) -> Record:
    """What is known of a file that is whole.

    It is not forced to the disk: after a power cut its size, and whoever reads it by its check sum, would tell.
    """
    return Record(entry.date, etag, last_modified, part.stat().st_size, sha256_of(part), time.time())


def _raise(faults: Iterable[SourceError], total: int) -> None:
    found = list(faults)
    if not found:
        return
    if len(found) == 1:
        raise found[0]
    others = "\n  ".join(fault.message for fault in found[:10])
    raise DownloadError(
        f"{len(found)} of {total} files failed; the others are here:\n  {others}", found[0].remedy
    )

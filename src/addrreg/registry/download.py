"""Download the registry's own files, and keep them up to date.

    catalogue ─choose→ entries ─transfer | copy→ .part ─verify→ final name → download.json

Each file gets its final name only when it is whole and what it should be; what was fetched stays, whatever
happens to the others. One folder holds one record (:mod:`addrreg.registry.manifest`) and is written by one run at
a time.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from addrreg.errors import RegistryError
from addrreg.registry import places
from addrreg.registry.copying import Folder
from addrreg.registry.feed import is_newer
from addrreg.registry.gather import Outcome, Run, writing
from addrreg.registry.holding import Waiting, holding
from addrreg.registry.manifest import DAMAGED, MANIFEST, Manifest
from addrreg.registry.selection import Selection, choose
from addrreg.registry.store import Progress
from addrreg.registry.transfer import Patience, Site

__all__ = ["CONNECTIONS", "DownloadOptions", "Newer", "Outcome", "download", "newer", "update"]

#: Files side by side: enough to fill a line, few enough for a public site.
CONNECTIONS = 4


class DownloadOptions(NamedTuple):
    """How to fetch; the defaults suit the official site."""

    base_url: str = ""
    """Root of a mirror that is laid out like the site; in place of both of its hosts."""
    source: Path | None = None
    """A folder to copy from instead of any site."""
    connections: int = CONNECTIONS
    patience: Patience = Patience()
    waiting: Waiting | None = None
    """Called once where another run holds the folder, before it is waited for."""


class Newer(NamedTuple):
    """A file that an update would fetch, build from, or both."""

    path: str
    held: str
    """Date of the file that is here; '' where none is, or it has no date."""
    offered: str
    """Date of the site's."""
    state: str
    """``newer`` on the site, ``missing`` here, ``unbuilt`` (here, and not in the registry yet), ``removed`` (the other way round)."""


def download(
    selection: Selection,
    folder: Path | None = None,
    options: DownloadOptions | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Fetch the files of a selection, and bring those of earlier ones up to date.

    What is here and unchanged, by the catalogue's date or by its ETag, is not fetched again. ``progress`` is
    called with (path or "files", done, total), from several threads but never from two at once. A record that
    cannot be read is set aside and a new one begun: :attr:`Outcome.forgotten` says so. Raises DownloadError where
    the site refuses or files failed, SourceError for a catalogue without what was asked for, OutputError where the
    folder cannot be written.
    """
    folder, options = folder or places.downloads(), options or DownloadOptions()
    with _held(folder, options.waiting), _site(options, threading.Event()) as site:
        manifest, forgotten = _readable(folder)
        listed = site.entries()
        missing = choose(listed, [selection]).missing
        if forgotten:
            with writing(folder):
                (folder / MANIFEST).replace(folder / DAMAGED)
        manifest.ask(selection)
        if not options.source:
            manifest.base_url = options.base_url
        wanted = choose(listed, manifest.selections, strict=False).entries
        outcome = Run(folder, manifest, site, progress).all(wanted, options.connections)
        return outcome._replace(missing=missing, forgotten=forgotten)


def newer(
    folder: Path | None = None, options: DownloadOptions | None = None, target: Path | None = None
) -> list[Newer]:
    """What an update would do: fetch what the site has newer, and build from what is here and not built yet.

    Nothing is fetched but the catalogue, nothing is written. Without the second, an update that was stopped between
    fetching and building would look like one that is done. Raises RegistryError where nothing was
    downloaded yet, or the record of it cannot be read.
    """
    folder, target = folder or places.downloads(), target or places.downloaded_registry()
    manifest = _remembered(folder)
    with _site(_as_before(options or DownloadOptions(), manifest), threading.Event()) as site:
        wanted = choose(site.entries(), manifest.selections, strict=False).entries
    found: dict[str, Newer] = {}
    for path in manifest.unbuilt(target):
        record = manifest.files.get(path)
        date = record.date if record else ""
        found[path] = Newer(path, date, date, "unbuilt" if record else "removed")
    for entry in wanted:
        held = manifest.intact(folder, entry)
        if held is None:
            found[entry.path] = Newer(entry.path, "", entry.date, "missing")
        elif is_newer(entry.date, held.date):
            found[entry.path] = Newer(entry.path, held.date, entry.date, "newer")
    return [found[path] for path in sorted(found)]


def update(
    folder: Path | None = None,
    target: Path | None = None,
    options: DownloadOptions | None = None,
    progress: Progress | None = None,
    building: Progress | None = None,
) -> tuple[Outcome, list[str]]:
    """Fetch what is newer of all that was downloaded, and rebuild from it; what was rebuilt is the second result.

    Files that an earlier run fetched and did not build count as well. Raises as :func:`download` does, and what
    the build raises: the old registry stays in use until the new one is whole.
    """
    folder, target = folder or places.downloads(), target or places.downloaded_registry()
    _remembered(folder)  # before a folder is made for nothing
    options = options or DownloadOptions()
    with _held(folder, options.waiting):
        manifest = _remembered(folder)
        with _site(_as_before(options, manifest), threading.Event()) as site:
            wanted = choose(site.entries(), manifest.selections, strict=False).entries
            outcome = Run(folder, manifest, site, progress).all(wanted, options.connections)
        changed = manifest.unbuilt(target)
        if changed:
            from addrreg.registry import ingest

            ingest.rebuild(folder, target, changed, building)
            # also where it found the same bytes as before and wrote nothing
            os.utime(target, (time.time(),) * 2)
    return outcome, changed


def _remembered(folder: Path) -> Manifest:
    manifest = Manifest.read(folder)
    if not manifest.selections:
        raise RegistryError(
            f"nothing was downloaded to {folder} yet", remedy="addrreg registry download --prefecture 13"
        )
    return manifest


def _as_before(options: DownloadOptions, manifest: Manifest) -> DownloadOptions:
    """The mirror of the earlier download, unless another one is named."""
    return options if options.base_url or options.source else options._replace(base_url=manifest.base_url)


def _site(options: DownloadOptions, stop: threading.Event) -> Site | Folder:
    if options.source:
        return Folder(options.source, stop)
    return Site(options.base_url, options.patience, stop, options.connections)


def _readable(folder: Path) -> tuple[Manifest, str]:
    """The record, or an empty one and why the one that is there cannot be read."""
    try:
        return Manifest.read(folder), ""
    except RegistryError as error:
        return Manifest(), error.message


@contextmanager
def _held(folder: Path, waiting: Waiting | None) -> Iterator[None]:
    """The folder, made where it is none, and held against other runs."""
    with ExitStack() as stack:
        with writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
            stack.enter_context(holding(folder, waiting))
        yield

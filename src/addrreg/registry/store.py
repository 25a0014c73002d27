"""Store: opening a registry.sqlite, read-only, after a check that costs less than a millisecond.

The check tells a file that is cut off, is no registry, or was built with another fold or format. It does
not read the whole file: damage inside it shows as an sqlite3 error where it is read.
"""

from __future__ import annotations

import os
import shlex
import sqlite3
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from addrreg.errors import RegistryError, StaleRegistry
from addrreg.registry.schema import FORMAT, TABLES

__all__ = ["Progress", "Registry", "check", "open_registry"]

#: Called as (stage, done, total) while a registry is built.
Progress = Callable[[str, int, int], None]

# a file that is something else must not be built over
_ANOTHER = "name a registry with --registry, or unset ADDRREG_REGISTRY to use the embedded one"
_MAGIC = b"SQLite format 3\x00"


class Registry:
    """An open registry.sqlite.

    The connection is read-only and may be used from any thread, by one thread at a time.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self.connection, self._header = _connect(self.path)

    def header(self) -> dict[str, str]:
        """What the file says of itself: format, fold, pack, vintage, attribution, addrreg."""
        return dict(self._header)

    def info(self) -> dict[str, object]:
        """Path, size in bytes, vintage, rows by table, sources with date and sha256, attribution.

        ``town`` is counted by source as well: ``town.abr`` has the rows of the registry's release.
        """
        counts: dict[str, int] = {}
        for table in TABLES:
            if table not in ("header", "names"):
                (counts[table],) = self.connection.execute(f"select count(*) from {table}").fetchone()  # noqa: S608
        for src, count in self.connection.execute("select src, count(*) from town group by src order by src"):
            counts[f"town.{src}"] = count
        columns = list(TABLES["source"])
        sources = [
            dict(zip(columns, row, strict=True))
            for row in self.connection.execute(f"select {', '.join(columns)} from source order by rowid")  # noqa: S608
        ]
        return {
            "path": str(self.path),
            "size": self.path.stat().st_size,
            **self._header,
            "counts": counts,
            "sources": sources,
        }

    def close(self) -> None:
        """Close the connection; closing twice is allowed."""
        self.connection.close()

    def __enter__(self) -> Registry:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_registry(path: str | os.PathLike[str] | None = None, progress: Progress | None = None) -> Registry:
    """Open the registry at ``path``, else the one that ADDRREG_REGISTRY names, else the embedded one.

    The embedded one is built at first use and rebuilt where its copy is damaged; a file that was named is
    never touched. Raises RegistryError for a file that is missing or damaged, StaleRegistry for one of
    another fold or format.

    >>> with open_registry() as registry:
    ...     registry.header()["vintage"]
    '2022-04'
    """
    chosen = path or os.environ.get("ADDRREG_REGISTRY")
    if chosen:
        return Registry(Path(chosen).expanduser())
    from addrreg.registry.embedded import ensure

    return Registry(ensure(progress))


def check(path: Path) -> None:
    """Raise RegistryError or StaleRegistry where the file is not a registry that this version can use."""
    connection, _ = _connect(path)
    connection.close()


def _connect(path: Path) -> tuple[sqlite3.Connection, dict[str, str]]:
    _check_size(path)
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False)
    try:
        header = dict(connection.execute("select key, value from header"))
        _check_header(path, header)
        parts = connection.execute("select count(*) from names where length(data) > 0").fetchone()
        if parts == (0,):
            raise _damaged(path, "it has no names")
    except sqlite3.Error as error:
        connection.close()
        if "no such table: header" in str(error):
            raise RegistryError(f"{path} is not a registry of addrreg: it has no header", _ANOTHER) from error
        raise _damaged(path, str(error)) from error
    except RegistryError:
        connection.close()
        raise
    return connection, header


def _check_size(path: Path) -> None:
    """SQLite writes page size and count at the start of a file: a copy that was cut off is shorter."""
    try:
        with path.open("rb") as file:
            start = file.read(100)
            size = file.seek(0, os.SEEK_END)
    except OSError as error:
        raise RegistryError(f"the registry {path} cannot be read: {error.strerror}", _remedy(path)) from error
    if not start.startswith(_MAGIC) or len(start) < 100:
        raise RegistryError(f"{path} is not a registry: it is no SQLite file", _ANOTHER)
    page_size = int.from_bytes(start[16:18], "big")
    pages = int.from_bytes(start[28:32], "big")
    if size < (65536 if page_size == 1 else page_size) * pages:
        raise _damaged(path, "it is cut off")


def _check_header(path: Path, header: dict[str, str]) -> None:
    from addrreg.text.fold import fingerprint

    if header.get("format") != FORMAT:
        found = header.get("format", "none")
        raise StaleRegistry(
            f"the registry {path} has format {found}, this addrreg reads {FORMAT}", _remedy(path)
        )
    if header.get("fold") != fingerprint():
        raise StaleRegistry(
            f"the registry {path} was built with another fold than this addrreg uses", _remedy(path)
        )


def _damaged(path: Path, reason: str) -> RegistryError:
    return RegistryError(f"{path} is not a registry, or it is damaged: {reason}", _remedy(path))


def _remedy(path: Path) -> str:
    return f"addrreg registry build {shlex.quote(str(path))}"

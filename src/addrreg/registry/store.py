"""Store: opening a registry.sqlite, read-only, after a check that costs less than a millisecond.

The check tells a file that is cut off, is no registry, or was built with another fold or format. It does
not read the whole file: damage inside it shows as an sqlite3 error where it is read.
"""

from __future__ import annotations

import os
import shlex
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import TracebackType

from addrreg.errors import RegistryError, StaleRegistry
from addrreg.registry.schema import FORMAT, TABLES

__all__ = ["Progress", "Registry", "check", "choose", "open_registry", "remedy_for"]

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
        """Path, size in bytes, vintage and age, levels and areas, rows by table, sources with date and sha256, attribution.

        ``town`` is counted by source as well: ``town.abr`` has the rows of the registry's release. ``age_days`` is counted
        from the newest part: a vintage of 2022-04/2026-03 has towns of both dates.
        """
        counts: dict[str, int] = {}
        for table in TABLES:
            if table not in ("header", "names"):
                (counts[table],) = self.connection.execute(f"select count(*) from {table}").fetchone()  # noqa: S608
        for src, count in self.connection.execute("select src, count(*) from town group by src order by src"):
            counts[f"town.{src}"] = count
        numbers = self.connection.execute(
            "select coalesce(sum(blks), 0), coalesce(sum(rsdts), 0), coalesce(sum(parcels), 0) from town_numbers"
        ).fetchone()
        counts |= dict(zip(("rsdtdsp_blk", "rsdtdsp_rsdt", "parcel"), numbers, strict=True))
        columns = list(TABLES["source"])
        sources = [
            dict(zip(columns, row, strict=True))
            for row in self.connection.execute(f"select {', '.join(columns)} from source order by rowid")  # noqa: S608
        ]
        return {
            "path": str(self.path),
            "size": self.path.stat().st_size,
            **self._header,
            "age_days": self._age(),
            "levels": ["town", *(level for level in ("rsdtdsp_rsdt", "parcel") if counts[level])],
            "areas": self._areas(),
            "counts": counts,
            "sources": sources,
        }

    def _age(self) -> int:
        """Days since the newest of its files, or since the first day of its vintage."""
        (newest,) = self.connection.execute("select max(date) from file").fetchone()
        newest = newest or self._header["vintage"].rpartition("/")[2]
        try:
            return (date.today() - date.fromisoformat(newest if len(newest) > 7 else f"{newest}-01")).days
        except ValueError:
            return 0

    def _areas(self) -> dict[str, list[str]]:
        """Type of file → the areas that the registry has of it: 和歌山県 (pref30), 和歌山市 (city302015)."""
        units = dict(self.connection.execute("select substr(lg_code, 1, 2), pref from pref"))
        units |= dict(self.connection.execute("select lg_code, county || city || ward from city"))
        found: dict[str, list[str]] = {}
        for type_, scope in self.connection.execute("select type, scope from file order by type, scope"):
            name = units.get(scope[4:], "")
            found.setdefault(type_, []).append(f"{name} ({scope})" if name else scope)
        return found

    def holds_numbers(self) -> bool:
        """Whether it holds blocks, residences or parcels: the embedded one does not."""
        held = (
            self.connection.execute(f"SELECT EXISTS (SELECT 1 FROM {table})").fetchone() == (1,)  # noqa: S608
            for table in ("rsdtdsp_blk", "rsdtdsp_rsdt", "parcel")
        )
        return any(held)

    def close(self) -> None:
        """Close the connection; closing twice is allowed."""
        self.connection.close()

    def __enter__(self) -> Registry:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def choose(path: str | os.PathLike[str] | None = None) -> tuple[Path | None, str]:
    """The registry to use, and why: the one named, that of ADDRREG_REGISTRY, the downloaded one, the embedded one (None).

    The order is that of intent: what somebody names for this run comes before what was set up for all of them.
    """
    from addrreg.registry.places import downloaded_registry

    if path:
        return Path(path).expanduser(), "it was named"
    if named := os.environ.get("ADDRREG_REGISTRY"):
        return Path(named).expanduser(), "ADDRREG_REGISTRY names it"
    downloaded = downloaded_registry()
    if downloaded.exists():
        return downloaded, "it was built from downloaded files"
    return None, "it is embedded in the package; nothing was downloaded"


def open_registry(path: str | os.PathLike[str] | None = None, progress: Progress | None = None) -> Registry:
    """Open the registry that :func:`choose` names: at ``path``, of ADDRREG_REGISTRY, downloaded, or embedded.

    The embedded one is built at first use and rebuilt where its copy is damaged; any other file is never touched.
    Raises RegistryError for a file that is missing or damaged, StaleRegistry for one of another fold or format.

    >>> with open_registry() as registry:
    ...     registry.header()["vintage"]
    '2022-04'
    """
    chosen, _ = choose(path)
    if chosen is not None:
        return Registry(chosen)
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
    except FileNotFoundError as error:
        raise RegistryError(
            f"there is no registry {path}",
            f"name one that is there, or build it of today's files: {remedy_for(path)}",
        ) from error
    except OSError as error:
        raise RegistryError(
            f"the registry {path} cannot be read: {error.strerror}", remedy_for(path)
        ) from error
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
            f"the registry {path} has format {found}, this addrreg reads {FORMAT}", remedy_for(path)
        )
    if header.get("fold") != fingerprint():
        raise StaleRegistry(
            f"the registry {path} was built with another fold than this addrreg uses", remedy_for(path)
        )


def _damaged(path: Path, reason: str) -> RegistryError:
    return RegistryError(f"{path} is not a registry, or it is damaged: {reason}", remedy_for(path))


def remedy_for(path: Path) -> str:
    """The command that builds this very file again, from what it was built of as far as that can be known."""
    from addrreg.registry.places import downloaded_registry

    if path == downloaded_registry():
        return "addrreg registry build"
    return f"addrreg registry build {shlex.quote(str(path))}"

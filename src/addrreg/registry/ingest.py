"""Ingest: a folder of the registry's files → one registry.sqlite, and later only what changed in it.

The file is made beside its place in one transaction, synced and renamed, under a lock: a build that is killed leaves the old
file, two builds at once are told so, and nobody ever reads half a registry.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from collections.abc import Collection
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from addrreg.errors import RegistryError
from addrreg.registry import number_files, schema
from addrreg.registry.build import insert, prepare, read_pack, write_header
from addrreg.registry.embedded import pack_path
from addrreg.registry.holding import Waiting, holding
from addrreg.registry.manifest import MANIFEST
from addrreg.registry.municipalities import read_municipalities
from addrreg.registry.number_files import FAMILIES, WHOLE, Area, area_of
from addrreg.registry.official import BadRow, OfficialFile, OfficialTable, find_files, sha256_of
from addrreg.registry.replacing import connect, replacing
from addrreg.registry.store import Progress, check
from addrreg.registry.town_files import Staged, fill_towns

__all__ = ["Built", "build_official", "rebuild"]

_SHOWN: Final = 20
_ATTRIBUTION: Final = (
    "「アドレス・ベース・レジストリ」（デジタル庁）を addrreg project が加工して作成 / "
    "Address Base Registry (Digital Agency, Government of Japan), processed by the addrreg project"
)
_TABLES: Final = ("rsdtdsp_blk", "rsdtdsp_rsdt", "parcel")
_TOWN_TABLES: Final = (
    "pref",
    "city",
    "city_alias",
    "town",
    "town_flg",
    "town_alias",
    "names",
    "header",
    "source",
)


@dataclass(slots=True)
class Built:
    """What a build read, and what it left out."""

    path: Path
    files: int = 0
    """Files that were read."""
    rows: int = 0
    bad_rows: int = 0
    bad: list[BadRow] = field(default_factory=list)
    """The first of the rows that could not be used."""
    left: Counter[str] = field(default_factory=Counter)
    """Rows that were left out on purpose, by reason."""
    changed: tuple[str, ...] = ()
    """What :func:`rebuild` made anew: ``numbers``, ``towns``, or nothing."""

    def note(self, table: OfficialTable) -> None:
        """Count what a table gave."""
        self.files += 1
        self.rows += table.rows
        self.bad_rows += table.bad_rows
        self.bad += table.shown[: _SHOWN - len(self.bad)]


def build_official(
    folder: Path,
    target: Path,
    progress: Progress | None = None,
    *,
    only: bool = False,
    waiting: Waiting | None = None,
) -> Built:
    """Write registry.sqlite to ``target`` from a folder of the registry's files, zipped or not.

    Municipalities of which the folder has no towns keep those of the embedded registry, unless ``only``. Raises
    SourceError where a file cannot be used, RegistryError where ``target`` cannot be written or somebody else is at it; a
    file that was at ``target`` then stays as it was. A folder of downloads is held against a download that comes
    meanwhile; ``waiting`` is called where one is going on.
    """
    with ExitStack() as stack:
        if (folder / MANIFEST).is_file():
            with suppress(OSError, NotImplementedError):  # a folder that cannot be written stays as it is
                stack.enter_context(holding(folder, waiting))
        return _build_whole(folder, target, progress, only)


def _build_whole(folder: Path, target: Path, progress: Progress | None, only: bool) -> Built:
    files = find_files(folder)
    report = progress or (lambda stage, done, total: None)
    built = Built(target, changed=("numbers", "towns"))
    with replacing(target) as part, closing(connect(part)) as connection:
        prepare(connection)
        connection.execute("begin")
        _numbers(connection, files, (), _TABLES, built, report)
        _towns(connection, files, folder, only, built, report)
        connection.execute("commit")
    return built


def rebuild(
    folder: Path, target: Path, changed: Collection[str] | None = None, progress: Progress | None = None
) -> Built:
    """Make anew only what changed in the folder since ``target`` was built from it.

    ``changed`` are the names of files (within the folder) that may have changed; without it every file's checksum is
    compared. Where parcels of one city changed, the file is copied and the parcels of that city are replaced; names are
    compiled anew only where a list of towns or municipalities changed. A target that is missing, or of another format or
    fold, is built whole. The caller holds the folder (:func:`addrreg.registry.holding.holding`).
    """
    try:
        check(target)
        with closing(connect(target, "ro")) as connection:
            before = {
                str(name): (str(type_), str(scope), str(digest))
                for name, type_, scope, digest in connection.execute(
                    "select name, type, scope, sha256 from file"
                )
            }
            header = dict(connection.execute("select key, value from header"))
    except (RegistryError, sqlite3.Error):
        return _build_whole(folder, target, progress, only=False)
    only = header.get("only") == "1"
    if header.get("kind") != "official":
        return _build_whole(folder, target, progress, only)
    files = find_files(folder)
    news = [file for file in files if _differs(file, before, changed)]
    gone = [before[name] for name in before.keys() - {file.name for file in files}]
    touched = [(file.type, file.scope) for file in news] + [(type_, scope) for type_, scope, _ in gone]
    built = Built(target)
    if not touched:
        return built
    areas = sorted({area_of(scope) for type_, scope in touched if type_ in FAMILIES})
    parcels = {FAMILIES[type_] == "parcel" for type_, _ in touched if type_ in FAMILIES}
    tables = [
        table for table in _TABLES if (table == "parcel") in parcels
    ]  # blocks come from residences as well
    report = progress or (lambda stage, done, total: None)
    with replacing(target) as part:
        shutil.copyfile(target, part)
        with closing(connect(part)) as connection:
            connection.execute("begin")
            if areas:
                built.changed += ("numbers",)
                _numbers(connection, files, areas, tables, built, report)
            if any(type_ not in FAMILIES for type_, _ in touched) or _has_new_towns(connection):
                built.changed += ("towns",)
                for table in _TOWN_TABLES:
                    connection.execute(f"delete from {table}")  # noqa: S608 - names of schema.py
                connection.execute(f"delete from file where type not in ({_quoted(FAMILIES)})")  # noqa: S608
                for name in schema.INDEXES:
                    connection.execute(f"drop index {name}_id")
                _towns(connection, files, folder, only, built, report)
            connection.execute("commit")
    return built


def _differs(
    file: OfficialFile, before: dict[str, tuple[str, str, str]], changed: Collection[str] | None
) -> bool:
    if file.name not in before:
        return True
    if changed is not None and not {file.name, file.path.name} & set(changed):
        return False
    return before[file.name][2] != sha256_of(file.path)


def _quoted(names: Collection[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def _numbers(
    connection: sqlite3.Connection,
    files: list[OfficialFile],
    areas: Collection[Area],
    names: Collection[str],
    built: Built,
    report: Progress,
) -> None:
    """Read blocks, residences and parcels; with ``areas`` those of these areas alone, after what is there now was deleted."""
    positions = {(file.type, file.scope): file for file in files}
    types = [type_ for type_, name in FAMILIES.items() if name in names]
    mine = [file for file in files if file.type in types]
    if areas:
        for area in areas:
            for name in names:
                number_files.clear(connection, name, area)
        mine = [file for file in mine if any(_meet(area_of(file.scope), area) for area in areas)]
        connection.execute(
            f"delete from file where type in ({_quoted(types)})"  # noqa: S608
            f" and scope in ({_quoted(_scopes(connection, areas))})"
        )
    main = [file for file in mine if not file.type.endswith("_pos")]
    sizes = [file.path.stat().st_size for file in main]
    for place, file in enumerate(sorted(main, key=lambda file: (file.date, file.scope), reverse=True)):
        report("numbers", sum(sizes[:place]), sum(sizes))
        tables, left = number_files.load(connection, file, positions.get((f"{file.type}_pos", file.scope)))
        for table in tables:
            _provenance(connection, table, built)
        built.left.update(left)
    for area in areas or (WHOLE,):
        number_files.count_towns(connection, area)


def _meet(one: Area, other: Area) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _scopes(connection: sqlite3.Connection, areas: Collection[Area]) -> list[str]:
    scopes = [str(scope) for (scope,) in connection.execute("select distinct scope from file")]
    return [scope for scope in scopes if any(_meet(area_of(scope), area) for area in areas)]


def _has_new_towns(connection: sqlite3.Connection) -> bool:
    """Whether the files of numbers name a town that the table ``town`` does not have."""
    found = connection.execute(
        "select 1 from town_numbers n where oaza_cho || chome || koaza <> '' and not exists (select 1 from town t"
        " where t.lg_code = printf('%06d', n.machiaza / 10000000)"
        " and t.machiaza_id = printf('%07d', n.machiaza % 10000000)) limit 1"
    )
    return found.fetchone() is not None


def _towns(
    connection: sqlite3.Connection,
    files: list[OfficialFile],
    folder: Path,
    only: bool,
    built: Built,
    report: Progress,
) -> None:
    """Read towns and municipalities over the embedded registry, and compile the names."""
    from addrreg.registry.compile import compile_names

    pack, meta, digest = read_pack(pack_path())
    with closing(Staged()) as staged:
        _stage(connection, files, staged, built)
        where = read_municipalities(pack, files, staged.names, built.left)
        for read in where.tables:
            _provenance(connection, read, built)
        embedded = fill_towns(connection, pack, staged, where, only, built.left, report)
        dates = sorted({staged.dates[lg_code][:7] for lg_code in staged.dates.keys() & where.cities.keys()})
    built.left = +built.left
    pack.clear()  # the names need the memory
    vintages = sorted({*dates[:1], *dates[-1:], *([str(meta["vintage"])] if embedded else [])})
    if not vintages:
        vintages = [str(meta["vintage"])]
    _header(connection, meta, digest, folder, only, "/".join(dict.fromkeys((vintages[0], vintages[-1]))))
    for name, columns in schema.INDEXES.items():
        connection.execute(f"create index {name}_id on {name} ({', '.join(columns)})")
    compile_names(connection, report)


def _stage(connection: sqlite3.Connection, files: list[OfficialFile], staged: Staged, built: Built) -> None:
    kinds: dict[str, list[OfficialFile]] = {}
    for file in sorted(files, key=lambda file: file.date):
        kinds.setdefault(file.type, []).append(file)
    towns = sorted(kinds.get("mt_town", []) + kinds.get("mt_town_fullset", []), key=lambda file: file.date)
    for rank, file in enumerate(towns):
        _provenance(connection, staged.read(file, rank, built.left), built)
    for file in kinds.get("mt_town_pos", []):
        _provenance(connection, staged.read_points(file), built)


def _provenance(connection: sqlite3.Connection, table: OfficialTable, built: Built) -> None:
    """Write down which file was read: its date, checksum and rows."""
    file = table.file
    row = (file.name, file.type, file.scope, file.date, sha256_of(file.path), table.rows, table.bad_rows)
    connection.execute("insert or replace into file values (?, ?, ?, ?, ?, ?, ?)", row)
    built.note(table)


def _header(
    connection: sqlite3.Connection,
    meta: dict[str, object],
    digest: str,
    folder: Path,
    only: bool,
    vintage: str,
) -> None:
    write_header(connection, {**meta, "vintage": vintage}, digest)
    more = {"kind": "official", "folder": str(folder.absolute()), "only": "1" if only else "0"}
    connection.executemany("insert or replace into header values (?, ?)", more.items())
    sources = iter([("address-base-registry", "", vintage, "", "PDL1.0, CC BY 4.0", _ATTRIBUTION, "the files of the table file")])  # fmt: skip
    insert(connection, "source", sources)

"""Pack → registry.sqlite: unpack the embedded registry and write the local copy in one transaction.

The file is made beside its place, synced and renamed, so that a build that is killed leaves the old file,
or none. Nothing in it depends on the clock or the machine.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import os
import re
import sqlite3
import tarfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from itertools import chain, islice
from pathlib import Path

from addrreg.errors import RegistryError
from addrreg.registry import schema
from addrreg.registry.store import Progress
from addrreg.text.numerals import to_int

__all__ = [
    "Columns",
    "build",
    "chome_number",
    "insert",
    "points_of",
    "prepare",
    "read_pack",
    "rows_of",
    "write_header",
]

_CHOME = re.compile("([0-9０-９〇一二三四五六七八九十百]+)丁目?")
#: Characters of a column that are cut into lines at once.
_PIECE = 1 << 16
_LARGEST_MEMBER = 200_000_000
#: rsdt_addr_mtd_code, koaza_aka_code and wake_num_flg: the pack has none of them.
_UNKNOWN = ("", "", "")
Columns = dict[str, str]
_Point = tuple[float | None, float | None]


def chome_number(chome: str) -> int | None:
    """Number of a 丁目, however it is written; the names of one 大字 mix 一丁目 and ２丁目, and 堺市 has N丁.

    >>> [chome_number(text) for text in ("四十二丁目", "２丁目", "三丁", "")]
    [42, 2, 3, None]
    """
    match = _CHOME.fullmatch(chome)
    return to_int(match[1]) if match else None


def build(pack: Path, target: Path, progress: Progress | None = None) -> None:
    """Write registry.sqlite to ``target`` from a packed registry.

    Raises RegistryError where the pack is damaged or the disk does not take the file; a file that was at
    ``target`` then stays as it was.
    """
    from addrreg.registry.compile import compile_names

    report = progress or (lambda stage, done, total: None)
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        report("unpack", 0, 1)
        tables, meta, digest = read_pack(pack)
        part.unlink(missing_ok=True)
        with closing(sqlite3.connect(part, isolation_level=None)) as connection:
            prepare(connection)
            connection.execute("begin")
            _fill(connection, tables, report)
            write_header(connection, meta, digest)
            tables.clear()  # the names need the memory
            compile_names(connection, progress)
            connection.execute("commit")
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(target)
    except (OSError, sqlite3.Error) as error:
        raise RegistryError(
            f"the local copy of the registry cannot be written to {target.parent}: {error}",
            remedy="free some space, or set ADDRREG_CACHE to a folder that can be written, and try again",
        ) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
            part.with_name(part.name + "-journal").unlink(missing_ok=True)


def read_pack(path: Path) -> tuple[dict[str, Columns], dict[str, object], str]:
    """Tables by name and column (one value a line), what the pack says of itself, and its sha256.

    Only plain members of a known form and a bounded size are read, and nothing is unpacked to disk.
    """
    try:
        packed = path.read_bytes()
        tables: dict[str, Columns] = {}
        meta: dict[str, object] = {}
        with lzma.LZMAFile(path) as plain, tarfile.open(fileobj=plain, mode="r|") as archive:
            for member in archive:
                file = archive.extractfile(member) if member.isfile() else None
                if file is None or member.size > _LARGEST_MEMBER:
                    raise RegistryError(f"{path} holds {member.name}, which is no column", remedy=_REINSTALL)
                text = file.read().decode("utf-8")
                table, _, column = member.name.partition("/")
                if column:
                    tables.setdefault(table, {})[column] = text
                else:
                    meta = json.loads(text)
    except (OSError, EOFError, lzma.LZMAError, tarfile.TarError, ValueError) as error:
        raise RegistryError(f"the packed registry {path} is damaged: {error}", remedy=_REINSTALL) from error
    if meta.get("format") != schema.PACK_FORMAT:
        raise RegistryError(
            f"{path} is not a packed registry of format {schema.PACK_FORMAT}", remedy=_REINSTALL
        )
    return tables, meta, hashlib.sha256(packed).hexdigest()


_REINSTALL = "pip install --force-reinstall addrreg"


def prepare(connection: sqlite3.Connection) -> None:
    """Empty tables and the view; without a journal, because a file that is not finished is thrown away."""
    import sqlite_utils

    connection.execute(f"pragma page_size = {schema.PAGE_SIZE}")
    connection.execute("pragma journal_mode = off")
    connection.execute("pragma synchronous = off")
    database = sqlite_utils.Database(connection)
    for name, columns in schema.TABLES.items():
        database.table(name).create(columns, pk=schema.KEYS.get(name), not_null=schema.NOT_NULL.get(name))
    for name, numbered in schema.NUMBERED.items():
        key = ", ".join(numbered[: schema.NUMBERS_KEYS[name]])
        connection.execute(f"create table {name} ({', '.join(numbered)}, primary key ({key})) without rowid")
    for name, query in schema.VIEWS.items():
        database.create_view(name, query)


def _fill(connection: sqlite3.Connection, tables: dict[str, Columns], report: Progress) -> None:
    for name in ("pref", "city", "city_alias", "town_alias"):
        columns = [column for column in schema.TABLES[name] if not column.startswith("rep_")]
        insert(connection, name, rows_of(tables[name], *columns), columns)
    total = tables["oaza"]["src"].count("\n") + tables["detail"]["src"].count("\n")
    insert(connection, "town", _reported(_town_rows(tables["oaza"], tables["detail"]), report, total))
    for name, columns_of in schema.INDEXES.items():
        connection.execute(f"create index {name}_id on {name} ({', '.join(columns_of)})")


def rows_of(columns: Columns, *names: str) -> Iterator[tuple[str, ...]]:
    """Rows of a table; its columns stay text and are cut piece by piece, because lists took 250 MB more."""
    return zip(*(chain.from_iterable(_pieces(columns[name])) for name in names), strict=True)


def _pieces(text: str) -> Iterator[list[str]]:
    """The lines of a column, some thousands at a time; each ends with a newline."""
    start, last = 0, len(text) - 1
    while start <= last:
        end = text.find("\n", start + _PIECE)
        if end < 0:
            end = last
        yield text[start:end].split("\n")
        start = end + 1


def insert(
    connection: sqlite3.Connection,
    table: str,
    rows: Iterable[tuple[object, ...]],
    columns: Sequence[str] = (),
) -> None:
    """Insert rows into a table, all of whose columns they have, or ``columns``; coordinates of towns in degrees."""
    names = columns or tuple(schema.TABLES[table])
    kept = schema.KEPT if table in ("town", "town_flg") else {}
    marks = ", ".join(kept.get(name, "?") for name in names)
    connection.executemany(f"insert into {table} ({', '.join(names)}) values ({marks})", rows)  # noqa: S608 - names of schema.py


def _reported(
    rows: Iterator[tuple[object, ...]], report: Progress, total: int
) -> Iterator[tuple[object, ...]]:
    done = 0
    for done, row in enumerate(rows, 1):
        if done % 20_000 == 0:
            report("town", min(done, total), total)
        yield row
    report("town", total, total)


def _town_rows(oaza: Columns, detail: Columns) -> Iterator[tuple[object, ...]]:
    """Rows of town, each 大字 before its children; a child without a code or point of its own has its 大字's.

    The 大字 named '' only holds those 丁目 and 小字 that the release lists without one: it is no row itself.
    """
    parents = rows_of(
        oaza, "lg_code", "machiaza_id", "oaza_cho", "oaza_cho_kana", "src", "post_code", "children"
    )
    points = points_of(oaza)
    children = zip(
        rows_of(detail, "machiaza_id", "chome", "koaza", "src", "post_code"), points_of(detail), strict=True
    )
    node = 0
    for lg_code, machiaza_id, name, kana, src, post_code, count in parents:
        point = next(points)
        level = "" if point[0] is None else "machiaza"
        if name:
            node += 1
            yield (
                node,
                lg_code,
                machiaza_id,
                1,
                name,
                kana,
                "",
                None,
                "",
                "",
                post_code,
                *point,
                level,
                src,
                *_UNKNOWN,
            )
        for (child_id, chome, koaza, child_src, own_code), own in islice(children, int(count)):
            known = own[0] is not None
            node += 1
            yield (
                node, lg_code, child_id, 3 if koaza else 2, name, "" if name else kana,
                chome, chome_number(chome) if chome else None, koaza, "", own_code or post_code,
                *(own if known else point), "machiaza_detail" if known else level, child_src, *_UNKNOWN,
            )  # fmt: skip


def points_of(columns: Columns) -> Iterator[_Point]:
    """Points in degrees; the pack holds each as its distance from the point before, in millionths."""
    lat = lon = 0
    for d_lat, d_lon in rows_of(columns, "rep_lat", "rep_lon"):
        if d_lat:
            lat, lon = lat + int(d_lat), lon + int(d_lon)
            yield lat / 1e6, lon / 1e6
        else:
            yield None, None


def write_header(connection: sqlite3.Connection, meta: dict[str, object], digest: str) -> None:
    """Write what a file made from a pack says of itself, and its sources."""
    from addrreg import __version__
    from addrreg.text.fold import fingerprint

    sources = meta["sources"]
    assert isinstance(sources, list)  # noqa: S101
    header = {
        "format": schema.FORMAT,
        "fold": fingerprint(),
        "pack": digest,
        "vintage": str(meta["vintage"]),
        "kind": "embedded",
        "attribution": "\n".join(str(source["attribution"]) for source in sources),
        "addrreg": __version__,
    }
    insert(connection, "header", iter(header.items()))
    insert(connection, "source", (tuple(s[c] for c in schema.TABLES["source"]) for s in sources))

"""Official files (配布ファイル): the registry's CSV files as its site gives them, zipped or not, found and read safely.

A column is found by its name, never by its place: machiaza_dist came into files whose specification does not have it.
Today's names are English, those of the files of 2022 Japanese; both are read. Rows that cannot be used are counted and
the first of them kept with their line, because one line in 200 million must not stop a build, and must not vanish either.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import IO, Final, NamedTuple

from addrreg.errors import SourceError
from addrreg.registry.zip_entry import fault_of

__all__ = [
    "COLUMNS",
    "BadRow",
    "OfficialFile",
    "OfficialTable",
    "column_of",
    "find_files",
    "open_table",
    "sha256_of",
]

#: Type of a file → the columns without which its rows have no place or name.
COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "mt_pref": ("lg_code", "pref"),
    "mt_city": ("lg_code", "pref", "county", "city", "ward"),
    "mt_town": ("lg_code", "machiaza_id", "pref", "county", "city", "ward", "oaza_cho", "chome", "koaza"),
    "mt_town_fullset": ("lg_code", "machiaza_id", "pref", "county", "city", "ward", "oaza_cho", "chome", "koaza"),
    "mt_rsdtdsp_blk": ("lg_code", "machiaza_id", "blk_id", "blk_num"),
    "mt_rsdtdsp_rsdt": ("lg_code", "machiaza_id", "blk_id", "rsdt_id", "blk_num", "rsdt_num"),
    "mt_parcel": ("lg_code", "machiaza_id", "prc_id", "prc_num1", "prc_num2", "prc_num3"),
    "mt_pref_pos": ("lg_code", "rep_lon", "rep_lat"),
    "mt_city_pos": ("lg_code", "rep_lon", "rep_lat"),
    "mt_town_pos": ("lg_code", "machiaza_id", "rep_lon", "rep_lat"),
    "mt_rsdtdsp_blk_pos": ("lg_code", "machiaza_id", "blk_id", "rep_lon", "rep_lat"),
    "mt_rsdtdsp_rsdt_pos": ("lg_code", "machiaza_id", "blk_id", "rsdt_id", "rep_lon", "rep_lat"),
    "mt_parcel_pos": ("lg_code", "machiaza_id", "prc_id", "rep_lon", "rep_lat"),
}  # fmt: skip

#: Columns of the files of 2022, and spellings of them that were seen → the name of today.
_JAPANESE: Final[dict[str, str]] = {
    "全国地方公共団体コード": "lg_code", "町字id": "machiaza_id", "町字区分コード": "machiaza_type",
    "都道府県名": "pref", "都道府県名_カナ": "pref_kana", "郡名": "county", "郡名_カナ": "county_kana",
    "市区町村名": "city", "市区町村名_カナ": "city_kana", "政令市区名": "ward", "政令市区名_カナ": "ward_kana",
    "大字・町名": "oaza_cho", "大字・町名_カナ": "oaza_cho_kana", "丁目名": "chome", "丁目名_数字": "chome_number",
    "小字名": "koaza", "同一町字識別情報": "machiaza_dist", "住居表示フラグ": "rsdt_addr_flg",
    "住居表示方式コード": "rsdt_addr_mtd_code", "小字名_通称コード": "koaza_aka_code",
    "小字名_通称フラグ": "koaza_aka_code", "小字_通称コード": "koaza_aka_code", "小字_通称フラグ": "koaza_aka_code",
    "起番フラグ": "wake_num_flg", "効力発生日": "efct_date", "廃止日": "ablt_date", "郵便番号": "post_code",
    "街区id": "blk_id", "住居id": "rsdt_id", "住居2id": "rsdt2_id", "街区符号": "blk_num", "住居番号": "rsdt_num",
    "住居番号2": "rsdt_num2", "基礎番号・住居番号区分": "basic_rsdt_div", "地番id": "prc_id", "地番1": "prc_num1",
    "地番2": "prc_num2", "地番3": "prc_num3", "地番レコード区分フラグ": "prc_rec_flg", "不動産番号": "real_prop_num",
    "代表点_経度": "rep_lon", "代表点_緯度": "rep_lat",
}  # fmt: skip

_NAME = re.compile(
    r"(mt_(?:pref|city|town|town_fullset|rsdtdsp_blk|rsdtdsp_rsdt|parcel)(?:_pos)?)_(all|pref\d{2}|city\d{6})"
)
_SHOWN: Final = 20


class BadRow(NamedTuple):
    """A row that was left out: its file, its line there, and why."""

    file: str
    line: int
    why: str


class OfficialFile(NamedTuple):
    """One CSV file of the registry: where it lies, and what its name says of it."""

    path: Path
    name: str
    """Path within the folder, with ``/``."""
    member: str
    """Name within the zip file; '' for a file that is not zipped."""
    type: str
    """``mt_town``, ``mt_parcel_pos`` …"""
    scope: str
    """``all``, ``pref30`` or ``city302015``."""
    date: str
    """Date of the file as its zip entry tells it, else of the file itself: 2026-08-06."""


@dataclass(slots=True)
class OfficialTable:
    """An open file: its columns by name and its rows, with those that were left out."""

    file: OfficialFile
    columns: dict[str, int]
    reader: Iterator[list[str]]
    rows: int = 0
    bad_rows: int = 0
    shown: list[BadRow] = field(default_factory=list)

    def places(self, *names: str) -> tuple[int, ...]:
        """Where the columns are in the rows of :meth:`read`; a column that the file lacks is '' there."""
        return tuple(self.columns.get(name, len(self.columns)) for name in names)

    def read(self) -> Iterator[list[str]]:
        """The rows that have as many fields as the header, each with an empty field behind."""
        width, reader = len(self.columns), self.reader
        while True:
            try:
                for row in reader:
                    self.rows += 1
                    if len(row) == width:
                        row.append("")
                        yield row
                    elif row:
                        self.bad(f"{len(row)} fields, the header has {width}")
                    else:
                        self.rows -= 1
                return
            except csv.Error as error:
                self.rows += 1
                self.bad(str(error))
            except UnicodeDecodeError as error:
                raise _not_utf8(self.file, error) from error
            except (OSError, zipfile.BadZipFile, EOFError, ValueError) as error:
                raise _damaged(self.file.name, error) from error

    def bad(self, why: str) -> None:
        """Count the row that was read last as one that cannot be used."""
        self.bad_rows += 1
        if len(self.shown) < _SHOWN:
            self.shown.append(BadRow(self.file.name, getattr(self.reader, "line_num", 0), why))


def find_files(folder: Path) -> list[OfficialFile]:
    """The registry's files anywhere below a folder, by type and scope, the newest of each.

    ``mt_town_fullset`` takes the place of ``mt_town`` of the same area, because the 小字 are there. Raises SourceError
    where the folder is none, holds no such file, or a zip file in it cannot be trusted.
    """
    if not folder.is_dir():
        raise SourceError(
            f"{folder} is not a folder", remedy="name the folder that holds the registry's files"
        )
    found: dict[tuple[str, str], OfficialFile] = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in (".csv", ".zip") and path.is_file():
            for file in _files_of(path, path.relative_to(folder).as_posix()):
                known = found.get((file.type, file.scope))
                if known is None or file.date >= known.date:
                    found[file.type, file.scope] = file
    for scope in [key[1] for key in found if key[0] == "mt_town_fullset"]:
        found.pop(("mt_town", scope), None)
    if not found:
        raise SourceError(
            f"{folder} holds no file of the registry (mt_town_….csv.zip, mt_parcel_….csv.zip …)",
            remedy="addrreg registry download",
        )
    return [found[key] for key in sorted(found)]


def _files_of(path: Path, name: str) -> Iterator[OfficialFile]:
    if path.suffix.lower() == ".csv":
        if (match := _NAME.search(path.name)) and match[1] in COLUMNS:
            changed = date.fromtimestamp(path.stat().st_mtime).isoformat()
            yield OfficialFile(path, name, "", match[1], match[2], changed)
        return
    if not (_NAME.search(path.name) or path.name.startswith("mt_")):
        return  # a zip of something else is not ours to judge
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (OSError, zipfile.BadZipFile, ValueError) as error:
        raise _damaged(name, error) from error
    for entry in entries:
        if fault := fault_of(entry):
            raise SourceError(f"{name} is not a file of the registry: {fault}", remedy=_again(name))
        plain = entry.filename.rpartition("/")[2]
        match = _NAME.search(plain) or _NAME.search(path.name)
        if match and match[1] in COLUMNS and plain.lower().endswith(".csv"):
            year, month, day, *_ = entry.date_time
            inside = f"{name}/{plain}" if len(entries) > 1 else name
            yield OfficialFile(
                path, inside, entry.filename, match[1], match[2], f"{year:04}-{month:02}-{day:02}"
            )


@contextmanager
def open_table(file: OfficialFile) -> Iterator[OfficialTable]:
    """The table of a file, after a look at its header.

    Raises SourceError for a file that is empty, not UTF-8 (cp932), damaged, or without a column of :data:`COLUMNS`.
    """
    with _opened(file) as raw, io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as text:
        reader = csv.reader(text, strict=True)
        try:
            header = next(reader, [])
        except UnicodeDecodeError as error:
            raise _not_utf8(file, error) from error
        except (csv.Error, OSError, zipfile.BadZipFile, EOFError, ValueError) as error:
            raise _damaged(file.name, error) from error
        if not any(header):
            raise SourceError(f"{file.name} is empty", remedy=_again(file.name))
        columns = {column_of(name): place for place, name in enumerate(header)}
        for name in COLUMNS[file.type]:
            if name not in columns:
                raise SourceError(
                    f"{file.name} has no column {name}; it has {', '.join(header)[:200]}",
                    remedy=_again(file.name),
                )
        if len(columns) < len(header):
            raise SourceError(f"{file.name} names a column twice", remedy=_again(file.name))
        yield OfficialTable(file, columns, reader)


def column_of(name: str) -> str:
    """Today's name of a column, given any spelling of a header; a name that is not known stays.

    >>> column_of("町字ID"), column_of("machiaza_id"), column_of("備考")
    ('machiaza_id', 'machiaza_id', '備考')
    """
    plain = name.strip().replace("ＩＤ", "id").replace("ID", "id")
    return _JAPANESE.get(plain, plain)


def _opened(file: OfficialFile) -> IO[bytes]:
    try:
        if not file.member:
            return file.path.open("rb")
        with zipfile.ZipFile(file.path) as archive:
            # keeps what it needs of the archive open until it is closed itself
            return archive.open(file.member)
    except (OSError, zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError) as error:
        raise _damaged(file.name, error) from error


def sha256_of(path: Path) -> str:
    """The checksum of a file as it lies on the disk."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _again(name: str) -> str:
    return f"delete {name} and download it again"


def _damaged(name: str, error: BaseException) -> SourceError:
    return SourceError(f"{name} is damaged: {error}", remedy=_again(name))


def _not_utf8(file: OfficialFile, error: UnicodeDecodeError) -> SourceError:
    """cp932 is what a spreadsheet makes of a CSV file that it saves."""
    try:
        error.object[max(0, error.start - 2) : error.start + 200].decode("cp932", errors="strict")
        found = "it looks like cp932 (Shift-JIS)"
    except UnicodeDecodeError:
        found = f"byte {error.object[error.start]:#04x} is not"
    return SourceError(f"{file.name} is not UTF-8: {found}", remedy=_again(file.name))

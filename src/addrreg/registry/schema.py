"""Tables and columns of registry.sqlite, as data: the registry's own column names, once.

Text columns hold '' where nothing is known, never NULL; ids are text and keep their leading zeros. Only
chome_number, the codes that no match asks for and the coordinates are numbers or NULL. The order of the columns here is the order of the
tuples that the build writes.

A coordinate of a town, residence or parcel is an integer of 10⁻⁷ degrees (11 mm), and pos_level of a town is a figure
(:data:`POS_LEVELS`): degrees and words took 10 MB of the 120 that a registry of towns may have. :data:`KEPT` writes them
so, :func:`shown` reads them as degrees and words. Those codes (koaza_aka_code …) are integers for the
same reason, because 0 and 1 take no room, and '' where they are not known.

Blocks, residences and parcels (街区, 住居, 地番) are two hundred million rows for the whole country, and are
kept small: ``machiaza`` is lg_code and machiaza_id as one number, a number of plain figures is an integer, an
id that only repeats the number with zeros in front is ''.
oaza_cho_kana stands in the row of the 大字 alone, not in those of its 丁目 and 小字 behind it, where it took a tenth of the
file. The views ``mt_town``, ``mt_town_pos``, ``mt_rsdtdsp_blk``, ``mt_rsdtdsp_rsdt`` and ``mt_parcel`` show the registry's own columns again.
"""

from __future__ import annotations

from typing import Final

from addrreg.words import PosLevel

__all__ = [
    "FORMAT",
    "INDEXES",
    "KEPT",
    "KEYS",
    "NOT_NULL",
    "NUMBERED",
    "NUMBERS_KEYS",
    "NUMBER_INDEXES",
    "PACK_FORMAT",
    "PAGE_SIZE",
    "POS_LEVELS",
    "TABLES",
    "VIEWS",
    "NodeSource",
    "shown",
]

#: Version of the file: it goes up when a table or column changes its meaning, and older files are then
#: refused.
FORMAT: Final = "6"

#: Version of the packed registry (data/registry.tar.xz).
PACK_FORMAT: Final = "1"

#: Rows of one municipality lie together; 8 KiB pages measured smallest for them.
PAGE_SIZE: Final = 8192


class NodeSource:
    """Where the name of a town row comes from (``town.src``)."""

    ABR = "abr"
    """The registry's release."""
    DERIVED = "derived"
    """A 大字 that the release has only as the first part of its 丁目 and 小字 (旭ケ丘一丁目 …)."""
    JAPANPOST = "japanpost"
    """A town that only Japan Post's list knows."""
    GEOLONIA = "geolonia"
    """A town or 丁目 that only geolonia's list knows."""


_NAMES: dict[str, type] = {"pref": str, "county": str, "city": str, "ward": str}

#: Table → column → Python type (sqlite-utils maps str, int and float to TEXT, INTEGER and REAL).
TABLES: Final[dict[str, dict[str, type]]] = {
    "header": {"key": str, "value": str},
    "source": {
        "name": str, "version": str, "date": str, "sha256": str,
        "licence": str, "attribution": str, "note": str,
    },
    "file": {
        "name": str, "type": str, "scope": str, "date": str, "sha256": str, "rows": int, "bad_rows": int,
    },
    "pref": {"lg_code": str, "pref": str, "pref_kana": str, "rep_lat": float, "rep_lon": float},
    "city": {
        "lg_code": str, **_NAMES, "pref_kana": str, "county_kana": str, "city_kana": str, "ward_kana": str,
        "rep_lat": float, "rep_lon": float,
    },
    "city_alias": {"lg_code": str, **_NAMES, "note": str},
    "town": {
        "node": int, "lg_code": str, "machiaza_id": str, "machiaza_type": int,
        "oaza_cho": str, "oaza_cho_kana": str, "chome": str, "chome_number": int, "koaza": str,
        "rsdt_addr_flg": str, "post_code": str,
        "rep_lat": int, "rep_lon": int, "pos_level": int, "src": str,
        "rsdt_addr_mtd_code": int, "koaza_aka_code": int, "wake_num_flg": int,
    },
    "town_flg": {
        "node": int, "rsdt_addr_flg": str, "rsdt_addr_mtd_code": str, "rep_lat": int, "rep_lon": int,
    },
    "town_alias": {"node": int, "oaza_cho": str, "src": str},
    "names": {"part": str, "data": bytes},
}  # fmt: skip

#: ``town.pos_level`` by its figure: whose point it is, that of nothing, of the 大字・町, or the 丁目's or 小字's own.
POS_LEVELS: Final = ("", PosLevel.MACHIAZA.value, PosLevel.MACHIAZA_DETAIL.value)

#: What is written into a column of ``town`` and ``town_flg`` for a value in degrees or words.
KEPT: Final[dict[str, str]] = {
    "rep_lat": "cast(round(? * 1e7) as integer)",
    "rep_lon": "cast(round(? * 1e7) as integer)",
    "pos_level": "CASE ? WHEN 'machiaza' THEN 1 WHEN 'machiaza_detail' THEN 2 ELSE 0 END",
}

_SHOWN = {
    "rep_lat": "rep_lat / 1e7 rep_lat",
    "rep_lon": "rep_lon / 1e7 rep_lon",
    "pos_level": "CASE pos_level WHEN 1 THEN 'machiaza' WHEN 2 THEN 'machiaza_detail' ELSE '' END pos_level",
}


def shown(*columns: str) -> str:
    """Columns of ``town`` or ``town_flg`` for a SELECT, coordinates in degrees and pos_level as its word."""
    return ", ".join(_SHOWN.get(column, column) for column in columns)


#: Primary keys of the tables that have one.
KEYS: Final[dict[str, str]] = {
    "header": "key", "source": "name", "file": "name", "pref": "lg_code", "city": "lg_code", "town": "node",
    "names": "part",
}  # fmt: skip

#: Text columns are never NULL; chome_number and the coordinates may be.
_NUMBERS = {"chome_number", "rep_lat", "rep_lon"}
NOT_NULL: Final[dict[str, set[str]]] = {
    table: set(columns) - _NUMBERS - {KEYS.get(table, "")} for table, columns in TABLES.items()
}

#: Indexes: the id is what every other table of the registry is joined by; it also finds a municipality's
#: towns.
INDEXES: Final[dict[str, tuple[str, ...]]] = {"town": ("lg_code", "machiaza_id")}

#: Indexes of the tables of numbers: towns by where their box of points lies, and how tall it is; parcels by their
#: 不動産番号, which the files of 2026 leave empty, so that the index is two pages (filled, it is 32 bytes a parcel).
NUMBER_INDEXES: Final[dict[str, str]] = {
    "town_numbers_box": "town_numbers (min_lat, max_lat, min_lon, max_lon) WHERE min_lat IS NOT NULL",
    "town_numbers_tall": "town_numbers (max_lat - min_lat) WHERE min_lat IS NOT NULL",
    "parcel_real_prop_num": "parcel (real_prop_num) WHERE real_prop_num <> ''",
}

#: Tables of numbers → columns; those of :data:`NUMBERS_KEYS` are the primary key and the order of the file.
#: A column has no declared type, because a number is an integer or a text (乙1), and each keeps its own form.
NUMBERED: Final[dict[str, tuple[str, ...]]] = {
    "rsdtdsp_blk": ("machiaza", "blk_num", "blk_id", "rsdt_addr_flg", "rep_lat", "rep_lon"),
    "rsdtdsp_rsdt": (
        "machiaza", "blk_num", "rsdt_num", "rsdt_num2", "blk_id", "rsdt_id", "rsdt2_id", "rsdt_addr_flg",
        "basic_rsdt_div", "rsdt_addr_mtd_code", "rep_lat", "rep_lon",
    ),
    "parcel": (
        "machiaza", "prc_num1", "prc_num2", "prc_num3", "prc_id", "rsdt_addr_flg", "prc_rec_flg",
        "real_prop_num", "rep_lat", "rep_lon",
    ),
    "town_numbers": (
        "machiaza", "oaza_cho", "chome", "koaza", "rsdt_addr_flg", "blks", "rsdts", "parcels", "min_lat", "max_lat", "min_lon", "max_lon",
    ),
}  # fmt: skip

#: How many of the first columns are the primary key. The last of them tell two rows of one number apart.
NUMBERS_KEYS: Final[dict[str, int]] = {"rsdtdsp_blk": 4, "rsdtdsp_rsdt": 8, "parcel": 5, "town_numbers": 1}

_TOWN_OF = "printf('%06d', machiaza / 10000000) lg_code, printf('%07d', machiaza % 10000000) machiaza_id"
_POINT = shown("rep_lat", "rep_lon")


def _padded(column: str, width: int, *numbers: str) -> str:
    """An id, or what it repeats: each of the numbers with zeros in front; '' where the first is ''."""
    form, values = f"%0{width}d" * len(numbers), ", ".join(numbers)
    return (
        f"CASE WHEN {column} <> '' OR {numbers[0]} = '' THEN {column} ELSE printf('{form}', {values}) END "
        f"{column}"
    )


#: The registry's own tables, for those who know them: rows of the release only, names of the municipality
#: repeated.
VIEWS: Final[dict[str, str]] = {
    "mt_town": """
        select t.lg_code, t.machiaza_id, t.machiaza_type, c.pref, c.county, c.city, c.ward,
               t.oaza_cho,
               CASE WHEN t.chome || t.koaza = '' OR t.oaza_cho = '' THEN t.oaza_cho_kana ELSE (
                   select p.oaza_cho_kana from town p where p.node < t.node and p.chome = '' and p.koaza = ''
                   order by p.node desc limit 1
               ) END oaza_cho_kana, t.chome, t.chome_number, t.koaza,
               coalesce(f.rsdt_addr_flg, t.rsdt_addr_flg) rsdt_addr_flg, t.post_code
        from town t join city c on c.lg_code = t.lg_code left join town_flg f on f.node = t.node
        where t.machiaza_id <> ''
    """,
    "mt_town_pos": """
        select t.lg_code, t.machiaza_id, coalesce(f.rsdt_addr_flg, t.rsdt_addr_flg) rsdt_addr_flg,
               coalesce(f.rep_lat, t.rep_lat) / 1e7 rep_lat, coalesce(f.rep_lon, t.rep_lon) / 1e7 rep_lon
        from town t left join town_flg f on f.node = t.node
        where t.machiaza_id <> '' and t.rep_lat is not null and (t.pos_level = 1) = (t.chome || t.koaza = '')
    """,
    "mt_rsdtdsp_blk": f"""
        select {_TOWN_OF}, {_padded("blk_id", 3, "blk_num")}, cast(blk_num as text) blk_num, rsdt_addr_flg,
               {_POINT}
        from rsdtdsp_blk
    """,  # noqa: S608
    "mt_rsdtdsp_rsdt": f"""
        select {_TOWN_OF}, {_padded("blk_id", 3, "blk_num")}, {_padded("rsdt_id", 3, "rsdt_num")},
               {_padded("rsdt2_id", 5, "rsdt_num2")}, cast(blk_num as text) blk_num,
               cast(rsdt_num as text) rsdt_num, cast(rsdt_num2 as text) rsdt_num2, basic_rsdt_div,
               rsdt_addr_flg, rsdt_addr_mtd_code, {_POINT}
        from rsdtdsp_rsdt
    """,  # noqa: S608
    "mt_parcel": f"""
        select {_TOWN_OF}, {_padded("prc_id", 5, "prc_num1", "prc_num2", "prc_num3")},
               cast(prc_num1 as text) prc_num1, cast(prc_num2 as text) prc_num2,
               cast(prc_num3 as text) prc_num3, rsdt_addr_flg, prc_rec_flg, real_prop_num, {_POINT}
        from parcel
    """,  # noqa: S608
}

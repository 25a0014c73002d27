"""Tables and columns of registry.sqlite, as data: the registry's own column names, once.

Text columns hold '' where nothing is known, never NULL; ids are text and keep their leading zeros. Only
chome_number and the coordinates are numbers or NULL. The order of the columns here is the order of the
tuples that the build writes.
"""

from __future__ import annotations

from typing import Final

__all__ = [
    "FORMAT",
    "INDEXES",
    "KEYS",
    "NOT_NULL",
    "PACK_FORMAT",
    "PAGE_SIZE",
    "TABLES",
    "VIEWS",
    "NodeSource",
]

#: Version of the file: it goes up when a table or column changes its meaning, and older files are then
#: refused.
FORMAT: Final = "2"

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
    "pref": {"lg_code": str, "pref": str, "pref_kana": str},
    "city": {
        "lg_code": str, **_NAMES, "pref_kana": str, "county_kana": str, "city_kana": str, "ward_kana": str,
    },
    "city_alias": {"lg_code": str, **_NAMES, "note": str},
    "town": {
        "node": int, "lg_code": str, "machiaza_id": str, "machiaza_type": int,
        "oaza_cho": str, "oaza_cho_kana": str, "chome": str, "chome_number": int, "koaza": str,
        "rsdt_addr_flg": str, "post_code": str,
        "rep_lat": float, "rep_lon": float, "pos_level": str, "src": str,
    },
    "town_alias": {"node": int, "oaza_cho": str, "src": str},
    "names": {"part": str, "data": bytes},
}  # fmt: skip

#: Primary keys of the tables that have one.
KEYS: Final[dict[str, str]] = {
    "header": "key", "source": "name", "pref": "lg_code", "city": "lg_code", "town": "node", "names": "part",
}  # fmt: skip

#: Text columns are never NULL; chome_number and the coordinates may be.
_NUMBERS = {"chome_number", "rep_lat", "rep_lon"}
NOT_NULL: Final[dict[str, set[str]]] = {
    table: set(columns) - _NUMBERS - {KEYS.get(table, "")} for table, columns in TABLES.items()
}

#: Indexes: the id is what every other table of the registry is joined by; it also finds a municipality's
#: towns.
INDEXES: Final[dict[str, tuple[str, ...]]] = {"town": ("lg_code", "machiaza_id")}

#: The registry's own table, for those who know it: rows of the release only, names of the municipality
#: repeated.
VIEWS: Final[dict[str, str]] = {
    "mt_town": """
        select t.lg_code, t.machiaza_id, t.machiaza_type, c.pref, c.county, c.city, c.ward,
               t.oaza_cho, t.oaza_cho_kana, t.chome, t.chome_number, t.koaza, t.rsdt_addr_flg, t.post_code
        from town t join city c on c.lg_code = t.lg_code
        where t.machiaza_id <> ''
    """,
}

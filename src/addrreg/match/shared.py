"""Shared (共通部分): what several places have in common, for a result that must not choose between them."""

from __future__ import annotations

from collections.abc import Sequence

from addrreg.registry.names import Unit
from addrreg.registry.towns import Town
from addrreg.text.spellings import without_aza

__all__ = ["shared_town", "shared_unit"]


def shared_unit(units: Sequence[Unit]) -> Unit:
    """The municipality that all have in common, or the names in front of it that they share."""
    first = units[0]
    if all(unit == first for unit in units):
        return first
    pref = first.pref if all(unit.pref == first.pref for unit in units) else ""
    county = first.county if all(unit.county == first.county for unit in units) else ""
    city = first.city if all(unit.city == first.city for unit in units) else ""
    return Unit("", pref, county if pref and city else "", city if pref else "", "", ())


def shared_town(rows: Sequence[Town]) -> Town | None:
    """What the rows of one municipality have in common; None if not even the 大字.

    字池下 and 池下 are one name to a reader: such a name is kept, in the first spelling, and the id is not. 大聖寺上木町95 may be
    a parcel of the town or its 小字 九十五: both lie in the town, whose id is kept.
    """
    first = rows[0]
    whole = all(_plain(row) == _plain(first) for row in rows)
    if not whole and not all(without_aza(row.oaza_cho) == without_aza(first.oaza_cho) for row in rows):
        return None
    shared = {
        field: value
        for field, value in first._asdict().items()
        if all(getattr(row, field) == value for row in rows)
    }
    lat, lon = shared.get("rep_lat"), shared.get("rep_lon")
    if lat is None or lon is None:
        lat = lon = None
    return Town(
        lg_code=shared.get("lg_code", ""),
        machiaza_id=shared.get("machiaza_id") or _around(rows),
        oaza_cho=first.oaza_cho,
        chome=shared.get("chome", ""),
        koaza=first.koaza if whole else "",
        rsdt_addr_flg=shared.get("rsdt_addr_flg", ""),
        post_code=shared.get("post_code", ""),
        rep_lat=lat,
        rep_lon=lon,
        pos_level=shared.get("pos_level", "") if lat is not None else "",
        src=shared.get("src", ""),
    )


def _around(rows: Sequence[Town]) -> str:
    """The id of that row which is the 大字 of all others; the first four figures say whose a 丁目 or 小字 is."""
    heads = [row for row in rows if row.machiaza_id and not row.chome and not row.koaza]
    if len(heads) != 1:
        return ""
    head = heads[0].lg_code, heads[0].machiaza_id[:4]
    return heads[0].machiaza_id if all((row.lg_code, row.machiaza_id[:4]) == head for row in rows) else ""


def _plain(row: Town) -> str:
    return without_aza(row.oaza_cho) + row.chome + without_aza(row.koaza)

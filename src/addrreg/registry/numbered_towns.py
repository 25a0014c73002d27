"""Towns that the files of blocks, residences and parcels name: they may be newer than the list of towns."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from operator import itemgetter

from addrreg.registry.overlay import NO_POINT, OfficialTown, PackTown

__all__ = ["numbered_towns", "with_numbered"]


def numbered_towns(connection: sqlite3.Connection) -> dict[str, list[OfficialTown]]:
    """The towns that the files of numbers name, by municipality."""
    found: dict[str, list[OfficialTown]] = {}
    rows = connection.execute("select machiaza, oaza_cho, chome, koaza, rsdt_addr_flg from town_numbers")
    for key, oaza_cho, chome, koaza, flg in rows:
        lg_code, machiaza_id = f"{key // 10**7:06d}", f"{key % 10**7:07d}"
        flgs = ((flg, "", NO_POINT),)
        town = OfficialTown(machiaza_id, "", oaza_cho, "", chome, "", koaza, "", "", "", flgs)
        found.setdefault(lg_code, []).append(town)
    return found


def with_numbered(
    official: list[OfficialTown],
    pack: list[PackTown],
    numbered: list[OfficialTown],
    key: Callable[[str], str],
) -> list[OfficialTown]:
    """The towns of a list, and those that only the files of numbers have.

    A town of that list without a number of its own gives way to one of the same name that has some: it is the same
    town under its id of before.
    """
    ids = {town.machiaza_id for town in official} or {
        one.machiaza_id for town in pack for one in (town, *town.children)
    }
    news = [
        town
        for town in numbered
        if town.machiaza_id not in ids and (town.oaza_cho or town.chome or town.koaza)
    ]
    if not news:
        return official
    held = {town.machiaza_id for town in numbered}
    places = {
        (key(town.oaza_cho), key(town.chome + town.koaza)): place
        for place, town in enumerate(official)
        if town.machiaza_id not in held
    }
    official = list(official)
    for town in news:
        place = places.get((key(town.oaza_cho), key(town.chome + town.koaza)))
        if place is None:
            official.append(town)
        else:
            old = official[place]
            flgs = ((town.flgs[0][0], "", old.point),)
            official[place] = old._replace(machiaza_id=town.machiaza_id, koaza=town.koaza, flgs=flgs)
    return sorted(official, key=itemgetter(0))

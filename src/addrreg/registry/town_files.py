"""Files of towns → tables: what the registry's files say, laid over the embedded registry.

A registry of one prefecture still reads the whole country: municipalities for which the folder has no list of towns keep
their embedded ones. The rows wait in a temporary database of SQLite, because those of the whole country would take 400 MB.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Final

from addrreg.registry.build import Columns, insert, points_of, rows_of
from addrreg.registry.joining import join_key
from addrreg.registry.municipalities import KANA, NAMES, Municipalities, Names, point_of
from addrreg.registry.numbered_towns import numbered_towns, with_numbered
from addrreg.registry.official import OfficialFile, OfficialTable, open_table
from addrreg.registry.overlay import NO_POINT, OfficialTown, PackTown, Placed, Point, overlay
from addrreg.registry.store import Progress

__all__ = ["Staged", "fill_towns"]

_TOWN: Final = (
    "lg_code", "machiaza_id", "rsdt_addr_flg", "machiaza_type", "oaza_cho", "oaza_cho_kana", "chome",
    "chome_number", "koaza", "post_code", "koaza_aka_code", "wake_num_flg", "rsdt_addr_mtd_code",
)  # fmt: skip


class Staged:
    """The rows of the town files, sorted by municipality and id, with their points."""

    def __init__(self) -> None:
        self._base = sqlite3.connect("", isolation_level=None)  # a file that SQLite deletes itself
        execute = self._base.execute
        execute("pragma journal_mode = off")
        execute(
            f"create table town ({', '.join(_TOWN)}, rank, primary key (lg_code, rank, machiaza_id, rsdt_addr_flg)) without rowid"
        )
        execute(
            "create table point (lg_code, machiaza_id, rsdt_addr_flg, lat, lon, primary key (lg_code, machiaza_id, rsdt_addr_flg)) without rowid"
        )
        execute("begin")
        #: Names and kana of each municipality, as its first town has them.
        self.names: dict[str, Names] = {}
        #: Date of the newest town file of each municipality.
        self.dates: dict[str, str] = {}

    def close(self) -> None:
        """Give the temporary file back."""
        self._base.close()

    def read(self, file: OfficialFile, rank: int, left: Counter[str]) -> OfficialTable:
        """Take the rows of a town file; of two files for one municipality that of the higher rank counts."""
        with open_table(file) as table:
            marks = ", ".join("?" * (len(_TOWN) + 1))
            before, done = self._base.total_changes, Counter[str]()
            self._base.executemany(
                f"insert or ignore into town values ({marks})",  # noqa: S608
                self._rows(table, rank, left, done),
            )
            left["rows that are there already"] += done["rows"] - (self._base.total_changes - before)
        return table

    def _rows(
        self, table: OfficialTable, rank: int, left: Counter[str], done: Counter[str]
    ) -> Iterator[tuple[object, ...]]:
        get = itemgetter(*table.places(*_TOWN))
        names_of = itemgetter(*table.places(*NAMES, *KANA))
        (abolished,) = table.places("ablt_date")
        last = ""
        for row in table.read():
            values = get(row)
            lg_code, machiaza_id = values[:2]
            if len(lg_code) != 6 or len(machiaza_id) != 7 or not (lg_code + machiaza_id).isdecimal():
                table.bad(f"lg_code {lg_code!r}, machiaza_id {machiaza_id!r}")
                continue
            if row[abolished] and row[abolished] <= table.file.date:
                left["abolished rows"] += 1
                continue
            if lg_code != last:
                last = lg_code
                self.names.setdefault(lg_code, names_of(row))
                self.dates[lg_code] = max(table.file.date, self.dates.get(lg_code, ""))
            done["rows"] += 1
            yield (*values, rank)

    def read_points(self, file: OfficialFile) -> OfficialTable:
        """Take the points of a position file."""
        with open_table(file) as table:
            self._base.executemany("insert or replace into point values (?, ?, ?, ?, ?)", _points(table))
        return table

    def towns(self, lg_code: str) -> list[OfficialTown]:
        """The towns of a municipality by their id, rows of either rsdt_addr_flg in one.

        Town and point may differ in rsdt_addr_flg (11,387 towns of the country): then the other two keys join them, where
        they are unique.
        """
        rows = self._base.execute(
            "select * from town where lg_code = ?1 and rank = (select max(rank) from town where lg_code = ?1)"
            " order by machiaza_id, rsdt_addr_flg desc",
            (lg_code,),
        )
        points: dict[str, dict[str, Point]] = {}
        for machiaza_id, flg, lat, lon in self._base.execute(
            "select machiaza_id, rsdt_addr_flg, lat, lon from point where lg_code = ?", (lg_code,)
        ):
            points.setdefault(machiaza_id, {})[flg] = (lat, lon)
        return [_one(list(group), points) for _, group in groupby(rows, itemgetter(1))]


def _one(rows: list[tuple[str, ...]], points: dict[str, dict[str, Point]]) -> OfficialTown:
    first = rows[0]
    of = points.get(first[1], {})
    only = next(iter(of.values())) if len(of) == 1 else NO_POINT
    flgs = tuple((row[2], row[12], of.get(row[2], only)) for row in rows)
    return OfficialTown._make((first[1], *first[3:12], flgs))


def _points(table: OfficialTable) -> Iterator[tuple[object, ...]]:
    get = itemgetter(*table.places("lg_code", "machiaza_id", "rsdt_addr_flg", "rep_lat", "rep_lon"))
    for row in table.read():
        *ids, lat, lon = get(row)
        point = point_of(table, lat, lon)
        if point is not None:
            yield (*ids, *point)


def fill_towns(
    connection: sqlite3.Connection,
    pack: dict[str, Columns],
    staged: Staged,
    where: Municipalities,
    only: bool,
    left: Counter[str],
    report: Progress,
) -> set[str]:
    """Write pref, city, city_alias, town, town_flg and town_alias; returns the municipalities that kept their embedded towns."""
    numbered = numbered_towns(connection)
    covered = (staged.names.keys() | numbered.keys()) & where.cities.keys()
    cities = where.cities
    if only:
        held = {cities[lg_code][:3] for lg_code in covered}
        cities = {
            code: names
            for code, names in cities.items()
            if code in covered or (names[:3] in held and not names[3])
        }
    living = {names[0] for names in cities.values()}
    no_point = (None, None)
    insert(connection, "pref", (
        (code, *names, *where.points.get(code, no_point)) for code, names in sorted(where.prefs.items()) if names[0] in living
    ))  # fmt: skip
    insert(
        connection, "city",
        ((code, *names, *where.points.get(code, no_point)) for code, names in sorted(cities.items())),
    )  # fmt: skip
    insert(connection, "city_alias", sorted(alias for alias in where.aliases if alias[0] in cities))
    embedded: set[str] = set()
    placed = _placed(cities, pack, staged, numbered, embedded, left)
    other_names: dict[int, list[tuple[str, str]]] = {}
    for node, name, src in rows_of(pack["town_alias"], "node", "oaza_cho", "src"):
        other_names.setdefault(int(node), []).append((name, src))
    flgs: list[tuple[object, ...]] = []
    aliases: list[tuple[object, ...]] = []
    total = len(cities)

    def rows() -> Iterator[tuple[object, ...]]:
        done = 0
        last = ""
        for node, one in enumerate(placed, 1):
            if one.row[0] != last:
                last = str(one.row[0])
                done += 1
                report("town", done, total)
            aliases.extend((node, *other) for other in other_names.pop(one.node, ()))
            if len(one.flgs) > 1:
                flgs.extend((node, flg, method, *point) for flg, method, point in one.flgs)
            yield (node, *one.row)

    insert(connection, "town", rows())
    insert(connection, "town_flg", flgs)
    insert(connection, "town_alias", aliases)
    return embedded


def _placed(
    cities: dict[str, Names],
    pack: dict[str, Columns],
    staged: Staged,
    numbered: dict[str, list[OfficialTown]],
    embedded: set[str],
    left: Counter[str],
) -> Iterator[Placed]:
    """The towns of all municipalities, in the order of their codes."""
    stream = _pack_towns(pack)
    code, towns = next(stream, ("999999", []))
    key = _remembered(join_key)
    for lg_code in sorted(cities):
        while code < lg_code:  # abolished, or left out
            code, towns = next(stream, ("999999", []))
        mine = towns if code == lg_code else []
        official = staged.towns(lg_code) if lg_code in staged.names else []
        keep = not official
        if keep and mine:
            embedded.add(lg_code)
        if lg_code in numbered:
            official = with_numbered(official, mine, numbered[lg_code], key)
        yield from overlay(lg_code, official, mine, key, left, keep)


def _remembered(function: Callable[[str], str]) -> Callable[[str], str]:
    known: dict[str, str] = {}

    def remembered(name: str) -> str:
        found = known.get(name)
        if found is None:
            if len(known) > 100_000:
                known.clear()
            found = known[name] = function(name)
        return found

    return remembered


def _pack_towns(pack: dict[str, Columns]) -> Iterator[tuple[str, list[PackTown]]]:
    """The towns of the embedded registry by municipality, in the order of their codes, with the nodes that it gives them."""
    oaza, detail = pack["oaza"], pack["detail"]
    parents = rows_of(
        oaza, "lg_code", "machiaza_id", "oaza_cho", "oaza_cho_kana", "src", "post_code", "children"
    )
    children = rows_of(detail, "machiaza_id", "chome", "koaza", "src", "post_code")
    points, child_points = points_of(oaza), points_of(detail)
    node = 0
    for lg_code, group in groupby(parents, itemgetter(0)):
        towns = []
        for _, machiaza_id, name, kana, src, post_code, count in group:
            node += bool(name)
            town = PackTown(node if name else 0, machiaza_id, name, kana, src, post_code, next(points))
            for _ in range(int(count)):
                child_id, chome, koaza, child_src, own_code = next(children)
                node += 1
                town.children.append(
                    PackTown(
                        node, child_id, name, kana, child_src, own_code, next(child_points), chome, koaza
                    )
                )
            towns.append(town)
        yield lg_code, towns

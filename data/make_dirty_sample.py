"""Write data/samples/dirty_facilities.csv: a list of facilities with every kind of dirt, and the truth beside it.

    python data/make_dirty_sample.py              # the same bytes each time, for the same registry
    python data/make_dirty_sample.py -o FILE

The municipalities, towns, postal codes and points are rows of the embedded registry; facilities, numbers, buildings and
telephone numbers are made up. Each dirty row gets one kind of dirt (dirt_addresses.py, dirt_columns.py), named in the column 汚れ by the code of the
audit's finding that it should lead to; 正解_住所, 正解_団体コード and 正解_施設 say what the row was before. So that what an audit
finds can be counted against what is there: findings that are missing, and findings too many.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "src"))
sys.path.insert(0, str(HERE))

# each adds its kinds of dirt to DIRT, in this order
import dirt_addresses  # noqa: E402, F401
import dirt_columns  # noqa: E402, F401
from dirt import DIRT, WIDTH, Country, Place, Row, respelled  # noqa: E402

SAMPLE = HERE / "samples" / "dirty_facilities.csv"
SEED = 20260401
CLEAN, PAIRS = 60, 18
KINDS = ("図書館", "保育所", "地区センター", "児童館", "公民館", "案内所")
HEADER = (
    "施設番号",
    "名称",
    "郵便番号",
    "住所",
    "団体コード",
    "緯度",
    "経度",
    "汚れ",
    "正解_住所",
    "正解_団体コード",
    "正解_施設",
)


def main() -> int:
    parser = argparse.ArgumentParser(description="Write the dirty sample.")
    parser.add_argument("-o", "--output", type=Path, default=SAMPLE)
    output = parser.parse_args().output
    rows = make(random.Random(SEED))  # noqa: S311 - dirt, not a secret
    with output.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(rows)
    print(f"{output}: {len(rows)} rows")
    return 0


def make(rng: random.Random) -> list[list[str]]:
    """All rows of the sample, shuffled: the dirt of a real file does not stand in order."""
    country = Country()
    places = Places(country, rng)
    rows = [Row(places.take(), rng) for _ in range(CLEAN)]
    for _ in range(PAIRS):
        rows += twins(places.take(lambda place: bool(place.chome)), rng)
    for dirt in DIRT:
        for turn in range(dirt.rows):
            rows.append(spoiled(dirt.spoil, dirt.fits, dirt.code, turn, places, country, rng))
    rng.shuffle(rows)
    ids = {place: f"P{number:03}" for number, place in enumerate(dict.fromkeys(row.place for row in rows), 1)}
    return [cells(number, row, ids[row.place]) for number, row in enumerate(rows, 1)]


def spoiled(
    spoil: Callable[[Row, Country, int], None],
    fits: Callable[[Place, Country], bool],
    code: str,
    turn: int,
    places: Places,
    country: Country,
    rng: random.Random,
) -> Row:
    """A row with one kind of dirt; a place whose spoiled address is too long for the file is left for another."""
    while True:
        row = Row(places.take(lambda place: fits(place, country)), rng)
        row.dirt.append(code)
        spoil(row, country, turn)
        if len(row.address) <= WIDTH - 4 or code == "truncated":
            return row


def twins(place: Place, rng: random.Random) -> Iterator[Row]:
    """Two or three rows of one facility, each spelled in another way."""
    first = Row(place, rng)
    number = first.number
    for way in rng.sample(range(len(respelled)), rng.choice((2, 2, 3))):
        row = Row(place, rng, number)
        respelled[way](row)
        row.dirt.append("duplicate")
        yield row


class Places:
    """The registry's towns in a random order, each given once."""

    def __init__(self, country: Country, rng: random.Random) -> None:
        self._left = list(country.places)
        rng.shuffle(self._left)

    def take(self, fits: Callable[[Place], bool] = lambda place: True) -> Place:
        """The next place that fits."""
        for index in range(len(self._left) - 1, -1, -1):
            if fits(self._left[index]):
                return self._left.pop(index)
        raise LookupError("no place of the registry fits")


def cells(number: int, row: Row, place: str) -> list[str]:
    """A row as the file has it."""
    kind = KINDS[int(place[1:]) % len(KINDS)]
    return [
        f"{number:04}",
        f"{row.place.ward or row.place.city}{row.place.oaza_cho}{kind}",
        row.post_code,
        row.address,
        row.lg_code,
        row.lat,
        row.lon,
        ";".join(row.dirt),
        row.truth,
        row.place.lg_code,
        place,
    ]


if __name__ == "__main__":
    sys.exit(main())

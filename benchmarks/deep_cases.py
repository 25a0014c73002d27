"""Known answers inside the areas of which a registry has residences or parcels: are they read down to the number?

    python benchmarks/deep_cases.py REGISTRY.sqlite [--cases ../shared/cases] [--show 10]

A row of a set counts where its municipality has residences or parcels in the registry. What comes back is counted as

    number      a residence, block or parcel, with the number that the source states
    not held    the town alone, and the registry holds no house, block or parcel of that number there
    missed      the town alone, although the registry holds the number
    no town     less than a town
    other       another number than the source states, or another town: the one thing that must not be
"""

from __future__ import annotations

import argparse
import csv
import re
import unicodedata
from collections import Counter
from pathlib import Path

from addrreg import Cleanser, Result
from addrreg.registry.numbers import Numbers

SETS = ("abr_e2e", "geolonia", "jigyosyo")
NUMBER = re.compile(r"\d+(?:(?:番地の?|番|号|-|の)\d+)*")


def stated(rest: str) -> tuple[str, ...]:
    """The number at the beginning of what a source states behind the town."""
    found = NUMBER.match(re.sub(r"^\d+丁目", "", unicodedata.normalize("NFKC", rest).strip()))
    return tuple(re.findall(r"\d+", found[0])) if found else ()


def verdict(result: Result, number: tuple[str, ...], numbers: Numbers) -> str:
    """The class of a result."""
    found = tuple(
        filter(
            None,
            (result.blk_num, result.rsdt_num, result.rsdt_num2)
            if result.blk_id or result.rsdt_id
            else (result.prc_num1, result.prc_num2, result.prc_num3),
        )
    )
    if found:
        behind = number[1:] if result.chome else number  # a source may count the 丁目 among the numbers
        return "number" if found in (number[: len(found)], behind[: len(found)]) else "other"
    if not result.machiaza_id:
        return "no town"
    town = result.lg_code, result.machiaza_id
    held = numbers.residences(*town, *number[:2]) or numbers.parcels(*town, *(*number, "", "")[:3])
    return "missed" if held and number else "not held"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("registry")
    parser.add_argument(
        "--cases", type=Path, default=Path(__file__).resolve().parents[2] / "shared" / "cases"
    )
    parser.add_argument("--show", type=int, default=10)
    options = parser.parse_args()
    with Cleanser(options.registry) as cleanser:
        connection = cleanser.registry.connection
        numbers = Numbers(connection)
        deep = {
            f"{key:06d}"
            for (key,) in connection.execute("select distinct machiaza / 10000000 from town_numbers")
        }
        for name in SETS:
            counts: Counter[str] = Counter()
            examples: list[str] = []
            with (options.cases / f"{name}.csv").open(encoding="utf-8", newline="") as file:
                for case in csv.DictReader(file):
                    result = cleanser(case["input"])
                    number = stated(case["rest"]) or tuple(re.findall(r"\d+", result.number))
                    if result.lg_code not in deep or not number:
                        continue
                    kind = verdict(result, number, numbers)
                    counts[kind] += 1
                    if kind != "number":
                        examples.append(
                            f"    {kind}: {case['input']} → {result.address} [{result.match_level}] {result.steps}"
                        )
            print(f"{name}: {sum(counts.values())} rows", dict(counts))
            print("\n".join(examples[: options.show]))


if __name__ == "__main__":
    main()

"""Every municipality and ward of the registry alone, in each way it is written, and every former one with its towns.

    python benchmarks/municipalities.py --show 20

``alone``: the name with prefecture, county and designated city written or left out. A text that names one place must
be that place; one that names several must be ``ambiguous``, with all of them among the candidates.

``former``: towns that bear the name of a former municipality (奥州市水沢佐倉河) written as they were then (水沢市佐倉河), a number
behind. They must come back as themselves. No list says what became of the other towns, so nothing is asked of them.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from addrreg import Cleanser, Result

SEED = 20241101
FORMER = Path(__file__).resolve().parent.parent / "data" / "former_municipalities.tsv"
GOOD = ("right", "named")

Failure = tuple[str, str, "Result"]


def ways(pref: str, county: str, city: str, ward: str) -> Iterator[tuple[str, str]]:
    """(name of the way, the municipality written so)."""
    short = pref if pref == "北海道" else pref[:-1]
    for head, without_pref in ((pref, ""), (short, "short pref "), ("", "no pref ")):
        for middle, without_county in ((county, ""), ("", "no county ")) if county else (("", ""),):
            for whole, without_city in ((city, ""), ("", "no city ")) if ward else ((city, ""),):
                way = (without_pref + without_county + without_city).strip() or "full"
                yield way, head + middle + whole + ward


def alone(cleanser: Cleanser) -> tuple[dict[str, Counter[str]], list[Failure]]:
    """Every name in every way."""
    meant: dict[tuple[str, str], set[str]] = defaultdict(set)
    anywhere: dict[str, set[str]] = defaultdict(set)
    for lg_code, *names in cleanser.registry.connection.execute(
        "select lg_code, pref, county, city, ward from city"
    ):
        for way, text in ways(*names):
            meant[way, text].add(lg_code)
            anywhere[text].add(lg_code)
    tally: dict[str, Counter[str]] = defaultdict(Counter)
    failures = []
    for way, text in meant:
        result, codes = cleanser(text), anywhere[text]
        if result.status == "matched" and codes == {result.lg_code}:
            outcome = "right"
        elif result.status == "ambiguous" and codes <= {c.lg_code for c in result.candidates}:
            outcome = "named" if len(codes) > 1 else "doubted"
        else:
            outcome = "too sure" if len(codes) > 1 and result.status == "matched" else "wrong"
        tally[way][outcome] += 1
        if outcome not in GOOD:
            failures.append((f"{way} {outcome}", text, result))
    return tally, failures


def former(cleanser: Cleanser, each: int) -> tuple[dict[str, Counter[str]], list[Failure]]:
    """Up to ``each`` towns of every former municipality."""
    chance = random.Random(SEED)  # noqa: S311 - a fixed choice, not a secret
    tally: dict[str, Counter[str]] = defaultdict(Counter)
    failures = []
    for row in former_rows():
        name = row["ward"] or row["city"]
        old = row["pref"] + row["county"] + row["city"] + row["ward"]
        towns = list(bearing(cleanser, name[:-1], row["lg_code"].split(";")))
        for lg_code, machiaza_id, behind in chance.sample(towns, min(each, len(towns))):
            result = cleanser(f"{old}{behind}123")
            own = (lg_code, machiaza_id)
            if (result.lg_code, result.machiaza_id) == own:
                outcome = "right"
            elif own in {(c.lg_code, c.machiaza_id) for c in result.candidates}:
                outcome = "named"
            else:
                outcome = "stopped" if not result.oaza_cho + result.koaza else "wrong"
            tally[row["kind"]][outcome] += 1
            if outcome not in GOOD:
                failures.append((f"former {outcome}", f"{old}{behind}123", result))
    return tally, failures


def former_rows() -> list[dict[str, str]]:
    with FORMER.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t"))


def bearing(cleanser: Cleanser, stem: str, codes: list[str]) -> Iterator[tuple[str, str, str]]:
    """(lg_code, machiaza_id, the rest of the name) of the 大字 that go on from the old name."""
    for code in codes if len(stem) > 1 else ():
        rows = cleanser.registry.connection.execute(
            "select machiaza_id, oaza_cho from town where lg_code = ? and chome = '' and koaza = ''"
            " and machiaza_id <> ''",
            (code,),
        )
        for machiaza_id, oaza_cho in rows:
            plain = oaza_cho.replace("大字", "")
            behind = plain[len(stem) :].lstrip("町村字") if plain.startswith(stem) else ""
            if behind and not behind.startswith("市"):
                yield code, machiaza_id, behind


def report(title: str, tally: dict[str, Counter[str]]) -> None:
    print(f"\n{title}")
    for way, counts in sorted(tally.items()):
        total = sum(counts.values())
        good = sum(counts[outcome] for outcome in GOOD)
        parts = "  ".join(f"{outcome} {count}" for outcome, count in counts.most_common())
        print(f"  {way:32}{good / total:9.3%} of {total:5}  {parts}")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    add = parser.add_argument
    add("--registry", help="another registry.sqlite")
    add("--each", type=int, default=5, metavar="N", help="towns of each former municipality (default 5)")
    add("--show", type=int, default=10, metavar="N", help="print N failures")
    args = parser.parse_args()
    from addrreg import Cleanser

    with Cleanser(args.registry) as cleanser:
        names, failures = alone(cleanser)
        report("alone", names)
        towns, more = former(cleanser, args.each)
        report("former", towns)
    for kind, text, result in (failures + more)[: args.show]:
        print(f"  {kind}: {text} → {result.status} {result.lg_code} {result.address} rest={result.rest}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

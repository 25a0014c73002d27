"""Every residence and parcel of a registry, written as an address in three ways, must come back with its own ids.

    python benchmarks/locate.py REGISTRY.sqlite [--sample 20000] [--only residence|parcel] [--show 3]

The ways: full (白山一丁目1番2号, 1番地2), hyphens (白山1-1-2) and full width (白山１－１－２). What comes back is counted as

    own        the row's own ids; how many of them as ``ambiguous``, because something else bears the number, is told apart
    named      ``ambiguous``, and the row is one of the places that the text can be
    shallower  its town or block, which is right, but less than the registry holds
    other      another place, told as sure: the one thing that must not be, even where the row is named beside it

with failures by class and examples of each. The registry is the one under test: what it holds twice, nobody can tell apart.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from addrreg import Cleanser, Result
from addrreg.text.numerals import to_int

WAYS = ("full", "hyphens", "full width")
IDS = ("lg_code", "machiaza_id", "blk_id", "rsdt_id", "rsdt2_id", "prc_id")
WIDE = str.maketrans("0123456789-", "０１２３４５６７８９－")
TOWN = "t.pref || t.county || t.city || t.ward || t.oaza_cho, t.chome, t.koaza"
QUERIES = {
    "residence": f"""
        select {TOWN}, n.blk_num, n.rsdt_num, n.rsdt_num2, n.lg_code, n.machiaza_id, blk_id, rsdt_id, rsdt2_id, ''
        from mt_rsdtdsp_rsdt n join (select * from mt_town group by lg_code, machiaza_id) t using (lg_code, machiaza_id)
    """,  # noqa: S608
    "parcel": f"""
        select {TOWN}, n.prc_num1, n.prc_num2, n.prc_num3, n.lg_code, n.machiaza_id, '', '', '', prc_id
        from mt_parcel n join (select * from mt_town group by lg_code, machiaza_id) t using (lg_code, machiaza_id)
    """,  # noqa: S608
}


class Row(NamedTuple):
    """A residence or parcel: how it is called, and its ids."""

    names: str
    chome: str
    koaza: str
    numbers: tuple[str, ...]
    ids: tuple[str, ...]


def rows(connection: sqlite3.Connection, level: str) -> Iterator[Row]:
    for names, chome, koaza, *rest in connection.execute(QUERIES[level]):
        yield Row(names, chome, koaza, tuple(filter(None, rest[:3])), tuple(rest[3:]))


def written(row: Row, level: str) -> dict[str, str]:
    """The row as an address in each of the ways."""
    first, *more = row.numbers
    full = f"{first}番{'-'.join(more)}号" if level == "residence" else f"{first}番地{'-'.join(more)}"
    number = "-".join(row.numbers)
    short = row.chome
    if row.chome.endswith("丁目") and not row.koaza:
        short = f"{to_int(row.chome.removesuffix('丁目'))}-"
    hyphens = row.names + short + row.koaza + number
    return dict(
        zip(WAYS, (row.names + row.chome + row.koaza + full, hyphens, hyphens.translate(WIDE)), strict=True)
    )


def verdict(row: Row, result: Result, address: str) -> tuple[str, str]:
    """The class of a result, and why where it is not simply the row's own."""
    found = tuple(getattr(result, name) for name in IDS)
    if found == row.ids:
        return "own", "" if result.status == "matched" else result.status
    town = row.ids[:2]
    # told with its number (葵町1番地1), or as the other town that the number can be of (太田 beside 太田四丁目: the result is
    # what both share, and of neither a house or parcel)
    other = found[:2] != town or not any(found[2:])
    named = any(
        (one.lg_code, one.machiaza_id) == town and (other or row.numbers[0] in one.address)
        for one in result.candidates
    )
    if result.status == "ambiguous" and named:
        return "named", f"{result.match_level} {result.steps}"
    if found[:2] == town and not any(found[2:]):
        return "shallower", f"{result.match_level} {result.steps}"
    if found[:3] == row.ids[:3] and not any(found[3:]):
        return "shallower", "block"
    if result.status != "matched":
        return "shallower", result.status
    if not any(found[2:]):
        return "other town", result.steps
    return "other", f"{result.match_level} {result.steps}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("registry")
    parser.add_argument(
        "--sample", type=int, default=0, help="so many rows of each level, chosen by chance; 0 takes all"
    )
    parser.add_argument("--only", choices=sorted(QUERIES))
    parser.add_argument(
        "--target", choices=("all", "own"), default="all", help="own: Options.target is the level"
    )
    parser.add_argument("--show", type=int, default=2, help="examples of each failure")
    options = parser.parse_args()
    for level in QUERIES:
        if options.only in (None, level):
            measure(options, level)


def measure(options: argparse.Namespace, level: str) -> None:
    from addrreg import Options

    with Cleanser(options.registry, Options(target=level if options.target == "own" else "all")) as cleanser:
        chosen = list(rows(cleanser.registry.connection, level))
        total = len(chosen)
        if options.sample and options.sample < total:
            chosen = random.Random(1).sample(chosen, options.sample)  # noqa: S311
        counts: dict[str, Counter[str]] = {way: Counter() for way in WAYS}
        reasons: Counter[tuple[str, str, str]] = Counter()
        examples: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        started = time.process_time()
        for row in chosen:
            for way, address in written(row, level).items():
                result = cleanser(address)
                kind, why = verdict(row, result, address)
                counts[way][kind] += 1
                if why:
                    key = way, kind, why
                    reasons[key] += 1
                    if len(examples[key]) < options.show:
                        examples[key].append(f"{address} → {result.address} [{result.status}]")
        seconds = time.process_time() - started
    print(
        f"{level}: {len(chosen):,} of {total:,} rows, {len(WAYS) * len(chosen) / seconds:,.0f} addresses per CPU second"
    )
    kinds = ("own", "named", "shallower", "other town", "other")
    print("  " + " " * 12 + "".join(f"{kind:>20}" for kind in kinds))
    for way in WAYS:
        cells = (f"{counts[way][kind]:,} {counts[way][kind] / len(chosen):.3%}" for kind in kinds)
        print(f"  {way:12}" + "".join(f"{cell:>20}" for cell in cells))
    for key, count in reasons.most_common(40):
        print(f"    {count:>6,}  {' · '.join(key)}")
        for example in examples[key]:
            print(f"            {example}")


if __name__ == "__main__":
    main()

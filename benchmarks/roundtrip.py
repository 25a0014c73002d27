"""Every row of the registry, written in each way that people write it, must come back as itself.

    python benchmarks/roundtrip.py --sample 20000
    python benchmarks/roundtrip.py --failures benchmarks/results/roundtrip.csv

A row comes back as itself where the result has its (lg_code, machiaza_id), or where the result is
``ambiguous``, has the row among its candidates, and another candidate has the same name (the registry holds
two such names: no other answer is honest). A 小字 without a 大字 that shares its name with a 大字 stands behind it:
it is ``beside`` where the 大字 is the answer and the 小字 is named beside it. Where a 小字 is a number (石崎町壱), a text that may be
either that or a parcel of the 大字 must be ``ambiguous`` and is ``or number``. Neither counts as passed, nor for what is required; the share
with ``or number`` is shown beside it. Everything else is a failure, counted by what happened instead.
"""

from __future__ import annotations

import argparse
import csv
import multiprocessing
import random
import re
import sqlite3
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from judge import loose
from rendering import WAYS, Place, Written, renderings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from addrreg import Cleanser, Result

SEED = 20241101
#: Least share of rows that must come back as themselves, as a fraction.
REQUIRED = dict.fromkeys(WAYS, 0.99) | {"full": 0.999}
#: What can happen, the two good ones first, then two that are right to a reader and do not count.
CLASSES = (
    "own",
    "named",
    "beside",
    "or number",
    "unlike",
    "own missing",
    "other city",
    "other town",
    "without id",
    "shallower",
    "unmatched",
)
GOOD = CLASSES[:2]
HONEST = (*GOOD, "or number")
#: A municipality and the nodes to take of it.
Task = tuple[str, list[int]]

_ROWS = """
    select t.node, t.lg_code, t.machiaza_id, t.machiaza_type, c.pref, c.county, c.city, c.ward,
           t.oaza_cho, t.chome, t.chome_number, t.koaza
    from town t join city c on c.lg_code = t.lg_code
    where t.lg_code = ?
"""
# Why a name is hard, by its look; the first that fits names the failure.
_TRAITS = (
    ("old 浜松 ward", lambda p: p.lg_code.startswith("2213")),
    ("digits only", lambda p: p.koaza.isdecimal()),
    ("N字", lambda p: re.fullmatch("[0-9０-９]+字", p.koaza) is not None),
    ("地割・線・号・番", lambda p: re.search("[0-9０-９一二三四五六七八九十](地割|線|号|番|番地)", p.town)),
    ("one character", lambda p: len(p.koaza or p.oaza_cho) == 1),
    ("ends in a kanji numeral", lambda p: p.town[-1:] in "〇一二三四五六七八九十百千万壱弐参"),
    ("brackets or dot", lambda p: re.search("[（）()・]", p.town)),
    ("丁目 inside a name", lambda p: "丁目" in p.oaza_cho + p.koaza),
    ("rare character", lambda p: re.search("[\ue000-\uf8ff□\uf900-\ufaff\U00020000-]", p.town)),
)


class Failure(NamedTuple):
    """One text that did not come back as its row."""

    way: str
    type_label: str
    outcome: str
    trait: str
    text: str
    lg_code: str
    machiaza_id: str
    got: str


class Tally(NamedTuple):
    """What the texts of one task gave."""

    outcomes: Counter[tuple[str, str, str]]
    """(way, type_label, outcome) → count."""
    tails: Counter[tuple[str, str]]
    """(way, "right" or "wrong") → texts whose number and building came back, or did not."""
    failures: list[Failure]


def bare(name: str) -> str:
    """The loose form without 小字: who writes 大橋辺堤外縁 can mean 大字大橋辺小字堤外縁."""
    return loose(name.replace("小字", ""))


def outcome(place: Place, result: Result) -> str:
    """Which of :data:`CLASSES` happened."""
    own = (place.lg_code, place.machiaza_id)
    if (result.lg_code, result.machiaza_id) == own:
        return "own"
    if result.status == "ambiguous":
        rivals = [c for c in result.candidates if (c.lg_code, c.machiaza_id) != own]
        if len(rivals) == len(result.candidates):
            return "own missing"
        town = bare(place.town)
        if any(bare(rival.address).endswith(town) for rival in rivals):
            return "named"
        # 御舘八 is the 小字 八 of 御舘 or number 8 in 御舘: one rival is the 大字 or the 小字 of the other.
        parent, own_name = place.admin + place.oaza_cho, place.admin + place.town
        with_parent = any(r.address == parent or r.address.startswith(own_name) for r in rivals)
        return "or number" if with_parent else "unlike"
    if any((c.lg_code, c.machiaza_id) == own for c in result.candidates):
        # 六ヶ所村尾駮 is 大字尾駮; the 通称 尾駮, which stands behind every 大字, is named beside it
        return "beside"
    if not result.lg_code:
        return "unmatched"
    if result.lg_code != place.lg_code:
        return "other city"
    found = result.oaza_cho + result.chome + result.koaza
    if not found or (found != place.town and place.town.startswith(found)):
        return "shallower"
    return "other town" if result.machiaza_id else "without id"


def tail_is_right(written: Written, result: Result) -> bool:
    """Whether the number and the building behind the names came back."""
    if result.number != written.number:
        return False
    return written.building is None or result.building.startswith(written.building)


def describe(result: Result) -> str:
    names = result.pref + result.county + result.city + result.ward
    town = f"{result.oaza_cho}/{result.chome}/{result.koaza}"
    tail = f"{result.number} {result.building} {result.room} rest={result.rest} {result.steps}"
    return f"{result.status} {result.lg_code} {result.machiaza_id} {names} {town} {tail}"


def trait_of(place: Place, twins: Counter[str]) -> str:
    """Why the name is hard: two such names in the municipality, or how it looks."""
    if twins[bare(place.town)] > 1:
        return "twin name"
    return next((name for name, fits in _TRAITS if fits(place)), "plain")


# One Cleanser and one connection for each worker process, opened by its initializer.
_worker: dict[str, Cleanser] = {}


def open_worker(registry: str | None) -> None:
    from addrreg import Cleanser

    _worker["cleanser"] = Cleanser(registry)


def places_of(connection: sqlite3.Connection, lg_code: str) -> list[Place]:
    """All nodes of a municipality, those without an id too."""
    rows = connection.execute(_ROWS, (lg_code,)).fetchall()
    with_chome = {row[8] for row in rows if row[9] or row[11].endswith("地割")}
    return [Place(*(*row, row[8] in with_chome)) for row in rows]


def run_city(task: Task) -> Tally:
    """All renderings of one municipality's rows, fed back in one go."""
    lg_code, nodes = task
    cleanser = _worker["cleanser"]
    everything = places_of(cleanser.registry.connection, lg_code)
    wanted = set(nodes)
    chosen = [place for place in everything if place.node in wanted]
    asked = [(place, way, written) for place in chosen for way, written in renderings(place)]
    tally = Tally(Counter(), Counter(), [])
    twins: Counter[str] = Counter()
    results = cleanser.many(written.text for _, _, written in asked)
    for (place, way, written), result in zip(asked, results, strict=True):
        happened = outcome(place, result)
        tally.outcomes[way, place.type_label, happened] += 1
        if written.number is not None and happened == "own":
            tally.tails[way, "right" if tail_is_right(written, result) else "wrong"] += 1
        if happened not in GOOD:
            twins = twins or Counter(bare(other.town) for other in everything)
            failure = Failure(
                way,
                place.type_label,
                happened,
                trait_of(place, twins),
                written.text,
                place.lg_code,
                place.machiaza_id,
                describe(result),
            )
            tally.failures.append(failure)
    return tally


def tasks(connection: sqlite3.Connection, args: argparse.Namespace) -> list[Task]:
    """What to run, the largest first, so that no worker is left alone with 福井市 at the end."""
    found = connection.execute(
        "select lg_code, node, machiaza_type from town where machiaza_id <> '' order by node"
    )
    nodes = [
        (lg_code, node)
        for lg_code, node, machiaza_type in found
        if args.city in (None, lg_code) and args.type in (None, machiaza_type)
    ]
    if args.sample and args.sample < len(nodes):
        nodes = random.Random(SEED).sample(nodes, args.sample)  # noqa: S311 - a fixed choice, not a secret
    by_city: dict[str, list[int]] = defaultdict(list)
    for lg_code, node in nodes:
        by_city[lg_code].append(node)
    return sorted(by_city.items(), key=lambda item: -len(item[1]))


def tallies(work: list[Task], registry: str | None, jobs: int) -> Iterator[Tally]:
    if jobs == 1:
        open_worker(registry)
        yield from map(run_city, work)
        return
    context = multiprocessing.get_context("spawn")
    with context.Pool(jobs, open_worker, (registry,)) as pool:
        yield from pool.imap_unordered(run_city, work, chunksize=4)


def table(title: str, columns: list[str], counts: dict[str, Counter[str]]) -> bool:
    """Print the outcomes by row; returns whether all that are required were reached."""
    reached = True
    print(f"\n{title:18}{'texts':>10}{'own+named':>11}{'or number too':>15}  " + "  ".join(columns))
    for name, count in counts.items():
        total = sum(count.values())
        share = sum(count[good] for good in GOOD) / total
        honest = sum(count[one] for one in HONEST) / total
        mark = ""
        if share < REQUIRED.get(name, 0):
            reached, mark = False, f"  below {REQUIRED[name]:.1%}"
        cells = "  ".join(f"{count[column]:>{len(column)}}" for column in columns)
        print(f"{name:18}{total:10,}{share:11.3%}{honest:15.3%}  {cells}{mark}")
    return reached


def print_failures(failures: list[Failure], show: int) -> None:
    """The failures by class, largest first, with examples."""
    groups: dict[tuple[str, str, str], list[Failure]] = defaultdict(list)
    for failure in failures:
        groups[failure.outcome, failure.trait, failure.type_label].append(failure)
    print(f"\n{len(failures):,} failures by class")
    for (happened, trait, label), rows in sorted(groups.items(), key=lambda item: -len(item[1])):
        ways = Counter(row.way for row in rows).most_common(4)
        print(
            f"  {len(rows):7,}  {happened} · {trait} · {label}   ({', '.join(f'{w} {n}' for w, n in ways)})"
        )
        for row in random.Random(SEED).sample(rows, min(show, len(rows))):  # noqa: S311
            print(f"             [{row.way}] {row.text} ({row.lg_code} {row.machiaza_id}) → {row.got}")


def print_tails(tails: Counter[tuple[str, str]]) -> None:
    print("\nnumber (and building) behind the names, where the row came back as itself")
    for way in WAYS:
        right, wrong = tails[way, "right"], tails[way, "wrong"]
        if right + wrong:
            print(f"{way:18}{right + wrong:10,}{right / (right + wrong):11.3%}")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    add = parser.add_argument
    add("--sample", type=int, metavar="N", help="only N rows, always the same ones")
    add("--city", metavar="LG_CODE", help="only the rows of one municipality")
    add("--type", type=int, choices=(1, 2, 3), help="only rows of this machiaza_type")
    add("--registry", help="another registry.sqlite")
    add("--jobs", type=int, default=2, metavar="N", help="processes (default 2)")
    add("--show", type=int, default=2, metavar="N", help="examples of each class of failures")
    add("--failures", type=Path, metavar="FILE.csv", help="write every failure here")
    return parser.parse_args()


def main() -> int:
    args = arguments()
    from addrreg import Cleanser

    with Cleanser(args.registry) as cleanser:
        work = tasks(cleanser.registry.connection, args)
    if not work:
        print("no such rows", file=sys.stderr)
        return 2
    outcomes: Counter[tuple[str, str, str]] = Counter()
    tails: Counter[tuple[str, str]] = Counter()
    failures: list[Failure] = []
    for done, tally in enumerate(tallies(work, args.registry, args.jobs), 1):
        outcomes.update(tally.outcomes)
        tails.update(tally.tails)
        failures.extend(tally.failures)
        if sys.stderr.isatty():
            print(f"\r{done}/{len(work)} municipalities", end="", file=sys.stderr, flush=True)
    by_way: dict[str, Counter[str]] = {way: Counter() for way in WAYS}
    by_type: dict[str, Counter[str]] = defaultdict(Counter)
    full_by_type: dict[str, Counter[str]] = defaultdict(Counter)
    for (way, label, happened), count in outcomes.items():
        by_way[way][happened] += count
        by_type[label][happened] += count
        if way == "full":
            full_by_type[label][happened] += count
    rows = sum(by_way["full"].values())
    columns = [name for name in CLASSES if any(count[name] for count in by_way.values())]
    print(f"{rows:,} rows, {sum(outcomes.values()):,} texts")
    reached = table("way", columns, {way: count for way, count in by_way.items() if count})
    table("machiaza_type", columns, dict(sorted(by_type.items())))
    table("the same, full", columns, dict(sorted(full_by_type.items())))
    print_tails(tails)
    print_failures(failures, args.show)
    if args.failures:
        args.failures.parent.mkdir(parents=True, exist_ok=True)
        with args.failures.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(Failure._fields)
            writer.writerows(failures)
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())

"""How what stands behind the town is split into number, building, floor and room: what is certain, counted, and lists to read.

    python benchmarks/building.py                    # counts
    python benchmarks/building.py --show 20          # and the rows behind each count
    python benchmarks/building.py --dump split.tsv   # every row, to be read by a person

No source at hand says how an office's address is to be split, so two things are measured. The labelled tails of
``tests/cases/建物と号室.csv`` and ``番地の形.csv`` have an answer for each field. On the large sets only what must never
happen is counted: a digit lost, a room or floor left in a building, a 丁目 of the registry left in the number.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from accuracy import read_sets
from judge import digits_lost, digits_outside_spans

if TYPE_CHECKING:
    from collections.abc import Iterator

    from addrreg import Cleanser, Result

ROOT = Path(__file__).resolve().parent.parent
LABELLED = ("建物と号室", "番地の形")
FIELDS = ("number", "building", "floor", "room", "rest")

NUMBER = re.compile(
    r"(?:[0-9]+|[・~-]|[A-Z](?=-)|[ぁ-んァ-ヶ]部?|[甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥東西南北左右浜]部?"
    r"|丁目|番?耕地|地割|線|号|部|画地|街区)*(?:番外地[0-9]*|地先|先|内[0-9]*|合併番地|(?:[官国公民]有地?)?無番?地番?)?"
)
ROOM = re.compile(r"[0-9０-９](?:号室|室$)|(?<!第)[0-9０-９]{3}号$")
FLOOR = re.compile(r"(?<![0-9])[0-9０-９]{1,2}(?:階(?!建)|[FＦ](?![A-Za-z]))")
LETTER = re.compile(r"[^\W\d_ー]")
CHOME = re.compile(r"^[0-9]+丁目")
EDGE = re.compile(r"^[-‐－、，,・)）]|[-‐－、，,・(（~]$")


def faults(result: Result, cleanser: Cleanser) -> Iterator[str]:
    """What must never be true of a result."""
    if digits_lost(result) or digits_outside_spans(result):
        yield "digit lost"
    if not NUMBER.fullmatch(result.number):
        yield "number holds a word"
    if "私書" not in result.building and ROOM.search(result.building):
        yield "room left in building"
    if FLOOR.search(result.building):
        yield "floor left in building"
    if any(re.search(r"[0-9]号室?$", word) for word in result.building.split() if "私書" not in word):
        yield "building ends in 号"
    if result.building and not LETTER.search(result.building):
        yield "building without a letter"
    if any(EDGE.search(field) for field in (result.building, result.floor, result.room)):
        yield "separator at an edge"
    if re.match(r"[0-9]", result.rest) and not result.number:
        yield "rest begins with a figure"
    if (chome := CHOME.match(result.number)) and result.oaza_cho:
        names = result.pref + result.county + result.city + result.ward + result.oaza_cho
        if cleanser(names + chome[0]).chome:
            yield "丁目 of the registry left in number"


def measure_labelled(cleanser: Cleanser, show: int) -> None:
    for name in LABELLED:
        with (ROOT / "tests" / "cases" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        right, asked = Counter[str](), Counter[str]()
        wrong = []
        for row in rows:
            result = cleanser(row["input"])
            for field in FIELDS:
                if row.get(field):
                    want = row[field].replace("∅", "")
                    got = str(getattr(result, field))
                    asked[field] += 1
                    right[field] += got == want
                    if got != want:
                        wrong.append(f"    {row['input']}: {field} {got or '-'}, not {want or '-'}")
        print(f"\n{name} ({len(rows)} labelled rows)")
        print("  " + "  ".join(f"{field} {right[field]}/{asked[field]}" for field in FIELDS))
        print("\n".join(wrong[: max(show, 5)]))


def line(result: Result) -> str:
    return "\t".join((result.input, *(getattr(result, field) for field in FIELDS)))


def measure_sets(cleanser: Cleanser, args: argparse.Namespace) -> int:
    dump = args.dump.open("w", encoding="utf-8") if args.dump else None
    worst = 0
    for name, cases in read_sets(args.shared / "cases", ["jigyosyo", "hard_cases"]).items():
        filled = Counter[str]()
        found: dict[str, list[Result]] = defaultdict(list)
        for case in cases:
            result = cleanser(case["input"])
            filled.update(field for field in FIELDS if getattr(result, field))
            for fault in faults(result, cleanser):
                found[fault].append(result)
            if dump:
                print(line(result), file=dump)
        print(f"\n{name} ({len(cases)} rows)")
        print("  filled: " + "  ".join(f"{field} {filled[field]}" for field in FIELDS))
        for fault, results in sorted(found.items()):
            print(f"  {fault}: {len(results)}")
            for result in results[: args.show]:
                print("    " + line(result).replace("\t", " | "))
        worst += len(found["digit lost"])
    if dump:
        dump.close()
    return worst


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    add = parser.add_argument
    add("--shared", type=Path, default=ROOT.parent / "shared", help="folder that holds cases/*.csv")
    add("--registry", help="another registry.sqlite")
    add("--show", type=int, default=0, metavar="N", help="print N rows of each kind of fault")
    add("--dump", type=Path, metavar="FILE.tsv", help="write how every row is split")
    return parser.parse_args()


def main() -> int:
    args = arguments()
    from addrreg import Cleanser

    with Cleanser(args.registry) as cleanser:
        measure_labelled(cleanser, args.show)
        return 1 if measure_sets(cleanser, args) else 0


if __name__ == "__main__":
    sys.exit(main())

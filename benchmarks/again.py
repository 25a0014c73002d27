"""Does an address that was cleansed, cleansed once more, stay the same place with the same number?

    python benchmarks/again.py --show 20

Reads the sets of accuracy.py and the school addresses of speed.py, and of each matched row its `address`. What differs is listed by the
fields that do. The ids, the status and the number of a row that differs are not safe in a second run over the output; docs/limits.md says
why there are such rows (番地 and 番 are written as hyphens).
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from accuracy import read_sets

if TYPE_CHECKING:
    from addrreg import Cleanser, Result

ROOT = Path(__file__).resolve().parent.parent
#: What the second reading must not change.
SAME = (
    "status", "match_level", "lg_code", "machiaza_id", "rsdt_addr_flg", "blk_id", "rsdt_id", "rsdt2_id", "prc_id",
    "number", "building", "floor", "room", "address",
)  # fmt: skip

Pair = tuple["Result", "Result"]


def differing(first: Result, second: Result) -> str:
    """The fields that the second reading changed, and ``rest`` where it understood less."""
    fields = [name for name in SAME if getattr(first, name) != getattr(second, name)]
    if second.rest and second.rest != first.rest:
        fields.append("rest")
    return ", ".join(fields)


def measure(cleanser: Cleanser, texts: list[str]) -> tuple[int, dict[str, list[Pair]]]:
    """How many texts were matched, and the pairs that differ by what differs."""
    first = [result for result in cleanser.many(texts) if result.status == "matched"]
    found: dict[str, list[Pair]] = defaultdict(list)
    for one, two in zip(first, cleanser.many(result.address for result in first), strict=True):
        if fields := differing(one, two):
            found[fields].append((one, two))
    return len(first), found


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    add = parser.add_argument
    add("--shared", type=Path, default=ROOT.parent / "shared", help="folder that holds cases/*.csv")
    add("--set", action="append", default=[], metavar="NAME", help="only this set; may be repeated")
    add("--registry", help="another registry.sqlite")
    add("--show", type=int, default=0, metavar="N", help="print N rows of each kind")
    return parser.parse_args()


def main() -> int:
    args = arguments()
    sets = {
        name: [case["input"] for case in cases]
        for name, cases in read_sets(args.shared / "cases", args.set).items()
    }
    schools = args.shared / "bench" / "schools.txt"
    if not args.set and schools.is_file():
        sets["schools"] = schools.read_text(encoding="utf-8").splitlines()
    from addrreg import Cleanser

    total: Counter[str] = Counter()
    print(f"{'set':14}{'matched':>10}{'differ':>8}")
    with Cleanser(args.registry) as cleanser:
        for name, texts in sets.items():
            matched, found = measure(cleanser, list(dict.fromkeys(texts)))
            differ = sum(map(len, found.values()))
            total.update(matched=matched, differ=differ)
            print(f"{name:14}{matched:10,}{differ:8,}")
            for fields, pairs in sorted(found.items(), key=lambda item: -len(item[1])):
                print(f"{'':14}{len(pairs):10,}  {fields}")
                for one, two in pairs[: args.show]:
                    print(f"{'':26}{one.input}\n{'':28}{one.address}\n{'':28}{two.address} ({two.status})")
    print(f"{'all':14}{total['matched']:10,}{total['differ']:8,}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

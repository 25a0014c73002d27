"""Of the rows with a score in each tenth, which share is right: does the score order what it should?

    python benchmarks/calibration.py

The rows are those of jigyosyo, geolonia and rust_parser that state a town, as they are and again with parts of the
municipality left out (the prefecture, the county, the designated city, the ward, and prefecture and city together).
A row is right where its town is (``accuracy.judge_town``), and its municipality. Rows with the status ``ambiguous`` are
a line of their own: their score says how much is known, not whether it is right. Prints Markdown.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from accuracy import MERIT, NO_TOWN, ROOT, among_candidates, judgements, read_sets
from cuts import cut_cases

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accuracy import Case
    from addrreg import Cleanser, Result

SETS = ["jigyosyo", "geolonia", "rust_parser"]
CUTS = (["pref"], ["county"], ["city"], ["ward"], ["pref", "city"], ["pref", "ward"])
KINDS = ("right", "coarser", "abstained", "wrong")

Counts = dict[str, Counter[str]]


def outcome(case: Case, result: Result) -> str:
    """The worst of what is said of the municipality and of the town."""
    return min((kind for _, kind, _ in judgements(case, result)), key=MERIT.__getitem__)


def is_named(case: Case, result: Result) -> bool:
    """Whether the right municipality is among the candidates."""
    return among_candidates(case, "lg_code" if case["lg_code"] else "city", result)


def tenth(score: float) -> str:
    low = min(9, int(score * 10 + 1e-9))
    return f"{low / 10:.1f}–{low / 10 + 0.1:.1f}"


def count(cleanser: Cleanser, cases: Iterable[Case], tally: Counts, parts: Counts) -> None:
    """Add cases to the tally by tenth, and by evidence that is missing."""
    for case in cases:
        if not case["town"] or case["town"] == NO_TOWN:
            continue
        result = cleanser(case["input"])
        kind = outcome(case, result)
        if result.status == "ambiguous":
            tally["ambiguous"]["named" if is_named(case, result) else "not named"] += 1
            continue
        tally[tenth(result.score)][kind] += 1
        from addrreg.match.score import EVIDENCE

        have = {evidence.name for evidence in result.evidence}
        for name, _, _ in EVIDENCE:
            parts[f"{name}: {'yes' if name in have else 'no'}"][kind] += 1


def table(title: str, tally: Counts) -> None:
    print(f"\n| {title} | rows | {' | '.join(KINDS)} |")
    print("|---|---:|" + "---:|" * len(KINDS))
    for name, counts in sorted(tally.items(), reverse=title.startswith("score")):
        total = sum(counts[kind] for kind in KINDS)
        if total:
            cells = " | ".join(f"{counts[kind] / total:.2%}" for kind in KINDS)
            print(f"| {name} | {total:,} | {cells} |")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    add = parser.add_argument
    add("--shared", type=Path, default=ROOT.parent / "shared", help="folder that holds cases/*.csv")
    add("--registry", help="another registry.sqlite")
    args = parser.parse_args()
    sets = read_sets(args.shared / "cases", SETS)
    from addrreg import Cleanser

    plain: Counts = defaultdict(Counter)
    noisy: Counts = defaultdict(Counter)
    parts: Counts = defaultdict(Counter)
    with Cleanser(args.registry) as cleanser:
        for cases in sets.values():
            count(cleanser, cases, plain, parts)
            for cut in CUTS:
                count(cleanser, cut_cases(cases, cut, cleanser.registry.connection), noisy, parts)
    table("score, as written", plain)
    table("score, parts left out", noisy)
    table("evidence", parts)
    for title, tally in (("as written", plain), ("parts left out", noisy)):
        named, total = tally["ambiguous"]["named"], sum(tally["ambiguous"].values())
        print(f"\nambiguous, {title}: {total:,} rows, the right municipality named in {named:,}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

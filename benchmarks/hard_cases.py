"""How each hard case was judged by a person, the share right, and which rows read otherwise since.

    python benchmarks/hard_cases.py
    python benchmarks/hard_cases.py --show wrong --show stop
    python benchmarks/hard_cases.py --update

The verdicts stand in ``hard_cases.tsv`` beside this file, the cases outside the project (``--shared``). A verdict
holds for the answer it was given for: a fingerprint of that answer stands with it, and a row whose fingerprint no
longer fits must be judged again. ``--update`` rewrites the fingerprints once that is done; it touches no verdict.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import sys
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from accuracy import ROOT, describe, read_sets

if TYPE_CHECKING:
    from addrreg import Result

#: Each verdict and what it means, in the order of the report.
VERDICTS = {
    "right": "what the source wants, as far as it says",
    "wrong": "something else, told as sure",
    "stop": "an answer was wanted, and nothing false was said instead",
    "named": "ambiguous, and what the source wants is among the candidates",
    "disputed": "sources contradict each other, or the wish is one program's output",
    "needs": "town right; the rest needs residences, parcels or rows that this registry has not",
    "uncheckable": "the source states no answer, or asks about something else",
}
#: The verdicts that the share right is a share of.
ANSWERED = ("right", "wrong", "stop")
#: What a verdict was given for. Points, scores, steps and candidates may change without it.
JUDGED = (
    "status",
    "lg_code",
    "machiaza_id",
    "oaza_cho",
    "chome",
    "koaza",
    "number",
    "building",
    "floor",
    "room",
    "rest",
)
COLUMNS = ("id", "verdict", "why", "fingerprint")
PATH = Path(__file__).with_suffix(".tsv")


@dataclass(frozen=True)
class Verdict:
    """One row of ``hard_cases.tsv``."""

    id: str
    verdict: str
    why: str
    fingerprint: str


def fingerprint(result: Result) -> str:
    """Twelve hexadecimal digits that change with the fields that were judged."""
    text = "|".join(str(getattr(result, column)) for column in JUDGED)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def read_verdicts(path: Path) -> dict[str, Verdict]:
    """The verdicts by the id of their case; a word that is no verdict ends the program."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        verdicts = [Verdict(**{column: row[column] for column in COLUMNS}) for row in rows]
    for verdict in verdicts:
        if verdict.verdict not in VERDICTS:
            sys.exit(f"{path.name}: {verdict.id}: no such verdict: {verdict.verdict}")
    return {verdict.id: verdict for verdict in verdicts}


def write_verdicts(path: Path, verdicts: list[Verdict]) -> None:
    """Write the rows in the order given."""
    lines = ["\t".join(getattr(verdict, column) for column in COLUMNS) for verdict in verdicts]
    path.write_text("\n".join(["\t".join(COLUMNS), *lines, ""]), encoding="utf-8", newline="\n")


def print_counts(verdicts: list[Verdict]) -> None:
    """Rows by verdict, and the share right among those that want an answer."""
    count = Counter(verdict.verdict for verdict in verdicts)
    print(f"{len(verdicts)} rows judged")
    for word, meaning in VERDICTS.items():
        print(f"  {word:<12}{count[word]:>4}  {meaning}")
    n = sum(count[word] for word in ANSWERED)
    share = f" = {count['right'] / n:.2%}" if n else ""
    print(f"right of {' + '.join(ANSWERED)}: {count['right']}/{n}{share}")


def print_rows(rows: list[tuple[Verdict, Result]]) -> None:
    """Each row with its verdict, its reason and how it reads now."""
    for verdict, result in rows:
        print(f"  {verdict.id} {verdict.verdict}: {verdict.why}\n    {result.input} → {describe(result)}")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    add = parser.add_argument
    add("--shared", type=Path, default=ROOT.parent / "shared", help="folder that holds cases/*.csv")
    add("--registry", help="another registry.sqlite")
    add("--verdicts", type=Path, default=PATH, metavar="FILE.tsv", help="another file of verdicts")
    add("--show", action="append", default=[], choices=VERDICTS, help="print these rows; may be repeated")
    add("--update", action="store_true", help="rewrite the fingerprints, the verdicts having been looked at")
    return parser.parse_args()


def main() -> int:
    args = arguments()
    cases = read_sets(args.shared / "cases", ["hard_cases"])["hard_cases"]
    verdicts = read_verdicts(args.verdicts)
    from addrreg import Cleanser

    with Cleanser(args.registry) as cleanser:
        read = cleanser.many(case["input"] for case in cases)
        results = {case["id"]: result for case, result in zip(cases, read, strict=True)}
    judged = [(verdict, results[id]) for id, verdict in verdicts.items() if id in results]
    print_counts([verdict for verdict, _ in judged])
    print_rows([row for row in judged if row[0].verdict in args.show])

    unjudged, gone = sorted(results.keys() - verdicts), sorted(verdicts.keys() - results)
    changed = [row for row in judged if row[0].fingerprint != fingerprint(row[1])]
    if unjudged:
        print(f"without a verdict: {', '.join(unjudged)}")
    if gone:
        print(f"verdicts without a case: {', '.join(gone)}")
    print(f"read otherwise than when judged: {len(changed)}")
    print_rows(changed)
    if args.update:
        now = {verdict.id: replace(verdict, fingerprint=fingerprint(result)) for verdict, result in judged}
        write_verdicts(args.verdicts, [now.get(id, verdict) for id, verdict in verdicts.items()])
        print(f"fingerprints rewritten: {args.verdicts.name}")
        return 1 if unjudged or gone else 0
    return 1 if changed or unjudged or gone else 0


if __name__ == "__main__":
    sys.exit(main())

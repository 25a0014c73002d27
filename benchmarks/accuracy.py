"""How many addresses of known answer are read right, by set and by phenomenon, and what changed.

    python benchmarks/accuracy.py --save benchmarks/results/before.json
    python benchmarks/accuracy.py --against benchmarks/results/before.json --show 20

The sets are not part of the project: a folder ``shared`` beside it holds them (``--shared`` names another).
For each field that the source of a row states, the row is right, wrong, abstained (nothing was said) or
coarser (the town was given without its 丁目 or 小字, or the city without its ward, and not contradicted). ``named`` counts those of the
abstained and coarser whose result is ``ambiguous`` with the right place among its candidates.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cuts import PARTS, cut_cases
from judge import digits_lost, digits_outside_spans, loose, same_lg_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from addrreg import Result

KINDS = ("right", "wrong", "abstained", "coarser")
#: From worst to best, for "got better" and "got worse".
MERIT = {"wrong": 0, "abstained": 1, "coarser": 2, "right": 3}
FIELDS = ("lg_code", "city", "machiaza_id", "town")
#: What Japan Post writes for a municipality as a whole; it is not a town.
NO_TOWN = "以下に掲載がない場合"
ROOT = Path(__file__).resolve().parent.parent

Case = dict[str, str]


@dataclass(frozen=True)
class Verdict:
    """The judgement of one field of one case."""

    set_name: str
    case: Case
    field: str
    kind: str
    got: str
    named: bool

    @property
    def key(self) -> str:
        """Name of the row and field in a saved run."""
        return f"{self.case['id']}/{self.field}"


def judge_city(case: Case, result: Result) -> tuple[str, str]:
    """The municipality by name, with or without its county, in the stated prefecture."""
    got = result.county + result.city + result.ward
    if not got:
        return "abstained", got
    names = (loose(got), loose(result.city + result.ward))
    right = loose(case["city"]) in names and case["pref"] in ("", result.pref)
    return "right" if right else "coarser" if stops_at_city(case, result) else "wrong", got


def stops_at_city(case: Case, result: Result) -> bool:
    """Whether the answer is the designated city of the ward that the source states (川崎市 for 川崎市麻生区)."""
    city = loose(result.city)
    return (
        bool(city)
        and not result.ward
        and case["city"].endswith("区")
        and loose(case["city"]).startswith(city)
        and case["pref"] in ("", result.pref)
    )


def judge_town(case: Case, result: Result) -> tuple[str, str]:
    """The town by name; deeper than the source is right.

    Japan Post's towns carry blocks and parts of its own (大手町 … 地階): there the 大字 alone is right.
    """
    got = result.oaza_cho + result.chome + result.koaza
    town, want, oaza = loose(got), loose(case["town"]), loose(result.oaza_cho)
    if not town:
        # A 小字 named 字 has an empty loose form: then the empty answer is right.
        return ("right" if not want else "abstained"), got
    if town.startswith(want):
        return "right", got
    if case["source"].startswith("Japan Post") and oaza and want.startswith(oaza):
        return "right", got
    return ("coarser" if want.startswith(town) else "wrong"), got


def judgements(case: Case, result: Result) -> Iterator[tuple[str, str, str]]:
    """(field, kind, what was answered) for each field that the source states."""
    in_city = same_lg_code(case["lg_code"], result.lg_code)
    if case["lg_code"]:
        kind = "right" if in_city else "wrong" if result.lg_code else "abstained"
        if kind == "wrong" and stops_at_city(case, result):
            kind = "coarser"
        yield "lg_code", kind, result.lg_code
    elif case["city"]:
        yield "city", *judge_city(case, result)
    if case["machiaza_id"]:
        right = in_city and case["machiaza_id"] == result.machiaza_id
        kind = "right" if right else "wrong" if result.machiaza_id else "abstained"
        yield "machiaza_id", kind, result.machiaza_id
    if case["town"] and case["town"] != NO_TOWN:
        yield "town", *judge_town(case, result)


def among_candidates(case: Case, field: str, result: Result) -> bool:
    """Whether an ambiguous result names the right answer for the field."""
    for candidate in result.candidates:
        in_city = not case["lg_code"] or same_lg_code(case["lg_code"], candidate.lg_code)
        address = loose(candidate.address)
        if field == "machiaza_id":
            named = candidate.machiaza_id == case["machiaza_id"]
        elif field == "lg_code":
            named = True
        elif field == "city":
            named = loose(case["city"]) in address and address.startswith(loose(case["pref"]))
        else:
            named = loose(case["city"]) in address and address.endswith(loose(case["town"]))
        if in_city and named:
            return True
    return False


class Run:
    """The results of all sets, judged."""

    def __init__(self) -> None:
        self.verdicts: list[Verdict] = []
        self.results: list[tuple[str, Case, Result]] = []

    def add(self, set_name: str, cases: list[Case], results: Iterable[Result]) -> None:
        """Judge a set; ``results`` in the order of ``cases``."""
        for case, result in zip(cases, results, strict=True):
            self.results.append((set_name, case, result))
            for field, kind, got in judgements(case, result):
                open_ = kind in ("abstained", "coarser") and result.status == "ambiguous"
                named = open_ and among_candidates(case, field, result)
                self.verdicts.append(Verdict(set_name, case, field, kind, got, named))

    def saved(self) -> dict[str, list[str]]:
        """Row and field → kind and answer, as written by ``--save``."""
        return {verdict.key: [verdict.kind, verdict.got] for verdict in self.verdicts}


def tally_line(label: str, verdicts: list[Verdict]) -> str:
    """One line of shares."""
    count = Counter(verdict.kind for verdict in verdicts)
    n = len(verdicts)
    named = sum(verdict.named for verdict in verdicts)
    parts = [f"right {count['right']}/{n} = {count['right'] / n:.4%}"]
    parts += [f"{kind} {count[kind]} ({count[kind] / n:.3%})" for kind in KINDS[1:]]
    return f"{label}: " + "  ".join(parts) + (f"  named {named}" if named else "")


def print_set(run: Run, set_name: str, phenomena: bool) -> None:
    results = [(case, result) for name, case, result in run.results if name == set_name]
    levels = Counter(str(result.match_level) for _, result in results)
    statuses = Counter(str(result.status) for _, result in results)
    print(f"\n{set_name} ({len(results)} rows)")
    print("  " + "  ".join(f"{name} {count}" for name, count in (statuses | levels).most_common()))
    groups: dict[str, dict[str, list[Verdict]]] = defaultdict(lambda: defaultdict(list))
    for verdict in run.verdicts:
        if verdict.set_name == set_name:
            groups[""][verdict.field].append(verdict)
            groups[verdict.case["category"]][verdict.field].append(verdict)
    for field in FIELDS:
        if groups[""][field]:
            print("  " + tally_line(field, groups[""][field]))
    if phenomena and len(groups) > 2:
        for category in sorted(groups.keys() - {""}):
            for field in FIELDS:
                if groups[category][field]:
                    print("    " + tally_line(f"{category} · {field}", groups[category][field]))


def print_digits(run: Run, show: int) -> int:
    """Report every digit that no field accounts for; returns how many rows lost one."""
    lost, named, uncovered = [], 0, 0
    for set_name, case, result in run.results:
        missing = digits_lost(result)
        if missing:
            in_names = not digits_lost(result, [c.address for c in result.candidates])
            named += in_names
            lost.append((set_name, case["id"], result, "".join(sorted(missing.elements())), in_names))
        if result.spans and digits_outside_spans(result):
            uncovered += 1
    print(
        f"\ndigits lost: {len(lost)} of {len(run.results)} rows"
        f" (of these {named} stand in the candidates' names only);"
        f" digits outside every span: {uncovered} rows"
    )
    for set_name, row, result, digits, in_names in lost[: max(show, 5)]:
        note = "  (in a candidate's name)" if in_names else ""
        print(f"  {set_name} {row}: {digits} of {result.input} → {result.address} | rest {result.rest}{note}")
    return len(lost) - named


def describe(result: Result) -> str:
    """A result in one short line."""
    columns = ("pref", "county", "city", "ward", "kyoto_st", "oaza_cho", "chome", "koaza")
    names = "/".join(filter(None, (getattr(result, column) for column in columns)))
    tail = " ".join(f"{k}={v}" for k in ("number", "building", "rest") if (v := getattr(result, k)))
    return f"{result.status} {result.match_level} {result.lg_code} {result.machiaza_id} {names} {tail}"


def print_examples(run: Run, show: int) -> None:
    by_id = {case["id"]: result for _, case, result in run.results}
    for field in FIELDS:
        for kind in KINDS[1:]:
            rows = [v for v in run.verdicts if v.field == field and v.kind == kind]
            for verdict in rows[:show]:
                case = verdict.case
                want = " ".join(
                    filter(None, (case["lg_code"], case["machiaza_id"], case["city"], case["town"]))
                )
                print(f"  {field} {kind}: {case['input']} | want {want} | got {describe(by_id[case['id']])}")


def print_changes(run: Run, before: dict[str, list[str]], show: int) -> None:
    """What got better, worse or otherwise different since the saved run, per set and field."""
    changes: dict[tuple[str, str, str], list[tuple[Verdict, list[str]]]] = defaultdict(list)
    new = 0
    for verdict in run.verdicts:
        old = before.get(verdict.key)
        if old is None:
            new += 1
        elif old != [verdict.kind, verdict.got]:
            gain = MERIT[verdict.kind] - MERIT[old[0]]
            word = "better" if gain > 0 else "worse" if gain < 0 else "differ"
            changes[verdict.set_name, verdict.field, word].append((verdict, old))
    print("\nagainst the saved run:" + (f" {new} rows and fields are new" if new else ""))
    if not changes:
        print("  no difference")
    for (set_name, field, word), rows in sorted(changes.items()):
        print(f"  {set_name} {field}: {word} {len(rows)}")
        for verdict, old in rows[:show]:
            print(
                f"    {verdict.case['input']}: {old[0]} {old[1] or '-'} → {verdict.kind} {verdict.got or '-'}"
            )


def read_sets(folder: Path, only: list[str]) -> dict[str, list[Case]]:
    """The sets by name; ends the program with a message where there are none."""
    paths = sorted(folder.glob("*.csv"))
    if only:
        paths = [path for path in paths if path.stem in only]
    if not paths:
        print(
            f"no sets of cases under {folder}"
            + (f" named {', '.join(only)}" if only else "")
            + "\nThey are kept outside the project: put the folder `shared` beside it, or name it: --shared.",
            file=sys.stderr,
        )
        sys.exit(2)
    sets = {}
    for path in paths:
        with path.open(encoding="utf-8-sig", newline="") as file:
            sets[path.stem] = list(csv.DictReader(file))
    return sets


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    add = parser.add_argument
    add("--shared", type=Path, default=ROOT.parent / "shared", help="folder that holds cases/*.csv")
    add("--set", action="append", default=[], metavar="NAME", help="only this set; may be repeated")
    add("--registry", help="another registry.sqlite")
    add("--cut", action="append", default=[], choices=PARTS, help="leave a part out; may be repeated")
    add("--cut-pref", dest="cut", action="append_const", const="pref", help="the same as --cut pref")
    add("--sets-only", action="store_true", help="without the shares by phenomenon")
    add("--show", type=int, default=0, metavar="N", help="print N rows of each kind of fault")
    add("--dump", metavar="NAME", help="print how each row of a set was read (hard_cases)")
    add("--save", type=Path, metavar="FILE.json", help="save the judgement of each row")
    add("--against", type=Path, metavar="FILE.json", help="compare with a saved run")
    return parser.parse_args()


def main() -> int:
    args = arguments()
    sets = read_sets(args.shared / "cases", args.set)
    from addrreg import Cleanser

    run = Run()
    with Cleanser(args.registry) as cleanser:
        if args.cut:
            whole, connection = sets, cleanser.registry.connection
            sets = {name: cut_cases(cases, args.cut, connection) for name, cases in whole.items()}
            sets = {name: cases for name, cases in sets.items() if cases}
        for name, cases in sets.items():
            run.add(name, cases, cleanser.many(case["input"] for case in cases))
    for name in sets:
        print_set(run, name, phenomena=not args.sets_only)
    lost = print_digits(run, args.show)
    if args.show:
        print_examples(run, args.show)
    if args.dump:
        for name, case, result in run.results:
            if name == args.dump:
                print(f"{case['category']}: {case['input']}\n    {describe(result)}\n    # {case['rest']}")
    variant = ",".join(sorted({f"cut-{part}" for part in args.cut}))
    if args.against:
        saved: dict[str, Any] = json.loads(args.against.read_text(encoding="utf-8"))
        if saved["variant"] != variant:
            print(f"the saved run is of another variant ({saved['variant'] or 'plain'})", file=sys.stderr)
            return 2
        print_changes(run, saved["rows"], args.show or 5)
    if args.save:
        args.save.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps({"variant": variant, "rows": run.saved()}, ensure_ascii=False, indent=0)
        args.save.write_text(text, encoding="utf-8")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())

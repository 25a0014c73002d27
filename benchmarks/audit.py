"""What does an audit cost beside cleansing, how large is its report, and are its findings right?

    python benchmarks/audit.py                        # time against cleansing, size of the report
    python benchmarks/audit.py --samples 30           # findings of each kind, to be judged by a person
    python benchmarks/audit.py --samples 30 --code ambiguous --code truncated

The sets are kept outside the project (a folder ``shared`` beside it); precision is a person's judgement of the samples and
is noted in README.md.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from addrreg import Cleanser
from addrreg.audit import audit
from addrreg.tabular.reading import Form, Table

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


def sets(shared: Path) -> Iterator[tuple[str, Path, Form, str]]:
    """Name, file, form and column of each set that is there."""
    for path, form, column in (
        (shared / "bench" / "schools.txt", Form(header=False, delimiter="tab"), "1"),
        (shared / "cases" / "jigyosyo.csv", Form(), "input"),
    ):
        if path.exists():
            yield path.name, path, form, column


def cleansing(path: Path, form: Form, column: str, cleanser: Cleanser, folder: Path) -> float:
    """CPU seconds (others may use the machine) to cleanse a file into another, as the command does it."""
    from addrreg.tabular.cleanse import cleanse, work
    from addrreg.tabular.plan import Plan, Settings
    from addrreg.tabular.pool import Pool

    started = time.process_time()
    with Plan(str(path), str(folder / "out.csv"), Settings([column], form)) as plan:
        cleanse(plan, cleanser, work(cleanser, lambda: Pool(1, cleanser, print), 1))
    return time.process_time() - started


def auditing(path: Path, form: Form, column: str, cleanser: Cleanser, folder: Path) -> tuple[float, int]:
    """CPU seconds to audit a file with report and findings, and the size of the report in bytes."""
    started = time.process_time()
    report = folder / "audit.html"
    with Table(str(path), form) as table:
        found = audit(table.rows(), column, header=table.header, cleanser=cleanser, name=path.name)
        with found:
            found.write_report(report)
            found.write_findings(folder / "findings.csv")
    return time.process_time() - started, report.stat().st_size


def show(path: Path, form: Form, column: str, cleanser: Cleanser, samples: int, codes: list[str]) -> None:
    """Samples of each kind, one per line."""
    with (
        Table(str(path), form) as table,
        audit(table.rows(), column, header=table.header, cleanser=cleanser, samples=samples) as found,
    ):
        for kind in found.kinds():
            if codes and kind.code not in codes:
                continue
            print(f"\n{path.name} {kind.code}: {found.count(kind.code):,} {kind.title()}")
            for sample in found.samples[kind.code]:
                print("  ", sample.row, sample.value, "|", sample.detail, "|", sample.suggestion)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--samples", type=int, default=0, help="print so many findings of each kind")
    parser.add_argument("--code", action="append", default=[], help="only this kind")
    parser.add_argument("--repeat", type=int, default=3)
    arguments = parser.parse_args()
    with Cleanser() as cleanser, tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for name, path, form, column in sets(arguments.shared):
            if arguments.samples:
                show(path, form, column, cleanser, arguments.samples, arguments.code)
                continue
            runs = [
                (
                    cleansing(path, form, column, cleanser, folder),
                    *auditing(path, form, column, cleanser, folder),
                )
                for _ in range(arguments.repeat)
            ]
            plain, audited, size = min(run[0] for run in runs), min(run[1] for run in runs), runs[0][2]
            with path.open("rb") as file:
                rows = sum(1 for _ in file)
            print(
                f"{name}: {rows:,} lines; cleanse {plain:.2f} s, audit {audited:.2f} s"
                f" ({audited / plain - 1:+.0%}; median of {len(runs)} pairs"
                f" {median(run[1] / run[0] for run in runs) - 1:+.0%}); report {size / 1024:,.0f} KiB"
            )


if __name__ == "__main__":
    main()

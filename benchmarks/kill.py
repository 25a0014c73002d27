"""Kill a run at random moments, go on with it, and compare the bytes with those of a run that was left alone.

python benchmarks/kill.py --times 10
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from bulk import ADDRREG, ROOT, SEED, make


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=int, default=100_000, metavar="N")
    parser.add_argument("--times", type=int, default=10, metavar="N", help="kills (default 10)")
    parser.add_argument("--jobs", type=int, default=2, metavar="N")
    parser.add_argument(
        "--suffix", default=".csv", help="the output's ending: .csv, .csv.gz, .jsonl, .geojson"
    )
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--file", type=Path, default=ROOT.parent / "shared" / "bench" / "schools.txt")
    args = parser.parse_args()
    chance = random.Random(args.seed)  # noqa: S311 - moments, not secrets
    with tempfile.TemporaryDirectory() as folder:
        source, whole, cut = (
            Path(folder) / name for name in ("in.csv", f"whole{args.suffix}", f"cut{args.suffix}")
        )
        make(args.file, source, args.rows)
        command = [*ADDRREG, "cleanse", str(source), "-q", "-c", "住所", "--jobs", str(args.jobs)]
        started = time.perf_counter()
        subprocess.run([*command, "-o", str(whole)], check=True)
        took = time.perf_counter() - started
        kills = runs = 0
        while not cut.exists():
            runs += 1
            with subprocess.Popen([*command, "-o", str(cut), "--resume"], start_new_session=True) as process:
                if kills < args.times:
                    try:
                        process.wait(chance.uniform(0.5, 0.8 + took / 8))
                    except subprocess.TimeoutExpired:
                        os.killpg(process.pid, signal.SIGKILL)
                        kills += 1
            if process.returncode not in (0, -signal.SIGKILL):
                return process.returncode
        left = sorted(path.name for path in Path(folder).iterdir() if path.name.startswith("."))
        same = whole.read_bytes() == cut.read_bytes()
        print(
            f"{args.rows:,} rows, {kills} kills, {runs} runs: {'the same bytes' if same else 'DIFFERENT'}; left over: {left}"
        )
        return 0 if same and not left and kills else 1


if __name__ == "__main__":
    sys.exit(main())

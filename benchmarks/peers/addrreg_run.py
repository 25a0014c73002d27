"""Addresses through the library, ``Cleanser.many``, in one process.

python addrreg_run.py IN.txt OUT.tsv
"""

import sys

from addrreg import Cleanser


def main() -> None:
    given, made = sys.argv[1:]
    with (
        Cleanser() as cleanser,
        open(given, encoding="utf-8") as lines,  # noqa: PTH123
        open(made, "w", encoding="utf-8") as out,  # noqa: PTH123
    ):
        for result in cleanser.many(line.rstrip("\n") for line in lines):
            out.write(f"{result.match_level}\t{result.address}\n")


if __name__ == "__main__":
    main()

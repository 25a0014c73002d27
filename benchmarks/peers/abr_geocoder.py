"""Install abr-geocoder, the geocoder of the Digital Agency, and fill its database from addrreg's registry.

    python benchmarks/peers/abr_geocoder.py --work DIR

No script of a package is run. better-sqlite3 is compiled by node-gyp, which abr-geocoder brings. Its web server
needs a package that is not in the npm registry; the command line does not call it, so a package that is there
already (string-hash) takes its place. The caches, which it would build with the first address, are built here.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

from tool import HERE, Tool, install_only, once, program, registry_path, run

VERSION = "2.2.0"
PACKAGE = {
    "name": "peer",
    "private": True,
    "dependencies": {"@digital-go-jp/abr-geocoder": VERSION},
    "overrides": {"uWebSockets.js": "npm:string-hash@1.1.3"},
}
TOWN = frozenset(
    ("machiaza", "machiaza_detail", "residential_block", "residential_detail", "parcel")  # its match_level
)


def install(work: Path) -> list[Tool]:
    folder = work / "abr-geocoder"
    modules, data = folder / "node_modules", folder / "data"
    node = program("node")
    cli = modules / "@digital-go-jp/abr-geocoder/build/interface/cli/cli.js"

    def command(given: Path, made: Path) -> list[str]:
        return [node, str(cli), str(given), str(made), "-d", str(data), "-f", "csv", "--silent"]

    def fresh() -> None:
        (folder / "package.json").write_text(json.dumps(PACKAGE), encoding="utf-8")
        run([program("npm"), "install", "--ignore-scripts", "--no-audit", "--no-fund"], folder)
        headers = Path(node).resolve().parent.parent
        known = [f"--nodedir={headers}"] if (headers / "include/node/node.h").is_file() else []
        gyp = str(modules / "node-gyp/bin/node-gyp.js")
        run([node, gyp, "rebuild", "--release", *known], modules / "better-sqlite3")
        run([node, str(HERE / "abr_geocoder_load.mjs"), str(modules), str(registry_path()), str(data)])
        one = folder / "one.txt"
        one.write_text("東京都千代田区紀尾井町1-3\n", encoding="utf-8")
        run(command(one, folder / "one.csv"))

    once(folder, f"abr-geocoder {VERSION} with {registry_path().name}", fresh)
    return [Tool(f"abr-geocoder {VERSION}", command, levels, TOWN, (data,))]


def levels(made: Path) -> list[str]:
    # the tool writes quotes inside a field as they are: the level is the fifth field, and no name holds a quote
    with made.open(encoding="utf-8", errors="replace", newline="") as file:
        return [row["match_level"] or "" for row in csv.DictReader(file)]


if __name__ == "__main__":
    install_only(install)

"""Install jageocoder into an environment of its own and make its dictionary from addrreg's registry.

    python benchmarks/peers/jageocoder_peer.py --work DIR

The dictionary is made by jageocoder-dbtool. jageocoder-converter would do it too, but needs jageocoder 2.1.0.
"""

from __future__ import annotations

import sys
import venv
from pathlib import Path

from tool import HERE, Tool, first_column, install_only, once, registry_path, run

VERSION = "2.2.1.1"
PACKAGES = (f"jageocoder=={VERSION}", "jageocoder-dbtool==0.2.4")


def install(work: Path) -> list[Tool]:
    folder = work / "jageocoder"
    python, data = folder / "venv/bin/python", folder / "dictionary"

    def fresh() -> None:
        if sys.version_info >= (3, 13):
            raise SystemExit("jageocoder-dbtool needs Python 3.10 to 3.12")
        venv.create(folder / "venv", with_pip=True)
        run([str(python), "-m", "pip", "install", "--quiet", "--only-binary=:all:", *PACKAGES])
        run([str(python), str(HERE / "jageocoder_load.py"), str(registry_path()), str(data)])

    def tool(name: str, *options: str) -> Tool:
        def command(given: Path, made: Path) -> list[str]:
            return [str(python), str(HERE / "jageocoder_run.py"), str(data), str(given), str(made), *options]

        # its level: 3 municipality, 4 ward, 5 大字, 6 丁目・小字, deeper ones need other data
        return Tool(name, command, first_column, frozenset("5678"), (data,))

    once(folder, f"jageocoder {VERSION} with {registry_path().name}", fresh)
    return [tool(f"jageocoder {VERSION}"), tool("… aza_skip=False", "--no-aza-skip")]


if __name__ == "__main__":
    install_only(install)

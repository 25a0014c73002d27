"""What all peers share: how an installed tool is called, and how a command is counted."""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Tool:
    """A tool as it is run: one command from a file of addresses to a file with a level per address."""

    name: str
    #: (input, output) → command; the input is a text file, or a CSV file with the column 住所 where ``csv`` is set
    command: Callable[[Path, Path], list[str]]
    #: output → the level of every address, in the tool's own words
    levels: Callable[[Path], list[str]]
    #: the tool's own words for a town, that is 大字・町 or deeper
    town: frozenset[str]
    #: what must be on disk for it to answer, its program not counted
    data: tuple[Path, ...]
    csv: bool = False


class Cost(NamedTuple):
    """What one run of a command used; ``cpu`` is user and system time of the process and its children."""

    cpu: float
    wall: float
    mb: float
    #: whether the CPU time allowed was used up before the end
    cut: bool


def count(command: list[str], log: Path, cap: float) -> Cost:
    """Run a command to its end, or until it has used ``cap`` CPU seconds.

    ``mb`` is the largest resident set (10^6 bytes) of a single process.
    """

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (int(cap), int(cap) + 5))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    with log.open("wb") as said:
        wall = time.perf_counter()
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            preexec_fn=limit,  # noqa: PLW1509 - this program has one thread
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - wall
    process.returncode = os.waitstatus_to_exitcode(status)
    cut = process.returncode in (-signal.SIGXCPU, -signal.SIGKILL)
    if process.returncode and not cut:
        tail = log.read_text(encoding="utf-8", errors="replace")[-2000:]
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}:\n{tail}")
    unit = 1 if sys.platform == "darwin" else 1024
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss * unit / 1e6, cut)


def first_column(made: Path) -> list[str]:
    """The level that the small programs of this folder write first on every line."""
    text = made.read_text(encoding="utf-8", errors="replace")
    return [line.partition("\t")[0] for line in text.split("\n")[:-1]]  # what a cut run began is no answer


def program(name: str) -> str:
    """The path of a program that must be there."""
    found = shutil.which(name)
    if not found:
        raise SystemExit(f"{name} is not on the path; it is needed for this peer alone")
    return found


def run(command: list[str], folder: Path | None = None) -> None:
    """One step of an installation; says what failed, and ends."""
    done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}")


def once(folder: Path, version: str, install: Callable[[], None]) -> None:
    """Install unless the folder says that this version is complete; what is half there is made again."""
    mark = folder / "complete"
    if mark.is_file() and mark.read_text(encoding="utf-8") == version:
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    print(f"installing {version} …", file=sys.stderr)
    install()
    mark.write_text(version, encoding="utf-8")


def registry_path() -> Path:
    """The registry that addrreg uses, which the peers' data are made from."""
    from addrreg.registry.store import open_registry

    with open_registry() as registry:
        return registry.path


def default_work() -> Path:
    """A folder outside the tree that is kept between runs."""
    return Path(tempfile.gettempdir()) / "addrreg-peers"


def install_only(install: Callable[[Path], list[Tool]]) -> None:
    """What a peer's module does when it is run: install, and say where the data are."""
    parser = argparse.ArgumentParser(description=(sys.modules["__main__"].__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--work",
        type=Path,
        default=default_work(),
        metavar="DIR",
        help="where to install (default %(default)s)",
    )
    for tool in install(parser.parse_args().work.resolve()):
        print(f"{tool.name}: {', '.join(map(str, tool.data))}")

"""Kill downloads and builds at random moments, fill a small disk, start two builds at once; nothing may be lost.

    python benchmarks/faults.py --mirror ../shared/abr-mirror --times 10

``--mirror`` is a folder of the registry's files, laid out like the site, that is served on loopback. After each fault the registry
of before must open and answer, no half file may have a final name, and the same command once more must give the bytes of a
run that was left alone. The full disk is a tmpfs, which needs root; without it that part is left out and said.
"""

from __future__ import annotations

import argparse
import functools
import hashlib
import http.server
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ADDRREG = [sys.executable, "-c", "from addrreg.cli import main; main()"]
PACE = 1 << 16
SELECTION = ("--prefecture", "30", "--city", "465054", "--level", "parcel", "--positions")


class Handler(http.server.SimpleHTTPRequestHandler):
    """Files of a folder, at a pace that lets a download last some seconds."""

    def copyfile(self, source, outputfile) -> None:  # type: ignore[no-untyped-def]
        """Send a body, little by little."""
        while piece := source.read(PACE):
            time.sleep(0.01)
            outputfile.write(piece)

    def log_message(self, *_: object) -> None:
        """Nothing."""


class Server(http.server.ThreadingHTTPServer):
    """A server that many clients leave in the middle."""

    def handle_error(self, *_: object) -> None:
        """A client that was killed is no news."""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    server = Server(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def run(data: Path, *arguments: str | Path, check: bool = True) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [*ADDRREG, *map(str, arguments)],
        check=False,
        capture_output=True,
        text=True,
        input="住所\n鹿児島県熊毛郡屋久島町安房1\n",
        env=environment(data),
    )
    if check and done.returncode:
        raise SystemExit(f"{arguments}: {done.stderr}")
    return done


def environment(data: Path) -> dict[str, str]:
    return {**os.environ, "ADDRREG_DATA": str(data)}


def killed(data: Path, after: float, *arguments: str | Path) -> bool:
    """Whether a command was killed at that moment; False where it had ended."""
    with subprocess.Popen(
        [*ADDRREG, *map(str, arguments)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment(data),
    ) as process:  # fmt: skip
        try:
            process.wait(after)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            return True
    return False


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def whole(folder: Path) -> dict[str, str]:
    """Every file under its final name."""
    return {path.relative_to(folder).as_posix(): digest(path) for path in folder.rglob("*.csv.zip")}


def litter(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if ".part" in path.name)


def kill_downloads(url: str, data: Path, real: dict[str, str], times: int, chance: random.Random) -> str:
    command = ("registry", "download", "--base-url", url, *SELECTION, "-q")
    started = time.perf_counter()
    run(data, *command)
    took = time.perf_counter() - started
    expected = whole(data / "abr")
    kills = 0
    while kills < times:
        shutil.rmtree(data / "abr")
        for _ in range(3):
            kills += killed(data, chance.uniform(0.2, took / 2), *command)
            here = whole(data / "abr")
            assert here.items() <= real.items(), "a half file under its final name"
        run(data, *command)
        assert whole(data / "abr") == expected
        assert not litter(data)
    return (
        f"download: {kills} kills, no half file under a final name, the same {len(expected)} files in the end"
    )


def kill_builds(data: Path, times: int, chance: random.Random) -> str:
    started = time.perf_counter()
    run(data, "registry", "build")
    took = time.perf_counter() - started
    registry = data / "registry.sqlite"
    before = digest(registry)
    kills = sum(killed(data, chance.uniform(0.3, 0.9 * took), "registry", "build") for _ in range(times))
    assert digest(registry) == before
    assert ",parcel," in run(data, "cleanse", "-", "-o", "-", "-q").stdout
    run(data, "registry", "build")
    assert digest(registry) == before
    assert not litter(data)
    return f"build: {kills} of {times} runs killed, the old registry the same bytes, the next build too"


def two_builds(data: Path) -> str:
    before = digest(data / "registry.sqlite")
    commands = [
        subprocess.Popen(
            [*ADDRREG, "registry", "build"],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment(data),
        )
        for _ in range(2)
    ]  # fmt: skip
    said = "".join(process.communicate()[1] for process in commands)
    assert all(process.returncode == 0 for process in commands), said
    assert digest(data / "registry.sqlite") == before
    return f"two builds at once: one waits and says so ({'waiting for its end' in said}), the same bytes"


def full_disk(data: Path, url: str) -> str:
    with tempfile.TemporaryDirectory() as mount:
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", mount], check=False, capture_output=True
        )
        if mounted.returncode:
            return "full disk: left out, because a tmpfs needs root"
        try:
            small = Path(mount)
            done = run(small, "registry", "download", "--base-url", url, *SELECTION, "-q", check=False)
            assert done.returncode == 2, done.stderr
            assert "no space left" in done.stderr, done.stderr
            half = [
                path for path, found in whole(small / "abr").items() if found != whole(data / "abr")[path]
            ]
            assert not half
            built = run(data, "registry", "build", small / "registry.sqlite", check=False)
            assert built.returncode == 2, built.stderr
            assert "cannot be written" in built.stderr, built.stderr
            assert not (small / "registry.sqlite").exists()
        finally:
            subprocess.run(["umount", mount], check=True)
    return f"full disk of 3 MB: exit code 2 both times; {done.stderr.splitlines()[0][:90]}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--mirror", type=Path, required=True)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    chance = random.Random(args.seed)  # noqa: S311 - moments, not secrets
    real = whole(args.mirror)
    with tempfile.TemporaryDirectory() as folder, serving(args.mirror.resolve()) as url:
        data = Path(folder)
        print(kill_downloads(url, data, real, args.times, chance), flush=True)
        print(full_disk(data, url), flush=True)
        shutil.rmtree(data / "abr")  # builds of residences and one city: half the time
        run(data, "registry", "download", "--base-url", url, "--city", "465054", "--level", "parcel", "-q")
        print(kill_builds(data, args.times, chance), flush=True)
        print(two_builds(data), flush=True)


if __name__ == "__main__":
    main()

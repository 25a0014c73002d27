"""How much does the server answer: addresses in batches and one by one, beside the library alone.

    python benchmarks/serve.py --jobs 1

A server is started on a free port of this machine, and clients of the standard library send what is in the file, each over one
connection. The clients work on the same cores as the server: what is measured is both.
"""

from __future__ import annotations

import argparse
import http.client
import json
import statistics
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
ADDRREG = [sys.executable, str(ROOT / "cli.py"), "serve", "--quiet", "--port", "0"]


def batches(port: int, texts: list[str], size: int) -> list[float]:
    """Send all texts in batches; the seconds of each."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    took = []
    for start in range(0, len(texts), size):
        body = json.dumps({"addresses": texts[start : start + size]}).encode()
        began = time.perf_counter()
        connection.request("POST", "/normalize", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        found = json.loads(answer.read())
        assert answer.status == 200, found
        assert len(found["results"]) == len(texts[start : start + size])
        took.append(time.perf_counter() - began)
    connection.close()
    return took


def singles(port: int, path: str, texts: list[str]) -> list[float]:
    """Ask for one text after the other; the seconds of each."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    took = []
    for text in texts:
        began = time.perf_counter()
        connection.request("GET", path + quote(text))
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200
        took.append(time.perf_counter() - began)
    connection.close()
    return took


def report(name: str, texts: int, seconds: float, took: list[float]) -> None:
    middle = statistics.median(took) * 1000
    worst = statistics.quantiles(took, n=100)[98] * 1000 if len(took) > 1 else middle
    print(
        f"{name:34} {texts / seconds:>9,.0f} addresses/s {len(took) / seconds:>8,.0f} requests/s  {middle:6.1f} / {worst:6.1f} ms"
    )


def measure(port: int, texts: list[str], size: int, clients: int) -> None:
    """All ways, with several clients at once."""
    shares = [texts[n::clients] for n in range(clients)]
    with ProcessPoolExecutor(clients) as pool:
        list(pool.map(singles, [port] * clients, ["/health?"] * clients, [["x"]] * clients))  # all have begun
        began = time.perf_counter()
        took = [
            one for found in pool.map(batches, [port] * clients, shares, [size] * clients) for one in found
        ]
        report(f"POST /normalize, {size:,} each", len(texts), time.perf_counter() - began, took)
        few = [share[: 3000 // clients] for share in shares]
        for path in ("/normalize?address=", "/geocode?address=", "/suggest?prefix="):
            began = time.perf_counter()
            took = [
                one for found in pool.map(singles, [port] * clients, [path] * clients, few) for one in found
            ]
            report(f"GET {path.partition('?')[0]}", len(took), time.perf_counter() - began, took)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--file", type=Path, default=ROOT.parent / "shared" / "bench" / "schools.txt")
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--batch", type=int, default=1000)
    parser.add_argument("--clients", type=int, default=2)
    parser.add_argument("--jobs", type=int, default=1)
    chosen = parser.parse_args()
    texts = [line for line in chosen.file.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    texts = texts[: chosen.rows]

    from addrreg import Cleanser

    with Cleanser() as cleanser:
        cleanser(texts[0])
        began = time.perf_counter()
        for _ in cleanser.many(texts):
            pass
        seconds = time.perf_counter() - began
        print(f"{'the library, one process':34} {len(texts) / seconds:>9,.0f} addresses/s")
    with subprocess.Popen(
        [*ADDRREG, "--jobs", str(chosen.jobs)], stderr=subprocess.PIPE, text=True, encoding="utf-8"
    ) as server:
        assert server.stderr
        line = server.stderr.readline()
        port = int(line.rpartition(":")[2].partition("/")[0])
        try:
            wait_for(port)
            measure(port, texts, chosen.batch, chosen.clients)
            peak = Path(f"/proc/{server.pid}/status").read_text().partition("VmHWM:")[2].split()[0]
            print(
                f"peak memory of the {'server' if chosen.jobs == 1 else 'first process'}: {int(peak) / 1024:.0f} MB"
            )
        finally:
            server.terminate()


def wait_for(port: int) -> None:
    """Until it answers."""
    for _ in range(200):
        try:
            singles(port, "/health?", ["x"])
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the server does not answer")


if __name__ == "__main__":
    main()

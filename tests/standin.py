"""For tests of the surfaces: a cleanser without a registry, and the command line run in this process."""

from __future__ import annotations

import io
import os
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from addrreg.cli.app import make_app
from addrreg.result import COLUMNS, Candidate, Evidence, Result, Span

NEW = [f"abr_{column}" for column in COLUMNS]


def result(text: str, **cells: object) -> Result:
    """A result with the cells given, and nothing else known."""
    known: dict[str, object] = dict.fromkeys(COLUMNS, "")
    known |= {"status": "unmatched", "match_level": "unknown", "score": 0.0, "lat": None, "lon": None}
    return Result(text, **(known | {"alternatives": 0} | cells))  # type: ignore[arg-type]


class Header:
    """The part of a registry that a summary names."""

    path = Path("standin.sqlite")

    def header(self) -> dict[str, str]:
        return {"vintage": "1999-12", "attribution": "made for tests"}


class StandIn:
    """Reads 東京都… as matched, 府中市 as ambiguous, all else as unmatched; counts what it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.registry = Header()
        self.slow = 0.0
        """Seconds that each batch takes, so that a test can come in between."""
        self.deadly: str | None = None
        """A text that kills the process."""

    def __call__(self, text: str) -> Result:
        self.asked += 1
        if text.startswith("東京都"):
            cells: dict[str, object] = {
                "status": "matched",
                "match_level": "pref",
                "pref": "東京都",
                "rest": text[3:],
            }
            spans = (Span("pref", 0, 3), Span("rest", 3, len(text)))
            evidence = (Evidence("pref", 0.1),)
            return result(text, **cells, score=0.1, lat=35.5, lon=139.5, evidence=evidence, spans=spans)
        if text == "府中市":
            places = [("東京都府中市", "132063"), ("広島県府中市", "342084")]
            candidates = tuple(Candidate(name, code, "", "city", 0.5) for name, code in places)
            return result(
                text, status="ambiguous", alternatives=1, steps="shared_name", candidates=candidates
            )
        return result(text, rest=text)

    def many(self, texts: Iterable[str]) -> Iterator[Result]:
        time.sleep(self.slow)
        for text in texts:
            if text == self.deadly:
                os.kill(os.getpid(), signal.SIGKILL)
            yield self(text)


@contextmanager
def standing_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    """The commands use a stand-in instead of a registry."""
    cleanser = StandIn()

    @contextmanager
    def open_cleanser(
        registry: Path | None, quiet: bool = False, options: object = None
    ) -> Iterator[StandIn]:
        yield cleanser

    with monkeypatch.context() as patch:
        patch.setattr("addrreg.cli.address.open_cleanser", open_cleanser)
        patch.setattr("addrreg.cli.cleanse.open_cleanser", open_cleanser)
        yield cleanser


class Ran(NamedTuple):
    """What a command did."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode()


def run(*arguments: object, stdin: bytes = b"") -> Ran:
    """Run the command line in this process."""
    saved = sys.stdin, sys.stdout, sys.stderr
    streams = [io.TextIOWrapper(io.BytesIO(data), "utf-8", newline="") for data in (stdin, b"", b"")]
    sys.stdin, sys.stdout, sys.stderr = streams
    try:
        make_app()([str(argument) for argument in arguments], prog_name="addrreg")
        code: object = 0
    except SystemExit as exit_:
        code = exit_.code or 0
    finally:
        sys.stdin, sys.stdout, sys.stderr = saved
    assert isinstance(code, int), code
    out, err = map(written, streams[1:])
    return Ran(code, out, err.decode())


def written(stream: io.TextIOWrapper) -> bytes:
    """All that went into a stream over a buffer."""
    stream.seek(0)
    return stream.buffer.read()


def assert_refused(done: Ran, *words: str) -> None:
    """One clear message with all the words, exit code 2, and no traceback."""
    assert done.code == 2, (done.code, done.err)
    assert done.err.startswith(("addrreg: ", "Usage: ")), done.err
    assert "Traceback" not in done.err
    for word in words:
        assert word in done.err

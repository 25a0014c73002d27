"""The command line: each command is one call of the library and its rendering.

The commands live in one short module per group; what they need is imported when they run.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from pathlib import Path
from types import FrameType

__all__ = ["main"]


def main() -> None:
    """Run the command line; the entry point of ``addrreg`` and of ``cli.py``."""
    try:
        # As an exception, so that an output that was begun is removed.
        signal.signal(signal.SIGTERM, _terminated)
        if sys.stderr is None:  # closed (2>&-): messages go nowhere, and no file of ours gets its number
            sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115 - open to the end
        from addrreg.cli.app import make_app

        make_app(sys.argv[1] if len(sys.argv) > 1 else "")(prog_name="addrreg")
    except KeyboardInterrupt:
        sys.exit(130)
    finally:
        # the process ends: a last search for garbage in all that it holds took 20 ms, a tenth of a single answer
        gc.freeze()


def _terminated(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)

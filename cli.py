"""Launcher: ``python cli.py …`` runs this checkout's command line; the commands live in src/addrreg/cli."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "src"))

from addrreg.cli import main

if __name__ == "__main__":
    main()

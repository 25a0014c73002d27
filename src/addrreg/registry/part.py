"""A transfer that is not whole yet: its bytes in `.part`, what the server said of them in `.part.json`.

Kept on disk, so that the run after a kill goes on as well; only of a version that can be named (a strong ETag or
Last-Modified) is anything resumed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

__all__ = ["Fetched", "drop_part", "read_note", "size_of", "write_note"]


class Fetched(NamedTuple):
    """What the server said of a file that is now there in full."""

    etag: str = ""
    last_modified: str = ""


def drop_part(part: Path) -> None:
    """Forget a transfer: the next one starts at the first byte."""
    part.unlink(missing_ok=True)
    _note_of(part).unlink(missing_ok=True)


def _note_of(part: Path) -> Path:
    return part.with_name(f"{part.name}.json")


def size_of(part: Path) -> int:
    """Bytes that are there; 0 where nothing is."""
    try:
        return part.stat().st_size
    except FileNotFoundError:
        return 0


def read_note(part: Path, url: str) -> Fetched | None:
    """What the server said of a transfer that was cut; None where it cannot be told to be the same version."""
    try:
        written = json.loads(_note_of(part).read_bytes())
        note = Fetched(str(written["etag"]), str(written["last_modified"]))
        same = written["url"] == url
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if note.etag.startswith("W/"):  # weak: equal in meaning, not in bytes (RFC 9110, 13.1.5)
        return None
    return note if same and (note.etag or note.last_modified) else None


def write_note(part: Path, url: str, said: Fetched) -> None:
    """Keep what the server says of the version that is coming."""
    _note_of(part).write_text(json.dumps({"url": url, **said._asdict()}), encoding="utf-8")

"""Replacing (差し替え): a registry is made beside its place and renamed, so that nobody reads half of one.

A build that is killed leaves the old file, and what it left beside it is removed by the next one.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path

from addrreg.errors import RegistryError

__all__ = ["connect", "replacing"]


def connect(path: Path, mode: str = "rwc") -> sqlite3.Connection:
    """A connection without a journal, because a file that is not finished is thrown away."""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None)
    if mode != "ro":
        connection.execute("pragma journal_mode = off")
        connection.execute("pragma synchronous = off")
    return connection


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A file beside ``target`` that takes its place at the end; what a killed build left is removed first.

    A link stays one: whoever keeps the registry on a larger disk finds the new one there.
    """
    from filelock import FileLock, Timeout

    target = Path(os.path.realpath(target))
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(target.with_name(f".{target.name}.lock"), timeout=0):
            for old in target.parent.glob(f"{escape(target.name)}.*.part*"):
                old.unlink(missing_ok=True)
            try:
                yield part
                with part.open("rb+") as file:
                    os.fsync(file.fileno())
                part.replace(target)
            finally:
                with suppress(OSError):
                    part.unlink(missing_ok=True)
    except Timeout as error:
        raise RegistryError(
            f"another build is writing {target} at this moment",
            remedy="wait until it has ended; if this registry is to be another one, give it another name",
        ) from error
    except (OSError, NotImplementedError, sqlite3.Error) as error:
        raise RegistryError(
            f"the registry cannot be written to {target.parent}: {error}",
            remedy="free some space, or name another place: addrreg registry build PATH --from FOLDER",
        ) from error

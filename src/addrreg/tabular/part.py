"""A part (途中のファイル): the output while it grows, beside its place, with a note of how far it is.

A file is written beside its place, synced and renamed: whatever goes wrong, the old file stays as it was. Where its
format allows, a checkpoint says every other second how much of the input is in it, so that a run that was killed goes
on (``--resume``) and ends with the same bytes. The names are fixed, so that the next run finds what a
killed one left and takes its place; a lock that dies with its process tells a killed run from one at work.
"""

from __future__ import annotations

import json
import os
import stat
import time
from contextlib import suppress
from typing import Any, BinaryIO

from addrreg.errors import InputError, OutputError
from addrreg.tabular.writing import as_output_error, sync_folder, target_of

__all__ = ["Part"]

_FLAGS = getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
#: Seconds between two checkpoints: so much work a kill costs at most.
_EVERY = 2.0


class Part:
    """The file beside ``where`` that becomes it when all went well.

    ``identity`` says what makes the output what it is (input, options, registry), by name; a part is only gone on with where
    all of it is the same. Without an identity there are no checkpoints.
    """

    def __init__(self, where: str, source: str, identity: dict[str, Any] | None) -> None:
        self.where, self.identity = where, identity
        self._target = target_of(where, source)
        self._path = self._target.with_name(f".{self._target.name}.addrreg.tmp")
        self._note = self._target.with_name(f".{self._target.name}.addrreg.json")
        self.position: dict[str, Any] = {}
        """What the last checkpoint said, where the run goes on; else empty."""
        self.replaced = 0
        """Rows of an unfinished run that this one took the place of."""
        self._saved = 0.0
        with as_output_error(where):
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | _FLAGS, 0o666)
        self.stream: BinaryIO = os.fdopen(descriptor, "r+b")
        try:
            self._lock()
        except BaseException:
            self.stream.close()
            raise

    def _lock(self) -> None:
        try:
            import fcntl
        except ImportError:  # Windows: the rename of a file that another process has open fails anyway
            return
        try:
            fcntl.flock(self.stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            busy = True
        except OSError:
            return  # a file system without locks
        else:
            # between opening and locking, the other run may have finished and given the file its name
            busy = not self._path.exists() or not os.path.samestat(
                self._path.stat(), os.fstat(self.stream.fileno())
            )
        if busy:
            raise OutputError(
                f"another run is writing {self.where}", remedy="wait for it, or give another name with -o"
            )

    def begin(self, resume: bool) -> None:
        """Start with an empty file, or where the checkpoint says; raises where that is another run's."""
        note = self._read_note()
        if resume and note:
            for name, value in (self.identity or {}).items():
                if note["identity"].get(name) != value:
                    raise InputError(
                        f"the unfinished {self.where} cannot be gone on with: {name} is not what it was",
                        remedy="start anew: the same command without --resume",
                    )
            self.position = note["position"]
        elif note:
            self.replaced = note["position"].get("rows", 0)
        with as_output_error(self.where):
            self.stream.truncate(self.position.get("bytes", 0))
            self.stream.seek(0, os.SEEK_END)

    def _read_note(self) -> dict[str, Any] | None:
        """The checkpoint, if there is one and the part holds what it says."""
        try:
            note = json.loads(self._note.read_text(encoding="utf-8"))
            whole = os.fstat(self.stream.fileno()).st_size >= note["position"]["bytes"]
            return note if whole and isinstance(note["identity"], dict) else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def save(self, position: dict[str, Any], *, now: bool = False) -> None:
        """Write a checkpoint, if the last one is long ago; what it speaks of is on the disk before it is."""
        if self.identity is None or not (now or time.monotonic() - self._saved >= _EVERY):
            return
        with as_output_error(self.where):
            self.stream.flush()
            os.fsync(self.stream.fileno())
            beside = self._note.with_suffix(".json.new")
            text = json.dumps({"identity": self.identity, "position": position}, ensure_ascii=False, indent=1)
            beside.write_text(text, encoding="utf-8")
            beside.replace(self._note)
        self._saved = time.monotonic()

    def finish(self) -> None:
        """Give the file its name; it keeps the mode of the one that it replaces."""
        with as_output_error(self.where):
            self.stream.flush()
            os.fsync(self.stream.fileno())
            if self._target.exists():
                self._path.chmod(stat.S_IMODE(self._target.stat().st_mode))
            if os.name == "nt":
                self.stream.close()
            self._path.replace(self._target)
            sync_folder(self._target.parent)
        self.stream.close()
        self._note.unlink(missing_ok=True)

    def keep(self) -> None:
        """Leave the part for a later run."""
        self.stream.close()

    def drop(self) -> None:
        """Remove all of it."""
        for path in (self._path, self._note):
            with suppress(OSError):
                path.unlink()
        with suppress(OSError):
            self.stream.close()

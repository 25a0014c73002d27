"""Which tables of a run over several files are finished: what ``--resume`` need not do again."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from addrreg.tabular.writing import as_output_error

__all__ = ["Finished"]


class Finished:
    """A note in the output folder; it goes when the run has come to its end."""

    def __init__(self, folder: str) -> None:
        self._note = Path(folder) / ".addrreg-run.json"
        self._done: dict[str, Any] = {}

    def read(self) -> None:
        """Take over what an earlier run noted."""
        with suppress(OSError, ValueError):
            found = json.loads(self._note.read_text(encoding="utf-8"))
            self._done = found if isinstance(found, dict) else {}

    def has(self, output: str, identity: dict[str, Any]) -> bool:
        """Whether the file is there, made of the same input in the same way."""
        return self._done.get(Path(output).name) == identity and Path(output).is_file()

    def add(self, output: str, identity: dict[str, Any]) -> None:
        """Note a file that is finished."""
        self._done[Path(output).name] = identity
        with as_output_error(str(self._note)):
            beside = self._note.with_suffix(".json.new")
            beside.write_text(json.dumps(self._done, ensure_ascii=False), encoding="utf-8")
            beside.replace(self._note)

    def end(self) -> None:
        """All is done."""
        self._note.unlink(missing_ok=True)

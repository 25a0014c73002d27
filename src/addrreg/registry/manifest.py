"""download.json: what was asked for, from where, and of each file what proves that it is still the site's.

One file for the folder, written beside and renamed: a run that is killed leaves the former record, and at worst
some files are fetched once more.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

from addrreg.errors import AddrregError, RegistryError
from addrreg.registry.feed import Entry, entry_of
from addrreg.registry.selection import Selection

__all__ = ["DAMAGED", "MANIFEST", "Manifest", "Record"]

MANIFEST: Final = "download.json"
#: The name under which a record that cannot be read is kept: a person may still see in it what was asked for.
DAMAGED: Final = "download.json.damaged"
_FORMAT = 1


class Record(NamedTuple):
    """One file as it was fetched."""

    date: str = ""
    """最終更新日 of the feed at that time."""
    etag: str = ""
    last_modified: str = ""
    size: int = 0
    sha256: str = ""
    since: float = 0.0
    """When these bytes first came here, in seconds since 1970: a registry older than that does not hold them."""


@dataclass(slots=True)
class Manifest:
    """The record of a folder of downloads."""

    base_url: str = ""
    selections: list[Selection] = field(default_factory=list)
    files: dict[str, Record] = field(default_factory=dict)
    """Path on the site → the file here."""
    removed: dict[str, float] = field(default_factory=dict)
    """Path → when it was removed, because another file holds all of it."""

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """The record in a folder; an empty one where there is none.

        Raises RegistryError where it is damaged or of another version: what was asked for is then not known, and
        "nothing was downloaded" would be a wrong answer over a folder full of files.
        """
        path = folder / MANIFEST
        try:
            return cls._of(json.loads(path.read_bytes()))
        except (FileNotFoundError, NotADirectoryError):
            return cls()
        except (
            OSError,
            ValueError,
            KeyError,
            TypeError,
            AttributeError,
            RecursionError,
            AddrregError,
        ) as error:
            reason = f"it has no {error}" if isinstance(error, KeyError) else str(error).partition("\n")[0]
            raise RegistryError(
                f"{path}, the record of what was downloaded, cannot be read: {reason}",
                remedy="addrreg registry download, with the areas and the level of before: it begins a new record",
            ) from error

    @classmethod
    def _of(cls, written: Any) -> Manifest:
        """A record as JSON has it; single files that are none of the registry's are left out, and fetched again."""
        if written["format"] != _FORMAT:
            raise ValueError(f"its format is {written['format']!r}, that of this version {_FORMAT}")
        files = {path: Record(**record) for path, record in written["files"].items() if _entry(path)}
        return cls(
            str(written["base_url"]),
            [Selection.read(one) for one in written["selections"]],
            {path: record for path, record in files.items() if _sound(record)},
            {path: float(since) for path, since in written["removed"].items() if _entry(path)},
        )

    def write(self, folder: Path) -> None:
        """Write the record; whoever reads it meanwhile sees the former one whole."""
        content = {
            "format": _FORMAT,
            "base_url": self.base_url,
            "selections": [selection._asdict() for selection in self.selections],
            "files": {path: record._asdict() for path, record in sorted(self.files.items())},
            "removed": self.removed,
        }
        beside = folder / f"{MANIFEST}.part"
        try:
            with beside.open("w", encoding="utf-8") as file:
                json.dump(content, file, ensure_ascii=False, indent=1)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(folder / MANIFEST)
        except OSError:
            with suppress(OSError):
                beside.unlink()
            raise

    def ask(self, selection: Selection) -> None:
        """Remember what was asked for, so that an update keeps it; a second request adds to the first."""
        if selection not in self.selections:
            self.selections.append(selection)

    def intact(self, folder: Path, entry: Entry) -> Record | None:
        """The record of a file that is here as it was fetched; None where it is gone or has another size."""
        record = self.files.get(entry.path)
        try:
            return record if record and (folder / entry.path).stat().st_size == record.size else None
        except OSError:
            return None

    def entries(self) -> list[Entry]:
        """The files here, as entries."""
        return [entry for path in self.files if (entry := _entry(path))]

    def unbuilt(self, target: Path) -> list[str]:
        """Paths that came, changed or went after a registry was built; all that are here where there is none.

        Told by the registry's own time, so that an update that is killed between fetching and building is made
        good by the next one.
        """
        built = target.stat().st_mtime if target.exists() else float("-inf")
        changed = {path for path, record in self.files.items() if record.since > built}
        return sorted(changed | {path for path, since in self.removed.items() if since > built})


def _entry(path: str) -> Entry | None:
    entry = entry_of(path.rpartition("/")[2])
    return entry if entry and entry.path == path else None


def _sound(record: Record) -> bool:
    return (
        isinstance(record.size, int)
        and isinstance(record.since, int | float)
        and all(
            isinstance(text, str) for text in (record.date, record.etag, record.last_modified, record.sha256)
        )
    )

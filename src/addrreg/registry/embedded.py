"""The embedded registry: found in the package, unpacked once into the user's cache folder, and used from
there.

The name of the local copy holds the pack, the fold and the file format that it was made with, so that two
versions of addrreg never use or overwrite each other's. Copies of earlier versions are left where they are:
another environment may still use them, and the whole folder may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path

from addrreg.errors import RegistryError
from addrreg.registry.schema import FORMAT
from addrreg.registry.store import Progress, check

__all__ = ["cache_dir", "ensure", "local_copy", "pack_path"]

_PACK = "registry.tar.xz"
_TAIL = 4096


def pack_path() -> Path:
    """The packed registry: inside an installed package, or in data/ of a checkout.

    Raises RegistryError where neither is there.
    """
    package = Path(__file__).resolve().parent.parent
    for path in (package / "_data" / _PACK, package.parent.parent / "data" / _PACK):
        if path.is_file():
            return path
    raise RegistryError(
        f"the embedded registry ({_PACK}) is missing from {package}",
        remedy="pip install --force-reinstall addrreg (in a checkout: python data/build_registry.py)",
    )


def cache_dir() -> Path:
    """The folder of the local copies: ADDRREG_CACHE, or the user's cache folder of the operating system."""
    chosen = os.environ.get("ADDRREG_CACHE")
    if chosen:
        return Path(chosen).expanduser()
    import platformdirs

    return Path(platformdirs.user_cache_dir("addrreg", appauthor=False))


def local_copy() -> Path:
    """Where the local copy of the embedded registry is, or will be.

    The pack is told by its size and its end, where xz keeps a checksum of the whole: reading all of it
    would cost each start some milliseconds.
    """
    from addrreg.text.fold import fingerprint

    with pack_path().open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _TAIL))
        mark = hashlib.sha256(f"{FORMAT}\n{size}\n{fingerprint()}\n".encode() + file.read()).hexdigest()[:16]
    return cache_dir() / f"registry-{mark}.sqlite"


def ensure(progress: Progress | None = None, *, anew: bool = False) -> Path:
    """Path of the local copy, which is built first where it is missing or damaged, or ``anew`` in any case.

    Two processes that come at once end with one copy: the second waits for the first and uses what it made.
    The lock is the operating system's, so that a killed build holds nobody up; what it left behind is
    removed by the next one. ``progress`` is called with (stage, done, total). Raises RegistryError where
    the folder cannot be written.
    """
    target = local_copy()
    if not anew and _usable(target):
        return target
    from filelock import FileLock

    from addrreg.registry.build import build

    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(target.with_suffix(".lock")):
            if anew or not _usable(target):
                _remove_parts(target)
                build(pack_path(), target, progress)
    except (OSError, NotImplementedError) as error:
        raise RegistryError(
            f"the local copy of the registry cannot be written to {target.parent}: {error}",
            remedy="set ADDRREG_CACHE to a folder that can be written, then run the command again",
        ) from error
    return target


def _usable(path: Path) -> bool:
    """A copy that is damaged or of another fold is not refused here, because it can be built again."""
    try:
        check(path)
    except RegistryError:
        return False
    return True


def _remove_parts(target: Path) -> None:
    """What a killed build left; the lock is held, so nobody is writing these."""
    for part in target.parent.glob(f"{target.name}.*.part*"):
        with suppress(OSError):
            part.unlink()

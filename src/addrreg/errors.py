"""Errors that a caller can meet, each with what happened and the command that mends it.

    AddrregError
    ├── RegistryError      the local copy of the registry is missing, damaged or of another version
    │   └── StaleRegistry  it was built with another fold or format
    ├── SourceError        a source file (CSV, zip) is not what it should be
    ├── DownloadError      the registry's site, or a mirror of it, does not give what was asked for
    ├── InputError         a user's file, column or encoding cannot be used
    ├── OutputError        the result cannot be written
    └── MissingPackage     a package of an optional extra is not installed

No address text ever raises: :class:`~addrreg.Cleanser` returns a result for any string.
"""

from __future__ import annotations

__all__ = [
    "AddrregError",
    "DownloadError",
    "InputError",
    "MissingPackage",
    "OutputError",
    "RegistryError",
    "SourceError",
    "StaleRegistry",
]


class AddrregError(Exception):
    """What went wrong, in one sentence, and how to mend it.

    The command line prints ``message`` and ``remedy`` and ends with exit code 2; nothing is half-written.

    >>> print(AddrregError("registry.sqlite is damaged", remedy="addrreg registry build"))
    registry.sqlite is damaged
      to mend it: addrreg registry build
    """

    def __init__(self, message: str, remedy: str = "") -> None:
        self.message = message
        self.remedy = remedy
        super().__init__(message)

    def __str__(self) -> str:
        return f"{self.message}\n  to mend it: {self.remedy}" if self.remedy else self.message

    def __reduce__(self) -> tuple[type[AddrregError], tuple[str, str]]:
        return type(self), (self.message, self.remedy)


class RegistryError(AddrregError):
    """The local copy of the registry is missing, damaged or not a registry."""


class StaleRegistry(RegistryError):
    """The local copy was built with another fold or file format than this version of addrreg uses."""


class SourceError(AddrregError):
    """A source file of the registry is not in the form it should have."""


class DownloadError(AddrregError):
    """The registry's site, or a mirror of it, does not give what was asked for."""


class InputError(AddrregError):
    """A user's file, column, encoding or option cannot be used."""


class OutputError(AddrregError):
    """The result cannot be written where it was asked for."""


class MissingPackage(AddrregError, ImportError):
    """A package of an optional extra (``addrreg[pandas]``, ``addrreg[spark]`` …) is not installed.

    Also an ImportError, for callers that try an import and do without.
    """

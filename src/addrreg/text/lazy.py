"""Lazy (遅延): regular expressions that are compiled when they are first used.

The grammar of a number alone takes 40 ms to compile: as long as the whole import of the package may take for a program
that only wants to know the version.
"""

from __future__ import annotations

import re
from typing import Any, cast

__all__ = ["lazy"]


class _Lazy:
    def __init__(self, source: str) -> None:
        self._source = source

    def __getattr__(self, name: str) -> Any:
        # found here once: afterwards the compiled pattern's own method stands on the instance
        value = getattr(re.compile(self._source), name)
        setattr(self, name, value)
        return value


def lazy(source: str) -> re.Pattern[str]:
    """A pattern that is compiled at its first use, and after that as fast as any other.

    >>> lazy("[0-9]+番地").match("12番地").group()
    '12番地'
    """
    return cast("re.Pattern[str]", _Lazy(source))

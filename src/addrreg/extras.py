"""Extras (追加機能): packages that only some surfaces need, and what to say where one is absent."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from addrreg.errors import MissingPackage

__all__ = ["require"]


def require(package: str, extra: str) -> Any:
    """Import a package of an optional extra, and return it.

    A bare ModuleNotFoundError would name a package that the user never heard of, and not the command that
    brings it. Raises :class:`~addrreg.errors.MissingPackage`, which names ``pip install 'addrreg[extra]'``.

    >>> require("no_such_package", "spark")
    Traceback (most recent call last):
    addrreg.errors.MissingPackage: the package no_such_package is not installed
      to mend it: pip install 'addrreg[spark]'
    """
    try:
        return import_module(package)
    except ModuleNotFoundError as error:
        if error.name is None or package.partition(".")[0] != error.name.partition(".")[0]:
            raise  # the package is there; one that it needs itself is not
        raise MissingPackage(
            f"the package {package} is not installed", remedy=f"pip install 'addrreg[{extra}]'"
        ) from None

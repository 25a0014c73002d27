"""Finder (参照窓口): one opened registry, asked by id, by what was typed, or by a point."""

from __future__ import annotations

import threading
from os import PathLike
from types import TracebackType

from addrreg.find.lookup import look_up
from addrreg.find.places import Places
from addrreg.find.reverse import Nearby, find_nearest
from addrreg.find.suggest import Suggester, Suggestion
from addrreg.pipeline import Cleanser
from addrreg.registry.store import Registry, open_registry
from addrreg.result import Result

__all__ = ["Finder", "lookup", "reverse", "suggest"]


class Finder:
    """Answers questions about the registry itself; what a form or a map service keeps open.

    ``registry`` is an opened :class:`~addrreg.registry.store.Registry` or :class:`~addrreg.Cleanser`, which stays the
    caller's to close, or a path; without it the registry in use. Like a Cleanser it is for one thread at a time.

    >>> with Finder() as finder:
    ...     finder.suggest("千代田区紀")[0].address
    '東京都千代田区紀尾井町'
    """

    def __init__(self, registry: Cleanser | Registry | str | PathLike[str] | None = None) -> None:
        given = registry.registry if isinstance(registry, Cleanser) else registry
        self._own = not isinstance(given, Registry)
        #: The opened local copy of the registry.
        self.registry: Registry = given if isinstance(given, Registry) else open_registry(given)
        self._places = Places(self.registry.connection)
        self._suggester = Suggester(self._places)

    def lookup(self, text: str) -> Result:
        """The place of an id, with all columns; see :func:`lookup`."""
        return look_up(self._places, text)

    def suggest(self, prefix: str, limit: int = 10) -> list[Suggestion]:
        """Places that begin as what was typed; see :func:`suggest`."""
        return self._suggester(prefix, limit)

    def reverse(self, lat: float, lon: float, level: str | None = None, limit: int = 1) -> list[Nearby]:
        """The places nearest to a point; see :func:`reverse`."""
        return find_nearest(self._places, lat, lon, level, limit)

    def close(self) -> None:
        """Close the registry if this Finder opened it; answers stay valid."""
        if self._own:
            self.registry.close()

    def __enter__(self) -> Finder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Default(threading.local):
    """The Finder of the functions, one for each thread."""

    finder: Finder | None = None


_default = _Default()


def _finder(registry: Finder | Cleanser | Registry | None) -> Finder:
    if isinstance(registry, Finder):
        return registry
    if registry is not None:
        return Finder(registry)
    if _default.finder is None:
        _default.finder = Finder()
    return _default.finder


def lookup(text: str, registry: Finder | Cleanser | Registry | None = None) -> Result:
    """The place of an id: 131016, 131016-0056000, 131016-0056000-001-003, with rsdt2_id, or with prc_id; dashes may be missing.

    A 不動産番号 (13 figures) or 不動産ID is answered with the parcel that bears it, where the registry holds any.

    Of an id that the registry does not hold to its end the held part is the answer, and the other is in ``rest``. An id of
    another place altogether is ``unmatched``. Raises :class:`~addrreg.errors.InputError` for what is no id, and for an
    lg_code with a wrong check digit. For many questions keep a :class:`Finder`.

    >>> lookup("131016-0056000").address
    '東京都千代田区紀尾井町'
    """
    return _finder(registry).lookup(text)


def suggest(
    prefix: str, registry: Finder | Cleanser | Registry | None = None, limit: int = 10
) -> list[Suggestion]:
    """Places that begin as what was typed: by name in any spelling, by reading in kana, or by postal code (three figures on).

    Never raises for any text; of what nothing begins with, the list is empty. For each key stroke of a form keep a
    :class:`Finder`.

    >>> [place.address for place in suggest("きおいちょう")], suggest("102-0094")[0].address
    (['東京都千代田区紀尾井町'], '東京都千代田区紀尾井町')
    """
    return _finder(registry).suggest(prefix, limit)


def reverse(
    lat: float,
    lon: float,
    registry: Finder | Cleanser | Registry | None = None,
    level: str | None = None,
    limit: int = 1,
) -> list[Nearby]:
    """The places nearest to a point in degrees (JGD2011), nearest first, each with its distance in metres.

    ``level`` is ``town``, ``residence`` or ``parcel``; without it a residence or parcel within 200 m, else the nearest town.
    Raises :class:`~addrreg.errors.InputError` for a point outside Japan, or with latitude and longitude swapped.

    >>> reverse(35.6814, 139.7350)[0].place.address
    '東京都千代田区紀尾井町'
    """
    return _finder(registry).reverse(lat, lon, level, limit)

"""Aliased (別名): the registry's names with the aliases of a user's dictionary among them."""

from __future__ import annotations

from addrreg.registry.names import Names

__all__ = ["AliasedNames"]


class AliasedNames(Names):
    """Names of a registry, and aliases by kind: what ``prefixes`` and ``exact`` find is both.

    A class of its own, so that a cleanser without a dictionary pays nothing for it.
    """

    def __init__(self, names: Names, aliases: dict[str, dict[str, int]]) -> None:
        self.__dict__.update(vars(names))
        self._aliases = aliases

    def prefixes(self, kind: str, text: str) -> list[tuple[int, tuple[int, ...]]]:
        """As :meth:`Names.prefixes`, with the aliases of the kind."""
        found = super().prefixes(kind, text)
        aliases = self._aliases.get(kind)
        if aliases is None:
            return found
        merged = dict(found)
        for alias, value in aliases.items():
            if text.startswith(alias):
                merged[len(alias)] = (*merged.get(len(alias), ()), value)
        return sorted(merged.items())

    def exact(self, kind: str, text: str) -> tuple[int, ...]:
        """As :meth:`Names.exact`, with the aliases of the kind."""
        found = super().exact(kind, text)
        value = self._aliases.get(kind, {}).get(text)
        return found if value is None else (*found, value)

    def continues(self, kind: str, text: str) -> bool:
        """As :meth:`Names.continues`, with the aliases of the kind."""
        return super().continues(kind, text) or any(
            alias.startswith(text) for alias in self._aliases.get(kind, ())
        )

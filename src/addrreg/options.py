"""Options: how a Cleanser reads, each with its default and its risk."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike

from addrreg.errors import InputError

__all__ = ["ALL", "PARCEL", "RESIDENCE", "TARGETS", "WILDCARD", "Options"]

#: What people and programs write for a character that they do not have.
WILDCARD = "●?？\ufffd〓"

#: What a number may be located as.
TARGETS = ALL, RESIDENCE, PARCEL = "all", "residence", "parcel"


@dataclass(frozen=True, slots=True)
class Options:
    """Settings of a :class:`addrreg.Cleanser`; the defaults are meant for files of unknown origin."""

    koaza_only: bool = True
    """Use 小字 that the registry lists without a 大字 where nothing else fits. Most are 通称 that no longer exist, so a
    number or the end of the text must follow. Risk: an old field name matched in place of an unknown town."""

    rescue: bool = True
    """Read names that are nearly written (鍛冶 for 鍛治) where none of the place stands as written; said in ``steps`` and in the
    score. Risk: a town that the registry does not know taken for a neighbour that is written nearly the same."""

    wildcard: str = WILDCARD
    """Characters that stand for one unknown character of a name, where one place fits; empty for none. Risk: a question
    mark that was meant as one."""

    dictionary: str | PathLike[str] | None = None
    """A file of one's own variants and aliases (docs/dictionary.md), checked when the Cleanser opens. Risk: what a line says is
    done in every row; each is marked ``dictionary`` in ``steps``."""

    target: str = ALL
    """What numbers are located as: ``all``, or only ``residence`` (住居番号) or ``parcel`` (地番), for a file of which that is
    known; needs a registry that holds them. Risk: 1-2 of a file of houses taken for the parcel of that number."""

    max_length: int = 1000
    """Longer texts are not addresses: they are returned unmatched, with everything in ``rest``."""

    def __post_init__(self) -> None:
        if self.target not in TARGETS:
            raise InputError(f"target is {self.target!r}, and can be {', '.join(TARGETS)}", "--target all")

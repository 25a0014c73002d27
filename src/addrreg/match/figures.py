"""Figures (数字の部分): a number cut into the parts that the registry has columns for, and where each lies in the text.

1-2-3, 1番2号, 乙794 and 2353番地乙1 are such numbers. 535内2, 12地割34, 103地先 and 1・2 are not: each says that it is not one
block, residence or parcel, or none alone, and is not to be looked up as one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from addrreg.match.number import Number
from addrreg.text.lazy import lazy

__all__ = ["CHIBAN", "EITHER", "JUKYO", "Figures", "plain_number", "read_figures"]

#: How a number is written: 番地 as of a parcel, 番 and 号 as of a residence, or in a way that may be either (1-2, 1番2).
CHIBAN, JUKYO, EITHER = "chiban", "jukyo", "either"

# What stands beside the figures of a 地番: 甲乙…, 子丑…, kana, Latin letters, 東西南北
_LETTER = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥東西南北ぁ-んァ-ヺA-Z"
_TOKEN = lazy(f"[0-9]+|[{_LETTER}]|-|.")
_LETTERS = lazy(f"[{_LETTER}]")
_WRITTEN = lazy("[0-9０-９]+|[〇一二三四五六七八九十百千壱弐参拾]+")
_MOST = 8


class Figures(NamedTuple):
    """The parts of a number."""

    tokens: tuple[str, ...]
    """Figures without zeros in front, and letters, each by itself."""
    form: str
    """CHIBAN, JUKYO or EITHER."""
    starts: tuple[int, ...]
    """Where each token begins in the text; empty where that cannot be told, or letters are among them."""
    ends: tuple[int, ...]
    """Where each token ends."""

    @property
    def has_letters(self) -> bool:
        """Whether 甲, ロ or the like is among the tokens."""
        return not all(map(str.isdecimal, self.tokens))

    @property
    def key(self) -> str:
        """The number as :func:`plain_number` writes it."""
        return _joined(self.tokens)


def read_figures(text: str, number: Number) -> Figures | None:
    """The parts of a number that was read; None where it is not a plain one.

    >>> from addrreg.match.number import read_number
    >>> [read_figures(t, read_number(t, 0))[:2] for t in ("1番2号", "2353番地乙1", "１－０２")]
    [(('1', '2'), 'jukyo'), (('2353', '乙', '1'), 'chiban'), (('1', '2'), 'either')]
    >>> read_figures("103地先", read_number("103地先", 0)) is None
    True
    """
    normal = number.number
    written = text[number.start : number.end]
    if normal.replace("-", "").isdecimal():
        tokens = tuple(_figure(part) for part in normal.split("-") if part)
    else:
        tokens = _tokens(normal)
    if not 0 < len(tokens) <= _MOST:
        return None
    form = CHIBAN if "番地" in written else JUKYO if "番" in written and "号" in written else EITHER
    found = [match.span() for match in _WRITTEN.finditer(text, number.start, number.end)]
    if len(found) != len(tokens) or not all(map(str.isdecimal, tokens)):
        found = []
    return Figures(tokens, form, tuple(a for a, _ in found), tuple(b for _, b in found))


def plain_number(*numbers: str) -> str:
    """The numbers of a parcel in one spelling, whichever column 甲 or ロ stands in and however wide it is.

    >>> plain_number("794", "ﾛ", ""), plain_number("甲12", "3", ""), plain_number("甲", "12", "3"), plain_number("11", "1", "")
    ('794ロ', '甲12-3', '甲12-3', '11-1')
    """
    return _joined(_tokens("-".join(filter(None, numbers))))


def _tokens(number: str) -> tuple[str, ...]:
    """Figures and letters in order; nothing where anything else is among them."""
    tokens = []
    for match in _TOKEN.finditer(unicodedata.normalize("NFKC", number).upper()):
        piece = match[0]
        if piece.isdecimal():
            tokens.append(_figure(piece))
        elif _LETTERS.match(piece):
            tokens.append(piece)
        elif piece != "-":
            return ()
    return tuple(tokens)


def _figure(figure: str) -> str:
    return figure.lstrip("0") or "0"


def _joined(tokens: Iterable[str]) -> str:
    out = ""
    for token in tokens:
        out += "-" + token if out[-1:].isdecimal() and token.isdecimal() else token
    return out

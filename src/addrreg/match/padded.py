"""Padded (ゼロ埋め): figures of a number with zeros in front, as spreadsheets and fixed-width files export them: 01-08-02, 001番地002.

The zeros are cut out before the names are read, as invisible characters are, so that 富岡01-08-02 is 富岡一丁目8-2; their place belongs
to the figure behind them, and what is no part of the number (a room 0501) is shown as it was written. Only figures directly behind a
name, and what they are joined with, are a number: no telephone number, date or time, and no code (A-01); 0501 behind a
figure that is not so long, or behind a space, is a room.
"""

from __future__ import annotations

from collections.abc import Iterator

from addrreg.match.joined import BEFORE
from addrreg.match.number import DASHES
from addrreg.text.lazy import lazy

__all__ = ["zeros"]

_D = "[0-9０-９]"
_FIGURE = f"(?<!{_D}){_D}{{1,6}}(?!{_D})"
_RUN = lazy(
    rf"{_FIGURE}(?:(?>(?:丁目|番地?の?|[号条線の]|[{DASHES}])*)(?:[ \u3000](?!{_D}{{4}}))?[東西南北]?{_FIGURE})*"
    rf"(?![.．,，:：/／年月日時分円%％]|{_D})"
)
_ZEROS = lazy("(?<![0-9０-９])[0０]+(?=[1-9１-９])")
_FIGURES = lazy(f"{_D}+")
# digits of a room with its floor in front
_ROOM = 4


def zeros(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the zeros stand that fill up the figures of the number.

    >>> list(zeros("東京都江東区富岡01-08-02", 0, 16)), list(zeros("東京都江東区富岡1-80-20", 0, 15))
    ([(8, 9), (11, 12), (14, 15)], [])
    """
    if _ZEROS.search(text, begin, end) is None:
        return
    for run in _RUN.finditer(text, begin, end):
        figures = [figure.span() for figure in _FIGURES.finditer(text, *run.span())]
        even = figures[0][1] - figures[0][0] == _ROOM
        found = [
            padding.span()
            for count, (a, b) in enumerate(figures)
            if (padding := _ZEROS.match(text, a, b)) and (even or count == 0 or b - a != _ROOM)
        ]
        if found:
            before = text[begin : run.start()].rstrip(" \u3000")
            if before and BEFORE.match(before):
                yield from found
            return  # 第11地割07-08: the figures of a name stand in front

"""Repair (復元): a text in which one damaged or foreign part is written as the registry writes it, and the way back.

The rules of rescue, wildcard, kana and rōmaji do not read addresses. They write the name in the registry's spelling in the
place of what was written, and the text so repaired goes the usual way through the pipeline: numbers, buildings and the
decision are the same as for any other address. Afterwards the result gets the text as given, and its spans their places.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from addrreg.match.candidate import Candidate
from addrreg.result import Result, Span
from addrreg.text.fold import Folded

__all__ = ["MOST_REPAIRS", "Doubt", "Hit", "Repair", "repaired", "replaced", "replaced_key"]

#: A text is repaired at most so often: a slip in the municipality and one in the town, or a character lost in each.
MOST_REPAIRS = 3


class Repair(NamedTuple):
    """A repaired text, and which part of the text as given each of its characters stands for."""

    text: str
    step: str
    begins: tuple[int, ...]
    ends: tuple[int, ...]

    def back(self, given: str, result: Result) -> Result:
        """The result of the repaired text as the result of the text as given."""
        spans: list[Span] = []
        for element, start, end in result.spans:
            spans += self._pieces(element, start, end)
        spans.sort(key=lambda span: span.start)
        # what was not understood is told as it was written, not as it was repaired
        rest = " ".join(given[span.start : span.end].strip(" ,") for span in spans if span.element == "rest")
        return result._replace(input=given, rest=rest, spans=tuple(spans))

    def _pieces(self, element: str, start: int, end: int) -> list[Span]:
        # rōmaji turns the order around: 2 Chome stands behind the town, and the number in front of it
        pieces: list[Span] = []
        for a, b in zip(self.begins[start:end], self.ends[start:end], strict=True):
            if a == b:
                continue
            if pieces and pieces[-1].end == a:
                pieces[-1] = Span(element, pieces[-1].start, b)
            else:
                pieces.append(Span(element, a, b))
        return pieces


class Hit(NamedTuple):
    """A name that could be meant: of which unit, which nodes bear it, and from where to where it is written in the key."""

    unit: int
    nodes: tuple[int, ...]
    start: int
    end: int


class Doubt(NamedTuple):
    """Several places that a damaged name could be."""

    step: str
    candidates: list[Candidate]


def repaired(step: str, pieces: Iterable[tuple[str, int, int]]) -> Repair:
    """A repair made of pieces of text, each with the part of the given text that it stands for.

    >>> repaired("romaji", [("紀尾井町", 4, 11), ("1-3", 0, 3)]).begins
    (4, 5, 7, 9, 0, 1, 2)
    """
    text, begins, ends = "", [], []
    for piece, start, end in pieces:
        text += piece
        length = len(piece)
        begins += [start + i * (end - start) // length for i in range(length)]
        ends += [start + (i + 1) * (end - start) // length for i in range(length)]
    return Repair(text, step, tuple(begins), tuple(ends))


def replaced(text: str, step: str, parts: Iterable[tuple[int, int, str]]) -> Repair:
    """A text in which some parts are replaced, in order.

    >>> replaced("神奈川県南足柄市斑目7", "rescue", [(8, 10, "班目")]).text
    '神奈川県南足柄市班目7'
    """
    pieces, at = [], 0
    for start, end, name in parts:
        pieces += [(text[at:start], at, start), (name, start, end)]
        at = end
    pieces.append((text[at:], at, len(text)))
    return repaired(step, pieces)


def replaced_key(folded: Folded, step: str, parts: Sequence[tuple[int, int, str]]) -> Repair:
    """A repair of parts that are given by their positions in the key; the space behind a part stays."""
    text, found = folded.text, []
    for a, b, name in parts:
        start, end = folded.origin(a), folded.origin(b)
        found.append((start, start + len(text[start:end].rstrip()), name))
    return replaced(text, step, found)

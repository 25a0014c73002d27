"""Aside (脇に置く): what stands around an address and is no part of it, found before the names are read.

Postal codes, labels (住所：), brackets ((前期)), telephone numbers, mail and web addresses, 御中, the number of a list, the
name of a company: each is cut off or out by its own form, and the core that is left goes through the stages as if it stood
alone. What carries information ends in ``rest``, a postal code helps to tell shared names apart, and a label or quotation
mark is noise. Nothing is cut because it is unknown: only a form that no address has (ten digits that begin with 0, a name
behind 〒) is taken away at once. What may be either is tried only where the plain reading found little (:func:`others`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from addrreg.match.aside_behind import cut_behind
from addrreg.match.aside_forms import (
    BOXED_NUMBER,
    BREAKS,
    CLOSERS,
    CODE,
    COMPANY,
    FRONT,
    GROUP,
    HEADS,
    INSIDE,
    LABEL,
    LATER,
    PLACE,
    PLAIN,
    SPACES,
    form,
    post_code_of,
    telephone,
)
from addrreg.match.joined import as_written, joined
from addrreg.match.padded import zeros
from addrreg.result import Result, Span

__all__ = ["Aside", "others", "set_aside", "whole"]

_new = tuple.__new__
_LATER_STARTS = 3
_ZEROS = frozenset("0０")
# positions: to replace by name takes longer than all else here
_INPUT, _SCORE, _REST, _STEPS, _EVIDENCE, _SPANS = map(
    Result._fields.index, ("input", "score", "rest", "steps", "evidence", "spans")
)


class Aside(NamedTuple):
    """A text with what was set aside: the core to be read, and where each of its characters stands in the text."""

    text: str
    begin: int
    """Where the core begins."""
    end: int
    """Where the core ends."""
    core: str
    origins: Sequence[int]
    """For each position of ``core`` (and one past its end) the position in ``text``; -1 for a space that stands for a cut."""
    post_code: str
    """Seven digits, or empty."""
    cuts: tuple[Span, ...]
    """What was set aside, in order: ``noise``, ``post_code`` or ``rest``; invisible characters have no name."""
    understood: bool = True
    """False where a text of unknown form, as a company's name, was set aside."""
    written: str = ""
    """The core as it is written, where dashes were put into its number (match/joined.py); else empty."""

    def finish(self, result: Result) -> Result:
        """The result of the core as the result of the whole text: positions moved, ``rest`` and ``steps`` completed."""
        if self.core == self.text:
            return result
        padded = self._padded()
        if self.written or padded:
            result = as_written(result, self.core, lambda a, b: self._shown(a, b, padded))
        named = tuple(cut for cut in self.cuts if cut.element)
        pieces = [
            (cut.start < self.begin, self.text[cut.start : cut.end].strip())
            for cut in named
            if cut.element == "rest"
        ]
        rest = [p for front, p in pieces if front] + [result.rest] + [p for front, p in pieces if not front]
        steps = [name for name in ("noise", "post_code") if any(cut.element == name for cut in named)]
        if pieces and "noise" not in steps:
            steps.insert(0, "noise")
        steps += [name for name in result.steps.split(";") if name and name not in steps]
        score, evidence = result.score, result.evidence
        if not self.understood and result.evidence:
            steps += [] if "rest" in steps else ["rest"]
            evidence = tuple(one for one in evidence if one.name != "no_rest")
            score = round(sum(one.weight for one in evidence), 2)
        moved = sorted((*named, *self._moved(result.spans, padded)), key=lambda span: span.start)
        values = list(result)
        values[_INPUT], values[_SCORE], values[_STEPS] = self.text, score, ";".join(steps)
        values[_REST], values[_EVIDENCE] = " ".join(filter(None, rest)), evidence
        values[_SPANS] = tuple(moved)
        return _new(Result, values)

    def _padded(self) -> dict[int, int]:
        """Where the figures begin that zeros were cut off, each with the place of its first zero."""
        if isinstance(self.origins, range):
            return {}
        return {cut.end: cut.start for cut in self.cuts if not cut.element and self.text[cut.start] in _ZEROS}

    def _shown(self, a: int, b: int, padded: dict[int, int]) -> str:
        """A stretch of the core as it is written."""
        begin, end = self.origins[a], self.origins[b - 1] + 1
        if padded and 0 <= begin < end:
            return self.text[padded.get(begin, begin) : end]
        return (self.written or self.core)[a:b]

    def _moved(self, spans: Sequence[Span], padded: dict[int, int]) -> Iterator[Span]:
        """The spans of the core in the whole text; one that a cut interrupts comes in parts, and zeros belong to their figure."""
        origins = self.origins
        named = [cut.start for cut in self.cuts if cut.element]
        for element, a, b in spans:
            if isinstance(origins, range):
                yield _new(Span, (element, origins[0] + a, origins[0] + b))
                continue
            places = [place for place in origins[a:b] if place >= 0]
            begin = places[0] if places else 0
            for here, following in pairwise([*places, -1]):
                cut = bisect_right(named, here)
                if following < 0 or (cut < len(named) and named[cut] < following):
                    yield _new(Span, (element, padded.get(begin, begin), here + 1))
                    begin = following


def set_aside(text: str, start: int = 0) -> Aside:
    """Cut off what stands in front of and behind the address, and what stands inside it without being part of it.

    >>> aside = set_aside("住所：〒102-0094 東京都千代田区紀尾井町1-3 TEL 03-1234-5678")
    >>> aside.core, aside.post_code, [cut.element for cut in aside.cuts]
    ('東京都千代田区紀尾井町1-3', '1020094', ['noise', 'post_code', 'rest'])
    """
    cuts: list[Span] = []
    before = _before(text, start) if start else []
    begin = _front(text, start, cuts)
    end = len(text)
    if PLAIN.match(text, begin) is None:
        end = cut_behind(text, begin, cuts)
        cuts += _inside(text, begin, end)
        cuts += [Span("", *place) for place in zeros(text, begin, end)]
    return _build(text, begin, end, [*before, *cuts], understood=not any(c.element == "rest" for c in before))


def others(aside: Aside) -> Iterator[Aside]:
    """Other ways to set aside, for a text of which little was understood; each is right only if it reads deeper.

    東京都（千代田区大手町1-6-1 without its bracket, 千代田区（旧麹町区）紀尾井町 without what is in brackets, and the address that
    begins with its prefecture behind a company's name.

    >>> [other.core for other in others(set_aside("株式会社青葉 東京都千代田区紀尾井町1-3"))][-1]
    '東京都千代田区紀尾井町1-3'
    """
    text, begin, end = aside.text, aside.begin, aside.end
    digit = re.search(r"[0-9０-９]", text[begin:end])
    breaks = list(form(BREAKS).finditer(text, begin, begin + digit.start() if digit else end))
    if breaks:
        left = [Span("noise", m.start(), m.end()) for m in breaks]
        if breaks[-1].end() < end and CLOSERS.get(text[end - 1]) in {text[m.end() - 1] for m in breaks}:
            left.append(Span("noise", end - 1, end))
        yield _more(aside, left, understood=True)
    # 1/15(月): the day of a week says what the figures are
    groups = [m for m in form(GROUP).finditer(text, begin, end) if m[0][1:-1] not in tuple("月火水木金土日")]
    if boxed := [m for m in groups if form(BOXED_NUMBER).fullmatch(m[0])]:
        # 銀座1丁目(5-2)
        ends = [(at, at + 1) for m in boxed for at in (m.start(), m.end() - 1)]
        yield _more(aside, [Span("noise", a, b) for a, b in ends], understood=True)
    if groups:
        yield _more(aside, [Span("rest", m.start(), m.end()) for m in groups], understood=False)
    for count, later in enumerate(form(LATER).finditer(text, begin + 1)):
        if count == _LATER_STARTS:
            break
        yield set_aside(text, later.end())


def whole(aside: Aside) -> Aside:
    """An unmatched text: all of it is left, but for a postal code at its beginning."""
    text = aside.text
    front: list[Span] = []
    begin = _front(text, 0, front)
    if not front or front[-1].element != "post_code" or any(cut.element == "rest" for cut in front):
        begin, front = 0, []
    return Aside(text, begin, len(text), text[begin:], range(begin, len(text) + 1), "", tuple(front))


def _front(text: str, start: int, cuts: list[Span]) -> int:
    """Cut what stands in front, piece by piece; where the address begins."""
    at = start
    while at < len(text):
        if "一" <= text[at] <= "龥" and text[at] not in HEADS:
            return at  # 東京都…: no form in front begins so
        match = form(FRONT).match(text, at)
        if match is None:
            return at
        kind, end = match.lastgroup or "", match.end()
        if kind == "group":
            if form(COMPANY).fullmatch(match["group"][1:-1].strip()):
                return at
            kind = _kind_of_group(match["group"])
            if not kind:
                kind, end = "noise", at + 1  # （東京都）千代田区: the brackets alone
        if kind == "telephone":
            if not telephone(match["telephone"]):
                return at
            kind = "rest"
        if kind != "space":
            cuts.append(Span(kind, at, end))
        at = end
    return at


def _kind_of_group(group: str) -> str:
    """What a bracket in front holds: a label, a postal code, something else (前期), or a place, which is not set aside."""
    inner = group[1:-1].strip()
    if post_code_of(inner):
        return "post_code"
    if form(LABEL).fullmatch(inner):
        return "noise"
    return "" if form(PLACE).search(inner) else "rest"


def _inside(text: str, begin: int, end: int) -> Iterator[Span]:
    """Postal codes, mail addresses and invisible characters between the parts of an address."""
    for match in form(INSIDE).finditer(text, begin, end):
        kind = match.lastgroup or ""
        if (
            match[0] == "\u00ad"
            and text[match.start() - 1 : match.end() + 1].replace("\u00ad", "").isdecimal()
        ):
            continue  # a soft hyphen between two figures is a dash
        yield Span("" if kind == "invisible" else kind, *match.span())


def _before(text: str, end: int) -> list[Span]:
    """What stands in front of a later beginning: a postal code, and the rest as it is written."""
    cuts: list[Span] = []
    at = 0
    for code in form(CODE).finditer(text, 0, end):
        cuts += [Span("rest", at, code.start()), Span("post_code", *code.span())]
        at = code.end()
    cuts.append(Span("rest", at, end))
    return [cut for cut in cuts if text[cut.start : cut.end].strip()]


def _more(aside: Aside, cuts: Sequence[Span], *, understood: bool) -> Aside:
    """The same core with further cuts, but for those that lie in a former one."""
    new = [c for c in cuts if not any(old.start < c.end and c.start < old.end for old in aside.cuts)]
    return _build(aside.text, aside.begin, aside.end, [*aside.cuts, *new], understood=understood)


def _build(text: str, begin: int, end: int, cuts: Sequence[Span], *, understood: bool) -> Aside:
    cuts = tuple(sorted(cuts, key=lambda cut: cut.start))
    codes = [post_code_of(text[cut.start : cut.end]) for cut in cuts if cut.element == "post_code"]
    inner = [cut for cut in cuts if begin <= cut.start and cut.end <= end]
    code = next(filter(None, codes), "")
    if not inner:
        return _joined(
            Aside(
                text,
                begin,
                end,
                text[begin:end].translate(SPACES),
                range(begin, end + 1),
                code,
                cuts,
                understood,
            )
        )
    core, at = "", begin
    origins: list[int] = []
    for cut in inner:
        core += text[at : cut.start]
        origins += range(at, cut.start)
        if cut.element:
            core += " "
            origins.append(-1)
        at = cut.end
    core += text[at:end]
    origins += range(at, end + 1)
    return _joined(Aside(text, begin, end, core.translate(SPACES), origins, code, cuts, understood))


def _joined(aside: Aside) -> Aside:
    """The same with dashes in its number."""
    core = joined(aside.core)
    return aside if core == aside.core else aside._replace(core=core, written=aside.core)

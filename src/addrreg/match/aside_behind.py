"""Aside, behind (後ろに置く): where an address ends, and what stands behind it: telephone numbers, 御中, 付近, a postal code."""

from __future__ import annotations

import re

from addrreg.match.aside_forms import (
    BUILDING,
    CLOSERS,
    CODE,
    END,
    HONORIFIC,
    INVISIBLE,
    PHONE,
    PUNCTUATION,
    form,
    telephone,
)
from addrreg.result import Span

__all__ = ["cut_behind"]


def cut_behind(text: str, begin: int, cuts: list[Span]) -> int:
    """Cut what stands behind, from the end: telephone numbers, signs, 御中, 付近; where the address ends."""
    end = len(text)
    for match in form(PHONE).finditer(text, begin):
        if telephone(match[0]):
            found = [Span("rest", match.start(), end)]
            for code in form(CODE).finditer(text, match.start(), end):
                last = found.pop()
                found += [
                    Span("rest", last.start, code.start()),
                    Span("post_code", *code.span()),
                    Span("rest", code.end(), end),
                ]
            cuts += [cut for cut in found if text[cut.start : cut.end].strip()]
            end = match.start()
            break
    while end > begin:
        kind, at = _last(text, begin, end)
        if at == end:
            break
        if kind:
            cuts.append(Span(kind, at, end))
        end = at
    return end


def _last(text: str, begin: int, end: int) -> tuple[str, int]:
    """The kind of the last piece and where it begins; ``end`` if it belongs to the address."""
    last = text[end - 1]
    if last.isspace() or last in INVISIBLE:
        return "", end - 1
    if last in PUNCTUATION or (last in CLOSERS and text.rfind(CLOSERS[last], begin, end) < 0):
        return "noise", end - 1
    match = form(END).search(text, max(begin, end - 40), end)
    if match and match.start() > begin:
        return match.lastgroup or "", match.start()
    match = form(HONORIFIC).search(text, max(begin, end - 40), end)
    if match and re.search(r"[0-9０-９]", text[begin : match.start()]):
        name = match["name"]
        if name and not form(BUILDING).search(name):
            return "rest", match.start()
        # 青葉荘 山田様: the building stays
        space = max(
            text.rfind(" ", match.start(), match.end() - 2),
            text.rfind("\u3000", match.start(), match.end() - 2),
        )
        if name and space >= 0 and not form(BUILDING).search(text[space : match.start("word")]):
            return "rest", space + 1
        return "rest", match.start("word")
    return "", end

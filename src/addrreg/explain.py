"""Explain (説明): a result for a person, with a mask line that says what each character was read as."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from addrreg.words import STEPS, Status

if TYPE_CHECKING:
    from addrreg.result import Result

__all__ = ["LETTERS", "block", "candidates", "explain", "mask", "visible"]

#: The mask's letter of each element: its name, and what it is. What is set apart by nothing has a dot.
LETTERS: dict[str, tuple[str, str]] = {
    "post_code": ("Z", "郵便番号"),
    "pref": ("P", "都道府県"),
    "county": ("G", "郡"),
    "city": ("C", "市区町村"),
    "ward": ("W", "政令市の区"),
    "kyoto_st": ("S", "京都通り名"),
    "oaza_cho": ("O", "大字・町"),
    "chome": ("M", "丁目"),
    "koaza": ("K", "小字"),
    "blk_num": ("B", "街区符号"),
    "rsdt_num": ("R", "住居番号"),
    "rsdt_num2": ("R", "住居番号2"),
    "prc_num1": ("L", "地番"),
    "prc_num2": ("L", "地番"),
    "prc_num3": ("L", "地番"),
    "number": ("N", "番地以下"),
    "building": ("H", "建物名"),
    "floor": ("F", "階"),
    "room": ("A", "号室"),
    "noise": ("x", "not part of the address"),
    "rest": ("?", "not understood"),
}


def explain(result: Result, width: int = 0) -> str:
    """The reading for a person: input, mask, what was found, the steps, the evidence, the runners-up.

    ``width`` breaks the input and its mask together at so many columns of a terminal; 0 keeps them on one
    line each.

    >>> from addrreg.result import COLUMNS, Evidence, Result, Span
    >>> cells = dict.fromkeys(COLUMNS, "") | {"status": "matched", "match_level": "city", "score": 0.5}
    >>> cells |= {"steps": "rest", "city": "千代田区", "alternatives": 0, "rest": "（仮）"}
    >>> spans = (Span("city", 0, 4), Span("rest", 4, 7))
    >>> print(explain(Result("千代田区（仮）", **cells, evidence=(Evidence("city", 0.5),), spans=spans)))
    千代田区（仮）
    ＣＣＣＣ？？？
    C city 市区町村 · ? rest not understood
    <BLANKLINE>
      status       matched
      match_level  city
      score        0.5
      city         千代田区
      rest         （仮）
      steps        rest
    <BLANKLINE>
    steps
      rest  part of the text was not understood
    <BLANKLINE>
    evidence
      +0.500  city
      =0.500  score
    """
    parts = [_masked(result, width), block(result)]
    if result.steps:
        parts.append(_steps(result))
    if result.evidence:
        parts.append(_evidence(result))
    if result.candidates:
        parts.append(candidates(result, "could be" if result.status == Status.AMBIGUOUS else "runners-up"))
    return "\n\n".join(parts)


def block(result: Result) -> str:
    """The columns that hold something, one per line, names and values aligned."""
    cells = result.to_dict() | {"real_prop_num": result.real_prop_num}
    found = {name: value for name, value in cells.items() if value not in ("", None, 0)}
    width = max(map(len, found), default=0)
    return "\n".join(f"  {name:{width}}  {visible(str(value))}" for name, value in found.items())


def mask(result: Result) -> str:
    """A letter for each character of the input, as wide as that character on a terminal.

    Full-width letters stand under full-width characters, and nothing under those without a width (variation
    selectors), so that the two lines agree column by column.
    """
    letters = ["."] * len(result.input)
    for span in result.spans:
        letter = LETTERS.get(span.element, ("?", ""))[0]
        letters[span.start : span.end] = letter * (span.end - span.start)
    return "".join(
        _widened(letter, _width(char)) for letter, char in zip(letters, visible(result.input), strict=True)
    )


def visible(text: str) -> str:
    """The text with a picture for each control character, so that it stays on its line: ␊ for a line feed.

    Terminal escapes in a cell must not act on the terminal of who reads it.
    """
    return "".join(_picture(char) for char in text)


def _picture(char: str) -> str:
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    # Other controls, lone surrogates and marks that reorder text have no picture.
    return "\ufffd" if 0x80 <= code < 0xA0 or 0xD800 <= code < 0xE000 or char in _UNSEEMLY else char


_UNSEEMLY = "\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def _width(char: str) -> int:
    """Columns that a character takes on a terminal."""
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _widened(letter: str, width: int) -> str:
    return ("", letter, chr(ord(letter) - 0x21 + 0xFF01))[width]


def _masked(result: Result, width: int) -> str:
    text, under = visible(result.input), mask(result)
    rows: list[tuple[str, str]] = []
    at = used = first = first_under = 0
    for position, char in enumerate(text):
        wide = _width(char)
        if width and used + wide > width:
            rows.append((text[first:position], under[first_under:at]))
            first, first_under, used = position, at, 0
        used += wide
        at += wide > 0
    rows.append((text[first:], under[first_under:]))
    lines = [line for row in rows for line in row if line]
    met = dict.fromkeys(span.element for span in sorted(result.spans, key=lambda span: span.start))
    known = [
        f"{LETTERS[element][0]} {element} {LETTERS[element][1]}" for element in met if element in LETTERS
    ]
    return "\n".join([*lines, " · ".join(known)] if known else lines)


def _steps(result: Result) -> str:
    names = result.steps.split(";")
    width = max(map(len, names))
    return "\n".join(["steps", *(f"  {name:{width}}  {STEPS.get(name, '')}" for name in names)])


def _evidence(result: Result) -> str:
    lines = [f"  {evidence.weight:+.3f}  {evidence.name}" for evidence in result.evidence]
    return "\n".join(["evidence", *lines, f"  ={result.score:.3f}  score"])


def candidates(result: Result, title: str) -> str:
    """The other places that the text could mean, under a title, one per line."""
    lines = [
        f"  {one.score:.3f}  {one.address}  ({one.match_level}, {one.lg_code}"
        + (f"-{one.machiaza_id})" if one.machiaza_id else ")")
        + (f"  {one.steps.replace(';', ' ')}" if one.steps else "")
        for one in result.candidates
    ]
    # An ambiguous result is one of its own candidates.
    hidden = result.alternatives + (result.status == Status.AMBIGUOUS) - len(lines)
    return "\n".join([title, *lines, *([f"  … and {hidden:,} more"] if hidden > 0 else [])])

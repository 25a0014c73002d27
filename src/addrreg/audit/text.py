"""Text (文字): what the characters of a cell say, before anything is read as an address.

JIS X 0213 is told by the codec ``shift_jis_2004``: ``euc_jis_2004`` takes JIS X 0212 as well (槗), which 自治体 systems lack.
Dashes and other signs outside of it are left alone: the ones that Windows writes (— for ―, ～ for 〜) are on every
keyboard, and no address is lost by them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from addrreg.audit.found import Noted
from addrreg.text.fold import variants
from addrreg.text.lazy import lazy

__all__ = ["TextChecks"]

# 同上2F and 同上（本館）as well, but no name that begins so: 同上 alone or before something that is no kanji or kana
_PLACEHOLDER = lazy(
    r"(?:(?:同[上左右前じ]|上に?同じ|〃|々|\"|”|''|住所)(?![一-龥ァ-ヶぁ-ん]).*|(?:住所)?(?:不明|不詳|不定|未定|未詳|未登録|未入力|未記入|非公開|非公表|非開示|記載なし|該当なし|なし|無し|無|ナシ|秘匿)"
    r"|(?i:n/?a|nan|null|none|nil|unknown|test|dummy|tbd|#n/a|#ref!|#value!)|テスト|ダミー|[-−ー―‐_*＊×xX?？.。・…/／\s]+|0+)\Z"
)
# ① ㈱ ㍿ Ⅲ; private-use, selectors and the like fail in the codec and are told character by character
_COMPOSED = lazy("[①-⓿㈀-㏿Ⅰ-ↈ🄀-🈻]")
_INVISIBLE = lazy(
    "[\x00-\x1f\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3164\ufeff\uffa0]"
)
_HALF, _FULL = lazy("[0-9A-Za-z]"), lazy("[０-９Ａ-Ｚａ-ｚ]")
_HALF_KANA = lazy("[ｦ-ﾟ]+")
# all characters of JIS X 0213 that say something, or that may
_TELLING = lazy("[①-⓿㈀-㏿Ⅰ-ↈ\x00-\x1f\x7f-\xa0\xad\u2000-\u200f\u2028-\u202f\u205f-\u206f⺀-⿟ｦ-ﾟ]")
#: No placeholder is longer.
_LONGEST = 20
#: So many cells are looked at as one text, and each by itself only where that has something to say.
_PIECE = 64
_WIDTH = {
    code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
_UNIFIED = frozenset(
    "﨎﨏﨑﨓﨔﨟﨡﨣﨤﨧﨨﨩"
)  # in the compatibility block, but ideographs in their own right
_JIS = "shift_jis_2004"


class TextChecks:
    """The checks of one cell's characters; keeps the table of variants for its suggestions."""

    def __init__(self) -> None:
        self._variants = variants()
        #: Characters that were met and say nothing by themselves.
        self._silent: set[str] = set()

    def placeholders(self, texts: Sequence[str]) -> dict[int, Noted]:
        """The positions of the cells in which nothing stands (``empty``), or something that stands for nothing (``placeholder``).

        >>> TextChecks().placeholders(["同上", "東京都", "　"])
        {0: ('placeholder', '同上', '', ''), 2: ('empty', '　', '', '')}
        """
        found: dict[int, Noted] = {}
        plain = list(map(str.strip, texts))
        for at, match in enumerate(map(_PLACEHOLDER.match, plain)):
            if match is not None and len(plain[at]) <= _LONGEST:
                found[at] = ("placeholder", texts[at], "", "")
        if "" in plain:
            found |= {at: ("empty", texts[at], "", "") for at, text in enumerate(plain) if not text}
        return found

    def telling(self, cells: Sequence[str]) -> list[int]:
        """The positions of the cells that :meth:`check` has something to say of: mostly none, found out at one look at many together.

        >>> TextChecks().telling(["千代田区紀尾井町1-3", "⼾田市", "１丁目2"])
        [1, 2]
        """
        found: list[int] = []
        for start in range(0, len(cells), _PIECE):
            piece = cells[start : start + _PIECE]
            text = "".join(piece)
            if _is_odd(text):
                found += [at for at, cell in enumerate(piece, start) if _is_odd(cell) or _is_mixed(cell)]
            elif _is_mixed(text):
                found += [at for at, cell in enumerate(piece, start) if _is_mixed(cell)]
        return found

    def check(self, text: str, found: list[Noted]) -> None:
        """Add what the characters of a cell that is not empty say.

        >>> noted = []
        >>> TextChecks().check("⼾田市１丁目2", noted)
        >>> [(code, detail, suggestion) for code, _, detail, suggestion in noted]
        [('compatibility_radical', '⼾ U+2F3E', '戸田市１丁目2'), ('mixed_width', '', '⼾田市1丁目2')]
        """
        if not self._silent.issuperset(text):
            self._look(text, found)
        if kana := _HALF_KANA.search(text):
            found.append(("mixed_width", text, kana[0], _plain_width(text)))
        elif _is_mixed(text):
            found.append(("mixed_width", text, "", _plain_width(text)))

    def _look(self, text: str, found: list[Noted]) -> None:
        """Add what characters say that were not met before, or that are known to say something."""
        new = [character for character in dict.fromkeys(text) if character not in self._silent]
        by_code: dict[str, list[str]] = {}
        for character in new:
            if code := _kind(character):
                by_code.setdefault(code, []).append(character)
            elif not (_COMPOSED.match(character) or _INVISIBLE.match(character)):
                self._silent.add(character)
        for code, characters in by_code.items():
            found.append((code, text, _named(characters), self._without(text, code, characters)))
        if _COMPOSED.search(text):
            plain = _COMPOSED.sub(lambda sign: unicodedata.normalize("NFKC", sign[0]), text)
            found.append(("enclosed_symbol", text, " ".join(_COMPOSED.findall(text)), plain))
        if _INVISIBLE.search(text):
            plain = _INVISIBLE.sub(lambda sign: " " if sign[0].isspace() else "", text)
            found.append(("invisible", text, _named(_INVISIBLE.findall(text)), plain.strip()))

    def _without(self, text: str, code: str, characters: list[str]) -> str:
        """The text with other characters, as far as it is sure which."""
        if code == "variation_selector":
            return text.translate({ord(character): None for character in characters})
        if code in ("private_use", "lost_character"):
            return ""
        table = {ord(c): self._variants.get(c) or unicodedata.normalize("NFKC", c) for c in characters}
        plain = text.translate(table)
        return plain if plain != text else ""


def _kind(character: str) -> str:
    """Which finding a character is, if any."""
    code = ord(character)
    if 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF:
        return "variation_selector"
    if 0x2E80 <= code <= 0x2FDF:
        return "compatibility_radical"
    if code == 0xFFFD or 0xD800 <= code <= 0xDFFF:
        return "lost_character"
    if _in_jis(character):
        return ""
    if 0xF900 <= code <= 0xFAFF or 0x2F800 <= code <= 0x2FA1F:
        return "non_jisx0213" if character in _UNIFIED else "compatibility_radical"
    category = unicodedata.category(character)
    if category == "Co":
        return "private_use"
    return "non_jisx0213" if category[0] == "L" or category == "So" else ""


def _is_odd(text: str) -> bool:
    """Whether a character of a text says something by itself."""
    return _TELLING.search(text) is not None or not _in_jis(text)


def _is_mixed(text: str) -> bool:
    """Whether letters or digits of both widths stand in a text."""
    return _FULL.search(text) is not None and _HALF.search(text) is not None


def _in_jis(text: str) -> bool:
    try:
        text.encode(_JIS)
    except UnicodeEncodeError:
        return False
    return True


def _named(characters: list[str]) -> str:
    """Characters with their code points, each once: 髙 U+9AD9."""
    shown = dict.fromkeys(characters)
    return " ".join(
        f"{c} U+{ord(c):04X}"
        if c.isprintable() and not unicodedata.combining(c) and c not in "\ufe0f"
        else f"U+{ord(c):04X}"
        for c in list(shown)[:8]
    )


def _plain_width(text: str) -> str:
    """Half-width digits and letters, full-width kana."""
    plain = text.translate(_WIDTH)
    return _HALF_KANA.sub(lambda kana: unicodedata.normalize("NFKC", kana[0]), plain)

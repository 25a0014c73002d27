"""Encodings (文字コード) of tables: given, or found out from the bytes; every byte is decoded or named.

What enters is bytes, what leaves is text, and nothing is replaced on the way: a byte that does not fit is an
error that says where it is. Japanese tables come as UTF-8 (with a BOM where Excel shall read them), as cp932
(what Excel calls CSV), as UTF-16 (what Excel calls Unicode text) and, from older systems, as EUC-JP.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO, NamedTuple

from addrreg.errors import InputError

__all__ = ["BLOCK", "Encoding", "Undecodable", "decoded", "detect", "named", "read_blocks"]

#: Bytes read at once.
BLOCK = 1 << 18

#: The longest marks first: a UTF-32 mark begins with a UTF-16 mark.
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

#: What people call Shift_JIS is what Windows writes: the strict codec of that name refuses ①, 髙 and ～.
_SHIFT_JIS = {"shift_jis", "sjis", "shiftjis", "ms_kanji", "windows_31j", "ms932", "mskanji"}

#: Python's cp932 lets these single bytes (80 A0 FD FE FF) pass, though no Japanese text has them.
_NOT_CP932 = re.compile("[\x80\xa0\uf8f0-\uf8f3]")
_HALF_KANA = re.compile("[\uff61-\uff9f]")
_NON_ASCII = re.compile("[^\x00-\x7f]")

_FOREIGN = (
    (b"PK\x03\x04", "an Excel workbook or a zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"\x1f\x8b", "gzip-compressed"),
    (b"\x28\xb5\x2f\xfd", "compressed with Zstandard"),
    (b"\xfd7zXZ", "xz-compressed"),
    (b"%PDF", "a PDF"),
    (b"SQLite format 3", "an SQLite database"),
)


class Encoding(NamedTuple):
    """A codec, and the byte order mark in front of the text."""

    codec: str
    """Python's name of the codec, without a mark of its own."""
    bom: bytes = b""
    """The mark, or nothing."""

    @property
    def name(self) -> str:
        """The name to give to ``--encoding`` for the same.

        >>> Encoding("utf-8", codecs.BOM_UTF8).name
        'utf-8-sig'
        """
        if not self.bom:
            return self.codec
        return "utf-8-sig" if self.codec == "utf-8" else self.codec[:6]


class Undecodable(Exception):
    """Bytes that are not text in the codec: where they are and what they are."""

    def __init__(self, codec: str, offset: int, line: int, found: bytes) -> None:
        self.codec, self.offset, self.line, self.found = codec, offset, line, found
        super().__init__(f"not {codec}: {self.where}")

    @property
    def where(self) -> str:
        """The place, for a person: line from 1, byte offset from 0, the bytes in hexadecimal."""
        return f"line {self.line:,}, byte offset {self.offset:,} ({self.found[:4].hex(' ')})"


def read_blocks(stream: BinaryIO, size: int = BLOCK) -> Iterator[bytes]:
    """The stream's bytes, block by block."""
    while block := stream.read(size):
        yield block


def decoded(
    blocks: Iterable[bytes],
    codec: str,
    offset: int = 0,
    *,
    complete: bool = True,
    refused: re.Pattern[str] | None = None,
) -> Iterator[str]:
    """The text of the blocks, strictly decoded, block by block.

    ``offset`` is that of the first block in the file. A NUL character raises :class:`InputError` (a table has
    none: the file is damaged or of another encoding), bytes that do not fit raise :class:`Undecodable`.
    ``complete=False`` lets the last character be cut off, for samples; ``refused`` characters do not fit
    either.

    >>> list(decoded([b"\\x93\\x8c\\x8b", b"\\x9e\\r\\n"], "cp932"))
    ['東', '京\\r\\n']
    """
    decoder = codecs.getincrementaldecoder(codec)()
    line = 1
    for block in _with_end(blocks, complete):
        pending = decoder.getstate()[0]
        try:
            text = decoder.decode(block, not block)
        except UnicodeDecodeError as error:
            good, found = error.object[: error.start], error.object[error.start : error.end]
            line += _newlines(good.decode(codec, "replace"))
            raise Undecodable(codec, offset - len(pending) + len(good), line, found) from None
        if refused and (odd := refused.search(text)):
            before = text[: odd.start()]
            where = offset - len(pending) + len(before.encode(codec))
            raise Undecodable(codec, where, line + _newlines(before), odd.group().encode(codec))
        if "\0" in text:
            line += _newlines(text[: text.index("\0")])
            raise InputError(
                f"line {line:,} holds a NUL character (read as {codec})",
                remedy="repair the file, or name its encoding: --encoding utf-16-le",
            )
        offset += len(block)
        if text:
            yield text
        line += _newlines(text)


def _with_end(blocks: Iterable[bytes], complete: bool) -> Iterator[bytes]:
    yield from blocks
    if complete:
        yield b""


def _newlines(text: str) -> int:
    return text.count("\n") or text.count("\r")


def named(name: str, head: bytes = b"") -> Encoding:
    """The encoding that a person names, for text that begins with ``head`` (empty for output).

    ``utf-16`` without a mark in the text takes the byte order that the NUL bytes show.

    >>> named("Shift_JIS").codec, named("utf-8-sig").bom, named("utf-16").codec
    ('cp932', b'\\xef\\xbb\\xbf', 'utf-16-le')
    """
    plain = name.strip().lower().replace("-", "_")
    if plain in _SHIFT_JIS:
        return Encoding("cp932")
    try:
        codec = codecs.lookup(plain)
        if not codec._is_text_encoding or codec.incrementaldecoder is None:
            raise LookupError(name)
    except (LookupError, ValueError):  # ValueError: a name with a NUL
        raise InputError(
            f"there is no encoding {name!r}",
            remedy="--encoding with utf-8, utf-8-sig, cp932, utf-16 or euc_jp",
        ) from None
    marked = _by_bom(head)
    if codec.name in ("utf-8", "utf-8-sig"):
        if marked and marked.codec == "utf-8":
            return marked
        return Encoding("utf-8", codecs.BOM_UTF8 if codec.name == "utf-8-sig" and not head else b"")
    if codec.name in ("utf-16", "utf-32"):
        if marked and marked.codec.startswith(codec.name):
            return marked
        found = _utf16(head)
        bom = b"" if head else {"utf-16": codecs.BOM_UTF16_LE, "utf-32": codecs.BOM_UTF32_LE}[codec.name]
        return found or Encoding(f"{codec.name}-le", bom)
    if marked and marked.codec == codec.name:
        return marked
    return Encoding(codec.name)


def _by_bom(head: bytes) -> Encoding | None:
    return next((Encoding(codec, bom) for bom, codec in _BOMS if head.startswith(bom)), None)


def _utf16(head: bytes) -> Encoding | None:
    """UTF-16 without a mark, told by its NULs: each comma, digit and line end has one.

    A UTF-8 file with a stray NUL also decodes as UTF-16 (to nonsense), but has hardly any NULs and no line
    end.
    """
    nuls = head.count(0)
    if nuls * 100 < len(head) or nuls < 2:
        return None
    best: tuple[int, str] = (0, "")
    for codec in ("utf-16-le", "utf-16-be"):
        try:
            text = codecs.getincrementaldecoder(codec)().decode(head)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and ("\n" in text or "\r" in text or not re.search(rb"[\r\n]", head)):
            best = max(best, (len(text) - len(_NON_ASCII.findall(text)), codec))
    return Encoding(best[1]) if best[0] else None


def detect(stream: BinaryIO, *, complete: bool = True) -> Encoding:
    """The encoding of a seekable stream: by its mark, by its NULs, or by decoding all of it.

    All of it, because the first character beyond ASCII may stand on the last line; a strict pass
    over a gigabyte measured 2 seconds in UTF-8 and 7 in cp932. UTF-8 is tried before cp932: text of the one
    hardly ever passes as the other in this order. EUC-JP passes as cp932 now and then, but then reads as half-width katakana.
    """
    head = stream.read(BLOCK)
    for magic, what in _FOREIGN:
        if head.startswith(magic):
            raise InputError(
                f"this is not a text table, but {what}", remedy="save it as CSV (UTF-8) and give that file"
            )
    found = _by_bom(head) or _utf16(head)
    if found:
        return found
    misfits = []
    for codec in ("utf-8", "cp932", "euc_jp"):
        stream.seek(0)
        misfit = _misfit(stream, codec, complete)
        if misfit is None:
            return Encoding(codec)
        misfits.append(misfit)
    # EUC-JP is seldom meant; where all three fail, its place would only confuse.
    where = "; ".join(str(misfit) for misfit in misfits[:2])
    raise InputError(
        f"the encoding cannot be found out ({where})",
        remedy="name it (--encoding euc_jp, utf-16-le, …), or repair the bytes at the place named",
    )


def _misfit(stream: BinaryIO, codec: str, complete: bool) -> Undecodable | None:
    """Where the stream does not fit the codec, or None where all of it fits."""
    kana = others = 0
    refused = _NOT_CP932 if codec == "cp932" else None
    try:
        for text in decoded(read_blocks(stream), codec, complete=complete, refused=refused):
            if codec == "cp932" and kana + others < BLOCK:
                half = len(_HALF_KANA.findall(text))
                kana += half
                others += len(_NON_ASCII.findall(text)) - half
    except Undecodable as misfit:
        return misfit
    if kana > others:
        stream.seek(0)
        if _misfit(stream, "euc_jp", complete) is None:
            return Undecodable(codec, 0, 1, b"")
    return None

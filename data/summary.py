"""The figures of data/README.md: what each source brought, how much of it joined, sizes and checksums."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from sources import Country, Node, Source

BLOCK = re.compile(
    "(?<=<!-- figures: written by build_registry.py -->\\n).*(?=<!-- end of figures -->)", re.DOTALL
)


def replace_figures(path: Path, figures: str) -> None:
    """Write the figures into their place in a Markdown file."""
    text, count = BLOCK.subn(lambda _: figures, path.read_text(encoding="utf-8"))
    assert count == 1, f"{path} has no place for the figures"
    path.write_text(text, encoding="utf-8")


def figures(country: Country, sources: tuple[Source, ...], size: int, digest: str) -> str:
    """All tables as Markdown."""
    wheels = [(f"{s.name} {s.version}", f"`{s.sha256}`", s.date or "not stated") for s in sources]
    pack = [("registry.tar.xz", f"`{digest}`", f"{size:,} bytes")]
    joins = [
        (src, what, f"{count:,}") for src, counts in country.joins.items() for what, count in counts.items()
    ]
    return "\n".join(
        [
            *_table(("File", "sha256", "Date, size"), [*wheels, *pack]),
            *_table(("Rows", "Count"), [(what, f"{count:,}") for what, count in country.counts().items()]),
            *_table(("Source", "What became of it", "Count"), joins),
            *_table(
                ("Rows of the release", "Count", "Kana of the 大字", "Postal code", "Point"),
                _coverage(country),
            ),
        ]
    )


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|" + " --- |" * len(head)
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""


def _coverage(country: Country) -> Iterator[tuple[str, ...]]:
    """Shares of the rows that have a value, their own or their 大字's."""
    kinds: dict[str, list[tuple[bool, bool, bool]]] = {
        kind: [] for kind in ("大字・町", "大字 without a row (derived)", "丁目", "小字", "小字 without 大字")
    }
    for city in country.cities.values():
        for oaza in city.oaza.values():
            for node in [oaza, *oaza.children]:
                if (node.oaza_cho or node is not oaza) and node.src in ("abr", "derived"):
                    kinds[_kind(node)].append(_known(node, oaza))
    for kind, known in kinds.items():
        shares = (f"{sum(column) / len(known):.1%}" for column in zip(*known, strict=True))
        yield kind, f"{len(known):,}", *shares


def _kind(node: Node) -> str:
    if node.src == "derived":
        return "大字 without a row (derived)"
    if node.koaza:
        return "小字" if node.oaza_cho else "小字 without 大字"
    return "丁目" if node.chome else "大字・町"


def _known(node: Node, oaza: Node) -> tuple[bool, bool, bool]:
    return (
        bool(oaza.oaza_cho_kana),
        bool(node.post_codes or oaza.post_codes),
        (node.point or oaza.point) is not None,
    )

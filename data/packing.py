"""Write the joined sources as data/registry.tar.xz: one file a column packs best."""

from __future__ import annotations

import hashlib
import io
import json
import lzma
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from addrreg.registry.schema import PACK_FORMAT
from sources import City, Country, Node, lg_code

#: xz with the largest preset; the dictionary holds the whole tar.
FILTERS = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME}]

NAMES = ("pref", "county", "city", "ward")


def write_pack(path: Path, country: Country, meta: dict[str, object]) -> str:
    """Write the pack and return its sha256; the same country gives the same bytes."""
    members = {
        "meta.json": json.dumps({"format": PACK_FORMAT, **meta}, ensure_ascii=False, indent=1, sort_keys=True)
    }
    for table, columns in tables(country).items():
        for column, values in columns.items():
            lines = list(values)
            assert not any("\n" in line for line in lines)
            members[f"{table}/{column}"] = "".join(f"{line}\n" for line in lines)
    packed = lzma.compress(_tar(members), format=lzma.FORMAT_XZ, filters=FILTERS)
    path.write_bytes(packed)
    return hashlib.sha256(packed).hexdigest()


def _tar(members: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, text in members.items():
            data = text.encode("utf-8")
            info = tarfile.TarInfo(name)
            info.size, info.mtime, info.mode = len(data), 0, 0o644
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def tables(country: Country) -> dict[str, dict[str, Iterable[str]]]:
    """The tables of the pack by column: children follow in the order of their parents, who count them."""
    cities = [city for _, city in sorted(country.cities.items())]
    prefs = sorted({city.code[:2]: city for city in reversed(cities)}.items())
    oaza: list[tuple[City, Node]] = [(city, node) for city in cities for node in _ordered(city)]
    details = [child for _, node in oaza for child in _children(node)]
    parents = {id(child): node for _, node in oaza for child in node.children}
    nodes = {id(node): number for number, node in enumerate(_rows(oaza), 1)}
    other_names = sorted({(nodes[id(node)], name, src) for node, name, src in country.other_names})
    return {
        "pref": {
            "lg_code": [lg_code(f"{code}000") for code, _ in prefs],
            "pref": [city.pref for _, city in prefs],
            "pref_kana": [city.kana[0] for _, city in prefs],
        },
        "city": {
            "lg_code": [lg_code(city.code) for city in cities],
            **{name: [city.names[i] for city in cities] for i, name in enumerate(NAMES)},
            **{f"{name}_kana": [city.kana[i] for city in cities] for i, name in enumerate(NAMES)},
        },
        "city_alias": {
            name: [alias[i] for alias in sorted(country.aliases)]
            for i, name in enumerate(("lg_code", *NAMES, "note"))
        },
        "town_alias": {
            "node": [str(node) for node, _, _ in other_names],
            "oaza_cho": [name for _, name, _ in other_names],
            "src": [src for _, _, src in other_names],
        },
        "oaza": {
            "lg_code": [lg_code(city.code) for city, _ in oaza],
            "machiaza_id": [node.machiaza_id for _, node in oaza],
            "oaza_cho": [node.oaza_cho for _, node in oaza],
            "oaza_cho_kana": [node.oaza_cho_kana for _, node in oaza],
            "src": [node.src for _, node in oaza],
            "post_code": [";".join(node.post_codes) for _, node in oaza],
            **_points([node for _, node in oaza]),
            "children": [str(len(node.children)) for _, node in oaza],
        },
        "detail": {
            "machiaza_id": [node.machiaza_id for node in details],
            "chome": [node.chome for node in details],
            "koaza": [node.koaza for node in details],
            "src": [node.src for node in details],
            "post_code": [_own_post_code(node, parents[id(node)]) for node in details],
            **_points(details),
        },
    }  # fmt: skip


def _rows(oaza: list[tuple[City, Node]]) -> Iterator[Node]:
    """The rows of town in the order of their numbers."""
    for _, node in oaza:
        if node.oaza_cho:
            yield node
        yield from _children(node)


def _ordered(city: City) -> list[Node]:
    """大字 by id, those without one behind by name, the holder of what has no 大字 last."""

    def place(node: Node) -> tuple[bool, str, str]:
        first = node.machiaza_id or min((c.machiaza_id for c in node.children if c.machiaza_id), default="")
        return (not node.oaza_cho, first or "~", node.oaza_cho)

    return sorted(city.oaza.values(), key=place)


def _children(node: Node) -> list[Node]:
    from addrreg.registry.build import chome_number

    return sorted(node.children, key=lambda c: (c.machiaza_id or "~", chome_number(c.chome) or 0, c.koaza))


def _own_post_code(node: Node, parent: Node) -> str:
    """'' where the child has the codes of its 大字, which it inherits."""
    return "" if node.post_codes == parent.post_codes else ";".join(node.post_codes)


def _points(nodes: list[Node]) -> dict[str, list[str]]:
    """Each point as its distance from the one before, in millionths of a degree: neighbours lie together."""
    columns: dict[str, list[str]] = {"rep_lat": [], "rep_lon": []}
    before = (0, 0)
    for node in nodes:
        point = node.point
        for column, axis in zip(columns.values(), (0, 1), strict=True):
            column.append("" if point is None else str(point[axis] - before[axis]))
        before = point or before
    return columns

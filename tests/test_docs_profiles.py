"""docs/profiles.md and docs/dedupe.md hold the code's own tables; ``python tests/test_docs_profiles.py`` writes them anew."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from addrreg.dedupe import WHY
from addrreg.presets import CHECKS, PRESETS
from addrreg.profiles import PROFILES

DOCS = Path(__file__).resolve().parent.parent / "docs"


def table(header: str, rows: Iterable[Iterable[str]]) -> str:
    count = header.count("|") - 1
    lines = [header, "|" + "---|" * count, *(f"| {' | '.join(row)} |" for row in rows)]
    return "\n".join(lines)


def profiles() -> str:
    parts = []
    for profile in PROFILES.values():
        if profile.name == "abr":
            parts.append("**`abr`**, the default: [the output columns](columns.md#output-columns).")
            continue
        if profile.entity:
            own = [column for column in profile.columns if "own" in column.content]
            names = ", ".join(f"`{column.en}`" for column in own)
            parts.append(
                f"**`{profile.name}`**: {profile.title}. Source: {profile.source}. The attributes of `gif`, {names} and `location`."
            )
            continue
        rows = [(column.ja, f"`{column.en}`", column.content) for column in profile.columns]
        parts.append(f"**`{profile.name}`**: {profile.title}. Source: {profile.source}.")
        parts.append(table("| column | in JSON | made of |", rows))
    return "\n\n".join(parts)


def presets() -> str:
    rows = [(f"`{preset.name}`", preset.title, preset.source) for preset in PRESETS.values()]
    return table("| preset | file | source |", rows)


TABLES = {
    ("profiles.md", "profiles"): profiles,
    ("profiles.md", "presets"): presets,
    ("profiles.md", "checks"): lambda: table(
        "| word in `abr_checks` | meaning |", ((f"`{word}`", text) for word, text in CHECKS.items())
    ),
    ("dedupe.md", "why"): lambda: table(
        "| word in `abr_why` | meaning |", ((f"`{word}`", text) for word, text in WHY.items())
    ),
}


@pytest.mark.parametrize(("name", "mark"), TABLES)
def test_the_table_is_the_code_s(name: str, mark: str) -> None:
    text = (DOCS / name).read_text(encoding="utf-8")
    found = re.search(rf"<!-- {mark} -->\n(.*?)\n<!-- /{mark} -->", text, re.DOTALL)
    assert found, f"{name} has no place for {mark}"
    assert found[1] == TABLES[name, mark](), "python tests/test_docs_profiles.py writes it anew"


def write() -> None:
    for (name, mark), made in TABLES.items():
        path = DOCS / name
        text = path.read_text(encoding="utf-8")
        path.write_text(
            re.sub(
                rf"(<!-- {mark} -->\n).*?(<!-- /{mark} -->)",
                lambda found, made=made: f"{found[1]}{made()}\n{found[2]}",
                text,
                flags=re.DOTALL,
            ),
            encoding="utf-8",
        )


if __name__ == "__main__":
    write()

"""data/README.md says what is shipped."""

from __future__ import annotations

import hashlib
from pathlib import Path

import small_country

DATA = Path(__file__).resolve().parent.parent / "data"


def test_the_readme_names_the_checksums_and_size_of_the_pack_and_its_sources() -> None:
    text = (DATA / "README.md").read_text(encoding="utf-8")
    pack = (DATA / "registry.tar.xz").read_bytes()
    assert hashlib.sha256(pack).hexdigest() in text
    assert f"{len(pack):,} bytes" in text
    for source in small_country.build_script().SOURCES:
        assert source.sha256 in text


def test_the_licence_file_and_the_registry_carry_the_same_attribution() -> None:
    licence = (DATA / "LICENSE-DATA.md").read_text(encoding="utf-8")
    assert "「アドレス・ベース・レジストリ」（デジタル庁）" in licence
    assert "processed by the addrreg project" in licence
    for source in small_country.build_script().SOURCES:
        assert f"{source.name} {source.version}" in licence

"""Fixtures that several test modules share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from addrreg import Cleanser


@pytest.fixture(scope="session")
def registry_path() -> Path:
    """The embedded registry as a file, built once; ADDRREG_TEST_REGISTRY names another file to test against.

    The copy lies in the ordinary cache (ADDRREG_CACHE), so that a second run of the suite does not build it
    again.
    """
    chosen = os.environ.get("ADDRREG_TEST_REGISTRY")
    if chosen:
        return Path(chosen)
    from addrreg.registry.embedded import ensure

    return ensure()


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty cache folder of the test's own."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("ADDRREG_CACHE", str(folder))
    monkeypatch.delenv("ADDRREG_REGISTRY", raising=False)
    yield folder


@pytest.fixture(scope="session")
def cleanser(registry_path: Path) -> Iterator[Cleanser]:
    """A cleanser over the embedded registry, shared by tests that only read."""
    with Cleanser(registry_path) as opened:
        yield opened

"""Fixtures that several test modules share."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from addrreg import Cleanser
from standin import StandIn, standing_in

#: Of every test with generated input: the same examples in each run, however slow the machine is.
settings.register_profile(
    "same", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
settings.load_profile("same")


def pytest_configure(config: pytest.Config) -> None:
    """What the user of this machine downloaded is out of sight: the tests mean the embedded registry."""
    folder = tempfile.TemporaryDirectory(prefix="addrreg-test-data-")
    os.environ["ADDRREG_DATA"] = folder.name
    config.add_cleanup(folder.cleanup)


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


@pytest.fixture(scope="session")
def walking(registry_path: Path) -> Iterator[Cleanser]:
    """A cleanser that walks every address."""
    with Cleanser(registry_path) as opened:
        opened._find_usual = lambda text: None
        yield opened


@pytest.fixture(scope="session")
def numbered_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small registry with residences and parcels (tests/small_numbers.py)."""
    from small_numbers import small_registry

    return small_registry(tmp_path_factory.mktemp("numbered"))


@pytest.fixture(scope="session")
def small_pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A packed registry of twenty towns (tests/small_country.py), so that a build takes a moment."""
    import small_country

    return small_country.pack(tmp_path_factory.mktemp("pack"))


@pytest.fixture
def on_a_small_country(small_pack: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small country in place of the embedded one, and an empty data folder of the test's own: this one."""
    monkeypatch.setattr("addrreg.registry.embedded.pack_path", lambda: small_pack)
    monkeypatch.setattr("addrreg.registry.ingest.pack_path", lambda: small_pack)
    data = own_cache.parent / "data"
    monkeypatch.setenv("ADDRREG_DATA", str(data))
    return data


@pytest.fixture
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loopback is asked without the proxy of this machine."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    """The commands without a registry (tests/standin.py)."""
    with standing_in(monkeypatch) as cleanser:
        yield cleanser


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A headless Chromium that asks nobody by itself, and logs what a page asks for."""
    binary = shutil.which("chromium") or shutil.which("chromium-browser")
    driver = shutil.which("chromedriver")
    if not binary or not driver:
        pytest.skip("there is no Chromium with chromedriver on this machine")
    webdriver = pytest.importorskip("selenium.webdriver")
    options = webdriver.ChromeOptions()
    options.binary_location = binary
    for flag in (
        "headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking",
        "disable-component-update", "disable-sync", "disable-dev-shm-usage", "no-proxy-server",
        f"user-data-dir={tmp_path_factory.mktemp('profile')}",
    ):  # fmt: skip
        options.add_argument(f"--{flag}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    opened = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    yield opened
    opened.quit()

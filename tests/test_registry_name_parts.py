"""The parts of the table ``names``: read whole, and damage told with the command that mends it."""

from __future__ import annotations

import gc
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import marisa_trie
import pytest

from addrreg.errors import RegistryError
from addrreg.registry.name_parts import MappedTrie, read_parts
from addrreg.registry.names import Names


@pytest.fixture
def connection(registry_path: Path, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """The table alone, to be changed."""
    opened = sqlite3.connect(tmp_path / "names.sqlite")
    opened.execute("ATTACH ? AS whole", (str(registry_path),))
    opened.execute("CREATE TABLE names (part TEXT PRIMARY KEY, data BLOB NOT NULL)")
    opened.execute("INSERT INTO names SELECT part, data FROM whole.names")
    opened.commit()
    yield opened
    opened.close()


def test_parts_are_what_the_table_holds(connection: sqlite3.Connection) -> None:
    whole = dict(connection.execute("SELECT part, data FROM names"))
    assert {"trie", "rows", "rows_by_name"} <= whole.keys()
    assert read_parts(connection, whole.keys()) == whole
    assert read_parts(connection, ["trie", "none of them"]) == {"trie": whole["trie"]}
    assert connection.execute("PRAGMA mmap_size").fetchone() == (0,), "rows are read as before"


def test_a_trie_keeps_its_bytes_while_somebody_iterates() -> None:
    keys = [f"紀尾井町{number}" for number in range(20_000)]
    trie = MappedTrie(marisa_trie.Trie(keys).tobytes())
    left = trie.iterkeys("紀尾井町")
    del trie
    gc.collect()
    others = [bytes(100_000) for _ in range(20)]  # would take the place of what nobody holds
    assert sorted(left) == sorted(keys)
    assert len(others) == 20


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE names SET data = substr(data, 1, length(data) - 9) WHERE part = 'trie'",
        "UPDATE names SET data = x'00' WHERE part = 'usual'",
        "UPDATE names SET data = substr(data, 5) WHERE part = 'heads'",
        "DELETE FROM names WHERE part = 'heads'",
        "DROP TABLE names",
    ],
)
def test_damaged_parts_name_the_command_that_builds_them(connection: sqlite3.Connection, damage: str) -> None:
    connection.execute(damage)
    with pytest.raises(RegistryError) as told:
        Names(connection)
    assert told.value.remedy == "addrreg registry build"

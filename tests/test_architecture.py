"""The shape of the code: imports point one way, modules stay small, nothing happens at import."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SRC = Path(__file__).resolve().parent.parent / "src"
MODULES = sorted((SRC / "addrreg").rglob("*.py"))

# words ← text ← registry ← match ← pipeline ← surfaces; a module may import its own rank and those below.
RANKS = {
    "words": 0,
    "errors": 0,
    "result": 0,
    "options": 0,
    "extras": 0,
    "text": 1,
    "registry": 2,
    "match": 3,
    "pipeline": 4,
    "": 4,  # `from addrreg import Cleanser`: the public names
    "find": 5,
    "explain": 5,
    "profiles": 5,
    "presets": 5,
    "dedupe": 5,
    "tabular": 5,
    "audit": 5,
    "engines": 5,
    "frames": 6,
    "serve": 6,
    "cli": 6,
    "__main__": 7,
}
# Result.explain() calls the surface that renders it, inside the method; the package names those of find, which it imports
# when they are asked for. No other import points up.
UPWARD = {("result", "explain"), ("", "find")}

MAX_MODULE_LINES = 320
MAX_FUNCTION_LINES = 60
HEAVY = {
    "fastapi",
    "pydantic",
    "uvicorn",
    "pandas",
    "numpy",
    "rich",
    "typer",
    "click",
    "httpx",
    "jinja2",
    "markupsafe",
    "sqlite_utils",
    "pyarrow",
    "openpyxl",
    "rapidfuzz",
}


def name_of(path: Path) -> str:
    """Dotted name of a module: addrreg.text.fold."""
    parts = path.relative_to(SRC).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def part_of(module: str) -> str:
    """The first part below the package: text for addrreg.text.fold, '' for addrreg itself."""
    return [*module.split("."), ""][1]


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imported(tree: ast.Module) -> Iterator[str]:
    """Modules of the package that a module imports, wherever the statement stands."""
    known = {name_of(path) for path in MODULES}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "addrreg")
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: imports are absolute here"
            if (node.module or "").split(".")[0] == "addrreg":
                for alias in node.names:
                    if alias.name == "__version__":
                        continue  # a constant, not a dependency
                    submodule = f"{node.module}.{alias.name}"
                    yield submodule if submodule in known else str(node.module)


def each_module() -> pytest.MarkDecorator:
    return pytest.mark.parametrize("path", MODULES, ids=name_of)


@each_module()
def test_imports_point_one_way(path: Path) -> None:
    part = part_of(name_of(path))
    assert part in RANKS, f"{part} has no place in the order yet"
    upward = [
        target
        for target in imported(tree_of(path))
        if RANKS[part_of(target)] > RANKS[part] and (part, part_of(target)) not in UPWARD
    ]
    assert not upward, f"{name_of(path)} imports {', '.join(upward)}"


@each_module()
def test_modules_and_functions_are_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    lines = len(text.splitlines())
    long = [
        f"{node.name} ({node.end_lineno - node.lineno + 1} lines)"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > MAX_FUNCTION_LINES
    ]
    assert lines <= MAX_MODULE_LINES, f"{lines} lines: split it along what it does"
    assert not long, ", ".join(long)


@each_module()
def test_all_names_what_the_module_defines(path: Path) -> None:
    tree = tree_of(path)
    if all(isinstance(statement, ast.Expr) for statement in tree.body) or path.stem == "__main__":
        return  # a package that is only a folder, with or without a docstring
    module = importlib.import_module(name_of(path))
    assert hasattr(module, "__all__"), "no __all__"
    missing = [name for name in module.__all__ if not hasattr(module, name)]
    assert not missing, f"__all__ names what is not there: {missing}"
    assert len(set(module.__all__)) == len(module.__all__), "a name twice in __all__"
    if part_of(name_of(path)) == "cli":
        return  # commands are public by being registered
    public = {
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
    }
    assert public <= set(module.__all__), (
        f"public, but not in __all__: {sorted(public - set(module.__all__))}"
    )


def is_empty_container(value: ast.expr | None) -> bool:
    """Whether a module-level value is a container that waits to be filled: {}, [], set(), dict() …"""
    if isinstance(value, ast.Dict):
        return not value.keys
    if isinstance(value, ast.List | ast.Set):
        return not value.elts
    return (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Name)
        and value.func.id in {"dict", "list", "set", "defaultdict", "Counter", "deque"}
        and not value.args
    )


@each_module()
def test_no_module_level_state(path: Path) -> None:
    tree = tree_of(path)
    rebound = [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Global)]
    assert not rebound, f"`global` at lines {rebound}"
    waiting = [
        node.lineno
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and is_empty_container(node.value)
    ]
    assert not waiting, f"a container that is filled later at lines {waiting}"


@each_module()
def test_nothing_is_read_at_import(path: Path) -> None:
    reading = {"open", "read_text", "read_bytes", "connect", "files", "load", "loads", "run", "Popen"}
    found = []
    for statement in tree_of(path).body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            continue
        for node in ast.walk(statement):
            if isinstance(node, ast.Call):
                called = (
                    node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                )
                if called in reading:
                    found.append(f"{called} at line {node.lineno}")
    assert not found, ", ".join(found)


def modules_after(statement: str) -> set[str]:
    """Top-level names of the modules that a fresh interpreter has loaded after a statement."""
    script = f"import sys\n{statement}\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_import_loads_nothing_heavy() -> None:
    loaded = modules_after("import addrreg")
    assert "addrreg" in loaded
    assert not loaded & HEAVY


def test_public_names_are_the_contract() -> None:
    import addrreg

    assert {"normalize", "Cleanser", "Result", "Options", "COLUMNS", "AddrregError"} <= set(addrreg.__all__)
    assert addrreg.COLUMNS[:4] == ("status", "match_level", "score", "address")

"""The documents say what the program does: their examples run, and what there is, is described."""

from __future__ import annotations

import csv
import doctest
import io
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from addrreg.result import COLUMNS
from addrreg.words import STEPS, MatchLevel, Status

ROOT = Path(__file__).resolve().parent.parent
READMES = ("README.md", "README.ja.md")
DOCUMENTS = [*READMES, *(str(path.relative_to(ROOT)) for path in sorted(ROOT.glob("docs/**/*.md")))]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MAIN = "import sys; from addrreg.cli import main; sys.argv[0] = 'addrreg'; main()"


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name: str, language: str) -> list[str]:
    return [body for found, body in FENCE.findall(text_of(name)) if found == language]


def addrreg(arguments: list[str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-X", "utf8", "-c", MAIN, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)


@pytest.mark.parametrize("name", READMES)
def test_readme_opens_with_the_two_commands(name: str) -> None:
    first, second = (body for _, body in FENCE.findall(text_of(name))[:2])
    assert [first, second] == blocks("README.md", "sh")[:2]
    assert len(first.splitlines()) == len(second.splitlines()) == 1
    sample = re.search(r"data/samples/\S+", first)
    assert sample, "the first command cleanses a shipped sample"
    assert (ROOT / sample[0]).is_file()
    assert ".[test]" in second
    assert "pytest" in second


def sample_table(name: str) -> list[dict[str, str]]:
    """The README's table of what the first command prints: column → cell of each row."""
    lines = re.findall(r"^\| 住所 \|.*\n(?:^\|.*\n)+", text_of(name), re.MULTILINE)[0].splitlines()
    header, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    return [dict(zip(header, row, strict=True)) for row in rows]


@pytest.mark.parametrize("name", READMES)
def test_the_sample_s_result_is_what_the_readme_shows(name: str) -> None:
    words = shlex.split(blocks(name, "sh")[0])
    done = addrreg(words[words.index("cleanse") :])
    assert done.returncode == 0, done.stderr
    printed = {row["住所"]: row for row in csv.DictReader(io.StringIO(done.stdout))}
    shown = sample_table(name)
    assert len(shown) > 3
    for row in shown:
        assert {column: printed[row["住所"]][column] for column in row} == row


@pytest.mark.parametrize("name", DOCUMENTS)
def test_python_examples_run(name: str) -> None:
    examples = "\n".join(blocks(name, "python"))
    if ">>>" not in examples:
        assert name not in READMES, "a README shows how it is used"
        return
    test = doctest.DocTestParser().get_doctest(examples, {}, name, name, 0)
    runner = doctest.DocTestRunner(verbose=False)
    said: list[str] = []
    runner.run(test, out=said.append)
    assert runner.failures == 0, "".join(said)


def console_examples() -> Iterator[tuple[str, list[str], str]]:
    """Name, command and output of each ``$ addrreg …`` in a console block."""
    for name in DOCUMENTS:
        for body in blocks(name, "console"):
            for number, part in enumerate(re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]):
                command, _, output = part.partition("\n")
                arguments = shlex.split(command)
                yield f"{name} {number} {arguments[1]}", arguments, output


@pytest.mark.parametrize(
    ("words", "output"), [pytest.param(words, output, id=name) for name, words, output in console_examples()]
)
def test_console_examples_run(words: list[str], output: str) -> None:
    program, *arguments = words
    assert program == "addrreg"
    done = addrreg(arguments)
    assert done.returncode == 0, done.stderr
    assert done.stdout.rstrip() == output.rstrip()


#: Where the words of the output are described, in each language.
DESCRIBED = {"en": ("docs/columns.md", "docs/steps.md"), "ja": ("docs/columns.ja.md",)}


@pytest.mark.parametrize("language", DESCRIBED)
def test_every_word_of_the_output_is_described(language: str) -> None:
    described = {word for name in DESCRIBED[language] for word in re.findall(r"`(\w+)`", text_of(name))}
    words = {*COLUMNS, *STEPS, *(str(level) for level in MatchLevel), *(str(status) for status in Status)}
    assert words <= described, f"{DESCRIBED[language]} do not describe {sorted(words - described)}"


def commands() -> Iterator[tuple[str, str, str]]:
    """(name, help, epilog) of every command and group of the command line."""
    import typer

    from addrreg.cli.app import make_app

    def walk(name: str, command: object) -> Iterator[tuple[str, str, str]]:
        yield name, getattr(command, "help", "") or "", getattr(command, "epilog", "") or ""
        for child, below in getattr(command, "commands", {}).items():
            yield from walk(f"{name} {child}", below)

    yield from walk("addrreg", typer.main.get_command(make_app()))


@pytest.mark.parametrize(("name", "explained", "epilog"), [pytest.param(*c, id=c[0]) for c in commands()])
def test_every_command_has_help_that_ends_with_an_example(name: str, explained: str, epilog: str) -> None:
    assert explained, f"{name} has no help"
    assert "Example" in epilog
    shown = addrreg([*name.split()[1:], "--help"])
    assert shown.returncode == 0
    last = shown.stdout.rstrip().splitlines()[-1]
    assert last.startswith("  ")
    assert "addrreg" in last


@pytest.mark.parametrize("name", READMES)
def test_every_command_is_in_the_readmes(name: str) -> None:
    text = text_of(name)
    missing = [command for command, _, _ in commands() if command not in text]
    assert not missing, f"{name} does not name {missing}"


@pytest.mark.parametrize("name", [*DOCUMENTS, "CONTRIBUTING.md", "CHANGELOG.md", "benchmarks/README.md"])
def test_links_lead_somewhere(name: str) -> None:
    folder = (ROOT / name).parent
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", text_of(name))
    assert [link for link in links if not (folder / link).exists()] == []

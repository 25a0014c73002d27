"""Broken input and set-up: one clear message, exit code 2, nothing half-written; never a traceback."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from addrreg.tabular import writing
from addrreg.tabular.source import PIECE as BATCH
from standin import NEW, Ran, StandIn, assert_refused, result, run

pytestmark = pytest.mark.usefixtures("stand_in")
OLD = "the file of yesterday"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    path = tmp_path / "out.csv"
    path.write_text(OLD)
    return path


def assert_as_before(out: Path) -> None:
    """The old file stands, and no other beside it."""
    assert out.read_text() == OLD
    assert [path.name for path in out.parent.iterdir() if path.suffix == ".tmp"] == []


TEN_MEGABYTES = "住所,x\n東京都,1\n" + "あ" * (10 << 20) + ",2\n"
GOOD = "住所,x\n東京都,1\n"

FILES: dict[str, tuple[str | bytes, tuple[str, ...], tuple[str, ...]]] = {
    "empty file": (b"", (), ("is empty",)),
    "header only": ("名称,住所\n", (), ("a header of 2 columns, but no rows", "--no-header")),
    "missing column": (GOOD, ("-c", "所在地"), ("no column 所在地", "住所, x", "--column 住所")),
    "unknown encoding": (GOOD, ("--encoding", "utf-9"), ("no encoding 'utf-9'", "cp932")),
    "unknown output encoding": (GOOD, ("--output-encoding", "utf-9"), ("no encoding 'utf-9'",)),
    "wrong encoding": ("住所\n東京都\n".encode("cp932"), ("--encoding", "utf-8"), ("line 1", "leave it out")),
    "NUL bytes": ("住所,x\n東京都,\0\n", (), ("line 2 holds a NUL",)),
    "binary": (bytes(range(1, 256)) * 9, (), ("cannot be found out", "byte offset")),
    "a 10 MB cell": (TEN_MEGABYTES, (), ("line 3: a cell is longer than 1,048,576",)),
    "too many fields": (
        GOOD + "東京都,1,2\n",
        (),
        ("line 3: 3 cells, but the header has 2", "--ragged keep"),
    ),
    "open quote": (GOOD + '"東京都,1\n', (), ("ends inside a quoted cell", "--no-quoting")),
    "cleansed already": ("住所,abr_status\n東京都,x\n", (), ("abr_status", "--prefix")),
    "column twice": ("住所,住所\n東京都,x\n", ("-c", "住所"), ("2 columns", "--column 1")),
    "two addresses": ("住所,所在地\n東京都,x\n", (), ("more than one column", "住所, 所在地")),
    "bad delimiter": (GOOD, ("--delimiter", "ab"), ("'ab' cannot be a delimiter",)),
    "limit of none": (GOOD, ("--limit", "0"), ("--limit",)),
    "workbook": (b"PK\x03\x04" + bytes(99), (), ("Excel", "CSV")),
}


@pytest.mark.parametrize("name", FILES)
def test_broken_file(name: str, tmp_path: Path, out: Path) -> None:
    data, arguments, words = FILES[name]
    source = tmp_path / "in.csv"
    source.write_bytes(data if isinstance(data, bytes) else data.encode())
    assert_refused(run("cleanse", source, "-o", out, *arguments), *words)
    assert_as_before(out)


@pytest.mark.parametrize("name", FILES)
def test_broken_standard_input(name: str, out: Path) -> None:
    data, arguments, words = FILES[name]
    data = data if isinstance(data, bytes) else data.encode()
    assert_refused(run("cleanse", "-", "-o", out, *arguments, stdin=data), *words)
    assert_as_before(out)


def test_fault_behind_the_first_batch_of_a_pipe(out: Path) -> None:
    data = GOOD + "東京都,1\n" * (3 * BATCH) + "東京都,1,2\n"
    assert_refused(run("cleanse", "-", "-o", out, stdin=data.encode()), f"line {3 * BATCH + 3:,}")
    assert_as_before(out)


def test_other_encoding_behind_the_first_part_of_a_pipe(out: Path) -> None:
    data = b"address,x\n" + b"a,1\n" * 100_000 + "東京都,1\n".encode("cp932")
    assert_refused(
        run("cleanse", "-", "-o", out, stdin=data), "line 100,002", "byte offset 400,010", "--encoding"
    )
    assert_as_before(out)


def test_no_such_input(tmp_path: Path, out: Path) -> None:
    assert_refused(run("cleanse", tmp_path / "none.csv", "-o", out), "there is no file")
    assert_refused(
        run("cleanse", tmp_path / "none" / "in.csv", "-o", out), "the folder does not exist either"
    )
    assert_refused(run("cleanse", tmp_path, "-o", out), "is a folder")
    assert_refused(run("cleanse", "", "-o", out), "is not a file name")
    assert_as_before(out)


def test_impossible_outputs(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text(GOOD, encoding="utf-8")
    other = tmp_path / "same.csv"
    other.hardlink_to(source)
    assert_refused(run("cleanse", source, "-o", tmp_path), "is a folder")
    assert_refused(run("cleanse", source, "-o", tmp_path / "none" / "out.csv"), "does not exist", "mkdir -p")
    assert_refused(run("cleanse", source, "-o", source), "is the input itself")
    assert_refused(run("cleanse", source, "-o", other), "is the input itself")
    assert_refused(run("cleanse", source, "-o", source / "out.csv"), "does not exist")
    assert_refused(run("cleanse", source, "-o", ""), "is not a file name")
    assert_refused(run("cleanse", source), "--output")
    assert source.read_text(encoding="utf-8") == GOOD


def test_output_without_permission(tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "in.csv"
    source.write_text(GOOD, encoding="utf-8")
    out.chmod(0o444)
    if os.access(out, os.W_OK):  # root may write everything: the answer of the system is put in its mouth
        monkeypatch.setattr("addrreg.tabular.writing.os.access", lambda path, mode: False)
    assert_refused(run("cleanse", source, "-o", out), "no permission to write")
    assert_as_before(out)


def in_a_process(*arguments: object, before: Callable[[], None] | None = None) -> subprocess.Popen[str]:
    """The command line in a process of its own, with the stand-in."""
    script = (
        "import sys, pytest, standin\n"
        "from addrreg.cli import main\n"
        "with standin.standing_in(pytest.MonkeyPatch()): main()"
    )
    path = os.pathsep.join([str(Path(__file__).parent), str(Path(writing.__file__).parents[2])])
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": path},
        preexec_fn=before,  # noqa: PLW1509  (the child only sets a limit)
    )


def hear_interrupts() -> None:
    """A process that a shell starts in the background ignores Ctrl-C, and so do its children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def finish(process: subprocess.Popen[str], stdin: str | None = None) -> tuple[int, str]:
    _, err = process.communicate(stdin, timeout=60)
    return process.returncode, err


def test_disk_that_takes_no_more(tmp_path: Path, out: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("住所\n" + "東京都千代田区\n" * 20_000, encoding="utf-8")

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    code, err = finish(in_a_process("cleanse", source, "-o", out, before=little_room))
    assert_refused(
        Ran(code, b"", err),
        "cannot be written" if "cannot be" in err else "writing failed",
        "larger than allowed",
    )
    assert_as_before(out)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
def test_full_device(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("住所\n" + "東京都千代田区\n" * 20_000, encoding="utf-8")
    code, err = finish(in_a_process("cleanse", source, "-o", "/dev/full"))
    assert_refused(Ran(code, b"", err), "no space is left")


@pytest.mark.parametrize("failing", ["fsync", "replace"])
def test_failure_at_the_very_end(
    tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    source = tmp_path / "in.csv"
    source.write_text(GOOD, encoding="utf-8")
    target = "addrreg.tabular.writing.os.fsync" if failing == "fsync" else "pathlib.Path.replace"
    monkeypatch.setattr(target, fail)
    assert_refused(run("cleanse", source, "-o", out), "no space is left on the disk")
    assert_as_before(out)


@pytest.mark.parametrize(
    ("number", "code", "message"),
    [(signal.SIGINT, 130, "interrupted; no file was written"), (signal.SIGTERM, 143, "")],
)
def test_interruption_leaves_the_old_file(out: Path, number: int, code: int, message: str) -> None:
    # A pipe that stays open, so that the command waits for more.
    with in_a_process("cleanse", "-", "-o", out, before=hear_interrupts) as process:
        assert process.stdin
        assert process.stderr
        try:
            process.stdin.write("住所\n" + "東京都千代田区紀尾井町\n" * 50_000)
            process.stdin.flush()
            while not list(out.parent.glob("*.tmp")):
                assert process.poll() is None
            for _ in range(30):  # a signal that comes right before a blocking read waits for that read to end
                process.send_signal(number)
                with suppress(subprocess.TimeoutExpired):
                    process.wait(2)
                    break
        finally:
            process.kill()
        err = process.stderr.read()
    assert process.returncode == code, err
    assert message in err
    assert "Traceback" not in err
    assert_as_before(out)


def test_reader_that_goes_away_is_no_fault(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("住所\n" + "東京都千代田区\n" * 50_000, encoding="utf-8")
    for arguments in (("cleanse", source, "-o", "-"), ("normalize", *["東京都千代田区紀尾井町"] * 3000)):
        with in_a_process(*arguments) as process:
            assert process.stdout
            assert process.stderr
            process.stdout.readline()
            process.stdout.close()
            assert process.stderr.read() == ""
        assert process.returncode == 141


def test_cleanser_that_fails_leaves_nothing(
    tmp_path: Path, out: Path, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from addrreg.errors import RegistryError

    def fail(texts: object) -> list[object]:
        raise RegistryError("registry.sqlite is damaged", remedy="addrreg registry build")

    monkeypatch.setattr(stand_in, "many", fail)
    source = tmp_path / "in.csv"
    source.write_text(GOOD, encoding="utf-8")
    assert_refused(run("cleanse", source, "-o", out), "is damaged", "addrreg registry build")
    assert_as_before(out)


def test_wrong_commands_and_options() -> None:
    assert_refused(run("cleanse"))
    assert_refused(run("scrub"))
    assert_refused(run("cleanse", "in.csv", "-o", "-", "--no-such"))
    assert_refused(run("cleanse", "in.csv", "-o", "-", "--ragged", "perhaps"), "perhaps")
    assert_refused(run("explain"))


def test_standin_has_every_column() -> None:
    assert [f"abr_{name}" for name in result("").to_dict()] == NEW


def test_output_encoding_that_lacks_the_header(tmp_path: Path, out: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text(GOOD, encoding="utf-8")
    done = run("cleanse", source, "-o", out, "-c", "住所", "--output-encoding", "ascii")
    assert_refused(done, "record 1 of the output holds '住'", "ascii lacks", "--output-encoding utf-8-sig")
    assert_as_before(out)


def test_half_of_a_character(tmp_path: Path, out: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(r'{"住所":"\ud800"}', encoding="utf-8")
    assert_refused(run("cleanse", source, "-o", out, "-c", "住所"), "U+D800", "half of a character")
    assert_as_before(out)


def test_names_longer_than_the_system_takes(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text(GOOD, encoding="utf-8")
    for length in (250, 400):
        assert_refused(
            run("cleanse", source, "-o", tmp_path / ("a" * length + ".csv"), "-c", "住所"),
            "cannot be written",
        )
    assert_refused(
        run("cleanse", "a" * 400 + ".csv", "-o", tmp_path / "out.csv", "-c", "住所"), "cannot be read"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_remedies_name_the_option_that_was_wrong(tmp_path: Path, out: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text(GOOD, encoding="utf-8")
    wrong = run(
        "cleanse", source, "-o", tmp_path / "o.jsonl", "-c", "住所", "--profile", "ngsi", "--id-column", "y"
    )
    assert_refused(wrong, "no column y", "--id-column 住所")
    assert_refused(run("dedupe", source, "-o", out, "-c", "住所", "--name-column", "y"), "--name-column 住所")


def test_a_new_folder_goes_again_where_nothing_was_written(tmp_path: Path) -> None:
    good, bad, old = tmp_path / "good.csv", tmp_path / "bad.csv", tmp_path / "old"
    good.write_text(GOOD, encoding="utf-8")
    bad.write_text("住所\n東京\0都\n", encoding="utf-8")
    old.mkdir()
    for folder, stays in ((tmp_path / "new", False), (old, True)):
        assert_refused(
            run("cleanse", good, bad, "--output-dir", folder, "-c", "住所"), "bad.csv: line 2 holds a NUL"
        )
        assert folder.exists() == stays


@pytest.mark.parametrize("name", ["out.xls", "out.zip", "out.csv.bz2", "out.json", "OUT.XLSM"])
def test_a_name_that_tells_another_format_is_refused(tmp_path: Path, name: str) -> None:
    source = tmp_path / "in.csv"
    source.write_text(GOOD, encoding="utf-8")
    assert_refused(run("cleanse", source, "-o", tmp_path / name), name, ".xlsx")
    assert list(tmp_path.iterdir()) == [source]


@pytest.mark.parametrize(
    ("source", "name", "arguments"),
    [
        ("in.csv", "out", ()),
        ("in.csv", "out.txt", ()),
        ("in.v2", "out.v2", ()),
        ("in.csv", "out.dat", ("-f", "csv")),
    ],
)
def test_a_name_that_tells_no_format_is_written_as_the_input(
    tmp_path: Path, source: str, name: str, arguments: tuple[str, ...]
) -> None:
    (tmp_path / source).write_text(GOOD, encoding="utf-8")
    done = run("cleanse", tmp_path / source, "-o", tmp_path / name, *arguments)
    assert done.code == 0, done.err
    assert (tmp_path / name).read_text(encoding="utf-8").startswith("住所,x,abr_status,")


@pytest.mark.parametrize(
    ("source", "name", "words"),
    [
        ("in.jsonl", "out.jsonl", ("in.jsonl is jsonl", "CSV or TSV")),
        ("in.parquet", "out.parquet", ("in.parquet is parquet",)),
        ("in.xlsx", "out.xlsx", ("in.xlsx is xlsx",)),
        ("in.csv", "out.xlsx", ("out.xlsx", "end the name in .csv")),
        ("in.csv", "out.tsv", ("out.tsv", "end the name in .csv")),
        ("in.csv", "out.csv.gz", ("out.csv.gz", "end the name in .csv")),
        ("in.txt", "out.xls", ("out.xls", "end the name in .txt")),
    ],
)
def test_refresh_takes_and_makes_texts_only(
    tmp_path: Path, source: str, name: str, words: tuple[str, ...]
) -> None:
    (tmp_path / source).write_text(GOOD, encoding="utf-8")
    assert_refused(run("refresh", tmp_path / source, "-o", tmp_path / name), *words)
    assert [path.name for path in tmp_path.iterdir()] == [source]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize(
    "command",
    [
        ("normalize", "東京都"),
        ("suggest", "東"),
        ("audit", "--list"),
        ("--help",),
        ("--version",),
        ("cleanse", "--help"),
    ],
)
def test_a_print_that_cannot_be_written_is_one_message(command: tuple[str, ...], registry_path: Path) -> None:
    given = (
        (*command, "--registry", str(registry_path)) if command[0] in ("normalize", "suggest") else command
    )
    with Path("/dev/full").open("w") as full:
        code = "import addrreg.cli; addrreg.cli.main()"
        done = subprocess.run(
            [sys.executable, "-c", code, *given], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 2
    assert done.stderr.startswith("addrreg: standard output cannot be written")
    assert "Traceback" not in done.stderr


def test_closed_standard_error_stops_no_work(tmp_path: Path, registry_path: Path) -> None:
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(GOOD, encoding="utf-8")
    code = "import sys; sys.stderr = None; import addrreg.cli; addrreg.cli.main()"
    given = ["cleanse", str(source), "-o", str(out), "-c", "住所", "--registry", str(registry_path)]
    done = subprocess.run([sys.executable, "-c", code, *given], check=False)
    assert (done.returncode, out.exists()) == (0, True)

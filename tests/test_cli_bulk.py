"""addrreg cleanse on big files: processes, order, going on after a kill, Ctrl-C, dead workers, several files."""

from __future__ import annotations

import csv
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from addrreg.cli.workers import _LARGE
from addrreg.errors import InputError
from addrreg.tabular import part as part_module
from addrreg.tabular.job import is_changed
from addrreg.tabular.plan import Plan, Settings
from addrreg.tabular.shared import SIZE
from addrreg.tabular.source import PIECE
from standin import StandIn, run, standing_in

HERE = Path(__file__).parent
ROWS = 16_000
#: Makes many chunks of few rows.
LONG = "あ" * 60


@pytest.fixture(scope="module")
def long_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("long") / "in.csv"
    lines = (
        f"{number},東京都千代田区{number}\r\n" if number % 97 else f'"{number}\n",どこか,\r\n'
        for number in range(ROWS)
    )
    path.write_text("番号,住所,備考\r\n" + "".join(lines), encoding="utf-8", newline="")
    return path


@pytest.fixture(scope="module")
def whole(long_file: Path) -> bytes:
    """What one process makes of it."""
    with pytest.MonkeyPatch.context() as patch, standing_in(patch):
        out = long_file.with_name("whole.csv")
        done = run("cleanse", long_file, "-o", out, "-q", "--jobs", "1")
        assert done.code == 0, done.err
        return out.read_bytes()


def process(*arguments: object, slow: float = 0.0, deadly: str | None = None) -> subprocess.Popen[str]:
    """The command line in a process group of its own, with the stand-in in it and in its workers."""
    script = (
        "import sys, pytest, standin\n"
        "from addrreg.cli import main\n"
        "with standin.standing_in(pytest.MonkeyPatch()) as cleanser:\n"
        f"    cleanser.slow, cleanser.deadly = {slow!r}, {deadly!r}\n"
        "    main()"
    )
    path = os.pathsep.join([str(HERE), str(Path(part_module.__file__).parents[2])])
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": path},
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
    )


def ended(process: subprocess.Popen[str], timeout: float = 60) -> tuple[int, str]:
    _, err = process.communicate(timeout=timeout)
    return process.returncode, err


def hidden(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("."))


def wait_for(path: Path, process: subprocess.Popen[str], size: int = 1) -> None:
    for _ in range(600):
        if path.exists() and path.stat().st_size >= size:
            return
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    raise AssertionError(f"{path} never came")


@pytest.mark.parametrize("jobs", [2, 3])
def test_processes_keep_the_order(long_file: Path, whole: bytes, tmp_path: Path, jobs: int) -> None:
    out = tmp_path / "out.csv"
    code, err = ended(process("cleanse", long_file, "-o", out, "--jobs", jobs))
    assert code == 0, err
    assert f"{ROWS:,} rows" in err
    assert out.read_bytes() == whole
    assert hidden(tmp_path) == []


@pytest.mark.usefixtures("stand_in")
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks for workers in /proc")
@pytest.mark.parametrize("fault", ["", "7,8,9,10\n"])
def test_processes_of_a_large_table_start_before_it_is_checked(tmp_path: Path, fault: str) -> None:
    source, out, alone = tmp_path / "in.csv", tmp_path / "out.csv", tmp_path / "alone.csv"
    source.write_text("番号,住所\n" + "1,東京都千代田区紀尾井町\n" * 40_000 + fault, encoding="utf-8")
    assert source.stat().st_size > _LARGE
    with process("cleanse", source, "-o", out, "--jobs", 2) as running:
        workers: set[int] = set()
        while running.poll() is None:
            with suppress(OSError):  # it ended in between
                workers |= set(workers_of(running.pid))
            time.sleep(0.01)
        code, err = ended(running)
    assert (code, "Traceback" in err) == (2 if fault else 0, False), err
    assert len(workers) == 2
    assert not any(map(is_alive, workers)), "no process is left"
    if fault:
        assert hidden(tmp_path) == []
        assert not out.exists()
    else:
        assert run("cleanse", source, "-o", alone, "--jobs", 1).code == 0
        assert out.read_bytes() == alone.read_bytes()


@pytest.mark.usefixtures("stand_in")
def test_a_chunk_that_makes_more_than_a_shared_place_holds(tmp_path: Path) -> None:
    source, out, alone = tmp_path / "in.csv", tmp_path / "out.csv", tmp_path / "alone.csv"
    source.write_text("住所\n" + "東\n府\n都\n" * 100_000, encoding="utf-8")
    for path, jobs in ((out, 2), (alone, 1)):
        code, err = ended(process("cleanse", source, "-o", path, "--jobs", jobs))
        assert code == 0, err
    made_of_a_piece = out.stat().st_size / (source.stat().st_size / PIECE)
    assert source.stat().st_size > _LARGE
    assert made_of_a_piece > SIZE
    assert out.read_bytes() == alone.read_bytes()


@pytest.mark.parametrize("fault", ["", "7,8,9,10\n"])
def test_a_text_is_begun_before_it_is_checked_and_nothing_is_written(tmp_path: Path, fault: str) -> None:
    source = tmp_path / "in.csv"
    source.write_text("番号,住所\n" + "1,東京都千代田区紀尾井町\n" * 40_000 + fault, encoding="utf-8")
    said: list[str] = []

    def ahead(plan: Plan) -> Callable[[], None]:
        said.append(next(plan.table.chunks()).payload.split("\n")[0])
        return lambda: said.append("meanwhile")

    def planned() -> tuple[bool, int | None]:
        with Plan(str(source), str(tmp_path / "out.csv"), Settings(("住所",)), ahead) as plan:
            return plan.is_begun, plan.total

    if fault:
        with pytest.raises(InputError, match="line 40,002: 4 cells"):
            planned()
    else:
        assert planned() == (True, 40_000)
    assert said[0] == "1,東京都千代田区紀尾井町"
    assert set(said[1:]) == {"meanwhile"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv"]


def test_small_tables_need_no_process(
    stand_in: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(self: object) -> None:
        raise AssertionError("a worker was started")

    monkeypatch.setattr("addrreg.tabular.pool.Pool._start", never)
    monkeypatch.setattr("addrreg.tabular.pool.cores", lambda: 8)
    source = tmp_path / "in.csv"
    source.write_text("住所\n" + "東京都\n" * 5000, encoding="utf-8")
    assert run("cleanse", source, "-o", tmp_path / "out.csv").code == 0


@pytest.mark.parametrize("jobs", [1, 2])
def test_killed_and_gone_on_with_gives_the_same_bytes(
    long_file: Path, whole: bytes, tmp_path: Path, jobs: int
) -> None:
    out, chance = tmp_path / "out.csv", random.Random(jobs)  # noqa: S311
    part = tmp_path / ".out.csv.addrreg.tmp"
    arguments = ("cleanse", long_file, "-o", out, "--jobs", jobs, "--resume")
    size = 0
    for _ in range(2):
        with process(*arguments, slow=0.5) as running:
            wait_for(part, running, size + 1)
            time.sleep(chance.uniform(0, 0.3))
            os.killpg(running.pid, signal.SIGKILL)
        assert not out.exists()
        size = json.loads((tmp_path / ".out.csv.addrreg.json").read_text())["position"]["bytes"]
    code, err = ended(process(*arguments))
    assert code == 0, err
    assert "were there from the run before" in err
    assert out.read_bytes() == whole
    assert hidden(tmp_path) == []


def test_ctrl_c_says_how_to_go_on(long_file: Path, whole: bytes, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    out.write_text("of yesterday")
    with process("cleanse", long_file, "-o", out, "--jobs", 2, slow=0.05) as running:
        wait_for(tmp_path / ".out.csv.addrreg.tmp", running, 500_000)
        os.killpg(running.pid, signal.SIGINT)
        code, err = ended(running)
    assert code == 130, err
    assert "--resume" in err
    assert "Traceback" not in err
    assert out.read_text() == "of yesterday"
    code, err = ended(process("cleanse", long_file, "-o", out, "--resume"))
    assert code == 0, err
    assert out.read_bytes() == whole


def test_without_resume_the_leftover_is_replaced_and_named(
    long_file: Path, whole: bytes, tmp_path: Path
) -> None:
    out = tmp_path / "out.csv"
    with process("cleanse", long_file, "-o", out, slow=0.05) as running:
        wait_for(tmp_path / ".out.csv.addrreg.json", running)
        os.killpg(running.pid, signal.SIGKILL)
    code, err = ended(process("cleanse", long_file, "-o", out))
    assert code == 0, err
    assert "an unfinished run had left" in err
    assert out.read_bytes() == whole
    assert hidden(tmp_path) == []


@pytest.mark.parametrize("change", ["input", "options"])
def test_another_run_is_not_gone_on_with(long_file: Path, tmp_path: Path, change: str) -> None:
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_bytes(long_file.read_bytes())
    with process("cleanse", source, "-o", out, slow=0.05) as running:
        wait_for(tmp_path / ".out.csv.addrreg.json", running)
        os.killpg(running.pid, signal.SIGKILL)
    more: tuple[str, ...] = ("--prefix", "x_") if change == "options" else ()
    if change == "input":
        source.write_bytes(source.read_bytes() + b"1,2\r\n")
    code, err = ended(process("cleanse", source, "-o", out, "--resume", *more))
    assert code == 2
    assert change in err
    assert "without --resume" in err
    assert (tmp_path / ".out.csv.addrreg.tmp").exists(), "the work of an hour is not thrown away for a slip"


@pytest.mark.usefixtures("stand_in")
def test_two_runs_do_not_write_one_file(tmp_path: Path) -> None:
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("住所\n東京都\n", encoding="utf-8")
    other = part_module.Part(str(out), "", None)
    done = run("cleanse", source, "-o", out)
    assert done.code == 2
    assert "another run is writing" in done.err
    other.drop()
    assert run("cleanse", source, "-o", out).code == 0


@pytest.mark.usefixtures("stand_in")
def test_where_resume_is_not_possible(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("住所\n東京都\n", encoding="utf-8")
    for arguments, stdin, reason in (
        (("-", "-o", tmp_path / "out.csv"), "住所\n東京都\n".encode(), "a pipe"),
        ((source, "-o", "-"), b"", "standard output"),
        ((source, "-o", tmp_path / "out.xlsx"), b"", "one whole"),
    ):
        done = run("cleanse", *arguments, "--resume", stdin=stdin)
        assert done.code == 2
        assert reason in done.err


def test_resume_with_nothing_left_begins(stand_in: StandIn, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("住所\n東京都\n", encoding="utf-8")
    assert run("cleanse", source, "-o", tmp_path / "out.csv", "--resume").code == 0
    assert stand_in.asked == 1


def children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task")
    return [int(child) for task in tasks.iterdir() for child in (task / "children").read_text().split()]


def workers_of(pid: int) -> list[int]:
    """The children of a process without the one that multiprocessing has watch over spawned ones."""
    found = []
    for child in children(pid):
        with suppress(OSError):
            if b"resource_tracker" not in Path(f"/proc/{child}/cmdline").read_bytes():
                found.append(child)
    return found


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds the workers in /proc")
def test_a_worker_that_is_killed_loses_nothing(long_file: Path, whole: bytes, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    with process("cleanse", long_file, "-o", out, "--jobs", 2, slow=0.05) as running:
        wait_for(tmp_path / ".out.csv.addrreg.tmp", running, 100_000)
        workers = workers_of(running.pid)
        os.kill(workers[0], signal.SIGKILL)
        code, err = ended(running)
    assert code == 0, err
    assert "a worker process ended by signal 9 on lines" in err
    assert out.read_bytes() == whole
    assert not any(map(is_alive, workers)), "no process is left"


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds the workers in /proc")
def test_workers_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("番号,住所\n" + "1,東京都千代田区紀尾井町\n" * 40_000, encoding="utf-8")
    with process("cleanse", source, "-o", tmp_path / "out.csv", "--jobs", 3, slow=0.2) as running:
        wait_for(tmp_path / ".out.csv.addrreg.tmp", running)
        workers = workers_of(running.pid)
        running.kill()
        ended(running)
    assert len(workers) == 3
    for _ in range(100):
        if not any(map(is_alive, workers)):
            break
        time.sleep(0.05)
    assert not any(map(is_alive, workers))


@pytest.mark.usefixtures("stand_in")
def test_workers_of_a_process_with_threads_are_spawned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    def alone() -> bool:
        asked.append(False)
        return False

    monkeypatch.setattr("addrreg.tabular.pool._is_alone", alone)
    source, out, one = tmp_path / "in.csv", tmp_path / "out.csv", tmp_path / "one.csv"
    source.write_text("番号,住所\n" + "1,東京都千代田区紀尾井町\n" * 40_000, encoding="utf-8")
    for path, jobs in ((out, 2), (one, 1)):
        done = run("cleanse", source, "-o", path, "-q", "--jobs", jobs)
        assert done.code == 0, done.err
    assert asked == [False, False]
    assert out.read_bytes() == one.read_bytes()


def test_rows_that_kill_two_workers_end_the_run(long_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    code, err = ended(process("cleanse", long_file, "-o", out, "--jobs", 2, deadly="東京都千代田区10000"))
    assert code == 2
    assert "two worker processes ended by signal 9" in err
    found = [word.replace(",", "") for word in err.split(" on lines ")[-1].split()]
    assert int(found[0]) <= 10_000 + 10_000 // 97 + 2 <= int(found[2])
    assert "--resume" in err
    assert not out.exists()
    assert len(hidden(tmp_path)) == 2, "the part and its checkpoint are kept"


@pytest.mark.usefixtures("stand_in")
def test_only_some_rows(tmp_path: Path) -> None:
    data = "住所\n東京都１-２\n府中市\nどこか\n".encode()
    for only, wanted in (
        (["unmatched"], ["どこか"]),
        (["ambiguous"], ["府中市"]),
        (["ambiguous", "unmatched"], ["府中市", "どこか"]),
    ):
        options = [word for each in only for word in ("--only", each)]
        done = run("cleanse", "-", "-o", "-", *options, stdin=data)
        assert [row[0] for row in csv.reader(done.text.splitlines())][1:] == wanted
        assert f"3 rows from standard input (utf-8) to standard output ({len(wanted)} row" in done.err


def test_changed_is_more_than_width_and_spaces() -> None:
    assert not is_changed("東京都 千代田区紀尾井町１-３", "東京都千代田区紀尾井町1-3")
    assert is_changed("千代田区紀尾井町1-3", "東京都千代田区紀尾井町1-3")
    assert not is_changed("どこでもない", "")


@pytest.mark.usefixtures("stand_in")
def test_a_folder_keeps_the_names(tmp_path: Path) -> None:
    lists, out = tmp_path / "lists", tmp_path / "out"
    lists.mkdir()
    for name in ("b.csv", "a.tsv", "c.jsonl"):
        text = '{"住所": "東京都"}\n' if name == "c.jsonl" else "住所\n東京都\n"
        (lists / name).write_text(text, encoding="utf-8")
    (lists / "notes.pdf").write_text("no table")
    done = run("cleanse", lists, "--output-dir", out)
    assert done.code == 0, done.err
    assert sorted(path.name for path in out.iterdir()) == ["a.tsv", "b.csv", "c.jsonl"]
    assert run("cleanse", lists, "--output-dir", out, "--format", "jsonl").code == 0
    assert len(list(out.iterdir())) == 5


@pytest.mark.usefixtures("stand_in")
def test_several_files_never_overwrite_an_input(tmp_path: Path) -> None:
    source, other = tmp_path / "in.csv", tmp_path / "other"
    source.write_text("住所\n東京都\n", encoding="utf-8")
    other.mkdir()
    (other / "in.csv").write_text("住所\n大阪府\n", encoding="utf-8")
    for arguments, reason in (
        ((source, "--output-dir", tmp_path), "is an input itself"),
        ((source, other / "in.csv", "--output-dir", tmp_path / "out"), "would both become"),
        ((source, other / "in.csv", "-o", tmp_path / "out.csv"), "one output"),
        ((source,), "give one of --output"),
        ((source, "-o", "x.csv", "--output-dir", "y"), "give one of --output"),
        ((tmp_path / "other", "--output-dir", source), "is a file"),
    ):
        done = run("cleanse", *arguments)
        assert done.code == 2
        assert reason in done.err
    assert source.read_text(encoding="utf-8") == "住所\n東京都\n"


@pytest.mark.usefixtures("stand_in")
def test_a_workbook_with_macros_becomes_one_without(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("住所\n東京都\n", encoding="utf-8")
    assert run("cleanse", source, "-o", tmp_path / "in.xlsx").code == 0
    (tmp_path / "given").mkdir()
    (tmp_path / "in.xlsx").rename(tmp_path / "given" / "list.xlsm")
    done = run(
        "cleanse", tmp_path / "given", "--output-dir", tmp_path / "made", "-c", "住所", "--prefix", "b_"
    )
    assert done.code == 0, done.err
    assert [path.name for path in (tmp_path / "made").iterdir()] == ["list.xlsx"]


@pytest.mark.usefixtures("stand_in")
def test_a_fault_in_the_last_file_is_told_before_the_first_is_written(tmp_path: Path) -> None:
    good, bad, out = tmp_path / "a.csv", tmp_path / "b.csv", tmp_path / "out"
    good.write_text("住所,x\n東京都,1\n", encoding="utf-8")
    bad.write_text("住所,x\n東京都,1\n東京都,1,2\n", encoding="utf-8")
    done = run("cleanse", good, bad, "--output-dir", out)
    assert done.code == 2
    assert "b.csv, line 3" in done.err
    assert not out.exists()


def test_several_files_go_on_behind_the_finished_ones(long_file: Path, whole: bytes, tmp_path: Path) -> None:
    first, out = tmp_path / "a.csv", tmp_path / "out"
    first.write_text("番号,住所\n1,東京都\n", encoding="utf-8")
    with process("cleanse", first, long_file, "--output-dir", out, slow=0.05) as running:
        wait_for(out / ".in.csv.addrreg.json", running)
        os.killpg(running.pid, signal.SIGKILL)
    made = (out / "a.csv").stat().st_mtime_ns
    code, err = ended(process("cleanse", first, long_file, "--output-dir", out, "--resume"))
    assert code == 0, err
    assert "was finished by the run before" in err
    assert (out / "a.csv").stat().st_mtime_ns == made
    assert (out / "in.csv").read_bytes() == whole
    assert hidden(out) == []


@pytest.mark.usefixtures("stand_in")
def test_damage_behind_the_part_that_told_the_encoding(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_bytes(b"\xef\xbb\xbf" + "住所\n東京都\n".encode() + b"\xff\n")
    done = run("cleanse", source, "-o", tmp_path / "out.csv")
    assert done.code == 2
    assert "was taken for utf-8" in done.err
    assert "given as" not in done.err


@pytest.mark.usefixtures("stand_in")
def test_one_column_is_not_called_columns(tmp_path: Path) -> None:
    done = run("cleanse", "-", "-o", tmp_path / "out.csv", stdin="住所\n".encode())
    assert "a header of 1 column, but no rows" in done.err

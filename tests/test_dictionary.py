"""A user's dictionary: what its lines do, what is refused with which line, and that nothing else changes."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from typer.testing import CliRunner

from addrreg import Cleanser, Options
from addrreg.cli.app import make_app
from addrreg.errors import InputError

SAMPLE = Path(__file__).resolve().parent.parent / "data" / "samples" / "dictionary.tsv"
#: Addresses that the sample has nothing to say of.
OTHERS = [
    "東京都港区海岸1-1-1",
    "東京都港区港南2-1-1",
    "東京都港南2-1-1",
    "東京都港区東新橋1-5-2",
    "長崎市魚の町4-1",
    "府中市",
    "汐留1-5-2",
    "",
    "東京都田無市南町5-6-13",
]


def opened(registry: Path, dictionary: Path) -> Cleanser:
    return Cleanser(registry, Options(dictionary=dictionary))


def written(folder: Path, *lines: str) -> Path:
    path = folder / "dictionary.tsv"
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "address", "step_for"),
    [
        pytest.param("長㟢県長㟢市魚の町4-1", "長崎県長崎市魚の町4-1", "dictionary", id="character"),
        pytest.param("東京都港虎ノ門1-1-1", "東京都港区虎ノ門一丁目1-1", "dictionary", id="municipality"),
        pytest.param("東京都港", "東京都港区", "dictionary", id="municipality alone"),
        pytest.param("東京都港区汐留1-5-2", "東京都港区東新橋一丁目5-2", "dictionary", id="town"),
        pytest.param(
            "港区汐留1-5-2", "東京都港区東新橋一丁目5-2", "dictionary", id="town, prefecture left out"
        ),
        pytest.param("東京都港汐留1-5-2", "東京都港区東新橋一丁目5-2", "dictionary", id="two lines together"),
    ],
)
def test_a_line_leads_to_the_registry(registry_path: Path, text: str, address: str, step_for: str) -> None:
    with opened(registry_path, SAMPLE) as cleanser:
        result = cleanser(text)
    assert (result.status, result.address) == ("matched", address)
    assert step_for in result.steps.split(";")
    assert "former_name" not in result.steps
    assert "as_written" not in {evidence.name for evidence in result.evidence}
    covered = {at for span in result.spans for at in range(span.start, span.end)}
    assert covered == set(range(len(text)))


def test_a_character_of_one_s_own_is_a_character(registry_path: Path, tmp_path: Path) -> None:
    with opened(registry_path, written(tmp_path, "\ue000\t崎\t外字")) as cleanser:
        assert cleanser("長\ue000市魚の町4-1").address == "長崎県長崎市魚の町4-1"


@pytest.mark.parametrize("text", OTHERS)
def test_what_no_line_speaks_of_stays_as_it_is(registry_path: Path, cleanser: Cleanser, text: str) -> None:
    with opened(registry_path, SAMPLE) as mine:
        assert mine(text) == cleanser(text)


def test_it_pickles_with_its_cleanser(registry_path: Path) -> None:
    with opened(registry_path, SAMPLE) as cleanser, pickle.loads(pickle.dumps(cleanser)) as again:  # noqa: S301
        text = "東京都港区汐留1-5-2"
        assert again(text) == cleanser(text)
        assert "dictionary" in again(text).steps


@pytest.mark.parametrize(
    ("lines", "number", "said"),
    [
        pytest.param(["東京都港区汐留"], 1, "the form is", id="one field"),
        pytest.param(["# note", "", "a\tb\tc\td"], 3, "the form is", id="four fields"),
        pytest.param(["\t東京都港区"], 1, "the form is", id="empty variant"),
        pytest.param(["川\t河"], 1, "hide", id="a character of names"),
        pytest.param(["1\t2"], 1, "hide", id="a digit"),
        pytest.param(["１\t二"], 1, "already", id="a digit in full width"),
        pytest.param(["澤\t浜"], 1, "already", id="a character of the shipped tables"),
        pytest.param(["㟢\t崎山"], 1, "one character", id="a character to two"),
        pytest.param(["㟢\t𪚥"], 1, "no name", id="a character that no name has"),
        pytest.param(["㟢\t崎", "㟢\t埼"], 2, "line 1", id="twice"),
        pytest.param(["㟢\t𥔎", "𥔎\t崎"], 1, "line 2", id="two hops, characters"),
        pytest.param(["㟢\t𥔎", "𥔎\t㟢"], 1, "line 2", id="a circle"),
        pytest.param(["東京都港\t東京都みなと区", "東京都みなと区\t東京都港区"], 1, "line 2", id="two hops, aliases"),
        pytest.param(["東京都どこか市\t東京都ここか市"], 1, "the registry has no", id="no such municipality"),
        pytest.param(["東京都港区汐留\t東京都港区しおどめ"], 1, "the registry has no", id="no such town"),
        pytest.param(["府中の市\t府中市"], 1, "2 places", id="two such places"),
        pytest.param(["たなし\t東京都田無市"], 1, "former", id="to a former name"),
        pytest.param(["東京都中央区\t東京都港区"], 1, "hide", id="hides a municipality"),
        pytest.param(["東京都港区赤坂\t東京都港区六本木"], 1, "hide", id="hides a town"),
        pytest.param(["東京都港区赤坂\t東京都千代田区"], 1, "hide", id="hides a town, as a municipality"),
        pytest.param(["東京都港区汐留\t東京都中央区銀座"], 1, "begins with its municipality", id="in another place"),
        pytest.param(["汐留\t東京都港区東新橋"], 1, "begins with its municipality", id="without municipality"),
        pytest.param(["東京都港区汐\t東京都港区東新橋"], 1, "less than two", id="one character behind"),
    ],
)  # fmt: skip
def test_a_line_is_refused_with_its_number(
    registry_path: Path, tmp_path: Path, lines: list[str], number: int, said: str
) -> None:
    with pytest.raises(InputError) as caught:
        opened(registry_path, written(tmp_path, *lines))
    assert f"dictionary.tsv, line {number}: " in caught.value.message
    assert said in caught.value.message
    assert caught.value.remedy


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("澤\t沢", id="the shipped tables"),
        pytest.param("東京都田無市\t東京都西東京市", id="the registry's former names"),
        pytest.param("東京都千代田区霞ヶ関\t東京都千代田区霞が関", id="a spelling"),
    ],
)
def test_what_is_known_already_is_passed_over(
    registry_path: Path, cleanser: Cleanser, tmp_path: Path, line: str
) -> None:
    with opened(registry_path, written(tmp_path, line)) as mine:
        for text in (line.split("\t", maxsplit=1)[0] + "1-1", *OTHERS):
            assert mine(text) == cleanser(text)


def test_a_file_that_cannot_be_read_is_named(registry_path: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="absent"):
        opened(registry_path, tmp_path / "absent.tsv")
    broken = tmp_path / "cp932.tsv"
    broken.write_bytes("東京都港\t東京都港区\n".encode("cp932"))
    with pytest.raises(InputError, match="UTF-8"):
        opened(registry_path, broken)


def test_the_command_line_takes_it(registry_path: Path, tmp_path: Path) -> None:
    run, app = CliRunner(), make_app()
    shared = ["--registry", str(registry_path), "--dictionary"]
    text = "東京都港区汐留1-5-2"
    for command in (["normalize", text], ["explain", text]):
        done = run.invoke(app, [*command, *shared, str(SAMPLE)])
        assert done.exit_code == 0
        assert "東京都港区東新橋一丁目5-2" in done.output
    table = tmp_path / "in.csv"
    table.write_text(f"住所\n{text}\n", encoding="utf-8")
    done = run.invoke(app, ["cleanse", str(table), "-o", str(tmp_path / "out.csv"), *shared, str(SAMPLE)])
    assert done.exit_code == 0
    assert "東新橋" in (tmp_path / "out.csv").read_text(encoding="utf-8")
    done = run.invoke(app, ["normalize", text, *shared, str(written(tmp_path, "川\t河"))])
    assert done.exit_code == 2
    assert "line 1" in done.output

"""What an audit counts: rows and findings, places, patterns, samples, duplicates, cut values; whatever the rows come as."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from addrreg import Cleanser
from addrreg.audit import Audit, audit, collect
from addrreg.audit.spool import Spool
from addrreg.errors import InputError

GOOD = "東京都千代田区紀尾井町1-3"
ROWS = [
    GOOD,
    "千代田区紀尾井町１の３",
    "同上",
    "",
    "東京都千代田区紀尾井町1-3 青葉ビル",
    "大阪府大阪市北区中之島1-3-20",
]


@pytest.fixture
def found(cleanser: Cleanser) -> Iterator[Audit]:
    with audit(ROWS, cleanser=cleanser) as one:
        yield one


def test_rows_are_counted_once_by_their_worst_finding(found: Audit) -> None:
    assert found.rows == 6
    assert found.severity() == {"error": 2, "warning": 2, "info": 1, "none": 1}
    assert found.count("duplicate") == found.rows_with("duplicate") == 2
    assert found.rows_with("empty", "placeholder") == 2
    assert found.status == {"matched": 4, "": 2}


def test_findings_come_in_the_order_of_the_rows(found: Audit) -> None:
    rows = [finding.row for finding in found.findings()]
    assert rows == sorted(rows)
    assert len(rows) == sum(found.by_column.values())


def test_places_hold_all_rows(found: Audit) -> None:
    assert [(place.pref, place.city, place.rows) for place in found.by_city()] == [
        ("東京都", "千代田区", 3),
        ("大阪府", "大阪市北区", 1),
        ("", "", 2),
    ]
    assert [place.pref for place in found.by_pref()] == ["東京都", "大阪府", ""]
    assert sum(place.rows for place in found.by_pref()) == found.rows
    assert found.by_pref()[0].findings["duplicate"] == 2


def test_duplicates_name_another_row_and_the_spelling_to_use(found: Audit) -> None:
    details = [finding.detail for finding in found.findings() if finding.code == "duplicate"]
    assert details == ["2: 千代田区紀尾井町１の３", f"1: {GOOD}"]


def test_the_same_spelling_twice_is_no_duplicate(cleanser: Cleanser) -> None:
    with audit([GOOD, GOOD, "東京都千代田区紀尾井町1-3 青葉ビル"], cleanser=cleanser) as found:
        assert found.count("duplicate") == 0


def test_json_has_all_counts_and_samples(found: Audit) -> None:
    data = json.loads(json.dumps(found.to_dict("en")))
    by_code = {one["code"]: one for one in data["findings"]}
    assert by_code["placeholder"]["samples"][0]["row"] == 3
    assert by_code["placeholder"]["title"] == "Placeholder instead of an address"
    assert by_code["duplicate"]["rate"] == pytest.approx(2 / 6)
    assert data["columns"][0] | {"findings": {}} == {
        "name": "address", "role": "address", "filled": 5, "empty": 1, "agreed": 0, "findings": {},
    }  # fmt: skip
    assert sum(place["rows"] for place in data["places"]) == data["rows"]


def test_counts_stay_when_it_is_closed(cleanser: Cleanser) -> None:
    with audit(["同上"], cleanser=cleanser) as found:
        pass
    assert found.to_dict()["severity"]["error"] == 1
    found.close()


def test_samples_are_few_and_the_same_each_time(cleanser: Cleanser) -> None:
    rows = ["同上"] * 5000
    with audit(rows, cleanser=cleanser, samples=4) as one, audit(rows, cleanser=cleanser, samples=4) as two:
        assert one.samples == two.samples
        picked = [finding.row for finding in one.samples["placeholder"]]
        assert len(picked) == 4
        assert picked[-1] - picked[0] > 1000, "spread over the file, across batches"
        assert one.count("placeholder") == 5000


def test_patterns_before_and_after(cleanser: Cleanser) -> None:
    header = ["都道府県", "市区町村", "町字", "番地以下", "コード"]
    rows = [
        ["東京都", "千代田区", "紀尾井町", "1-3", "131016"],
        ["東京都", "千代田区", "紀尾井町", "1-3", ""],
        ["", "千代田区紀尾井町1-3", "", "", ""],
    ]
    with audit(rows, header[:4], code_column="コード", header=header, cleanser=cleanser) as found:
        assert found.patterns() == {
            "P1": (0, 3), "P2": (0, 3), "P3": (0, 3), "P4": (1, 3), "P5": (1, 3), "P6": (2, 3),
        }  # fmt: skip
        assert found.address == "都道府県+市区町村+町字+番地以下"


def test_a_building_in_a_cell_of_its_own_is_where_it_should_be(cleanser: Cleanser) -> None:
    header = ["住所", "方書"]
    with audit([[GOOD, "青葉ビル 2F"]], header, header=header, cleanser=cleanser) as found:
        assert found.count("building_in_number") == 0
    with audit([[f"{GOOD} 青葉ビル", "2F"]], header, header=header, cleanser=cleanser) as found:
        assert found.count("building_in_number") == 1


def test_a_finding_names_the_cell_s_own_column(cleanser: Cleanser) -> None:
    header = ["住所", "方書"]
    with audit([[GOOD, "青葉ビルⅡ"]], header, header=header, cleanser=cleanser) as found:
        assert [(f.column, f.code) for f in found.findings()] == [("方書", "enclosed_symbol")]


def test_values_piled_up_at_the_greatest_length_are_cut(cleanser: Cleanser) -> None:
    long = [f"東京都千代田区紀尾井町{n}-{n} 青葉第{n}マンション別館"[:20] for n in range(11, 31)]
    short = [f"東京都千代田区紀尾井町{n}" for n in range(1, 41)]
    with audit(short + long, cleanser=cleanser) as found:
        assert found.rows_with("truncated") == 20
        assert {finding.detail for finding in found.samples["truncated"]} == {"20 characters"}
    whole = [f"東京都千代田区紀尾井町{n}-{n} 青葉{'第' * (n % 9)}マンション" for n in range(11, 31)]
    with audit(short + whole, cleanser=cleanser) as found:
        assert found.rows_with("truncated") == 0


def test_values_cut_at_bytes_are_found_where_widths_are_mixed(cleanser: Cleanser) -> None:
    texts = [f"東京都千代田区紀尾井町{'1' * (n % 5 + 1)}-3 青葉第{n}マンション別館" for n in range(20)]
    cut = [text.encode("cp932")[:40].decode("cp932", "ignore") for text in texts]
    short = [f"東京都千代田区紀尾井町{n}" for n in range(1, 41)]
    with audit(short + cut, cleanser=cleanser) as found:
        assert found.rows_with("truncated") == 20


def test_rows_may_be_mappings_sequences_or_a_frame(cleanser: Cleanser) -> None:
    pandas = pytest.importorskip("pandas")
    shapes = [
        ([{"住所": row} for row in ROWS], {}),
        ([[row] for row in ROWS], {"header": ["住所"]}),
        (pandas.DataFrame({"住所": ROWS}), {}),
        ((row for row in ROWS), {"header": ["住所"]}),
    ]
    counts = []
    for rows, options in shapes:
        with audit(rows, "住所", cleanser=cleanser, **options) as found:
            counts.append(dict(found.by_column))
    assert counts[0]
    assert all(count == counts[0] for count in counts)


def test_missing_values_and_numbers_of_a_frame_are_read(cleanser: Cleanser) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"住所": [GOOD, None], "code": [131016.0, float("nan")]})
    with audit(frame, "住所", code_column="code", cleanser=cleanser) as found:
        assert [(f.row, f.code) for f in found.findings()] == [(2, "empty")]


@pytest.mark.parametrize("rows", [[], iter(()), "東京都", 3, [3.5]])
def test_what_is_no_table_is_refused(cleanser: Cleanser, rows: object) -> None:
    with pytest.raises(InputError):
        audit(rows, cleanser=cleanser)


def test_columns_that_are_not_there_are_refused(cleanser: Cleanser) -> None:
    with pytest.raises(InputError, match="no column 郵便"):
        audit([{"住所": GOOD}], postal_column="郵便", cleanser=cleanser)
    with pytest.raises(InputError, match="both"):
        audit([{"住所": GOOD, "lat": "1"}], "住所", lat="lat", cleanser=cleanser)


@pytest.mark.parametrize(
    "text", ["\x00", "\ud800", "=cmd|'/c'!A0", "<script>", "あ" * 2000, "1" * 500, "\u202e京東"]
)
def test_any_text_can_be_audited_and_shown(cleanser: Cleanser, text: str) -> None:
    from addrreg.audit.report import html

    row = {"住所": text, "code": text, "id": text, "post": text, "lat": text, "lon": text}
    options = {
        "code_column": "code",
        "machiaza_column": "id",
        "postal_column": "post",
        "lat": "lat",
        "lon": "lon",
    }
    with audit([row], "住所", cleanser=cleanser, **options) as found:
        assert found.rows == 1
        assert "<script>alert" not in html(found)


def test_an_audit_that_cannot_end_leaves_nothing_open(
    cleanser: Cleanser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even while its error is held: that may end in another thread, which may not close the database."""
    closed: list[bool] = []

    class Watched(Spool):
        def close(self) -> None:
            closed.append(True)
            super().close()

    def rows() -> Iterator[str]:
        yield "東京都千代田区紀尾井町1-3"
        raise OSError("the share is gone")

    monkeypatch.setattr(collect, "Spool", Watched)
    with pytest.raises(OSError, match="the share is gone"):
        audit(rows(), cleanser=cleanser)
    assert closed

"""The documents as a whole: every page is reached, every link leads somewhere, what the code knows is taken from it, and recipes run."""

from __future__ import annotations

import importlib.util
import re
import shlex
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

from standin import run

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = sorted(path for folder in ("docs", "data", "benchmarks") for path in (ROOT / folder).rglob("*.md"))
PAGES += sorted(ROOT.glob("*.md"))
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def reference() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference", DOCS / "reference.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def links(page: Path) -> list[str]:
    return LINK.findall(FENCED.sub("", page.read_text(encoding="utf-8")))


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    text = FENCED.sub("", page.read_text(encoding="utf-8"))
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_each_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    wrong = []
    for link in links(page):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        lost = anchor and target.is_file() and target.suffix == ".md" and anchor not in anchors(target)
        if lost or not target.exists() or not target.is_relative_to(ROOT):
            wrong.append(link)
    assert wrong == []


@pytest.mark.parametrize("index", ["index.md", "index.ja.md"])
def test_every_page_is_reached_from_the_index(index: str) -> None:
    met, left = set[Path](), [DOCS / index]
    while left:
        page = left.pop()
        if page in met or page.suffix != ".md":
            continue
        met.add(page)
        left += [
            (page.parent / link.partition("#")[0]).resolve()
            for link in links(page)
            if not link.startswith("#")
        ]
    pages = set(DOCS.glob("*.md"))
    assert len(pages) > 10
    assert {name_of(page) for page in pages - met} == set()


@pytest.mark.parametrize("readme", ["README.md", "README.ja.md"])
def test_readmes_lead_to_the_documents(readme: str) -> None:
    wanted = "docs/index.ja.md" if ".ja." in readme else "docs/index.md"
    assert wanted in links(ROOT / readme)
    assert "notebooks/data_quality_audit.ipynb" in links(ROOT / readme)


def test_what_the_code_knows_is_taken_from_it(registry_path: Path) -> None:
    module, stale, filled = reference(), [], set()
    for page in DOCS.glob("*.md"):
        text = page.read_text(encoding="utf-8")
        filled |= {found["name"] for found in module.MARKED.finditer(text)}
        if module.rewritten(text) != text:
            stale.append(page.name)
    assert stale == [], "run: python docs/reference.py"
    assert module.PARTS.keys() <= filled, "each part stands in some document"


def test_a_stale_document_is_noticed() -> None:
    page = "before\n<!-- levels -->\nold\n<!-- /levels -->\nafter\n<!-- other -->\nkept\n<!-- /other -->\n"
    new = reference().rewritten(page)
    assert "old" not in new
    assert "`machiaza_detail`" in new
    assert new.startswith("before\n")
    assert new.endswith("after\n<!-- other -->\nkept\n<!-- /other -->\n")


def test_every_option_is_among_the_commands() -> None:
    text = (DOCS / "commands.md").read_text(encoding="utf-8")
    for command in re.findall(r"^## addrreg (.+)$", text, re.MULTILINE):
        shown = run(*command.split(), "--help").out.decode()
        section = text.split(f"## addrreg {command}\n")[1].split("\n## ")[0]
        options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", shown.split("Options:")[1].split("Example")[0]))
        named = set(re.findall(r"--[a-z][a-z-]+", section))
        assert options - {"--help"} <= named, command


# Recipes


def recipe_commands(page: str) -> list[str]:
    """The addrreg commands of a page's shell blocks."""
    text = (DOCS / page).read_text(encoding="utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    lines = "".join(blocks).replace("\\\n", " ").splitlines()
    return [line for line in lines if line.startswith("addrreg ")]


#: A corporation of public record, as its file has it: 30 columns without a header.
HOUJIN = (
    '1,7000012050002,01,1,2018-04-02,2015-10-05,"国税庁",,101,"東京都","千代田区","霞が関３丁目１番１号",,13,101,1000013,,,,,,,'
    '2015-10-05,1,"National Tax Agency","Tokyo","3-1-1 Kasumigaseki, Chiyoda-ku",,"コクゼイチョウ",0\n'
)
AED = "都道府県コード又は市区町村コード,名称,所在地_全国地方公共団体コード,所在地_連結標記\n131016,見本図書館,131016,千代田区九段南1-2-1\n"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that the recipes name."""
    import openpyxl

    facilities = (ROOT / "data/samples/facilities.csv").read_text(encoding="utf-8")
    (tmp_path / "customers.csv").write_text(facilities, encoding="utf-8")
    shutil.copy(ROOT / "data/samples/facilities_cp932.csv", tmp_path / "list_cp932.csv")
    shutil.copy(ROOT / "data/samples/dictionary.tsv", tmp_path / "dictionary.tsv")
    (tmp_path / "columns.csv").write_text(
        "都道府県,市区町村,番地\n東京都,千代田区,紀尾井町1-3\n", encoding="utf-8"
    )
    (tmp_path / "13_tokyo_all.csv").write_text(HOUJIN, encoding="utf-8")
    (tmp_path / "AED.csv").write_text(AED, encoding="utf-16")
    (tmp_path / "data").symlink_to(ROOT / "data")
    book = openpyxl.Workbook()
    book.active.title = "施設"
    for row in (("コード", "所在地"), ("011002", "札幌市中央区北3条西6丁目"), ("341002", "府中市")):
        book.active.append(row)
    book.save(tmp_path / "list.xlsx")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("page", "least"),
    [("recipes.md", 12), ("quickstart.md", 4), ("index.ja.md", 3)],
    ids=str,
)
def test_recipes_run(page: str, least: int, desk: Path, registry_path: Path) -> None:
    commands = [line for line in recipe_commands(page) if not line.startswith("addrreg registry")]
    assert len(commands) >= least
    for command in commands:
        words = shlex.split(command)[1:]
        shown = run(*words)
        assert shown.code == 0, f"{command}\n{shown.err}"
        outputs = [words[i + 1] for i, word in enumerate(words) if word in ("-o", "--report", "--findings")]
        assert all((desk / output).stat().st_size for output in outputs), command


def test_the_recipe_s_network_commands_have_these_options() -> None:
    commands = [line for line in recipe_commands("recipes.md") if line.startswith("addrreg registry")]
    assert len(commands) == 3
    for command in commands:
        words = shlex.split(command)[1:]
        shown = run(*words[:2], "--help")
        assert shown.code == 0
        assert all(word in shown.out.decode() for word in words if word.startswith("--")), command


def test_python_recipes_are_python() -> None:
    text = (DOCS / "recipes.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    plain = [block for block in blocks if ">>>" not in block]
    assert plain
    for block in plain:
        compile(block, "docs/recipes.md", "exec")
        assert "addrreg" in block


def test_each_marker_that_is_opened_is_closed() -> None:
    for page in DOCS.glob("*.md"):
        text = page.read_text(encoding="utf-8")
        opened = re.findall(r"^<!-- ([a-z]+) -->$", text, re.MULTILINE)
        assert sorted(opened) == sorted(re.findall(r"^<!-- /([a-z]+) -->$", text, re.MULTILINE)), page.name


def test_the_reference_says_what_it_found(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    module = reference()
    monkeypatch.setattr(sys, "argv", ["reference.py", "--check"])
    assert module.main() == 0
    assert capsys.readouterr().out == ""

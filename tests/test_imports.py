"""The import rules of the house, read from the syntax tree; files that do not exist yet are passed over."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROAD = ("intake", "store", "measure", "rules", "assess", "certify", "improve")
SMALL_WORDS = {"errors", "figures"}
MAY_SEE_ALL = {
    "cli", "commands", "show", "benchmark", "panel_benchmark", "import_benchmark", "forecast_benchmark", "back_test",
    "target_benchmark", "target_highs",
}  # fmt: skip
MAY_SEE_OF_MEASURE = {"catalogue", "panel", "daily_sums", "records", "altered", "recounting"}
ALLOWED = {
    "errors": set[str](),
    "figures": set[str](),
    "intake": {"intake"},
    "store": {"intake", "store"},
    "measure": {"intake", "store", "measure"},
    "rules": {"rules"},
    "assess": {"rules", "measure", "assess"},
    "certify": {"rules", "measure", "assess", "certify"},
    "improve": {"rules", "measure", "assess", "certify", "improve"},
}
CLOCK = {"datetime.now", "datetime.today", "datetime.utcnow", "date.today", "time.time", "os.environ", "os.getenv"}
# commands/ is the body of cli.py: the split keeps both short.
MAY_ASK_THE_CLOCK = {
    "scoring/cli.py",
    "scoring/commands/shared.py",
    "scoring/benchmark.py",
    "scoring/panel_benchmark.py",
    "scoring/store/",
}
MAY_STREAMLIT = {
    *(f"dashboard/{name}.py" for name in ("app", "pages", "selection", "serve", "benchmark")),
    "dashboard/cached/",
    "dashboard/components/",
    "dashboard/app_pages/",
}
LONGEST = 300


def files(folder: str) -> Iterator[tuple[str, Path]]:
    for path in sorted((ROOT / folder).rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), path


def imports(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: write the whole name of the module"
            yield from ((node.lineno, f"{node.module}.{name.name}") for name in node.names)


def among(file: str, places: set[str]) -> bool:
    return any(file == place or (place.endswith("/") and file.startswith(place)) for place in places)


def fault_of(owner: str, target: str) -> str:
    parts = target.split(".")
    if parts[0] in ("dashboard", "streamlit"):
        return f"nothing in scoring may import {parts[0]}"
    if parts[0] != "scoring" or len(parts) == 1 or owner in MAY_SEE_ALL or parts[1] in SMALL_WORDS:
        return ""
    if parts[1] not in ALLOWED.get(owner, set()):
        return f"{owner} may not import scoring.{parts[1]} (road: {' → '.join(ROAD)})"
    if parts[1] == "measure" and owner not in ("measure",) and parts[2] not in MAY_SEE_OF_MEASURE:
        return f"{owner} may see of measure only {', '.join(sorted(MAY_SEE_OF_MEASURE))}"
    return ""


def test_scoring_imports_along_the_road_only() -> None:
    faults = [
        f"{name}:{line}: {fault}"
        for name, path in files("scoring")
        for line, target in imports(path)
        if (fault := fault_of(name.split("/")[1].removesuffix(".py"), target))
    ]
    assert not faults, "\n".join(faults)


def test_nothing_in_scoring_asks_the_clock_or_the_environment_outside_its_edges() -> None:
    faults = [
        f"{name}:{node.lineno}: {ast.unparse(node)} outside {', '.join(sorted(MAY_ASK_THE_CLOCK))}"
        for name, path in files("scoring")
        if not among(name, MAY_ASK_THE_CLOCK)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and ".".join(ast.unparse(node).split(".")[-2:]) in CLOCK
    ]
    assert not faults, "\n".join(faults)


def test_streamlit_is_seen_only_where_the_screen_is_drawn() -> None:
    faults = [
        f"{name}:{line}: only {', '.join(sorted(MAY_STREAMLIT))} may import streamlit"
        for name, path in files("dashboard")
        if not among(name, MAY_STREAMLIT)
        for line, target in imports(path)
        if target.split(".")[0] == "streamlit"
    ]
    assert not faults, "\n".join(faults)


def test_no_file_is_longer_than_three_hundred_lines() -> None:
    lengths = {name: len(path.read_text(encoding="utf-8").splitlines()) for f in ("scoring", "dashboard", "tests")
               for name, path in files(f)}  # fmt: skip
    faults = [f"{name}:{length}: longer than {LONGEST} lines" for name, length in lengths.items() if length > LONGEST]
    assert not faults, "\n".join(faults)


def test_the_rules_above_do_find_what_they_forbid() -> None:
    assert "may not import scoring.store" in fault_of("assess", "scoring.store.events.Events")
    assert "may see of measure only" in fault_of("assess", "scoring.measure.engine.query")
    assert "may not import scoring.measure" in fault_of("rules", "scoring.measure.catalogue")
    assert "may import streamlit" in fault_of("show", "streamlit")
    assert fault_of("improve", "scoring.errors.UnknownName") == ""

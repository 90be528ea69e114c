import ast
import re

from config.tests.source import ROOT

TEXT = (ROOT / "docs/threat-model.md").read_text()
NAMED = set(re.findall(r"`([a-z_]+/[a-z_/]+\.py)(?:::(\w+))?`", TEXT))


def functions_of(path):
    tree = ast.parse((ROOT / path).read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_module_and_test_that_is_named_exists():
    missing = {path for path, _test in NAMED if not (ROOT / path).is_file()}
    assert missing == set()
    assert {f"{path}::{test}" for path, test in NAMED if test and test not in functions_of(path)} == set()


def test_every_defence_in_a_table_names_its_test():
    rows = [line for line in TEXT.splitlines() if line.startswith("| ") and line.count("|") == 4]
    defences = [row for row in rows if not row.startswith(("| Attempt", "| Mistake", "| What ")) and "::" not in row]
    worth = TEXT[TEXT.index("## What is worth") : TEXT.index("## Who attacks")]
    assert [row for row in defences if row not in worth] == []
    assert len([1 for _path, test in NAMED if test]) > 50

"""The house rules that a machine can check."""

import ast
import re

import pytest
from importlinter.cli import lint_imports

from config.tests.source import APPS, ROOT, production_files, python_files, text_of

LONGEST_FILE = 500
NAMELESS = {"utils", "util", "helpers", "helper", "common", "misc", "shared", "tools_common"}
# In every app one job has one file name: what people write elsewhere, and what it is called here.
OTHER_NAMES = {
    "views": "panel (pages) or api (REST)",
    "queries": "selectors",
    "repositories": "selectors and services",
    "actions": "services",
    "handlers": "receivers",
    "events": "signals",
    "jobs": "tasks",
    "errors": "exceptions",
    "schemas": "serializers",
    "managers": "models",
    "constants": "the module that owns the constant",
    "types": "the module that owns the type",
}
# Nobody but these writes SQL by hand, and why.
RAW_SQL = {
    "config/health.py": "asks whether the database takes writes, not for data",
    "agent/runs/leases.py": "runs before every write of a turn; tokens are random and belong to one conversation",
    "agent/evaluation/copying.py": "a catalogue is copied inside the database; every statement names both tenants",
    "conversations/outbox.py": "the claim is one statement instead of five, and names its tenant",
    "conversations/analytics/day_counts.py": "waits between messages are laterals; both statements name their tenant",
    "orders/analytics/day_sales.py": "sums of lines by the shop's own day, written or read; it names its tenant",
    "billing/replies.py": "runs for every reply that leaves; counts it once in one statement, which names its tenant",
    "conversations/inbox/stages.py": "one stage after the other from the index; the statement names its tenant",
    "conversations/inbox/search.py": "tells the planner how to look things up; reads no data",
    "config/demo_data/rows.py": "COPY writes an invented year; every row names its tenant",
    "orders/analytics/figures.py": "rows are deleted and added up in one statement, which names its tenant",
    "orders/tracking/lookup.py": "asked by people without an account; one order, by its number, of every active shop",
    "orders/listing/selectors.py": "tells the planner how to look things up; reads no data",
    "catalog/searching/indexing.py": "COPY writes postings, and stale ones go by pairs of keys; both name the tenant",
    "catalog/searching/ranking.py": "no ORM words a ranking; what may be found is a query of the scoped manager",
    "tenants/testing.py": "everything a shop of a test has, to be compared; the statement names its tenant",
    "catalog/searching/vocabulary.py": "asks which extensions there are, not for data",
    "catalog/searching/vectors.py": "the ORM makes every number of a vector a numpy array; the insert names its tenant",
}
SIGNALS = {"message_received", "message_queued", "order_changed"}
DJANGO_SIGNALS = re.compile(r"\b(pre_save|post_save|pre_delete|post_delete|m2m_changed)\b")


def test_the_import_contracts_are_kept(monkeypatch):
    monkeypatch.chdir(ROOT)
    assert lint_imports(config_filename="pyproject.toml", no_cache=True) == 0


def test_every_module_is_named_after_a_thing():
    assert [str(path) for path in python_files() if {path.stem, *path.parts} & NAMELESS] == []


def test_one_job_has_one_file_name():
    top_level = [path for path in python_files(*APPS) if len(path.parts) == 2]
    assert {str(path): OTHER_NAMES[path.stem] for path in top_level if path.stem in OTHER_NAMES} == {}


def test_no_file_is_too_long_to_read():
    lengths = {str(path): text_of(path).count("\n") for path in python_files() if "migrations" not in path.parts}
    assert {path: length for path, length in lengths.items() if length > LONGEST_FILE} == {}


def test_a_file_that_would_be_empty_does_not_exist():
    empty = [path for path in python_files() if path.stem != "__init__" and not text_of(path).strip()]
    assert empty == []


def test_only_three_signals_go_up():
    declared = {
        node.targets[0].id
        for path in production_files()
        for node in ast.walk(ast.parse(text_of(path)))
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        if isinstance(node.value.func, ast.Name) and node.value.func.id == "Signal"
    }
    assert declared == SIGNALS


def test_nothing_hangs_on_djangos_model_signals():
    assert [str(path) for path in production_files() if DJANGO_SIGNALS.search(text_of(path))] == []


def test_raw_sql_lives_where_it_is_allowed():
    writers = {str(path) for path in production_files() if re.search(r"\.cursor\(|\.raw\(|RawSQL\(", text_of(path))}
    assert writers == set(RAW_SQL)


@pytest.mark.parametrize("mention", [r"\bbreakpoint\(", r"\bTODO\b", r"\bFIXME\b"])
def test_nothing_unfinished_is_left_lying_about(mention):
    places = [path for path in production_files() if "commands" not in path.parts]
    assert [str(path) for path in places if re.search(mention, text_of(path))] == []

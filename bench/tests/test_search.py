"""The benchmark itself works: a few products, loaded and asked for, and its measure of quality."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.catalogue import ndcg

SCRIPT = Path(__file__).resolve().parent.parent / "search.py"
TITLES = ["HDMI cable 2 m", "HDMI cable 5 m", "Wireless mouse", "Mouse pad"]


@pytest.mark.parametrize(
    ("skus", "expected"),
    [(["a", "b"], 1.0), (["b", "a"], 0.7967), (["x", "a", "b"], 0.659), ([], 0.0), (["x"] * 10 + ["a"], 0.0)],
)
def test_the_measure_is_ndcg_at_ten_with_the_rating_as_gain(skus, expected):
    assert round(ndcg(skus, {"a": 3, "b": 1, "c": 0}), 4) == expected


@pytest.mark.processes
def test_a_short_run_prints_its_figures(tmp_path):
    rows = [
        {"sku": str(number), "title": title, "model": f"M-{number}", "brand": "B", "ean": [], "description": "",
         "price_cents": 100, "image": "", "attributes": {}}
        for number, title in enumerate(TITLES)
    ]  # fmt: skip
    with gzip.open(tmp_path / "products.jsonl.gz", "wt") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    (tmp_path / "queries.csv").write_text("query,sku,rating\nhdmi cable,0,3\nhdmi cable,1,3\nmouse,2,3\nprinter,2,0\n")
    command = [sys.executable, SCRIPT, "--json", "--products", tmp_path / "products.jsonl.gz"]
    command += ["--queries", tmp_path / "queries.csv"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    figures = json.loads(done.stdout.strip().splitlines()[-1])
    assert {"ndcg10", "p50_ms", "p99_ms", "products", "import_s"} <= set(figures)
    assert (figures["ndcg10"], figures["products"]) == (1.0, 4)

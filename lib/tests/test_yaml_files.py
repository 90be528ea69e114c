import pytest
import yaml

from lib.yaml_files import read_yaml

TEXT = """
name: {en: "Pastrami", he: פסטרמה}
price: 75.00
days: [mon, on, 2026-12-01, "010", 0x1F, 1_000, ~]
long: |
  two
  lines
"""


def test_a_file_says_what_the_slow_reader_hears(tmp_path):
    path = tmp_path / "one.yaml"
    path.write_text(TEXT, encoding="utf-8")
    assert read_yaml(path) == yaml.safe_load(TEXT)
    assert read_yaml(path)["name"]["he"] == "פסטרמה"


def test_no_file_makes_an_object_or_runs_anything(tmp_path):
    path = tmp_path / "one.yaml"
    path.write_text("!!python/object/apply:os.getcwd []", encoding="utf-8")
    with pytest.raises(yaml.YAMLError):
        read_yaml(path)

"""docs/add-a-channel.md tells the truth: its example runs, and the files that it names are there."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from channels.base import Adapter
from channels.registry import ADAPTERS

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "add-a-channel.md").read_text()
BLOCKS = dict(re.findall(r"```python\n# (channels/\S+\.py)\n(.*?)```", GUIDE, flags=re.DOTALL))
FIRST_PARTY = 'lint.isort.known-first-party=["channels", "lib"]'


def test_the_example_has_an_adapter_a_stand_in_and_tests():
    assert list(BLOCKS) == [
        "channels/pigeon/adapter.py",
        "channels/testing/fake_pigeon.py",
        "channels/tests/test_pigeon_adapter.py",
    ]


def test_the_example_runs_its_own_tests(tmp_path):
    """In a process of its own, as a folder beside the real channels."""
    write_example(tmp_path)
    # Python looks for channels.pigeon, channels.testing and so on in both trees.
    (tmp_path / "conftest.py").write_text(
        "import channels, channels.testing\n"
        f"channels.__path__.append({str(tmp_path / 'channels')!r})\n"
        f"channels.testing.__path__.append({str(tmp_path / 'channels' / 'testing')!r})\n"
    )
    (tmp_path / "pytest.ini").write_text("[pytest]\nDJANGO_SETTINGS_MODULE = config.settings\n")
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "-p", "no:cacheprovider", "--import-mode=importlib",
         f"--rootdir={tmp_path}", f"--confcutdir={tmp_path}", str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "10 passed" in ran.stdout


def test_the_example_is_clean_by_our_own_rules(tmp_path):
    write_example(tmp_path)
    checks = (
        ["check", "--config", str(ROOT / "pyproject.toml"), "--config", FIRST_PARTY],
        ["format", "--check", "--line-length", "120"],
    )
    for arguments in checks:
        ran = subprocess.run(
            [sys.executable, "-m", "ruff", *arguments, str(tmp_path)], capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr


def test_every_file_that_the_guide_names_is_there():
    named = set(re.findall(r"`((?:channels|config|conversations|lib|docs|bin)/[\w./*-]+|\.env\.example)`", GUIDE))
    assert len(named) > 8
    # The pigeon's own files are for the reader to make.
    assert [name for name in sorted(named) if "pigeon" not in name and not list(ROOT.glob(name))] == []


def test_the_lists_that_the_guide_names_hold_every_channel():
    law = (ROOT / "pyproject.toml").read_text()
    for kind in ADAPTERS:
        assert law.count(f'"channels.{kind}"') == 2


@pytest.mark.parametrize("name", sorted(Adapter.__abstractmethods__))
def test_the_example_shows_every_function_that_a_channel_must_have(name):
    assert f"    def {name}(" in BLOCKS["channels/pigeon/adapter.py"]


def write_example(folder):
    for path, code in BLOCKS.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(code)

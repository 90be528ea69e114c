import re
from pathlib import Path

import pytest

from config import env
from config.embedded.paths import BASE_DIR


@pytest.fixture(autouse=True)
def problems(monkeypatch):
    monkeypatch.setattr(env, "problems", {})
    return env.problems


def test_example_names_every_variable_that_is_read():
    sources = "".join((BASE_DIR / "config" / name).read_text() for name in ("settings.py", "processes.py"))
    compose = (BASE_DIR / "docker-compose.yml").read_text()
    read = {*re.findall(r'env\.[a-z]+\(\s*"([A-Z_]+)"', sources), *re.findall(r"\$\{([A-Z_]+)", compose)}
    read |= {"SALESDESK_STATE", "PULSE_FILE"}
    example = (BASE_DIR / ".env.example").read_text()
    assert set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE)) == read


def test_example_explains_every_variable_in_the_line_before_it():
    lines = (BASE_DIR / ".env.example").read_text().splitlines()
    variables = [number for number, line in enumerate(lines) if re.match(r"#?[A-Z_]+=", line)]
    assert all(re.match(r"# \w", lines[number - 1]) for number in variables)


def test_a_secret_may_stay_in_a_file(monkeypatch, tmp_path):
    (tmp_path / "key").write_text("from the file\n")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))
    assert env.text("SECRET_KEY") == "from the file"


def test_a_missing_secret_file_is_a_problem_with_its_name(monkeypatch, problems):
    monkeypatch.setenv("SECRET_KEY_FILE", "/nowhere/key")
    assert env.text("SECRET_KEY", "fallback") == "fallback"
    assert problems == {"SECRET_KEY_FILE": "cannot be read: No such file or directory"}


@pytest.mark.parametrize(
    ("reader", "value", "problem"),
    [
        (lambda: env.flag("X", default=True), "maybe", "must be true or false, not 'maybe'"),
        (lambda: env.number("X", default=3, high=9), "10", "must be a whole number from 0 to 9, not '10'"),
        (lambda: env.number("X", default=3), "1.5", "must be a whole number from 0 to 1000000000, not '1.5'"),
        (
            lambda: env.seconds("X", default=3, high=9),
            "soon",
            "must be a number of seconds from 0 to 9, not 'soon'",
        ),
    ],
)
def test_a_wrong_value_keeps_the_default_and_is_remembered(monkeypatch, problems, reader, value, problem):
    expected = reader()
    monkeypatch.setenv("X", value)
    assert reader() == expected
    assert problems == {"X": problem}


@pytest.mark.parametrize(
    "url", ["postgres://u:hunter2@host:abc/db", "mysql://u:hunter2@host/db", "postgres://host", "hunter2"]
)
def test_a_malformed_database_url_is_named_without_its_password(monkeypatch, problems, url):
    monkeypatch.setenv("DATABASE_URL", url)
    assert env.database("DATABASE_URL", default="postgres://a@/b")["NAME"] == "b"
    assert list(problems) == ["DATABASE_URL"]
    assert "hunter2" not in problems["DATABASE_URL"]


def test_database_url_keeps_its_options(monkeypatch, problems):
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:p@host:5433/db?sslmode=require")
    database = env.database("DATABASE_URL", default="")
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("host", 5433, "db")
    assert database["OPTIONS"] == {"sslmode": "require"}
    assert not problems


def test_items_are_trimmed_and_empty_ones_dropped(monkeypatch):
    monkeypatch.setenv("X", "a, b,,")
    assert env.items("X", default=[]) == ["a", "b"]


def test_env_file_does_not_overrule_the_environment(monkeypatch, tmp_path):
    (tmp_path / ".env").write_text("X=file\n")
    monkeypatch.setattr(env, "BASE_DIR", Path(tmp_path))
    monkeypatch.setenv("X", "environment")
    env.read_dotenv()
    assert env.text("X") == "environment"

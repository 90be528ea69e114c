"""docs/production.md is true: its commands run, its figures exist, its settings are read."""

import re
import shutil
import subprocess

import psycopg
import pytest
import yaml
from django.core.cache import cache
from django.db import connection

from config.embedded.binaries import postgres_programs
from config.embedded.paths import BASE_DIR
from config.testing.workers import database_url
from conversations.tests.factories import ConversationFactory, MessageFactory
from tenants.scoping import tenant_scope

GUIDE = (BASE_DIR / "docs/production.md").read_text()
RULES = yaml.safe_load((BASE_DIR / "docs/prometheus-rules.yml").read_text())
RULES_TEST = BASE_DIR / "docs/prometheus-rules-test.yml"
TABLES = ("conversations_message", "conversations_conversation", "tenants_tenant", "django_migrations")


def shell_block(first_word):
    return next(block for block in re.findall(r"```sh\n(.*?)```", GUIDE, re.S) if block.startswith(first_word))


def test_every_metric_of_the_rules_and_of_the_table_is_told(client, settings, shop):
    settings.METRICS_TOKEN = "token-of-this-test"
    cache.clear()
    text = client.get("/metrics", HTTP_AUTHORIZATION="Bearer token-of-this-test").content.decode()
    told = set(re.findall(r"^# HELP (\S+)", text, re.MULTILINE))
    rules = RULES["groups"][0]["rules"]
    asked = {name for rule in rules for name in re.findall(r"salesdesk_\w+", rule["expr"])}
    assert (len(rules), asked - told) == (5, set())
    table = set(re.findall(r"^\| .*", GUIDE, re.MULTILINE))
    models = next(line for line in table if "salesdesk_model_calls" in line)
    named = {name for line in table for name in re.findall(r"`(salesdesk_\w+)", line)}
    named |= {f"salesdesk_model{name}" for name in re.findall(r"`(_\w+)`", models)}
    assert named == told


def test_each_rule_is_tried_where_it_fires_and_where_it_does_not():
    cases = [each for test in yaml.safe_load(RULES_TEST.read_text())["tests"] for each in test["alert_rule_test"]]
    rules = {rule["alert"] for rule in RULES["groups"][0]["rules"]}
    assert {case["alertname"] for case in cases if case["exp_alerts"]} == rules
    assert {case["alertname"] for case in cases if not case["exp_alerts"]} == rules


@pytest.mark.skipif(not shutil.which("promtool"), reason="promtool is not installed")
def test_prometheus_itself_finds_that_each_rule_does_what_it_says():
    done = subprocess.run(["promtool", "test", "rules", RULES_TEST], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_setting_of_the_table_is_in_the_example():
    table = GUIDE.split("## Settings of production")[1]
    names = {
        name for line in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE) for name in re.findall(r"`(\w+)`", line)
    }
    example = set(re.findall(r"^#?([A-Z_]+)=", (BASE_DIR / ".env.example").read_text(), re.MULTILINE))
    assert len(names) > 15
    assert names - example == set()


@pytest.mark.django_db(transaction=True)
def test_a_backup_made_and_restored_as_written_holds_every_row_and_file(shop, tmp_path):
    with tenant_scope(shop):
        MessageFactory(tenant=shop, conversation=ConversationFactory(tenant=shop), text="שלום 'quoted' \\ text")
    source = database_url()
    name = connection.settings_dict["NAME"]
    restored, maintenance = source.replace(f"/{name}?", f"/{name}_r?"), source.replace(f"/{name}?", "/postgres?")
    media = tmp_path / "media"
    (media / "valdman").mkdir(parents=True)
    (media / "valdman" / "photo").write_bytes(b"a photo")
    environment = {
        "PATH": f"{postgres_programs()}:/usr/bin:/bin", "DATABASE_URL": source, "RESTORED_URL": restored,
        "MAINTENANCE_URL": maintenance, "MEDIA_ROOT": str(media), "PGOPTIONS": "", "LC_ALL": "C",
    }  # fmt: skip
    try:
        run(shell_block("pg_dump"), environment, tmp_path)
        environment["MEDIA_ROOT"] = str(tmp_path / "again")
        run(shell_block("createdb").replace("salesdesk_restored", f"{name}_r"), environment, tmp_path)
        assert counts(restored) == counts(source)
        assert counts(restored)["conversations_message"] == 1
        with psycopg.connect(restored) as copy:
            assert copy.execute("SELECT text FROM conversations_message").fetchone() == ("שלום 'quoted' \\ text",)
            assert copy.execute("SELECT count(*) FROM pg_extension WHERE extname = 'vector'").fetchone() == (1,)
        assert (tmp_path / "again" / "valdman" / "photo").read_bytes() == b"a photo"
    finally:
        with psycopg.connect(maintenance, autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}_r"')


def run(block, environment, folder):
    result = subprocess.run(
        ["sh", "-euc", block], env=environment, cwd=folder, capture_output=True, text=True, check=False, timeout=120
    )
    assert result.returncode == 0, result.stderr


def counts(url):
    with psycopg.connect(url) as database:
        return {table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES}

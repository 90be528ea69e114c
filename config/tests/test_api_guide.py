"""Every request of docs/api.md is run as it is written there, by a shell and curl, against a demo shop."""

import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command

from config.tests.source import ROOT
from tenants.selectors import find_api_key
from tenants.services import create_api_key
from tenants.testing import load_demo_shop

GUIDE = ROOT / "docs" / "api.md"
BLOCKS = re.findall(r"```sh\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
REQUESTS = "\n".join(block for block in BLOCKS if "curl" in block)
# What each request is answered, in the order in which they stand.
EXPECTED = [201, 200, 200, 200, 200, 200, 200, 201, 200]
# Every answer on one line, its status in front.
FORMAT = '-w "\\n%{http_code}\\n"'
FIRST_CURL = re.compile(r"^curl", re.MULTILINE)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not shutil.which("curl"), reason="no curl here"),
]


def script(server: str, key: str) -> str:
    """The guide's own lines, with this server, this key, and the id and number of the order that was just made."""
    lines = REQUESTS.replace("base=http://localhost:8000/", f"base={server}/").replace("key=sk_...", f"key={key}")
    lines = lines.replace("id=...\n", 'id=$(sed -n 1p made | grep -o \'"id":"[^"]*\' | head -1 | cut -d\\" -f4)\n', 1)
    lines = lines.replace("number=ORD-2026-...\n", 'number=$(grep -o "ORD-[0-9]*-[0-9]*" made | head -1)\n', 1)
    return FIRST_CURL.sub(f"curl {FORMAT}", lines).replace("\n}'", "\n}' | tee -a made", 1)


def test_every_request_of_the_guide_is_answered_as_it_says(live_server, tmp_path: Path):
    shop = load_demo_shop("valdman")
    key = create_api_key(shop, name="guide", actor="test")[1]
    run = subprocess.run(
        ["/bin/sh", "-eu"], input=script(live_server.url, key), text=True, capture_output=True, cwd=tmp_path,
        timeout=60, check=True,
    )  # fmt: skip
    answers = [json.loads(line) if line.startswith("{") else int(line) for line in run.stdout.splitlines() if line]
    assert answers[1::2] == EXPECTED, run.stdout
    made, found, shown, moved, summary, tracked, opened, first, again = answers[::2]
    assert (made["total"], made["lines"][0]["sku"]) == (made["lines"][0]["subtotal"], "SAU-BEEF")
    assert (shown["id"], moved["status"], summary["timezone"]) == (made["id"], "confirmed", shop.timezone)
    assert (tracked["order"], opened["order"]["name"], again) == (None, "Dana Levi", first)
    assert [row["id"] for row in found["results"]] == [made["id"]]


def test_the_guides_command_makes_a_key(capsys):
    shop = load_demo_shop("valdman")
    command = next(block for block in BLOCKS if "api_key_create" in block)
    call_command(*shlex.split(command)[2:])
    found = find_api_key(capsys.readouterr().out.strip())
    assert (found.tenant, found.name) == (shop, "cash register")

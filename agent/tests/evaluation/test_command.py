import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from agent.evaluation.models import OwnScenario
from tenants.scoping import tenant_scope
from tenants.testing import load_demo_shop

FAILS = 'about: a\nsteps: [{say: "hi", orders: 1}]'


@pytest.fixture
def shop(db):
    return load_demo_shop("valdman")


def evaluate(*arguments):
    out, err = StringIO(), StringIO()
    call_command("evaluate", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_the_numbers_as_json_and_the_progress_beside_it(shop):
    out, err = evaluate("--tenant", "valdman", "--only", "repeated_message", "--repeat", "2", "--json")
    found = json.loads(out)
    assert set(found) == {"scenarios", "pass1", "passk", "k", "cost_usd"}
    assert (found["pass1"], found["passk"], found["k"], found["cost_usd"]) == (1.0, 1.0, 2, 0.0)
    assert [(one["name"], one["tries"]) for one in found["scenarios"]] == [("repeated_message", 2)]
    assert "1/1  passed  repeated_message  2/2" in err


def test_people_read_lines(shop):
    out, _err = evaluate("--provider", "offline", "--tenant", "valdman", "--only", "off_topic")
    assert "skipped  off_topic  needs: model" in out
    assert "1 scenarios, 1 skipped, 0 failed" in out


def test_a_failure_is_exit_code_one_and_says_which(shop):
    with tenant_scope(shop):
        OwnScenario.objects.create(tenant=shop, name="mine", text=FAILS)
    with pytest.raises(CommandError, match="failed: mine") as failure:
        evaluate("--tenant", "valdman", "--only", "mine")
    assert failure.value.returncode == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--tenant", "nobody"], "no shop 'nobody'"),
        (["--provider", "skynet"], "no provider 'skynet'"),
        (["--repeat", "0"], "between 1 and 50"),
        (["--tenant", "valdman", "--only", "no-such-one"], "no such scenario"),
        (["--only", "shop"], "demo_load glow-skincare joannas-bakery"),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is_paid_for(shop, arguments, words):
    with pytest.raises(CommandError, match=words):
        evaluate(*arguments)

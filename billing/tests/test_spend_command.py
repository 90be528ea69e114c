"""`manage.py spend` shows and sets a shop's caps."""

import re
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from billing.limits import Limit
from billing.management.commands.spend import EXAMPLES
from billing.models import Cap
from billing.selectors import limit_of
from billing.tests.factories import make_usage
from tenants.scoping import tenant_scope


def run(*arguments):
    out = StringIO()
    call_command("spend", "--tenant", "valdman", *arguments, stdout=out)
    return out.getvalue().splitlines()


def caps(shop):
    with tenant_scope(shop):
        return {cap.span: limit_of(cap) for cap in Cap.objects.all()}


def test_it_shows_what_is_used_and_sets_what_is_named(shop):
    with tenant_scope(shop):
        make_usage(shop)
    assert run() == [
        "day           used $0.0030, 1,100 tokens",
        "month         used $0.0030, 1,100 tokens",
        "conversation  no cap",
    ]
    assert run("--day-usd", "0.01", "--conversation-tokens", "5000")[::2] == [
        "day           used $0.0030, 1,100 tokens (30 % of $0.01)",
        "conversation  5,000 tokens",
    ]
    run("--day-tokens", "2000")
    assert caps(shop) == {"day": Limit(Decimal("0.01"), 2000), "conversation": Limit(tokens=5000)}
    run("--day-usd", "none", "--day-tokens", "none")
    assert caps(shop) == {"conversation": Limit(tokens=5000)}


def test_what_is_no_amount_is_named_and_nothing_changes(shop):
    with pytest.raises(CommandError, match=r"--month-usd: .*number"):
        run("--day-usd", "5", "--month-usd", "much")
    assert caps(shop) == {}


def test_a_shop_that_is_not_there_is_named_with_those_that_are(shop):
    with pytest.raises(CommandError, match=r"no shop 'nowhere'[.] There are: valdman"):
        call_command("spend", "--tenant", "nowhere")


def test_the_examples_are_real(shop):
    commands = [re.split(r"\s{2,}| cap ", line.strip())[0] for line in EXAMPLES.splitlines() if "manage.py" in line]
    assert len(commands) == 4
    for command in commands:
        run(*command.removeprefix("manage.py spend --tenant valdman").split())

"""Every `manage.py` command that stands in the documentation is carried out as it is written there, or at least read.

What would write to the internet meets the stand-ins of the networks; what a reader has to put in stands in FILLED.
"""

import io
import sys
from contextlib import ExitStack
from itertools import pairwise

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command, get_commands, load_command_class
from django.db.transaction import atomic, set_rollback
from django.test import override_settings

from catalog.testing.fake_imap import FakeImap
from catalog.testing.fake_woocommerce import KEY as STORE_KEY
from catalog.testing.fake_woocommerce import SECRET as STORE_SECRET
from catalog.testing.fake_woocommerce_orders import FakeOrders
from channels.registry import get_adapter
from channels.tests.connecting_cases import CASES
from config.celery import QUEUES
from config.tests.doc_pages import Command, list_pages
from conversations.tests.factories import CustomerFactory
from orders.testing.fake_stripe import KEY as STRIPE_KEY
from orders.testing.fake_stripe import FakeStripe
from tenants.people.models import SecondFactor
from tenants.scoping import tenant_scope
from tenants.tasks import heartbeat
from tenants.testing import load_demo_shop
from tenants.tests.factories import UserFactory

TEMPLATE = {
    "name": "late_answer", "language": "en", "status": "APPROVED", "category": "UTILITY", "id": "1",
    "components": [{"type": "BODY", "text": "About your question: {{1}} Thank you."}],
}  # fmt: skip
# Pages whose commands have a test of their own.
TESTED_ELSEWHERE = {
    "docs/api.md": "config/tests/test_api_guide.py",
    "docs/add-a-channel.md": "channels/tests/test_add_a_channel.py",
    "docs/production.md": "config/tests/test_production_guide.py",
}
# Only read here, and why.
ONLY_READ = {
    "changepassword": "asks on a terminal",
    "createsuperuser": "asks on a terminal",
    "demo_data": "a year takes its time: config/tests/test_demo_data.py",
    "dev": "starts processes: config/tests/test_autostart.py",
    "evaluate": "minutes of talk: agent/tests/evaluation/test_command.py",
}
# What a reader puts in for themselves.
FILLED = {
    "KIND": "telegram", "ck_...": STORE_KEY, "123456:ABC...": CASES["telegram"].typed["token"],
    "about_your_question": TEMPLATE["name"],
}  # fmt: skip
# What is typed when a command asks for a secret (-).
SECRETS = {"store_add": [STORE_SECRET], "payments_add": [STRIPE_KEY], "chat": [""]}
# Which account of channels/tests/connecting_cases.py a kind of channel is tried with.
ACCOUNTS = {kind: CASES[kind] for kind in ("telegram", "whatsapp", "messenger", "instagram", "supportboard")}
ACCOUNTS |= {"twilio": CASES["sms"]}
PERSON = {"name": "Noa Levi", "email": "noa@example.com"}
HERE = "https://1.1.1.1"

pytestmark = pytest.mark.django_db


def list_commands() -> list[Command]:
    """Each once. A command that prose only names is left out when it needs more than its name."""
    pages = [page for page in list_pages() if page.path not in TESTED_ELSEWHERE]
    found = {str(command): command for page in pages for command in page.commands if command.program == "manage.py"}
    return [command for command in found.values() if not command.is_mention or is_whole(command)]


def is_whole(command: Command) -> bool:
    """Also what nobody knows: it is to be told as wrong."""
    if command.words[0] not in get_commands():
        return True
    try:
        return bool(read(filled(command)))
    except (CommandError, SystemExit):
        return False


def read(words: list[str]):
    """What the command's own parser makes of it. Raises CommandError."""
    name, *options = words
    parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)
    parser.called_from_command_line = False
    return parser.parse_args(options)


def filled(command: Command) -> list[str]:
    words = [FILLED.get(word, word) for word in command.words]
    if words[0] != "tenant_create":
        words = ["valdman" if word == "my-shop" else word for word in words]
    if words[0] == "channel_add" and words[1] in ACCOUNTS and "..." in " ".join(words):
        typed = {f"--{name.replace('_', '-')}": value for name, value in ACCOUNTS[words[1]].typed.items()}
        pairs = pairwise(words)
        words = words[:1] + [typed.get(option, word) if "..." in word else word for option, word in pairs]
    return words


def typed_in(words: list[str]) -> str:
    """The lines that answer each `-`, in the order of the command's own fields."""
    if words[0] == "channel_add" and words[1] in ACCOUNTS:
        asked = {option for option, word in pairwise(words) if word == "-"}
        fields = [field.name for field in get_adapter(words[1]).fields]
        lines = [ACCOUNTS[words[1]].typed[name] for name in fields if f"--{name.replace('_', '-')}" in asked]
    else:
        lines = SECRETS.get(words[0], [])
    return "".join(f"{line}\n" for line in lines)


@pytest.fixture
def networks(settings, tmp_path):
    """A stand-in for everything on the internet that a command of the docs speaks with."""
    settings.OUTBOUND_TIMEOUT, settings.PRIVATE_HOSTS, settings.PUBLIC_URL = 5.0, ["127.0.0.1"], HERE
    with ExitStack() as stack:
        servers = {kind: stack.enter_context(case.fake()) for kind, case in ACCOUNTS.items()}
        store, stripe, imap = (stack.enter_context(fake) for fake in (FakeOrders(), FakeStripe(), FakeImap(tmp_path)))
        settings.STRIPE_BASE_URL, settings.IMAP_URL, settings.IMAP_CA_FILE = stripe.url, imap.url, str(imap.ca_file)
        settings.IMAP_AUTHSERV_ID = "mx.example"
        store.put(store.simple(7, "Mug"))
        servers["whatsapp"].account.templates = [TEMPLATE]
        yield servers | {"store": store, "board": servers["supportboard"]}


@pytest.fixture
def run(networks, settings, tmp_path, monkeypatch):
    """Carry a command out as it is typed; returns what it said. Raises CommandError and SystemExit."""
    monkeypatch.chdir(tmp_path)

    def carry_out(words: list[str]) -> str:
        kind = words[1] if words[0] == "channel_add" else "whatsapp"
        for name in ACCOUNTS[kind].addresses:
            setattr(settings, name, networks[kind].url)
        addresses = {"https://shop.example.com": networks["store"].url, "https://...": networks["board"].url}
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed_in(words)))
        said = io.StringIO()
        with override_settings(DEBUG=True), atomic():
            call_command(*[addresses.get(word, word) for word in words], stdout=said, stderr=said)
        return said.getvalue()

    return carry_out


@pytest.fixture
def desk(run):
    """The butcher with everything connected, a person to ask about, and a price list in this folder."""
    # The bakery, because one of the conversations that are played is hers.
    load_demo_shop("joannas-bakery")
    shop = load_demo_shop("valdman", is_whole=True)
    cache.clear()
    for queue in QUEUES:
        heartbeat(queue)
    SecondFactor.objects.create(user=UserFactory(username="dana"), key="k" * 32, confirmed=True)
    with tenant_scope(shop):
        CustomerFactory(tenant=shop, **PERSON)
    for line in (
        "channel_add whatsapp --tenant valdman --phone-number-id ... --waba-id ... --token - --app-secret -",
        "store_add https://shop.example.com --tenant valdman --key ck_... --secret -",
        "payments_add stripe --tenant valdman --key -",
        "products_export prices.csv --tenant valdman",
    ):
        run(filled(Command("manage.py", tuple(line.split()))))
    yield shop
    cache.clear()


def test_every_command_of_the_docs_does_what_it_says(desk, run):
    wrong = {}
    for words, command in {tuple(filled(command)): command for command in list_commands()}.items():
        try:
            if words[0] in ONLY_READ:
                read(words)
                continue
            with atomic():
                assert run(words)
                set_rollback(True)
        except SystemExit as end:
            wrong |= {str(command): f"code {end.code}"} if end.code else {}
        # Whatever it is: all that is wrong is told at once.
        except Exception as error:
            wrong[str(command)] = repr(error)
    assert wrong == {}


def test_each_command_that_is_only_read_is_still_in_the_docs():
    names = {command.words[0] for command in list_commands()}
    assert ONLY_READ.keys() - names == set()
    assert len(names) > len(ONLY_READ) + 20

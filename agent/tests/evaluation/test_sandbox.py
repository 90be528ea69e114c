"""Trying changes nothing, sends nothing, makes nobody wait, and costs the shop's conversations nothing."""

from datetime import timedelta
from decimal import Decimal
from threading import Thread

import pytest
from django.apps import apps
from django.db import connection, transaction

from agent.evaluation.candidate import Candidate
from agent.evaluation.evaluate import MOST_VOIDS, try_scenario
from agent.evaluation.play import play
from agent.evaluation.sandbox import COPIED, LEFT_OUT, sandbox
from agent.evaluation.scenario import Scenario, load_scenarios, read_scenario
from agent.evaluation.stage import age
from agent.models import Job, ModelChoice
from billing.models import EVALUATION_ROLE, UsageEvent
from catalog.models import Posting, Product, Term
from catalog.searching.search import search
from channels.models import Channel
from conversations.tests.factories import CustomerFactory
from lib import http
from lib.errors import DomainError
from orders.items import Item
from orders.models import Actor, Order, PaymentAccount, Site
from orders.services import By, create_order
from tenants.models import Tenant
from tenants.scoping import TenantModel, tenant_scope
from tenants.testing import load_demo_shop

OFFLINE = Candidate("offline")
BUY = 'about: a\nsteps:\n  - {say: "1 kg pastrami to Herzl 15"}\n  - {say: "yes", order: {status: confirmed}}'


def rows_of_everything() -> dict[str, int]:
    with connection.cursor() as cursor:
        counts = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")
            counts[table] = cursor.fetchone()[0]
        return counts


def buying(name: str = "buy") -> Scenario:
    return read_scenario(BUY, name=name)


@pytest.mark.django_db
def test_no_table_has_a_row_more_or_less_afterwards():
    shop = load_demo_shop("valdman")
    before = rows_of_everything()
    assert play(load_scenarios("regression_en")[0], tenant=shop, candidate=OFFLINE).passed
    assert rows_of_everything() == before


@pytest.mark.django_db
def test_nothing_is_sent_and_no_task_is_asked_for(monkeypatch, django_capture_on_commit_callbacks):
    shop = load_demo_shop("valdman")
    with tenant_scope(shop):
        Channel.objects.create(tenant=shop, kind="telegram", name="Telegram", secret="s", credentials={"token": "t"})
        PaymentAccount.objects.create(tenant=shop, secret_key="sk_test_x", webhook_secret="whsec_x")
        Site.objects.create(tenant=shop, name="Site", site_id="site", hosts=["shop.example.com"])
    sent = []
    monkeypatch.setattr(http, "send", lambda *arguments, **options: sent.append(arguments))
    with django_capture_on_commit_callbacks() as callbacks:
        assert play(buying(), tenant=shop, candidate=OFFLINE).passed
    assert (sent, callbacks) == ([], [])


@pytest.mark.django_db
def test_the_copy_is_searched_like_the_shop_and_shares_no_row_with_it():
    shop = load_demo_shop("valdman")
    with tenant_scope(shop):
        known = set(Product.objects.values_list("public_id", flat=True))
        counts = [model.objects.count() for model in (Product, Posting, Term)]
    with sandbox(shop) as copy:
        assert [model.objects.count() for model in (Product, Posting, Term)] == counts
        assert not known & set(Product.objects.values_list("public_id", flat=True))
        assert search("smoked goose")[0].product.sku == "DELI-GOOSE"
        assert (copy.name, copy.slug.startswith("trial-")) == ("Valdman Butchers", True)
    assert Tenant.objects.filter(slug__startswith="trial-").count() == 0


def test_every_table_is_either_copied_or_left_out():
    """Whoever adds one decides: does it make the shop answer as it does?"""
    known = {model._meta.label for model in apps.get_models() if issubclass(model, TenantModel)}
    assert known == LEFT_OUT | set(COPIED)
    assert not LEFT_OUT & set(COPIED)


@pytest.mark.django_db(transaction=True)
def test_customers_order_in_the_shop_while_a_trial_holds_its_breath():
    shop = load_demo_shop("valdman")
    numbers = []

    def order() -> None:
        with tenant_scope(shop), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '5s'")
            item = Item(Product.objects.get(sku="DELI-PASTRAMI"), 1)
            made = create_order(shop, customer=CustomerFactory(tenant=shop), items=[item], by=By(Actor.AGENT))
            numbers.append(made.number)
        connection.close()

    def meanwhile(_played) -> None:
        customer = Thread(target=order)
        customer.start()
        customer.join()

    assert play(read_scenario(BUY, name="a"), tenant=shop, candidate=OFFLINE, watch=meanwhile).passed
    assert len(numbers) == 2
    with tenant_scope(shop):
        assert Order.objects.count() == 2


@pytest.mark.django_db
def test_time_goes_by_in_the_sandbox_alone():
    shop = load_demo_shop("valdman")
    with tenant_scope(shop):
        item = Item(Product.objects.get(sku="DELI-PASTRAMI"), 1)
        real = create_order(shop, customer=CustomerFactory(tenant=shop), items=[item], by=By(Actor.AGENT))
    with sandbox(shop) as copy:
        item = Item(Product.objects.get(sku="DELI-PASTRAMI"), 1)
        tried = create_order(copy, customer=CustomerFactory(tenant=copy), items=[item], by=By(Actor.AGENT))
        before = tried.created_at
        age(timedelta(hours=3))
        tried.refresh_from_db()
        assert before - tried.created_at == timedelta(hours=3)
    with tenant_scope(shop):
        assert Order.objects.get().created_at == real.created_at


def test_what_a_model_costs_is_booked_on_its_own_role_and_no_conversation(butcher, model):
    model.answer(text="Hello there!")
    found = play(read_scenario('about: a\nsteps: [{say: "hi", reply: [Hello]}]', name="a"), tenant=butcher)
    assert (found.all_faults, len(found.spent)) == ([], 1)
    event = UsageEvent.objects.get()
    assert (event.role, event.conversation_id, event.run_id) == (EVALUATION_ROLE, None, None)
    assert (event.provider, event.input_tokens > 0, event.cost_usd) == ("anthropic", True, found.cost_usd)


def test_a_draft_prompt_and_model_are_what_is_asked(butcher, model):
    model.answer(text="Hello!")
    draft = Candidate("anthropic", "claude-opus-4-5", {"chat": "You are a draft at $shop_name."})
    assert play(read_scenario('about: a\nsteps: [{say: "hi"}]', name="a"), tenant=butcher, candidate=draft).passed
    request = model.requests[0]
    assert request.body["model"] == "claude-opus-4-5"
    assert "You are a draft at Valdman Butchers." in str(request.body["system"])
    assert ModelChoice.objects.filter(job=Job.CHAT).count() == 0


def test_an_answer_of_the_fallback_is_no_pass(butcher, model):
    model.fail(400, message="no such model")
    found = play(read_scenario('about: a\nsteps: [{say: "hi"}]', name="a"), tenant=butcher)
    assert not found.passed
    assert "anthropic did not answer but offline" in found.faults[0]


SIMULATED = """
about: a
language: en
simulated:
  goal: Buy a kilo of pastrami.
  must_say: [pastrami]
expect: {orders: 1}
"""


def test_a_customer_who_forgets_the_goal_spoils_the_try_and_not_the_agent(butcher, model):
    for _ in range(1 + MOST_VOIDS):
        model.answer(text="hello")
        model.answer(text="Hello! What would you like?")
        model.answer(text="###END###")
    result = try_scenario(read_scenario(SIMULATED, name="a"), tenant=butcher, candidate=Candidate(), repeat=1)
    assert [one.void for one in result.plays] == ["the simulated customer never said pastrami"] * (1 + MOST_VOIDS)
    assert (result.valid, result.failed) == ([], True)


def test_an_agent_who_does_not_sell_fails_a_customer_who_did_their_part(butcher, model):
    for text in ("a kilo of pastrami please", "We have none.", "###END###"):
        model.answer(text=text)
    result = try_scenario(read_scenario(SIMULATED, name="a"), tenant=butcher, candidate=Candidate(), repeat=1)
    assert (result.plays[0].void, result.plays[0].faults) == ("", ["0 orders instead of 1"])
    roles = set(UsageEvent.objects.values_list("role", flat=True))
    assert roles == {EVALUATION_ROLE}


@pytest.mark.django_db
def test_what_breaks_leaves_nothing_and_is_a_fault():
    shop = load_demo_shop("valdman")
    before = rows_of_everything()
    broken = read_scenario('about: a\nchange: {prices: {DELI-PASTRAMI: "1e30"}}\nsteps: [{say: "hi"}]', name="a")
    result = try_scenario(broken, tenant=shop, candidate=OFFLINE, repeat=1)
    assert result.plays[0].faults[0].startswith("it broke: ")
    assert rows_of_everything() == before


@pytest.mark.django_db
def test_scenarios_that_need_a_model_are_left_out_offline():
    shop = load_demo_shop("valdman")
    result = try_scenario(load_scenarios("off_topic")[0], tenant=shop, candidate=OFFLINE, repeat=1)
    assert (result.plays, result.skipped, result.failed) == ([], "needs: model", False)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("steps: [{say: hi}]", "about"),
        ("about: a", "either steps or a simulated customer"),
        ("about: a\nsteps: [{sya: hi}]", "sya"),
        ("about: a\nchange: {shop: {slug: x}}\nsteps: [{say: hi}]", "no slug to change"),
        ("about: a\nsimulated: {goal: b}\nexpect: {reply: [hi]}", "graded by the database only"),
        ("about: &x a\nlanguage: *x\nsteps: [{say: hi}]", "References"),
        ("about: [", "not YAML"),
        ("- 1", "at least"),
    ],
)
def test_a_scenario_that_nobody_can_play_is_refused_with_a_reason(text, problem):
    with pytest.raises(DomainError, match="(?s).*" + problem):
        read_scenario(text, name="a")


def test_decimals_are_kept():
    scenario = read_scenario("about: a\nsteps: [{say: hi, order: {lines: {A: 0.5}}}]", name="a")
    assert scenario.steps[0].order.lines == {"A": Decimal("0.5")}

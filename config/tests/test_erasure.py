"""Forgetting one person: no text of theirs is left in any column of any table, and nobody else loses a word."""

import io
import json
import zipfile

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from agent.models import Effect, Run, Step, TeamQuestion
from agent.team.services import ask_team
from catalog.demand.services import Asker, record_demand
from catalog.models import Store, StoreEvent
from catalog.tests.factories import ProductFactory
from channels.models import InboundEvent
from channels.services import ensure_local_channel
from conversations.attachments import store_file
from conversations.models import (
    Attachment,
    Consent,
    Conversation,
    Customer,
    IdentityAlias,
    Message,
    Note,
    ProfileReading,
    Summary,
)
from conversations.people.profile import correct
from conversations.services import Address, Incoming, receive_message, request_handover
from orders.models import ApiAnswer, Notice, Order, OrderLink
from orders.tests.factories import make_order
from orders.webhook_events import emit_order
from tenants.alerts.services import raise_alert
from tenants.exports.services import request_export, run_export
from tenants.models import AuditEvent, Role
from tenants.scoping import tenant_scope
from tenants.testing import rows_of
from tenants.tests.factories import MembershipFactory, UserFactory
from tenants.webhooks.services import add_endpoint

# What must not be found afterwards, wherever it was written.
NAME, PHONE, EMAIL, WORDS, STREET, USER_ID = (
    "Zorbaline Quixwell", "+972541987654", "zorbaline@quixwell.example", "xylophonic marmalade", "Plumtree Lane",
    "visitor-zq-77",
)  # fmt: skip
NEEDLES = ("zorbaline", "quixwell", "541987654", "xylophonic", "marmalade", "plumtree", "zq-77")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


@pytest.fixture
def owner(client, shop):
    user = UserFactory(username="dana")
    with tenant_scope(shop):
        MembershipFactory(tenant=shop, user=user, role=Role.OWNER)
    client.force_login(user)
    return user


@pytest.fixture
def person(shop, settings, tmp_path, owner):
    """Somebody who left something of themselves everywhere."""
    settings.MEDIA_ROOT, settings.PRIVATE_HOSTS = str(tmp_path), ["127.0.0.1"]
    with tenant_scope(shop):
        events = ["message.received", "order.created", "order.updated", "conversation.handover"]
        add_endpoint(shop, url="http://127.0.0.1:9/", events=events, actor="dana")
        shop.refresh_from_db()
        channel = ensure_local_channel(shop, "webchat")
        where = Address("webchat", channel.public_id, USER_ID, name=NAME)
        message = receive_message(shop, address=where, incoming=Incoming("m1", f"I am {NAME}: {WORDS}"))
        talk = message.conversation
        correct(talk.customer, staff="dana", values={"phone": PHONE, "email": EMAIL, "address": STREET, "notes": WORDS})
        fill_conversation(shop, talk, message)
        fill_agent(shop, talk)
        fill_elsewhere(shop, talk, channel)
        fill_orders(shop, talk)
        run_export(request_export(shop, actor="dana").public_id)
    return talk.customer


def fill_conversation(shop, talk, message):
    identity = talk.identity
    IdentityAlias.objects.create(
        tenant=shop, identity=identity, channel_id=identity.channel_id, external_id=f"{USER_ID}-b"
    )
    Consent.objects.create(
        tenant=shop, identity=identity, purpose="marketing", is_granted=True, source="staff", evidence=WORDS
    )
    file = Attachment.objects.create(tenant=shop, message=message, kind="image", ref="1", name=NAME, words=WORDS)
    store_file(file, content=PNG, mime_type="image/png", name=NAME)
    Note.objects.create(tenant=shop, conversation=talk, text=f"{NAME} called")
    answered = {"provider": "p", "model": "m", "prompt_hash": "h"}
    of_talk = {"tenant": shop, "conversation": talk, "message_count": 1, **answered}
    Summary.objects.create(**of_talk, number=1, after_id=0, upto_id=1, seq=1, text=WORDS)
    ProfileReading.objects.create(**of_talk, after_seq=0, upto_seq=1, found={"name": NAME}, kept={"name": NAME})
    request_handover(talk, reason=f"complaint: {WORDS}")
    Conversation.objects.filter(pk=talk.pk).update(lead_words=WORDS)
    raise_alert(shop, kind="unanswered", subject=str(talk.public_id), customer=NAME, minutes=10)
    LogEntry.objects.create(
        user=UserFactory(), content_type=ContentType.objects.get_for_model(Customer), object_id=str(talk.customer_id),
        object_repr=NAME, action_flag=CHANGE,
    )  # fmt: skip


def fill_agent(shop, talk):
    run = Run.objects.create(tenant=shop, conversation=talk, status="done", first_seq=1, seq=1)
    Step.objects.create(tenant=shop, run=run, position=0, kind="heard", content={"messages": [{"text": WORDS}]})
    Effect.objects.create(tenant=shop, conversation=talk, key="k", tool="create_order", receipt={"name": NAME})
    ask_team(shop, conversation=talk, question=f"Do you sell {WORDS}?", language="en")
    AuditEvent.objects.create(tenant=shop, actor="dana", action="question_answered", target=f"Do you sell {WORDS}?")


def fill_elsewhere(shop, talk, channel):
    record_demand(shop, asker=Asker(talk.customer.public_id, talk.public_id, "en", 1), asked=WORDS)
    body = json.dumps({"from": USER_ID, "text": WORDS, "name": NAME}).encode()
    InboundEvent.objects.create(tenant=shop, channel=channel, external_id=f"{USER_ID}:1", body=body, status="done")
    store = Store.objects.create(tenant=shop, name="Corner", url="https://shop.example")
    StoreEvent.objects.create(
        tenant=shop, store=store, topic="order.created", external_id="1", body=EMAIL.encode(), state="done"
    )


def fill_orders(shop, talk):
    order = make_order(shop, (ProductFactory(tenant=shop), 2), conversation=talk, address=STREET, notes=WORDS)
    Order.objects.filter(pk=order.pk).update(internal_notes=NAME)
    order.events.update(note=WORDS, data={"changes": {"address": ["", STREET]}})
    emit_order(order, order.events.first())
    Notice.objects.create(tenant=shop, order=order, event=order.events.first(), kind="shipped", email=EMAIL)
    sides = {"status": "pending", "address": STREET, "notes": WORDS}
    OrderLink.objects.create(
        tenant=shop, order=order, place="x", external_id="9", contact={"email": EMAIL}, ours=sides, theirs=sides
    )
    body = json.dumps({"number": order.number, "customer": NAME})
    ApiAnswer.objects.create(tenant=shop, key="k", digest="x", status=201, body=body)


def traces():
    """Every column of every table whose contents hold one of the words: {"table.column"}."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public'"
        )
        columns = cursor.fetchall()
        found = set()
        for table, column, kind in columns:
            text = f"encode(\"{column}\", 'escape')" if kind == "bytea" else f'"{column}"::text'
            tests = " OR ".join([f"strpos(lower({text}), %s) > 0"] * len(NEEDLES))
            cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}" WHERE {tests})', NEEDLES)
            if cursor.fetchone()[0]:
                found.add(f"{table}.{column}")
        return found


def page_of(customer, tail=""):
    return f"/panel/valdman/customers/{customer.public_id}/{tail}"


def test_nothing_of_a_person_is_left_and_the_books_stay(
    client, shop, other_shop, person, tmp_path, django_capture_on_commit_callbacks
):
    with tenant_scope(shop):
        number, total = Order.objects.values_list("number", "total").get()
        other = receive_message(
            shop, address=Address("webchat", person.public_id, "x"), incoming=Incoming("o1", "Nothing to do with it")
        )
        before = len(traces())
    assert before > 25
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 2  # their picture, and the export
    assert client.post(page_of(person, "erase"), {"name": "Zorbaline"}).status_code == 422
    assert len(traces()) == before
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(page_of(person, "erase"), {"name": NAME}).status_code == 302
    assert traces() == set()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    with tenant_scope(shop):
        order = Order.objects.get()
        assert (order.number, order.total, order.lines.count()) == (number, total, 1)
        assert (order.customer_id, order.customer.name, order.conversation) == (person.pk, "", None)
        assert Message.objects.get().pk == other.pk
        assert not TeamQuestion.objects.exists()
        erased = AuditEvent.objects.get(action="customer erased")
        assert (erased.actor, erased.target) == ("dana", str(person.public_id))


def test_a_question_that_others_asked_too_goes_on_in_their_words(client, shop, person):
    with tenant_scope(shop):
        where = Address("webchat", person.public_id, "avi")
        other = receive_message(shop, address=where, incoming=Incoming("a1", "Hi")).conversation
        question = TeamQuestion.objects.get()
        question.askers.create(tenant=shop, conversation=other, asked="Got any jam?", language="en")
    client.post(page_of(person, "erase"), {"name": NAME})
    with tenant_scope(shop):
        assert [(row.question, row.askers.count()) for row in TeamQuestion.objects.all()] == [("Got any jam?", 1)]


def test_the_archive_holds_what_every_app_keeps(client, shop, person):
    answer = client.post(page_of(person, "export"))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as pack:
        told = json.loads(pack.read("person.json"))
        (file,) = [name for name in pack.namelist() if name.startswith("files/")]
        assert pack.read(file) == PNG
    assert set(told) == {"agent", "catalog", "channels", "conversations", "orders"}
    ours = told["conversations"]
    assert [row["email"] for row in ours["customers"]] == [EMAIL]
    assert [row["text"] for row in ours["messages"]] == [f"I am {NAME}: {WORDS}"]
    assert ours["notes"][0]["text"] == f"{NAME} called"
    assert [row["address"] for row in told["orders"]["orders"]] == [STREET]
    assert told["agent"]["turns"][0]["steps"][0]["content"] == {"messages": [{"text": WORDS}]}
    assert (len(told["catalog"]["asked_for"]), len(told["channels"]["notices"])) == (1, 1)
    with tenant_scope(shop):
        assert AuditEvent.objects.filter(action="customer exported", target=str(person.public_id)).count() == 1


def test_the_commands_do_the_same(shop, person, tmp_path):
    archive = tmp_path / "z.zip"
    call_command("customer_export", EMAIL, tenant="valdman", to=archive, verbosity=0)
    assert zipfile.is_zipfile(archive)
    with pytest.raises(CommandError, match="exists already"):
        call_command("customer_export", EMAIL, tenant="valdman", to=archive, verbosity=0)
    with pytest.raises(CommandError, match="Nothing was erased"):
        call_command("customer_erase", EMAIL, tenant="valdman", name="Somebody")
    with pytest.raises(CommandError, match="No customer"):
        call_command("customer_erase", "nobody@example.com", tenant="valdman", name=NAME)
    call_command("customer_erase", EMAIL, tenant="valdman", name=NAME)
    assert traces() == set()


def test_staff_who_only_answer_neither_export_nor_erase(client, shop, person):
    with tenant_scope(shop):
        client.force_login(MembershipFactory(tenant=shop).user)
    before = traces()
    assert client.post(page_of(person, "export")).status_code == 403
    assert client.post(page_of(person, "erase"), {"name": NAME}).status_code == 403
    assert "Erase this person" not in client.get(page_of(person)).content.decode()
    assert traces() == before


def test_customers_are_listed_and_found(client, shop, person):
    page = client.get("/panel/valdman/customers/", {"q": "54-1987654"})
    assert [row.pk for row in page.context["page"].rows] == [person.pk]
    assert client.get(page_of(person)).context["talks"][0].customer_id == person.pk
    assert client.get("/panel/valdman/customers/", {"after": "nonsense"}).status_code == 404


def test_another_shop_reaches_nobody_here(client, shop, person, charlie):
    client.force_login(charlie)
    before = rows_of(shop)
    for slug in ("valdman", "charlie"):
        page = f"/panel/{slug}/customers/{person.public_id}/"
        assert client.get(page).status_code == 404
        for tail in ("export", "erase"):
            assert client.post(page + tail, {"name": NAME}).status_code == 404
    assert list(client.get("/panel/charlie/customers/", {"q": "zorbaline"}).context["page"].rows) == []
    assert rows_of(shop) == before

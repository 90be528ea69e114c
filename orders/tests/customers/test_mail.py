"""E-mails to customers when a process is killed around sending them: none is lost, none is shown twice."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.mail.backends import locmem
from django.db.models import F
from django.utils import timezone

from conversations import reaching
from conversations.tests.factories import CustomerFactory
from orders import tasks
from orders.confirmation.mail import write_mail
from orders.confirmation.services import ask_again, list_due, save_confirmation_rules
from orders.models import Confirmation, Notice
from orders.notices.services import list_due_notices
from orders.services import move_order
from orders.states import Status
from orders.tests.factories import STAFF, make_order
from tenants.scoping import scopes_disabled


class Killed(BaseException):
    """What no code of ours catches."""


class Server(locmem.EmailBackend):
    """A mail server; `dies` is when the process that talks to it is killed: before the mail is taken, or after."""

    dies = ""

    def send_messages(self, messages):
        if Server.dies == "before":
            raise Killed
        sent = super().send_messages(messages)
        if Server.dies == "after":
            raise Killed
        return sent


def work():
    """What beat and the workers do; one of them may be killed."""
    with scopes_disabled():
        due = [(tasks.take_step, *row) for row in list_due()]
        due += [(tasks.take_notice_step, *row) for row in list_due_notices()]
    for task, tenant_id, pk in due:
        try:
            task.run(tenant_id, pk)
        except Killed:
            continue
    return len(due)


def time_passes(**age):
    for model in (Confirmation, Notice):
        model.objects.update(due_at=F("due_at") - timedelta(**age))


@pytest.fixture(params=["question", "notice"])
def due_mail(request, counter, settings, monkeypatch):
    """An order whose customer only an e-mail reaches, with one due; `is_done` says whether it was noted."""
    settings.EMAIL_BACKEND = "orders.tests.customers.test_mail.Server"
    monkeypatch.setattr(reaching, "_networks", [])
    monkeypatch.setattr(Server, "dies", "")
    save_confirmation_rules(counter.shop, values={"quiet_from": None, "quiet_until": None}, actor="dana")
    customer = CustomerFactory(tenant=counter.shop, email="noa@example.com", language="en")
    order = make_order(counter.shop, (counter.roll, 2), customer=customer, source="api")
    if request.param == "question":
        made = SimpleNamespace(order=order, is_done=lambda: Confirmation.objects.get().state == "asked")
    else:
        move_order(order, to=Status.CONFIRMED, by=STAFF)
        made = SimpleNamespace(order=order, is_done=lambda: Notice.objects.get().state == "told")
    time_passes(minutes=4)
    return made


def names():
    return [letter.extra_headers["Message-ID"] for letter in mail.outbox]


def test_killed_before_the_server_took_it_the_mail_still_goes_out(due_mail, monkeypatch):
    monkeypatch.setattr(Server, "dies", "before")
    work()
    assert (names(), due_mail.is_done()) == ([], False)
    monkeypatch.setattr(Server, "dies", "")
    # Whoever was killed might still be alive: nobody else tries at once.
    assert work() == 0
    time_passes(minutes=3)
    work()
    assert (len(mail.outbox), due_mail.is_done()) == (1, True)
    time_passes(minutes=3)
    work()
    assert len(mail.outbox) == 1


def test_killed_before_noting_it_the_mail_goes_out_under_the_same_name(due_mail, monkeypatch):
    monkeypatch.setattr(Server, "dies", "after")
    work()
    assert (len(mail.outbox), due_mail.is_done()) == (1, False)
    monkeypatch.setattr(Server, "dies", "")
    time_passes(minutes=3)
    work()
    first, second = names()
    assert first == second
    assert due_mail.is_done()


@pytest.mark.parametrize("due_mail", ["question"], indirect=True)
def test_asking_again_is_another_mail(due_mail):
    work()
    ask_again(due_mail.order, by=STAFF)
    work()
    first, second = names()
    assert first != second
    assert [letter.to for letter in mail.outbox] == [["noa@example.com"]] * 2


@pytest.mark.parametrize("due_mail", ["question"], indirect=True)
def test_a_mail_about_what_was_settled_meanwhile_is_not_written(due_mail):
    row = Confirmation.objects.get()
    tasks.asking.take_step(row.pk)
    move_order(due_mail.order, to=Status.CONFIRMED, by=STAFF)
    write_mail(row.pk)
    assert (names(), Confirmation.objects.get().state) == ([], "confirmed")


@pytest.mark.parametrize("due_mail", ["question"], indirect=True)
def test_a_server_that_never_takes_it_leaves_the_customer_to_the_shop(due_mail, monkeypatch):
    def refuse(_self, _messages):
        raise OSError("away")

    monkeypatch.setattr(Server, "send_messages", refuse)
    for _attempt in range(5):
        work()
        assert Confirmation.objects.get().due_at is None or Confirmation.objects.get().due_at > timezone.now()
        time_passes(hours=1)
    row = Confirmation.objects.get()
    assert (row.state, row.due_at, row.mail_attempts) == ("unreachable", None, 5)

"""Typing is shown again and again while a turn lasts, by one thread for all turns, and not a moment longer."""

import threading
import time
from types import SimpleNamespace

import pytest

from agent.runs import typing_keeper
from agent.runs.typing_keeper import typing_kept
from agent.services import Outcome, respond
from channels.models import Channel
from channels.telegram.adapter import TelegramAdapter
from channels.testing.fake_telegram import FakeTelegram
from conversations.services import Address, Incoming, receive_message


@pytest.fixture
def shown(monkeypatch):
    """When typing was shown, for whom; networks forget it after 1.2 s here."""
    moments: list[tuple[int, float]] = []
    monkeypatch.setattr(typing_keeper, "_keeper", typing_keeper._Keeper())
    monkeypatch.setattr(typing_keeper, "SHORTEST", 0.2)
    monkeypatch.setattr(typing_keeper, "get_adapter", lambda kind: SimpleNamespace(typing_seconds=ADAPTERS[kind]))
    monkeypatch.setattr(
        typing_keeper.courtesy, "keep_typing", lambda conversation: moments.append((conversation.pk, time.monotonic()))
    )
    return moments


ADAPTERS = {"telegram": 1.2, "sms": 0}


def conversation(pk, kind="telegram"):
    return SimpleNamespace(pk=pk, tenant_id=1, identity=SimpleNamespace(kind=kind))


def threads():
    return [thread for thread in threading.enumerate() if thread.name == "typing"]


def wait_for_end():
    give_up = time.monotonic() + 3
    while threads() and time.monotonic() < give_up:
        time.sleep(0.02)


def test_a_quick_turn_shows_nothing_more(shown):
    with typing_kept(conversation(1), seconds=10):
        time.sleep(0.05)
    time.sleep(0.4)
    assert shown == []


def test_typing_is_shown_again_before_the_network_forgets_it_and_ends_with_the_turn(shown):
    with typing_kept(conversation(1), seconds=10):
        time.sleep(0.7)
    count = len(shown)
    time.sleep(0.5)
    assert (2 <= count <= 3, len(shown)) == (True, count)


def test_nothing_is_shown_longer_than_a_turn_may_take(shown):
    with typing_kept(conversation(1), seconds=0.3):
        time.sleep(1)
    assert len(shown) == 1


def test_one_thread_serves_all_turns_and_ends_when_there_is_none(shown):
    with typing_kept(conversation(1), seconds=10), typing_kept(conversation(2), seconds=10):
        time.sleep(0.5)
        assert len(threads()) == 1
    assert {pk for pk, _ in shown} == {1, 2}
    wait_for_end()
    assert threads() == []


def test_a_channel_without_typing_needs_no_thread(shown):
    with typing_kept(conversation(1, "sms"), seconds=10):
        assert threads() == []


def test_trouble_with_one_conversation_does_not_silence_the_others(shown, monkeypatch):
    def show(one):
        if one.pk == 1:
            raise RuntimeError("no such bot")
        shown.append((one.pk, time.monotonic()))

    monkeypatch.setattr(typing_keeper.courtesy, "keep_typing", show)
    with typing_kept(conversation(1), seconds=10), typing_kept(conversation(2), seconds=10):
        time.sleep(0.5)
    assert {pk for pk, _ in shown} == {2}


@pytest.mark.django_db(transaction=True)
def test_a_customer_sees_typing_all_the_while_a_model_thinks_and_no_longer(butcher, model, settings, monkeypatch):
    monkeypatch.setattr(typing_keeper, "_keeper", typing_keeper._Keeper())
    monkeypatch.setattr(typing_keeper, "SHORTEST", 0.2)
    monkeypatch.setattr(TelegramAdapter, "typing_seconds", 1.2)
    model.answer(text="Hello!", latency=1.2)
    with FakeTelegram() as telegram:
        settings.TELEGRAM_BASE_URL = telegram.url
        channel = Channel(tenant=butcher, kind="telegram", secret="x", name="bot")
        channel.credentials = {"token": "1:token"}
        channel.save()
        address = Address("telegram", channel.public_id, "7")
        message = receive_message(butcher, address=address, incoming=Incoming("1", "hi"))
        began = time.monotonic()
        assert respond(message.conversation_id, hurry=True) == Outcome.ANSWERED
        most = (time.monotonic() - began) / 0.2
        during = len(telegram.list_calls("sendChatAction"))
        time.sleep(0.6)
        assert (3 <= during <= most, len(telegram.list_calls("sendChatAction"))) == (True, during)
    wait_for_end()

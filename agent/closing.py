"""The end of a run: the reply is queued with what goes with it, or dropped."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from agent.llm.offline.phrases import find, question_keys
from agent.models import Run, RunStatus
from agent.plain import newest_recap
from agent.playbooks.progress import note_reply
from agent.runlog import RunLog
from conversations.models import Author, Conversation, Message, Owner
from conversations.selectors import agent_owns
from conversations.services import lock_again, mark_answered, queue_message
from orders.chat.choices import Choices
from orders.chat.recap import answers, shows
from orders.selectors import list_orders_of
from orders.services import record_recap

# Beside these the buttons under a recap still answer the question; beside any other question they would not.
FITTING = frozenset({"q_confirm", "q_address"})
# So many photos go with one reply.
MOST_PHOTOS = 10


_PICTURED = frozenset({"photos", "testimonials"})


class NewerWords(Exception):
    """The customer said something more: the reply is stale."""


def close(log: RunLog, text: str, *, outcome: str, language: str) -> bool:
    """Queue the reply and end the run, in one transaction. False when a person took over: nothing is sent.

    Raises NewerWords when the reply is stale and LeaseLost when another worker has the conversation.
    """
    run = log.run
    with log.writing():
        conversation = lock_again(run.conversation)
        if not may_speak(conversation, handed_over=log.handed_over):
            end_run(run, RunStatus.DROPPED, "a person took over")
            return False
        if conversation.inbound_seq > run.seq:
            raise NewerWords
        message = queue_message(
            conversation, author=Author.AGENT, text=text, run_id=run.public_id, seq=run.seq,
            choices=choices_for(text, log.receipts, offered=log.offers, language=language),
            media=_photos(log.receipts), survives_takeover=log.handed_over,
        )  # fmt: skip
        mark_answered(conversation, seq=run.seq, person_needed=log.handed_over, language=language)
        _record_recaps(message, log.receipts)
        end_run(run, RunStatus.DONE, outcome)
        note_reply(conversation, text=text, receipts=log.receipts, heard=log.heard)
    return True


def drop(log: RunLog) -> None:
    """A person has the conversation: the run ends without a word."""
    with log.writing():
        end_run(log.run, RunStatus.DROPPED, "a person took over")


def may_speak(conversation: Conversation, *, handed_over: bool = False) -> bool:
    """The agent owns the conversation, or has just called a person who is not there yet: that line is still its own."""
    nobody_came = conversation.owner_user_id is None and not conversation.owner_name
    called = handed_over and conversation.owner == Owner.STAFF and nobody_came
    return called or agent_owns(conversation)


def choices_for(
    text: str, receipts: Sequence[dict[str, Any]], *, offered: Sequence[dict[str, Any]], language: str
) -> Choices:
    """What stands under a reply: what the agent offered last, else the answers to the recap that it shows."""
    if offered:
        return [dict(choice) for choice in offered[-1]["choices"]]
    recap = newest_recap(receipts)
    if recap is None or not shows(text, recap) or not _asks_for_yes(text, recap["order_number"], receipts):
        return []
    return answers(recap, language)


def _asks_for_yes(text: str, number: str, receipts: Sequence[dict[str, Any]]) -> bool:
    """A yes would be clear: no other order is shown, and no question of ours asks for something else."""
    if any(True for _ in find(text, "address_missing")):
        return False
    others = [receipt for receipt in receipts if receipt.get("lines") and receipt["order_number"] != number]
    asked = {key for key in question_keys() if any(True for _ in find(text, key))}
    return asked <= FITTING and not any(shows(text, receipt) for receipt in others)


def _photos(receipts: Sequence[dict[str, Any]]) -> list[dict[str, str]]:
    """Every photo that was to be sent, once."""
    found = [medium for receipt in receipts if receipt.get("kind") in _PICTURED for medium in receipt["media"]]
    return list({medium["url"]: medium for medium in found}.values())[:MOST_PHOTOS]


def _record_recaps(message: Message, receipts: Sequence[dict[str, Any]]) -> None:
    """Only what still is so at this moment counts as shown: the order may have changed meanwhile."""
    conversation = message.conversation
    versions = {r["order_number"]: r["version"] for r in receipts if r.get("lines") and shows(message.text, r)}
    if not versions:
        return
    for order in list_orders_of(conversation.customer).filter(number__in=versions):
        if order.version == versions[order.number]:
            record_recap(order, conversation=conversation, seq=message.seq, message=message)


def end_run(run: Run, status: RunStatus, outcome: str) -> None:
    run.status, run.outcome, run.finished_at = status, outcome[:40], timezone.now()
    run.save(update_fields=["status", "outcome", "finished_at"])

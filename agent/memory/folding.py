"""The rolling summary: what has left the last messages is merged into it, fifteen messages at a time."""

from django.db import transaction

from agent.llm.base import Reply
from agent.memory.asking import Filled, Question, arguments_of, ask, bill
from agent.memory.forms import SAVE_SUMMARY, summary_content
from agent.models import Job
from conversations.memory import Batch, keep_summary, read_batch
from lib.text import split_text

# What stays word for word, how many more make a new summary due, and how many are merged at once after a long pause.
WINDOW, STEP, MOST = 30, 15, 60
LONGEST = 3000


def fold(conversation_id: int) -> bool:
    """Merge the oldest messages into the summary when it is due. True when something was due: look once more.

    Safe to call any number of times at once: of several answers to the same question one is kept, all are billed.
    """
    with transaction.atomic():
        batch = read_batch(conversation_id, window=WINDOW, step=STEP, most=MOST)
    if batch is None:
        return False
    heard = ask(_question(batch), batch.conversation)
    with transaction.atomic():
        answered = bill(batch.conversation, heard, role="summary")
        keep_summary(batch, text=heard.filled["summary"], answered=answered)
    return True


def _question(batch: Batch) -> Question:
    known = batch.base.text if batch.base else ""
    content = summary_content(known, batch.messages, edited_before=batch.after_id)
    return Question(Job.SUMMARY, "summary", SAVE_SUMMARY, content, _accept)


def _accept(reply: Reply) -> Filled | None:
    """Small models answer in plain text: that will do. A refusal or half a summary will not."""
    if reply.stop in {"refusal", "length"}:
        return None
    text = str(arguments_of(reply, SAVE_SUMMARY).get("summary") or reply.text).replace("\x00", "").strip()
    return {"summary": split_text(text, LONGEST)[0]} if text else None

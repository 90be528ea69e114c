"""Photos and recordings put into words before the agent thinks, once each, by a model that can see or hear."""

import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.db.models import QuerySet

from agent import prompts
from agent.clock import read_clock
from agent.context import brief
from agent.llm.base import Briefing, Medium, Provider, Recording, Reply, Request, Senses, UserMessage
from agent.llm.registry import get_provider
from agent.llm.sizing import MEDIUM_TOKENS
from agent.models import Job, Step, StepKind
from agent.runlog import RunLog, as_heard
from agent.thinking import list_choices
from agent.usage import record_reading
from billing.prices import Tokens
from billing.spending import Call, CapReached, release, reserve
from conversations.attachments import describe_file
from conversations.models import Attachment, AttachmentStatus, Author, Conversation, Message
from lib.errors import ProviderError
from lib.text import shorten
from tenants.connections import release_connection

log = structlog.get_logger(__name__)
PICTURES, SOUNDS = frozenset({"image"}), frozenset({"voice", "audio"})
# Of one burst; whoever sends more wants an answer first.
MOST_FILES = 10
AT_ONCE = 4
# Seconds between two looks at whether a file has come.
GLANCE = 0.3
LONGEST_WORDS = 4000
ANSWER_TOKENS = 600
# What a model reads beside the file.
PROMPT_TOKENS = 700


@dataclass(frozen=True)
class Reader:
    """A model that reads some files; `prompts` are the words that it is asked with, by their slug."""

    provider: Provider
    model: str
    senses: Senses
    prompts: Mapping[str, str]

    def kinds(self) -> frozenset[str]:
        return (PICTURES if self.senses.images else frozenset()) | (SOUNDS if self.senses.sounds else frozenset())


@dataclass(frozen=True)
class Reading:
    """What a model made of a file, and how long it took (seconds)."""

    file: Attachment
    reply: Reply
    seconds: float


def read_media(run_log: RunLog, conversation: Conversation, *, until: float) -> bool:
    """Put the files of the customer's newest words into words, by `until` (monotonic clock).

    What cannot be fetched or read in time stays as it is: that never ends a turn. True when time went by.
    Raises LeaseLost.
    """
    step = run_log.steps[-1]
    unread = [message["seq"] for message in step.content.get("messages", []) if message.get("unread")]
    readers = list(_readers()) if step.kind == StepKind.HEARD and unread else []
    if not readers:
        return False
    messages = Message.objects.filter(conversation=conversation, author=Author.CUSTOMER, seq__in=unread)
    files = _fetched(messages, readers, until=min(until, time.monotonic() + settings.AGENT_MEDIA_SECONDS))
    with _within_caps(conversation, readers, count=len(files)) as affordable:
        for reading in _readings(
            files, affordable, brief(conversation, clock=read_clock(conversation.tenant), language="en"), until=until
        ):
            _keep(run_log, step, reading)
    _hear_again(run_log, step, messages)
    return True


def _readers() -> Iterator[Reader]:
    """Those the shop chose for this, else those it talks with; each by what its model can read."""
    words = {slug: prompts.render(slug) for slug in ("transcribe", "describe")}
    for choice in list_choices(Job.MEDIA):
        try:
            provider = get_provider(choice.name, api_key=choice.api_key, base_url=choice.base_url)
            senses = provider.senses(choice.model)
        except ProviderError as error:
            log.info("no_reader", provider=choice.name, code=error.code)
            continue
        if senses.images or senses.sounds:
            yield Reader(provider, choice.model, senses, words)


@contextmanager
def _within_caps(conversation: Conversation, readers: Sequence[Reader], *, count: int) -> Iterator[list[Reader]]:
    """Those of the readers whom the shop's caps still allow these files; what they may take is set aside inside."""
    tokens = Tokens(count * (MEDIUM_TOKENS + PROMPT_TOKENS), count * ANSWER_TOKENS)
    held, affordable = [], []
    try:
        for reader in readers if count else ():
            call = Call(
                reader.provider.name, reader.model, tokens, settings.AGENT_MODEL_TIMEOUT, conversation.public_id
            )  # fmt: skip
            try:
                held.append(reserve(conversation.tenant, call=call))
            except CapReached as error:
                log.info("cap_reached", provider=reader.provider.name, span=error.facts["span"])
                continue
            affordable.append(reader)
        yield affordable
    finally:
        for reservation in held:
            release(reservation)


def _fetched(messages: QuerySet[Message], readers: Sequence[Reader], *, until: float) -> list[Attachment]:
    """The files that can be read, once none of them is under way any more or the time is up."""
    kinds = frozenset().union(*(reader.kinds() for reader in readers))
    rows = Attachment.objects.filter(message__in=messages, kind__in=kinds, words="").order_by("id")
    while True:
        files = list(rows[:MOST_FILES])
        if time.monotonic() >= until or not any(file.status == AttachmentStatus.WAITING for file in files):
            return [file for file in files if file.status == AttachmentStatus.STORED]
        release_connection()
        time.sleep(GLANCE)


def _readings(
    files: Sequence[Attachment], readers: Sequence[Reader], briefing: Briefing, *, until: float
) -> Iterator[Reading]:
    """Several at once, each as soon as it is there. No database connection is held meanwhile."""
    if not files:
        return
    release_connection()
    with ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="reading") as pool:
        futures: list[Future[Reading | None]] = [
            pool.submit(_read, file, readers, briefing, until=until) for file in files
        ]
        for future in as_completed(futures):
            reading = future.result()
            if reading:
                yield reading
                release_connection()


def _read(file: Attachment, readers: Sequence[Reader], briefing: Briefing, *, until: float) -> Reading | None:
    """By the first reader that manages."""
    for reader in readers:
        left = min(until - time.monotonic(), settings.AGENT_MODEL_TIMEOUT)
        if not reader.senses.can_read(file.mime_type, file.size) or left <= 0:
            continue
        began = time.monotonic()
        try:
            reply = _ask(reader, _medium(file), briefing, timeout=left)
        except (ProviderError, OSError) as error:
            log.warning(
                "file_not_read",
                provider=reader.provider.name,
                kind=file.kind,
                error=type(error).__name__,
                reason=str(error)[:200],
            )
            continue
        return Reading(file, reply, time.monotonic() - began)
    return None


def _medium(file: Attachment) -> Medium:
    with file.file.open("rb") as content:
        return Medium(content.read(), file.mime_type)


def _ask(reader: Reader, medium: Medium, briefing: Briefing, *, timeout: float) -> Reply:
    is_sound = medium.mime_type in reader.senses.sounds
    if is_sound and reader.senses.transcriber:
        return reader.provider.transcribe(Recording(medium, reader.senses.transcriber, timeout))
    prompt, wish = ("transcribe", "Write it down.") if is_sound else ("describe", "Describe it.")
    request = Request(
        system=reader.prompts[prompt], turns=[UserMessage(wish, [medium])], tools=(), model=reader.model,
        briefing=briefing, max_tokens=ANSWER_TOKENS, timeout=timeout,
    )  # fmt: skip
    return reader.provider.complete(request)


def _keep(run_log: RunLog, step: Step, reading: Reading) -> None:
    """The words, what they cost, and the step that they belong to: one commit, so nothing is paid for twice."""
    reply = reading.reply
    with run_log.writing():
        record_reading(run_log.run, step, reply, seconds=reading.seconds)
        if reply.text.strip() and reply.stop != "refusal":
            words = shorten(reply.text, LONGEST_WORDS)
            describe_file(reading.file, words=words, by=f"{reply.provider}:{reply.model}")


def _hear_again(run_log: RunLog, step: Step, messages: QuerySet[Message]) -> None:
    """The customer's words as they read now."""
    read = {heard["seq"]: heard for heard in as_heard(list(messages))}
    heard = [read.get(message["seq"], message) for message in step.content["messages"]]
    if heard != step.content["messages"]:
        with run_log.writing():
            step.content = {**step.content, "messages": heard}
            step.save(update_fields=["content"])

"""A conversation as staff look at it: each message with its files, with what it answers, and with what was tapped."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet

from conversations.handling.notes import list_notes
from conversations.models import Attachment, AttachmentStatus, Author, Conversation, Message, MessageStatus, Note
from conversations.selectors import list_quoted, list_shown
from conversations.thread.file_answer import ELEMENTS

MAP = "https://www.openstreetmap.org/"


@dataclass(frozen=True)
class ShownFile:
    """`element` is how a browser shows it: image, audio, video, or nothing when it can only be downloaded."""

    row: Attachment
    element: str
    caption: str
    seconds: int

    @property
    def is_stored(self) -> bool:
        return self.row.status == AttachmentStatus.STORED

    @property
    def is_waiting(self) -> bool:
        return self.row.status == AttachmentStatus.WAITING


@dataclass(frozen=True)
class Place:
    title: str
    address: str
    url: str


@dataclass
class Option:
    """A choice that was offered."""

    id: str
    title: str
    is_tapped: bool = False


@dataclass
class Shown:
    """One message. `text` is what stands in the bubble: without what is drawn in another way."""

    message: Message
    text: str
    files: Sequence[ShownFile] = ()
    places: Sequence[Place] = ()
    # As channels/items.py describes them.
    contacts: Sequence[Mapping[str, Any]] = ()
    products: Sequence[Mapping[str, Any]] = ()
    referrals: Sequence[Mapping[str, Any]] = ()
    # Pictures of products, from wherever the shop keeps them: [{"url", "caption"}].
    pictures: Sequence[Mapping[str, Any]] = ()
    options: Sequence[Option] = ()
    is_tap: bool = False
    # What was really typed, when a number or a word stood for a choice.
    typed: str = ""
    quoted: Message | None = None
    # The last message of a turn of the agent: what it did for it is told here.
    ends_turn: bool = False

    @property
    def is_empty(self) -> bool:
        """Nothing to draw: a message of a kind that we only know by name."""
        parts = (self.text, self.files, self.places, self.contacts, self.products, self.referrals, self.pictures)
        return not any(parts) and not self.message.revoked_at

    @property
    def is_retried(self) -> bool:
        """It failed, and will be tried again."""
        return self.message.status == MessageStatus.QUEUED and bool(self.message.error_code)


@dataclass(frozen=True)
class Entry:
    """What stands in a thread, one below the other: a message, or a line that only staff see."""

    at: datetime
    shown: Shown | None = None
    note: Note | None = None


@dataclass(frozen=True)
class Thread:
    """A piece of a conversation. `mark` changes with everything that is drawn."""

    messages: Sequence[Shown]
    entries: Sequence[Entry] = ()
    mark: str = ""
    newest: Shown | None = field(default=None)
    # The message before which there are more; empty at the beginning of the conversation.
    earlier: str = ""
    # The oldest message: from it on the page is kept up to date.
    first: str = ""


def read_thread(
    conversation: Conversation, *, limit: int, before: Message | None = None, since: Message | None = None
) -> Thread:
    """The last messages of a conversation and the notes between them, oldest first, in four queries at most.

    `before` and `since` are messages: only what came before the one, only what came from the other on.
    """
    found = list_shown(conversation, limit=limit + 1, before=before, since=since)
    rows = found[-limit:]
    shown = [_show(row) for row in rows]
    _mark_taps(shown)
    _mark_turns(shown)
    _find_quoted(conversation, shown)
    has_more = len(found) > limit
    notes = _between(list_notes(conversation), rows, before=before, is_all=not has_more and since is None)
    return Thread(
        shown, _in_order(shown, notes), fingerprint([*map(_mark, shown), *(str(note.public_id) for note in notes)]),
        newest=shown[-1] if shown else None,
        earlier=str(rows[0].public_id) if has_more else "",
        first=str(rows[0].public_id) if rows else "",
    )  # fmt: skip


def _between(notes: QuerySet[Note], rows: Sequence[Message], *, before: Message | None, is_all: bool) -> Sequence[Note]:
    """The notes of these messages' time; those of the time before it as well when there are no earlier messages."""
    if before is not None:
        notes = notes.filter(created_at__lt=before.created_at)
    if rows and not is_all:
        notes = notes.filter(created_at__gte=rows[0].created_at)
    return list(notes)


def _in_order(shown: Sequence[Shown], notes: Sequence[Note]) -> Sequence[Entry]:
    entries = [Entry(one.message.created_at, shown=one) for one in shown]
    entries += [Entry(note.created_at, note=note) for note in notes]
    return sorted(entries, key=lambda entry: entry.at)


def _mark_turns(messages: Sequence[Shown]) -> None:
    """A turn's answer may be several messages."""
    last: dict[UUID, Shown] = {}
    for shown in messages:
        if shown.message.run_id and shown.message.author == Author.AGENT:
            last[shown.message.run_id] = shown
    for shown in last.values():
        shown.ends_turn = True


def fingerprint(marks: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(marks).encode()).hexdigest()[:16]


def _show(message: Message) -> Shown:
    media = message.media
    products, taps = _of_kind(media, "product"), _of_kind(media, "choice")
    return Shown(
        message,
        _without_cart(message, products),
        files=[_show_file(row, media) for row in message.attachments.all()],
        places=[place for medium in _of_kind(media, "location") if (place := _show_place(medium))],
        contacts=_of_kind(media, "contact"),
        products=products,
        referrals=_of_kind(media, "referral"),
        pictures=[medium for medium in media if _is_web_address(medium.get("url")) and medium.get("kind") == "image"],
        options=[Option(str(one.get("id", "")), str(one.get("title", ""))) for one in message.choices],
        is_tap=message.author == Author.CUSTOMER and message.kind == "choice",
        typed=str(taps[0].get("typed", "")) if taps else "",
    )


def _of_kind(media: Sequence[Mapping[str, Any]], kind: str) -> list[Mapping[str, Any]]:
    return [medium for medium in media if medium.get("kind") == kind]


def _is_web_address(url: Any) -> bool:
    return str(url or "").startswith(("https://", "http://"))


def _without_cart(message: Message, products: Sequence[Mapping[str, Any]]) -> str:
    """A cart's message ends with one line for each product: they are drawn as a table instead."""
    if message.kind != "order" or not products:
        return message.text
    lines = message.text.splitlines()
    listed = lines[-len(products) :]
    is_cart = all(str(product.get("id", "")) in line for product, line in zip(products, listed, strict=False))
    return "\n".join(lines[: -len(products)]).strip() if is_cart else message.text


def _show_file(row: Attachment, media: Sequence[Mapping[str, Any]]) -> ShownFile:
    names = {row.ref, str(row.public_id)}
    facts = next((one for one in media if str(one.get("ref") or one.get("attachment")) in names), {})
    element = ELEMENTS.get(row.mime_type, "") if row.status == AttachmentStatus.STORED else ""
    return ShownFile(row, element, str(facts.get("caption", "")), _whole(facts.get("seconds")))


def _show_place(medium: Mapping[str, Any]) -> Place | None:
    try:
        latitude, longitude = float(medium["latitude"]), float(medium["longitude"])
    except (KeyError, TypeError, ValueError):
        return None
    query = urlencode({"mlat": f"{latitude:.6f}", "mlon": f"{longitude:.6f}"})
    url = f"{MAP}?{query}#map=17/{latitude:.6f}/{longitude:.6f}"
    return Place(str(medium.get("title", "")), str(medium.get("address", "")), url)


def _whole(number: Any) -> int:
    try:
        return max(0, int(number or 0))
    except (TypeError, ValueError):
        return 0


def _mark_taps(messages: Sequence[Shown]) -> None:
    """The newest message before a tap that offered the choice is the one that was tapped."""
    offered: dict[str, Option] = {}
    for shown in messages:
        offered |= {option.id: option for option in shown.options}
        for medium in _of_kind(shown.message.media, "choice"):
            if option := offered.get(str(medium.get("id"))):
                option.is_tapped = True


def _find_quoted(conversation: Conversation, messages: Sequence[Shown]) -> None:
    wanted = {shown.message.reply_to for shown in messages} - {""}
    if not wanted:
        return
    known = dict(_by_external_id(shown.message for shown in messages))
    if missing := wanted - set(known):
        known |= dict(_by_external_id(list_quoted(conversation.identity, missing)))
    for shown in messages:
        shown.quoted = known.get(shown.message.reply_to)


def _by_external_id(messages: Iterable[Message]) -> Iterator[tuple[str, Message]]:
    for message in messages:
        for name in filter(None, [message.external_id, *message.more_ids]):
            yield name, message


def _mark(shown: Shown) -> str:
    row = shown.message
    files = [f"{file.row.public_id}{file.row.status}{bool(file.row.words)}" for file in shown.files]
    facts = (row.public_id, row.status, row.edited_at, row.revoked_at, row.reaction, row.error_code, row.sent_as)
    return "|".join(map(str, [*facts, *files]))

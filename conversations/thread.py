"""A conversation as staff look at it: each message with its files, with what it answers, and with what was tapped."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from conversations.file_answer import ELEMENTS
from conversations.models import Attachment, AttachmentStatus, Author, Conversation, Message, MessageStatus
from conversations.selectors import list_quoted, list_shown

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
class Thread:
    """`mark` changes with everything that is drawn."""

    messages: Sequence[Shown]
    mark: str = ""
    newest: Shown | None = field(default=None)


def read_thread(conversation: Conversation, *, limit: int) -> Thread:
    """The last messages of a conversation, oldest first, in three queries at most."""
    rows = list_shown(conversation, limit=limit)
    shown = [_show(row) for row in rows]
    _mark_taps(shown)
    _find_quoted(conversation, shown)
    return Thread(shown, fingerprint(map(_mark, shown)), shown[-1] if shown else None)


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

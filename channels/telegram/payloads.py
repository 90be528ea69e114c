"""The parts of an Update that we read (https://core.telegram.org/bots/api#update); the rest is ignored."""

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from channels.base import StorableText

# 64 bits, as Telegram promises: a longer number is somebody's joke.
Id = Annotated[int, Field(ge=-(2**63), lt=2**63)]
# Telegram's own words for a tap or a file; what is longer is not theirs.
Name = Annotated[StorableText, Field(max_length=160)]
FileId = Annotated[StorableText, Field(min_length=1, max_length=512)]
Seconds = Annotated[int, Field(ge=0, le=253_402_300_799)]


class Payload(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class User(Payload):
    id: Id
    is_bot: bool = False
    first_name: StorableText = ""
    last_name: StorableText = ""

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class Chat(Payload):
    id: Id
    # Not Literal: a kind that is invented tomorrow is to be ignored, not to be called unreadable.
    type: str


class File(Payload):
    """A photo size, voice, audio, video, round video, animation, document or sticker."""

    file_id: FileId
    file_name: StorableText = ""
    mime_type: StorableText = ""
    file_size: int | None = None
    duration: int | None = None


class Sticker(File):
    """Pictures (WebP), unless one of the two is set: vector drawings (gzipped Lottie) and films (WebM)."""

    emoji: StorableText = ""
    is_animated: bool = False
    is_video: bool = False


class Location(Payload):
    latitude: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
    longitude: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]


class Venue(Payload):
    location: Location
    title: StorableText = ""
    address: StorableText = ""


class Contact(Payload):
    """A card the customer shared. It need not be their own: `user_id` may be absent or somebody else's."""

    phone_number: StorableText
    first_name: StorableText = ""
    last_name: StorableText = ""
    user_id: Id | None = None

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class Button(Payload):
    text: StorableText
    callback_data: StorableText = ""


class Keyboard(Payload):
    inline_keyboard: list[list[Button]] = []


class Quoted(Payload):
    """The message that another one answers, always of the same chat."""

    message_id: Id


class Message(Payload):
    message_id: Id
    chat: Chat
    date: Seconds = 0
    sender: Annotated[User | None, Field(alias="from")] = None
    text: StorableText = ""
    caption: StorableText = ""
    photo: list[File] = []
    voice: File | None = None
    audio: File | None = None
    video: File | None = None
    video_note: File | None = None
    animation: File | None = None
    document: File | None = None
    sticker: Sticker | None = None
    location: Location | None = None
    venue: Venue | None = None
    contact: Contact | None = None
    # The same for every message of an album.
    media_group_id: Name = ""
    reply_to_message: Quoted | None = None
    # Whose message it was before it was forwarded: that there is one is all that counts here.
    forward_origin: object = None
    migrate_to_chat_id: Id | None = None
    reply_markup: Keyboard | None = None

    @property
    def sent_at(self) -> datetime | None:
        return datetime.fromtimestamp(self.date, UTC) if self.date else None


class CallbackQuery(Payload):
    """A tap. `message` is absent for inline messages, and holds only its ids when it is too old."""

    id: Name
    sender: Annotated[User, Field(alias="from")]
    message: Message | None = None
    data: Name = ""


class ChatMember(Payload):
    status: str


class ChatMemberUpdated(Payload):
    chat: Chat
    new_chat_member: ChatMember


class UpdateId(Payload):
    update_id: Id


class Update(UpdateId):
    message: Message | None = None
    edited_message: Message | None = None
    callback_query: CallbackQuery | None = None
    my_chat_member: ChatMemberUpdated | None = None


class Parameters(Payload):
    retry_after: Annotated[float | None, Field(ge=0, le=86_400)] = None
    migrate_to_chat_id: Id | None = None


class Result(Payload):
    """What every method answers with, as far as all of them agree."""

    ok: bool
    error_code: int = 0
    description: str = ""
    parameters: Parameters = Parameters()


class SentMessage(Payload):
    message_id: Id
    chat: Chat


class SendResult(Payload):
    ok: Literal[True]
    result: SentMessage


class AlbumResult(Payload):
    ok: Literal[True]
    result: Annotated[list[SentMessage], Field(min_length=1)]


class FoundFile(Payload):
    """`file_path` is absent for a file that Telegram will not hand out."""

    file_path: Annotated[str, Field(min_length=1)]
    file_size: int | None = None


class FileResult(Payload):
    ok: Literal[True]
    result: FoundFile


class Bot(Payload):
    id: Id
    first_name: str = ""
    username: str = ""


class BotResult(Payload):
    ok: Literal[True]
    result: Bot


class WebhookInfo(Payload):
    url: str = ""
    pending_update_count: int = 0
    last_error_date: Seconds = 0
    last_error_message: str = ""


class WebhookInfoResult(Payload):
    ok: Literal[True]
    result: WebhookInfo

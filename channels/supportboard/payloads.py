"""The parts of the board's webhooks and answers that we read; the rest (passwords, among others) is ignored.

Numbers come as numbers or as texts, and nothing as null, false or an empty text: all of it becomes text here.
"""

import json
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictStr

from channels.base import StorableText


def _as_text(value: object) -> object:
    if value is None or value is False:
        return ""
    return str(value) if isinstance(value, int) and value is not True else value


def _as_list(value: object) -> object:
    """Attachments are a list, the JSON of one, or an empty text."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return []
    return value if isinstance(value, list) else []


Text = Annotated[StorableText, BeforeValidator(_as_text)]
# The board counts in MySQL's numbers; an empty text stands for none.
Id = Annotated[str, BeforeValidator(_as_text), Field(pattern=r"^([1-9][0-9]{0,18})?$")]
Items = Annotated[list[Any], BeforeValidator(_as_list)]


class Payload(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)


class Proof(Payload):
    key: StrictStr = ""


class Envelope(Payload):
    function: StorableText
    data: Any = None


class MessageSent(Payload):
    """What was written in a conversation, by anybody. A browser's own copy lacks the ids."""

    message_id: Id = ""
    user_id: Id = ""
    conversation_user_id: Id = ""
    conversation_id: Id = ""
    conversation_source: Text = ""
    message: Text = ""
    attachments: Items = []

    @property
    def is_complete(self) -> bool:
        return all([self.message_id, self.user_id, self.conversation_user_id, self.conversation_id])


class MessageDeleted(Payload):
    message_id: Id


class Reply(Payload):
    """What every function answers. Only `success: true` is a success; `response` is then the function's own."""

    success: StrictBool | None = None
    response: Any = None
    message: Any = None

    @property
    def code(self) -> str:
        return self.response if isinstance(self.response, str) else ""


class User(Payload):
    """A customer, a bot or somebody of the staff: https://board.support/docs/api/users"""

    id: Id
    user_type: Text = ""
    first_name: Text = ""
    last_name: Text = ""
    details: Items = []

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def detail(self, slug: str) -> str:
        """One of the `details`, rows of {"slug", "name", "value"}; an empty text when it is not there."""
        rows = (row for row in self.details if isinstance(row, dict) and row.get("slug") == slug)
        value = next(rows, {}).get("value")
        return str(value).strip() if isinstance(value, str | int) else ""


class ConversationDetails(Payload):
    user_id: Id
    # Which account of the network the conversation came through, or Telegram's chat.
    extra: Text = ""


class Conversation(Payload):
    details: ConversationDetails
    messages: Items = []

    @property
    def last_message(self) -> str:
        """The id of the newest message."""
        ids = [row["id"] for row in self.messages if isinstance(row, dict) and isinstance(row.get("id"), str | int)]
        return str(ids[-1]) if ids else ""


class BoardMessage(Payload):
    id: Annotated[Id, Field(min_length=1)]


class GraphMessage(Payload):
    id: StorableText


class WhatsAppSent(Payload):
    """Of Meta and 360dialog: `messages`; of Twilio: `sid`."""

    messages: list[GraphMessage] = []
    sid: Text = ""

    @property
    def id(self) -> str:
        return self.messages[0].id if self.messages else self.sid


class TwilioRefusal(Payload):
    code: int
    message: Text = ""
    status: Annotated[int, Field(ge=400)]


class MessengerSent(Payload):
    message_id: StorableText


class TelegramMessage(Payload):
    message_id: Annotated[Id, Field(min_length=1)]


class TelegramParameters(Payload):
    retry_after: Annotated[float | None, Field(ge=0, le=86_400)] = None


class TelegramAnswer(Payload):
    ok: StrictBool
    result: TelegramMessage | None = None
    error_code: int = 0
    description: Text = ""
    parameters: TelegramParameters = TelegramParameters()

"""What Telegram's refusals mean for us (https://core.telegram.org/bots/api#making-requests).

Telegram documents the shape of an error, not its sentences: these are the ones that its server
(https://github.com/tdlib/telegram-bot-api) and the network behind it send.
"""

import re
from collections.abc import Sequence

from channels.refusals import (
    BAD_MARKUP,
    BAD_MEDIA,
    BLOCKED,
    REFUSED,
    TOO_LARGE,
    TOO_MANY,
    UNAUTHORIZED,
    UNAVAILABLE,
    UNREACHABLE,
    Refusal,
    Verdict,
)

TOO_LONG = Refusal(Verdict.PERMANENT, "too_long")
EMPTY = Refusal(Verdict.PERMANENT, "empty")

# Status, a pattern of the lower-cased description, meaning: the first row that fits counts.
REFUSALS: Sequence[tuple[int, str, Refusal]] = (
    (401, "", UNAUTHORIZED),
    # A token that never was one has no address.
    (404, "", UNAUTHORIZED),
    (429, "", TOO_MANY),
    (413, "", TOO_LARGE),
    (403, r"can't initiate conversation|can't send messages to (bots|the user)", UNREACHABLE),
    (403, "", BLOCKED),
    (400, r"chat not found|peer_id_invalid|chat_id_invalid|user not found", UNREACHABLE),
    (400, r"can't parse (caption )?entities", BAD_MARKUP),
    (400, r"(message|caption) is too long", TOO_LONG),
    (400, r"message (text|caption) is empty|text must be non-empty", EMPTY),
    (400, r"temporarily unavailable", UNAVAILABLE),
    (400, r"file is too big|too big file|file_part_", TOO_LARGE),
    # Telegram fetches a picture from our link by itself, and an album is refused for one bad picture.
    (400, r"wrong file.?id|wrong remote file|invalid file.?id|http url|wrong type of the web ?page content", BAD_MEDIA),
    (400, r"webpage_(curl_failed|media_empty)|(photo|image|media)_\w*invalid|image_process_failed", BAD_MEDIA),
    (400, r"group send failed|failed to send message #|unsupported url protocol|url host is empty", BAD_MEDIA),
)

# Refusals of what is already as we wanted it: an equal text, a button that has stopped spinning by itself.
DONE = re.compile(r"message is not modified|query is too old")


def find(status: int, description: str) -> Refusal:
    """What an answer means; a sentence that nobody knows is this message's own trouble."""
    if status >= 500:
        return UNAVAILABLE
    said = description.lower()
    fitting = (meaning for known, pattern, meaning in REFUSALS if known == status and re.search(pattern, said))
    return next(fitting, REFUSED)


def is_done(status: int, description: str) -> bool:
    """Whether the refusal is none: nothing was left to do."""
    return status == 400 and DONE.search(description.lower()) is not None

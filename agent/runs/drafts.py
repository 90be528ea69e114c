"""Letting the customer watch the answer grow, one checked sentence at a time."""

import re

from agent.guards import Facts, check_reply
from conversations import live
from conversations.models import Conversation

_END = re.compile(r"[.!?…:]\s|\n")


class Draft:
    """Collects what the model writes and shows it up to the last whole sentence, as long as every fact is backed."""

    def __init__(self, conversation: Conversation, facts: Facts) -> None:
        self._conversation_id = conversation.public_id
        self._facts = facts
        self._text = ""
        self._shown = 0
        self._stopped = False

    def __call__(self, piece: str) -> None:
        self._text += piece
        ends = [match.end() for match in _END.finditer(self._text)]
        if self._stopped or not ends or ends[-1] <= self._shown:
            return
        whole = self._text[: ends[-1]]
        if check_reply(whole, self._facts):
            self._stopped = True
            return
        self._shown = ends[-1]
        live.publish(self._conversation_id, {"type": "draft", "text": whole})

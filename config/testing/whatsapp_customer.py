"""A person on WhatsApp, and the shop's own phone beside them."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from channels.testing.fake_graph import NUMBER_ID, WABA_ID, FakeGraph
from config.testing.doors import Door

SHOWN_NUMBER = "15550783881"
_ids = count(1)


@dataclass
class WhatsAppCustomer:
    """Somebody with a number, a user id, or both."""

    door: Door
    graph: FakeGraph
    number: str = "972541234567"
    user_id: str = ""

    @property
    def address(self) -> str:
        """What an answer to them has to name."""
        return self.user_id or self.number

    def writes(self, text: str) -> str:
        """Returns the message's id."""
        return self._send("text", {"body": text})

    def taps(self, reply: Mapping[str, str], *, under: str = "") -> str:
        """A button of ours, `{"id", "title"}`."""
        return self._send("interactive", {"type": "button_reply", "button_reply": dict(reply)}, under=under)

    def speaks(self, media_id: str) -> str:
        """A voice note, which is at the network under this id."""
        return self._send("audio", {"id": media_id, "mime_type": "audio/ogg; codecs=opus", "voice": True})

    def batch(self, kind: str, content: Mapping[str, Any], *, under: str = "") -> tuple[str, bytes]:
        """The id of a new message, and its delivery."""
        message_id = f"wamid.HEARD{next(_ids)}"
        names = {"from": self.number, "from_user_id": self.user_id}
        message = {"id": message_id, "timestamp": str(int(time.time())), "type": kind, kind: dict(content), **names}
        if under:
            message["context"] = {"from": SHOWN_NUMBER, "id": under}
        return message_id, self._delivery("messages", messages=[_known(message)])

    def shop_writes(self, text: str) -> int:
        """Somebody of the shop answers them on the shop's phone."""
        message = {
            "from": SHOWN_NUMBER, "to": self.number, "to_user_id": self.user_id, "id": f"wamid.ECHO{next(_ids)}",
            "timestamp": str(int(time.time())), "type": "text", "text": {"body": text},
        }  # fmt: skip
        return self.door.deliver(self._delivery("smb_message_echoes", message_echoes=[_known(message)]))

    def network_reports(self, status: str, message_id: str, *, correlation: str = "") -> int:
        """How far a message of ours has come."""
        report = {
            "id": message_id, "status": status, "timestamp": str(int(time.time())), "recipient_id": self.number,
            "recipient_user_id": self.user_id, "biz_opaque_callback_data": correlation,
        }  # fmt: skip
        return self.door.deliver(self._delivery("messages", statuses=[_known(report)]))

    def sent(self) -> list[dict[str, Any]]:
        """What the network has brought them, in order."""
        return self.graph.sent(self.address)

    def texts(self) -> list[str]:
        """The words of all of it."""
        return [_words(payload) for payload in self.sent()]

    def buttons(self) -> list[dict[str, str]]:
        """Those under the last message that has any."""
        asking = [payload for payload in self.sent() if payload["type"] == "interactive"]
        return [button["reply"] for button in asking[-1]["interactive"]["action"]["buttons"]] if asking else []

    def _send(self, kind: str, content: Mapping[str, Any], *, under: str = "") -> str:
        message_id, body = self.batch(kind, content, under=under)
        status = self.door.deliver(body)
        assert status == 200, f"the door answered {status}"
        return message_id

    def _delivery(self, field: str, **what: Any) -> bytes:
        contact = {"profile": {"name": "Noa Levi"}} | _known({"wa_id": self.number, "user_id": self.user_id})
        head = {"display_phone_number": SHOWN_NUMBER, "phone_number_id": NUMBER_ID}
        value = {"messaging_product": "whatsapp", "metadata": head, "contacts": [contact], **what}
        entry = {"id": WABA_ID, "changes": [{"field": field, "value": value}]}
        return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


def _words(payload: Mapping[str, Any]) -> str:
    content = payload[payload["type"]]
    if payload["type"] == "template":
        return " ".join(gap["text"] for part in content["components"] for gap in part["parameters"])
    body = content.get("body", content.get("caption", ""))
    return str(body["text"] if isinstance(body, dict) else body)


def _known(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value}

"""Meta's own example payloads. They are not ours to copy: these tests need them beside the project."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from channels.base import InboundMessage, Reaction, Renamed
from channels.whatsapp.adapter import WhatsAppAdapter

EXAMPLES = Path(__file__).parents[3] / "shared" / "data" / "whatsapp_webhooks.json"
NUMBER = "106540352242922"
SHEENA = "16505551234"
pytestmark = pytest.mark.skipif(not EXAMPLES.exists(), reason=f"Meta's examples are not at {EXAMPLES}")


def wamid(rest):
    return f"wamid.HBgLMTY1MDM4Nzk0MzkVAgA{rest}"


def said(external_id, text, *, at, **facts):
    return InboundMessage(
        external_id=external_id, sender_id=SHEENA, sender_name="Sheena Nelson", sender_phone=f"+{SHEENA}", text=text,
        sent_at=datetime.fromtimestamp(at, UTC), **facts,
    )  # fmt: skip


SHARED_ID = wamid("SGBQzQTRBNjU5OUFFRTAzODEwMTQ0RgA=")
EXPECTED = {
    "Text Message": [said(SHARED_ID, "Does it come in another color?", at=1749416383)],
    "Text Message with Context (Product Inquiry)": [
        said(
            wamid("SGBQzQTA2NTUwRkNEMDdFQjJCRUU0NQA="), "Is this still available?", at=1750016800,
            reply_to=wamid("RGA9wcm9kdWN0X2lucXVpcnkA"),
            media=({"kind": "product", "id": "di9ozbzfi4", "catalog": "194836987003835"},),
        )
    ],
    "Text Message from Click to WhatsApp Ad": [
        said(
            wamid("SGBQzQUQ0N0VFMDA2MTQ0RkJFNkNDNAA="), "Hello! Can I get more info on this?", at=1750275992,
            media=(
                {
                    "kind": "referral", "title": "Chat with us", "text": "Summer Succulents are here!",
                    "url": "https://fb.me/3cr4Wqqkv", "source": "ad", "id": "120226305854810726",
                    "click_id": "Aff-n8ZTODiE79d22KtAwQKj9e_mIEOOj27vDVwFjN80dp4_0NiNhEgpGo0AHemvuSoifXaytfTzcchptiErT"
                    "KCqTrJ5nW1h7IHYeYymGb5K5J5iTROpBhWAGaIAeUzHL50",
                },
            ),
        )
    ],
    "Reaction Message": [Reaction(SHEENA, wamid("RGBI0RTJEOTc2ODVERUY5RDlGNkYA"), "👍")],
    "Image Message": [
        said(
            SHARED_ID, "Taj Mahal", at=1744344496, kind="image",
            media=({"kind": "image", "ref": "1003383421387256", "mime_type": "image/jpeg"},),
        )
    ],
    "Location Message": [
        said(
            wamid("SGBQzQTU2MjZEMDBGRkE3MENEMDE0RQA="), "", at=1744344496, kind="location",
            media=(
                {
                    "kind": "location", "latitude": 37.44221496582, "longitude": -122.16165924072,
                    "title": "Philz Coffee", "address": "101 Forest Ave, Palo Alto, CA 94301",
                },
            ),
        )
    ],
    "Contact Sharing Message": [
        said(
            SHARED_ID, "", at=1744344496, kind="contact",
            media=({"kind": "contact", "name": "Lucía Gómez", "phone": "+1 (983) 555-2319"},),
        )
    ],
    "Unsupported Message": [
        said("wamid.HBgLMTQyMDU1NTA3NDkVAgASGBI5N0MwRjg0RTVBNUI1RDA2OTkA", "", at=1750090702, kind="unsupported")
    ],
    "Button Message": [
        said(
            wamid("SGBQzQUU0M0MxQzQzMUJCMTMwNUZFOQA="), "Unsubscribe", at=1750091045, kind="choice",
            choice_id="Unsubscribe", reply_to=wamid("RGBJFNjk2OTMwNEZCQjhGMzUyQUYA"),
        )
    ],
    "Interactive List Reply Message": [
        said(
            wamid("SGBQzQUJDQ0NDM0FEODY4ODkzOTc5RgA="), "Priority Mail Express", at=1749854575, kind="choice",
            choice_id="priority_express", reply_to=wamid("RGBJGMzEyNzhENTZDMzNGODlDRDgA"),
        )
    ],
    "Interactive Button Reply Message": [
        said(
            wamid("SGBQzQTZBQzg0MzQ4QjRCM0NGNkVGOAA="), "Cancel", at=1750025136, kind="choice",
            choice_id="cancel-button", reply_to=wamid("RGBI3MEM2RUJFNkI0RENGQTVDRjUA"),
        )
    ],
    "Order Message": [
        said(
            wamid("SGBQzQTEyQjFGNzI1QTQxMjI5QTMyOQA="), "2 × di9ozbzfi4 (30 USD)\n1 × nqryix03ez (25 USD)",
            at=1750096325, kind="order",
            media=(
                {"kind": "product", "id": "di9ozbzfi4", "quantity": "2", "price": "30", "currency": "USD"},
                {"kind": "product", "id": "nqryix03ez", "quantity": "1", "price": "25", "currency": "USD"},
            ),
        )
    ],
    "System Message": [Renamed(SHEENA, "12195555358")],
    "Group Create Message": [],
    "Group Settings Update": [],
    "Group Remove Participants": [],
}  # fmt: skip


def read_examples():
    return json.loads(EXAMPLES.read_text())


def test_every_example_is_expected():
    assert set(read_examples()) == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_example(name):
    body = json.dumps(read_examples()[name]).encode()
    adapter = WhatsAppAdapter()
    assert adapter.parse(body, account={"account_id": NUMBER}) == EXPECTED[name]
    assert adapter.accounts(body) == {NUMBER}

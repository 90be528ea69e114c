"""What somebody said -> the text and media of a message. Pure."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from channels.whatsapp.payloads import Card, Content, File, FormReply, OrderItem, Referral, Reply, whole

Medium = dict[str, Any]
FILES = ("image", "video", "document", "sticker", "audio")


@dataclass(frozen=True)
class Said:
    """Everything of an InboundMessage that does not depend on who wrote it."""

    text: str = ""
    kind: str = "text"
    media: tuple[Medium, ...] = ()
    choice_id: str = ""


UNSUPPORTED = Said(kind="unsupported")


def read_content(content: Content) -> Said:
    """`unsupported` for polls and whatever else WhatsApp does not pass on, or not in a form that can be read."""
    read = file if content.type in FILES else READERS.get(content.type)
    return (read(content) if read else None) or UNSUPPORTED


def list_origins(content: Content) -> tuple[Medium, ...]:
    """What brought the customer to write (a product of the catalogue, an ad or post), and whether they pass it on."""
    product = content.context.referred_product if content.context else None
    media = []
    if product:
        media.append(_known({"kind": "product", "id": product.product_retailer_id, "catalog": product.catalog_id}))
    if content.referral:
        media.append(_referral(content.referral))
    if content.context and (content.context.forwarded or content.context.frequently_forwarded):
        media.append({"kind": "forwarded"})
    return tuple(media)


def text(content: Content) -> Said | None:
    return Said(content.text.body) if content.text else None


def file(content: Content) -> Said | None:
    found: File | None = getattr(content, content.type)
    if found is None:
        return None
    # There is no type `voice`: a voice note is a recording with a mark.
    kind = "voice" if content.type == "audio" and found.voice else content.type
    mime_type = found.mime_type.split(";")[0].strip()
    facts = _known({"kind": kind, "ref": found.id, "mime_type": mime_type, "name": found.filename})
    return Said(found.caption, kind, (facts,))


def interactive(content: Content) -> Said | None:
    """None also where WhatsApp leaves the answer out altogether, which happens."""
    if content.interactive is None:
        return None
    tapped = content.interactive.button_reply or content.interactive.list_reply
    if tapped:
        return Said(_full_title(tapped), "choice", choice_id=tapped.id)
    form = content.interactive.nfm_reply
    return Said(_answers(form), "form") if form else None


def button(content: Content) -> Said | None:
    if content.button is None:
        return None
    payload = content.button.payload or content.button.text[:256]
    return Said(content.button.text or payload, "choice", choice_id=payload) if payload else None


def location(content: Content) -> Said | None:
    place = content.location
    if place is None:
        return None
    facts = {"latitude": place.latitude, "longitude": place.longitude, "title": place.name, "address": place.address}
    return Said(kind="location", media=({"kind": "location", **_known(facts)},))


def contacts(content: Content) -> Said | None:
    cards = tuple(_card(card) for card in content.contacts or () if card)
    return Said(kind="contact", media=cards) if cards else None


def order(content: Content) -> Said | None:
    """The items as text as well: that is what is read first. Names and prices of today are the shop's, not these."""
    items = [item for item in content.order.product_items if item] if content.order else []
    if not content.order or not items:
        return None
    lines = [content.order.text, *map(_line, items)]
    return Said("\n".join(filter(None, lines)), "order", tuple(_product(item) for item in items))


READERS: Mapping[str, Callable[[Content], Said | None]] = {
    "text": text,
    "interactive": interactive,
    "button": button,
    "location": location,
    "contacts": contacts,
    "order": order,
}


def _known(facts: Mapping[str, Any]) -> Medium:
    return {name: value for name, value in facts.items() if value not in ("", None)}


def _referral(referral: Referral) -> Medium:
    facts = {
        "kind": "referral", "title": referral.headline, "text": referral.body, "url": referral.source_url,
        "source": referral.source_type, "id": referral.source_id, "click_id": referral.ctwa_clid,
    }  # fmt: skip
    return _known(facts)


def _full_title(tapped: Reply) -> str:
    """A row's title may have been cut; its description has all of it then (render writes it so)."""
    stem = tapped.title.removesuffix("…")
    if stem != tapped.title and stem and tapped.description.startswith(stem):
        return tapped.description
    return tapped.title or tapped.id


def _answers(form: FormReply) -> str:
    """`question: answer` in lines; the form's own words when there is nothing to read in it."""
    try:
        answers = json.loads(form.response_json)
    except (ValueError, RecursionError):
        answers = None
    return "\n".join(_answer_lines(answers)) or form.body


def _answer_lines(answers: Any) -> Iterator[str]:
    for question, answer in answers.items() if isinstance(answers, dict) else ():
        # The token says which of the shop's forms it was.
        if question == "flow_token" or answer in (None, "", [], {}):
            continue
        said = ", ".join(map(str, answer)) if isinstance(answer, list) else str(answer)
        yield whole(f"{question}: {said}".replace("\x00", ""))


def _card(card: Card) -> Medium:
    phones = [phone.phone or phone.wa_id for phone in card.phones or () if phone]
    facts = {"kind": "contact", "name": _card_name(card), "phone": ", ".join(filter(None, phones))}
    return _known(facts)


def _card_name(card: Card) -> str:
    if card.name:
        return card.name.formatted_name or f"{card.name.first_name} {card.name.last_name}".strip()
    return card.org.company if card.org else ""


def _product(item: OrderItem) -> Medium:
    price = plain(item.item_price) if item.item_price is not None else ""
    facts = {"id": item.product_retailer_id, "quantity": plain(item.quantity), "price": price}
    return {"kind": "product", **_known(facts | {"currency": item.currency})}


def _line(item: OrderItem) -> str:
    price = f" ({plain(item.item_price)} {item.currency})" if item.item_price is not None else ""
    return f"{plain(item.quantity)} × {item.product_retailer_id}{price}"


def plain(amount: Decimal) -> str:
    """`2`, `0.5`, `1200`: no exponent, no zeros at the end."""
    whole, _, rest = f"{amount:.4f}".partition(".")
    return f"{whole}.{rest}".rstrip("0").rstrip(".")

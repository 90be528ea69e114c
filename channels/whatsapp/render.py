"""A message -> requests to /messages: pieces that fit, pictures with captions, buttons or a list under the last text.

https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
"""

from collections.abc import Mapping, Sequence
from typing import Any

from channels.base import Outgoing
from channels.bubbles import cut, pause_before
from channels.choices import as_numbered_text, list_button
from channels.whatsapp import interactive, template
from channels.whatsapp.markup import to_whatsapp
from lib.text import split_text

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024

# What goes into a request, without the recipient; `pause` is for whoever delivers.
Part = dict[str, Any]


def render(outgoing: Outgoing) -> list[Part]:
    """The requests in order. Raises ProviderError for a template that cannot be filled."""
    if outgoing.template:
        content = {"type": "template", "template": template.fill(outgoing.template, outgoing.values)}
        return _numbered([content], outgoing.correlation)
    parts = _numbered(_contents(outgoing), outgoing.correlation)
    if parts and outgoing.reply_to:
        parts[0]["context"] = {"message_id": outgoing.reply_to}
    return [part | {"pause": pause_before(_words(part))} for part in parts] if outgoing.is_paced else parts


def _numbered(contents: Sequence[Part], correlation: str) -> list[Part]:
    """Each part carries its own word: it comes back in reports, also when the answer to the request was lost."""
    if not correlation:
        return list(contents)
    return [
        content | {"biz_opaque_callback_data": f"{correlation}:{number}"} for number, content in enumerate(contents)
    ]


def _contents(outgoing: Outgoing) -> list[Part]:
    text = outgoing.text.strip()
    offer = interactive.offer(outgoing.choices, language=outgoing.language)
    if outgoing.choices and not offer:
        text = as_numbered_text(text, outgoing.choices, language=outgoing.language)
    text = to_whatsapp(text)
    images, text = _images(outgoing.media, text, may_caption=offer is None)
    if offer:
        return [*images, *_asking(text, offer, outgoing)]
    return [*images, *_texts(text, is_paced=outgoing.is_paced)]


def _images(media: Sequence[Mapping[str, str]], text: str, *, may_caption: bool) -> tuple[list[Part], str]:
    """The pictures, and the text that is left to say: theirs where a caption was too long. The text is the caption
    of the first picture where it fits."""
    urls = [medium["url"] for medium in media if medium["kind"] == "image"]
    captions = [to_whatsapp(medium.get("caption", "").strip()) for medium in media if medium["kind"] == "image"]
    cuts = [split_text(caption, LONGEST_CAPTION) for caption in captions]
    heads = [pieces[0] if pieces else "" for pieces in cuts]
    rests = [
        caption[len(head) :].strip() for caption, head in zip(captions, heads, strict=True) if len(caption) > len(head)
    ]
    if heads and not heads[0] and may_caption and len(text) <= LONGEST_CAPTION:
        heads[0], text = text, ""
    return list(map(_image, urls, heads)), "\n\n".join(filter(None, [*rests, text]))


def _image(url: str, caption: str) -> Part:
    return {"type": "image", "image": {"link": url, **({"caption": caption} if caption else {})}}


def _texts(text: str, *, is_paced: bool) -> list[Part]:
    return [_text(piece) for piece in cut(text, LONGEST_TEXT, is_paced=is_paced)]


def _text(body: str) -> Part:
    return {"type": "text", "text": {"body": body, "preview_url": False}}


def _asking(text: str, offer: Mapping[str, Any], outgoing: Outgoing) -> list[Part]:
    """The end of the text stands over the choices, as much of it as fits; the rest goes before."""
    *before, last = cut(text, LONGEST_TEXT, is_paced=outgoing.is_paced) or [list_button(outgoing.language)]
    body = split_text(last, interactive.LONGEST_BODY)[-1]
    rest = last[: len(last) - len(body)].rstrip()
    texts = [_text(piece) for piece in [*before, rest] if piece]
    return [*texts, {"type": "interactive", "interactive": {**offer, "body": {"text": body}}}]


def _words(part: Part) -> str:
    """What a person would have typed of it."""
    content = part[part["type"]]
    words: str = content.get("body") or content.get("caption") or ""
    return words if isinstance(words, str) else words["text"]

"""The chat page of a shop. Its views store what visitors write; this reads it."""

from channels.local import LocalAdapter


class WebchatAdapter(LocalAdapter):
    kind = "webchat"
    label = "Web chat"
    streams = True

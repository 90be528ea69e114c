"""Instagram's direct messages as a channel. A professional account is the account.

There are two logins, and host, path and token have to be of the same one: Instagram's own, and that of the Facebook
page which the account is linked to.
https://developers.facebook.com/documentation/instagram-platform/instagram-api-with-instagram-login/messaging-api
https://developers.facebook.com/documentation/business-messaging/instagram-messaging
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.conf import settings
from django.utils.translation import gettext as _

from channels.base import Account, CredentialField
from channels.meta.messaging_adapter import MessagingAdapter
from channels.meta.messaging_client import Node, call, read
from channels.meta.messaging_errors import BAD_ADDRESS
from channels.meta.messaging_parse import INSTAGRAM
from channels.meta.messaging_payloads import Id, Payload, Text
from channels.meta.messaging_render import Limits
from channels.meta.messaging_webhook import PAGE_FIELDS, Subscription
from channels.refusals import refusal

INSTAGRAM_LOGIN = "instagram"
PAGE_LOGIN = "page"
FIELDS = ("messages", "messaging_postbacks", "messaging_seen", "message_reactions")
SPARE_FIELDS = ("message_edit",)


class Professional(Payload):
    id: Id
    user_id: Id | None = None
    username: Text = ""
    name: Text = ""


class InstagramAdapter(MessagingAdapter):
    kind = "instagram"
    label = "Instagram"
    fields = (
        CredentialField("token", "an access token of the account, or of its page, to send messages", is_secret=True),
        CredentialField("ig_id", "the id of the professional account"),
        CredentialField("login", "whose token it is", choices=(INSTAGRAM_LOGIN, PAGE_LOGIN)),
        CredentialField("page_id", "the linked page's id; only with a page's token", is_required=False),
        CredentialField("app_id", "the Meta app's id: it tells our own messages from others", is_required=False),
        CredentialField("app_secret", "the Meta app's secret, which signs what is delivered", is_secret=True),
        CredentialField(
            "instagram_app_secret",
            "with Instagram's login also that of the Instagram app: Meta does not say which of the two signs",
            is_secret=True,
            is_required=False,
        ),
    )
    has_profiles = True
    network = INSTAGRAM
    secret_fields = ("app_secret", "instagram_app_secret")
    # Bytes, not characters. The networks' only places for a word of ours are Messenger's.
    limits = Limits(text=1000, measure="bytes", pictures=10, has_metadata=False)

    def node(self, credentials: Mapping[str, str]) -> Node:
        if not _is_by_page(credentials):
            return self._account_node(credentials)
        if not credentials.get("page_id"):
            raise refusal(BAD_ADDRESS, "With a page's token the id of the page is needed (page_id).")
        return Node(settings.META_BASE_URL, credentials["page_id"], credentials["token"])

    def subscription(self, credentials: Mapping[str, str]) -> Subscription:
        """A page brings its Instagram account's messages as soon as it is subscribed to anything; that it is
        subscribed to everything keeps Messenger working beside it."""
        by_page = _is_by_page(credentials)
        return Subscription(
            node=self.node(credentials),
            object=INSTAGRAM.object,
            fields=PAGE_FIELDS if by_page else FIELDS,
            spare_fields=() if by_page else SPARE_FIELDS,
            app_fields=FIELDS,
            app_id=credentials.get("app_id", ""),
            app_secret=credentials["app_secret"],
        )

    def identify(self, *, credentials: Mapping[str, str]) -> Account:
        """`user_id` is what webhooks call the account; with Instagram's login `id` is another one."""
        names = "id,username,name" if _is_by_page(credentials) else "id,user_id,username,name"
        found = read(Professional, call("GET", self._account_node(credentials), query={"fields": names}))
        return Account(found.user_id or found.id, f"@{found.username}" if found.username else found.name)

    def profile(self, sender_id: str, *, credentials: Mapping[str, str]) -> str:
        node = replace(self._account_node(credentials), id=sender_id)
        person = read(Professional, call("GET", node, query={"fields": "id,name,username"}))
        return person.name or (f"@{person.username}" if person.username else "")

    def connect(self, *, credentials: Mapping[str, str], url: str, secret: str) -> Sequence[str]:
        steps = super().connect(credentials=credentials, url=url, secret=secret)
        allow = _(
            "In the Instagram app, under Settings, Messages and story replies, Message controls, Connected tools, "
            "allow access to messages."
        )
        review = _(
            "Check in the Meta app's dashboard that the app is live and has advanced access to the permission to "
            "manage Instagram messages: until then only people with a role in the app reach the shop."
        )
        return [*steps, allow, review]

    def _account_node(self, credentials: Mapping[str, str]) -> Node:
        host = settings.META_BASE_URL if _is_by_page(credentials) else settings.INSTAGRAM_BASE_URL
        return Node(host, credentials["ig_id"], credentials["token"])


def _is_by_page(credentials: Mapping[str, str]) -> bool:
    return credentials.get("login", INSTAGRAM_LOGIN) == PAGE_LOGIN

"""Facebook Messenger as a channel. A page is the account; its customers' ids are good for this page alone."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.conf import settings
from django.utils.translation import gettext as _

from channels.base import Account, CredentialField
from channels.meta.messaging_adapter import MessagingAdapter
from channels.meta.messaging_client import Node, call, read
from channels.meta.messaging_parse import MESSENGER
from channels.meta.messaging_payloads import Id, Payload, Text
from channels.meta.messaging_render import Limits
from channels.meta.messaging_webhook import PAGE_FIELDS, Subscription


class Page(Payload):
    id: Id
    name: Text = ""


class Person(Payload):
    first_name: Text = ""
    last_name: Text = ""


class MessengerAdapter(MessagingAdapter):
    kind = "messenger"
    label = "Messenger"
    fields = (
        CredentialField("token", "an access token of the page, with pages_messaging", is_secret=True),
        CredentialField("page_id", "the page's id, from its About page or the app's dashboard"),
        CredentialField("app_id", "the Meta app's id: it tells our own messages from others", is_required=False),
        CredentialField("app_secret", "the Meta app's secret: it signs what is delivered", is_secret=True),
    )
    has_profiles = True
    network = MESSENGER
    # https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages
    limits = Limits(text=2000, measure="characters", pictures=1, has_metadata=True)

    def node(self, credentials: Mapping[str, str]) -> Node:
        return Node(settings.META_BASE_URL, credentials["page_id"], credentials["token"])

    def subscription(self, credentials: Mapping[str, str]) -> Subscription:
        return Subscription(
            node=self.node(credentials),
            object=MESSENGER.object,
            fields=PAGE_FIELDS,
            app_fields=PAGE_FIELDS,
            app_id=credentials.get("app_id", ""),
            app_secret=credentials["app_secret"],
        )

    def identify(self, *, credentials: Mapping[str, str]) -> Account:
        page = read(Page, call("GET", self.node(credentials), query={"fields": "id,name"}))
        return Account(external_id=page.id, name=page.name)

    def profile(self, sender_id: str, *, credentials: Mapping[str, str]) -> str:
        node = replace(self.node(credentials), id=sender_id)
        person = read(Person, call("GET", node, query={"fields": "first_name,last_name"}))
        return f"{person.first_name} {person.last_name}".strip()

    def connect(self, *, credentials: Mapping[str, str], url: str, secret: str) -> Sequence[str]:
        steps = super().connect(credentials=credentials, url=url, secret=secret)
        review = _(
            "Check in the Meta app's dashboard that the app is live and has advanced access to pages_messaging: "
            "until then only people with a role in the app reach the shop."
        )
        return [*steps, review]

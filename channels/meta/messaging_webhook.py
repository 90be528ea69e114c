"""Telling Meta where to deliver, and asking it what it knows of that.

Two things have to be true: the account is subscribed to the app, and the app has our address for that kind of object.
https://developers.facebook.com/docs/graph-api/reference/page/subscribed_apps
https://developers.facebook.com/docs/graph-api/reference/app/subscriptions
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from channels.base import ProviderError, WebhookState
from channels.meta.messaging_client import Node, call, read
from channels.meta.messaging_errors import BAD_ADDRESS
from channels.meta.messaging_payloads import Id, Payload, Spare, Text
from channels.refusals import Verdict, refusal

REAL_HOST = "graph.facebook.com"
# What we read of a page's. Meta remembers the list: a kind that is missing here never arrives.
PAGE_FIELDS = (
    "messages", "messaging_postbacks", "messaging_optins", "messaging_referrals", "message_deliveries", "message_reads",
    "message_echoes", "message_edits", "message_reactions", "messaging_policy_enforcement",
)  # fmt: skip


@dataclass(frozen=True)
class Subscription:
    """Whom to subscribe, and to what. `fields` are the account's; the app has its own for the object `object`.

    `spare_fields` are left out when the network does not know one of them: which it knows depends on the login.
    """

    node: Node
    object: str
    fields: Sequence[str]
    app_fields: Sequence[str]
    app_id: str = ""
    app_secret: str = field(default="", repr=False)
    spare_fields: Sequence[str] = ()

    @property
    def app(self) -> Node:
        return Node(settings.META_BASE_URL, self.app_id, f"{self.app_id}|{self.app_secret}")


class SubscribedApp(Payload):
    id: Annotated[Id | None, Spare] = None
    subscribed_fields: Annotated[list[str] | None, Spare] = None


class SubscribedApps(Payload):
    data: list[SubscribedApp] = []


class AppSubscription(Payload):
    object: str
    callback_url: Text = ""
    active: bool = True


class AppSubscriptions(Payload):
    data: list[AppSubscription] = []


def connect(wanted: Subscription, *, url: str, verify_token: str) -> list[str]:
    """Subscribe the account, and give the app our address. Returns what a person still has to do.

    While Meta sets the address it asks there for the verify token: the door has to know it already.
    Raises ProviderError when the account cannot be subscribed, or when nobody could ever deliver to `url`.
    """
    if urlsplit(settings.META_BASE_URL).hostname == REAL_HOST and not url.startswith("https://"):
        raise refusal(BAD_ADDRESS, f"Meta only delivers to an https address, and {url} is none.")
    _subscribe(wanted)
    step = _give_address(wanted, url=url, verify_token=verify_token)
    return [step] if step else []


def inspect(wanted: Subscription) -> WebhookState:
    """Where the app delivers this kind of object, and what of the account's subscription is missing."""
    notes = _missing(wanted, read(SubscribedApps, call("GET", wanted.node, "subscribed_apps")))
    if not wanted.app_id:
        return WebhookState(is_known=False, notes=notes)
    try:
        known = read(AppSubscriptions, call("GET", wanted.app, "subscriptions"))
    except ProviderError as error:
        if not (error.permanent or error.verdict == Verdict.STOP_CHANNEL):
            raise
        # The account is well: only the app's own id and secret are not those that Meta knows.
        said = _("Meta does not tell the app's address (%(said)s): are the app id and secret right?") % {"said": error}
        return WebhookState(is_known=False, notes=[*notes, said])
    url = next((one.callback_url for one in known.data if one.object == wanted.object and one.active), "")
    return WebhookState(url=url, notes=notes)


def _subscribe(wanted: Subscription) -> None:
    try:
        _post_fields(wanted.node, [*wanted.fields, *wanted.spare_fields])
    except ProviderError as error:
        if error.code != "refused" or not wanted.spare_fields:
            raise
        _post_fields(wanted.node, wanted.fields)


def _post_fields(node: Node, fields: Sequence[str]) -> None:
    call("POST", node, "subscribed_apps", form={"subscribed_fields": ",".join(fields)})


def _give_address(wanted: Subscription, *, url: str, verify_token: str) -> str:
    """The step that a person has to take instead, when Meta does not let us; an empty text when it is done."""
    facts = {"object": wanted.object, "url": url, "token": verify_token, "fields": ", ".join(wanted.app_fields)}
    by_hand = _(
        "In the Meta app's dashboard, under Webhooks, choose the object %(object)s, enter the callback address "
        "%(url)s and the verify token %(token)s, and subscribe to: %(fields)s."
    )
    if not wanted.app_id:
        return by_hand % facts
    form = {
        "object": wanted.object, "callback_url": url, "verify_token": verify_token,
        "fields": ",".join(wanted.app_fields),
    }  # fmt: skip
    try:
        call("POST", wanted.app, "subscriptions", form=form)
    except ProviderError as error:
        refused = _("Meta did not take the address from us (%(said)s).") % {"said": error}
        return f"{refused} {by_hand % facts}"
    return ""


def _missing(wanted: Subscription, apps: SubscribedApps) -> list[str]:
    ours = [app for app in apps.data if not wanted.app_id or app.id in {wanted.app_id, None}]
    if not ours:
        return [_("The account is not subscribed to the app: connect the channel again.")]
    fields = {name for app in ours for name in app.subscribed_fields or wanted.fields}
    missing = sorted(set(wanted.fields) - fields)
    if not missing:
        return []
    said = _("The account's subscription lacks %(fields)s: connect the channel again.")
    return [said % {"fields": ", ".join(missing)}]

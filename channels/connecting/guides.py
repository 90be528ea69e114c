"""How a person connects each kind of channel: what they need, where they find it, and what they type."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from channels.models import Channel
from channels.registry import get_adapter

WHATSAPP_PREFIX = "whatsapp:"
# What each credential is called on the page, and what is said below it.
LABELS: Mapping[str, Promise] = {
    "token": _("Access token"),
    "phone_number_id": _("Id of the number"),
    "waba_id": _("Id of the WhatsApp Business account"),
    "app_secret": _("App secret"),
    "page_id": _("Id of the page"),
    "app_id": _("App id"),
    "ig_id": _("Id of the Instagram account"),
    "login": _("Whose token it is"),
    "instagram_app_secret": _("Secret of the Instagram app"),
    "account_sid": _("Account SID"),
    "auth_token": _("Auth token"),
    "from_number": _("Number to send from"),
    "messaging_service_sid": _("Messaging service, instead of a number"),
    "board_url": _("Address of the board"),
    "webhook_secret": _("Webhook secret"),
    "bot_user_id": _("Id of the bot"),
    "whatsapp_phone_number_id": _("Meta's id of your WhatsApp number"),
    "whatsapp_token": _("Meta's token for that number"),
}
HELP: Mapping[str, Promise] = {
    "phone_number_id": _("Not the number itself: a long row of digits beside it."),
    "app_secret": _("It signs what Meta delivers: without it nothing is believed."),
    "app_id": _("With it your own messages are told from a colleague's for sure."),
    "instagram_app_secret": _("With Instagram's login also this one: Meta does not say which of the two signs."),
    "page_id": _("From the page's “About”, or the app's dashboard."),
    "from_number": _("With the country: +14155552671."),
    "messaging_service_sid": _("It begins with MG."),
    "account_sid": _("It begins with AC."),
    "board_url": _("For example https://shop.example/supportboard"),
    "webhook_secret": _("Think up a long random text. The same one goes into the board's settings."),
}
CHOICES: Mapping[str, Promise] = {"instagram": _("Instagram's login"), "page": _("The Facebook page's")}


@dataclass(frozen=True)
class Guide:
    """One way to connect. `key` stands in addresses; several may lead to the same kind of channel."""

    key: str
    kind: str
    label: str | Promise
    about: Promise
    steps: Sequence[Promise] = ()
    leaves_out: frozenset[str] = field(default_factory=frozenset)
    needs: frozenset[str] = field(default_factory=frozenset)


_META_APP = _(
    "Open developers.facebook.com, My Apps, and choose your app (or make one of the type Business). Under App "
    "settings, Basic, you find the app id and the app secret."
)
GUIDES = {
    guide.key: guide
    for guide in (
        Guide(
            "telegram", "telegram", "Telegram", _("A bot of your own. Free, ready in two minutes."),
            (
                _("In Telegram open @BotFather, write /newbot, and give your bot a name and a user name."),
                _("BotFather answers with a token like 7700000001:AAE… Copy it."),
                _("Paste it below. The rest happens by itself."),
            ),
        ),
        Guide(
            "whatsapp", "whatsapp", "WhatsApp", _("WhatsApp's own API (Cloud API) with a number of your business."),
            (
                _META_APP,
                _(
                    "Add the product WhatsApp to the app. In WhatsApp Manager, Phone numbers, choose your number: its "
                    "id and the id of the WhatsApp Business account stand there."
                ),
                _(
                    "In the business settings, System users, make one, give it your app and the WhatsApp account, and "
                    "make a token that never ends with whatsapp_business_messaging and whatsapp_business_management."
                ),
            ),
        ),
        Guide(
            "messenger", "messenger", "Messenger", _("Messages to your Facebook page."),
            (
                _META_APP,
                _("Add the product Messenger to the app and connect your page there."),
                _("Under Messenger, Settings, make an access token for the page. The page's id stands beside it."),
            ),
        ),
        Guide(
            "instagram", "instagram", "Instagram", _("Direct messages to your professional account."),
            (
                _("Your Instagram account has to be a professional one (business or creator)."),
                _META_APP,
                _(
                    "Add the product Instagram to the app, connect the account there and make an access token. The "
                    "account's id stands beside it."
                ),
            ),
            leaves_out=frozenset({"page_id"}),
        ),
        Guide(
            "sms", "twilio", _("SMS (Twilio)"), _("Text messages through a Twilio number."),
            (
                _("Open console.twilio.com: the account SID and the auth token stand on its first page."),
                _("Under Phone Numbers, Active numbers, you find your number; buy one if you have none."),
                _("Paste all three below. The number is told by itself where to deliver."),
            ),
        ),
        Guide(
            "twilio-whatsapp", "twilio", _("WhatsApp (Twilio)"), _("WhatsApp through Twilio instead of Meta."),
            (
                _("Open console.twilio.com: the account SID and the auth token stand on its first page."),
                _("Under Messaging, Senders, WhatsApp senders, you find your number; register one if you have none."),
                _("Afterwards you enter an address of ours as the sender's webhook: it is shown in the next step."),
            ),
            leaves_out=frozenset({"messaging_service_sid"}), needs=frozenset({"from_number"}),
        ),
        Guide(
            "supportboard", "supportboard", "Support Board", _("A Support Board that you run already."),
            (
                _("In Support Board open Users and an admin's profile: the token stands there."),
                _("Make a user of the type bot (or use yours) and open its profile: its id stands in the address."),
                _("Afterwards you enter an address of ours and the webhook secret in the board's settings."),
            ),
        ),
        Guide("webchat", "webchat", _("Web chat"), _("A chat page of your own, and a widget for your site.")),
    )
}  # fmt: skip


def guide_of(channel: Channel) -> Guide | None:
    """How this channel is connected again; None for the terminal."""
    if channel.kind == "twilio":
        is_whatsapp = channel.account.get("from_number", "").startswith(WHATSAPP_PREFIX)
        return GUIDES["twilio-whatsapp" if is_whatsapp else "sms"]
    return GUIDES.get(channel.kind)


def fields_of(guide: Guide) -> list[tuple[str, bool, bool, Sequence[str]]]:
    """(name, secret, required, choices) of what is typed."""
    fields = [one for one in get_adapter(guide.kind).fields if one.name not in guide.leaves_out]
    return [(one.name, one.is_secret, one.is_required or one.name in guide.needs, one.choices) for one in fields]

"""Why a message did not go out, or a file did not come in, in words that staff understand and can act on."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: dict[str, Promise] = {
    "account_blocked": _("The network has blocked the shop's account. Look at it in the network's own console."),
    "bad_address": _("The address of the channel is wrong."),
    "bad_markup": _("The network could not read the message's formatting."),
    "bad_media": _("The network refused the picture or file."),
    "blocked": _("The customer has blocked the shop on this channel."),
    "busy": _("The network was busy for too long."),
    "channel_off": _("The channel is switched off."),
    "empty": _("There was nothing to send."),
    "filtered": _("The carrier filtered the message as unwanted."),
    "marketing_limit": _("The network allows this customer no more offers today."),
    "moved": _("The chat has moved."),
    "no_media": _("This channel does not take files."),
    "no_template": _("No approved template fits. Choose one for late answers in the channel's settings."),
    "not_allowed": _("The network does not allow this kind of message to this customer."),
    "opted_out": _("The customer wants no more messages on this channel."),
    "opted_out_marketing": _("The customer wants no offers on this channel."),
    "payment": _("The network wants a payment method from the shop. Look at the billing of the account."),
    "private_address": _("The address belongs to a private network."),
    "refused": _("The network refused the message."),
    "template_paused": _("The network has paused the template."),
    "template_wrong": _("The template does not fit any more. Read the templates again on the channels page."),
    "too_large": _("The file is too large."),
    "too_long": _("The message is too long for this channel."),
    "too_many": _("Too many messages at once; the network wants us to wait."),
    "unauthorized": _("The channel's access was refused. Connect the channel again with a new token."),
    "unavailable": _("The network was not available."),
    "unreachable": _("The customer cannot be reached at this number or address."),
    "unregistered": _("The sender is not registered with the carriers. Register it with the provider."),
    "unwanted_kind": _("Files of this kind are not kept."),
    "window_closed": _(
        "The customer's last message is too long ago: the network allows free text for 24 hours only. "
        "Wait until they write, or choose an approved template for late answers."
    ),
}


def explain(code: str) -> Promise | str:
    """The sentence for a code; an empty text for none, the code itself for one that nobody knows."""
    return REASONS.get(code, code)

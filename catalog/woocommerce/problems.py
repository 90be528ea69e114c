"""What can be wrong with a shop: stable codes, whether waiting helps, and words for its owner."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lib.errors import ProviderError


@dataclass(frozen=True)
class Problem:
    """`says` what happened, `todo` what a person can do; `passes` when waiting is what helps."""

    says: Promise
    todo: Promise
    passes: bool = False


PROBLEMS: dict[str, Problem] = {
    "away": Problem(
        _("The shop did not answer."),
        _("If it is online, its host may block us: allow our address there."),
        passes=True,
    ),
    "busy": Problem(_("The shop asked us to slow down."), _("Nothing: we go on by ourselves."), passes=True),
    "blocked": Problem(
        _("A firewall or a maintenance page answered instead of the shop."),
        _("Allow /wp-json/wc/v3 in the shop's security plugin or at its host. We try again by ourselves."),
        passes=True,
    ),
    "broken": Problem(
        _("The shop reported an error of its own."),
        _("Look at WooCommerce > Status > Logs over there. We try again by ourselves."),
        passes=True,
    ),
    "unreadable": Problem(
        _("The shop's answer could not be read."),
        _("A plugin of the shop changes what its interface answers: switch it off for /wp-json."),
        passes=True,
    ),
    "unauthorized": Problem(
        _("The shop refused our keys."),
        _(
            "Make new ones (WooCommerce > Settings > Advanced > REST API, read and write) and connect the store "
            "once more."
        ),
    ),
    "no_api": Problem(
        _("There is no WooCommerce at this address."),
        _("Check the address, and choose any permalinks but plain ones in WordPress (Settings > Permalinks)."),
    ),
    "moved": Problem(_("The shop has moved to another address."), _("Connect the store with the address it moved to.")),
    "bad_address": Problem(_("This is no address of a shop."), _("Use the https address of the shop's front page.")),
    "private_address": Problem(
        _("The address belongs to a private network."), _("The operator can allow the host in PRIVATE_HOSTS.")
    ),
    "too_large": Problem(_("The shop's answer is too large."), _("Ask us: a plugin may add to every product.")),
    "refused": Problem(_("The shop did not understand our question."), _("Update WooCommerce to a current version.")),
    "not_there": Problem(_("The shop does not know this product."), _("Nothing.")),
    "much_gone": Problem(
        _("More than half of the products are missing in the shop. Nothing was taken off sale."),
        _("If they were really removed, run store_sync --full --accept-removals."),
    ),
    "wrong_currency": Problem(
        _("The shop sells in another currency than it does here."), _("Use the same currency in both.")
    ),
}
_UNKNOWN = PROBLEMS["broken"]


def refusal(code: str, said: str, *, retry_after: float | None = None, uncertain: bool = False) -> ProviderError:
    """The error for a code; `said` is what the shop itself answered."""
    return ProviderError(
        said, permanent=not PROBLEMS[code].passes, retry_after=retry_after, uncertain=uncertain, code=code
    )


def explain(code: str) -> str:
    """What happened, in the current language."""
    return str(PROBLEMS.get(code, _UNKNOWN).says)


def advise(code: str) -> str:
    """What to do about it, in the current language."""
    return str(PROBLEMS.get(code, _UNKNOWN).todo)
